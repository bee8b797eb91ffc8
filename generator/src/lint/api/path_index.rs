//! `PathIndex`: the operations that a client calls, by their paths. Without it, rules that look at the other operations of a path
//! would take a time that grows with the square of their number.
//!
//! Takes the collected paths and operations; returns positions in them. It must not know what any rule looks for.

use std::collections::{BTreeMap, BTreeSet};

use super::{ApiOperation, ApiPath};
use crate::lint::subject::Subject;

/// The operations that a client calls, as positions in [`Api::operations`](super::Api::operations).
#[derive(Debug, Default)]
pub(super) struct PathIndex<'a> {
    /// By the name of their path.
    at: BTreeMap<&'a str, Vec<usize>>,
    /// By the collection of which their path is an item.
    at_items: BTreeMap<&'a str, Vec<usize>>,
    /// By their path without the names of parameters.
    like: BTreeMap<Subject, Vec<usize>>,
    /// The names of all paths, those without operations too.
    names: BTreeSet<&'a str>,
}

impl<'a> PathIndex<'a> {
    pub(super) fn new(paths: &[ApiPath<'a>], operations: &[ApiOperation<'a>]) -> Self {
        let mut index = Self::default();
        index.names.extend(paths.iter().map(|it| it.key.name));
        for (place, operation) in operations.iter().enumerate().filter(|it| it.1.is_called()) {
            let Some(path) = operation.path else { continue };
            index.at.entry(path.name).or_default().push(place);
            index.like.entry(Subject::template(path.name)).or_default().push(place);
            if let Some(collection) = collection_of(path.name) {
                index.at_items.entry(collection).or_default().push(place);
            }
        }
        index
    }

    pub(super) fn has_path(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    pub(super) fn at(&self, path: &str) -> &[usize] {
        self.at.get(path).map_or(&[], Vec::as_slice)
    }

    pub(super) fn at_items_of(&self, collection: &str) -> &[usize] {
        self.at_items.get(collection.trim_end_matches('/')).map_or(&[], Vec::as_slice)
    }

    pub(super) fn like(&self, path: &Subject) -> &[usize] {
        self.like.get(path).map_or(&[], Vec::as_slice)
    }
}

/// Returns the collection of an item: `/users` for `/users/{id}`.
fn collection_of(path: &str) -> Option<&str> {
    let (collection, last) = path.rsplit_once('/')?;
    let is_item = last.starts_with('{') && last.ends_with('}');
    is_item.then(|| collection.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn collections_of_items() {
        for (path, collection) in [
            ("/users/{id}", Some("/users")),
            ("/users/{id}/keys/{key}", Some("/users/{id}/keys")),
            ("/users//{id}", Some("/users")),
            ("/users/{from}-{to}", Some("/users")),
            ("/{id}", Some("")),
            ("/users/{id}.json", None),
            ("/users/{id}/keys", None),
            ("/users", None),
        ] {
            assert_eq!(collection_of(path), collection, "{path}");
        }
    }
}
