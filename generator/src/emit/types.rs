//! The module `types`, and what every type item has in common.

use proc_macro2::TokenStream;
use quote::quote;

use super::error::Error;
use super::module::{Code, Module};
use super::scope::{Scope, foreign};
use super::tokens::{ident, name};
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
    let code: Result<Vec<Code>, Error> =
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
fn reexport(module: &TypeModule) -> Code {
    let from = ident(&module.module);
    let names: Vec<_> = declared(&module.items).map(ident).collect();
    let tokens = match names.as_slice() {
        [one] => quote!(pub use self::#from::#one;),
        many => quote!(pub use self::#from::{#(#many),*};),
    };
    Code::new(module.module.as_str(), tokens)
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
pub(super) fn item(item: &Item, scope: &Scope) -> Result<Code, Error> {
    let tokens = match item {
        Item::Struct(item) => structure::print(item, scope),
        Item::Enum(item) => enumeration::print(item, scope)?,
        Item::Union(item) => union::print(item, scope),
        Item::Alias(item) => alias::print(item, scope),
    };
    Ok(Code::new(&item.path().to_string(), tokens))
}

/// The derives of a type that goes over the wire. serde's are not among them: they take longer to compile than all
/// the rest of a type, and `codegen`'s tables stand in for them.
pub(super) fn derives(extra: &[&str], wanted: &[Derive]) -> TokenStream {
    let extra = extra.iter().map(|it| name(it));
    let wanted = wanted.iter().map(|derive| match derive {
        Derive::Eq => quote!(Eq),
        Derive::PartialOrd => quote!(PartialOrd),
        Derive::Ord => quote!(Ord),
        Derive::Hash => quote!(Hash),
        Derive::Foreign(path) => foreign(path),
    });
    let all = extra.map(|it| quote!(#it)).chain(wanted);
    quote!(#[derive(Clone, Debug, PartialEq, #(#all),*)])
}
