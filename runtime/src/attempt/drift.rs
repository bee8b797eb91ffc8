//! What the head of a response says about drift: between the document and the server, and between two clocks.

use std::time::{Duration, SystemTime};

use http::header::DATE;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::http_date;
use super::notices::Notices;
use super::single_attempt::AttemptResponse;
use crate::call::{Call, Operation};
use crate::decode::RawResponse;
use crate::error::Error;
use crate::hooks::{Drift, Event};
use crate::media_type::MediaType;
use crate::upstream::Upstream;

/// The difference of two clocks that is worth a word. A date has a resolution of a second, and a response takes a while.
const MOST_SKEW: Duration = Duration::from_secs(30);

/// Reports what the head of a response shows to the observers of its client.
pub(super) fn report(
    call: &Call,
    upstream: &Upstream,
    notices: &Notices<'_>,
    result: Result<&AttemptResponse, &Error>,
) {
    let operation = call.operation();
    let report = |drift| {
        call.core().hooks().report(|| Event::Drifted {
            operation: operation.id,
            method: operation.method,
            path: operation.path,
            upstream: upstream.origin(),
            drift,
        });
    };
    let has_body = |it: &RawResponse| !it.is_bodiless() && !it.body().is_empty();
    let checked = notices.content_type.filter(|_| result.is_ok_and(|it| has_body(&it.head)));
    if checked.is_some_and(|sent| is_undeclared(operation.accept, sent)) {
        report(Drift::MediaType);
    }
    let response = result.map_or_else(Error::response, |it| Some(&it.head));
    if let Some(drift) = response.and_then(|it| undeclared_status(operation, it.status_code())) {
        report(drift);
    }
    let dated = notices.headers.filter(|_| upstream.is_clock_due());
    if let Some(drift) = dated.and_then(|it| clock_skew(it, SystemTime::now())) {
        report(drift);
    }
    if let Some(drift) = deprecated(notices) {
        report(drift);
    }
}

/// Documents need not declare all statuses (OpenAPI 3.1.1, "Responses Object"), so only those are reported that say something about
/// the operation.
fn undeclared_status(operation: &Operation, status: StatusCode) -> Option<Drift> {
    if !operation.is_undeclared(status) {
        return None;
    }
    let status = status.as_u16();
    let is_general = match status {
        // The request has a condition (RFC 9110 § 13).
        304 | 412 => true,
        // Credentials, timing, the connection, the rate of requests, or a server or a proxy that fails.
        401 | 407 | 408 | 421 | 425 | 429 | 500.. => true,
        _ => false,
    };
    (!is_general).then_some(Drift::UndeclaredStatus { status })
}

fn deprecated(notices: &Notices<'_>) -> Option<Drift> {
    let Notices { deprecation, sunset, .. } = *notices;
    if deprecation.is_none() && sunset.is_none() {
        return None;
    }
    // It was a boolean in drafts. `renkei probe` has the same rule.
    let is_denied = deprecation.is_some_and(|it| it == "false" || it == "?0");
    if is_denied && sunset.is_none() {
        return None;
    }
    let date = |text: &str| http_date(text).map(SystemTime::from);
    let since = deprecation.and_then(|it| it.to_str().ok()).and_then(|text| {
        match text.trim().strip_prefix('@') {
            Some(seconds) => structured_date(seconds),
            None => date(text.trim()),
        }
    });
    let sunset = sunset.and_then(|it| it.to_str().ok()).and_then(date);
    Some(Drift::Deprecated { since, sunset })
}

fn is_undeclared(accept: &str, sent: &HeaderValue) -> bool {
    // Most operations declare one media type, and most servers write it the same.
    if accept.is_empty() || sent.as_bytes() == accept.as_bytes() {
        return false;
    }
    let Some(sent) = sent.to_str().ok().and_then(MediaType::parse) else { return false };
    let is_declared = |declared: MediaType<'_>| {
        let (kind, any) = (declared.essence().split_once('/'), "*");
        let sent_kind = sent.essence().split_once('/').map(|it| it.0);
        declared.same_essence(sent)
            || kind.is_some_and(|(kind, sub)| {
                sub == any
                    && (kind == any || sent_kind.is_some_and(|it| it.eq_ignore_ascii_case(kind)))
            })
    };
    !MediaType::parse_list(accept).any(is_declared)
}

fn clock_skew(headers: &HeaderMap, now: SystemTime) -> Option<Drift> {
    let date = SystemTime::from(http_date(headers.get(DATE)?.to_str().ok()?)?);
    let (skew, is_ahead) = match date.duration_since(now) {
        Ok(ahead) => (ahead, true),
        Err(behind) => (behind.duration(), false),
    };
    let seconds = i64::try_from(skew.as_secs()).unwrap_or(i64::MAX);
    (skew > MOST_SKEW)
        .then_some(Drift::ClockSkew { seconds: if is_ahead { seconds } else { -seconds } })
}

/// Reads a date of a structured field: the seconds since 1970 (RFC 9651 § 3.3.7). Parameters are ignored.
fn structured_date(seconds: &str) -> Option<SystemTime> {
    let seconds = seconds.split(';').next()?.trim().parse::<i64>().ok()?;
    let span = Duration::from_secs(seconds.unsigned_abs());
    let epoch = SystemTime::UNIX_EPOCH;
    if seconds < 0 { epoch.checked_sub(span) } else { epoch.checked_add(span) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| ((*name).parse().unwrap(), HeaderValue::from_static(value)))
            .collect()
    }

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn deprecation_and_sunset() {
        // The example of RFC 9745 § 2.1, and that of RFC 8594 § 3.
        let since = Some(at(1_688_169_599));
        let (date, sunset) = ("@1688169599", "Sat, 31 Dec 2018 23:59:59 GMT");
        let end = Some(at(1_546_300_799));
        for (pairs, expected) in [
            (vec![("deprecation", date)], Some((since, None))),
            (vec![("deprecation", date), ("sunset", sunset)], Some((since, end))),
            (vec![("sunset", sunset)], Some((None, end))),
            (vec![("deprecation", "true")], Some((None, None))),
            (vec![("deprecation", "Fri, 30 Jun 2023 23:59:59 GMT")], Some((since, None))),
            (vec![("deprecation", "false")], None),
            (vec![("deprecation", "?0")], None),
            (vec![("deprecation", "false"), ("sunset", sunset)], Some((None, end))),
            (vec![("deprecation", "false"), ("sunset", "soon")], Some((None, None))),
            (vec![], None),
        ] {
            let expected = expected.map(|(since, sunset)| Drift::Deprecated { since, sunset });
            assert_eq!(deprecated(&Notices::of(&headers(&pairs))), expected, "{pairs:?}");
        }
    }

    #[test]
    fn clocks() {
        let date = headers(&[("date", "Fri, 30 Jun 2023 23:59:59 GMT")]);
        for (now, expected) in [
            (1_688_169_599, None),
            (1_688_169_570, None),
            (1_688_169_499, Some(100)),
            (1_688_169_699, Some(-100)),
        ] {
            let expected = expected.map(|seconds| Drift::ClockSkew { seconds });
            assert_eq!(clock_skew(&date, at(now)), expected);
        }
    }

    #[test]
    fn statuses() {
        let known = Operation { statuses: "200 404", retry_on: &[409], ..Operation::GET };
        let success = Operation { statuses: "200", ..Operation::GET };
        let general = [304, 401, 407, 408, 412, 421, 425, 429, 500, 502, 503, 504, 999];
        let of =
            |operation, status| undeclared_status(operation, StatusCode::from_u16(status).unwrap());
        for status in general.into_iter().chain([200, 404, 409]) {
            assert_eq!(of(&known, status), None, "{status}");
        }
        for status in [201, 204, 301, 307, 400, 403, 405, 410, 422] {
            let drift = Some(Drift::UndeclaredStatus { status });
            assert_eq!(of(&known, status), drift, "{status}");
            assert_eq!(of(&success, status), drift.filter(|_| status < 400), "{status}");
            assert_eq!(of(&Operation::GET, status), None, "{status}");
        }
    }

    #[test]
    fn media_types() {
        for (accept, sent, expected) in [
            ("application/json", "application/json; charset=utf-8", false),
            ("application/json", "APPLICATION/JSON", false),
            ("application/json, text/plain", "text/plain", false),
            ("application/json", "text/html", true),
            ("*/*", "text/html", false),
            ("text/*", "text/html", false),
            ("image/*", "text/html", true),
            ("", "text/html", false),
        ] {
            let sent = HeaderValue::from_static(sent);
            assert_eq!(is_undeclared(accept, &sent), expected, "{accept} {sent:?}");
        }
    }
}
