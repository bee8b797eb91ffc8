//! X006: examples and defaults fit their schemas (OpenAPI 3.1 sections "Media Type Object" and "Schema Object").
//!
//! A false report is worse than a missing one, so what is unknown fits. `format` is an annotation.

mod number;
mod problem;
mod schema;

use self::schema::Fitting;
use super::Violation;
use super::types::has_keywords;
use crate::diagnostic::code;
use crate::document::{Document, ObjectKind, SchemaRole, Version, Visit};
use crate::source::Node;
use crate::text::{JsonPointer, MediaType};

/// The steps of validation that one document may take.
const MAX_STEPS: u32 = 4_000_000;

/// Checks examples at the objects that contain them.
pub(super) struct Examples<'a> {
    fitting: Fitting<'a>,
}

impl<'a> Examples<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self { fitting: Fitting::new(document, MAX_STEPS) }
    }

    pub(super) fn check(&mut self, visit: &Visit<'a, '_>, found: &mut Vec<Violation>) {
        let mut checked = Checked { fitting: &mut self.fitting, visit, found };
        match visit.object {
            ObjectKind::Schema(_) => checked.schema(),
            ObjectKind::Parameter | ObjectKind::Header if visit.version >= Version::V3_0 => {
                checked.holder();
            }
            ObjectKind::MediaType if visit.context.media_type.is_some_and(is_json) => {
                checked.holder();
            }
            ObjectKind::Response if visit.version == Version::V2_0 => checked.response_2_0(),
            _ if has_keywords(visit) => checked.default(),
            _ => {}
        }
    }
}

/// Other media types have examples in their own notation.
fn is_json(media_type: &str) -> bool {
    let media_type = MediaType::parse(media_type);
    media_type.is_json() && !media_type.is_json_sequence()
}

struct Checked<'c, 'a, 'w> {
    fitting: &'c mut Fitting<'a>,
    visit: &'c Visit<'a, 'w>,
    found: &'c mut Vec<Violation>,
}

impl<'a> Checked<'_, 'a, '_> {
    /// Reports a value that does not fit.
    fn value(&mut self, what: &str, schema: Node<'a>, value: Node<'a>, pointer: &JsonPointer) {
        let side = self.visit.context.side;
        let Some(problem) = self.fitting.problem(schema, value, side) else { return };
        let message = format!("{what} does not fit the schema: {}", problem.message);
        let pointer = problem.path.iter().fold(pointer.clone(), |at, token| at.child(token));
        let violation = Violation::new(code::EXAMPLE_VALID, problem.span, pointer, message);
        let help = format!("correct the {what}, or the schema");
        let violation = violation.with_help(help).lenient().lint_only();
        self.found.push(match problem.keyword {
            Some(span) => violation.with_related(span, "the schema"),
            None => violation,
        });
    }

    /// The members of a schema that are values of it. Next to a reference they have no effect before 3.1.
    fn schema(&mut self) {
        if self.visit.reference().is_some() && self.visit.version < Version::V3_1 {
            return;
        }
        self.default();
        let schema = self.visit.node;
        if let Some(value) = schema.get("example") {
            self.value("example", schema, value, &self.visit.pointer.child("example"));
        }
        if self.visit.version >= Version::V3_1 {
            let pointer = self.visit.pointer.child("examples");
            for (index, value) in
                schema.get("examples").into_iter().flat_map(Node::items).enumerate()
            {
                self.value("example", schema, value, &pointer.child(&index.to_string()));
            }
        }
    }

    fn default(&mut self) {
        let schema = self.visit.node;
        // The schema that contains a part may allow null.
        let is_part = self.visit.object == ObjectKind::Schema(SchemaRole::Part);
        if let Some(value) = schema.get("default").filter(|it| !(is_part && it.is_null())) {
            self.value("default", schema, value, &self.visit.pointer.child("default"));
        }
    }

    /// The examples of a parameter, a header or a media type.
    fn holder(&mut self) {
        let holder = self.visit.node;
        let Some(schema) = holder.get("schema").filter(|_| self.visit.reference().is_none()) else {
            return;
        };
        if let Some(value) = holder.get("example") {
            self.example(schema, value, &self.visit.pointer.child("example"));
        }
        let pointer = self.visit.pointer.child("examples");
        for entry in holder.get("examples").into_iter().flat_map(Node::members) {
            self.example_object(schema, entry.value, &pointer.child(entry.key));
        }
    }

    fn example_object(&mut self, schema: Node<'a>, written: Node<'a>, pointer: &JsonPointer) {
        let Ok(resolved) = self.fitting.document.resolve(written) else { return };
        let pointer = resolved.pointer.as_ref().unwrap_or(pointer);
        for key in ["value", "dataValue"] {
            if let Some(value) = resolved.node.get(key) {
                self.example(schema, value, &pointer.child(key));
            }
        }
    }

    /// An example may be JSON in a string, as some tools write it.
    fn example(&mut self, schema: Node<'a>, value: Node<'a>, pointer: &JsonPointer) {
        let is_serialised = value.as_str().is_some_and(|it| {
            let it = it.trim();
            (it.starts_with('{') && it.ends_with('}')) || (it.starts_with('[') && it.ends_with(']'))
        });
        if !is_serialised {
            self.value("example", schema, value, pointer);
        }
    }

    fn response_2_0(&mut self) {
        let response = self.visit.node;
        let Some(schema) = response.get("schema") else { return };
        let pointer = self.visit.pointer.child("examples");
        let examples = response.get("examples").into_iter().flat_map(Node::members);
        for entry in examples.filter(|it| is_json(it.key)) {
            self.example(schema, entry.value, &pointer.child(entry.key));
        }
    }
}
