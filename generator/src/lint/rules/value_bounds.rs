//! T002: values in requests have limits.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use crate::diagnostic::Code;
use crate::document::{Side, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("T002"),
    name: "value-bounds",
    summary: "Values in requests have limits",
    docs: "\
A server has to limit what it accepts, or one request can use all of its memory. Limits in the document let clients \
check values before they send them.

The rule reports a string without `maxLength`, a list without `maxItems`, and a number without `maximum`.

Accepted are strings with an enumeration, a format or a pattern, and values that are only read.

To fix a report, add the limit that the server has.",
    bad: &[
        "type: object\nproperties: {a: {type: string}}",
        "type: array\nitems: {type: boolean}",
    ],
    good: &[
        "type: object\nproperties: {a: {type: string, maxLength: 9}, b: {type: string, format: uuid}, c: {type: integer, maximum: 5}, d: {type: string, readOnly: true}, e: {type: boolean}}",
    ],
    source: "D",
    check: Check::At(schema::SCHEMAS, check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let node = visit.node;
    let has = |keys: &[&str]| keys.iter().any(|key| node.get(key).is_some());
    let is_read = visit.context.side == Side::Response || node.get("readOnly").is_some();
    if is_read || has(&["$ref", "enum", "const"]) {
        return;
    }
    let lacking = if schema::has_type(node, "string") && !has(&["maxLength", "format", "pattern"]) {
        "maxLength"
    } else if schema::has_type(node, "array") && !has(&["maxItems"]) {
        "maxItems"
    } else if ["integer", "number"].iter().any(|it| schema::has_type(node, it))
        && !has(&["maximum", "exclusiveMaximum"])
    {
        "maximum"
    } else {
        return;
    };
    let message = format!("the value has no `{lacking}`");
    let help = format!("add `{lacking}` as the server has it");
    reporter.report(visit, Subject::visit(facts, visit), message, help);
}
