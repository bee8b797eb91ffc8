//! `DateTime`: a date and time as an API sends it.
//!
//! Takes and returns text. It must not know calls.

mod convert;
mod parse;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::slice;

pub use self::parse::DateTimeError;

/// The longest text that is kept. Further digits of a fraction are dropped.
const MAX_LEN: usize = 47;

/// A date and time, exactly as an API sent it.
///
/// It reads every RFC 3339 value and what servers send in its place: no offset, a space instead of
/// `T`, an offset without a colon, no seconds, any number of fraction digits, and every year from 0
/// to 9999. The text is kept, so writing a value returns what was read.
///
/// Values compare by instant, to the nanosecond. A value without an offset is read as UTC;
/// [`has_offset`](Self::has_offset) tells.
///
/// It converts to [`jiff::Timestamp`], and with the features `chrono` and `time` to the types of
/// these crates.
///
/// # Examples
///
/// ```
/// use renkei_runtime::DateTime;
///
/// let at: DateTime = "2026-01-31T09:00:00.50+09:00".parse()?;
/// assert_eq!(at.to_string(), "2026-01-31T09:00:00.50+09:00");
/// assert_eq!(at, "2026-01-31 00:00:00.5".parse()?);
/// assert_eq!(at.offset_seconds(), Some(9 * 3600));
/// assert_eq!(at.unix_seconds(), 1_769_817_600);
/// # Ok::<(), renkei_runtime::DateTimeError>(())
/// ```
#[derive(Clone, Copy)]
pub struct DateTime {
    seconds: i64,
    nanosecond: u32,
    offset: Option<i32>,
    len: u8,
    text: [u8; MAX_LEN],
}

impl DateTime {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self {
        seconds: 0,
        nanosecond: 0,
        offset: Some(0),
        len: 20,
        text: *b"1970-01-01T00:00:00Z                           ",
    };

    /// Returns the text as it was read, or in RFC 3339.
    pub fn as_str(&self) -> &str {
        slice::ascii(slice::part(&self.text, ..usize::from(self.len)))
    }

    /// Returns the seconds since 1970-01-01T00:00:00Z, rounded down. A leap second is the first second
    /// of the next minute.
    pub fn unix_seconds(&self) -> i64 {
        self.seconds
    }

    /// Returns the nanoseconds after [`unix_seconds`](Self::unix_seconds). Further digits are dropped.
    pub fn subsec_nanosecond(&self) -> u32 {
        self.nanosecond
    }

    /// Returns the offset from UTC in seconds, positive east of Greenwich; `None` without an offset.
    pub fn offset_seconds(&self) -> Option<i32> {
        self.offset
    }

    /// Whether the value has an offset. One without is read as UTC, which may not be what the server
    /// means.
    pub fn has_offset(&self) -> bool {
        self.offset.is_some()
    }

    fn instant(&self) -> (i64, u32) {
        (self.seconds, self.nanosecond)
    }
}

impl FromStr for DateTime {
    type Err = DateTimeError;

    fn from_str(text: &str) -> Result<Self, DateTimeError> {
        parse::parse(text)
    }
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.instant() == other.instant()
    }
}

impl Eq for DateTime {}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.instant().cmp(&other.instant())
    }
}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.instant().hash(state);
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = DateTime;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date and time (RFC 3339)")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<DateTime, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}
