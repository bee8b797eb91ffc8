//! P004: the size of a page has a maximum and a default.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::query;
use crate::diagnostic::{Code, Severity};
use crate::document::{ObjectKind, Visit};
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("P004"),
    name: "per-page-bounds",
    severity: Some(Severity::Warning),
    summary: "The size of a page has a maximum and a default",
    docs: "\
Without a maximum, one caller can ask for everything at once; without a default, nobody knows how much a call \
returns. Clients need both to choose a size.

The rule reports an integer query parameter for the size of a page (`per_page`, `limit`, `page_size`, `max_results`) \
whose schema lacks `maximum` or `default`, where it is defined.

Accepted are limits in other forms: an enumeration, or `exclusiveMaximum`.

To fix a report, add `maximum` and `default` as the server has them.",
    bad: &[
        "/a: {get: {parameters: [{name: per_page, in: query, schema: {type: integer}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100}}], responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/a: {get: {parameters: [{name: per_page, in: query, schema: {type: integer, maximum: 100, default: 20}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: limit, in: query, schema: {type: string}}], responses: {'200': {description: ok}}}}",
        "/a: {get: {parameters: [{name: size, in: query, schema: {type: integer}}], responses: {'200': {description: ok}}}}",
    ],
    source: "Z159",
    check: Check::At(&[ObjectKind::Parameter], check),
    ..LintRule::BASE
};

const NAMES: &[&str] = &["limit", "maxresults", "pagesize", "perpage", "pagelimit", "itemsperpage"];

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let Some(name) = query::name(visit) else { return };
    let plain: String = name.name.chars().filter(|it| it.is_alphanumeric()).collect();
    let is_size = NAMES.contains(&plain.to_ascii_lowercase().as_str());
    let Some(schema) =
        query::schema(visit, facts).filter(|it| is_size && schema::has_type(*it, "integer"))
    else {
        return;
    };
    let has = |keys: &[&str]| keys.iter().any(|key| schema.get(key).is_some());
    let lacking = match (has(&["maximum", "exclusiveMaximum", "enum"]), has(&["default", "const"]))
    {
        (true, true) => return,
        (false, true) => "no maximum",
        (true, false) => "no default",
        (false, false) => "neither a maximum nor a default",
    };
    if visit.node.get("required").and_then(Node::as_bool) == Some(true) && lacking == "no default" {
        return;
    }
    let message = format!("page size `{}` has {lacking}", name.name);
    query::report(visit, facts, reporter, message, "add `maximum` and `default`".to_owned());
}
