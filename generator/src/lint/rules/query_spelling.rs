//! N023: the words of query parameters are spelt correctly.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::query;
use super::spelling;
use crate::diagnostic::{Applicability, Code, Severity};
use crate::document::{ObjectKind, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N023"),
    name: "query-spelling",
    severity: Some(Severity::Warning),
    summary: "The words of query parameters are spelt correctly",
    docs: spelling::DOCS,
    bad: &[
        "/a: {get: {parameters: [{name: catagory, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/a: {get: {parameters: [{name: category, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: catagory, in: header, schema: {type: string}}], responses: {'200': {description: ok}}}}",
    ],
    source: "D",
    fix: Some(Applicability::Suggestion),
    check: Check::At(&[ObjectKind::Parameter], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let Some(name) = query::name(visit) else { return };
    let Some((wrong, text)) = spelling::corrected(&facts.name(name.name)) else { return };
    let message = format!("`{wrong}` is misspelt");
    let help = format!("rename it to `{text}`");
    query::report_name(visit, facts, reporter, message, (help, &text));
}
