//! T003: numbers have a format.

use super::super::facts::Facts;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::document::Visit;

pub(super) const RULE: LintRule = LintRule {
    code: Code("T003"),
    name: "int-format",
    severity: Some(Severity::Info),
    summary: "Numbers have a format",
    docs: "\
Without a format, a client does not know whether a number fits into 32 or 64 bits, and chooses one. A number that is \
too large for it is then lost or rounded.

The rule reports an integer without `int32` or `int64`, and a number without a format.

Accepted are numbers whose limits show the size, and enumerations.

To fix a report, add `format: int32`, `int64`, `float`, `double` or `decimal`.",
    bad: &[
        "type: integer",
        "type: object\nproperties: {a: {type: number}}",
    ],
    good: &[
        "type: integer\nformat: int32",
        "type: integer\nminimum: 0\nmaximum: 9",
        "type: integer\nenum: [1, 2]",
        "type: number\nformat: double",
    ],
    source: "Z171",
    check: Check::At(schema::SCHEMAS, check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let has = |key: &str| visit.node.get(key).is_some();
    let is_bounded = has("maximum") || has("exclusiveMaximum");
    if has("format") || has("enum") || has("const") || has("$ref") || is_bounded {
        return;
    }
    let (kind, help) = if schema::has_type(visit.node, "integer") {
        ("integer", "add `format: int32` or `format: int64`")
    } else if schema::has_type(visit.node, "number") {
        ("number", "add `format: double` or `format: float`")
    } else {
        return;
    };
    let message = format!("the {kind} has no format");
    let group = report::group("numbers have no format", "add `format`");
    reporter.report(visit, Subject::visit(facts, visit), message, help).in_group(&group);
}
