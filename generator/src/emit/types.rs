//! The module `types`, and what every type item has in common.

use super::code::Text;
use super::error::Error;
use super::module::Module;
use super::scope::{Scope, foreign};
use super::{alias, enumeration, structure, union};
use crate::plan::{Crate, Derive, Ident, Item, ModulePath, TypeModule};

/// `types` with a submodule for each component.
pub(super) fn module(plan: &Crate, types: &ModulePath) -> Result<Module, Error> {
    let children: Result<Vec<Module>, Error> =
        plan.types.iter().map(|module| submodule(module, types)).collect();
    let code = plan.types.iter().map(reexport).collect();
    Ok(Module {
        name: "types".to_owned(),
        public: true,
        docs: vec!["The types of the API.".to_owned()],
        feature: None,
        children: children?,
        code,
    })
}

fn submodule(module: &TypeModule, types: &ModulePath) -> Result<Module, Error> {
    let place = types.0.iter().chain([&module.module]).cloned().collect();
    let scope = Scope::new(place, types.clone(), declared(&module.items));
    let code: Result<Vec<String>, Error> =
        module.items.iter().map(|item| self::item(item, &scope)).collect();
    Ok(Module {
        name: module.module.as_str().to_owned(),
        public: false,
        docs: Vec::new(),
        feature: None,
        children: Vec::new(),
        code: code?,
    })
}

/// `pub use self::order::{Order, OrderKind};`: by `self`, since a component may be called like a crate.
fn reexport(module: &TypeModule) -> String {
    let from = &module.module;
    let names: Vec<&str> = declared(&module.items).map(Ident::as_str).collect();
    let mut out = Text::new();
    out.fitted(|out| match names.as_slice() {
        [one] => out.line(&format!("pub use self::{from}::{one};")),
        many => out.names(&format!("pub use self::{from}::{{"), many, "};"),
    });
    out.finish()
}

/// The names of types that some items declare.
pub(super) fn declared(items: &[Item]) -> impl Iterator<Item = &Ident> {
    items.iter().flat_map(|item| {
        let builder = match item {
            Item::Struct(item) => structure::builder(item),
            _ => None,
        };
        std::iter::once(&item.path().name).chain(builder)
    })
}

/// A type with everything that is implemented for it.
pub(super) fn item(item: &Item, scope: &Scope) -> Result<String, Error> {
    let mut out = Text::new();
    match item {
        Item::Struct(item) => structure::print(&mut out, item, scope),
        Item::Enum(item) => enumeration::print(&mut out, item, scope)?,
        Item::Union(item) => union::print(&mut out, item, scope),
        Item::Alias(item) => alias::print(&mut out, item, scope),
    }
    Ok(out.finish())
}

/// The derives of a type that goes over the wire. serde's are not among them: they take longer to compile than all
/// the rest of a type, and `codegen`'s tables stand in for them.
pub(super) fn derives(extra: &[&str], wanted: &[Derive]) -> String {
    let own = ["Clone", "Debug", "PartialEq"].iter().chain(extra).map(|it| (*it).to_owned());
    let wanted = wanted.iter().map(|derive| match derive {
        Derive::Eq => "Eq".to_owned(),
        Derive::PartialOrd => "PartialOrd".to_owned(),
        Derive::Ord => "Ord".to_owned(),
        Derive::Hash => "Hash".to_owned(),
        Derive::Foreign(path) => foreign(path),
    });
    let all: Vec<String> = own.chain(wanted).collect();
    format!("#[derive({})]", all.join(", "))
}
