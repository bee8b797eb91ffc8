//! Checks that every identifier of a plan is a Rust identifier, and every configured path a path.
//!
//! The plan makes no others. But documents are untrusted, and names are printed without parsing the result: text that
//! slipped through would become code.

use super::error::Error;
use crate::plan::ir::{
    Argument, Crate, Derive, EnumRepr, ForeignPath, Ident, Item, OperationItem, RustType,
    SecurityItem,
};

/// Rejects the first item with an invalid name.
pub(super) fn check(plan: &Crate) -> Result<(), Error> {
    for group in &plan.groups {
        check_names(group.module.plain(), [&group.module, &group.handle].into_iter())?;
        group.operations.iter().try_for_each(check_operation)?;
    }
    for module in &plan.types {
        check_names(module.module.plain(), std::iter::once(&module.module))?;
    }
    if let Some(xml) = &plan.xml {
        let tables = xml.tables.iter().map(|it| &it.constant);
        let elements = xml.elements.iter().map(|it| &it.constant);
        check_names("xml", tables.chain(elements).chain([&xml.module]))?;
    }
    let in_types = plan.types.iter().flat_map(|module| &module.items);
    let in_groups = plan.groups.iter().flat_map(|group| group.items.iter().chain(&group.shared));
    in_types.chain(in_groups).chain(&plan.shared).try_for_each(check_item)
}

fn check_operation(item: &OperationItem) -> Result<(), Error> {
    check_names(&item.id, names_of_operation(item))?;
    check_types(&item.id, types_of_operation(item))
}

fn check_item(item: &Item) -> Result<(), Error> {
    check_names(item.path(), names_of_item(item).into_iter())?;
    check_types(item.path(), types_of_item(item).into_iter())?;
    check_literals(item)?;
    let derives = match item {
        Item::Struct(item) => item.derives.as_slice(),
        Item::Enum(item) => item.derives.as_slice(),
        Item::Union(item) => item.derives.as_slice(),
        Item::Alias(_) | Item::Shared(_) => &[],
    };
    derives.iter().try_for_each(|derive| match derive {
        Derive::Foreign(path) => check_path(item.path(), path),
        _ => Ok(()),
    })
}

/// Checks the literals of an enum of integers, which are printed as they are.
fn check_literals(item: &Item) -> Result<(), Error> {
    let Item::Enum(item) = item else { return Ok(()) };
    let mut literals = item.variants.iter().filter(|_| item.repr == EnumRepr::Integer);
    match literals.find(|it| it.wire.parse::<i64>().is_err()) {
        Some(other) => Err(Error::new(&item.path, format_args!("`{}` is no integer", other.wire))),
        None => Ok(()),
    }
}

fn check_names<'a>(
    place: impl std::fmt::Display,
    mut names: impl Iterator<Item = &'a Ident>,
) -> Result<(), Error> {
    match names.find(|it| !is_name(it.as_str())) {
        Some(other) => Err(Error::new(place, format_args!("`{other}` is no identifier"))),
        None => Ok(()),
    }
}

fn check_types<'a>(
    place: impl std::fmt::Display + Copy,
    mut types: impl Iterator<Item = &'a RustType>,
) -> Result<(), Error> {
    types.try_for_each(|ty| check_type(place, ty))
}

/// Checks the configured paths in a type.
fn check_type(place: impl std::fmt::Display + Copy, ty: &RustType) -> Result<(), Error> {
    match ty {
        RustType::Foreign(path) => check_path(place, path),
        other => check_types(place, other.parts().iter()),
    }
}

/// Checks a configured path. Its first segment may be `crate`.
fn check_path(place: impl std::fmt::Display, path: &ForeignPath) -> Result<(), Error> {
    let skipped = usize::from(path.segments().first().is_some_and(|it| it == "crate"));
    match path.segments().iter().skip(skipped).find(|it| !is_name(it)) {
        Some(other) => Err(Error::new(place, format_args!("`{other}` is no identifier"))),
        None => Ok(()),
    }
}

/// Whether text is an identifier. Most names are plain ASCII, and no keyword but `Self` has a capital or an underscore;
/// syn's lexer decides the rest.
fn is_name(text: &str) -> bool {
    let mut is_word = true;
    let is_ascii = text.bytes().all(|it| {
        is_word &= it.is_ascii_lowercase();
        it.is_ascii_alphanumeric() || it == b'_'
    });
    let is_plain = is_ascii && !is_word && text.starts_with(|it: char| it.is_ascii_alphabetic());
    (is_plain && text != "Self") || syn::parse_str::<syn::Ident>(text).is_ok()
}

fn arguments(item: &OperationItem) -> impl Iterator<Item = &Argument> {
    item.arguments.iter().chain(item.alternatives.iter().flat_map(|it| &it.arguments))
}

fn names_of_operation(item: &OperationItem) -> impl Iterator<Item = &Ident> {
    let content_types = arguments(item).filter_map(|argument| match argument {
        Argument::Parameter(_) => None,
        Argument::Body(item) => item.content_type.as_ref(),
    });
    let bodies = item.body_setters.iter().flat_map(|it| [Some(&it.name), it.content_type.as_ref()]);
    let security = std::iter::once(&item.security);
    let security = security.chain(item.confirm.iter().map(|it| &it.operation.security));
    let constants = security.flat_map(|it| match it {
        SecurityItem::Declared(all) => all.as_slice(),
        SecurityItem::Undeclared => &[],
    });
    let own = [&item.method, &item.request, &item.constant, &item.variable].into_iter();
    own.chain(item.alternatives.iter().flat_map(|it| [&it.method, &it.variable]))
        .chain(arguments(item).map(Argument::name))
        .chain(content_types)
        .chain(item.setters.iter().map(|it| &it.name))
        .chain(item.long_running.iter().map(|it| &it.resume))
        .chain(bodies.flatten())
        .chain(constants.flatten())
}

fn types_of_operation(item: &OperationItem) -> impl Iterator<Item = &RustType> {
    let arguments = arguments(item).map(|argument| match argument {
        Argument::Parameter(item) => &item.ty,
        Argument::Body(item) => &item.ty,
    });
    arguments
        .chain(item.setters.iter().map(|it| &it.ty))
        .chain(item.body_setters.iter().map(|it| &it.ty))
        .chain([&item.response.ty, &item.error.ty])
        .chain(item.paging.iter().flat_map(|it| [&it.page, &it.item]))
        .chain(item.long_running.iter().map(|it| &it.ty))
}

fn names_of_item(item: &Item) -> Vec<&Ident> {
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
            names.extend(
                item.variants.iter().flat_map(|it| std::iter::once(&it.name).chain(&it.view)),
            );
        }
        Item::Shared(item) => {
            names.push(&item.definition.name);
            names.extend(item.builder.iter().flat_map(|(own, shared)| [own, shared]));
        }
        Item::Alias(_) => {}
    }
    names
}

fn types_of_item(item: &Item) -> Vec<&RustType> {
    match item {
        Item::Struct(item) => {
            let fields = item.fields.iter().chain(&item.rest);
            fields.flat_map(|it| [&it.ty, &it.setter.takes]).collect()
        }
        Item::Enum(_) | Item::Shared(_) => Vec::new(),
        Item::Union(item) => item.variants.iter().map(|it| &it.ty).collect(),
        Item::Alias(item) => vec![&item.target],
    }
}
