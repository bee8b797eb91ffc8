//! Lists of literals become open enums.

use super::{component, item_docs};
use crate::diagnostic::Diagnostic;
use crate::model::{EnumShape, TypeDef, TypeId};
use crate::plan::docs;
use crate::plan::ir::{EnumItem, EnumRepr, EnumVariant, Ident, TypePath};
use crate::plan::naming::identifier;
use crate::plan::naming::renames::Renames;
use crate::plan::naming::scope::{Case, NameRequest, Scope};

pub(super) fn plan(
    renames: &Renames,
    id: TypeId,
    def: &TypeDef,
    shape: &EnumShape,
    path: TypePath,
    diagnostics: &mut Vec<Diagnostic>,
) -> EnumItem {
    let mut scope = Scope::default();
    let requests = shape.values.iter().map(|value| NameRequest {
        text: &value.wire,
        ident: value
            .name
            .as_deref()
            .map_or_else(|| identifier::variant(&value.wire), identifier::camel),
        configured: renames.value(id, &value.wire),
        span: Some(def.span),
    });
    let names = scope.claim_all(requests.collect(), Case::Camel, diagnostics);
    let variants = shape
        .values
        .iter()
        .zip(names)
        .map(|(value, name)| {
            let mut lines = Vec::new();
            docs::paragraph(&mut lines, value.description.as_deref());
            docs::note(&mut lines, format!("{}.", docs::code(&value.wire)));
            EnumVariant { name, wire: value.wire.clone(), docs: lines }
        })
        .collect();
    EnumItem {
        path,
        component: component(def),
        pointer: def.pointer.clone(),
        docs: item_docs(def),
        deprecated: def.docs.deprecated,
        derives: Vec::new(),
        repr: if shape.integer { EnumRepr::Integer } else { EnumRepr::String },
        variants,
        unknown: unknown_variant(&mut scope),
    }
}

/// A name for the variant that keeps what the document does not name.
pub(super) fn unknown_variant(scope: &mut Scope) -> Ident {
    let names = ["Unknown", "Unrecognized", "UnknownValue"];
    let free = names.iter().find(|name| !scope.has(name)).unwrap_or(&"Unknown");
    scope.claim_unreported(Ident((*free).to_owned()), Case::Camel)
}
