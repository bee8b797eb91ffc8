//! R002: the root of a JSON response is an object.

use std::collections::HashSet;

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::text::MediaType;

pub(super) const RULE: LintRule = LintRule {
    code: Code("R002"),
    name: "json-object-root",
    severity: Some(Severity::Warning),
    summary: "The root of a JSON response is an object",
    docs: "\
A list at the root cannot be extended: there is no place for a total, a cursor or a warning without breaking every \
client. An object can gain members.

The rule reports a successful JSON response whose schema is an array.

Accepted are streams such as JSON lines, and requests.

To fix a report, put the list into a member that is named after its items: `{\"users\": [...]}`.",
    bad: &[
        "/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {}}}}}}}}",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\npaths: {/a: {get: {responses: {'200': {description: ok, schema: {$ref: '#/definitions/L'}}}}}}\ndefinitions: {L: {type: array, items: {type: string}}}",
    ],
    good: &[
        "/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {items: {type: array, items: {}}}}}}}}}}",
        "/a: {get: {responses: {'200': {description: ok, content: {application/jsonl: {schema: {type: array, items: {}}}}}}}}",
    ],
    source: "Z110",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let help = "put the list into a member of an object";
    let group = report::group("responses have a list at the root", help);
    let mut seen = HashSet::new();
    for operation in api.called() {
        for response in api.responses(operation).iter().filter(|it| it.is_class('2')) {
            for content in &response.contents {
                let media_type = MediaType::parse(content.media_type);
                let is_json = media_type.is_plain_json() || content.media_type.is_empty();
                let is_list = content.schema.is_some_and(|it| schema::has_type(it, "array"));
                if !is_json || !is_list || !seen.insert(content.location.span) {
                    continue;
                }
                let message = format!("the response of `{}` is a list", operation.title());
                let subject = Subject::location(api, &content.location);
                reporter.report(content.location.clone(), subject, message, help).in_group(&group);
            }
        }
    }
}
