//! Who uses an inline type. Documents refer into the middle of other operations, and a path's parameters belong to all of
//! its operations, so that where a type stands does not say who needs it.

use crate::model::{Api, Place, TypeDef, TypeId};
use crate::plan::graph::filter::Kept;
use crate::plan::graph::reachability::{closure_within, request_types, response_types};
use crate::plan::graph::type_map::{TypeMap, TypeSet};
use crate::plan::ir::Ident;

/// Who uses each inline type.
pub(crate) struct Ownership(TypeMap<Owner>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Owner {
    /// One group, and nothing else.
    Group(Ident),
    /// A component, or several groups.
    Others,
}

impl Ownership {
    /// The one group that uses a type; `None` where others do too.
    pub(crate) fn only_group(&self, id: TypeId) -> Option<&Ident> {
        match self.0.get(id)? {
            Owner::Group(group) => Some(group),
            Owner::Others => None,
        }
    }

    fn note(&mut self, id: TypeId, owner: &Owner) {
        match self.0.get_mut(id) {
            None => self.0.insert(id, owner.clone()),
            Some(known) if known == owner => {}
            Some(known) => *known = Owner::Others,
        }
    }
}

/// Finds the owners of every inline type among `reachable`.
///
/// `group_of` names the group of an operation by its index.
pub(crate) fn find<'g>(
    api: &Api,
    kept: &Kept,
    group_of: impl Fn(usize) -> Option<&'g Ident>,
    reachable: &[TypeId],
) -> Ownership {
    let mut ownership = Ownership(TypeMap::default());
    let mut seen = TypeSet::default();
    let mut note = |roots: Vec<TypeId>, owner: &Owner| {
        let met = closure_within(api, &mut seen, roots, |_, def| !is_named_schema(def));
        met.into_iter().for_each(|id| ownership.note(id, owner));
    };
    for (index, operation) in kept.indexed(api) {
        if let Some(group) = group_of(index) {
            let types = request_types(operation).chain(response_types(operation));
            note(types.collect(), &Owner::Group(group.clone()));
        }
    }
    for def in reachable.iter().filter_map(|id| api.ty(*id)).filter(|def| is_named_schema(def)) {
        let parts =
            crate::plan::graph::reachability::children(def).iter().map(|part| part.id).collect();
        note(parts, &Owner::Others);
    }
    ownership
}

/// Whether a type is a component, which has its own home whoever uses it.
pub(crate) fn is_named_schema(def: &TypeDef) -> bool {
    matches!(def.place, Place::Component(_) | Place::Shared(_) | Place::Webhook(_))
}
