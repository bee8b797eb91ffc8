//! Pruning: of the properties of a client, only those that the program names have types (`keep.used`).
//!
//! Takes the context of the whole client and the names of the program; returns the model in which every other property is a
//! JSON value, and the types that are still reachable. It must not know the Rust types of properties.
//!
//! A property whose name the program never writes can be neither read nor set, so its type makes no difference to the
//! program. Its JSON value is kept and written back. These properties keep their types although the program does not name them:
//!
//! - those that contain no struct, enum or union, which cost nothing,
//! - required ones of a type that the program can construct, because constructors take them by position,
//! - discriminators, and what an envelope or the pages of a list are read from,
//! - those that decide between the variants of a union ([`unions`]),
//! - all of types in XML, whose tables describe every element, and of types with a configured derive that JSON values lack.
//!
//! Whether a property has a type depends on its name alone in all but the last three cases. So inline types of equal shape stay equal.

mod needs;
mod unions;

use std::collections::BTreeSet;

use self::needs::Needs;
use self::unions::Comparison;
use crate::config::TypedProperties;
use crate::model::{Api, Shape, TypeDef, TypeId, TypeRef, WireName};
use crate::plan::context::PlanContext;
use crate::plan::graph::filter::Kept;
use crate::plan::graph::reachability;
use crate::plan::graph::type_map::TypeSet;
use crate::plan::ir::Ident;
use crate::plan::options::Options;
use crate::usage::UsedNames;

/// The part of a client that a program uses. By default, it is the whole client.
#[derive(Default)]
pub(super) struct Selection {
    /// The model in which pruned properties are JSON values, if there are any.
    pruned: Option<PrunedApi>,
    /// The types of the client; `None` for all.
    reachable: Option<TypeSet>,
}

struct PrunedApi {
    api: Api,
    /// The type of all pruned properties.
    json: TypeId,
}

impl Selection {
    /// Restricts the context of the whole client to this part.
    pub(super) fn apply<'a>(&'a self, whole: PlanContext<'a>) -> PlanContext<'a> {
        let mut context = whole;
        if let Some(pruned) = &self.pruned {
            context.api = &pruned.api;
            context.pruned = Some(pruned.json);
        }
        if let Some(reachable) = &self.reachable {
            context.names.items.retain(|id| reachable.contains(*id));
            context.reachable = reachable.clone();
        }
        context
    }
}

/// Selects the types that the kept operations reach through the properties that the program names, and the types that it
/// names. `groups` are the modules of the kept operations.
pub(super) fn select(
    context: &PlanContext<'_>,
    kept: &Kept,
    groups: &[&Ident],
    options: &Options,
    used: &UsedNames,
) -> Selection {
    let prunes = options.keep.properties == TypedProperties::Used && !needs::needs_all(options);
    let needs = Needs::new(context, kept, groups, options, used);
    let mut decisive = BTreeSet::new();
    loop {
        let has_type = |owner: TypeId, name: &WireName| {
            !prunes || needs.property(owner, name) || decisive.contains(&(owner, name))
        };
        let roots = needs.roots(|parameter| !prunes || needs.parameter(parameter));
        let types = reachability::closure(
            context.api,
            context.replacements.omitted(),
            roots,
            |owner, field| {
                context.constants.get(owner, &field.name).is_none() && has_type(owner, &field.name)
            },
        );
        // What decides between variants can reach further unions.
        let found = if prunes { Comparison::of(context, &types) } else { BTreeSet::new() };
        if found.is_subset(&decisive) {
            let pruned = prunes.then(|| pruned_api(context, &types, kept, has_type, &needs));
            let reachable = Some(types.into_iter().collect());
            return Selection { pruned: pruned.flatten(), reachable };
        }
        decisive.extend(found);
    }
}

/// The model in which properties and optional parameters without a type are JSON values; `None` if all have types.
fn pruned_api(
    context: &PlanContext<'_>,
    types: &[TypeId],
    kept: &Kept,
    has_type: impl Fn(TypeId, &WireName) -> bool,
    needs: &Needs<'_, '_>,
) -> Option<PrunedApi> {
    let mut api = context.api.clone();
    let json = TypeId(u32::try_from(api.types.len()).ok()?);
    let mut first = None;
    let mut prune = |ty: &mut TypeRef| {
        first.get_or_insert(ty.id);
        ty.id = json;
    };
    for id in types {
        let Some(Shape::Object(object)) = api.types.get_mut(id.0 as usize).map(|it| &mut it.shape)
        else {
            continue;
        };
        for field in &mut object.fields {
            if context.constants.get(*id, &field.name).is_none() && !has_type(*id, &field.name) {
                prune(&mut field.ty);
            }
        }
    }
    let operations = api.operations.iter_mut().enumerate().filter(|(it, _)| kept.contains(*it));
    for (index, operation) in operations {
        for parameter in &mut operation.parameters {
            if !needs.parameter((index, parameter)) {
                prune(&mut parameter.ty);
            }
        }
    }
    // It is at the location of one of them, but has no name of its own.
    let at = context.api.ty(first?)?;
    api.types.push(TypeDef::new(at.place.clone(), at.pointer.clone(), at.span, Shape::Raw));
    Some(PrunedApi { api, json })
}
