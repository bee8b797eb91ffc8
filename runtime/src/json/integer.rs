//! Integers that are written with a fraction or an exponent, such as `1.0` and `1e3`.

use std::borrow::Cow;

/// The most zeros that an exponent adds. No integer type has as many digits.
const MAX_ZEROS: usize = 40;

/// Returns the digits of a JSON number, if its value is an integer that a type could hold. No digit
/// is lost, because nothing is converted to a float.
pub(super) fn digits(number: &str) -> Option<Cow<'_, str>> {
    let Some(end) = number.find(['.', 'e', 'E']) else { return Some(Cow::Borrowed(number)) };
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let sign = if whole.starts_with('-') { "-" } else { "" };
    if fraction.is_empty() && whole.trim_start_matches('-') == "0" {
        return Some(Cow::Borrowed("0"));
    }
    let exponent: i32 = exponent.parse().ok()?;
    if exponent == 0 && fraction.is_empty() {
        return number.get(..end).map(Cow::Borrowed);
    }
    let all = format!("{}{fraction}", whole.trim_start_matches('-'));
    // How many zeros follow the digits; negative if digits follow the decimal point.
    let zeros = i64::from(exponent) - i64::try_from(fraction.len()).ok()?;
    let text = match usize::try_from(zeros) {
        Ok(zeros) if zeros <= MAX_ZEROS => format!("{all}{}", "0".repeat(zeros)),
        Ok(_) => return None,
        Err(_) => {
            let cut = usize::try_from(-zeros).ok().filter(|cut| *cut < all.len())?;
            let (kept, dropped) = all.split_at(all.len() - cut);
            if dropped.bytes().any(|it| it != b'0') {
                return None;
            }
            kept.to_owned()
        }
    };
    let text = text.trim_start_matches('0');
    Some(Cow::Owned(format!("{sign}{text}")))
}

/// Reads an unsigned integer that fits for certain at the start of a text. Returns it and its length, or `None` for any other
/// number.
#[inline]
pub(super) fn short(text: &[u8]) -> Option<(u64, usize)> {
    const DIGITS: usize = 18;
    let (mut number, mut length) = (0, 0);
    for digit in text.iter().take(DIGITS).take_while(|it| it.is_ascii_digit()) {
        number = number * 10 + u64::from(digit - b'0');
        length += 1;
    }
    let has_more = matches!(text.get(length), Some(b'0'..=b'9' | b'.' | b'e' | b'E'));
    let has_leading_zero = length > 1 && text.first() == Some(&b'0');
    (length > 0 && !has_more && !has_leading_zero).then_some((number, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_in_any_notation() {
        for (number, expected) in [
            ("1", Some("1")),
            ("-0", Some("-0")),
            ("1.0", Some("1")),
            ("-1.000", Some("-1")),
            ("0.0", Some("0")),
            ("-0.0e7", Some("0")),
            ("1e3", Some("1000")),
            ("1E+3", Some("1000")),
            ("1.5e1", Some("15")),
            ("0.5e1", Some("5")),
            ("-1200e-2", Some("-12")),
            ("1200.00e-2", Some("12")),
            ("9223372036854775807.0", Some("9223372036854775807")),
            ("1844674407370955161.5e1", Some("18446744073709551615")),
            ("1.5", None),
            ("1e-1", None),
            ("12e-1", None),
            ("1.25e1", None),
            ("10e-2", None),
            ("1e99", None),
            ("1e99999999999", None),
            ("1e-99999999", None),
        ] {
            assert_eq!(digits(number).as_deref(), expected, "{number}");
        }
    }
}
