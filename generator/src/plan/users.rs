//! Who uses an inline type. Documents refer into the middle of other operations, and a path's parameters belong to all of
//! its operations, so that where a type stands does not say who needs it.

use super::by_type::{ByType, TypeSet};
use super::groups::Grouping;
use super::keep::Kept;
use super::reach::{closure_within, request_types, response_types};
use super::rust_type::Ident;
use crate::model::{Api, Place, TypeDef, TypeId};

/// Who uses each inline type.
pub(super) struct Users(ByType<User>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum User {
    /// One group, and nothing else.
    Group(Ident),
    /// A component, or several groups.
    Others,
}

impl Users {
    /// The one group that uses a type; `None` where others do too.
    pub(super) fn only_group(&self, id: TypeId) -> Option<&Ident> {
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
pub(super) fn find(api: &Api, kept: &Kept, grouping: &Grouping, reachable: &[TypeId]) -> Users {
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
        let parts = super::reach::children(def).iter().map(|part| part.id).collect();
        note(parts, &User::Others);
    }
    users
}

/// Whether a type is a component, which has its own home whoever uses it.
pub(super) fn is_named(def: &TypeDef) -> bool {
    matches!(def.place, Place::Component(_) | Place::Shared(_) | Place::Webhook(_))
}
