//! A date-time of the crate `time` in RFC 3339.
//!
//! `time`'s own serde form is not RFC 3339, and tables have no setting for another one. This must
//! not know calls.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use time::error::{Format, Parse};
use time::format_description::well_known::Rfc3339;

/// A [`time::OffsetDateTime`] that is RFC 3339 on the wire and as text, and keeps its offset.
///
/// # Examples
///
/// ```
/// let at: renkei_runtime::OffsetDateTime = "2026-01-31T09:00:00+09:00".parse()?;
/// assert_eq!(at.hour(), 9);
/// assert_eq!(at.unix_timestamp(), 1_769_817_600);
/// assert_eq!(at.to_string(), "2026-01-31T09:00:00+09:00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OffsetDateTime(pub time::OffsetDateTime);

impl OffsetDateTime {
    fn text(self) -> Result<String, Format> {
        self.0.format(&Rfc3339)
    }
}

impl Deref for OffsetDateTime {
    type Target = time::OffsetDateTime;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<time::OffsetDateTime> for OffsetDateTime {
    fn from(at: time::OffsetDateTime) -> Self {
        Self(at)
    }
}

impl From<OffsetDateTime> for time::OffsetDateTime {
    fn from(at: OffsetDateTime) -> Self {
        at.0
    }
}

impl FromStr for OffsetDateTime {
    type Err = Parse;

    fn from_str(text: &str) -> Result<Self, Parse> {
        time::OffsetDateTime::parse(text, &Rfc3339).map(Self)
    }
}

impl fmt::Display for OffsetDateTime {
    /// Fails for years that RFC 3339 cannot represent, and for offsets with seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().map_err(|_| fmt::Error)?)
    }
}

impl Serialize for OffsetDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text().map_err(ser::Error::custom)?)
    }
}

impl<'de> Deserialize<'de> for OffsetDateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = OffsetDateTime;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date and time (RFC 3339)")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<OffsetDateTime, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}
