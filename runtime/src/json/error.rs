//! Errors of the JSON reader.
//!
//! [`ReadError`] has no location. [`JsonError`] adds it: the position of the reader, which stops at
//! the first error.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Why a text could not be read, and where.
#[derive(Debug)]
pub(crate) struct JsonError {
    message: String,
    is_syntax: bool,
    line: usize,
    column: usize,
    hidden: HiddenKeys,
}

/// The keys of maps and the unknown properties around an error, by the positions of their opening
/// quotes. They are data of the text, so a message must not show them.
#[derive(Clone, Debug, Default)]
pub(crate) struct HiddenKeys {
    keys: Vec<usize>,
    /// From here on all keys are hidden.
    from: Option<usize>,
}

impl HiddenKeys {
    /// Whether the key at this position is hidden.
    pub(crate) fn contains(&self, position: usize) -> bool {
        self.from.is_some_and(|from| from <= position) || self.keys.contains(&position)
    }
}

impl JsonError {
    /// Returns the keys that a message must not show.
    pub(crate) fn hidden(&self) -> &HiddenKeys {
        &self.hidden
    }

    /// Returns what is wrong. It may quote the text.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Whether the text is not JSON or is incomplete.
    pub(crate) fn is_syntax(&self) -> bool {
        self.is_syntax
    }

    /// Returns the line, from 1.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    /// Returns the number of bytes read in the line.
    pub(crate) fn column(&self) -> usize {
        self.column
    }

    /// Creates an error at byte `at`. serde_json describes texts that are not JSON, because it has
    /// a message for every syntax error.
    pub(super) fn new(text: &[u8], at: usize, error: ReadError) -> Self {
        let ReadErrorDetails { message, is_syntax, hidden, .. } = error.into_details();
        if is_syntax {
            if let Err(error) = serde_json::from_slice::<Discarded>(text) {
                let (line, column) = (error.line(), error.column());
                return Self { message: words(&error), is_syntax: true, line, column, hidden };
            }
        }
        let read = text.get(..at).unwrap_or(text);
        let line = 1 + read.iter().filter(|byte| **byte == b'\n').count();
        let column = read.iter().rev().take_while(|byte| **byte != b'\n').count();
        Self { message, is_syntax, line, column, hidden }
    }
}

/// A value that is read and discarded, because a body may be large. `IgnoredAny` is not used:
/// serde_json skips it with other messages, and does not check strings and numbers.
struct Discarded;

impl<'de> Deserialize<'de> for Discarded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Discarded {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {}
        Ok(Self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<Self, Self>()?.is_some() {}
        Ok(Self)
    }
}

/// Returns serde_json's message without the location.
pub(super) fn words(error: &serde_json::Error) -> String {
    let full = error.to_string();
    full.rsplit_once(" at line ").map_or(full.as_str(), |(words, _)| words).to_owned()
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {} column {}", self.message, self.line, self.column)
    }
}

impl std::error::Error for JsonError {}

/// An error without a location, which is that of the reader. It is one pointer, because every result of the reader has
/// room for it.
#[derive(Debug)]
pub struct ReadError(Option<Box<ReadErrorDetails>>);

#[derive(Debug, Default)]
struct ReadErrorDetails {
    message: String,
    is_syntax: bool,
    /// Whether reading any other type would fail too.
    is_fatal: bool,
    hidden: HiddenKeys,
}

impl ReadError {
    /// The error of JSON that does not match a type, if nobody sees why.
    pub(super) const MISMATCH: Self = Self(None);

    #[cold]
    fn new(message: String, is_syntax: bool, is_fatal: bool) -> Self {
        let hidden = HiddenKeys::default();
        Self(Some(Box::new(ReadErrorDetails { message, is_syntax, is_fatal, hidden })))
    }

    /// Creates the error of a text that is not JSON.
    #[cold]
    pub(super) fn syntax(message: &str) -> Self {
        Self::new(message.to_owned(), true, true)
    }

    /// Creates the error of JSON that no type accepts.
    #[cold]
    pub(super) fn data(message: &str) -> Self {
        Self::new(message.to_owned(), false, false)
    }

    /// Creates the error of JSON that is too expensive to read.
    #[cold]
    pub(super) fn too_costly(message: &str) -> Self {
        Self::new(message.to_owned(), false, true)
    }

    /// Hides the key at this position.
    #[cold]
    pub(super) fn hide_key(mut self, position: usize) -> Self {
        self.0.get_or_insert_default().hidden.keys.push(position);
        self
    }

    /// Hides all keys from this position on.
    #[cold]
    pub(super) fn hide_from(mut self, position: usize) -> Self {
        self.0.get_or_insert_default().hidden.from = Some(position);
        self
    }

    /// Whether reading any other type would fail too.
    pub(super) fn is_fatal(&self) -> bool {
        self.0.as_ref().is_some_and(|it| it.is_fatal)
    }

    fn into_details(self) -> ReadErrorDetails {
        self.0.map_or_else(ReadErrorDetails::default, |it| *it)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_ref().map_or("", |it| it.message.as_str()))
    }
}

impl std::error::Error for ReadError {}

impl serde::de::Error for ReadError {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string(), false, false)
    }

    /// serde's message, with JSON's names for null and numbers.
    #[cold]
    fn invalid_type(found: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        match found {
            serde::de::Unexpected::Unit => {
                Self::custom(format_args!("invalid type: null, expected {expected}"))
            }
            found => Self::custom(format_args!("invalid type: {found}, expected {expected}")),
        }
    }
}
