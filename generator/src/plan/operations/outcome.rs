//! Which declared responses are successes, redirects and failures.

use crate::model::{Operation, StatusMatch};

/// Whether a declared status is a success of the operation: a status in the 200s. An operation that declares none
/// succeeds with a redirect, as a download does; one that declares no redirect either succeeds with `default`.
pub(super) fn successes(operation: &Operation) -> fn(StatusMatch) -> bool {
    let is_success: fn(StatusMatch) -> bool =
        |status| matches!(status, StatusMatch::Exact(200..=299) | StatusMatch::Range(2));
    let declares =
        |wanted: fn(StatusMatch) -> bool| operation.responses.iter().any(|it| wanted(it.status));
    match (declares(is_success), declares(is_redirect)) {
        (true, _) => is_success,
        (false, true) => is_redirect,
        (false, false) => |status| status == StatusMatch::Default,
    }
}

/// Whether the operation succeeds with a redirect.
pub(super) fn redirects(operation: &Operation) -> bool {
    operation.responses.iter().any(|it| is_redirect(it.status) && successes(operation)(it.status))
}

/// The declared statuses, which the runtime compares with those of responses. There are none if `default` covers the others.
pub(super) fn compared_statuses(operation: &Operation) -> Vec<StatusMatch> {
    let declared = operation.responses.iter().map(|it| it.status);
    let is_closed = declared.clone().all(|it| it != StatusMatch::Default);
    if is_closed { declared.collect() } else { Vec::new() }
}

/// 304 validates what the caller has, so it is no redirect (RFC 9110 section 15.4.5).
fn is_redirect(status: StatusMatch) -> bool {
    matches!(status, StatusMatch::Exact(300..=303 | 305..=399) | StatusMatch::Range(3))
}

/// Whether a declared status is a failure. `default` covers the undeclared failures.
pub(super) fn is_failure(status: StatusMatch) -> bool {
    matches!(status, StatusMatch::Exact(400..) | StatusMatch::Range(4 | 5) | StatusMatch::Default)
}
