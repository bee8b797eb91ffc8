//! The extensions of a document that are Renkei's own: `x-renkei-…`.
//!
//! One table lists them with the objects that read them. Every other member of that prefix has no effect and is
//! reported. This file must not know what a client does with an extension.

use super::grammar::{ObjectKind, object_type};
use super::{Violation, Visit};
use crate::diagnostic::code;
use crate::source::Entry;
use crate::text::closest;

/// Whether an operation may be repeated: true or false.
pub(crate) const IDEMPOTENT: &str = "x-renkei-idempotent";
/// How often an operation is attempted.
pub(crate) const RETRY: &str = "x-renkei-retry";
/// How the pages of a list follow each other.
pub(crate) const PAGINATION: &str = "x-renkei-pagination";
/// Where a response says whether it is a success.
pub(crate) const ENVELOPE: &str = "x-renkei-envelope";
/// How a long-running operation is polled.
pub(crate) const LONG_RUNNING: &str = "x-renkei-long-running";

/// The look-up that tells whether a write took effect whose response is lost.
pub(crate) const CONFIRM: &str = "x-renkei-confirm";

/// The beginning of every name that is reserved for Renkei.
const PREFIX: &str = "x-renkei-";

/// An extension and the objects that read it.
struct Extension {
    name: &'static str,
    holders: &'static [ObjectKind],
    /// These objects in words.
    position: &'static str,
}

const EXTENSIONS: &[Extension] = &[
    Extension {
        name: IDEMPOTENT,
        holders: &[ObjectKind::Operation, ObjectKind::PathItem],
        position: "an operation or a path item",
    },
    Extension {
        name: RETRY,
        holders: &[ObjectKind::Operation, ObjectKind::PathItem],
        position: "an operation or a path item",
    },
    Extension { name: PAGINATION, holders: &[ObjectKind::Operation], position: "an operation" },
    Extension {
        name: ENVELOPE,
        holders: &[ObjectKind::Document, ObjectKind::PathItem, ObjectKind::Operation],
        position: "the root, a path item or an operation",
    },
    Extension { name: CONFIRM, holders: &[ObjectKind::Operation], position: "an operation" },
    Extension { name: LONG_RUNNING, holders: &[ObjectKind::Operation], position: "an operation" },
];

/// Whether later stages see an `x-` member: one of another tool, or one of the public ones of Renkei.
pub(crate) fn is_kept(name: &str) -> bool {
    name.starts_with("x-") && (!name.starts_with(PREFIX) || find(name).is_some())
}

/// Reports each member of an object that has the prefix and no effect there.
pub(super) fn check(visit: &Visit<'_, '_>, found: &mut Vec<Violation>) {
    let members = visit.node.members().filter(|it| it.key.starts_with(PREFIX));
    found.extend(members.filter_map(|it| violation(visit, it)));
}

fn find(name: &str) -> Option<&'static Extension> {
    EXTENSIONS.iter().find(|it| it.name == name)
}

fn violation(visit: &Visit<'_, '_>, entry: Entry<'_>) -> Option<Violation> {
    let object_type = object_type(visit.object);
    // The author chooses some names, such as those of schemes in a security requirement. Where an object has no
    // extensions, the member is an unknown field.
    let is_name = object_type.holds(entry.key, visit.version).is_some();
    if is_name || !object_type.is_extension(entry.key, visit.version) {
        return None;
    }
    let (message, help) = match find(entry.key) {
        Some(known) if known.holders.contains(&visit.object) => return None,
        Some(known) => (
            format!("`{}` has no effect in {}", known.name, visit.object.title()),
            format!("move it to {}", known.position),
        ),
        None => {
            let message = format!("`{}` is not an extension of Renkei", entry.key);
            let suffix = |name: &'static str| name.strip_prefix(PREFIX).unwrap_or(name);
            let near = entry
                .key
                .strip_prefix(PREFIX)
                .and_then(|written| closest(written, EXTENSIONS.iter().map(|it| suffix(it.name))));
            let help = match near {
                Some(near) => format!("did you mean `{PREFIX}{near}`?"),
                None => "remove it".to_owned(),
            };
            (message, help)
        }
    };
    let pointer = visit.pointer.child(entry.key);
    let violation = Violation::new(code::DOCUMENT_VALID, entry.key_span, pointer, message);
    Some(violation.with_help(help).lenient())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::document::{Document, validate};
    use crate::source::read_text;

    /// The pointers and helps of the reports about members with the prefix.
    fn found(text: &str) -> Vec<String> {
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let reports = validate(&document).into_iter();
        let reports = reports.filter(|it| {
            it.pointer.last().is_some_and(|key| key.starts_with(PREFIX))
                && it.message.contains(PREFIX)
        });
        reports.map(|it| format!("{}: {}", it.pointer, it.help)).collect()
    }

    /// A document of each version with `@` in the positions of extensions, and the pointers of these.
    pub(crate) const POSITIONS: &[(&str, &[&str])] = &[
        (
            "swagger: '2.0'\ninfo: {@}\n@\npaths:\n  @\n  /a:\n    @\n    post:\n      @\n      parameters: [{in: query, name: q, type: array, items: {@}, @}, {in: body, name: b, schema: {@}, @}]\n      responses: {@, '200': {description: d, @, headers: {H: {type: string, @}}, schema: {items: {@}}}}\ndefinitions: {D: {@, properties: {p: {@}}}}\nsecurityDefinitions: {S: {type: basic, @}}\ntags: [{name: t, @}]\n",
            &[
                "/info",
                "",
                "/paths",
                "/paths/~1a",
                "/paths/~1a/post",
                "/paths/~1a/post/parameters/0/items",
                "/paths/~1a/post/parameters/0",
                "/paths/~1a/post/parameters/1/schema",
                "/paths/~1a/post/parameters/1",
                "/paths/~1a/post/responses",
                "/paths/~1a/post/responses/200",
                "/paths/~1a/post/responses/200/headers/H",
                "/paths/~1a/post/responses/200/schema/items",
                "/definitions/D",
                "/definitions/D/properties/p",
                "/securityDefinitions/S",
                "/tags/0",
            ],
        ),
        (
            "openapi: 3.0.3\ninfo: {@}\n@\nservers: [{url: /, @}]\npaths:\n  @\n  /a:\n    @\n    post:\n      @\n      parameters: [{in: query, name: q, schema: {@}, @}]\n      requestBody: {@, content: {m/t: {@, schema: {@, discriminator: {propertyName: p, @}}, encoding: {e: {@}}}}}\n      responses: {@, '200': {description: d, @, headers: {H: {@, schema: {@}}}, links: {L: {@}}}}\n      callbacks: {c: {@, '{$url}': {@, post: {@}}}}\ncomponents: {@, schemas: {D: {@, properties: {p: {@}}}}, securitySchemes: {S: {type: http, scheme: basic, @}}}\n",
            &[
                "/info",
                "",
                "/servers/0",
                "/paths",
                "/paths/~1a",
                "/paths/~1a/post",
                "/paths/~1a/post/parameters/0/schema",
                "/paths/~1a/post/parameters/0",
                "/paths/~1a/post/requestBody",
                "/paths/~1a/post/requestBody/content/m~1t",
                "/paths/~1a/post/requestBody/content/m~1t/schema",
                "/paths/~1a/post/requestBody/content/m~1t/schema/discriminator",
                "/paths/~1a/post/requestBody/content/m~1t/encoding/e",
                "/paths/~1a/post/responses",
                "/paths/~1a/post/responses/200",
                "/paths/~1a/post/responses/200/headers/H",
                "/paths/~1a/post/responses/200/headers/H/schema",
                "/paths/~1a/post/responses/200/links/L",
                "/paths/~1a/post/callbacks/c",
                "/paths/~1a/post/callbacks/c/{$url}",
                "/paths/~1a/post/callbacks/c/{$url}/post",
                "/components",
                "/components/schemas/D",
                "/components/schemas/D/properties/p",
                "/components/securitySchemes/S",
            ],
        ),
        (
            "openapi: 3.1.0\ninfo: {title: t, version: v}\nwebhooks: {w: {@, post: {@}}}\ncomponents: {schemas: {D: {prefixItems: [{@}], propertyNames: {@}, $defs: {E: {@}}}}}\n",
            &[
                "/webhooks/w",
                "/webhooks/w/post",
                "/components/schemas/D/prefixItems/0",
                "/components/schemas/D/propertyNames",
                "/components/schemas/D/$defs/E",
            ],
        ),
        (
            "openapi: 3.2.0\ninfo: {title: t, version: v}\npaths: {/a: {query: {@}, additionalOperations: {COPY: {@, responses: {'200': {content: {m/t: {itemSchema: {@}}}}}}}}}\ncomponents: {mediaTypes: {M: {@}}, schemas: {D: {xml: {@}}}}\n",
            &[
                "/paths/~1a/query",
                "/paths/~1a/additionalOperations/COPY",
                "/paths/~1a/additionalOperations/COPY/responses/200/content/m~1t/itemSchema",
                "/components/mediaTypes/M",
                "/components/schemas/D/xml",
            ],
        ),
    ];

    #[test]
    fn private_extensions_are_reported_in_every_position_of_every_version() {
        for (text, positions) in POSITIONS {
            for key in ["x-renkei-raw", "x-renkei-tuple", "x-renkei-node"] {
                let text = text.replace('@', &format!("{key}: hi"));
                let mut expected: Vec<String> =
                    positions.iter().map(|it| format!("{it}/{key}: remove it")).collect();
                let mut found = found(&text);
                expected.sort_unstable();
                found.sort_unstable();
                assert_eq!(found, expected, "{text}");
            }
        }
    }

    #[test]
    fn names_of_the_author_are_no_extensions() {
        let text = "openapi: 3.0.3\ninfo: {title: t, version: v}\nsecurity: [{x-renkei-raw: []}]\npaths: {}\ncomponents:\n  schemas: {x-renkei-raw: {properties: {x-renkei-tuple: {example: {x-renkei-raw: 1}}}}}\n  securitySchemes: {x-renkei-raw: {type: http, scheme: basic}}\n";
        assert_eq!(found(text), [""; 0]);
    }

    #[test]
    fn public_extensions_have_positions_and_suggestions() {
        let at = |holder: &str, key: &str| {
            let text = format!(
                "openapi: 3.1.0\ninfo: {{title: t, version: v}}\npaths:\n  /a:\n    {}\n    get: {{{}}}\ncomponents: {{schemas: {{S: {{{}}}}}}}\n",
                if holder == "item" { format!("{key}: false") } else { "summary: s".to_owned() },
                if holder == "get" { format!("{key}: false") } else { String::new() },
                if holder == "S" { format!("{key}: false") } else { String::new() },
            );
            found(&text).join("; ")
        };
        assert_eq!(at("get", "x-renkei-retry"), "");
        assert_eq!(at("item", "x-renkei-retry"), "");
        assert_eq!(at("get", "x-renkei-confirm"), "");
        assert_eq!(
            at("item", "x-renkei-confirm"),
            "/paths/~1a/x-renkei-confirm: move it to an operation"
        );
        assert_eq!(
            at("item", "x-renkei-pagination"),
            "/paths/~1a/x-renkei-pagination: move it to an operation"
        );
        assert_eq!(
            at("S", "x-renkei-retry"),
            "/components/schemas/S/x-renkei-retry: move it to an operation or a path item"
        );
        assert_eq!(
            at("get", "x-renkei-retyr"),
            "/paths/~1a/get/x-renkei-retyr: did you mean `x-renkei-retry`?"
        );
        assert_eq!(
            at("get", "x-renkei-longrunning"),
            "/paths/~1a/get/x-renkei-longrunning: did you mean `x-renkei-long-running`?"
        );
        assert_eq!(
            at("item", "x-renkei-long-running"),
            "/paths/~1a/x-renkei-long-running: move it to an operation"
        );
    }
}
