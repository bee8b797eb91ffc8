//! Paths that name an action instead of a resource, as `/sendMessage` does.
//!
//! An API of actions has a path for each operation, so groups by path segment would have one operation each. Whether a path
//! names an action is decided by its operation alone.

use crate::model::{Method, Operation};
use crate::plan::naming::identifier;

/// Verbs that begin the name of an action, without words that also begin names of resources (`load balancers`).
const VERBS: [&str; 40] = [
    "accept",
    "activate",
    "add",
    "answer",
    "apply",
    "approve",
    "assign",
    "cancel",
    "confirm",
    "create",
    "deactivate",
    "decline",
    "delete",
    "detach",
    "disable",
    "edit",
    "enable",
    "fetch",
    "get",
    "invite",
    "leave",
    "promote",
    "publish",
    "remove",
    "rename",
    "resend",
    "restore",
    "restrict",
    "revoke",
    "send",
    "set",
    "stop",
    "submit",
    "subscribe",
    "unban",
    "unpin",
    "update",
    "upload",
    "validate",
    "verify",
];

/// Whether the path of an operation is nothing but an action. `segment` is its first segment that is no prefix.
pub(crate) fn is_action(operation: &Operation, segment: &str) -> bool {
    let from_segment = operation.path.split('/').skip_while(|it| *it != segment);
    if from_segment.count() != 1 {
        return false;
    }
    let words = identifier::snake(segment);
    let Some((verb, _)) = words.plain().split_once('_') else {
        // A collection is often read by an operation that has its name: `GET /pets` is `pets`.
        return operation.method == Method::Post && is_named(operation, words.plain());
    };
    match operation.id {
        Some(_) => is_named(operation, words.plain()),
        None => VERBS.contains(&verb),
    }
}

/// Whether the `operationId` consists of these words.
fn is_named(operation: &Operation, words: &str) -> bool {
    operation.id.as_ref().is_some_and(|id| identifier::snake(id).plain() == words)
}
