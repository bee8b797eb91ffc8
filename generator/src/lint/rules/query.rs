//! Shared by the rules about query parameters: their names and the report.

use super::super::facts::Facts;
use super::super::report::{Finding, Reporter};
use super::super::subject::Subject;
use crate::diagnostic::{Edit, Fix};
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
pub(super) fn report<'a, 'r>(
    visit: &Visit<'a, '_>,
    facts: &Facts<'a>,
    reporter: &'r mut Reporter<'_>,
    message: String,
    help: String,
) -> Option<Finding<'r>> {
    let location = (name(visit)?, visit.pointer.child("name"));
    Some(reporter.report(location, Subject::visit(facts, visit), message, help))
}

/// Reports the name of a parameter, and suggests another one.
pub(super) fn report_name<'a>(
    visit: &Visit<'a, '_>,
    facts: &Facts<'a>,
    reporter: &mut Reporter<'_>,
    message: String,
    (help, renamed): (String, &str),
) {
    let finding = report(visit, facts, reporter, message, help);
    if let Some((finding, edit)) = finding.zip(rename(visit, facts, renamed)) {
        finding.fix(Fix::suggestion(vec![edit]));
    }
}

/// Renames a parameter, unless another one of the same list has that name.
fn rename<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, renamed: &str) -> Option<Edit> {
    let mut list = visit.pointer.clone();
    list.pop();
    let list = facts.file_root_of(visit.node)?.at(&list);
    let mut others = list.into_iter().flat_map(Node::items).filter_map(|it| facts.resolve(it));
    let is_taken = others.any(|it| it.get("name").and_then(Node::as_str) == Some(renamed));
    let edit = || facts.editor().string(visit.node.get("name")?, renamed);
    if is_taken { None } else { edit() }
}
