//! The public items of a generated client, compared by structure.
//!
//! Takes a plan; finds the first difference that a program can notice. Components are compared by their names, and inline
//! types by their content, because which inline types share a definition is private.

mod methods;
mod servers;
mod types;

use std::collections::{BTreeMap, HashMap};

use self::servers::ServerType;
use self::types::Comparison;
use crate::plan::{Crate, Group, HeadersItem, Item, OperationItem, TypePath};

/// The public items of a client.
pub struct Surface<'a> {
    pub(super) items: BTreeMap<&'a TypePath, &'a Item>,
    /// Definitions that several names share, which nobody can name.
    shared: HashMap<&'a TypePath, &'a Item>,
    /// The methods by group and name, such as `orders().create_order`.
    pub(super) operations: BTreeMap<String, &'a OperationItem>,
    /// The structs of response headers.
    headers: HashMap<&'a TypePath, &'a HeadersItem>,
    /// The types of servers.
    servers: BTreeMap<String, ServerType<'a>>,
}

impl<'a> Surface<'a> {
    /// Collects the items and methods of a plan.
    #[must_use]
    pub fn of(plan: &'a Crate) -> Self {
        let in_groups = plan.groups.iter().flat_map(|it| &it.items);
        let items = plan.types.iter().flat_map(|it| &it.items).chain(in_groups);
        let shared = plan.groups.iter().flat_map(|it| &it.shared).chain(&plan.shared);
        let headers = plan.groups.iter().flat_map(|it| &it.headers);
        let named = |group: &'a Group| {
            let name = |it: &'a OperationItem| (format!("{}().{}", group.module, it.method), it);
            group.operations.iter().map(name)
        };
        Self {
            items: items.map(|it| (it.path(), it)).collect(),
            shared: shared.map(|it| (it.path(), it)).collect(),
            operations: plan.groups.iter().flat_map(named).collect(),
            headers: headers.map(|it| (&it.path, it)).collect(),
            servers: servers::types(&plan.servers),
        }
    }

    /// Returns how many items and methods there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len() + self.operations.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the items with their definitions, by their paths.
    pub fn definitions(&self) -> impl Iterator<Item = (&'a TypePath, &'a Item)> {
        self.items.keys().filter_map(|path| Some((*path, self.get(path)?)))
    }

    /// Returns the methods by group and name, such as `orders().create_order`.
    pub fn methods(&self) -> impl Iterator<Item = (&str, &'a OperationItem)> {
        self.operations.iter().map(|(name, item)| (name.as_str(), *item))
    }

    /// Returns what a later client does not have, or has in another form.
    #[must_use]
    pub fn lost_in(&self, later: &Surface<'a>) -> Vec<String> {
        let items = self.items.iter().filter_map(|(path, item)| {
            let change = match later.items.get(path) {
                None => Some("is missing".to_owned()),
                Some(other) => self.item_change(item, later, other),
            };
            Some(format!("{path} {}", change?))
        });
        let methods = self.operations.iter().filter_map(|(name, item)| {
            let change = match later.operations.get(name) {
                None => Some("is missing".to_owned()),
                Some(other) => self.operation_change(item, later, other),
            };
            Some(format!("{name}() {}", change?))
        });
        let servers =
            self.server_changes(later).into_iter().map(|(name, it)| format!("{name} {it}"));
        items.chain(methods).chain(servers).collect()
    }

    /// The types of servers that are gone or have changed, with what did.
    pub(super) fn server_changes(&self, later: &Surface<'_>) -> Vec<(&str, String)> {
        let changes = self.servers.iter().filter_map(|(name, before)| {
            let change = match later.servers.get(name) {
                None => Some("is gone".to_owned()),
                Some(after) => servers::change(before, after),
            };
            Some((name.as_str(), change?))
        });
        changes.collect()
    }

    /// The item that a path leads to.
    pub(super) fn get(&self, path: &TypePath) -> Option<&'a Item> {
        let item = self.items.get(path).or_else(|| self.shared.get(path)).copied();
        match item {
            Some(Item::Shared(name)) => self.shared.get(&name.definition).copied(),
            other => other,
        }
    }

    /// The first difference of an item of the same name.
    pub(super) fn item_change(
        &self,
        item: &'a Item,
        later: &Surface<'a>,
        other: &'a Item,
    ) -> Option<String> {
        Comparison::new(self, later).item(item, other)
    }

    /// The first difference of a method of the same name.
    pub(super) fn operation_change(
        &self,
        item: &'a OperationItem,
        later: &Surface<'a>,
        other: &'a OperationItem,
    ) -> Option<String> {
        Comparison::new(self, later).operation(item, other)
    }
}
