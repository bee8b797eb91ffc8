//! Who uses an inline type. Documents refer into the middle of other operations, and a path's parameters belong to all of
//! its operations, so that where a type stands does not say who needs it.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::Grouping;
use super::keep::Kept;
use super::reach::{closure_within, request_types, response_types};
use super::rust_type::Ident;
use crate::model::{Api, Place, TypeDef, TypeId};

/// The groups and components that use each inline type.
pub(super) struct Users(BTreeMap<TypeId, BTreeSet<User>>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum User {
    Component,
    Group(Ident),
}

impl Users {
    /// The one group that uses a type; `None` where others do too.
    pub(super) fn only_group(&self, id: TypeId) -> Option<&Ident> {
        let mut users = self.0.get(&id)?.iter();
        match (users.next()?, users.next()) {
            (User::Group(group), None) => Some(group),
            _ => None,
        }
    }
}

/// Finds the users of every inline type among `reachable`.
pub(super) fn find(api: &Api, kept: &Kept, grouping: &Grouping, reachable: &[TypeId]) -> Users {
    let mut users = Users(BTreeMap::new());
    let mut note = |roots: Vec<TypeId>, user: &User| {
        for id in closure_within(api, roots, |_, def| !is_named(def)) {
            users.0.entry(id).or_default().insert(user.clone());
        }
    };
    for (index, operation) in kept.indexed(api) {
        if let Some(names) = grouping.operations.get(&index) {
            let types = request_types(operation).chain(response_types(operation));
            note(types.collect(), &User::Group(names.group.clone()));
        }
    }
    for def in reachable.iter().filter_map(|id| api.ty(*id)).filter(|def| is_named(def)) {
        let parts = super::reach::children(def).iter().map(|part| part.id).collect();
        note(parts, &User::Component);
    }
    users
}

/// Whether a type is a component, which has its own home whoever uses it.
fn is_named(def: &TypeDef) -> bool {
    matches!(def.place, Place::Component(_) | Place::Shared(_) | Place::Webhook(_))
}
