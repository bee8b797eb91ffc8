//! `Retry-After`: how long a server asks to wait.

use std::time::Duration;

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use super::http_date::http_date;

/// Reads `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC 9110 § 10.2.3), in this
/// order.
///
/// A date is relative to the response's `Date`, so that neither clock has to be right. Without one
/// it is relative to the local clock.
pub(crate) fn read(headers: &HeaderMap) -> Option<Duration> {
    if let Some(wait) = text(headers, "retry-after-ms").and_then(|ms| number(ms, 1000.0)) {
        return Some(wait);
    }
    let wanted = text(headers, RETRY_AFTER.as_str())?;
    number(wanted, 1.0).or_else(|| {
        let until = http_date(wanted)?;
        let now = text(headers, DATE.as_str()).and_then(http_date).unwrap_or_else(Timestamp::now);
        Some(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
    })
}

/// Whether the server throttles requests: 429, or 503 with `Retry-After`.
pub(super) fn is_throttled(status: StatusCode, wait: Option<Duration>) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS
        || (status == StatusCode::SERVICE_UNAVAILABLE && wait.is_some())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Parses digits, with a fraction if there is one. A number too large for a duration is the longest
/// duration. Anything but a number is not a hint.
fn number(text: &str, units_per_second: f64) -> Option<Duration> {
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let seconds = text.parse::<f64>().ok()? / units_per_second;
    // A text that starts with a digit is not negative, so only its size can be invalid.
    Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
}

/// Whether the response forbids a retry: by a header of its own, or because it replays the stored
/// failure of the first request with this idempotency key.
pub(crate) fn forbids_retry(status: Option<StatusCode>, headers: &HeaderMap) -> bool {
    const SHOULD_RETRY: [&str; 2] = ["x-should-retry", "stripe-should-retry"];
    const REPLAYED: [&str; 2] = ["idempotent-replayed", "x-idempotent-replayed"];
    let says = |name: &&str, value: &str| {
        text(headers, name).is_some_and(|it| it.eq_ignore_ascii_case(value))
    };
    SHOULD_RETRY.iter().any(|name| says(name, "false"))
        || (status.is_some_and(|it| it.is_server_error())
            && REPLAYED.iter().any(|name| says(name, "true")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(headers: &[(&str, &str)]) -> Option<Duration> {
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        read(&headers.collect())
    }

    fn check(headers: &[(&str, &str)], expected: Option<u64>) {
        assert_eq!(parsed(headers), expected.map(Duration::from_millis), "{headers:?}");
    }

    #[test]
    fn numbers() {
        check(&[], None);
        check(&[("retry-after", "7")], Some(7000));
        check(&[("retry-after", "0")], Some(0));
        check(&[("retry-after", "0.5")], Some(500));
        check(&[("retry-after", "-3")], None);
        check(&[("retry-after", "soon")], None);
        check(&[("retry-after", "NaN")], None);
        check(&[("retry-after", "7"), ("retry-after-ms", "250")], Some(250));
        check(&[("retry-after", "7"), ("retry-after-ms", "x")], Some(7000));
    }

    #[test]
    fn numbers_too_large_for_a_duration() {
        let digits = "9".repeat(400);
        for name in ["retry-after", "retry-after-ms"] {
            for number in ["99999999999999999999999", &digits, "1e400"] {
                assert_eq!(parsed(&[(name, number)]), Some(Duration::MAX), "{name}: {number}");
            }
        }
        let both = [("retry-after", "7"), ("retry-after-ms", digits.as_str())];
        assert_eq!(parsed(&both), Some(Duration::MAX));
    }

    #[test]
    fn dates() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:30 GMT");
        check(&[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), date], Some(7000));
        check(&[("retry-after", "Sunday, 06-Nov-94 08:49:37 GMT"), date], Some(7000));
        check(&[("retry-after", "Sun Nov  6 08:49:37 1994"), date], Some(7000));
        check(&[("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT"), date], Some(0));
        check(&[("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")], Some(0));
        check(&[("retry-after", "Mon, 6 Nov 1994 08:49:37 UTC"), date], Some(7000));
    }
}
