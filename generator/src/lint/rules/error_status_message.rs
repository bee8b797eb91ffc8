//! R004: the body of an error has `status` and `message`.

use std::collections::HashSet;

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use super::errors;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("R004"),
    name: "error-status-message",
    severity: Some(Severity::Error),
    summary: "The body of an error has `status` and `message`",
    docs: "\
If every error has the same two members, one piece of code in each client handles all of them: `status` follows the \
status codes of HTTP, and `message` says what happened.

The rule reports a JSON body of an error, once where it is written, whose properties are known and do not include \
both.

Accepted are `application/problem+json`, which has its own members (RFC 9457); bodies that reference `oneOf` or \
`anyOf`; bodies without properties; and errors without a body.

To fix a report, add the members to the schema of the error.",
    bad: &[
        "/a: {get: {responses: {'200': {description: ok}, '404': {description: no, content: {application/json: {schema: {type: object, properties: {error: {type: string}}}}}}}}}",
        "paths: {/a: {get: {responses: {default: {$ref: '#/components/responses/E'}}}, put: {responses: {default: {$ref: '#/components/responses/E'}}}}}\ncomponents: {responses: {E: {description: no, content: {application/json: {schema: {type: object, properties: {status: {type: integer}}}}}}}}",
    ],
    good: &[
        "/a: {get: {responses: {'404': {description: no, content: {application/json: {schema: {allOf: [{type: object, properties: {status: {type: integer}}}, {type: object, properties: {message: {type: string}}}]}}}}}}}",
        "/a: {get: {responses: {'404': {description: no, content: {application/problem+json: {schema: {type: object, properties: {title: {type: string}}}}}}}}}",
        "/a: {get: {responses: {'404': {description: no}, '500': {description: no, content: {application/json: {schema: {type: object}}}}}}}",
    ],
    source: "D",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let help = "add `status` and `message` to the schema";
    let group = report::group("errors have no `status` and `message`", help);
    let mut seen = HashSet::new();
    for operation in api.called() {
        for response in api.responses(operation).iter().filter(|it| errors::is_error(it)) {
            for content in &response.contents {
                let Some(body) = errors::known_body(api, content) else { continue };
                let lacking = errors::MEMBERS.iter().filter(|it| body.property(it).is_none());
                let lacking: Vec<String> = lacking.map(|it| format!("`{it}`")).collect();
                if lacking.is_empty() || !seen.insert(content.location.span) {
                    continue;
                }
                let message = format!("the error has no {}", lacking.join(" and no "));
                let subject = Subject::location(api, &content.location);
                reporter.report(content.location.clone(), subject, message, help).in_group(&group);
            }
        }
    }
}
