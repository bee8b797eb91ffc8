//! Conversions between [`DateTime`] and the types of the standard library, jiff, chrono and time.

use std::time::{Duration, SystemTime};

use super::{DateTime, DateTimeError};

impl TryFrom<DateTime> for jiff::Timestamp {
    type Error = jiff::Error;

    /// Fails after 9999-12-30T22:00:00Z, the last timestamp of jiff.
    fn try_from(at: DateTime) -> Result<Self, jiff::Error> {
        Self::new(at.seconds, i32::try_from(at.nanosecond).unwrap_or(0))
    }
}

impl From<jiff::Timestamp> for DateTime {
    /// RFC 3339 has no years before 0: such a time becomes the first moment of the year 0.
    fn from(at: jiff::Timestamp) -> Self {
        let text = at.to_string();
        let text = if text.starts_with('-') { "0000-01-01T00:00:00Z" } else { &text };
        text.parse().unwrap_or(Self::UNIX_EPOCH)
    }
}

impl TryFrom<SystemTime> for DateTime {
    type Error = DateTimeError;

    /// Fails for years that RFC 3339 cannot represent.
    fn try_from(at: SystemTime) -> Result<Self, DateTimeError> {
        let at = jiff::Timestamp::try_from(at).map_err(|_| DateTimeError::RANGE)?;
        at.to_string().parse().map_err(|_| DateTimeError::RANGE)
    }
}

impl From<DateTime> for SystemTime {
    fn from(at: DateTime) -> Self {
        let nanoseconds = Duration::from_nanos(at.nanosecond.into());
        let seconds = Duration::from_secs(at.seconds.unsigned_abs());
        let whole =
            if at.seconds < 0 { Self::UNIX_EPOCH - seconds } else { Self::UNIX_EPOCH + seconds };
        whole + nanoseconds
    }
}

impl DateTime {
    /// Returns the current time in UTC.
    pub fn now() -> Self {
        jiff::Timestamp::now().into()
    }
}

#[cfg(feature = "chrono")]
mod chrono_types {
    use chrono::{FixedOffset, Utc};

    use super::{DateTime, DateTimeError};

    impl TryFrom<DateTime> for chrono::DateTime<Utc> {
        type Error = DateTimeError;

        /// Fails for no value that can be read.
        fn try_from(at: DateTime) -> Result<Self, DateTimeError> {
            Self::from_timestamp(at.seconds, at.nanosecond).ok_or(DateTimeError::RANGE)
        }
    }

    impl TryFrom<DateTime> for chrono::DateTime<FixedOffset> {
        type Error = DateTimeError;

        /// Keeps the offset. Fails for no value that can be read.
        fn try_from(at: DateTime) -> Result<Self, DateTimeError> {
            let offset = FixedOffset::east_opt(at.offset.unwrap_or(0));
            let offset = offset.ok_or(DateTimeError::RANGE)?;
            Ok(chrono::DateTime::<Utc>::try_from(at)?.with_timezone(&offset))
        }
    }

    impl<Z: chrono::TimeZone> TryFrom<chrono::DateTime<Z>> for DateTime {
        type Error = DateTimeError;

        /// Fails for years that RFC 3339 cannot represent.
        fn try_from(at: chrono::DateTime<Z>) -> Result<Self, DateTimeError> {
            let text = at.fixed_offset().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
            text.parse().map_err(|_| DateTimeError::RANGE)
        }
    }
}

#[cfg(feature = "time")]
mod time_types {
    use time::format_description::well_known::Rfc3339;
    use time::{OffsetDateTime, UtcOffset};

    use super::{DateTime, DateTimeError};

    impl TryFrom<DateTime> for OffsetDateTime {
        type Error = DateTimeError;

        /// Keeps the offset. Fails where the local year is not between 0 and 9999.
        fn try_from(at: DateTime) -> Result<Self, DateTimeError> {
            let offset = UtcOffset::from_whole_seconds(at.offset.unwrap_or(0));
            let whole = Self::from_unix_timestamp(at.seconds);
            let (Ok(offset), Ok(whole)) = (offset, whole) else { return Err(DateTimeError::RANGE) };
            let at = whole + time::Duration::nanoseconds(at.nanosecond.into());
            at.checked_to_offset(offset).ok_or(DateTimeError::RANGE)
        }
    }

    impl TryFrom<OffsetDateTime> for DateTime {
        type Error = DateTimeError;

        /// Fails for years that RFC 3339 cannot represent, and for offsets with seconds.
        fn try_from(at: OffsetDateTime) -> Result<Self, DateTimeError> {
            let text = at.format(&Rfc3339).map_err(|_| DateTimeError::RANGE)?;
            text.parse().map_err(|_| DateTimeError::RANGE)
        }
    }
}
