//! What a document says and a client does not carry yet: one finding for each kind, with the first place.
//!
//! Takes the document as written; returns diagnostics. It must not know how the rest is normalised.

use crate::diagnostic::{Diagnostic, code};
use crate::document::{Document, ObjectKind, Origin, Version, Visit, walk};
use crate::source::{Entry, JsonPointer, Span};

/// A kind of element that is ignored.
struct UnsupportedElement {
    /// One of them, and several.
    names: (&'static str, &'static str),
    help: &'static str,
    /// Those that a visit shows.
    of: for<'a> fn(&Visit<'a, '_>) -> Occurrences<'a>,
}

/// How many there are in one place, and the entry that holds them.
type Occurrences<'a> = Option<(usize, Entry<'a>)>;

const ELEMENTS: &[UnsupportedElement] = &[
    UnsupportedElement {
        names: ("`$self` is", "`$self` are"),
        help: "references are followed from the file that they stand in",
        of: |visit| newer(visit, ObjectKind::Document, "$self"),
    },
    UnsupportedElement {
        names: ("summary of a tag is", "summaries of tags are"),
        help: "its `description` is the documentation of its operations",
        of: |visit| newer(visit, ObjectKind::Tag, "summary"),
    },
    UnsupportedElement {
        names: ("parent of a tag is", "parents of tags are"),
        help: "each tag is a group of its own",
        of: |visit| newer(visit, ObjectKind::Tag, "parent"),
    },
    UnsupportedElement {
        names: ("kind of a tag is", "kinds of tags are"),
        help: "each tag is a group of its own",
        of: |visit| newer(visit, ObjectKind::Tag, "kind"),
    },
    UnsupportedElement {
        names: ("deprecation of a security scheme is", "deprecations of security schemes are"),
        help: "credentials for it are taken as for any other",
        of: |visit| newer(visit, ObjectKind::SecurityScheme, "deprecated"),
    },
    UnsupportedElement {
        names: ("URL of OAuth 2 metadata is", "URLs of OAuth 2 metadata are"),
        help: "give the URL of the tokens to `Auth::client_credentials`",
        of: |visit| newer(visit, ObjectKind::SecurityScheme, "oauth2MetadataUrl"),
    },
    UnsupportedElement {
        names: ("device authorization is", "device authorizations are"),
        help: "bring the token, by `Auth::bearer` or `Auth::provider`",
        of: |visit| {
            let flows =
                visit.node.get("flows").filter(|_| visit.object == ObjectKind::SecurityScheme);
            Some((1, flows?.entry("deviceAuthorization")?))
        },
    },
    UnsupportedElement {
        names: ("serialized example is", "serialized examples are"),
        help: "`value` and `dataValue` are read",
        of: |visit| newer(visit, ObjectKind::Example, "serializedValue"),
    },
];

/// The things of one kind.
#[derive(Clone, Default)]
struct ElementCount {
    number: usize,
    first: Option<(Span, JsonPointer)>,
}

/// One finding for each kind that the document has.
pub(super) fn unsupported(document: &Document) -> Vec<Diagnostic> {
    let mut counts = vec![ElementCount::default(); ELEMENTS.len()];
    walk(document, &mut |visit| {
        // What the server sends is no request of the client's.
        if matches!(visit.context.origin, Origin::Webhook | Origin::Callback) {
            return;
        }
        for (kind, count) in ELEMENTS.iter().zip(&mut counts) {
            let Some((number, entry)) = (kind.of)(visit) else { continue };
            count.number += number;
            let here = || (entry.key_span, visit.pointer.child(entry.key));
            count.first.get_or_insert_with(here);
        }
    });
    ELEMENTS.iter().zip(counts).filter_map(|(kind, count)| finding(kind, count)).collect()
}

fn finding(kind: &UnsupportedElement, count: ElementCount) -> Option<Diagnostic> {
    let (span, pointer) = count.first?;
    let name = if count.number == 1 { kind.names.0 } else { kind.names.1 };
    let message = format!("{} {name} not supported by the client yet", count.number);
    let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).with_help(kind.help);
    Some(diagnostic.at(span).with_pointer(pointer))
}

/// A word of 3.2 in an object of some kind.
fn newer<'a>(visit: &Visit<'a, '_>, object: ObjectKind, key: &str) -> Occurrences<'a> {
    let is_there = visit.object == object && visit.version >= Version::V3_2;
    Some((1, visit.node.entry(key).filter(|_| is_there)?))
}
