//! V002: the version in a URL is a whole number.

use super::super::api::Api;
use super::super::location::Location;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::segment::Role;
use super::super::subject::Subject;
use super::path_name;
use super::version_in_url::{Server, servers};
use crate::diagnostic::{Applicability, Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("V002"),
    name: "version-integer",
    severity: Some(Severity::Error),
    summary: "The version in a URL is a whole number: `/v1`",
    docs: "\
A version in the URL changes only if clients have to change. What is compatible needs no new URL, so a minor version \
there makes clients move without a reason, or pins them to a version that nobody maintains.

The rule reports a version with a dot (`/v1.2`, `/1.0`) in the path of a server's URL, in `basePath` and in paths, \
once for all paths that contain it.

Accepted are dates (`/2024-01-31`), stages such as `/v2beta1`, and versions in other places, such as host names.

To fix a report, name the major version alone: `/v1`.",
    bad: &[
        "/v1.2/users: {get: {}}\n/v1.2/orders: {get: {}}",
        "/1.0/users: {get: {}}",
        "servers: [{url: 'https://example.com/v1.2'}]\npaths: {/users: {get: {}}}",
        "swagger: '2.0'\nbasePath: /v1.24\npaths: {/users: {get: {}}}",
    ],
    good: &[
        "/v1/users: {get: {}}",
        "/2024-01-31/users: {get: {}}",
        "/v2beta1/users: {get: {}}",
        "/users/report.1: {get: {}}",
        "servers: [{url: 'https://v1.2.example.com/v1'}]\npaths: {/users: {get: {}}}",
        "swagger: '2.0'\nbasePath: /v2\npaths: {/users: {get: {}}}",
    ],
    source: "D",
    fix: Some(Applicability::Suggestion),
    check: Check::Api(check),
    ..LintRule::BASE
};

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for segment in api.segments().iter().filter(|it| it.role == Role::Version) {
        if let Some(major) = major(segment.raw) {
            let message = format!("version `{}` is no whole number", segment.raw);
            path_name::report(api, segment, reporter, message, major);
        }
    }
    for server in servers(api) {
        report_server(&server, reporter);
    }
}

fn report_server(server: &Server<'_>, reporter: &mut Reporter<'_>) {
    let path = server
        .url
        .split_once("://")
        .map_or(server.url, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let version = path.split('/').find_map(|it| Some((it, major(it)?)));
    let Some((version, major)) = version else { return };
    let message = format!("version `{version}` is no whole number");
    let location = Location::new(server.span, server.pointer.clone());
    let subject = Subject::document().with(server.url);
    reporter.report(location, subject, message, format!("write `{major}`"));
}

/// The major version of a version with a dot: `v1` of `v1.2`.
fn major(text: &str) -> Option<&str> {
    let (major, minor) = text.split_once('.')?;
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let number = major.strip_prefix(['v', 'V']).unwrap_or(major);
    (is_number(number) && minor.split('.').all(is_number)).then_some(major)
}
