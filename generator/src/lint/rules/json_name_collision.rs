//! N033: properties of a schema differ in more than case and separators.

use std::collections::HashMap;

use super::super::facts::Facts;
use super::super::location::Location;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::document::Visit;
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("N033"),
    name: "json-name-collision",
    severity: Some(Severity::Warning),
    summary: "Properties of a schema differ in more than case and separators",
    docs: "\
`userId` next to `userID` or `user_id` is almost always the same value twice. Readers choose one at random, and \
generated code has to give one of them a number.

The rule reports the second of two properties of one schema whose names are equal without case and separators.

Accepted are names that differ in a leading marker: `_links` and `links`, `@type` and `type`.

To fix a report, keep one of the two.",
    bad: &[
        "type: object\nproperties: {userId: {type: string}, userID: {type: string}}",
        "type: object\nproperties: {user_id: {type: string}, userId: {type: string}}",
    ],
    good: &[
        "type: object\nproperties: {_links: {type: string}, links: {type: string}, '@type': {type: string}, type: {type: string}, '+1': {type: string}, '-1': {type: string}}",
    ],
    source: "Rust API guidelines, naming",
    check: Check::At(schema::SCHEMAS, check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let mut first: HashMap<String, &str> = HashMap::new();
    for entry in visit.node.get("properties").into_iter().flat_map(Node::members) {
        let key = plain(entry.key);
        let before = *first.entry(key).or_insert(entry.key);
        if before == entry.key {
            continue;
        }
        let location =
            Location::new(entry.key_span, visit.pointer.child("properties").child(entry.key));
        let message =
            format!("properties `{before}` and `{}` differ only in case or separators", entry.key);
        // The pair is the same in another order.
        let (one, two) = (before.min(entry.key), before.max(entry.key));
        let subject = Subject::visit(facts, visit).with(one).with(two);
        reporter.report(location, subject, message, "keep one of the two");
    }
}

/// The name without case and separators; a leading marker stays.
fn plain(name: &str) -> String {
    let marker = name.chars().take_while(|it| !it.is_alphanumeric());
    let rest = name.chars().filter(|it| !matches!(it, '_' | '-' | ' ' | '.'));
    let rest = rest.skip_while(|it| !it.is_alphanumeric()).flat_map(char::to_lowercase);
    marker.chain(rest).collect()
}
