//! R005: errors have the same outermost members as successful responses.

use super::super::api::{Api, Content, Merged};
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use super::errors;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("R005"),
    name: "error-same-envelope",
    severity: Some(Severity::Warning),
    summary: "Errors have the same outermost members as successful responses",
    docs: "\
If an error is wrapped in other members than a successful response, a client needs two types for one operation, and has to find out \
which of them it got before it can read either. In the house's design, an error has the same outermost members as a success.

The rule reports an operation whose error is wrapped in `error`, `errors` or `fault`, and shares no member with the successful body.

Accepted are errors with `status` or `message` at the top, `application/problem+json`, and bodies whose properties are not known.

To fix a report, use one envelope for both.",
    bad: &[
        "/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {data: {type: array, items: {}}}}}}}, '404': {description: no, content: {application/json: {schema: {type: object, properties: {errors: {type: array, items: {}}}}}}}}}}",
    ],
    good: &[
        "/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {status: {type: integer}, message: {type: string}, users: {type: array, items: {}}}}}}}, '404': {description: no, content: {application/json: {schema: {type: object, properties: {status: {type: integer}, message: {type: string}}}}}}}}}",
        "/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {name: {type: string}, status: {type: string}}}}}}, '404': {description: no, content: {application/json: {schema: {type: object, properties: {error: {type: string}}}}}}}}}",
    ],
    source: "D",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check<'a>(api: &Api<'a, '_>, reporter: &mut Reporter<'_>) {
    let help = "use the members of the successful response";
    let group = report::group("errors have another envelope than successful responses", help);
    for operation in api.called() {
        let responses = api.responses(operation);
        let success = responses.iter().filter(|it| it.is_class('2')).flat_map(|it| &it.contents);
        let mut bodies = success.filter_map(|it| errors::known_body(api, it));
        let Some(success) = bodies.next() else { continue };
        let differs = |it: &Content<'a>| {
            let body = errors::known_body(api, it).filter(|it| is_wrapped(api, it));
            body.is_some_and(|body| {
                success.properties.iter().all(|(key, _)| body.property(key.name).is_none())
            })
        };
        let mut errors = responses.iter().filter(|it| errors::is_error(it));
        let Some(response) = errors.find(|it| it.contents.iter().any(differs)) else { continue };
        let (title, status) = (operation.title(), response.status.name);
        let message =
            format!("the error {status} of `{title}` has another envelope than its success");
        let subject = Subject::operation(operation).with("errors");
        reporter.report(operation, subject, message, help).in_group(&group);
    }
}

/// Whether the details of an error are in a member that is an object or a list.
fn is_wrapped<'a>(api: &Api<'a, '_>, error: &Merged<'a>) -> bool {
    let wraps = |name: &&str| {
        let schema = error.property(name).and_then(|it| api.resolve(it));
        schema.is_some_and(|it| !schema::has_type(it, "string"))
    };
    let is_flat = errors::MEMBERS.iter().any(|it| error.property(it).is_some());
    ["error", "errors", "fault"].iter().any(wraps) && !is_flat
}
