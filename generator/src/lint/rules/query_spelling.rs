//! N023: the words of query parameters are spelt correctly.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::query;
use super::spelling;
use crate::diagnostic::{Code, Severity};
use crate::document::{ObjectKind, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N023"),
    name: "query-spelling",
    severity: Some(Severity::Warning),
    summary: "The words of query parameters are spelt correctly",
    docs: "\
A misspelt name is part of the API for as long as it exists: correcting it breaks every client, and until then \
everyone who types it from memory gets it wrong.

The rule compares the words of each name with a list of common misspellings, and reports a name once. It knows no \
other words, so names of products and abbreviations are accepted.

To fix a report, rename it, as long as no client depends on it.",
    bad: &[
        "/a: {get: {parameters: [{name: catagory, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/a: {get: {parameters: [{name: category, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: catagory, in: header, schema: {type: string}}], responses: {'200': {description: ok}}}}",
    ],
    source: "D",
    check: Check::At(&[ObjectKind::Parameter], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let Some(name) = query::name(visit) else { return };
    let Some((wrong, text)) = spelling::corrected(&facts.name(name.name)) else { return };
    let message = format!("`{wrong}` is misspelt");
    query::report(visit, facts, reporter, message, format!("rename it to `{text}`"));
}
