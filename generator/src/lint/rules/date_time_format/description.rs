//! What the description of a property says about its format.

use super::Format;

/// What a description says about the format of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Description {
    /// It names the format of a date or time.
    Format(Format),
    /// It describes another kind of value: a duration, a number, a part of a date.
    Other,
    /// Neither.
    Unclear,
}

/// The format that a description names.
pub(super) fn format_in(description: &str) -> Description {
    let text = description.to_ascii_lowercase();
    if text.is_empty() {
        return Description::Unclear;
    }
    if OTHER.iter().any(|phrase| text.contains(phrase)) || has_partial_date(&text) {
        return Description::Other;
    }
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    let (names_date, has_time) = (has(&["yyyy-mm-dd"]), has_time(&text));
    let names_standard =
        has(&["iso 8601", "iso8601", "iso-8601", "rfc 3339", "rfc3339", "rfc-3339"]);
    let is_dated = names_standard && has(&["date"]) && words(&text).any(is_date);
    if (names_date || is_dated) && !has_time {
        return Description::Format(Format::Date);
    }
    if names_date || names_standard && (has_time || has(&["date"])) {
        return Description::Format(Format::DateTime);
    }
    Description::Unclear
}

/// Whether a text in lower case has a time: as a word, as a pattern, or as an example. A time period is none.
fn has_time(text: &str) -> bool {
    let patterns = ["hh:mm", "thh", "date-time", "datetime", "timestamp"];
    let is_example = |it: &str| it.get(..10).is_some_and(is_date) && it.contains(':');
    let letters = || text.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    let following = letters().skip(1).chain(Some(""));
    let mut pairs = letters().zip(following);
    patterns.iter().any(|it| text.contains(it))
        || words(text).any(is_example)
        || pairs.any(|(it, next)| matches!(it, "time" | "times") && !PERIODS.contains(&next))
}

/// Words that make a preceding `time` no time of a day.
const PERIODS: &[&str] = &["frame", "interval", "off", "period", "periods", "range", "span"];

/// The words of a text, without punctuation and quotes around them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split_ascii_whitespace();
    words.map(|it| it.trim_matches(|it: char| !it.is_ascii_alphanumeric()))
}

/// Whether a text is a date without a time: `2014-08-30`.
pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let fits = |(at, byte): (usize, &u8)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    bytes.len() == 10 && bytes.iter().enumerate().all(fits)
}

/// Phrases in descriptions of durations, numbers, parts of dates, and values of several kinds.
const OTHER: &[&str] = &[
    "cron",
    "ddmmyy",
    "duration",
    "empty string",
    "epoch",
    "hh:mm format",
    "human readable",
    "human-readable",
    "in days",
    "in hours",
    "in minutes",
    "in seconds",
    "interval",
    "may be empty",
    "millisecond",
    "mm/yy",
    "mmddyy",
    "month and year",
    "number of",
    "relative",
    "seconds since",
    "time of day",
    "time zone",
    "timezone",
    "unix",
    "year and month",
    "yyyy-mm format",
    "yyyymmdd",
];

/// Whether the text has a year and a month without a day: `1981-12`.
fn has_partial_date(text: &str) -> bool {
    let is_separator = |it: char| !it.is_ascii_digit() && it != '-';
    let words = text.split(is_separator).map(|it| it.trim_matches('-'));
    let is_digits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|it| it.is_ascii_digit())
    };
    words.into_iter().any(|word| {
        word.split_once('-').is_some_and(|(year, month)| is_digits(year, 4) && is_digits(month, 2))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_name_formats() {
        use Description::{Format as Is, Other, Unclear};
        for (text, expected) in [
            ("When it was created, in ISO 8601 date format", Is(Format::DateTime)),
            ("The timestamp (RFC3339)", Is(Format::DateTime)),
            ("Format: YYYY-MM-DD", Is(Format::Date)),
            ("YYYY-MM-DDThh:mm:ssZ", Is(Format::DateTime)),
            ("The date in ISO 8601 format. e.g. 2023-12-13", Is(Format::Date)),
            ("ISO 8601 date, e.g. `2023-12-13T10:00:00Z`", Is(Format::DateTime)),
            ("The end of the time period in `YYYY-MM-DD` format", Is(Format::Date)),
            ("The time of the end, as YYYY-MM-DD", Is(Format::DateTime)),
            ("The ISO 8601 time period", Unclear),
            ("The system-time (RFC 3339)", Is(Format::DateTime)),
            ("The ISO 8601 duration", Other),
            ("ISO 8601 country of the holder", Unclear),
            ("such as 1981-12", Other),
            ("such as 1981-12-24", Unclear),
            ("Unix time in seconds", Other),
            ("The name", Unclear),
        ] {
            assert_eq!(format_in(text), expected, "{text}");
        }
    }
}
