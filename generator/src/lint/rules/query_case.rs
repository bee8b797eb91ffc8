//! N020: query parameters are in snake_case.

use super::super::facts::Facts;
use super::super::option::{LintOption, OptionKind};
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::words;
use super::query;
use crate::diagnostic::{Applicability, Code, Severity};
use crate::document::{ObjectKind, Visit};
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("N020"),
    name: "query-case",
    severity: Some(Severity::Warning),
    summary: "Query parameters are in snake_case",
    docs: "\
With one style for all query parameters, nobody has to look up how a parameter is written. The house writes \
`first_name`; the option `style` chooses another style.

The rule reports a parameter where it is defined. In `filter[createdAt]` it checks each name.

Accepted are names with a prefix that has a meaning of its own (`$filter`, `@type`, `x-…`), names with dots, which \
are often those of properties, and names of capitals and digits. In an API with SCIM paths, the parameters that \
RFC 7644 section 3.4.2 defines are accepted, such as `startIndex`.

To fix a report, accept the new name and the old one for a while.",
    bad: &[
        "/a: {get: {parameters: [{name: firstName, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: first-name, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: 'filter[createdAt]', in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/a: {get: {parameters: [{name: first_name, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: $filter, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: 'filter[created_at]', in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: firstName, in: header, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/scim/v2/Users: {get: {parameters: [{name: startIndex, in: query, schema: {type: integer}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: ETag, in: header, schema: {type: string}}], responses: {'200': {description: ok}}}}",
    ],
    source: "D, Z130",
    options: &[&STYLE],
    fix: Some(Applicability::Suggestion),
    check: Check::At(&[ObjectKind::Parameter], check),
    ..LintRule::BASE
};

/// The style of query parameters.
const STYLE: LintOption = LintOption {
    rule: "N020",
    key: "style",
    kind: OptionKind::Choice(&["snake_case", "camelCase", "kebab-case"]),
    docs: "The style of query parameters.",
    example: "camelCase",
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let Some(name) = query::name(visit) else { return };
    let style = facts.config().choice(&STYLE);
    let is_plain = |it: char| it.is_alphanumeric() || "_-[]".contains(it);
    if name.name.starts_with("x-") || !name.name.chars().all(is_plain) {
        return;
    }
    let wanted: Vec<String> = name.name.split('[').map(|it| in_style(it, style)).collect();
    let wanted = wanted.join("[");
    if wanted != name.name && !is_of_scim(name.name, facts) {
        let message = format!("query parameter `{}` is not in {style}", name.name);
        let help = format!("rename it to `{wanted}`");
        query::report_name(visit, facts, reporter, message, (help, &wanted));
    }
}

/// Whether SCIM defines the parameter (RFC 7644 section 3.4.2) and the API has SCIM paths.
fn is_of_scim(name: &str, facts: &Facts<'_>) -> bool {
    let is_defined = ["excludedAttributes", "sortBy", "sortOrder", "startIndex"].contains(&name);
    let paths = facts.root().and_then(|it| it.get("paths")).into_iter().flat_map(Node::members);
    is_defined && paths.into_iter().any(|it| it.key.split('/').any(|part| part == "scim"))
}

/// A name in a style. Names of capitals and digits stay, and so do leading underscores.
fn in_style(name: &str, style: &str) -> String {
    let has_lower = name.contains(|it: char| it.is_lowercase());
    if !has_lower {
        return name.to_owned();
    }
    let start = name.len() - name.trim_start_matches('_').len();
    let (prefix, rest) = name.split_at_checked(start).unwrap_or(("", name));
    let rest_ends = rest.ends_with(']');
    let inner = rest.trim_end_matches(']');
    let words: Vec<String> = words::split(inner).iter().map(|it| it.to_lowercase()).collect();
    let joined = match style {
        "camelCase" => words::camel(inner),
        "kebab-case" => words.join("-"),
        // `a__in` separates an operator.
        _ if inner.contains("__") && !inner.contains(char::is_uppercase) => inner.to_owned(),
        _ => words.join("_"),
    };
    format!("{prefix}{joined}{}", if rest_ends { "]" } else { "" })
}
