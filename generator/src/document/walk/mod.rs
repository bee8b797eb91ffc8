//! The one walker over a document: it visits every object that the grammar knows, in any version.
//!
//! Takes a [`Document`] and a function; calls it once for each object, in the order of the source, with its pointer, key
//! and context. Components are visited where they are defined and never through a `$ref`. Other targets of references, in
//! extensions and in other files, are visited once, after the first file. Values of the wrong kind are visited and not entered. It must know neither lint
//! rules nor Rust.

mod context;
mod targets;
mod visit;

use self::targets::Targets;
use super::grammar::{Holds, ObjectKind, object_type};
use super::reference::reference_of;
use super::{Document, Version};
use crate::source::{Entry, MAX_DEPTH, Node};
use crate::text::JsonPointer;

pub(super) use targets::mapping_references;
pub(crate) use targets::{is_mapping_reference, is_only_reference};
pub use visit::{Key, Origin, Side, Visit, VisitContext};

/// Calls `visitor` for every object of the document.
pub fn walk<'a>(document: &'a Document, visitor: &mut dyn FnMut(&Visit<'a, '_>)) {
    let Some(root) = document.root() else { return };
    let mut walker = Walker {
        version: document.version(),
        document,
        root,
        pointer: JsonPointer::root(),
        depth: 0,
        is_following: false,
        targets: Targets::default(),
        visitor,
    };
    walker.object(ObjectKind::Document, Cursor { node: root, key: None }, &VisitContext::default());
    walker.visit_targets();
}

/// A value and, in a map, its key.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    node: Node<'a>,
    key: Option<Key<'a>>,
}

struct Walker<'a, 'v> {
    version: Version,
    document: &'a Document,
    root: Node<'a>,
    pointer: JsonPointer,
    depth: usize,
    /// Whether the walk through the first file is done, and targets of references are visited.
    is_following: bool,
    targets: Targets<'a>,
    visitor: &'v mut dyn FnMut(&Visit<'a, '_>),
}

impl<'a> Walker<'a, '_> {
    /// Visits an object and everything in it. References are visited, not followed; the tree's depth bounds the recursion.
    fn object(&mut self, kind: ObjectKind, at: Cursor<'a>, context: &VisitContext<'a>) {
        if self.is_following && self.targets.is_visited(at.node) {
            return;
        }
        let inside = context::inside(self, kind, at, context);
        self.visit(kind, at, &inside);
        // A callback that is a reference has no expressions.
        if kind == ObjectKind::Callback && reference_of(at.node).is_some() {
            return;
        }
        let inside = context::of_members(kind, inside);
        // The standard allows no reference in place of these maps, but large documents use one to split files.
        if matches!(kind, ObjectKind::Paths | ObjectKind::Components | ObjectKind::Responses) {
            self.contents(at.node, |walker, node| walker.members(kind, node, &inside));
        } else {
            self.members(kind, at.node, &inside);
        }
    }

    fn visit(&mut self, object: ObjectKind, at: Cursor<'a>, context: &VisitContext<'a>) {
        let Cursor { node, key } = at;
        self.targets.collect(self.document, object, node, context);
        let version = self.version;
        (self.visitor)(&Visit { object, node, pointer: &self.pointer, key, context, version });
    }

    fn members(&mut self, holder: ObjectKind, node: Node<'a>, context: &VisitContext<'a>) {
        let object_type = object_type(holder);
        for entry in node.members() {
            match object_type.contents(entry.key, self.version) {
                // A list where one object belongs is reported elsewhere; what it holds is still visited.
                Some(Holds::One(kind) | Holds::OneOrList(kind) | Holds::OneOrBool(kind)) => {
                    self.one_or_list(kind, entry, context);
                }
                Some(Holds::List(kind)) => self.below(entry.key, |walker| {
                    walker.contents(entry.value, |walker, list| walker.items(kind, list, context));
                }),
                Some(Holds::Map(kind)) => self.below(entry.key, |walker| {
                    walker.contents(entry.value, |walker, map| {
                        for member in map.members() {
                            let context = context::of_entry(holder, entry.key, member, context);
                            walker.enter(kind, member, &context);
                        }
                    });
                }),
                Some(Holds::Value(_)) | None => {}
            }
        }
    }

    fn one_or_list(&mut self, kind: ObjectKind, entry: Entry<'a>, context: &VisitContext<'a>) {
        if entry.value.is_array() {
            self.below(entry.key, |walker| walker.items(kind, entry.value, context));
        } else {
            self.enter(kind, entry, context);
        }
    }

    fn items(&mut self, kind: ObjectKind, list: Node<'a>, context: &VisitContext<'a>) {
        for (index, node) in list.items().enumerate() {
            self.below(&index.to_string(), |walker| {
                walker.object(kind, Cursor { node, key: None }, context);
            });
        }
    }

    fn enter(&mut self, kind: ObjectKind, entry: Entry<'a>, context: &VisitContext<'a>) {
        let key = Some(Key { name: entry.key, span: entry.key_span });
        self.below(entry.key, |walker| {
            walker.object(kind, Cursor { node: entry.value, key }, context);
        });
    }

    /// Runs `inside` on a map or list, following a reference in its place.
    fn contents(&mut self, node: Node<'a>, inside: impl FnOnce(&mut Self, Node<'a>)) {
        match self.targets.resolve_container(self.document, node) {
            Some((container, pointer)) => self.at_pointer(pointer, |walker| {
                walker.deeper(|walker| inside(walker, container));
            }),
            None => inside(self, node),
        }
    }

    /// Runs `inside` with another pointer.
    fn at_pointer(&mut self, pointer: JsonPointer, inside: impl FnOnce(&mut Self)) {
        let here = std::mem::replace(&mut self.pointer, pointer);
        inside(self);
        self.pointer = here;
    }

    /// The reader already limits the depth of trees; this also covers trees that were not read.
    fn deeper(&mut self, inside: impl FnOnce(&mut Self)) {
        if self.depth < MAX_DEPTH {
            self.depth += 1;
            inside(self);
            self.depth -= 1;
        }
    }

    fn below(&mut self, token: &str, inside: impl FnOnce(&mut Self)) {
        self.deeper(|walker| {
            walker.pointer.push(token);
            inside(walker);
            walker.pointer.pop();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_text;

    /// The visits: one line with kind and pointer for each.
    fn visits(text: &str) -> Vec<String> {
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let mut lines = Vec::new();
        walk(&document, &mut |visit| {
            let at = document.tree().at(visit.pointer).expect("the pointer resolves to the node");
            assert_eq!(at.id(), visit.node.id(), "{}", visit.pointer);
            lines.push(format!("{:?} {}", visit.object, visit.pointer));
        });
        lines
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(visits(text), expected, "{text}");
    }

    #[test]
    fn swagger_2_is_walked() {
        let text = "swagger: '2.0'\npaths:\n  /a:\n    x-b: {get: {}}\n    post:\n      parameters: [{in: body, schema: {items: {}, oneOf: [{}]}}]\n      responses: {'200': {schema: {}, headers: {X: {type: string}}}, x-y: {}}\n    trace: {}\ndefinitions: {D: {properties: {p: {}}}}\nsecurityDefinitions: {S: {}}\n";
        check(
            text,
            &[
                "Document ",
                "Paths /paths",
                "PathItem /paths/~1a",
                "Operation /paths/~1a/post",
                "Parameter /paths/~1a/post/parameters/0",
                "Schema(Root) /paths/~1a/post/parameters/0/schema",
                "Schema(Item) /paths/~1a/post/parameters/0/schema/items",
                "Schema(Part) /paths/~1a/post/parameters/0/schema/oneOf/0",
                "Responses /paths/~1a/post/responses",
                "Response /paths/~1a/post/responses/200",
                "Schema(Root) /paths/~1a/post/responses/200/schema",
                "Header /paths/~1a/post/responses/200/headers/X",
                "Schema(Component) /definitions/D",
                "Schema(Property) /definitions/D/properties/p",
                "SecurityScheme /securityDefinitions/S",
            ],
        );
    }

    #[test]
    fn openapi_3_is_walked() {
        let text = "openapi: 3.2.0\nservers: [{url: a}]\nsecurity: [{}]\ntags: [{name: t}]\npaths:\n  /a:\n    query:\n      requestBody: {content: {m/t: {schema: {}, itemSchema: {}, encoding: {e: {headers: {H: {}}}}}}}\n      responses: {default: {links: {L: {}}, content: {m/t: {examples: {E: {}}}}}}\n      callbacks: {c: {'{$u}': {post: {}}}, r: {$ref: '#/x'}}\n    additionalOperations: {COPY: {}}\nwebhooks: {w: {get: {}}}\ncomponents:\n  mediaTypes: {M: {}}\n";
        check(
            text,
            &[
                "Document ",
                "Server /servers/0",
                "SecurityRequirement /security/0",
                "Tag /tags/0",
                "Paths /paths",
                "PathItem /paths/~1a",
                "Operation /paths/~1a/query",
                "RequestBody /paths/~1a/query/requestBody",
                "MediaType /paths/~1a/query/requestBody/content/m~1t",
                "Schema(Root) /paths/~1a/query/requestBody/content/m~1t/schema",
                "Schema(Item) /paths/~1a/query/requestBody/content/m~1t/itemSchema",
                "Encoding /paths/~1a/query/requestBody/content/m~1t/encoding/e",
                "Header /paths/~1a/query/requestBody/content/m~1t/encoding/e/headers/H",
                "Responses /paths/~1a/query/responses",
                "Response /paths/~1a/query/responses/default",
                "Link /paths/~1a/query/responses/default/links/L",
                "MediaType /paths/~1a/query/responses/default/content/m~1t",
                "Example /paths/~1a/query/responses/default/content/m~1t/examples/E",
                "Callback /paths/~1a/query/callbacks/c",
                "PathItem /paths/~1a/query/callbacks/c/{$u}",
                "Operation /paths/~1a/query/callbacks/c/{$u}/post",
                "Callback /paths/~1a/query/callbacks/r",
                "Operation /paths/~1a/additionalOperations/COPY",
                "PathItem /webhooks/w",
                "Operation /webhooks/w/get",
                "Components /components",
                "MediaType /components/mediaTypes/M",
            ],
        );
    }

    #[test]
    fn targets_of_references_are_visited_once() {
        let item = "get: {responses: {'200': {content: {m/t: {schema: {$ref: '#/x-s/S'}}}}}}";
        let text = format!(
            "openapi: 3.1.0\npaths: {{/a: {{$ref: '#/x-p/a'}}, /b: {{$ref: '#/x-p/a'}}, /c: {{$ref: '#/components/pathItems/C'}}}}\nx-p: {{a: {{parameters: [{{schema: {{$ref: '#/x-s/S/properties/q'}}}}], {item}}}}}\nx-s: {{S: {{properties: {{p: {{$ref: '#/x-s/S'}}, q: {{}}}}}}}}\ncomponents: {{pathItems: {{C: {{get: {{}}}}}}}}\n"
        );
        check(
            &text,
            &[
                "Document ",
                "Paths /paths",
                "PathItem /paths/~1a",
                "PathItem /paths/~1b",
                "PathItem /paths/~1c",
                "Components /components",
                "PathItem /components/pathItems/C",
                "Operation /components/pathItems/C/get",
                "PathItem /x-p/a",
                "Parameter /x-p/a/parameters/0",
                "Schema(Root) /x-p/a/parameters/0/schema",
                "Operation /x-p/a/get",
                "Responses /x-p/a/get/responses",
                "Response /x-p/a/get/responses/200",
                "MediaType /x-p/a/get/responses/200/content/m~1t",
                "Schema(Root) /x-p/a/get/responses/200/content/m~1t/schema",
                "Schema(Component) /x-s/S/properties/q",
                "Schema(Component) /x-s/S",
                "Schema(Property) /x-s/S/properties/p",
            ],
        );
    }

    #[test]
    fn keywords_are_visited_in_every_version() {
        let schema = "paths: {}\ncomponents:\n  schemas:\n    S: {$defs: {D: {}}, prefixItems: [{}], not: {}, example: {not: {}}, items: [{}]}\n";
        let root = "/components/schemas/S";
        let expected = [
            "Document ".to_owned(),
            "Paths /paths".to_owned(),
            "Components /components".to_owned(),
            format!("Schema(Component) {root}"),
            format!("Schema(Component) {root}/$defs/D"),
            format!("Schema(Item) {root}/prefixItems/0"),
            format!("Schema(Part) {root}/not"),
            format!("Schema(Item) {root}/items/0"),
        ];
        assert_eq!(visits(&format!("openapi: 3.0.0\n{schema}")), expected);
        assert_eq!(visits(&format!("openapi: 3.1.0\n{schema}")), expected);
    }

    #[test]
    fn deeply_nested_schemas_are_visited() {
        let deep = format!("{}{{}}{}", "{\"not\": ".repeat(100), "}".repeat(100));
        let text = format!(
            "{{\"openapi\": \"3.0.0\", \"components\": {{\"schemas\": {{\"S\": {deep}}}}}}}"
        );
        assert_eq!(visits(&text).len(), 103);
    }
}
