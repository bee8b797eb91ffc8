//! Compares the validation of documents with the JSON Schemas that the OpenAPI Initiative publishes.
//!
//! The schemas are read from a folder and are no part of this repository. They are not the standard: they cannot express what
//! spans objects, and a document that they accept can still break it. So the comparison has two directions.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jsonschema::{Validator, error::ValidationErrorKind};
use renkei::diagnostic::{Diagnostic, Severity};
use renkei::document::{self, Document, Version};
use renkei::lint::{self, Config, Preset};
use serde_json::Value;

/// A violation of one of the two sides that the other does not have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Where.
    pub pointer: String,
    /// What.
    pub message: String,
}

/// The two verdicts about a document.
#[derive(Debug)]
pub struct Comparison {
    /// The version of the schema.
    pub version: &'static str,
    /// How many locations the schema rejects.
    pub official: usize,
    /// How many locations our validation rejects for the form of an object (X011, X003, X014), warnings included.
    pub ours: usize,
    /// What only the schema reports.
    pub only_official: Vec<Difference>,
    /// What only our validation reports.
    pub only_ours: Vec<Difference>,
}

/// Compares the verdicts about a document; `schemas` has `v2.0/schema.json`, `v3.0/schema.json` and so on.
///
/// # Errors
///
/// Fails if the document or its schema cannot be read.
pub fn compare(schemas: &Path, path: &Path) -> Result<Comparison, String> {
    let sources = document::read(path).map_err(|it| format!("{it:?}"))?;
    let document = Document::new(sources).map_err(|it| format!("{it:?}"))?;
    let version = match document.version() {
        Version::V2_0 => "2.0",
        Version::V3_0 => "3.0",
        Version::V3_1 => "3.1",
        _ => "3.2",
    };
    let schema = schemas.join(format!("v{version}/schema.json"));
    let validator = validator(&schema)?;
    let value: Value = serde_json::from_str(&document.to_json()).map_err(|it| it.to_string())?;
    let official: BTreeSet<Difference> = violations(&validator, &value);
    let ours: BTreeSet<Difference> = findings(&document).into_iter().collect();
    let is_in = |it: &Difference, all: &BTreeSet<Difference>| {
        all.iter().any(|other| is_same_place(&it.pointer, &other.pointer))
    };
    let form =
        |it: &&Difference| ["X011", "X003", "X014"].iter().any(|code| it.message.starts_with(code));
    Ok(Comparison {
        version,
        official: official.len(),
        ours: ours.iter().filter(form).count(),
        only_official: official.iter().filter(|it| !is_in(it, &ours)).cloned().collect(),
        only_ours: ours.iter().filter(form).filter(|it| !is_in(it, &official)).cloned().collect(),
    })
}

fn validator(path: &Path) -> Result<Validator, String> {
    let text = std::fs::read_to_string(path).map_err(|it| format!("{}: {it}", path.display()))?;
    let mut schema: Value = serde_json::from_str(&text).map_err(|it| it.to_string())?;
    // A `$dynamicRef` to `#meta` is bound by another schema, which also checks the keywords of schemas; by itself it is this.
    if let Some(object) = schema.as_object_mut() {
        object.remove("$id").or_else(|| object.remove("id"));
    }
    jsonschema::validator_for(&schema).map_err(|it| it.to_string())
}

/// The innermost errors. An alternative between an object and a reference fails as a whole, so the errors of the alternative that
/// came furthest count.
fn violations(validator: &Validator, value: &Value) -> BTreeSet<Difference> {
    let mut found = BTreeSet::new();
    for error in validator.iter_errors(value) {
        collect(&error, &mut found);
    }
    found
}

fn collect(error: &jsonschema::ValidationError<'_>, found: &mut BTreeSet<Difference>) {
    if let ValidationErrorKind::OneOfNotValid { context } | ValidationErrorKind::AnyOf { context } =
        error.kind()
    {
        let depth = |errors: &Vec<jsonschema::ValidationError<'_>>| {
            errors.iter().map(|it| it.instance_path().as_str().len()).max().unwrap_or(0)
        };
        // A reference has one member; an object that is none is meant to be the other alternative.
        if let Some(errors) =
            context.iter().max_by_key(|it| (depth(it), std::cmp::Reverse(it.len())))
        {
            errors.iter().for_each(|it| collect(it, found));
            return;
        }
    }
    let message: String = error.to_string().chars().take(160).collect();
    found.insert(Difference { pointer: error.instance_path().as_str().to_owned(), message });
}

/// What our validation reports about the first file.
fn findings(document: &Document) -> Vec<Difference> {
    let config = Config::house().with_preset(Preset::Minimal);
    let root = document.files().root().id();
    let is_here = |it: &&Diagnostic| {
        it.span.is_some_and(|span| span.file == root) && it.severity >= Severity::Warning
    };
    let found = lint::lint(document, &config);
    let difference = |it: &Diagnostic| Difference {
        pointer: it.pointer.as_ref().map_or(String::new(), |it| it.as_str().to_owned()),
        message: format!("{} {}", it.code, it.message),
    };
    found.iter().filter(is_here).map(difference).collect()
}

/// Whether a location is the other one or inside it.
fn is_same_place(one: &str, other: &str) -> bool {
    let is_inside = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    !one.is_empty() && !other.is_empty() && (is_inside(one, other) || is_inside(other, one))
        || one == other
}

/// The documents of the corpus, or those that are named.
#[must_use]
pub fn documents(arguments: &[String]) -> Vec<PathBuf> {
    if arguments.is_empty() {
        return crate::judged::corpus().map_or_else(Vec::new, |(_, documents)| documents);
    }
    arguments.iter().map(PathBuf::from).collect()
}
