//! N021: query parameters with several values have plural names.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::plurals;
use super::query;
use crate::diagnostic::{Applicability, Code, Severity};
use crate::document::{ObjectKind, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N021"),
    name: "query-array-plural",
    severity: Some(Severity::Warning),
    summary: "Query parameters with several values have plural names",
    docs: "\
A plural name says that a parameter takes several values: `?tags=a,b`. With a singular name, callers find out by \
trial.

The rule reports a query parameter of type `array` whose name ends in a singular noun that can be counted.

Accepted are other names: verbs and instructions (`include`, `sort`), phrases and operators (`order_by`, `id__in`), participles, mass \
nouns, and names in brackets such as `filter[tag]`.

To fix a report, rename the parameter, or accept both names for a while.",
    bad: &[
        "/a: {get: {parameters: [{name: tag, in: query, schema: {type: array, items: {type: string}}}], responses: {'200': {description: ok}}}}",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\npaths: {/a: {get: {parameters: [{name: user_id, in: query, type: array, items: {type: string}}], responses: {'200': {description: ok}}}}}",
    ],
    good: &[
        "/a: {get: {parameters: [{name: tags, in: query, schema: {type: array, items: {type: string}}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: include, in: query, schema: {type: array, items: {type: string}}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: order_by, in: query, schema: {type: array, items: {type: string}}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: tag, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: id__in, in: query, schema: {type: array, items: {type: string}}}], responses: {'200': {description: ok}}}}",
    ],
    source: "D",
    fix: Some(Applicability::Suggestion),
    check: Check::At(&[ObjectKind::Parameter], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let Some(name) = query::name(visit) else { return };
    let is_array = query::schema(visit, facts).is_some_and(|it| schema::has_type(it, "array"));
    if !is_array || name.name.trim_end_matches("[]").contains(['[', '.', '$', '@']) {
        return;
    }
    let base = facts.name(query::base(name.name));
    let Some(plural) = plurals::of_singular(&base) else { return };
    let message =
        format!("query parameter `{}` takes several values and has a singular name", name.name);
    let renamed = name.name.replacen(base.text, &plural, 1);
    let help = format!("rename it to `{renamed}`");
    query::report_name(visit, facts, reporter, message, (help, &renamed));
}
