//! Completion: keys and values that the grammar allows, and references to what the document defines.

use std::ops::Range;
use std::path::Path;

use renkei::document::grammar::{Field, Holds, PatternKind, ValueKind, object_type};
use renkei::document::{ObjectKind, fragment};
use renkei::source::Node;
use renkei::text::SourceFile;

use super::cursor::{Cursor, Slot, Step};
use super::expected::Expected;
use super::snapshot::Snapshot;

/// The statuses that are offered first.
const STATUSES: [&str; 12] =
    ["200", "201", "202", "204", "400", "401", "403", "404", "409", "422", "429", "default"];

/// The media types that are offered.
const MEDIA_TYPES: [&str; 7] = [
    "application/json",
    "application/problem+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/octet-stream",
    "text/plain",
    "text/event-stream",
];

/// What an offered word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompletionKind {
    /// A field of an object.
    Key,
    /// One of a few values.
    Value,
    /// A reference to a definition.
    Reference,
}

/// A word that can be inserted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Completion {
    /// The word.
    pub(crate) label: String,
    /// What it is.
    pub(crate) kind: CompletionKind,
    /// What it holds, or what it refers to.
    pub(crate) detail: String,
    /// Whether the standard requires it.
    pub(crate) is_required: bool,
    /// The text that replaces the word at the cursor.
    pub(crate) text: String,
}

/// What can be inserted at an offset of a text, and which bytes it replaces. The document may be an earlier version of it.
pub(crate) fn complete(
    snapshot: &Snapshot,
    path: &Path,
    text: &str,
    offset: usize,
) -> Option<(Range<usize>, Vec<Completion>)> {
    let cursor = Cursor::find(text, offset)?;
    let file = snapshot.file(path)?;
    let request = Request { snapshot, file, cursor: &cursor, writer: Writer::new(text, &cursor) };
    let found = request.complete()?;
    Some((cursor.token.clone(), found))
}

struct Request<'r> {
    snapshot: &'r Snapshot,
    file: &'r SourceFile,
    cursor: &'r Cursor,
    writer: Writer<'r>,
}

impl Request<'_> {
    fn complete(&self) -> Option<Vec<Completion>> {
        let path = &self.cursor.path;
        match (&self.cursor.slot, path.split_last()) {
            (Slot::Value { key: Some(key) }, _) => self.values(key),
            (Slot::Value { key: None }, _) => self.items(path),
            (Slot::Key, Some((Step::Item(_), list))) => {
                self.keys(path).or_else(|| self.items(list))
            }
            (Slot::Key, _) => self.keys(path),
        }
    }

    /// What is expected at a path, from the nearest object whose kind is known.
    fn expected(&self, path: &[Step]) -> Option<Expected> {
        let mut node = self.snapshot.root(self.file.id());
        let mut known = node.and_then(|it| self.snapshot.kind(it)).map(|kind| (kind, 0));
        for (index, step) in path.iter().enumerate() {
            node = node.and_then(|it| it.step(&step.token()));
            if let Some(kind) = node.and_then(|it| self.snapshot.kind(it)) {
                known = Some((kind, index + 1));
            }
        }
        let (kind, index) = known?;
        Expected::Object(kind).at(path.get(index..)?, self.snapshot.version())
    }

    fn keys(&self, path: &[Step]) -> Option<Vec<Completion>> {
        let version = self.snapshot.version();
        match self.expected(path)? {
            Expected::Object(ObjectKind::SecurityRequirement) => {
                let is_scheme = |kind| kind == ObjectKind::SecurityScheme;
                let schemes = self.snapshot.components().iter().filter(|it| is_scheme(it.kind));
                let names = schemes.filter(|it| !self.cursor.has(&it.name));
                Some(
                    names.map(|it| self.writer.key(&it.name, " []", "a security scheme")).collect(),
                )
            }
            Expected::Object(kind) => {
                let grammar = object_type(kind);
                let mut found: Vec<Completion> = Vec::new();
                for field in grammar.fields.iter().filter(|it| it.is_in(version)) {
                    if self.allows(field) && found.iter().all(|it| it.label != field.name) {
                        found.push(self.field(field));
                    }
                }
                if kind.may_be_reference(version) && self.cursor.members.is_empty() {
                    found.push(self.writer.key("$ref", " ", "a reference"));
                }
                if grammar.pattern.is_some_and(|it| it.names == PatternKind::Status) {
                    let statuses = STATUSES.iter().filter(|it| !self.cursor.has(it));
                    found
                        .extend(statuses.map(|it| self.writer.quoted_key(it, "a Response Object")));
                }
                Some(found)
            }
            Expected::Map(ObjectKind::MediaType) => {
                let types = MEDIA_TYPES.iter().filter(|it| !self.cursor.has(it));
                Some(types.map(|it| self.writer.key(it, "", "a Media Type Object")).collect())
            }
            _ => None,
        }
    }

    /// Whether the field can be added to the members.
    fn allows(&self, field: &Field) -> bool {
        let fits = field.when.is_none_or(|(sibling, values)| {
            self.cursor.value_of(sibling).is_none_or(|it| values.contains(&it))
        });
        fits && !self.cursor.has(field.name)
    }

    fn field(&self, field: &Field) -> Completion {
        let end = if matches!(field.holds, Holds::Value(_)) { " " } else { "" };
        let detail = Expected::of(field.holds).title();
        let needs_sibling = field.required_with.is_some_and(|it| !self.cursor.has(it));
        let is_decided = field.when.is_none_or(|(sibling, _)| self.cursor.has(sibling));
        let is_required =
            field.is_required_in(self.snapshot.version()) && is_decided && !needs_sibling;
        Completion { is_required, ..self.writer.key(field.name, end, &detail) }
    }

    /// The values of a key.
    fn values(&self, key: &str) -> Option<Vec<Completion>> {
        let holder = self.expected(&self.cursor.path)?;
        if let (Expected::Object(kind), "$ref") = (holder, key) {
            return Some(self.references(kind));
        }
        let is_mapping = self.cursor.path.last() == Some(&Step::Key("mapping".to_owned()));
        if is_mapping && matches!(holder, Expected::Value(ValueKind::StringMap)) {
            return Some(self.references(ObjectKind::Schema(renkei::document::SchemaRole::Root)));
        }
        let step = Step::Key(key.to_owned());
        match holder.step(&step, self.snapshot.version())? {
            Expected::Value(kind) => Some(self.words(kind)),
            _ => None,
        }
    }

    /// The items of the list at a path.
    fn items(&self, path: &[Step]) -> Option<Vec<Completion>> {
        let Expected::Value(kind) = self.expected(path)? else { return None };
        let Some((Step::Key(key), holder)) = path.split_last() else { return None };
        let name = |it: &str| self.writer.value(it, CompletionKind::Reference, "");
        match key.as_str() {
            "tags" => {
                let tags = self.snapshot.document().root()?.get("tags")?.items();
                let names = tags.filter_map(|it| it.get("name")?.as_str());
                Some(names.map(name).collect())
            }
            "required" => {
                let root = self.snapshot.root(self.file.id())?;
                let step = |node: Node<'_>, step: &Step| node.step(&step.token()).map(|it| it.id());
                let tree = self.snapshot.document().tree();
                let schema = holder.iter().try_fold(root.id(), |id, it| step(tree.node(id), it))?;
                let properties = tree.node(schema).get("properties")?.members();
                Some(properties.map(|it| name(it.key)).collect())
            }
            _ => Some(self.words(kind)),
        }
    }

    fn words(&self, kind: ValueKind) -> Vec<Completion> {
        let words: &[&str] = match kind {
            ValueKind::OneOf(words) | ValueKind::OneOrMoreOf(words) | ValueKind::ListOf(words) => {
                words
            }
            ValueKind::Bool => return ["true", "false"].map(|it| self.writer.literal(it)).into(),
            ValueKind::True => return vec![self.writer.literal("true")],
            _ => &[],
        };
        words.iter().map(|it| self.writer.value(it, CompletionKind::Value, "")).collect()
    }

    /// References to everything of a kind that is defined under a name, those of the same file first.
    fn references(&self, kind: ObjectKind) -> Vec<Completion> {
        let is_schema = |it: ObjectKind| matches!(it, ObjectKind::Schema(_));
        let fits = |it: ObjectKind| it == kind || (is_schema(it) && is_schema(kind));
        let files = self.snapshot.document().files();
        let components = self.snapshot.components().iter().filter(|it| fits(it.kind));
        let (own, other): (Vec<_>, Vec<_>) =
            components.partition(|it| it.name_span.file == self.file.id());
        let components = own.into_iter().chain(other).filter_map(|component| {
            let target = files.of(component.name_span);
            let path = relative(self.file.path(), target.path())?;
            Some(format!("{path}#{}", fragment(&component.pointer)))
        });
        let whole_files = files.iter().filter_map(|file| {
            let root = self.snapshot.root(file.id())?;
            let is_other = file.id() != self.file.id();
            let fits = is_other && self.snapshot.kind(root).is_some_and(fits);
            fits.then(|| relative(self.file.path(), file.path())).flatten()
        });
        let title = kind.title();
        let uris = components.chain(whole_files);
        uris.map(|it| self.writer.value(&it, CompletionKind::Reference, title)).collect()
    }
}

/// The path of a file from the folder of another one, with forward slashes; empty for the same file.
fn relative(from: &Path, to: &Path) -> Option<String> {
    if from == to {
        return Some(String::new());
    }
    let (from, to): (Vec<_>, Vec<_>) =
        (from.parent()?.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(common).map(|_| "..".to_owned());
    let down = to.iter().skip(common).map(|it| it.as_os_str().to_string_lossy().into_owned());
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// Writes keys and values in the notation of a file.
struct Writer<'t> {
    is_json: bool,
    /// The quote that the word at the cursor begins with.
    quote: Option<char>,
    /// What follows the word.
    after: &'t str,
}

impl<'t> Writer<'t> {
    fn new(text: &'t str, cursor: &Cursor) -> Self {
        let word = text.get(cursor.token.clone()).unwrap_or("");
        let quote = word.chars().next().filter(|it| matches!(it, '"' | '\''));
        let after = text.get(cursor.token.end..).unwrap_or("").trim_start_matches(' ');
        let is_json = cursor.is_flow && text.trim_start().starts_with(['{', '[']);
        Self { is_json, quote, after }
    }

    fn key(&self, name: &str, value: &str, detail: &str) -> Completion {
        let quote = if self.is_json { Some('"') } else { self.quote };
        self.key_in(quote, name, value, detail)
    }

    fn quoted_key(&self, name: &str, detail: &str) -> Completion {
        let default = if self.is_json { '"' } else { '\'' };
        self.key_in(Some(self.quote.unwrap_or(default)), name, "", detail)
    }

    fn key_in(&self, quote: Option<char>, name: &str, value: &str, detail: &str) -> Completion {
        let name_text = quoted(quote, name);
        let has_colon = self.after.starts_with(':');
        let space = if self.is_json && value.is_empty() { " " } else { value };
        let end = if has_colon { String::new() } else { format!(":{space}") };
        Completion {
            label: name.to_owned(),
            kind: CompletionKind::Key,
            detail: detail.to_owned(),
            is_required: false,
            text: format!("{name_text}{end}"),
        }
    }

    fn value(&self, value: &str, kind: CompletionKind, detail: &str) -> Completion {
        // In YAML, `#` after a space begins a comment.
        let default = match (self.is_json, kind) {
            (true, _) => Some('"'),
            (false, CompletionKind::Reference) if value.contains(['#', ' ', ':']) => Some('\''),
            (false, _) => None,
        };
        let text = quoted(self.quote.or(default), value);
        let (label, detail) = (value.to_owned(), detail.to_owned());
        Completion { label, kind, detail, is_required: false, text }
    }

    fn literal(&self, value: &str) -> Completion {
        let text = value.to_owned();
        Completion { text, ..self.value(value, CompletionKind::Value, "") }
    }
}

fn quoted(quote: Option<char>, text: &str) -> String {
    quote.map_or_else(|| text.to_owned(), |quote| format!("{quote}{text}{quote}"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::snapshot;
    use super::*;

    const DOCUMENT: &str = "openapi: 3.1.0
info: {title: A, version: '1'}
tags: [{name: shop}]
paths:
  /a:
    get:
      responses: {'200': {description: ok}}
components:
  schemas:
    Order: {type: object, required: [], properties: {first: {type: string}}}
  parameters:
    Limit: {in: query, name: limit, schema: {type: integer}}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
";

    /// Types text into a document, at the end of the line that begins with `after`, and returns what is offered.
    fn offered(after: &str, typed: &str) -> Vec<Completion> {
        let at = DOCUMENT.find(after).unwrap() + after.len();
        let mut text = DOCUMENT.to_owned();
        text.insert_str(at, &typed.replace('¦', ""));
        let offset = at + typed.find('¦').unwrap();
        let snapshot = snapshot(DOCUMENT);
        let found = complete(&snapshot, Path::new("/api.yaml"), &text, offset);
        found.map(|(_, found)| found).unwrap_or_default()
    }

    fn check(after: &str, typed: &str, expected: &[&str], unexpected: &[&str]) {
        let texts: Vec<String> = offered(after, typed).into_iter().map(|it| it.text).collect();
        for text in expected {
            assert!(texts.iter().any(|it| it == text), "no {text:?} in {texts:?}");
        }
        for text in unexpected {
            assert!(texts.iter().all(|it| it != text), "{text:?} in {texts:?}");
        }
    }

    #[test]
    fn keys_come_from_the_grammar() {
        let operation = "    get:\n";
        check(operation, "      ¦\n", &["summary: ", "parameters:", "tags: "], &["responses:"]);
        check(
            "tags: [{name: shop}]\n",
            "¦\n",
            &["servers:", "webhooks:"],
            &["openapi: ", "swagger: "],
        );
        check("properties: {first: {type: string", ", ¦", &["minLength: ", "items:"], &["type: "]);
        check("      responses: {", "¦, ", &["'404':", "'default':"], &["'200':"]);
        let required = offered(operation, "      parameters:\n        - ¦\n");
        let names: Vec<_> =
            required.iter().filter(|it| it.is_required).map(|it| &it.label).collect();
        assert_eq!(names, ["name", "in"]);
    }

    #[test]
    fn values_come_from_the_grammar() {
        let operation = "    get:\n";
        check(operation, "      deprecated: ¦\n", &["true", "false"], &[]);
        check(operation, "      parameters:\n        - in: ¦\n", &["query", "cookie"], &[]);
        check(operation, "      tags:\n        - ¦\n", &["shop"], &[]);
        check(operation, "      tags: [¦]\n", &["shop"], &[]);
        check(operation, "      security:\n        - ¦\n", &["key: []"], &[]);
        check("required: [", "¦", &["first"], &[]);
    }

    #[test]
    fn references_name_what_fits() {
        let schema = "'#/components/schemas/Order'";
        let parameter = "'#/components/parameters/Limit'";
        check("properties: {", "x: {$ref: ¦}, ", &[schema], &[parameter]);
        check("properties: {", "x: {$ref: '#/c¦'}, ", &[schema], &[parameter]);
        check("    get:\n", "      parameters:\n        - $ref: ¦\n", &[parameter], &[schema]);
        assert_eq!(
            relative(Path::new("/a/b/c.yaml"), Path::new("/a/d/e.yaml")).unwrap(),
            "../d/e.yaml"
        );
    }
}
