//! Schemas: what a value may be, compared in the direction in which it is sent.
//!
//! A component is compared once in each direction, however many operations use it, and its changes list these operations.

mod limits;
mod object;
mod scalar;
mod union;
mod walk;

use std::collections::{BTreeSet, HashMap, HashSet};

use self::walk::{Located, Site, Walk, component_name};
use super::change::{Change, ChangeLocation, Changes};
use super::check::Check;
use super::{ApiVersion, locate};
use crate::model::{Constraints, TypeId, TypeRef};

/// Who reads the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Direction {
    /// The server: it may accept more than before.
    Request,
    /// The caller: it may be sent less than before.
    Response,
}

impl Direction {
    /// The check of this direction.
    fn of(self, request: Check, response: Check) -> Check {
        match self {
            Self::Request => request,
            Self::Response => response,
        }
    }
}

/// A use of a type, with the limits that hold only here.
#[derive(Clone, Copy)]
pub(super) struct Use<'a> {
    pub(super) ty: TypeRef,
    pub(super) constraints: Option<&'a Constraints>,
}

impl Use<'_> {
    pub(super) fn of(ty: TypeRef) -> Self {
        Self { ty, constraints: None }
    }
}

/// A type in both versions.
type Pair = (TypeId, TypeId, Direction);

/// A compared component: its changes, and the components in it.
#[derive(Default)]
struct Compared {
    changes: Vec<Change>,
    parts: Vec<usize>,
}

/// The comparison of all schemas.
pub(super) struct Schemas<'a> {
    base: ApiVersion<'a>,
    head: ApiVersion<'a>,
    known: HashMap<Pair, usize>,
    compared: Vec<Compared>,
    /// Components that are not compared yet.
    waiting: Vec<(usize, Pair)>,
    /// The components that each operation uses.
    uses: Vec<(Option<String>, usize)>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(base: ApiVersion<'a>, head: ApiVersion<'a>) -> Self {
        Self {
            base,
            head,
            known: HashMap::new(),
            compared: Vec::new(),
            waiting: Vec::new(),
            uses: Vec::new(),
        }
    }

    /// Compares the type of a parameter or of a body of `operation`.
    pub(super) fn compare(
        &mut self,
        operation: &str,
        subject: &str,
        (base, head): (Use<'_>, Use<'_>),
        direction: Direction,
        location: ChangeLocation,
    ) {
        self.compare_root(Some(operation.to_owned()), subject, (base, head), direction, location);
    }

    /// Compares what the server sends by itself.
    pub(super) fn webhook(&mut self, name: &str, base: TypeId, head: TypeId) {
        let of = |id| Use::of(TypeRef { id, nullable: false });
        let location = locate::both(
            self.base.api.ty(base).map(|it| it.span),
            self.head.api.ty(head).map(|it| it.span),
        );
        let subject = format!("webhook {name}");
        self.compare_root(None, &subject, (of(base), of(head)), Direction::Response, location);
    }

    fn compare_root(
        &mut self,
        operation: Option<String>,
        subject: &str,
        uses: (Use<'_>, Use<'_>),
        direction: Direction,
        location: ChangeLocation,
    ) {
        let index = self.compared.len();
        self.compared.push(Compared::default());
        self.uses.push((operation, index));
        let mut walk = Walk::new(self, direction);
        walk.uses(uses, &Located { subject, site: Site::Known(location) });
        let done = walk.done;
        if let Some(slot) = self.compared.get_mut(index) {
            *slot = done;
        }
        self.compare_waiting();
    }

    /// The component pair, to be compared once.
    fn component(&mut self, pair: Pair) -> usize {
        if let Some(index) = self.known.get(&pair) {
            return *index;
        }
        let index = self.compared.len();
        self.compared.push(Compared::default());
        self.known.insert(pair, index);
        self.waiting.push((index, pair));
        index
    }

    fn compare_waiting(&mut self) {
        while let Some((index, (base, head, direction))) = self.waiting.pop() {
            let (Some(before), Some(after)) = (self.base.api.ty(base), self.head.api.ty(head))
            else {
                continue;
            };
            let subject = component_name(after).unwrap_or("schema").to_owned();
            let location = locate::both(Some(before.span), Some(after.span));
            let mut walk = Walk::new(self, direction);
            walk.definitions(
                (base, before),
                (head, after),
                &Located { subject: &subject, site: Site::Known(location) },
            );
            let done = walk.done;
            if let Some(slot) = self.compared.get_mut(index) {
                *slot = done;
            }
        }
    }

    /// Adds the changes with the operations that they concern.
    pub(super) fn finish(self, changes: &mut Changes) {
        let users = self.users();
        let mut operations: Vec<Option<String>> = vec![None; self.compared.len()];
        for (operation, root) in self.uses {
            if let Some(slot) = operations.get_mut(root) {
                *slot = operation;
            }
        }
        for (index, compared) in self.compared.into_iter().enumerate() {
            if compared.changes.is_empty() {
                continue;
            }
            let all = reachable(&users, index).into_iter();
            let concerned: BTreeSet<String> =
                all.filter_map(|it| operations.get(it)?.clone()).collect();
            for change in compared.changes {
                changes.push(Change { operations: concerned.clone(), ..change });
            }
        }
    }

    /// For each component, body or parameter, those that it is a part of.
    fn users(&self) -> Vec<Vec<usize>> {
        let mut users = vec![Vec::new(); self.compared.len()];
        for (user, compared) in self.compared.iter().enumerate() {
            for part in &compared.parts {
                if let Some(all) = users.get_mut(*part) {
                    all.push(user);
                }
            }
        }
        users
    }
}

/// Everything that can be reached from a node, itself included.
fn reachable(edges: &[Vec<usize>], start: usize) -> HashSet<usize> {
    let (mut seen, mut open) = (HashSet::new(), vec![start]);
    while let Some(index) = open.pop() {
        if seen.insert(index) {
            open.extend(edges.get(index).into_iter().flatten());
        }
    }
    seen
}
