//! What a response says about the quota of requests: `RateLimit` and `RateLimit-Policy`
//! (draft-ietf-httpapi-ratelimit-headers-11), their older forms, and `X-RateLimit-…`.

use std::time::Duration;

use http::HeaderMap;
use http::header::DATE;
use jiff::Timestamp;

use super::http_date::http_date;
use crate::upstream::Quota;

/// The headers of drafts 3 to 6, and those that came before any draft: remaining, reset.
const SEPARATE: [(&str, &str); 4] = [
    ("ratelimit-remaining", "ratelimit-reset"),
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
    ("x-ratelimit-remaining", "x-ratelimit-reset-after"),
];

/// A reset from this number on is a point in time, in seconds since 1970.
const LEAST_TIMESTAMP: f64 = 1e9;
/// The same, in milliseconds.
const LEAST_MILLISECONDS: f64 = 1e12;

/// Returns the quota of a response, if it says how much remains and when that changes. Of several policies
/// it is the one with the fewest remaining requests. Few responses have such a header, which
/// [`Notices`](super::notices::Notices) tells beforehand.
pub(super) fn read(headers: &HeaderMap) -> Option<Quota> {
    let policies = joined(headers, "ratelimit-policy");
    let limits = joined(headers, "ratelimit");
    let policies: Vec<Member<'_>> = split(&policies, ',').map(Member::new).collect();
    let standard = split(&limits, ',').filter_map(|text| Member::new(text).quota(&policies));
    let standard = standard.min_by_key(|it| (it.remaining, std::cmp::Reverse(it.reset)));
    standard.or_else(|| draft_7(&limits)).or_else(|| separate(headers))
}

/// Draft 7: `limit=100, remaining=50, reset=5`.
fn draft_7(text: &str) -> Option<Quota> {
    let value = |name: &str| {
        split(text, ',').find_map(|it| it.split_once('=').filter(|(key, _)| *key == name))
    };
    let remaining = value("remaining")?.1.parse().ok()?;
    let reset = Duration::try_from_secs_f64(value("reset")?.1.parse().ok()?).ok()?;
    Some(Quota { remaining, reset })
}

fn separate(headers: &HeaderMap) -> Option<Quota> {
    let number =
        |name: &str| -> Option<f64> { headers.get(name)?.to_str().ok()?.trim().parse().ok() };
    let (remaining, reset) = SEPARATE.iter().find_map(|(remaining, reset)| {
        number(remaining).zip(number(reset)).filter(|(remaining, _)| *remaining >= 0.0)
    })?;
    let now = || {
        let date = headers.get(DATE).and_then(|it| http_date(it.to_str().ok()?));
        date.unwrap_or_else(Timestamp::now).as_millisecond() as f64 / 1000.0
    };
    let seconds = match reset {
        it if it >= LEAST_MILLISECONDS => it / 1000.0 - now(),
        it if it >= LEAST_TIMESTAMP => it - now(),
        it => it,
    };
    let reset = Duration::try_from_secs_f64(seconds.max(0.0)).ok()?;
    Some(Quota { remaining: remaining as u64, reset })
}

fn joined(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter().filter_map(|it| it.to_str().ok());
    values.collect::<Vec<_>>().join(", ")
}

/// A member of a list of structured fields (RFC 9651 § 3.1): an item with parameters.
struct Member<'a> {
    name: &'a str,
    text: &'a str,
}

impl<'a> Member<'a> {
    fn new(text: &'a str) -> Self {
        Self { name: split(text, ';').next().unwrap_or(text), text }
    }

    fn parameter(&self, name: &str) -> Option<&'a str> {
        let mut parameters = split(self.text, ';').skip(1);
        parameters
            .find_map(|it| it.split_once('=').filter(|(key, _)| *key == name))
            .map(|(_, it)| it)
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.parameter(name)?.parse().ok()
    }

    /// Reads a member of `RateLimit`. Without a time of its own, that of its policy counts. A quota of
    /// something other than requests is none.
    fn quota(&self, policies: &[Member<'_>]) -> Option<Quota> {
        let policy = policies.iter().find(|it| it.name == self.name);
        let unit = policy.and_then(|it| it.parameter("qu"));
        if unit.is_some_and(|it| it.trim_matches('"') != "requests") {
            return None;
        }
        let seconds = self.number("t").or_else(|| policy?.number("w"))?;
        Some(Quota { remaining: self.number("r")?, reset: Duration::from_secs(seconds) })
    }
}

/// Splits a text at a separator that is not in a string.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut in_string, mut is_escaped) = (false, false);
    let parts = text.split(move |character| match character {
        _ if is_escaped => {
            is_escaped = false;
            false
        }
        '\\' if in_string => {
            is_escaped = true;
            false
        }
        '"' => {
            in_string = !in_string;
            false
        }
        it => it == separator && !in_string,
    });
    parts.map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &[(&str, &str)], expected: Option<(u64, u64)>) {
        let list =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let found = read(&list.collect()).map(|it| (it.remaining, it.reset.as_secs()));
        assert_eq!(found, expected, "{headers:?}");
    }

    #[test]
    fn structured_fields() {
        check(&[], None);
        check(&[("ratelimit", r#""default";r=50;t=30"#)], Some((50, 30)));
        check(&[("ratelimit", r#""default" ; r=50 ;t=30;pk=:sdfjLJUOUH==:"#)], Some((50, 30)));
        check(&[("ratelimit", r#""a";r=50;t=30, "b";r=3;t=9,"c";r=3;t=10"#)], Some((3, 10)));
        check(&[("ratelimit", r#""a,b;r=1";r=50;t=30"#)], Some((50, 30)));
        check(&[("ratelimit", r#""a";r=5;t=1"#), ("ratelimit", r#""b";r=4;t=2"#)], Some((4, 2)));
        check(&[("ratelimit", r#""a";r=5"#)], None);
        let policy =
            ("ratelimit-policy", r#""a";q=100;w=60;qu="requests", "b";q=9;w=1;qu="content-bytes""#);
        check(&[("ratelimit", r#""a";r=5"#), policy], Some((5, 60)));
        check(&[("ratelimit", r#""a";r=5, "b";r=1;t=9"#), policy], Some((5, 60)));
        check(&[policy], None);
        check(&[("ratelimit", r#""a";r=x;t=30"#)], None);
        check(&[("ratelimit", r#"""""#), ("ratelimit-policy", "\\")], None);
    }

    #[test]
    fn older_headers() {
        check(&[("ratelimit", "limit=100, remaining=50, reset=5")], Some((50, 5)));
        check(&[("ratelimit-remaining", "7"), ("ratelimit-reset", "3")], Some((7, 3)));
        check(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", "1.5")], Some((0, 1)));
        let date = ("date", "Sun, 09 Sep 2001 01:46:50 GMT");
        for reset in ["1000000017", "1000000017000", "7"] {
            check(
                &[("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", reset), date],
                Some((1, 7)),
            );
        }
        check(
            &[("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", "1000000001"), date],
            Some((1, 0)),
        );
        check(&[("x-ratelimit-remaining", "-1"), ("x-ratelimit-reset", "1")], None);
        check(&[("x-ratelimit-remaining", "1")], None);
        check(&[("x-ratelimit-remaining", "many"), ("x-ratelimit-reset", "NaN")], None);
    }
}
