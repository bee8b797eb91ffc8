//! R016: pATCH has a media type for patches.

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::text::MediaType;

pub(super) const RULE: LintRule = LintRule {
    code: Code("R016"),
    name: "patch-media-type",
    severity: Some(Severity::Info),
    summary: "PATCH has a media type for patches",
    docs: "\
`application/json` does not say how a patch is applied: whether a missing member is kept, and what null means. \
`application/merge-patch+json` (RFC 7396) and `application/json-patch+json` (RFC 6902) define it.

The rule reports a PATCH with a JSON body of another media type, unless one of these is offered too.

Accepted are bodies that are not JSON.

To fix a report, declare the media type of the patch.",
    bad: &[
        "/a: {patch: {requestBody: {content: {application/json: {}}}, responses: {'200': {description: ok}}}}",
    ],
    good: &[
        "/a: {patch: {requestBody: {content: {application/merge-patch+json: {}}}, responses: {'200': {description: ok}}}}",
        "/a: {patch: {requestBody: {content: {application/json: {}, application/json-patch+json: {}}}, responses: {'200': {description: ok}}}}",
    ],
    source: "Z148",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let help = "write `application/merge-patch+json`, if that is how the body is applied";
    let group = report::group("PATCH operations do not say how the patch is applied", help);
    for operation in api.called().filter(|it| it.method == "patch") {
        let contents = api.request(operation);
        let is_patch = contents.iter().any(|it| it.media_type.contains("patch"));
        let json = contents.iter().find(|it| MediaType::parse(it.media_type).is_json());
        let Some(content) = json.filter(|_| !is_patch) else { continue };
        let message = format!("`{}` does not say how its body is applied", operation.title());
        let subject = Subject::operation(operation).with("body");
        reporter.report(content.location.clone(), subject, message, help).in_group(&group);
    }
}
