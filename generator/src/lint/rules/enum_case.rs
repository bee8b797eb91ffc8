//! N035: the values of an enumeration have one style.

use super::super::facts::Facts;
use super::super::location::Location;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use crate::diagnostic::Code;
use crate::document::Visit;
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("N035"),
    name: "enum-case",
    summary: "The values of an enumeration have one style",
    docs: "\
Values in two styles are hard to remember: `IN_PROGRESS` next to `done`. Zalando writes them in UPPER_SNAKE_CASE.

The rule reports an enumeration of strings whose values have no common style, once.

Accepted are values of one word, which fit several styles, and values that are no names, such as `1.5` or \
`text/plain`.

To fix a report, choose one style for new values.",
    bad: &[
        "type: string\nenum: [IN_PROGRESS, all_done]",
        "type: string\nenum: [inProgress, all-done]",
    ],
    good: &[
        "type: string\nenum: [in_progress, done, '1.5', text/plain]",
        "type: string\nenum: [A, IN_PROGRESS]",
    ],
    source: "Z240",
    check: Check::At(schema::SCHEMAS, check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let values = visit.node.get("enum").into_iter().flat_map(Node::items).filter_map(Node::as_str);
    let names = values
        .filter(|it| it.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '-')));
    let styles: Vec<Vec<&str>> = names.map(styles).filter(|it| !it.is_empty()).collect();
    let Some(first) = styles.first() else { return };
    if !first.iter().any(|style| styles.iter().all(|it| it.contains(style))) {
        let message = "the values of the `enum` have no common style";
        let help = "write the values in one style";
        reporter.report(
            Location::member(visit, "enum"),
            Subject::visit(facts, visit),
            message,
            help,
        );
    }
}

/// The styles that a value fits.
fn styles(value: &str) -> Vec<&'static str> {
    let has_upper = value.contains(|it: char| it.is_ascii_uppercase());
    let has_lower = value.contains(|it: char| it.is_ascii_lowercase());
    let starts_upper = value.starts_with(|it: char| it.is_ascii_uppercase());
    let fits: [(&str, bool); 6] = [
        ("UPPER_SNAKE", !has_lower && !value.contains('-')),
        ("UPPER-KEBAB", !has_lower && !value.contains('_')),
        ("snake", !has_upper && !value.contains('-')),
        ("kebab", !has_upper && !value.contains('_')),
        ("camel", !starts_upper && !value.contains(['_', '-'])),
        ("Pascal", starts_upper && !value.contains(['_', '-'])),
    ];
    let is_name = has_upper || has_lower;
    fits.into_iter().filter(|(_, it)| *it && is_name).map(|(style, _)| style).collect()
}
