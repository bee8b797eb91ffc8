//! The owner of each inline type: the group that uses it, if only one does.
//!
//! The location of a type in the document does not tell: documents refer into the middle of other operations, and all
//! operations of a path share its parameters.

use crate::model::{Api, Place, TypeDef, TypeId};
use crate::plan::graph::filter::Kept;
use crate::plan::graph::reachability::{children, closure_within, request_types, response_types};
use crate::plan::graph::type_map::{TypeMap, TypeSet};
use crate::plan::ir::Ident;

/// The owners of inline types.
#[derive(Default)]
pub(crate) struct Ownership(TypeMap<Owner>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Owner {
    /// One group uses the type, and nothing else.
    Group(Ident),
    /// A component uses the type, or several groups.
    Shared,
}

impl Ownership {
    /// The only group that uses a type.
    pub(crate) fn only_group(&self, id: TypeId) -> Option<&Ident> {
        match self.0.get(id)? {
            Owner::Group(group) => Some(group),
            Owner::Shared => None,
        }
    }

    fn add(&mut self, id: TypeId, owner: &Owner) {
        match self.0.get_mut(id) {
            None => self.0.insert(id, owner.clone()),
            Some(known) if known == owner => {}
            Some(known) => *known = Owner::Shared,
        }
    }
}

/// Finds the owner of every inline type in `reachable`. `group_of` returns the group of an operation by its index.
pub(crate) fn find<'g>(
    api: &Api,
    kept: &Kept,
    group_of: impl Fn(usize) -> Option<&'g Ident>,
    reachable: &[TypeId],
) -> Ownership {
    let mut ownership = Ownership::default();
    let mut seen = TypeSet::default();
    let mut add = |roots: Vec<TypeId>, owner: &Owner| {
        let used = closure_within(api, &mut seen, roots, |_, def| !is_named_schema(def));
        used.into_iter().for_each(|id| ownership.add(id, owner));
    };
    for (index, operation) in kept.indexed(api) {
        if let Some(group) = group_of(index) {
            let types = request_types(operation).chain(response_types(operation));
            add(types.collect(), &Owner::Group(group.clone()));
        }
    }
    for def in reachable.iter().filter_map(|id| api.ty(*id)).filter(|def| is_named_schema(def)) {
        let parts = children(def).iter().map(|part| part.id).collect();
        add(parts, &Owner::Shared);
    }
    ownership
}

/// Whether a type has a name of its own in the document. It lives in `types`, no matter who uses it.
pub(crate) fn is_named_schema(def: &TypeDef) -> bool {
    matches!(def.place, Place::Component(_) | Place::Shared(_) | Place::Webhook(_))
}
