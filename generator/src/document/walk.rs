//! The one walker over a document: it knows where every kind of object stands in 2.0, 3.0, 3.1 and 3.2.
//!
//! Takes a [`Document`] and a function; calls it once for each object, in source order of the maps, with
//! its pointer, key and context. Components are shown where they are defined and never through a `$ref`; of other
//! files, that which is referred to is shown once, behind the first file. Values of the wrong kind are shown and not entered. It must know neither lint rules nor Rust.

use super::walk_targets::Targets;
use super::walk_visit::{Context, Key, Object, Origin, SchemaRole, Side, Visit};
use super::{Document, Version};
use crate::source::{Entry, JsonPointer, MAX_DEPTH, Node};

/// Calls `visitor` for every object of the document.
pub fn walk<'a>(document: &'a Document, visitor: &mut dyn FnMut(&Visit<'a, '_>)) {
    let Some(root) = document.root() else { return };
    let mut walker = Walker {
        version: document.version(),
        document,
        root,
        pointer: JsonPointer::root(),
        depth: 0,
        split: document.names_files(),
        targets: Targets::default(),
        visitor,
    };
    walker.document(root);
    walker.all_targets();
}

/// A value and, in a map, its key.
#[derive(Clone, Copy)]
pub(super) struct Spot<'a> {
    pub(super) node: Node<'a>,
    pub(super) key: Option<Key<'a>>,
}

pub(super) struct Walker<'a, 'v> {
    version: Version,
    document: &'a Document,
    root: Node<'a>,
    pointer: JsonPointer,
    depth: usize,
    /// Whether there are several files.
    split: bool,
    pub(super) targets: Targets<'a>,
    visitor: &'v mut dyn FnMut(&Visit<'a, '_>),
}

/// How each of the fixed places is entered.
type Step<'a, 'v> = fn(&mut Walker<'a, 'v>, Spot<'a>, &Context<'a>);

/// The methods of a path item, and the first version that has each.
const METHODS: &[(&str, Version)] = &[
    ("get", Version::V2_0),
    ("put", Version::V2_0),
    ("post", Version::V2_0),
    ("delete", Version::V2_0),
    ("options", Version::V2_0),
    ("head", Version::V2_0),
    ("patch", Version::V2_0),
    ("trace", Version::V3_0),
    ("query", Version::V3_2),
];

impl<'a, 'v> Walker<'a, 'v> {
    pub(super) fn version(&self) -> Version {
        self.version
    }

    pub(super) fn show(&mut self, object: Object, spot: Spot<'a>, context: &Context<'a>) {
        let Spot { node, key } = spot;
        if self.split {
            self.targets.note(self.document, object, node, context);
        }
        let version = self.version;
        (self.visitor)(&Visit { object, node, pointer: &self.pointer, key, context, version });
    }

    /// Steps into the value of a member. Depth is the tree's, and is checked again here for trees made by hand.
    pub(super) fn enter(
        &mut self,
        entry: Entry<'a>,
        context: &Context<'a>,
        step: impl FnOnce(&mut Self, Spot<'a>, &Context<'a>),
    ) {
        let key = Some(Key { name: entry.key, span: entry.key_span });
        self.below(entry.key, |walker| step(walker, Spot { node: entry.value, key }, context));
    }

    /// Steps into each value of a map.
    pub(super) fn each_member(
        &mut self,
        entry: Entry<'a>,
        context: &Context<'a>,
        mut step: impl FnMut(&mut Self, Spot<'a>, &Context<'a>),
    ) {
        self.contents(entry, |walker, map| {
            for member in map.members() {
                walker.enter(member, context, &mut step);
            }
        });
    }

    /// Steps into each item of a list.
    pub(super) fn each_item(
        &mut self,
        entry: Entry<'a>,
        context: &Context<'a>,
        mut step: impl FnMut(&mut Self, Spot<'a>, &Context<'a>),
    ) {
        self.contents(entry, |walker, list| {
            for (index, node) in list.items().enumerate() {
                walker.below(&index.to_string(), |walker| {
                    step(walker, Spot { node, key: None }, context);
                });
            }
        });
    }

    /// Steps into a map or list, which may stand in another place.
    fn contents(&mut self, entry: Entry<'a>, inside: impl FnOnce(&mut Self, Node<'a>)) {
        let found = self.split.then(|| self.targets.container(self.document, entry.value));
        match found.flatten() {
            Some(found) => self.elsewhere(found.pointer.unwrap_or_default(), |walker| {
                walker.below_here(|walker| inside(walker, found.node));
            }),
            None => self.below(entry.key, |walker| inside(walker, entry.value)),
        }
    }

    /// Runs `inside` with the pointer of another place.
    pub(super) fn elsewhere(&mut self, pointer: JsonPointer, inside: impl FnOnce(&mut Self)) {
        let here = std::mem::replace(&mut self.pointer, pointer);
        inside(self);
        self.pointer = here;
    }

    fn below_here(&mut self, inside: impl FnOnce(&mut Self)) {
        if self.depth < MAX_DEPTH {
            self.depth += 1;
            inside(self);
            self.depth -= 1;
        }
    }

    fn below(&mut self, token: &str, inside: impl FnOnce(&mut Self)) {
        self.below_here(|walker| {
            walker.pointer.push(token);
            inside(walker);
            walker.pointer.pop();
        });
    }

    fn one(&mut self, parent: Node<'a>, key: &str, context: &Context<'a>, step: Step<'a, 'v>) {
        if let Some(entry) = parent.entry(key) {
            self.enter(entry, context, step);
        }
    }

    fn list(&mut self, parent: Node<'a>, key: &str, context: &Context<'a>, step: Step<'a, 'v>) {
        if let Some(entry) = parent.entry(key) {
            self.each_item(entry, context, step);
        }
    }

    fn map(&mut self, parent: Node<'a>, key: &str, context: &Context<'a>, step: Step<'a, 'v>) {
        if let Some(entry) = parent.entry(key) {
            self.each_member(entry, context, step);
        }
    }

    /// A map whose `x-` keys are extensions, as `paths`, `responses` and callbacks are.
    fn named(&mut self, entry: Entry<'a>, context: &Context<'a>, step: Step<'a, 'v>) {
        self.each_member(entry, context, |walker, spot, context| {
            if spot.key.is_none_or(|key| !key.name.starts_with("x-")) {
                step(walker, spot, context);
            }
        });
    }

    fn document(&mut self, root: Node<'a>) {
        let top = Context::default();
        self.show(Object::Document, Spot { node: root, key: None }, &top);
        self.list(root, "servers", &top, |walker, spot, context| {
            walker.show(Object::Server, spot, context);
        });
        self.security(root, &top);
        self.list(root, "tags", &top, |walker, spot, context| {
            walker.show(Object::Tag, spot, context);
        });
        let under = |origin| Context { origin, ..top };
        if let Some(paths) = root.entry("paths") {
            self.named(paths, &under(Origin::Path), Self::path_item);
        }
        if self.version >= Version::V3_1 {
            self.map(root, "webhooks", &under(Origin::Webhook), Self::path_item);
        }
        self.components(root, &under(Origin::Component));
    }

    fn security(&mut self, parent: Node<'a>, context: &Context<'a>) {
        self.list(parent, "security", context, |walker, spot, context| {
            walker.show(Object::SecurityRequirement, spot, context);
        });
    }

    fn components(&mut self, root: Node<'a>, context: &Context<'a>) {
        if self.version == Version::V2_0 {
            for (key, step) in COMPONENTS_2 {
                self.component_map(root, key, context, *step);
            }
        } else if let Some(components) = root.entry("components") {
            self.contents(components, |walker, components| {
                for (key, step) in COMPONENTS_3 {
                    walker.component_map(components, key, context, *step);
                }
            });
        }
    }

    fn component_map(
        &mut self,
        parent: Node<'a>,
        key: &str,
        context: &Context<'a>,
        step: Step<'a, 'v>,
    ) {
        let Some(entry) = parent.entry(key) else { return };
        self.each_member(entry, context, |walker, spot, context| {
            step(walker, spot, &Context { component: spot.key, ..*context });
        });
    }

    pub(super) fn path_item(&mut self, spot: Spot<'a>, context: &Context<'a>) {
        let path = spot.key.filter(|_| context.origin != Origin::Component).or(context.path);
        let inside = Context {
            path,
            path_item: Some(spot.node),
            method: None,
            operation: None,
            side: Side::Either,
            media_type: None,
            ..*context
        };
        self.show(Object::PathItem, spot, &inside);
        self.list(spot.node, "servers", &inside, |walker, spot, context| {
            walker.show(Object::Server, spot, context);
        });
        self.list(spot.node, "parameters", &inside, Self::parameter);
        for entry in spot.node.members() {
            let known =
                METHODS.iter().any(|(name, since)| *name == entry.key && *since <= self.version);
            if known {
                self.enter(entry, &inside, Self::operation);
            }
        }
        if self.version >= Version::V3_2 {
            self.map(spot.node, "additionalOperations", &inside, Self::operation);
        }
    }

    pub(super) fn operation(&mut self, spot: Spot<'a>, context: &Context<'a>) {
        let inside =
            Context { method: spot.key.or(context.method), operation: Some(spot.node), ..*context };
        self.show(Object::Operation, spot, &inside);
        self.list(spot.node, "servers", &inside, |walker, spot, context| {
            walker.show(Object::Server, spot, context);
        });
        self.security(spot.node, &inside);
        self.list(spot.node, "parameters", &inside, Self::parameter);
        self.one(spot.node, "requestBody", &inside, Self::request_body);
        if let Some(responses) = spot.node.entry("responses") {
            self.named(responses, &inside, Self::response);
        }
        self.map(spot.node, "callbacks", &inside, Self::callback);
    }

    pub(super) fn parameter(&mut self, spot: Spot<'a>, context: &Context<'a>) {
        let whole_body = spot.node.get("in").and_then(Node::as_str) == Some("body");
        let mut inside = Context { side: Side::Request, ..*context };
        if whole_body && self.version == Version::V2_0 {
            inside.media_type = self.media_type_2(context, "consumes");
        } else {
            inside.parameter = Some(spot.node);
        }
        self.show(Object::Parameter, spot, &inside);
        self.carried(spot.node, &inside);
    }

    pub(super) fn header(&mut self, spot: Spot<'a>, context: &Context<'a>) {
        let inside = Context { parameter: Some(spot.node), ..*context };
        self.show(Object::Header, spot, &inside);
        self.carried(spot.node, &inside);
    }

    /// What parameters, headers and media types share: a schema, or content with media types, and examples.
    fn carried(&mut self, node: Node<'a>, context: &Context<'a>) {
        self.one(node, "schema", context, |walker, spot, context| {
            walker.schema(SchemaRole::Root, spot, context);
        });
        if self.version >= Version::V3_0 {
            self.map(node, "content", context, Self::media_type);
            self.map(node, "examples", context, |walker, spot, context| {
                walker.show(Object::Example, spot, context);
            });
        }
    }

    pub(super) fn request_body(&mut self, spot: Spot<'a>, context: &Context<'a>) {
        let inside = Context { side: Side::Request, ..*context };
        self.show(Object::RequestBody, spot, &inside);
        self.map(spot.node, "content", &inside, Self::media_type);
    }

    pub(super) fn response(&mut self, spot: Spot<'a>, context: &Context<'a>) {
        let mut inside = Context { side: Side::Response, ..*context };
        if self.version == Version::V2_0 {
            inside.media_type = self.media_type_2(context, "produces");
        }
        self.show(Object::Response, spot, &inside);
        self.map(spot.node, "headers", &inside, Self::header);
        if self.version == Version::V2_0 {
            self.carried(spot.node, &inside);
        } else {
            self.map(spot.node, "content", &inside, Self::media_type);
            self.map(spot.node, "links", &inside, |walker, spot, context| {
                walker.show(Object::Link, spot, context);
            });
        }
    }

    pub(super) fn media_type(&mut self, spot: Spot<'a>, context: &Context<'a>) {
        let media_type = spot.key.map(|key| key.name).or(context.media_type);
        let inside = Context { media_type, ..*context };
        self.show(Object::MediaType, spot, &inside);
        self.carried(spot.node, &inside);
        self.one(spot.node, "itemSchema", &inside, |walker, spot, context| {
            walker.schema(SchemaRole::Item, spot, context);
        });
        self.map(spot.node, "encoding", &inside, |walker, spot, context| {
            walker.map(spot.node, "headers", context, Self::header);
        });
    }

    pub(super) fn callback(&mut self, spot: Spot<'a>, context: &Context<'a>) {
        self.show(Object::Callback, spot, context);
        let inside = Context { origin: Origin::Callback, ..*context };
        for entry in spot.node.members() {
            if !entry.key.starts_with("x-") && entry.value.is_object() {
                self.enter(entry, &inside, Self::path_item);
            }
        }
    }

    /// Swagger 2.0 names media types beside the schema, at the operation or at the top.
    fn media_type_2(&self, context: &Context<'a>, key: &str) -> Option<&'a str> {
        let near = context.operation.and_then(|operation| operation.get(key));
        let list = near.or_else(|| self.root.get(key))?;
        let json = list.items().filter_map(Node::as_str).find(|text| text.contains("json"));
        json.or_else(|| list.items().find_map(Node::as_str))
    }
}

/// A map of components and how each of its members is walked.
type Components =
    &'static [(&'static str, for<'a, 'v, 'c> fn(&mut Walker<'a, 'v>, Spot<'a>, &'c Context<'a>))];

const COMPONENTS_2: Components = &[
    ("definitions", |walker, spot, context| walker.schema(SchemaRole::Component, spot, context)),
    ("parameters", |walker, spot, context| walker.parameter(spot, context)),
    ("responses", |walker, spot, context| walker.response(spot, context)),
    ("securityDefinitions", |walker, spot, context| {
        walker.show(Object::SecurityScheme, spot, context)
    }),
];

const COMPONENTS_3: Components = &[
    ("schemas", |walker, spot, context| walker.schema(SchemaRole::Component, spot, context)),
    ("responses", |walker, spot, context| walker.response(spot, context)),
    ("parameters", |walker, spot, context| walker.parameter(spot, context)),
    ("examples", |walker, spot, context| walker.show(Object::Example, spot, context)),
    ("requestBodies", |walker, spot, context| walker.request_body(spot, context)),
    ("headers", |walker, spot, context| walker.header(spot, context)),
    ("securitySchemes", |walker, spot, context| walker.show(Object::SecurityScheme, spot, context)),
    ("links", |walker, spot, context| walker.show(Object::Link, spot, context)),
    ("callbacks", |walker, spot, context| walker.callback(spot, context)),
    ("pathItems", |walker, spot, context| walker.path_item(spot, context)),
    ("mediaTypes", |walker, spot, context| walker.media_type(spot, context)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_text;

    /// What the walker shows: kind and pointer, a line each.
    fn shown(text: &str) -> Vec<String> {
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let mut lines = Vec::new();
        walk(&document, &mut |visit| {
            let at = document.tree().at(visit.pointer).expect("the pointer leads to the node");
            assert_eq!(at.id(), visit.node.id(), "{}", visit.pointer);
            lines.push(format!("{:?} {}", visit.object, visit.pointer));
        });
        lines
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(shown(text), expected, "{text}");
    }

    #[test]
    fn swagger_2_is_walked() {
        let text = "swagger: '2.0'\npaths:\n  /a:\n    x-b: {get: {}}\n    post:\n      parameters: [{in: body, schema: {items: {}, oneOf: [{}]}}]\n      responses: {'200': {schema: {}, headers: {X: {type: string}}}, x-y: {}}\n    trace: {}\ndefinitions: {D: {properties: {p: {}}}}\nsecurityDefinitions: {S: {}}\n";
        check(
            text,
            &[
                "Document ",
                "PathItem /paths/~1a",
                "Operation /paths/~1a/post",
                "Parameter /paths/~1a/post/parameters/0",
                "Schema(Root) /paths/~1a/post/parameters/0/schema",
                "Schema(Item) /paths/~1a/post/parameters/0/schema/items",
                "Response /paths/~1a/post/responses/200",
                "Header /paths/~1a/post/responses/200/headers/X",
                "Schema(Root) /paths/~1a/post/responses/200/schema",
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
                "PathItem /paths/~1a",
                "Operation /paths/~1a/query",
                "RequestBody /paths/~1a/query/requestBody",
                "MediaType /paths/~1a/query/requestBody/content/m~1t",
                "Schema(Root) /paths/~1a/query/requestBody/content/m~1t/schema",
                "Schema(Item) /paths/~1a/query/requestBody/content/m~1t/itemSchema",
                "Header /paths/~1a/query/requestBody/content/m~1t/encoding/e/headers/H",
                "Response /paths/~1a/query/responses/default",
                "MediaType /paths/~1a/query/responses/default/content/m~1t",
                "Example /paths/~1a/query/responses/default/content/m~1t/examples/E",
                "Link /paths/~1a/query/responses/default/links/L",
                "Callback /paths/~1a/query/callbacks/c",
                "PathItem /paths/~1a/query/callbacks/c/{$u}",
                "Operation /paths/~1a/query/callbacks/c/{$u}/post",
                "Callback /paths/~1a/query/callbacks/r",
                "Operation /paths/~1a/additionalOperations/COPY",
                "PathItem /webhooks/w",
                "Operation /webhooks/w/get",
                "MediaType /components/mediaTypes/M",
            ],
        );
    }

    #[test]
    fn keywords_count_from_their_version_on() {
        let schema = "paths: {}\ncomponents:\n  schemas:\n    S: {$defs: {D: {}}, prefixItems: [{}], not: {}, example: {not: {}}, items: [{}]}\n";
        let root = "/components/schemas/S";
        let old = [
            "Document ".to_owned(),
            format!("Schema(Component) {root}"),
            format!("Schema(Part) {root}/not"),
            format!("Schema(Item) {root}/items/0"),
        ];
        assert_eq!(shown(&format!("openapi: 3.0.0\n{schema}")), old);
        assert_eq!(shown(&format!("openapi: 3.1.0\n{schema}")).len(), old.len() + 2);
    }

    #[test]
    fn depth_of_schemas_is_the_trees() {
        let deep = format!("{}{{}}{}", "{\"not\": ".repeat(100), "}".repeat(100));
        let text = format!(
            "{{\"openapi\": \"3.0.0\", \"components\": {{\"schemas\": {{\"S\": {deep}}}}}}}"
        );
        assert_eq!(shown(&text).len(), 102);
    }
}
