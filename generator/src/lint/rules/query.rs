//! Shared by the rules about query parameters: their names and the report.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::subject::Subject;
use crate::document::{Key, Visit};
use crate::source::Node;

/// The name of a query parameter; `None` for other parameters and for references.
pub(super) fn name<'a>(visit: &Visit<'a, '_>) -> Option<Key<'a>> {
    let is_query = visit.node.get("in").and_then(Node::as_str) == Some("query");
    let name = visit.node.get("name").filter(|_| is_query)?;
    name.as_str().map(|text| Key { name: text, span: name.span() })
}

/// The name without brackets: `filter` and `ids[]` are named `filter` and `ids`.
pub(super) fn base(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}

/// The schema; in Swagger 2.0, the parameter itself is one.
pub(super) fn schema<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>) -> Option<Node<'a>> {
    visit.node.get("schema").map_or(Some(visit.node), |it| facts.resolve(it))
}

/// Reports a parameter at its name.
pub(super) fn report<'a>(
    visit: &Visit<'a, '_>,
    facts: &Facts<'a>,
    reporter: &mut Reporter<'_>,
    message: String,
    help: String,
) {
    let Some(name) = name(visit) else { return };
    let location = (name, visit.pointer.child("name"));
    reporter.report(location, Subject::visit(facts, visit), message, help);
}
