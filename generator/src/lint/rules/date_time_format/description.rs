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
    let has_date = has(&["yyyy-mm-dd"]);
    let has_time = has(&["hh:mm", "thh", "date-time", "datetime", "timestamp", " time"]);
    if has_date && !has_time {
        return Description::Format(Format::Date);
    }
    let has_standard = has(&["iso 8601", "iso8601", "iso-8601", "rfc 3339", "rfc3339", "rfc-3339"]);
    if has_date || has_standard && has(&["date", "time"]) {
        return Description::Format(Format::DateTime);
    }
    Description::Unclear
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
