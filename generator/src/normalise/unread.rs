//! What a document says and a client does not carry yet: one finding for each kind, with the first place.
//!
//! Takes the document as written; gives diagnostics. It must not know what becomes of the rest.

use crate::diagnostic::{Diagnostic, code};
use crate::document::{Document, Object, Origin, Visit, walk};
use crate::source::{Entry, JsonPointer, Span};

/// A kind of thing that is passed over.
struct Kind {
    /// One of them, and several.
    names: (&'static str, &'static str),
    help: &'static str,
    /// Those that a visit shows.
    of: for<'a> fn(&Visit<'a, '_>) -> Found<'a>,
}

/// How many there are in one place, and the entry that holds them.
type Found<'a> = Option<(usize, Entry<'a>)>;

const KINDS: &[Kind] = &[Kind {
    names: ("link is", "links are"),
    help: "pass the values from one answer to the next request",
    of: |visit| members(visit, Object::Response, "links"),
}];

/// The things of one kind.
#[derive(Clone, Default)]
struct Count {
    number: usize,
    first: Option<(Span, JsonPointer)>,
}

/// One finding for each kind that the document has.
pub(super) fn unread(document: &Document) -> Vec<Diagnostic> {
    let mut counts = vec![Count::default(); KINDS.len()];
    walk(document, &mut |visit| {
        // What the server sends is no request of the client's.
        if matches!(visit.context.origin, Origin::Webhook | Origin::Callback) {
            return;
        }
        for (kind, count) in KINDS.iter().zip(&mut counts) {
            let Some((number, entry)) = (kind.of)(visit) else { continue };
            count.number += number;
            let here = || (entry.key_span, visit.pointer.child(entry.key));
            count.first.get_or_insert_with(here);
        }
    });
    KINDS.iter().zip(counts).filter_map(|(kind, count)| finding(kind, count)).collect()
}

fn finding(kind: &Kind, count: Count) -> Option<Diagnostic> {
    let (span, pointer) = count.first?;
    let name = if count.number == 1 { kind.names.0 } else { kind.names.1 };
    let message = format!("{} {name} not carried into the client yet", count.number);
    let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).with_help(kind.help);
    Some(diagnostic.at(span).with_pointer(pointer))
}

/// The members of a map of an object of some kind.
fn members<'a>(visit: &Visit<'a, '_>, object: Object, key: &str) -> Found<'a> {
    if visit.object != object {
        return None;
    }
    let entry = visit.node.entry(key)?;
    let number = entry.value.members().len();
    (number > 0).then_some((number, entry))
}
