//! The module `types`, with a submodule for each component.

use super::module::Module;
use super::printer::{List, Printer};
use super::scope::Scope;
use super::{Layout, alias, enumeration, structure, union};
use crate::plan::ir::{Crate, Ident, Item, ModulePath, TypeModule};

pub(super) fn module(plan: &Crate, types: &ModulePath, layout: Layout) -> Module {
    let children = plan.types.iter().map(|module| submodule(module, types, layout)).collect();
    let mut out = layout.printer(1);
    plan.types.iter().for_each(|module| reexport(&mut out, module));
    Module {
        name: "types".to_owned(),
        public: true,
        docs: vec!["The types of the API.".to_owned()],
        feature: None,
        children,
        imports_runtime: false,
        code: out.finish(),
    }
}

fn submodule(module: &TypeModule, types: &ModulePath, layout: Layout) -> Module {
    let path = types.0.iter().chain([&module.module]).cloned().collect();
    let scope = Scope::new(path, types.clone(), declared(&module.items));
    let mut out = layout.printer(2);
    module.items.iter().for_each(|item| self::item(&mut out, item, &scope));
    Module {
        name: module.module.as_str().to_owned(),
        public: false,
        docs: Vec::new(),
        feature: None,
        children: Vec::new(),
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
            _ => None,
        };
        std::iter::once(&item.path().name).chain(builder)
    })
}

/// A type with everything that is implemented for it.
pub(super) fn item(out: &mut Printer, item: &Item, scope: &Scope) {
    match item {
        Item::Struct(item) => structure::print(out, item, scope),
        Item::Enum(item) => enumeration::print(out, item, scope),
        Item::Union(item) => union::print(out, item, scope),
        Item::Alias(item) => alias::print(out, item, scope),
    }
}
