//! N022: query parameters with one value have singular names.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::plurals;
use super::query;
use crate::diagnostic::{Applicability, Code, Severity};
use crate::document::{ObjectKind, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N022"),
    name: "query-scalar-singular",
    severity: Some(Severity::Info),
    summary: "Query parameters with one value have singular names",
    docs: "\
A plural name promises several values. A string that contains a list has to be joined and split by hand, and needs a \
rule for commas in values; an array has all that in the standard.

The rule reports a query parameter that is a string and whose name ends in a plural noun.

Accepted are numbers, which are counts (`days`), and words whose plural names one value (`settings`).

To fix a report, rename the parameter, or make it an array with `style: form` and `explode: false`, which sends the \
same text.",
    bad: &[
        "/a: {get: {parameters: [{name: ids, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/a: {get: {parameters: [{name: id, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: days, in: query, schema: {type: integer}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: status, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: ids, in: query, schema: {type: array, items: {type: string}}}], responses: {'200': {description: ok}}}}",
    ],
    source: "D",
    fix: Some(Applicability::Suggestion),
    check: Check::At(&[ObjectKind::Parameter], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let Some(name) = query::name(visit) else { return };
    let is_string = query::schema(visit, facts).is_some_and(|it| schema::has_type(it, "string"));
    if !is_string || name.name.contains(['[', '.', '$', '@']) {
        return;
    }
    let Some(singular) = plurals::of_plural(&facts.name(name.name)) else { return };
    let message = format!("query parameter `{}` is one string and has a plural name", name.name);
    let help = format!("make it an array, or rename it to `{singular}`");
    query::report_name(visit, facts, reporter, message, (help, &singular));
}
