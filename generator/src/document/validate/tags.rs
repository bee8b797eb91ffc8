//! X008: the tags of operations are defined, each once (OpenAPI 3.1 section "Tag Object").

use std::collections::{HashMap, HashSet};

use super::Violation;
use super::names::closest_of;
use crate::diagnostic::code;
use crate::document::Document;
use crate::document::operations::Operations;
use crate::source::Node;
use crate::text::{JsonPointer, Span};

pub(super) fn check(document: &Document, operations: &Operations<'_>, found: &mut Vec<Violation>) {
    let Some(list) = document.root().and_then(|it| it.get("tags")) else { return };
    let mut first: HashMap<&str, Span> = HashMap::new();
    for (index, tag) in list.items().enumerate() {
        let Some(name) = tag.get("name") else { continue };
        let Some(text) = name.as_str() else { continue };
        let before = *first.entry(text).or_insert(name.span());
        if before != name.span() {
            let pointer = JsonPointer::of(&["tags", &index.to_string(), "name"]);
            let message = format!("tag `{}` is defined twice", text.escape_debug());
            let violation = Violation::new(code::TAG_DEFINED, name.span(), pointer, message);
            let violation = violation.with_help("merge the two definitions");
            found.push(violation.with_related(before, "the first one").lenient().lint_only());
        }
    }
    used(operations, &first.into_keys().collect(), found);
}

/// Reports a tag without a definition at its first use. A document without definitions has chosen to have none.
fn used(operations: &Operations<'_>, defined: &HashSet<&str>, found: &mut Vec<Violation>) {
    if defined.is_empty() {
        return;
    }
    let mut reported = HashSet::new();
    for operation in &operations.operations {
        let tags = operation.node.get("tags").into_iter().flat_map(Node::items);
        for (index, tag) in tags.enumerate() {
            let Some(name) = tag.as_str().filter(|it| !defined.contains(it)) else { continue };
            if !reported.insert(name) {
                continue;
            }
            let help = match closest_of(name, defined) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "define it in the `tags` of the document, with a description".to_owned(),
            };
            let message = format!("tag `{}` is not defined", name.escape_debug());
            let pointer = operation.node_pointer.child("tags").child(&index.to_string());
            let violation = Violation::new(code::TAG_DEFINED, tag.span(), pointer, message);
            found.push(violation.with_help(help).lenient().lint_only());
        }
    }
}
