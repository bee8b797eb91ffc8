//! Elements that a client does not support yet: one diagnostic for each kind, at the first location.
//!
//! Takes the document as written; returns diagnostics. It must not know the rules of normalising.

use crate::diagnostic::{Diagnostic, code};
use crate::document::{Document, ObjectKind, Origin, Version, Visit, walk};
use crate::source::Entry;
use crate::text::{JsonPointer, Span};

/// A kind of element that is ignored.
struct UnsupportedElement {
    /// One of them, and several.
    names: (&'static str, &'static str),
    help: &'static str,
    /// Finds them in a visited object.
    of: for<'a> fn(&Visit<'a, '_>) -> Occurrences<'a>,
}

/// The number of elements in an object, and the member that contains them.
type Occurrences<'a> = Option<(usize, Entry<'a>)>;

const ELEMENTS: &[UnsupportedElement] = &[
    UnsupportedElement {
        names: ("`$self` is", "`$self` are"),
        help: "references are resolved from the file that contains them",
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
        help: "credentials for it are used as for any other",
        of: |visit| newer(visit, ObjectKind::SecurityScheme, "deprecated"),
    },
    UnsupportedElement {
        names: ("URL of OAuth 2 metadata is", "URLs of OAuth 2 metadata are"),
        help: "give the URL of the tokens to `Auth::client_credentials`",
        of: |visit| newer(visit, ObjectKind::SecurityScheme, "oauth2MetadataUrl"),
    },
    UnsupportedElement {
        names: ("device authorization is", "device authorizations are"),
        help: "pass the token to `Auth::bearer` or `Auth::provider`",
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

/// The elements of one kind.
#[derive(Clone, Default)]
struct ElementCount {
    number: usize,
    first: Option<(Span, JsonPointer)>,
}

/// Returns one diagnostic for each kind that the document has.
pub(super) fn unsupported(document: &Document) -> Vec<Diagnostic> {
    let mut counts = vec![ElementCount::default(); ELEMENTS.len()];
    walk(document, &mut |visit| {
        // The server sends these requests, not the client.
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

/// A field of 3.2 in an object of a kind.
fn newer<'a>(visit: &Visit<'a, '_>, object: ObjectKind, key: &str) -> Occurrences<'a> {
    let is_there = visit.object == object && visit.version >= Version::V3_2;
    Some((1, visit.node.entry(key).filter(|_| is_there)?))
}
