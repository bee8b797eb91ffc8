//! The module `types`, with a submodule for each component.

use super::module::{Module, Visibility};
use super::printer::{List, Printer};
use super::scope::Scope;
use super::{Layout, alias, enumeration, shared, structure, union};
use crate::plan::ir::{Crate, Ident, Item, ModulePath, TypeModule};

pub(super) fn module(plan: &Crate, types: &ModulePath, layout: Layout) -> Module {
    let own = plan.types.iter().map(|module| submodule(module, types, layout));
    let mut children: Vec<Module> =
        own.chain(shared::module(&plan.shared, types, layout)).collect();
    children.sort_by(|a, b| a.plain_name().cmp(b.plain_name()));
    let mut out = layout.printer(1);
    plan.types.iter().for_each(|module| reexport(&mut out, module));
    Module {
        name: "types".to_owned(),
        file_stem: None,
        visibility: Visibility::Public,
        docs: vec!["The types of the API.".to_owned()],
        feature: None,
        children,
        is_partly_used: false,
        imports_runtime: false,
        code: out.finish(),
    }
}

fn submodule(module: &TypeModule, types: &ModulePath, layout: Layout) -> Module {
    let path = types.0.iter().chain([&module.module]).cloned().collect();
    let scope = Scope::new(path, types.clone(), declared(&module.items), layout);
    let mut out = layout.printer(2);
    items(&mut out, &module.items, &scope);
    Module {
        name: module.module.as_str().to_owned(),
        file_stem: module.file_stem.clone(),
        visibility: Visibility::Private,
        docs: Vec::new(),
        feature: None,
        children: Vec::new(),
        is_partly_used: false,
        imports_runtime: module.imports_runtime,
        code: out.finish(),
    }
}

/// `pub use self::order::{Order, OrderKind};`: from `self`, since a component may have the name of a crate.
fn reexport(out: &mut Printer, module: &TypeModule) {
    let mut names: Vec<&str> = declared(&module.items).map(Ident::as_str).collect();
    names.sort_unstable();
    out.start();
    out.texts(&["pub use self::", module.module.as_str(), "::"]);
    match names.as_slice() {
        [one] => out.text(one),
        many => out.list(List::NAMES, many, |out, name| out.text(name)),
    }
    out.text(";");
    out.end();
}

/// The names of types that some items declare.
pub(super) fn declared(items: &[Item]) -> impl Iterator<Item = &Ident> {
    items.iter().flat_map(|item| {
        let builder = match item {
            Item::Struct(item) => item.builder.as_ref(),
            Item::Shared(item) => item.builder.as_ref().map(|(own, _)| own),
            _ => None,
        };
        std::iter::once(&item.path().name).chain(builder)
    })
}

/// Some types with everything that is implemented for them, and the names of those that are defined elsewhere.
pub(super) fn items(out: &mut Printer, items: &[Item], scope: &Scope) {
    items.iter().for_each(|it| item(out, it, scope));
    shared::names(out, items, scope);
}

fn item(out: &mut Printer, item: &Item, scope: &Scope) {
    match item {
        Item::Struct(item) => structure::print(out, item, scope),
        Item::Enum(item) => enumeration::print(out, item),
        Item::Union(item) => union::print(out, item, scope),
        Item::Alias(item) => alias::print(out, item, scope),
        Item::Shared(_) => {}
    }
}
