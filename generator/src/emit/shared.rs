//! Definitions that several inline schemas share, and the names of these schemas.

use std::collections::BTreeMap;

use super::Layout;
use super::module::{Module, Visibility};
use super::printer::{List, Printer};
use super::scope::Scope;
use super::types;
use crate::plan::ir::{Ident, Item, ModulePath, SharedItem, shared_module};

/// The module of the definitions, in the module `parent`. Without definitions there is none.
pub(super) fn module(items: &[Item], parent: &ModulePath, layout: Layout) -> Option<Module> {
    let path = shared_module(parent);
    let name = path.0.last().filter(|_| !items.is_empty())?.as_str().to_owned();
    let scope = Scope::new(path.0.clone(), path, types::declared(items), layout);
    let mut out = layout.printer(2);
    types::items(&mut out, items, &scope);
    Some(Module {
        name,
        file_stem: None,
        // Other modules name the definitions of `types`, too.
        visibility: Visibility::Parent,
        docs: vec!["Definitions of inline schemas with the same shape.".to_owned()],
        feature: None,
        children: Vec::new(),
        is_partly_used: true,
        imports_runtime: true,
        code: out.finish(),
    })
}

/// A definition's name and the name that a schema gives it.
type Name<'a> = (&'a Ident, &'a Ident);

/// Names for definitions: `pub use self::shared::{Address as OrderBodyAddress, …};`.
pub(super) fn names(out: &mut Printer, items: &[Item], scope: &Scope) {
    let shared = || {
        items.iter().filter_map(|item| match item {
            Item::Shared(item) => Some(item),
            _ => None,
        })
    };
    for item in shared().filter(|it| !it.docs.is_empty()) {
        out.item();
        out.docs(&item.docs);
        reexport(out, &item.definition.module, &[(&item.definition.name, &item.path.name)], scope);
    }
    let mut by_module: BTreeMap<&ModulePath, Vec<Name<'_>>> = BTreeMap::new();
    for item in shared() {
        let names = by_module.entry(&item.definition.module).or_default();
        names.extend(undocumented(item));
    }
    for (module, mut names) in by_module.into_iter().filter(|(_, names)| !names.is_empty()) {
        names.sort_unstable();
        out.item();
        reexport(out, module, &names, scope);
    }
}

/// The names that need no documentation besides the definition's.
fn undocumented(item: &SharedItem) -> impl Iterator<Item = Name<'_>> {
    let own = item.docs.is_empty().then_some((&item.definition.name, &item.path.name));
    own.into_iter().chain(item.builder.as_ref().map(|(name, builder)| (builder, name)))
}

fn reexport(out: &mut Printer, module: &ModulePath, names: &[Name<'_>], scope: &Scope) {
    out.start();
    out.text("pub use ");
    scope.module(out, module);
    match names {
        [one] => name(out, one),
        many => out.list(List::NAMES, many, name),
    }
    out.text(";");
    out.end();
}

fn name(out: &mut Printer, (definition, own): &Name<'_>) {
    if definition == own {
        out.text(own.as_str());
    } else {
        out.texts(&[definition.as_str(), " as ", own.as_str()]);
    }
}
