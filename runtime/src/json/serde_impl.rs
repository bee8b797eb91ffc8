//! serde's `Deserializer` for the reader. It is compiled once per type, so it is short.

use std::borrow::Cow;

use serde::de::{Deserializer, Error, Expected, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::entries::{Entries, Items};
use super::error::ReadError;
use super::handover::{self, IN_PLACE};
use super::key::Key;
use super::noted::{MAY_BE_INVALID, MAY_BE_UNKNOWN, NotedValue, UNDECLARED};
use super::reader::{Number, Reader};
use super::skipped::Reason;
use super::union_match::{MARK, UnionMatch};

impl Reader<'_> {
    /// Enters a list or an object, if one comes next.
    pub(super) fn enter_expected(
        &mut self,
        open: u8,
        expected: &dyn Expected,
    ) -> Result<(), ReadError> {
        if self.peek()? == open { self.enter(open) } else { Err(self.type_mismatch(expected)) }
    }

    /// Creates the error of an unexpected value.
    #[cold]
    fn type_mismatch(&mut self, expected: &dyn Expected) -> ReadError {
        // Nobody sees why a type that is compared does not match.
        if self.unions().is_comparing() {
            return ReadError::MISMATCH;
        }
        self.found(expected).unwrap_or_else(|error| error)
    }

    fn found(&mut self, expected: &dyn Expected) -> Result<ReadError, ReadError> {
        let error = |found| ReadError::invalid_type(found, expected);
        Ok(match self.peek()? {
            b'n' => self.literal("null").map(|()| error(Unexpected::Unit))?,
            b't' => self.literal("true").map(|()| error(Unexpected::Bool(true)))?,
            b'f' => self.literal("false").map(|()| error(Unexpected::Bool(false)))?,
            b'"' => error(Unexpected::Str(&self.string()?)),
            b'-' | b'0'..=b'9' => match self.number()? {
                Number::Unsigned(number) => error(Unexpected::Unsigned(number)),
                Number::Signed(number) => error(Unexpected::Signed(number)),
                Number::Float(number) => error(Unexpected::Float(number)),
            },
            b'[' => error(Unexpected::Seq),
            b'{' => error(Unexpected::Map),
            _ => ReadError::syntax("expected value"),
        })
    }

    fn read_bool(&mut self, expected: &dyn Expected) -> Result<bool, ReadError> {
        match self.peek()? {
            b't' => self.literal("true").map(|()| true),
            b'f' => self.literal("false").map(|()| false),
            _ => Err(self.type_mismatch(expected)),
        }
    }

    fn read_number(&mut self, expected: &dyn Expected) -> Result<Number, ReadError> {
        match self.peek()? {
            b'-' | b'0'..=b'9' => self.number(),
            _ => Err(self.type_mismatch(expected)),
        }
    }

    fn read_integer(&mut self, expected: &dyn Expected) -> Result<Number, ReadError> {
        match self.peek()? {
            b'-' | b'0'..=b'9' => self.whole_number(),
            _ => Err(self.type_mismatch(expected)),
        }
    }

    fn read_single(&mut self, expected: &dyn Expected) -> Result<f32, ReadError> {
        match self.peek()? {
            b'-' | b'0'..=b'9' => self.single(),
            _ => Err(self.type_mismatch(expected)),
        }
    }

    /// Consumes null, if it comes next. Returns whether it did.
    pub(crate) fn takes_null(&mut self) -> Result<bool, ReadError> {
        if self.peek()? == b'n' { self.literal("null").map(|()| true) } else { Ok(false) }
    }
}

impl<'de> Reader<'de> {
    fn read_string(&mut self, expected: &dyn Expected) -> Result<Cow<'de, str>, ReadError> {
        if self.peek()? == b'"' { self.string() } else { Err(self.type_mismatch(expected)) }
    }
}

/// Whether a type holds any JSON. Such a value need not be built in order to be compared.
pub(super) fn is_raw<T>() -> bool {
    std::any::type_name::<T>() == std::any::type_name::<serde_json::Value>()
}

fn visit_string<'de, V: Visitor<'de>>(text: Cow<'de, str>, to: V) -> Result<V::Value, ReadError> {
    match text {
        Cow::Borrowed(text) => to.visit_borrowed_str(text),
        Cow::Owned(text) => to.visit_string(text),
    }
}

pub(super) fn visit_number<'de, V: Visitor<'de>>(
    number: Number,
    visitor: V,
) -> Result<V::Value, ReadError> {
    match number {
        Number::Unsigned(number) => visitor.visit_u64(number),
        Number::Signed(number) => visitor.visit_i64(number),
        Number::Float(number) => visitor.visit_f64(number),
    }
}

macro_rules! integers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            let number = self.read_integer(&visitor)?;
            visit_number(number, visitor)
        })*
    };
}

/// Integers that may exceed 64 bits, which only user types have.
macro_rules! large {
    ($($method:ident $visit:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            if matches!(self.peek()?, b'-' | b'0'..=b'9') {
                if let Some(number) = self.integer()? {
                    return visitor.$visit(number);
                }
            }
            let number = self.read_number(&visitor)?;
            visit_number(number, visitor)
        })*
    };
}

macro_rules! strings {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            let text = self.read_string(&visitor)?;
            visit_string(text, visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = ReadError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    large! { deserialize_i128 visit_i128 deserialize_u128 visit_u128 }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let number = self.read_number(&visitor)?;
        visit_number(number, visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let number = self.read_single(&visitor)?;
        visitor.visit_f32(number)
    }

    strings! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.peek()? {
            b'[' | b'{' if is_raw::<V::Value>() && self.unions().is_comparing() => {
                self.skip_hidden()?;
                self.unions().has_placeholder = true;
                visitor.visit_unit()
            }
            b'n' => self.deserialize_unit(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'"' => self.deserialize_str(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'{' => self.deserialize_map(visitor),
            _ => self.deserialize_f64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        let value = self.read_bool(&visitor)?;
        visitor.visit_bool(value)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.takes_null()? { visitor.visit_unit() } else { Err(self.type_mismatch(&visitor)) }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.takes_null()? { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.enter_expected(b'[', &visitor)?;
        let mut items = Items::new(self);
        let value = visitor.visit_seq(&mut items)?;
        items.end()?;
        Ok(value)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.enter_expected(b'{', &visitor)?;
        let mut entries = Entries::new(self, &[]);
        let value = visitor.visit_map(&mut entries)?;
        entries.end()?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        if name.starts_with(IN_PLACE) {
            // What is only compared is not worth the way to the type.
            if self.unions().is_comparing() && self.peek()? != b'{' {
                return Err(ReadError::MISMATCH);
            }
            return handover::visit(self, visitor);
        }
        self.enter_expected(b'{', &visitor)?;
        let mut entries = Entries::new(self, fields);
        let value = visitor.visit_map(&mut entries)?;
        entries.end()?;
        Ok(value)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match name {
            MAY_BE_UNKNOWN => {
                return visitor.visit_map(NotedValue::begin(self, Reason::UnknownValue)?);
            }
            MAY_BE_INVALID => {
                return visitor.visit_map(NotedValue::begin(self, Reason::OtherFormat)?);
            }
            UNDECLARED => return visitor.visit_map(NotedValue::begin(self, Reason::Undeclared)?),
            _ if name.starts_with(MARK) => {}
            _ => return visitor.visit_newtype_struct(self),
        }
        let mut tries = UnionMatch::begin(self, name)?;
        let value = visitor.visit_map(&mut tries);
        tries.end(value.is_ok())?;
        value
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.peek()? {
            b'"' => visitor.visit_enum(Key(self.string()?)),
            b'{' => {
                self.enter(b'{')?;
                let mut entries = Entries::new(self, variants);
                let value = visitor.visit_enum(&mut entries)?;
                entries.end().map(|()| value)
            }
            _ => Err(self.type_mismatch(&visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { bytes byte_buf unit_struct tuple_struct }
}
