//! What a finding is about, in words that stay the same if the document is reordered or something is added to it.
//!
//! Takes operations, segments and JSON pointers; returns text. A subject never contains the index of a list.

use std::borrow::Cow;

use super::api::{ApiOperation, ApiPath};
use super::facts::Facts;
use super::location::Location;
use crate::document::Version;
use crate::document::Visit;
use crate::document::grammar::{ADDITIONAL_OPERATIONS, is_method};
use crate::source::Node;
use crate::text::JsonPointer;

/// The subject of a finding: `POST /users/{}`, `/users/{}/orders`, `Order.createdAt`, `GET /users query:limit`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Subject(String);

impl Subject {
    /// The whole document.
    pub(super) fn document() -> Self {
        Self("document".to_owned())
    }

    /// Something with a name: `tags orders`.
    pub(super) fn named(kind: &str, name: &str) -> Self {
        Self(format!("{kind} {name}"))
    }

    /// An operation: its method and path.
    pub(super) fn operation(operation: &ApiOperation<'_>) -> Self {
        let method = operation.method.to_uppercase();
        Self(match operation.path {
            Some(path) => format!("{method} {}", anonymous(path.name)),
            None => format!("{method} {}", describe(operation.pointer.tokens().collect())),
        })
    }

    /// A path.
    pub(super) fn path(path: &ApiPath<'_>) -> Self {
        Self(anonymous(path.key.name))
    }

    /// A template, whatever its parameters are called.
    pub(super) fn template(template: &str) -> Self {
        Self(anonymous(template.trim_end_matches('/')))
    }

    /// The path up to a segment, for findings about the segment.
    pub(super) fn prefix(template: &str, depth: usize) -> Self {
        let parts = template.split('/').filter(|it| !it.is_empty()).take(depth + 1);
        Self(anonymous(&parts.fold(String::new(), |all, part| format!("{all}/{part}"))))
    }

    /// A visited object, by where it is written.
    pub(super) fn visit(facts: &Facts<'_>, visit: &Visit<'_, '_>) -> Self {
        Self::at(facts, facts.file_root_of(visit.node), visit.pointer)
    }

    /// What is at a location, in whichever file that is. This is for what several operations share.
    pub(super) fn location(facts: &Facts<'_>, location: &Location) -> Self {
        Self::at(facts, facts.document().file_root(location.span.file), &location.pointer)
    }

    /// The value at a pointer below `root`.
    pub(super) fn at(facts: &Facts<'_>, root: Option<Node<'_>>, pointer: &JsonPointer) -> Self {
        let mut node = root;
        let mut words = first_words(facts, root);
        for token in pointer.tokens() {
            let is_item = node.is_some_and(Node::is_array);
            node = node.and_then(|it| it.step(&token));
            if let Some(owner) = node.and_then(|it| facts.owners().of(it)) {
                words = owner.iter().cloned().map(Cow::Owned).collect();
            } else if !is_item {
                words.push(token);
            } else if let Some(name) = node.and_then(|it| name_of_item(facts, it)) {
                words.push(name.into());
            }
        }
        Self(describe(words))
    }

    /// The subject with a part of it.
    pub(super) fn with(self, part: &str) -> Self {
        Self(format!("{} {part}", self.0))
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// The words before those of a pointer: none in the first file; in another one those of the component or path that it is
/// the content of. A file with one schema counts as a component with the file's name.
fn first_words<'w>(facts: &Facts<'_>, root: Option<Node<'_>>) -> Vec<Cow<'w, str>> {
    let files = facts.document().files();
    let Some(root) = root.filter(|it| it.span().file != files.root().id()) else {
        return Vec::new();
    };
    if let Some(owner) = facts.owners().of(root) {
        return owner.iter().cloned().map(Cow::Owned).collect();
    }
    let stem = files.of(root.span()).path().file_stem().map(|it| it.to_string_lossy().into_owned());
    match stem {
        Some(stem) if SCHEMA_KEYWORDS.iter().any(|key| root.get(key).is_some()) => {
            vec!["components".into(), "schemas".into(), stem.into()]
        }
        _ => Vec::new(),
    }
}

/// What tells a schema from an object of named schemas.
const SCHEMA_KEYWORDS: &[&str] = &["type", "properties", "allOf", "oneOf", "anyOf", "enum"];

/// The name of a list item: `query:limit` for a parameter, the name of a tag, the URL of a server.
fn name_of_item(facts: &Facts<'_>, item: Node<'_>) -> Option<String> {
    if let Some(text) = item.as_str() {
        return Some(text.to_owned());
    }
    let resolved = facts.document().resolve(item).ok()?.node;
    let text = |key: &str| resolved.get(key).and_then(Node::as_str);
    match (text("in"), text("name"), text("url")) {
        (Some(place), Some(name), _) => Some(format!("{place}:{name}")),
        (None, Some(name), _) => Some(name.to_owned()),
        (_, None, Some(url)) => Some(url.to_owned()),
        _ => None,
    }
}

/// The words of a pointer without what the standard repeats: `paths`, `components/schemas`, `properties`.
fn describe(words: Vec<Cow<'_, str>>) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.as_slice() {
        [] => "document".to_owned(),
        ["paths", template, ADDITIONAL_OPERATIONS, method, rest @ ..] => {
            joined(format!("{method} {}", anonymous(template)), rest)
        }
        ["paths", template, method, rest @ ..] if is_method(method, Version::V3_2) => {
            joined(format!("{} {}", method.to_uppercase(), anonymous(template)), rest)
        }
        ["paths", template, rest @ ..] => joined(anonymous(template), rest),
        ["components", "schemas", name, rest @ ..] | ["definitions", name, rest @ ..] => {
            joined((*name).to_owned(), rest)
        }
        ["components", section, name, rest @ ..] => joined(format!("{section}:{name}"), rest),
        [first, rest @ ..] => joined((*first).to_owned(), rest),
    }
}

fn joined(head: String, rest: &[&str]) -> String {
    let mut text = head;
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        match (*word, rest.as_slice().first()) {
            ("properties", Some(name)) => {
                text.push('.');
                text.push_str(name);
                rest.next();
            }
            (word, _) => {
                text.push(' ');
                text.push_str(word);
            }
        }
    }
    text
}

/// The template without the names of its parameters.
pub(super) fn anonymous(template: &str) -> String {
    let mut parts = template.split('{');
    let mut text = parts.next().unwrap_or(template).to_owned();
    for part in parts {
        text.push_str("{}");
        text.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;
    use crate::document::Document;
    use crate::source::read_text;

    #[test]
    fn subjects_contain_no_index() {
        let text = "openapi: 3.0.0\ntags: [{name: t}]\nservers: [{url: 'https://a.example'}]\npaths:\n  /users/{id}:\n    parameters: [{$ref: '#/components/parameters/P'}]\n    get: {parameters: [{in: query, name: limit, schema: {}}]}\ncomponents:\n  parameters: {P: {in: path, name: id}}\n  schemas: {A: {allOf: [{}, {properties: {b: {items: {properties: {c: {}}}}}}]}}\n";
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let config = Config::house();
        let facts = Facts::new(&document, &config);
        for (pointer, expected) in [
            ("", "document"),
            ("/tags/0", "tags t"),
            ("/servers/0/url", "servers https://a.example url"),
            ("/paths/~1users~1{id}", "/users/{}"),
            ("/paths/~1users~1{id}/parameters/0", "/users/{} parameters path:id"),
            ("/paths/~1users~1{id}/get", "GET /users/{}"),
            (
                "/paths/~1users~1{id}/get/parameters/0/schema",
                "GET /users/{} parameters query:limit schema",
            ),
            ("/components/parameters/P", "parameters:P"),
            ("/components/schemas/A/allOf/1/properties/b/items/properties/c", "A allOf.b items.c"),
        ] {
            let pointer = JsonPointer::parse(pointer).unwrap();
            assert_eq!(Subject::at(&facts, document.root(), &pointer).into_text(), expected);
        }
        assert_eq!(Subject::prefix("/users/{id}/orders/{id}", 2).into_text(), "/users/{}/orders");
    }

    #[test]
    fn content_of_other_files_belongs_to_what_references_it() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            (
                "api.yaml",
                "openapi: 3.0.0\npaths:\n  /users/{id}: {$ref: users.yaml}\n  /orders: {get: {responses: {'200': {content: {a/b: {schema: {$ref: part.yaml}}}}}}}\ncomponents:\n  schemas:\n    User: {$ref: 'schemas.yaml#/person'}\n",
            ),
            ("users.yaml", "get: {responses: {}}\n"),
            ("schemas.yaml", "person: {properties: {a: {type: string}}}\nother: {type: object}\n"),
            ("part.yaml", "properties: {b: {}}\n"),
        ];
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let sources = crate::document::read(&folder.path().join("api.yaml")).unwrap();
        let document = Document::new(sources).unwrap();
        let config = Config::house();
        let facts = Facts::new(&document, &config);
        for (file, pointer, expected) in [
            ("users.yaml", "", "/users/{}"),
            ("users.yaml", "/get/responses", "GET /users/{} responses"),
            ("schemas.yaml", "/person/properties/a", "User.a"),
            ("schemas.yaml", "/other", "other"),
            ("part.yaml", "", "part"),
            ("part.yaml", "/properties/b", "part.b"),
        ] {
            let of = |it: &&crate::text::SourceFile| it.path().ends_with(file);
            let id = document.files().iter().find(of).unwrap().id();
            let pointer = JsonPointer::parse(pointer).unwrap();
            let subject = Subject::at(&facts, document.file_root(id), &pointer);
            assert_eq!(subject.into_text(), expected, "{file} {pointer:?}");
        }
    }
}
