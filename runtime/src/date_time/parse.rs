//! From text to a [`DateTime`].

use std::fmt;

use super::{DateTime, MAX_LEN};

/// Why a text is not a date and time. The message does not quote the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTimeError(&'static str);

impl DateTimeError {
    pub(super) const RANGE: Self = Self("the year is not between 0 and 9999");
}

impl fmt::Display for DateTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a date and time (RFC 3339): {}", self.0)
    }
}

impl std::error::Error for DateTimeError {}

/// Parses a text, which may have white space around it.
pub(super) fn parse(text: &str) -> Result<DateTime, DateTimeError> {
    let text = text.trim();
    let mut scan = Scan { rest: text.as_bytes() };
    let day = scan.day()?;
    if !scan.accepts(|it| matches!(it, b'T' | b't' | b' ')) {
        return Err(DateTimeError("there is no time of day"));
    }
    let second = scan.time()?;
    let fraction = scan.fraction()?;
    let offset = scan.offset()?;
    if !scan.rest.is_empty() {
        return Err(DateTimeError("the offset is not `Z` or like `+09:00`"));
    }
    let seconds = day * 86_400 + second - i64::from(offset.unwrap_or(0));
    let nanosecond = nanosecond(fraction);
    let (kept, len) = kept(text, fraction).ok_or(DateTimeError("it is too long"))?;
    Ok(DateTime { seconds, nanosecond, offset, len, text: kept })
}

/// The text that is kept: all of it, or a shorter fraction.
fn kept(text: &str, fraction: &[u8]) -> Option<([u8; MAX_LEN], u8)> {
    let surplus = text.len().saturating_sub(MAX_LEN);
    let start = text.find(['.', ',']).map_or(text.len(), |at| at + 1);
    let cut = start + fraction.len();
    let (head, tail) = (text.get(..cut.checked_sub(surplus)?)?, text.get(cut..).unwrap_or(""));
    if surplus > 0 && head.len() < start {
        return None;
    }
    let mut kept = [0; MAX_LEN];
    let bytes = head.bytes().chain(tail.bytes());
    let bytes = if surplus == 0 { text.bytes().chain("".bytes()) } else { bytes };
    let mut len = 0;
    for (slot, byte) in kept.iter_mut().zip(bytes) {
        *slot = byte;
        len += 1;
    }
    Some((kept, len))
}

fn nanosecond(fraction: &[u8]) -> u32 {
    let digits = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(9);
    digits.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

/// The days from 1970-01-01 to a date of the proleptic Gregorian calendar.
pub(super) fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the leap day is the last one.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

struct Scan<'t> {
    rest: &'t [u8],
}

impl<'t> Scan<'t> {
    fn accepts(&mut self, expected: impl Fn(u8) -> bool) -> bool {
        match self.rest.split_first() {
            Some((first, rest)) if expected(*first) => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Reads a number of exactly so many digits.
    fn number(&mut self, digits: usize) -> Option<i64> {
        let (number, rest) = self.rest.split_at_checked(digits)?;
        if !number.iter().all(u8::is_ascii_digit) {
            return None;
        }
        self.rest = rest;
        Some(number.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
    }

    fn bounded(&mut self, last: i64, wrong: &'static str) -> Result<i64, DateTimeError> {
        self.number(2).filter(|it| *it <= last).ok_or(DateTimeError(wrong))
    }

    /// Reads `2026-01-31` as the days since 1970.
    fn day(&mut self) -> Result<i64, DateTimeError> {
        let year = self.number(4).ok_or(DateTimeError("it does not begin with a year"))?;
        if !self.accepts(|it| it == b'-') {
            return Err(DateTimeError("the date is not like `2026-01-31`"));
        }
        let month = self.bounded(12, "there is no such month")?;
        if !self.accepts(|it| it == b'-') {
            return Err(DateTimeError("the date is not like `2026-01-31`"));
        }
        let day = self.bounded(days_in(year, month), "the month has no such day")?;
        match (month, day) {
            (0, _) => Err(DateTimeError("there is no such month")),
            (_, 0) => Err(DateTimeError("the month has no such day")),
            _ => Ok(days(year, month, day)),
        }
    }

    /// Reads `09:00:00` or `09:00` as seconds. A leap second is 60.
    fn time(&mut self) -> Result<i64, DateTimeError> {
        let hour = self.bounded(23, "there is no such hour")?;
        if !self.accepts(|it| it == b':') {
            return Err(DateTimeError("the time is not like `09:00:00`"));
        }
        let minute = self.bounded(59, "there is no such minute")?;
        let second = if self.accepts(|it| it == b':') {
            self.bounded(60, "there is no such second")?
        } else {
            0
        };
        Ok(hour * 3600 + minute * 60 + second)
    }

    /// Reads the digits after the decimal point.
    fn fraction(&mut self) -> Result<&'t [u8], DateTimeError> {
        if !self.accepts(|it| matches!(it, b'.' | b',')) {
            return Ok(&[]);
        }
        let digits = self.rest.iter().take_while(|it| it.is_ascii_digit()).count();
        let (fraction, rest) = self.rest.split_at(digits);
        self.rest = rest;
        if digits == 0 { Err(DateTimeError("the fraction has no digits")) } else { Ok(fraction) }
    }

    /// Reads `Z`, `+09:00`, `+0900` or `+09` as seconds.
    fn offset(&mut self) -> Result<Option<i32>, DateTimeError> {
        const WRONG: &str = "the offset is not `Z` or like `+09:00`";
        self.accepts(|it| it == b' ');
        if self.rest.eq_ignore_ascii_case(b"z")
            || self.rest.eq_ignore_ascii_case(b"utc")
            || self.rest.eq_ignore_ascii_case(b"gmt")
        {
            self.rest = &[];
            return Ok(Some(0));
        }
        let sign = match self.rest.first() {
            None => return Ok(None),
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) => return Err(DateTimeError(WRONG)),
        };
        self.accepts(|_| true);
        let hours = self.bounded(23, WRONG)?;
        self.accepts(|it| it == b':');
        let minutes = if self.rest.is_empty() { 0 } else { self.bounded(59, WRONG)? };
        let seconds = i32::try_from(hours * 3600 + minutes * 60);
        Ok(seconds.ok().map(|it| sign * it))
    }
}
