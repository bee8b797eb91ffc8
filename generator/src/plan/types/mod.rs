//! Type items: structs, enums, unions and aliases, the types that replace them, and their derives.
//!
//! Takes the [`PlanContext`]; returns the items by the module that they live in. It must not know operations.

pub(super) mod derives;
mod enums;
mod in_place;
mod match_priority;
pub(super) mod replace;
pub(super) mod sharing;
mod structs;
mod unions;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::model::{Place, Shape, TypeDef, TypeId};
use crate::plan::context::PlanContext;
use crate::plan::docs;
use crate::plan::ir::{Item, Rule};
use crate::plan::naming::item_names::ItemLocation;

/// Plans every item of the client. `rules` returns what is checked of an item before a request is sent.
pub(super) fn plan(
    context: &PlanContext<'_>,
    rules: &dyn Fn(TypeId) -> Vec<Rule>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<ItemLocation, Vec<Item>> {
    let object_unions = match_priority::object_unions(context);
    let unions = unions::UnionPlanner { context, object_unions: &object_unions };
    let mut items: BTreeMap<ItemLocation, Vec<Item>> = BTreeMap::new();
    for id in &context.names.items {
        let (Some(def), Some(path), Some(location)) =
            (context.api.ty(*id), context.names.path(*id), context.names.location(*id))
        else {
            continue;
        };
        let path = path.clone();
        let item = match &def.shape {
            Shape::Object(object) => {
                let planner = structs::StructPlanner { context, id: *id, def };
                Item::Struct(planner.plan(object, path, rules(*id), diagnostics))
            }
            Shape::Enum(shape) => {
                Item::Enum(enums::plan(&context.renames, *id, def, shape, path, diagnostics))
            }
            Shape::Union(union) => Item::Union(unions.plan(*id, def, union, path, rules(*id))),
            _ => Item::Alias(structs::alias(context, *id, def, path)),
        };
        items.entry(location.clone()).or_default().push(item);
    }
    in_place::mark(&mut items);
    items
}

/// The name of a component; `None` for an inline type.
fn component(def: &TypeDef) -> Option<String> {
    match &def.place {
        Place::Component(name) => Some(name.clone()),
        _ => None,
    }
}

/// The documentation of an item: the document's own, or the schema's name or location.
fn item_docs(def: &TypeDef) -> Vec<String> {
    let schema = match &def.place {
        Place::Component(name) => format!("Schema {}.", docs::code(name)),
        _ => format!("Schema at {}.", docs::code(def.pointer.as_str())),
    };
    docs::prose_or(&def.docs, schema)
}

/// [`item_docs`], and the constraints of the schema.
fn constrained_docs(def: &TypeDef) -> Vec<String> {
    let mut lines = item_docs(def);
    if let Some(bounds) = docs::bounds(&def.constraints, None) {
        docs::note(&mut lines, bounds);
    }
    lines
}
