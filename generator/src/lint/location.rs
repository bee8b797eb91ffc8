//! Where a finding is reported: the span to show, and the pointer for tools.

use super::api::{ApiOperation, ApiPath};
use crate::document::{Key, Visit};
use crate::text::{JsonPointer, Span};

/// A location in the document.
#[derive(Clone, Debug)]
pub(super) struct Location {
    /// The source location, usually of a key.
    pub(super) span: Span,
    /// The JSON pointer of the value.
    pub(super) pointer: JsonPointer,
}

impl Location {
    pub(super) fn new(span: Span, pointer: JsonPointer) -> Self {
        Self { span, pointer }
    }

    /// The location of a member of the visited object: its key, or the object if it has no such member.
    pub(super) fn member(visit: &Visit<'_, '_>, key: &str) -> Self {
        match visit.node.entry(key) {
            Some(entry) => Self::new(entry.key_span, visit.pointer.child(key)),
            None => Self::from(visit),
        }
    }
}

impl From<&Visit<'_, '_>> for Location {
    /// The key of the visited object, or the object if it has no key.
    fn from(visit: &Visit<'_, '_>) -> Self {
        Self::new(visit.location(), visit.pointer.clone())
    }
}

impl From<&ApiOperation<'_>> for Location {
    /// The method's key.
    fn from(operation: &ApiOperation<'_>) -> Self {
        Self::new(operation.location, operation.pointer.clone())
    }
}

impl From<&ApiPath<'_>> for Location {
    /// The template.
    fn from(path: &ApiPath<'_>) -> Self {
        Self::new(path.key.span, path.pointer.clone())
    }
}

impl From<(Key<'_>, JsonPointer)> for Location {
    fn from((key, pointer): (Key<'_>, JsonPointer)) -> Self {
        Self::new(key.span, pointer)
    }
}
