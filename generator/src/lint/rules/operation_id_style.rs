//! N014: operationIds can be part of a URL and have one style.

use super::super::api::Api;
use super::super::location::Location;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N014"),
    name: "operation-id-style",
    severity: Some(Severity::Warning),
    summary: "operationIds can be part of a URL and have one style",
    docs: "\
Documentation tools use the operationId in URLs, and generators make a function name of it. Spaces and braces break \
links, and a second style among many of the first is a slip that users see in the names of methods.

The rule reports an operationId with characters that a URL cannot have, and one in another style if at least nine of \
ten operationIds of the document have one style.

Accepted are operationIds of one word in lower case, which belong to every style, and prefixes before a slash, a dot \
or a colon.

To fix a report, write the operationId in the style of the document.",
    bad: &[
        "/a: {get: {operationId: list users, responses: {}}}",
        "/a: {get: {operationId: 'get{id}'}}",
        "/a: {get: {operationId: listUsers}, put: {operationId: putUsers}, post: {operationId: makeUsers}, delete: {operationId: dropUsers}, patch: {operationId: editUsers}, head: {operationId: testUsers}, options: {operationId: showUsers}, trace: {operationId: traceUsers}}\n/b: {get: {operationId: listBooks}, put: {operationId: put_books}}",
    ],
    good: &[
        "/a: {get: {operationId: listUsers}, put: {operationId: put_users}}",
        "/a: {get: {operationId: 'repos/list-users'}, put: {operationId: 'repos/get'}}",
    ],
    source: "OpenAPI 3.1 section \"Operation Object\"",
    check: Check::Api(check),
    ..LintRule::BASE
};

/// The share of operationIds that makes a style that of the document, in percent.
const MAJORITY: usize = 90;

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let ids = || api.called().filter_map(|it| Some((it, it.node.get("operationId")?.as_str()?)));
    let styles: Vec<&str> = ids().filter_map(|(_, id)| style(id)).collect();
    let common =
        ["camelCase", "snake_case", "kebab-case", "PascalCase"].into_iter().find(|style| {
            let count = styles.iter().filter(|it| *it == style).count();
            count * 100 >= styles.len() * MAJORITY && styles.len() >= 10
        });
    for (operation, id) in ids() {
        let other = style(id).zip(common).filter(|(style, common)| style != common);
        let is_unsafe =
            |it: char| it.is_whitespace() || it.is_control() || "\"<>\\^`{|}%#?".contains(it);
        let (message, help) = match other {
            _ if id.chars().any(is_unsafe) => {
                let message = format!(
                    "operationId `{}` has characters that a URL cannot have",
                    id.escape_debug()
                );
                (message, "use letters, digits, `-`, `_` and `.`".to_owned())
            }
            Some((_, common)) => (
                format!("operationId `{id}` is not in {common}"),
                format!("write it in {common}, as the others are"),
            ),
            None => continue,
        };
        let subject = Subject::operation(operation).with("operationId");
        let span = operation.node.get("operationId").map_or(operation.location, |it| it.span());
        let location = Location::new(span, operation.node_pointer.child("operationId"));
        reporter.report(location, subject, message, help);
    }
}

/// The style of an operationId without its prefixes; `None` if it fits several or has none.
fn style(id: &str) -> Option<&'static str> {
    let name = id.rsplit(['/', '.', ':']).next().unwrap_or(id);
    let has_upper = name.contains(|it: char| it.is_uppercase());
    let has_lower = name.contains(|it: char| it.is_lowercase());
    match (name.contains('_'), name.contains('-')) {
        (true, false) if !has_upper => Some("snake_case"),
        (false, true) if !has_upper => Some("kebab-case"),
        (false, false) if !has_upper || !has_lower => None,
        (false, false) if name.starts_with(|it: char| it.is_uppercase()) => Some("PascalCase"),
        (false, false) => Some("camelCase"),
        _ => Some("another style"),
    }
}
