//! Violations of the standard, which `document::validate` finds, as findings.
//!
//! Takes a violation; returns a finding with a subject that does not depend on the order of the document.

use super::facts::Facts;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic, Fix, Severity, code};
use crate::document::Violation;
use crate::source::Node;
use crate::text::JsonPointer;

/// The finding of a violation.
pub(super) fn finding(facts: &Facts<'_>, violation: Violation, severity: Severity) -> Diagnostic {
    let root = facts.document().file_root(violation.span.file);
    let node = root.and_then(|it| it.at(&violation.pointer));
    let subject = subject(facts, root, node, &violation);
    let pointer = violation.pointer.clone();
    let mut diagnostic = violation.into_diagnostic(severity);
    diagnostic.subject = Some(subject.into_text());
    diagnostic.fix = match diagnostic.code {
        code::DOCUMENT_VALID => node.and_then(|it| violation_fix(facts, it)),
        code::REQUIRED_DEFINED => repetition_fix(facts, root, &pointer),
        _ => None,
    };
    diagnostic
}

/// What a violation is about. Several places can have one violation, which is reported at the first or the last of them.
fn subject(
    facts: &Facts<'_>,
    root: Option<Node<'_>>,
    node: Option<Node<'_>>,
    violation: &Violation,
) -> Subject {
    match (violation.code, node.and_then(Node::as_str)) {
        (code::TAG_DEFINED, Some(name)) => Subject::named("tags", name),
        (code::DUPLICATE_OPERATION_ID, Some(name)) => Subject::named("operationId", name),
        (code, _) => Subject::at(facts, root, &owner(code, &violation.pointer)),
    }
}

/// The pointer of what a violation is about: the object with the siblings of a `$ref`, or the whole example.
fn owner(code: Code, pointer: &JsonPointer) -> JsonPointer {
    let mut tokens: Vec<_> = pointer.tokens().collect();
    match code {
        code::REF_SIBLINGS => {
            tokens.pop();
        }
        code::EXAMPLE_VALID => {
            let is_example = |pair: &[std::borrow::Cow<'_, str>]| match pair {
                [before, it] => {
                    before != "properties"
                        && ["example", "examples", "default"].contains(&it.as_ref())
                }
                _ => false,
            };
            if let Some(at) = tokens.windows(2).position(is_example) {
                let named = usize::from(tokens.get(at + 1).is_some_and(|it| it == "examples"));
                tokens.truncate(at + 2 + named);
            }
        }
        _ => {}
    }
    JsonPointer::of(&tokens.iter().map(AsRef::as_ref).collect::<Vec<_>>())
}

/// The fix of a path parameter without `required: true`, which the standard demands.
fn violation_fix(facts: &Facts<'_>, parameter: Node<'_>) -> Option<Fix> {
    let is_in_path = parameter.get("in").and_then(Node::as_str) == Some("path");
    if !is_in_path || parameter.get("required").is_some() {
        return None;
    }
    let edit = facts.editor().insert_after(parameter, "in", ("required", "true"))?;
    Some(Fix::safe(vec![edit]))
}

/// The fix of a name that its list has twice: the second one is removed.
fn repetition_fix(facts: &Facts<'_>, root: Option<Node<'_>>, pointer: &JsonPointer) -> Option<Fix> {
    let mut parent = pointer.clone();
    parent.pop();
    let list = root?.at(&parent).filter(|it| it.is_array())?;
    let item = root?.at(pointer)?;
    let text = item.as_str()?;
    let mut before = list.items().take_while(|it| it.span() != item.span());
    before.find(|it| it.as_str() == Some(text))?;
    Some(Fix::safe(vec![facts.editor().remove_item(list, item)?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_of_a_violation_does_not_depend_on_the_order_of_members() {
        for (code, pointer, expected) in [
            (code::REF_SIBLINGS, "/a/description", "/a"),
            (code::EXAMPLE_VALID, "/a/example/b/c", "/a/example"),
            (code::EXAMPLE_VALID, "/a/examples/one/value/b", "/a/examples/one"),
            (code::EXAMPLE_VALID, "/a/properties/example/default", "/a/properties/example/default"),
            (code::PATH_FORM, "/a/example/b", "/a/example/b"),
        ] {
            let pointer = JsonPointer::parse(pointer).unwrap();
            assert_eq!(owner(code, &pointer).as_str(), expected);
        }
    }
}
