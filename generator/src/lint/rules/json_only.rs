//! R001: bodies are JSON.

use std::collections::HashSet;

use super::super::api::Api;
use super::super::report;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::subject::Subject;
use crate::diagnostic::{Code, Severity};
use crate::text::MediaType;

pub(super) const RULE: LintRule = LintRule {
    code: Code("R001"),
    name: "json-only",
    severity: Some(Severity::Error),
    summary: "Bodies are JSON",
    docs: "\
One format for all bodies needs one parser and one set of names. A second format next to JSON doubles what has to be \
tested, and the two drift apart.

The rule reports each body in XML, YAML, MessagePack or, in a response, in a form, once for each place where it is \
written. A list of media types for the whole of a Swagger 2.0 document is reported once.

Accepted are all JSON formats (`application/problem+json`, JSON lines), text, uploads and downloads \
(`multipart/form-data`, CSV, PDF, images), event streams, forms in requests, and media types of other kinds, which \
have no JSON form.

To fix a report, remove the media type, or offer JSON alone.",
    bad: &[
        "/a: {get: {responses: {'200': {description: ok, content: {application/xml: {schema: {type: object}}}}}}}",
        "/a: {post: {requestBody: {content: {application/json: {}, text/xml: {}}}, responses: {'200': {description: ok}}}}",
        "swagger: '2.0'\ninfo: {title: Example, version: 1.0.0}\nproduces: [application/json, application/xml]\npaths: {/a: {get: {responses: {'200': {description: ok, schema: {type: object}}}}}, /b: {get: {responses: {'200': {description: ok, schema: {type: object}}}}}}",
    ],
    good: &[
        "/a: {get: {responses: {'200': {description: ok, content: {application/json: {}, text/csv: {}, image/svg+xml: {}, text/event-stream: {}}}, '400': {description: no, content: {application/problem+json: {}}}}}}",
        "/a: {post: {requestBody: {content: {application/x-www-form-urlencoded: {}, multipart/form-data: {}}}, responses: {'200': {description: ok}}}}",
    ],
    source: "D, Z167",
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let group = report::group("bodies are not JSON", "offer JSON alone");
    let mut seen = HashSet::new();
    for operation in api.called() {
        let request = api.request(operation);
        let responses = api.responses(operation);
        let requests = request.iter().map(|it| (it, false));
        let contents = responses.iter().flat_map(|it| &it.contents).map(|it| (it, true));
        for (content, is_response) in requests.chain(contents) {
            let is_new = seen.insert((content.location.span, content.media_type));
            if !is_new || !is_other_format(content.media_type, is_response) {
                continue;
            }
            let side = if is_response { "response" } else { "request" };
            let message = format!("a {side} body in `{}` is not JSON", content.media_type);
            let help = "remove the media type, or write `application/json`";
            let subject = Subject::location(api, &content.location).with(content.media_type);
            reporter.report(content.location.clone(), subject, message, help).in_group(&group);
        }
    }
}

/// Whether a media type is a second notation of what JSON can express.
fn is_other_format(media_type: &str, is_response: bool) -> bool {
    let media_type = MediaType::parse(media_type);
    let is_image = media_type.top_level() == "image";
    let is_document = media_type.is_xml() && !is_image && !is_page(&media_type);
    let is_packed = media_type.subtype().ends_with("msgpack");
    is_document || media_type.is_yaml() || is_packed || (is_response && media_type.is_form())
}

/// Formats in XML with a purpose of their own.
fn is_page(media_type: &MediaType) -> bool {
    ["xhtml+xml", "rss+xml", "atom+xml", "soap+xml", "gpx+xml", "samlmetadata+xml", "scim+xml"]
        .contains(&media_type.subtype())
}
