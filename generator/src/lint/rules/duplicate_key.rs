//! X007: no key stands twice in one object.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, Rule};
use crate::diagnostic::{Code, Severity};
use crate::source::{DuplicateKey, Entry, JsonPointer, Node, Span};

pub(super) const RULE: Rule = Rule {
    code: Code("X007"),
    name: "duplicate-key",
    severity: Some(Severity::Error),
    summary: "No key stands twice in one object",
    docs: "\
When a key stands twice, one of the two values is silently lost, and which one differs from tool to tool: a whole \
path or schema can be missing from a client and nobody is told. YAML 1.2 forbids it (section 3.2.1.1), JSON says \
that the result is unpredictable (RFC 8259 section 4).

Reported at the second place, with the first beside it, anywhere in the document, examples included.",
    bad: &["/users: {}\n/users: {get: {}}", "type: object\nproperties: {a: {}, b: {}, a: {}}"],
    good: &["/users: {}\n/orders: {}", "type: object\nproperties: {a: {properties: {a: {}}}}"],
    source: "YAML 1.2 section 3.2.1.1, RFC 8259 section 4",
    check: Check::Api(check),
};

fn check(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    for duplicate in api.document().tree().duplicates() {
        let root = api.document().file_root(duplicate.again.file);
        let pointer = root.map(|root| pointer_to(root, duplicate)).unwrap_or_default();
        let message = format!("the key `{}` stands twice in one object", duplicate.key);
        let help = "remove or rename one of the two; only the later one is read";
        let finding = reporter.report(duplicate.again, pointer, message, help);
        finding.related(duplicate.first, "it stands here first");
    }
}

/// The pointer of a duplicate, found by going down to where it is written; the tree keeps only its place.
fn pointer_to(root: Node<'_>, duplicate: &DuplicateKey) -> JsonPointer {
    let mut pointer = JsonPointer::root();
    let mut node = root;
    // The value that was kept stands under one of the two places.
    let is_it = |entry: &Entry<'_>| {
        *entry.key == *duplicate.key && [duplicate.first, duplicate.again].contains(&entry.key_span)
    };
    loop {
        if node.members().any(|entry| is_it(&entry)) {
            return pointer.child(&duplicate.key);
        }
        let Some((token, below)) = child_around(node, duplicate.again) else { return pointer };
        pointer.push(&token);
        node = below;
    }
}

/// The child whose text has the place in it.
fn child_around(node: Node<'_>, place: Span) -> Option<(String, Node<'_>)> {
    let around = |node: Node<'_>| {
        let span = node.span();
        span.file == place.file && span.start <= place.start && place.end <= span.end
    };
    let member = node.members().find(|entry| around(entry.value));
    let member = member.map(|entry| (entry.key.to_owned(), entry.value));
    member.or_else(|| {
        let mut items = node.items().enumerate();
        items.find(|(_, item)| around(*item)).map(|(index, item)| (index.to_string(), item))
    })
}
