//! N001: path segments are in lower case.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, Rule};
use super::super::segment::Segment;
use super::super::words;
use super::path_name;
use crate::diagnostic::{Severity, code};

pub(super) const RULE: Rule = Rule {
    code: code::PATH_LOWERCASE,
    name: "path-lowercase",
    severity: Some(Severity::Error),
    summary: "Path segments are in lower case",
    docs: "\
The path of a URL is case-sensitive (RFC 3986, section 6.2.2.1), so `/Users` and `/users` are different resources, \
and the wrong one returns 404. If all paths are in lower case, there is nothing to remember.

Each segment is reported once, at the shortest path that contains it. Parameters (`{userId}`) are not part of the \
URL that is sent, so they are not reported. Neither is `/scim/v2/Users`, which RFC 7644 defines. For segments such \
as `findByStatus`, the help suggests hyphens between the words.

Precision: 20 of 20 sampled reports from 30 public documents were correct.",
    bad: &["/Users: {}", "/users/{id}/resetPassword: {}", "/Users: {}\n/Users/{id}: {}", "/users.JSON: {}"],
    good: &["/users/{userId}: {}", "/user-groups: {}", "/users/{Id}.json: {}", "/: {}", "/scim/v2/Users: {}"],
    source: "D, Z129",
    check: Check::Api(check),
};

fn check(api: &Api<'_>, reporter: &mut Reporter<'_>) {
    for segment in path_name::literal(api) {
        let name = path_name::literal_text(segment.written);
        if name.chars().any(char::is_uppercase) && !is_fixed_elsewhere(api, segment) {
            let better = path_name::rewritten(segment, &lower(segment.text));
            let message = format!("path segment `{}` has capital letters", segment.written);
            path_name::report(api, segment, reporter, message, &better);
        }
    }
}

/// SCIM fixes the names of its resources (RFC 7644 section 3.2).
fn is_fixed_elsewhere(api: &Api<'_>, segment: &Segment<'_>) -> bool {
    let path = api.paths().get(segment.path).map_or("", |path| path.template());
    path.split('/').skip(1).take(segment.depth).any(|it| it == "scim")
}

/// The segment in lower case: with dashes between its words, unless they are no words (`6VMVochwUWo`).
fn lower(text: &str) -> String {
    let shreds = words::split(text).iter().filter(|word| word.len() <= 2).count();
    if shreds > 2 {
        return text.to_lowercase();
    }
    text.split('.').map(words::kebab).collect::<Vec<_>>().join(".")
}
