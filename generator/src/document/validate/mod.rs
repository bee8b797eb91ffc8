//! What breaks the standard in a document: found once, for `renkei lint` and `renkei generate` alike.
//!
//! Takes the visits of the walker; returns [`Violation`]s with codes (`X…`), locations and help. It must know neither
//! lint rules nor Rust.

mod components;
mod discriminators;
mod duplicate_keys;
mod enums;
mod examples;
mod fields;
mod keywords;
mod names;
mod operation_ids;
mod path_parameters;
mod paths;
mod references;
mod regex;
mod required;
mod schemas;
mod security;
mod servers;
mod siblings;
mod swagger;
mod tags;
mod types;
mod values;

use super::operations::Operations;
use super::{Document, ObjectKind, Visit, extensions, walk};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::text::{JsonPointer, Span};

/// One place where a document breaks the standard.
#[derive(Clone, Debug)]
pub struct Violation {
    /// Which rule of the standard.
    pub code: Code,
    /// Where.
    pub span: Span,
    /// The JSON pointer of the location.
    pub pointer: JsonPointer,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// A second location that belongs to it.
    pub related: Option<(Span, String)>,
    /// How bad it is: a warning where every tool understands what is meant.
    pub severity: Severity,
    /// Whether a client can be generated all the same.
    pub is_repairable: bool,
    /// Whether it is a reference to a schema that does not exist, in whose place raw JSON can be generated.
    pub is_missing_schema: bool,
    /// Whether it concerns only readers of the document, so that the client is the same.
    pub is_lint_only: bool,
}

impl Violation {
    pub(in crate::document) fn new(
        code: Code,
        span: Span,
        pointer: JsonPointer,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            span,
            pointer,
            message: message.into(),
            help: String::new(),
            related: None,
            severity: Severity::Error,
            is_repairable: true,
            is_missing_schema: false,
            is_lint_only: false,
        }
    }

    pub(in crate::document) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: help.into(), ..self }
    }

    fn with_related(self, span: Span, label: &str) -> Self {
        Self { related: Some((span, label.to_owned())), ..self }
    }

    pub(in crate::document) fn lenient(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    fn lint_only(self) -> Self {
        Self { is_lint_only: true, ..self }
    }

    fn unrepairable(self) -> Self {
        Self { is_repairable: false, ..self }
    }

    /// The diagnostic, no worse than its own severity.
    #[must_use]
    pub fn into_diagnostic(self, severity: Severity) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.code, severity.min(self.severity), self.message)
            .at(self.span)
            .with_pointer(self.pointer)
            .with_help(self.help);
        match self.related {
            Some((span, label)) => diagnostic.with_related(span, label),
            None => diagnostic,
        }
    }

    /// The diagnostic where the document is repaired if it can be: then it is a warning. `allows_missing_schemas` says whether
    /// raw JSON replaces schemas that do not exist.
    #[must_use]
    pub fn into_repair(mut self, allows_missing_schemas: bool) -> Diagnostic {
        if self.is_repairable || (self.is_missing_schema && allows_missing_schemas) {
            return self.into_diagnostic(Severity::Warning);
        }
        if self.is_missing_schema {
            self.help.push_str("; `unresolved-refs: raw` in renkei.yaml generates raw JSON there");
        }
        Self { severity: Severity::Error, ..self }.into_diagnostic(Severity::Error)
    }
}

/// Validates a document as the source of a client: what concerns only readers of the document is left out.
#[must_use]
pub fn validate(document: &Document) -> Vec<Violation> {
    let mut validator = Validator { examples: None, ..Validator::new(document) };
    let mut operations = Operations::default();
    walk(document, &mut |visit| {
        operations.collect(document, visit);
        validator.visit(visit);
    });
    let mut found = validator.finish(&operations);
    found.retain(|it| !it.is_lint_only);
    found
}

/// Collects violations during a walk that serves others too.
pub(crate) struct Validator<'a> {
    document: &'a Document,
    found: Vec<Violation>,
    references: references::References<'a>,
    /// The names of the security schemes, and the requirements that name one.
    security: security::Security<'a>,
    keywords: keywords::Keywords<'a>,
    /// `None` leaves out what concerns only readers of the document.
    examples: Option<examples::Examples<'a>>,
}

impl<'a> Validator<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self {
            document,
            found: Vec::new(),
            references: references::References::default(),
            security: security::Security::default(),
            keywords: keywords::Keywords::default(),
            examples: Some(examples::Examples::new(document)),
        }
    }

    /// Checks one object.
    pub(crate) fn visit(&mut self, visit: &Visit<'a, '_>) {
        let found = &mut self.found;
        fields::check(visit, found);
        extensions::check(visit, found);
        self.references.check(self.document, visit, found);
        if let Some(examples) = &mut self.examples {
            siblings::check(visit, found);
            self.keywords.check(visit, found);
            examples.check(visit, found);
        }
        if types::has_keywords(visit) || visit.object == ObjectKind::ServerVariable {
            enums::check(visit, found);
        }
        match visit.object {
            ObjectKind::Document => {
                swagger::server_parts(visit, found);
                servers::parts_2_0(visit, found);
            }
            ObjectKind::Server => servers::check(visit, found),
            ObjectKind::Schema(_) => {
                schemas::check(self.document, visit, found);
                required::check(self.document, visit, found);
                discriminators::check(self.document, visit, found);
            }
            ObjectKind::Operation | ObjectKind::PathItem => {
                path_parameters::duplicates(self.document, visit, found);
                swagger::bodies(self.document, visit, found);
            }
            ObjectKind::SecurityScheme | ObjectKind::SecurityRequirement => {
                self.security.note(visit);
            }
            _ => {}
        }
    }

    /// Checks what only the whole document shows, and returns everything.
    pub(crate) fn finish(mut self, operations: &Operations<'a>) -> Vec<Violation> {
        let found = &mut self.found;
        duplicate_keys::check(self.document, found);
        duplicate_keys::deviations(self.document, found);
        operation_ids::check(operations, found);
        path_parameters::check(self.document, operations, found);
        paths::check(self.document, operations, found);
        if self.examples.is_some() {
            tags::check(self.document, operations, found);
            components::check(self.document, found);
        }
        self.references.finish(found);
        self.security.finish(found);
        self.found
    }
}
