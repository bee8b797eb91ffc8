//! Numbers as text: which plain YAML scalars are numbers, and how they read in JSON.

/// A YAML plain scalar as a JSON number, or `None` where it is none (YAML 1.2.2 section 10.3.2, core schema).
///
/// Infinities and NaN have no JSON form and stay strings.
pub(super) fn from_yaml(text: &str) -> Option<String> {
    if let Some(digits) = text.strip_prefix("0o") {
        return u128::from_str_radix(digits, 8).ok().map(|value| value.to_string());
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return u128::from_str_radix(digits, 16).ok().map(|value| value.to_string());
    }
    decimal(text)
}

fn decimal(text: &str) -> Option<String> {
    // Most scalars are words, which their first character shows.
    if !matches!(text.as_bytes().first(), Some(b'0'..=b'9' | b'+' | b'-' | b'.')) {
        return None;
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (rest.get(..at)?, Some(rest.get(at + 1..)?)),
        None => (rest, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let any = !whole.is_empty() || fraction.is_some_and(|it| !it.is_empty());
    if !any || !digits(whole) || fraction.is_some_and(|it| !digits(it)) {
        return None;
    }
    let mut json = format!("{sign}{}", significant(whole));
    if let Some(fraction) = fraction {
        json.push('.');
        json.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    if let Some(exponent) = exponent {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if unsigned.is_empty() || !digits(unsigned) {
            return None;
        }
        json.push('e');
        json.push_str(exponent);
    }
    Some(json)
}

fn significant(whole: &str) -> &str {
    match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_core_schema_counts() {
        let cases = [
            ("12", Some("12")),
            ("-0", Some("-0")),
            ("+7", Some("7")),
            ("007", Some("7")),
            ("1.50", Some("1.50")),
            (".5", Some("0.5")),
            ("5.", Some("5.0")),
            ("1e3", Some("1e3")),
            ("9223372036854775808", Some("9223372036854775808")),
            ("0x1F", Some("31")),
            ("0o17", Some("15")),
            ("1_000", None),
            (".", None),
            ("1e", None),
            (".inf", None),
            ("2024-04-31", None),
            ("1.2.3", None),
            ("", None),
        ];
        for (text, json) in cases {
            assert_eq!(from_yaml(text).as_deref(), json, "{text}");
        }
    }
}
