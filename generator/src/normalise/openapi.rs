//! The last step: decodes the tree to openapiv3's types, one component and one path item at a time, so that an error in
//! one does not affect the others.

use indexmap::IndexMap;
use openapiv3::{Components, Info, OpenAPI, Operation, Paths, ReferenceOr, Schema};
use serde::de::DeserializeOwned;

use super::decode::decode;
use super::method::ADDITIONAL;
use super::reference::SHARED_SCHEMAS;
use super::webhooks::WEBHOOK_BODIES;
use crate::diagnostic::{Diagnostic, code};
use crate::source::Node;
use crate::text::JsonPointer;

/// The decoded parts, and the errors.
pub(super) struct Decoded {
    pub(super) openapi: OpenAPI,
    pub(super) shared: IndexMap<JsonPointer, ReferenceOr<Schema>>,
    pub(super) webhooks: IndexMap<JsonPointer, ReferenceOr<Schema>>,
    pub(super) more_operations: IndexMap<String, IndexMap<String, Operation>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Decodes the tree.
pub(super) fn openapi(root: Node<'_>) -> Decoded {
    let mut decoder = Decoder { diagnostics: Vec::new() };
    let openapi = OpenAPI {
        openapi: "3.0.3".to_owned(),
        info: decoder.child_or_default::<Info>(root, "info"),
        servers: decoder.child_or_default(root, "servers"),
        paths: Paths {
            paths: decoder.map(root, "paths", |it| it.starts_with('/')),
            ..Paths::default()
        },
        components: root.get("components").map(|node| decoder.components(node)),
        security: decoder.child(root, "security"),
        tags: decoder.child_or_default(root, "tags"),
        ..OpenAPI::default()
    };
    let shared = decoder.by_pointer(root, SHARED_SCHEMAS);
    let webhooks = decoder.by_pointer(root, WEBHOOK_BODIES);
    let mut more_operations = IndexMap::new();
    for path in root.get("paths").into_iter().flat_map(Node::members) {
        let found = decoder.map(path.value, ADDITIONAL, any);
        if !found.is_empty() {
            more_operations.insert(path.key.to_owned(), found);
        }
    }
    Decoded { openapi, shared, webhooks, more_operations, diagnostics: decoder.diagnostics }
}

fn any(_: &str) -> bool {
    true
}

struct Decoder {
    diagnostics: Vec<Diagnostic>,
}

impl Decoder {
    fn components(&mut self, node: Node<'_>) -> Components {
        Components {
            schemas: self.map(node, "schemas", any),
            responses: self.map(node, "responses", any),
            parameters: self.map(node, "parameters", any),
            request_bodies: self.map(node, "requestBodies", any),
            security_schemes: self.map(node, "securitySchemes", any),
            ..Components::default()
        }
    }

    fn child<T: DeserializeOwned>(&mut self, node: Node<'_>, key: &str) -> Option<T> {
        self.value(key, node.get(key)?)
    }

    /// Decodes a member. One that is missing, or that cannot be decoded, which is reported, has its default.
    fn child_or_default<T: DeserializeOwned + Default>(&mut self, node: Node<'_>, key: &str) -> T {
        self.child(node, key).unwrap_or_default()
    }

    fn map<T: DeserializeOwned>(
        &mut self,
        node: Node<'_>,
        key: &str,
        keep: fn(&str) -> bool,
    ) -> IndexMap<String, T> {
        node.get(key).map_or_else(IndexMap::new, |node| self.members(node, keep))
    }

    fn members<T: DeserializeOwned>(
        &mut self,
        node: Node<'_>,
        keep: fn(&str) -> bool,
    ) -> IndexMap<String, T> {
        node.members()
            .filter(|it| keep(it.key))
            .filter_map(|it| Some((it.key.to_owned(), self.value(it.key, it.value)?)))
            .collect()
    }

    /// Schemas whose keys are pointers.
    fn by_pointer(
        &mut self,
        root: Node<'_>,
        key: &str,
    ) -> IndexMap<JsonPointer, ReferenceOr<Schema>> {
        let schemas: IndexMap<String, ReferenceOr<Schema>> = self.map(root, key, any);
        let schemas = schemas.into_iter();
        schemas.filter_map(|(key, value)| Some((JsonPointer::parse(&key)?, value))).collect()
    }

    /// The rules make this unable to fail. If a rule is wrong, the user still gets a location and the rest of the
    /// client.
    fn value<T: DeserializeOwned>(&mut self, key: &str, node: Node<'_>) -> Option<T> {
        match decode(node) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = format!("`{key}` cannot be read: {error}");
                let diagnostic = Diagnostic::error(code::MALFORMED, message).at(node.span());
                self.diagnostics.push(diagnostic.with_help("please report this document"));
                None
            }
        }
    }
}
