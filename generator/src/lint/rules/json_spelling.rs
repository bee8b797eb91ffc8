//! N032: the words of JSON properties are spelt correctly.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::{property_name, spelling};
use crate::diagnostic::{Applicability, Code, Severity};
use crate::document::{ObjectKind, SchemaRole, Visit};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N032"),
    name: "json-spelling",
    severity: Some(Severity::Warning),
    summary: "The words of JSON properties are spelt correctly",
    docs: spelling::DOCS,
    bad: &["type: object\nproperties: {recievedAt: {type: string}}"],
    good: &["type: object\nproperties: {receivedAt: {type: string}, kafkaUrl: {type: string}}"],
    source: "D",
    fix: Some(Applicability::Suggestion),
    check: Check::At(&[ObjectKind::Schema(SchemaRole::Property)], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let Some(key) = visit.key else { return };
    let Some((wrong, text)) = spelling::corrected(&facts.name(key.name)) else { return };
    let message = format!("`{wrong}` is misspelt");
    let help = format!("rename it to `{text}`");
    let finding = reporter.report(visit, Subject::visit(facts, visit), message, help);
    if let Some(fix) = property_name::rename(facts, (key, visit.node, visit.pointer), &text) {
        finding.fix(fix);
    }
}
