//! X007: objects have no duplicate keys (YAML 1.2 section 3.2.1.1, RFC 8259 section 4).

use super::Violation;
use crate::diagnostic::code;
use crate::document::Document;
use crate::source::{DuplicateKey, Entry, Node};
use crate::text::{JsonPointer, Span};

pub(super) fn check(document: &Document, found: &mut Vec<Violation>) {
    for duplicate in document.tree().duplicates() {
        let root = document.file_root(duplicate.again.file);
        let pointer = root.map_or_else(JsonPointer::root, |root| pointer_to(root, duplicate));
        let message = format!("duplicate key `{}`", duplicate.key);
        let help = "remove or rename one of the two; only the later one is read";
        let violation = Violation::new(code::DUPLICATE_KEY, duplicate.again, pointer, message);
        found.push(violation.with_help(help).with_related(duplicate.first, "the first one"));
    }
}

/// Reports what is read although YAML forbids it, as a warning: other parsers may refuse the file.
pub(super) fn deviations(document: &Document, found: &mut Vec<Violation>) {
    for deviation in document.tree().deviations() {
        let (code, pointer) = (code::DOCUMENT_VALID, JsonPointer::root());
        let message = format!("YAML forbids {}", deviation.message);
        let violation = Violation::new(code, deviation.span, pointer, message);
        found.push(violation.with_help(deviation.help).lenient());
    }
}

/// The pointer of a duplicate, found by descending to where it is written; the tree keeps only its span.
fn pointer_to(root: Node<'_>, duplicate: &DuplicateKey) -> JsonPointer {
    let mut pointer = JsonPointer::root();
    let mut node = root;
    // The value that was kept has one of the two spans.
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

/// The child whose text contains the span.
fn child_around(node: Node<'_>, inner: Span) -> Option<(String, Node<'_>)> {
    let around = |node: Node<'_>| {
        let span = node.span();
        span.file == inner.file && span.start <= inner.start && inner.end <= span.end
    };
    let member = node.members().find(|entry| around(entry.value));
    let member = member.map(|entry| (entry.key.to_owned(), entry.value));
    member.or_else(|| {
        let mut items = node.items().enumerate();
        items.find(|(_, item)| around(*item)).map(|(index, item)| (index.to_string(), item))
    })
}
