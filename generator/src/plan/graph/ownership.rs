//! Who uses an inline type. Documents refer into the middle of other operations, and a path's parameters belong to all of
//! its operations, so that where a type stands does not say who needs it.

use crate::model::{Api, Place, TypeDef, TypeId};
use crate::plan::graph::filter::Kept;
use crate::plan::graph::reachability::{closure_within, request_types, response_types};
use crate::plan::graph::type_map::{ByType, TypeSet};
use crate::plan::ir::Ident;
use crate::plan::naming::grouping::Grouping;

/// Who uses each inline type.
pub(crate) struct Users(ByType<User>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum User {
    /// One group, and nothing else.
    Group(Ident),
    /// A component, or several groups.
    Others,
}

impl Users {
    /// The one group that uses a type; `None` where others do too.
    pub(crate) fn only_group(&self, id: TypeId) -> Option<&Ident> {
        match self.0.get(id)? {
            User::Group(group) => Some(group),
            User::Others => None,
        }
    }

    fn note(&mut self, id: TypeId, user: &User) {
        match self.0.get_mut(id) {
            None => self.0.insert(id, user.clone()),
            Some(known) if known == user => {}
            Some(known) => *known = User::Others,
        }
    }
}

/// Finds the users of every inline type among `reachable`.
pub(crate) fn find(api: &Api, kept: &Kept, grouping: &Grouping, reachable: &[TypeId]) -> Users {
    let mut users = Users(ByType::default());
    let mut seen = TypeSet::default();
    let mut note = |roots: Vec<TypeId>, user: &User| {
        let met = closure_within(api, &mut seen, roots, |_, def| !is_named(def));
        met.into_iter().for_each(|id| users.note(id, user));
    };
    for (index, operation) in kept.indexed(api) {
        if let Some(names) = grouping.operations.get(&index) {
            let types = request_types(operation).chain(response_types(operation));
            note(types.collect(), &User::Group(names.group.clone()));
        }
    }
    for def in reachable.iter().filter_map(|id| api.ty(*id)).filter(|def| is_named(def)) {
        let parts =
            crate::plan::graph::reachability::children(def).iter().map(|part| part.id).collect();
        note(parts, &User::Others);
    }
    users
}

/// Whether a type is a component, which has its own home whoever uses it.
pub(crate) fn is_named(def: &TypeDef) -> bool {
    matches!(def.place, Place::Component(_) | Place::Shared(_) | Place::Webhook(_))
}
