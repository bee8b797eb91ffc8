//! What is read, what is refused, and what is written back.

use super::*;

fn read(text: &str) -> DateTime {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn what_servers_send_is_read_and_written_back() {
    for (text, utc, offset) in [
        ("2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z", Some(0)),
        ("2026-01-31t09:00:00z", "2026-01-31T09:00:00Z", Some(0)),
        ("2026-01-31T09:00:00+09:00", "2026-01-31T00:00:00Z", Some(32_400)),
        ("2026-01-31T09:00:00-0330", "2026-01-31T12:30:00Z", Some(-12_600)),
        ("2026-01-31T09:00:00+09", "2026-01-31T00:00:00Z", Some(32_400)),
        ("2026-01-31 09:00:00 +0000", "2026-01-31T09:00:00Z", Some(0)),
        ("2026-01-31 09:00:00 UTC", "2026-01-31T09:00:00Z", Some(0)),
        ("2024-04-26T09:06:55", "2024-04-26T09:06:55Z", None),
        ("2024-04-26 09:06:55.5", "2024-04-26T09:06:55.5Z", None),
        ("2024-02-29T23:59", "2024-02-29T23:59:00Z", None),
        ("2026-01-31T09:00:00.123456789012Z", "2026-01-31T09:00:00.123456789Z", Some(0)),
        ("2026-01-31T09:00:00,5Z", "2026-01-31T09:00:00.5Z", Some(0)),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", Some(0)),
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00Z", None),
        ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z", Some(0)),
    ] {
        let at = read(text);
        assert_eq!(at.as_str(), text);
        assert_eq!(at.offset_seconds(), offset, "{text}");
        assert_eq!(at.has_offset(), offset.is_some());
        let expected: jiff::Timestamp = utc.parse().unwrap();
        assert_eq!(jiff::Timestamp::try_from(at).unwrap(), expected, "{text}");
        assert_eq!(at, read(utc));
        assert_eq!(serde_json::to_value(at).unwrap(), text);
        assert_eq!(serde_json::from_value::<DateTime>(text.into()).unwrap().as_str(), text);
    }
    // The last day of .NET, which jiff cannot represent.
    let last = read("9999-12-31T23:59:59.9999999Z");
    assert_eq!((last.unix_seconds(), last.subsec_nanosecond()), (253_402_300_799, 999_999_900));
    assert!(jiff::Timestamp::try_from(last).is_err());
}

#[test]
fn digits_that_are_too_many_are_dropped() {
    let long = format!("2026-01-31T09:00:00.{}+09:00", "123456789".repeat(9));
    let at = read(&long);
    assert_eq!(at.as_str().len(), MAX_LEN);
    assert!(at.as_str().starts_with("2026-01-31T09:00:00.123456789"));
    assert!(at.as_str().ends_with("+09:00"));
    assert_eq!(read(at.as_str()), at);
}

#[test]
fn other_texts_are_errors_with_a_cause() {
    for (text, cause) in [
        ("", "it does not begin with a year"),
        ("today", "it does not begin with a year"),
        ("2026-01-31", "there is no time of day"),
        ("2026-1-31T09:00:00Z", "there is no such month"),
        ("2026-00-10T09:00:00Z", "there is no such month"),
        ("2026-13-01T09:00:00Z", "there is no such month"),
        ("2025-02-29T09:00:00Z", "the month has no such day"),
        ("2025-04-31T09:00:00Z", "the month has no such day"),
        ("2025-04-00T09:00:00Z", "the month has no such day"),
        ("0000-00-00 00:00:00", "there is no such month"),
        ("2026-01-31T24:00:00Z", "there is no such hour"),
        ("2026-01-31T09:60:00Z", "there is no such minute"),
        ("2026-01-31T09:00:61Z", "there is no such second"),
        ("2026-01-31T09:00:00.Z", "the fraction has no digits"),
        ("2026-01-31T09:00:00X", "the offset is not `Z` or like `+09:00`"),
        ("2026-01-31T09:00:00+9", "the offset is not `Z` or like `+09:00`"),
        ("2026-01-31T09:00:00Z ago", "the offset is not `Z` or like `+09:00`"),
        ("+12026-01-31T09:00:00Z", "it does not begin with a year"),
        ("２026-01-31T09:00:00Z", "it does not begin with a year"),
    ] {
        let error = text.parse::<DateTime>().map_err(|it| it.to_string());
        let expected = format!("not a date and time (RFC 3339): {cause}");
        assert_eq!(error.map(|it| it.to_string()), Err(expected), "{text}");
    }
}

#[test]
fn values_compare_by_instant() {
    let (tokyo, utc) = (read("2026-01-31T09:00:00+09:00"), read("2026-01-31T00:00:00Z"));
    assert_eq!(tokyo, utc);
    assert!(read("2026-01-31T00:00:00.000000001Z") > tokyo);
    assert!(read("1969-12-31T23:59:59Z") < read("1970-01-01T00:00:00Z"));
    let set = std::collections::HashSet::from([tokyo, utc]);
    assert_eq!(set.len(), 1);
}

#[test]
fn conversions() {
    let at = read("1969-12-31T23:59:58.5+01:00");
    let system = std::time::SystemTime::from(at);
    assert_eq!(DateTime::try_from(system).unwrap(), at);
    assert_eq!(DateTime::from(jiff::Timestamp::try_from(at).unwrap()), at);
    assert!(DateTime::now() > at);
    #[cfg(feature = "chrono")]
    {
        let chrono = chrono::DateTime::<chrono::FixedOffset>::try_from(at).unwrap();
        assert_eq!(chrono.to_rfc3339(), "1969-12-31T23:59:58.500+01:00");
        assert_eq!(DateTime::try_from(chrono).unwrap().as_str(), "1969-12-31T23:59:58.500+01:00");
    }
    #[cfg(feature = "time")]
    {
        let time = time::OffsetDateTime::try_from(at).unwrap();
        assert_eq!(DateTime::try_from(time).unwrap().as_str(), "1969-12-31T23:59:58.5+01:00");
    }
}
