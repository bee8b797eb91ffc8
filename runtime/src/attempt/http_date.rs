//! HTTP dates, read leniently: the three formats of RFC 9110 § 5.6.7, whatever their case, weekday,
//! zone and number of digits.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The parts of a date in the order in which they were found.
#[derive(Default)]
struct Parts {
    day: Option<i8>,
    month: Option<i8>,
    year: Option<i16>,
    time: Option<civil::Time>,
    offset: i32,
}

/// Reads a date. The weekday is redundant, so it is ignored. RFC 3339, which is not an HTTP date, is
/// accepted too.
pub(crate) fn http_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse() {
        return Some(timestamp);
    }
    let mut parts = Parts::default();
    for word in text.split([' ', ',', '\t']).filter(|it| !it.is_empty()) {
        match word.strip_prefix(['+', '-']) {
            Some(digits) if digits.len() == 4 => parts.offset = offset(word)?,
            _ => word.split('-').try_for_each(|it| parts.add(it))?,
        }
    }
    let date = civil::Date::new(parts.year?, parts.month?, parts.day?).ok()?;
    let zone = TimeZone::fixed(Offset::from_seconds(parts.offset).ok()?);
    zone.to_timestamp(DateTime::from_parts(date, parts.time?)).ok()
}

impl Parts {
    /// Adds a word. Returns `None` if it is not part of a date.
    fn add(&mut self, word: &str) -> Option<()> {
        if word.contains(':') {
            self.time = Some(time(word)?);
        } else if word.starts_with(|first: char| first.is_ascii_digit()) {
            match self.day {
                None => self.day = Some(word.parse().ok()?),
                Some(_) => self.year = Some(year(word)?),
            }
        } else if let Some(month) = month(word) {
            self.month = Some(month);
        } else if !word.chars().all(|one| one.is_ascii_alphabetic()) {
            return None;
        }
        Some(())
    }
}

fn month(word: &str) -> Option<i8> {
    let start = word.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|it| *it == start)?;
    i8::try_from(index + 1).ok()
}

/// A leap second counts as the second before it.
fn time(word: &str) -> Option<civil::Time> {
    let mut numbers = word.split(':').map(|it| it.parse::<i8>().ok());
    let (hour, minute) = (numbers.next()??, numbers.next()??);
    let second = numbers.next().unwrap_or(Some(0))?.min(59);
    civil::Time::new(hour, minute, second, 0).ok()
}

/// A year of two digits is the latest one that is at most 50 years ahead (RFC 9110 § 5.6.7).
fn year(word: &str) -> Option<i16> {
    let year: i16 = word.parse().ok()?;
    if word.len() > 2 {
        return Some(year);
    }
    let latest = Timestamp::now().to_zoned(TimeZone::UTC).year() + 50;
    Some(latest - (latest - year).rem_euclid(100))
}

/// `+hhmm` or `-hhmm`.
fn offset(word: &str) -> Option<i32> {
    let (hours, minutes) =
        (word.get(1..3)?.parse::<i32>().ok()?, word.get(3..)?.parse::<i32>().ok()?);
    let seconds = (hours * 60 + minutes) * 60;
    Some(if word.starts_with('-') { -seconds } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_all_forms() {
        let expected: Timestamp = "1994-11-06T08:49:37Z".parse().unwrap();
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            // As servers write them.
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "sun, 06 nov 1994 08:49:37 gmt",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37 +0000",
            "Sun, 06 Nov 1994 09:49:37 +0100",
            "Sun, 06 Nov 1994 03:49:37 -0500",
            "Sun, 06-Nov-1994 08:49:37 GMT",
            "Sun, 06-Nov-94 08:49:37 GMT",
            "06 Nov 1994 08:49:37 GMT",
            "Sun, 06 November 1994 8:49:37 GMT",
            "Sun Nov 06 08:49:37 1994",
            "Sun Nov 6 08:49:37 1994 GMT",
            "  Sun,  06 Nov 1994 08:49:37",
            "1994-11-06T08:49:37Z",
        ] {
            assert_eq!(http_date(text), Some(expected), "{text}");
        }
        let leap = http_date("Sat, 31 Dec 2016 23:59:60 GMT");
        assert_eq!(leap, "2016-12-31T23:59:59Z".parse().ok());
        let century = year("76").unwrap();
        assert!((1977..=2176).contains(&century) && century % 100 == 76);
        for text in ["", "soon", "7", "Sun, 06 Nov 1994", "Sun, 31 Feb 1994 08:49:37 GMT", "é 1:2"]
        {
            assert_eq!(http_date(text), None, "{text}");
        }
    }
}
