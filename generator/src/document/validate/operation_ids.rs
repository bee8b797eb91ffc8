//! X002: no two operations have one operationId (OpenAPI 3.1 section "Operation Object").

use std::collections::HashMap;

use super::Violation;
use crate::diagnostic::code;
use crate::document::operations::Operations;
use crate::text::Span;

pub(super) fn check(operations: &Operations<'_>, found: &mut Vec<Violation>) {
    let mut first: HashMap<&str, Span> = HashMap::new();
    for operation in &operations.operations {
        let id = operation.node.get("operationId");
        let Some((id, text)) = id.and_then(|id| Some((id, id.as_str()?))) else { continue };
        let before = *first.entry(text).or_insert(id.span());
        // A YAML alias repeats the same text: that is one operation written once.
        if before != id.span() {
            let pointer = operation.node_pointer.child("operationId");
            let message = format!("operationId `{text}` is used twice");
            let violation =
                Violation::new(code::DUPLICATE_OPERATION_ID, id.span(), pointer, message)
                    .with_help("give each operation an id of its own");
            found.push(violation.with_related(before, "the first one"));
        }
    }
}
