//! Whether every identifier of a plan is one.
//!
//! The plan makes no others. But text goes to the compiler as it is, and a document is not to be trusted: what slipped
//! through here would be code.

use super::error::Error;
use crate::plan::{Argument, Crate, Ident, Item, OperationItem};

/// Refuses the first item with something else for a name.
pub(super) fn check(plan: &Crate) -> Result<(), Error> {
    for group in &plan.groups {
        check_all(group.module.plain(), [&group.module, &group.handle].into_iter())?;
        group.operations.iter().try_for_each(|it| check_all(&it.id, of_operation(it)))?;
    }
    for module in &plan.types {
        check_all(module.module.plain(), std::iter::once(&module.module))?;
    }
    let in_types = plan.types.iter().flat_map(|module| &module.items);
    let in_groups = plan.groups.iter().flat_map(|group| &group.items);
    in_types.chain(in_groups).try_for_each(|item| check_all(item.path(), of_item(item).into_iter()))
}

fn check_all<'a>(
    place: impl std::fmt::Display,
    mut names: impl Iterator<Item = &'a Ident>,
) -> Result<(), Error> {
    match names.find(|it| !is_name(it)) {
        Some(other) => Err(Error::new(place, format_args!("`{other}` is no identifier"))),
        None => Ok(()),
    }
}

/// Most names are plain ASCII, and no keyword but `Self` has a capital or an underscore; syn's lexer knows the rest.
fn is_name(ident: &Ident) -> bool {
    let text = ident.as_str();
    let is_ascii = text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    let is_word = text.bytes().all(|it| it.is_ascii_lowercase());
    let is_plain = is_ascii && !is_word && text.starts_with(|it: char| it.is_ascii_alphabetic());
    (is_plain && text != "Self") || syn::parse_str::<syn::Ident>(text).is_ok()
}

fn of_operation(item: &OperationItem) -> impl Iterator<Item = &Ident> {
    let arguments = item.arguments.iter().map(|argument| match argument {
        Argument::Parameter(item) => &item.name,
        Argument::Body(item) => &item.name,
    });
    let setters = item.setters.iter().map(|it| &it.name);
    let body = item.body_setter.iter().map(|it| &it.name);
    let own = [&item.method, &item.request, &item.constant].into_iter();
    own.chain(arguments).chain(setters).chain(body)
}

fn of_item(item: &Item) -> Vec<&Ident> {
    let mut names = vec![&item.path().name];
    match item {
        Item::Struct(item) => {
            names.extend(&item.builder);
            for field in item.fields.iter().chain(&item.rest) {
                names.extend([&field.name, &field.setter.method]);
            }
        }
        Item::Enum(item) => {
            names.push(&item.unknown);
            names.extend(item.variants.iter().map(|it| &it.name));
        }
        Item::Union(item) => {
            names.push(&item.unknown);
            names.extend(item.variants.iter().map(|it| &it.name));
        }
        Item::Alias(_) => {}
    }
    names
}
