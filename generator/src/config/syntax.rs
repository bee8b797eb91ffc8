//! Which strings some keys accept, each with a description for messages.

pub(super) const CRATE_NAME: &str =
    "a package name: a letter, followed by letters, digits, `-` and `_`";
pub(super) const ABSOLUTE_URL: &str = "an absolute URL such as `https://api.example.com`";
pub(super) const PROPERTY: &str = "a property, or a JSON pointer such as `/error/status`";
pub(super) const HEADER_NAME: &str = "a header name such as `Idempotency-Key`";
pub(super) const DURATION: &str = "a duration such as `200ms` or `2s`";
pub(super) const PERCENTAGE: &str = "a percentage such as `0.5%`";

/// Whether cargo accepts the string as the name of a package.
#[must_use]
pub fn is_crate_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_'))
        && text.len() <= 64
}

pub(super) fn is_absolute_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let odd = |it: char| it.is_whitespace() || it.is_control() || matches!(it, '#' | '?');
    rest.is_some_and(|rest| rest.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '['))
        && !text.contains(odd)
}

/// A token (RFC 9110 section 5.6.2).
pub(super) fn is_header_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it))
}

pub(super) fn is_duration(text: &str) -> bool {
    milliseconds(text).is_some()
}

/// Returns the milliseconds of a duration in whole ms or s, of at least 1 ms.
pub fn milliseconds(text: &str) -> Option<u64> {
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1),
        None => (text.strip_suffix('s')?, 1000),
    };
    let is_number = number.chars().all(|it| it.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|it| is_number && *it > 0)?;
    number.checked_mul(unit)
}

pub(super) fn is_percentage(text: &str) -> bool {
    share(text).is_some()
}

/// Returns the share that a percentage from 0 to 100 is.
pub fn share(text: &str) -> Option<f64> {
    let number = text.strip_suffix('%')?;
    let is_number = number.chars().all(|it| it.is_ascii_digit() || it == '.');
    let number: f64 = number.parse().ok().filter(|_| is_number)?;
    (number <= 100.0).then_some(number / 100.0)
}

/// The name of a property, or a JSON pointer (RFC 6901).
pub(super) fn is_property(text: &str) -> bool {
    !text.is_empty()
}

/// Every string; a later stage reports what it cannot use.
pub(super) fn is_any(_: &str) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_validated() {
        type Case = (fn(&str) -> bool, &'static [&'static str], &'static [&'static str]);
        let cases: &[Case] = &[
            (is_crate_name, &["orders-api", "a1_b"], &["", "1a", "a b", "é", "a/b", "-a"]),
            (
                is_absolute_url,
                &["https://a.example", "http://localhost:8080/v1", "http://[::1]:80"],
                &["", "/v1", "https://", "ftp://a", "https://a b", "https://a?x=1"],
            ),
            (is_header_name, &["Idempotency-Key", "x_y"], &["", "a b", "a:", "é"]),
            (is_property, &["status", "/a/b", "a.b"], &[""]),
            (is_duration, &["1ms", "200ms", "2s"], &["", "0ms", "200", "-1s", "+1s", "1.5s", "2m"]),
            (
                is_percentage,
                &["0%", "0.5%", "100%"],
                &["", "%", "0.5", "101%", "-1%", "1e1%", "nan%"],
            ),
        ];
        for (is_valid, good, bad) in cases {
            assert!(good.iter().all(|it| is_valid(it)), "{good:?}");
            assert!(!bad.iter().any(|it| is_valid(it)), "{bad:?}");
        }
    }
}
