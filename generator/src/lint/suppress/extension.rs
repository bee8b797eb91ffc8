//! Suppressions by the extension `x-lint-ignore`: an object of rules, each with its reason. They are about the object that has
//! the extension, and all that is in it.
//!
//! `x-lint-ignore: {N003: public since 2019, N005: {reason: a brand, until: 2027-01-31}}`

use super::{Scope, Suppression};
use crate::document::Visit;
use crate::lint::facts::Facts;
use crate::lint::subject::Subject;
use crate::source::{Entry, Node};

/// The name of the extension.
const EXTENSION: &str = "x-lint-ignore";

/// Finds the suppressions of a visited object.
pub(super) fn find(visit: &Visit<'_, '_>, facts: &Facts<'_>) -> Vec<Suppression> {
    let Some(rules) = visit.node.get(EXTENSION) else { return Vec::new() };
    rules.members().map(|rule| of_rule(visit, facts, rule)).collect()
}

fn of_rule(visit: &Visit<'_, '_>, facts: &Facts<'_>, rule: Entry<'_>) -> Suppression {
    let text = |key: &str| rule.value.get(key).and_then(Node::as_str);
    let reason = rule.value.as_str().or_else(|| text("reason")).unwrap_or("");
    Suppression {
        rules: vec![rule.key.to_owned()],
        scope: Scope::Below(visit.node.span().file, visit.pointer.clone()),
        reason: reason.to_owned(),
        until: rule.value.get("until").and_then(Node::scalar_text),
        span: rule.key_span,
        pointer: visit.pointer.child(EXTENSION).child(rule.key),
        subject: Subject::visit(facts, visit)
            .with(&format!("{EXTENSION} {}", rule.key))
            .into_text(),
        is_used: false,
    }
}
