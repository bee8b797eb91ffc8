//! Dates of suppressions, without a time zone: a suppression ends at the end of its day in UTC.

use std::time::{SystemTime, UNIX_EPOCH};

const SECONDS_PER_DAY: u64 = 86_400;

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// The current day in UTC.
    pub(crate) fn today() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Self(
            since.map_or(0, |it| i64::try_from(it.as_secs() / SECONDS_PER_DAY).unwrap_or(i64::MAX)),
        )
    }

    /// Reads a `full-date` of RFC 3339, such as `2027-01-31`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
        let is_number =
            |it: &str, digits| it.len() == digits && it.bytes().all(|it| it.is_ascii_digit());
        if !is_number(year, 4) || !is_number(month, 2) || !is_number(day, 2) {
            return None;
        }
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        ((1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day))
            .then(|| Self(days_before(year, month) + day))
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days between 1969-12-31 and the day before a month.
fn days_before(year: i64, month: i64) -> i64 {
    let years: i64 = match year {
        1970.. => (1970..year).map(|it| 365 + i64::from(is_leap(it))).sum(),
        _ => -(year..1970).map(|it| 365 + i64::from(is_leap(it))).sum::<i64>(),
    };
    years + (1..month).map(|it| days_of(year, it)).sum::<i64>() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_the_epoch() {
        for (text, days) in [
            ("1970-01-01", Some(0)),
            ("1969-12-31", Some(-1)),
            ("2000-02-29", Some(11_016)),
            ("2026-11-29", Some(20_786)),
            ("1900-02-29", None),
            ("2026-13-01", None),
            ("2026-1-01", None),
            ("2026-00-10", None),
            ("tomorrow", None),
        ] {
            assert_eq!(Day::parse(text), days.map(Day), "{text}");
        }
        assert!(Day::today() > Day::parse("2026-01-01").unwrap());
    }
}
