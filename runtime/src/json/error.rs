//! Why a text could not be read.
//!
//! [`ReadError`] is what is known where it happens, [`JsonError`] what the caller gets: with the place, which is wherever the
//! reader had got to, since nothing is read after a error.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// Why a text could not be read, and where.
#[derive(Debug)]
pub(crate) struct JsonError {
    message: String,
    is_syntax: bool,
    line: usize,
    column: usize,
}

impl JsonError {
    /// What is wrong, which can quote the text.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Whether the text is no JSON at all, or ends too early.
    pub(crate) fn is_syntax(&self) -> bool {
        self.is_syntax
    }

    /// The line, from 1.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    /// How many bytes of the line had been read.
    pub(crate) fn column(&self) -> usize {
        self.column
    }

    /// The error for a error with which reading ended at byte `at`. A text that is no JSON is described by serde_json,
    /// which has a name for everything that can be wrong with it.
    pub(super) fn new(text: &[u8], at: usize, error: ReadError) -> Self {
        if error.is_syntax {
            if let Err(error) = serde_json::from_slice::<Discarded>(text) {
                let (line, column) = (error.line(), error.column());
                return Self { message: words(&error), is_syntax: true, line, column };
            }
        }
        let read = text.get(..at).unwrap_or(text);
        let line = 1 + read.iter().filter(|byte| **byte == b'\n').count();
        let column = read.iter().rev().take_while(|byte| **byte != b'\n').count();
        Self { message: error.message, is_syntax: error.is_syntax, line, column }
    }
}

/// A value that is read to its end and not kept, since a body may be large. `IgnoredAny` would not do: serde_json passes over
/// that with other words, and does not look at what is in strings and numbers.
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

/// What serde_json says is wrong, without the place.
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

/// What went wrong in reading; its place is where the reader stands.
#[derive(Debug)]
pub(crate) struct ReadError {
    message: String,
    is_syntax: bool,
    /// Whether it is one whatever type is read.
    is_fatal: bool,
}

impl ReadError {
    /// The text is no JSON.
    pub(super) fn syntax(message: &str) -> Self {
        Self { message: message.to_owned(), is_syntax: true, is_fatal: true }
    }

    /// The text is JSON that nobody can take.
    pub(super) fn data(message: &str) -> Self {
        Self { message: message.to_owned(), is_syntax: false, is_fatal: false }
    }

    /// The text is JSON that costs too much to read.
    pub(super) fn too_costly(message: &str) -> Self {
        Self { message: message.to_owned(), is_syntax: false, is_fatal: true }
    }

    /// Whether no other type could be read either.
    pub(super) fn is_fatal(&self) -> bool {
        self.is_fatal
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadError {}

impl serde::de::Error for ReadError {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), is_syntax: false, is_fatal: false }
    }

    /// serde's words, with the names that JSON has for null and for numbers.
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
