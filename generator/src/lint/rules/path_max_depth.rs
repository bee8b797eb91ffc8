//! N009: paths are at most three resources deep.

use std::collections::HashMap;

use super::super::api::Api;
use super::super::option::{LintOption, OptionKind};
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::segment::{Role, Segment};
use super::super::subject::Subject;
use super::super::words::Number;
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N009"),
    name: "path-max-depth",
    severity: Some(Severity::Warning),
    summary: "Paths are at most three resources deep",
    docs: "\
A deep path repeats what its last id already says: a comment has an id of its own, so `/comments/{id}` is enough. \
Deep paths also fix a hierarchy that may change.

The rule counts the resources of a path, and reports the first segment beyond the limit, once for all paths that \
contain it.

Not counted are versions, prefixes without operations, actions, selectors such as `by-name`, and a first segment \
that names whose resources follow: `/tenants/{id}`, `/accounts/{id}`, `/orgs/{org}`.

To fix a report, give the inner resource a path of its own, and filter by query parameters.",
    bad: &[
        "/shops/{shopId}/orders/{orderId}/lines/{lineId}/notes: {get: {}}",
    ],
    good: &[
        "/v1/shops/{shopId}/orders/{orderId}/lines/{lineId}: {get: {}}",
        "/accounts/{accountId}/shops/{shopId}/orders/{orderId}/lines/{lineId}: {get: {}}",
        "/shops/{shopId}/orders/{orderId}/lines/{lineId}/cancel: {post: {}}",
    ],
    source: "D, Z147",
    options: &[&MAX],
    check: Check::Api(check),
    ..LintRule::BASE
};

/// How many resources a path may have.
const MAX: LintOption = LintOption {
    rule: "N009",
    key: "max",
    kind: OptionKind::Count(3),
    docs: "How many resources a path may have.",
    example: "4",
};

/// First segments that name whose resources follow.
const OWNERS: &[&str] = &[
    "account",
    "accounts",
    "companies",
    "customers",
    "enterprises",
    "installation",
    "installations",
    "me",
    "namespaces",
    "org",
    "organization",
    "organizations",
    "orgs",
    "owners",
    "project",
    "projects",
    "repos",
    "subscriptions",
    "teams",
    "tenant",
    "tenants",
    "user",
    "users",
    "workspace",
    "workspaces",
];

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    let max = api.config().count(&MAX);
    let mut resources: HashMap<String, u64> = HashMap::new();
    let mut segments: Vec<(usize, &Segment<'_>)> =
        api.segments().iter().map(|it| (it.depth, it)).collect();
    segments.sort_by_key(|(depth, _)| *depth);
    for (depth, segment) in segments {
        let Some(path) = api.paths().get(segment.path) else { continue };
        let key = |depth: usize| Subject::prefix(path.template(), depth).into_text();
        let before =
            depth.checked_sub(1).and_then(|it| resources.get(&key(it)).copied()).unwrap_or(0);
        let is_owner = before == 0 && segment.parameter.is_some() && OWNERS.contains(&segment.text);
        let is_named =
            segment.role == Role::Selector && api.name(segment.text).number() == Number::Plural;
        let is_self = segment.text == "me" || segment.text.starts_with('@');
        let is_resource = matches!(segment.role, Role::Collection | Role::Singleton) || is_named;
        let is_resource = is_resource && !is_owner && !is_self;
        let count = before + u64::from(is_resource);
        resources.insert(key(depth), count);
        if is_resource && before == max {
            let message = format!("`{}` is a resource more than {max} resources deep", segment.raw);
            let help = format!("give `{}` a path of its own", segment.raw);
            reporter.report(path, Subject::prefix(path.template(), depth), message, help);
        }
    }
}
