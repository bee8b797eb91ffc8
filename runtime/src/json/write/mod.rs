//! Writes any type that serde can serialize as JSON (RFC 8259).
//!
//! Takes a value; returns text or a [`WriteError`] with its location. It must not know HTTP or any
//! type.
//!
//! This is not serde_json's serializer, which writes a whole `f64` with a fraction, and NaN as null.

mod containers;
mod error;
mod key;
#[cfg(test)]
mod tests;

use std::io::Write as _;

use serde::ser::{Error as _, Serialize, Serializer};

use self::containers::Container;
pub(crate) use self::error::WriteError;
use super::string;
use crate::slice;

/// Whole floats from here on are written with an exponent, as JavaScript does.
const MAX_PLAIN: f64 = 1e21;

/// Writes a value as JSON text.
///
/// # Errors
///
/// Fails if a number is not finite, a key of a map is not a scalar, or the value's own serialization
/// fails.
pub(crate) fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer { text: Vec::with_capacity(128), quotes_wide_integers: false };
    value.serialize(&mut writer).map(|()| writer.text)
}

/// Like [`to_vec`], but writes integers of more than 64 bits as strings, because a
/// [`Value`](serde_json::Value) holds no others.
///
/// # Errors
///
/// Those of [`to_vec`].
pub(crate) fn to_narrow_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, WriteError> {
    let mut writer = Writer { text: Vec::with_capacity(128), quotes_wide_integers: true };
    value.serialize(&mut writer).map(|()| writer.text)
}

/// Writes a JSON value, which has only finite numbers, as text.
pub(crate) fn value_text(value: &serde_json::Value) -> String {
    let text = to_vec(value).ok().and_then(|text| String::from_utf8(text).ok());
    text.unwrap_or_else(|| value.to_string())
}

struct Writer {
    text: Vec<u8>,
    quotes_wide_integers: bool,
}

impl Writer {
    #[inline]
    fn push(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    fn display(&mut self, value: impl std::fmt::Display) {
        // Writing to memory does not fail.
        let _ = write!(self.text, "{value}");
    }

    fn wide(&mut self, value: impl std::fmt::Display, is_narrow: bool) {
        let quote = if self.quotes_wide_integers && !is_narrow { "\"" } else { "" };
        self.display(format_args!("{quote}{value}{quote}"));
    }

    /// Writes a string (RFC 8259 § 7).
    fn string(&mut self, text: &str) {
        self.text.push(b'"');
        let mut rest = text.as_bytes();
        while let Some((plain, [special, after @ ..])) =
            string::plain_length(rest).and_then(|length| rest.split_at_checked(length))
        {
            self.text.extend_from_slice(plain);
            self.escape(*special);
            rest = after;
        }
        self.text.extend_from_slice(rest);
        self.text.push(b'"');
    }

    #[cold]
    fn escape(&mut self, special: u8) {
        let short = match special {
            b'"' | b'\\' => special,
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0c => b'f',
            b'\r' => b'r',
            control => return self.display(format_args!("\\u{control:04x}")),
        };
        self.text.extend_from_slice(&[b'\\', short]);
    }

    /// Writes an integer. The standard library's formatter takes several times as long.
    fn unsigned(&mut self, mut value: u64) {
        const DIGITS: usize = 20;
        let (mut digits, mut start) = ([0; DIGITS], DIGITS);
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(value % 10).unwrap_or(0);
            value /= 10;
            start -= 1;
            if value == 0 {
                break;
            }
        }
        self.text.extend_from_slice(slice::part(&digits, start..));
    }

    fn signed(&mut self, value: i64) {
        if value < 0 {
            self.text.push(b'-');
        }
        self.unsigned(value.unsigned_abs());
    }

    fn open(&mut self, open: &str, close: &'static str) -> Container<'_> {
        self.push(open);
        Container::new(self, close)
    }

    /// Writes `{"variant":` and what follows.
    fn variant(
        &mut self,
        variant: &str,
        open: &str,
        close: &'static str,
    ) -> Result<Container<'_>, WriteError> {
        self.push("{");
        self.string(variant);
        self.push(":");
        Ok(self.open(open, close))
    }
}

fn check_finite(value: f64) -> Result<(), WriteError> {
    match value {
        _ if value.is_finite() => Ok(()),
        _ if value.is_nan() => Err(WriteError::custom("NaN is not a JSON number")),
        _ => Err(WriteError::custom("infinity is not a JSON number")),
    }
}

macro_rules! integers {
    ($($method:ident $of:ident $write:ident;)*) => {
        $(fn $method(self, value: $of) -> Result<(), WriteError> {
            self.$write(value.into());
            Ok(())
        })*
    };
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Container<'w>;
    type SerializeTuple = Container<'w>;
    type SerializeTupleStruct = Container<'w>;
    type SerializeTupleVariant = Container<'w>;
    type SerializeMap = Container<'w>;
    type SerializeStruct = Container<'w>;
    type SerializeStructVariant = Container<'w>;

    integers! {
        serialize_i8 i8 signed;
        serialize_i16 i16 signed;
        serialize_i32 i32 signed;
        serialize_i64 i64 signed;
        serialize_u8 u8 unsigned;
        serialize_u16 u16 unsigned;
        serialize_u32 u32 unsigned;
        serialize_u64 u64 unsigned;
    }

    fn serialize_bool(self, value: bool) -> Result<(), WriteError> {
        self.push(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Result<(), WriteError> {
        self.wide(value, i64::try_from(value).is_ok() || u64::try_from(value).is_ok());
        Ok(())
    }

    fn serialize_u128(self, value: u128) -> Result<(), WriteError> {
        self.wide(value, u64::try_from(value).is_ok());
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), WriteError> {
        check_finite(value.into())?;
        // The shortest digits that give the same `f32`.
        let is_plain = value.fract() == 0.0 && f64::from(value).abs() < MAX_PLAIN;
        if is_plain {
            self.display(value)
        } else {
            self.display(format_args!("{value:?}"))
        }
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<(), WriteError> {
        check_finite(value)?;
        let is_plain = value.fract() == 0.0 && value.abs() < MAX_PLAIN;
        match serde_json::Number::from_f64(value) {
            Some(number) if !is_plain => self.display(number),
            _ => self.display(value),
        }
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), WriteError> {
        self.string(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), WriteError> {
        self.string(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), WriteError> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        self.push("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<(), WriteError> {
        self.string(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        value.serialize(&mut *self.variant(variant, "", "")?.writer)?;
        self.push("}");
        Ok(())
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Container<'w>, WriteError> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple(self, _len: usize) -> Result<Container<'w>, WriteError> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple_struct(
        self,
        _name: &'static str,
        _len: usize,
    ) -> Result<Container<'w>, WriteError> {
        Ok(self.open("[", "]"))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Container<'w>, WriteError> {
        self.variant(variant, "[", "]}")
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Container<'w>, WriteError> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct(
        self,
        _name: &'static str,
        _len: usize,
    ) -> Result<Container<'w>, WriteError> {
        Ok(self.open("{", "}"))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Container<'w>, WriteError> {
        self.variant(variant, "{", "}}")
    }
}
