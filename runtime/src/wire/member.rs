//! The types that a property can have, and their empty values.
//!
//! Takes the JSON reader; returns values. It must not know the properties. An object is read into an empty value of its
//! type, field by field, so that no type needs code of its own for a partly read object.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::ser::{Serialize, SerializeSeq, Serializer};
use serde_json::Value;

use crate::json::{ReadError, Reader};
use crate::{DateTime, Lenient, Maybe, Numeric};

/// A type that a property can have.
pub trait Member: Serialize + Sized {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON or does not match the type.
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError>;

    /// Whether the value takes the place of an absent property.
    fn is_absent(&self) -> bool {
        false
    }

    /// Writes the value, as serde does, but in less code for each type.
    ///
    /// # Errors
    ///
    /// Those of the serializer.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

/// A value that is written by [`Member::write`].
pub(super) struct Written<'a, T>(pub(super) &'a T);

impl<T: Member> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// A type with a value that an object holds until it has read the property.
pub trait Empty {
    /// Returns the value.
    fn empty() -> Self;
}

/// Reads a value with the type's own implementation of serde's trait.
///
/// # Errors
///
/// Fails if the text is not JSON or does not match the type.
pub fn read_by_serde<T: DeserializeOwned>(reader: &mut Reader<'_>) -> Result<T, ReadError> {
    T::deserialize(reader)
}

/// Types that serde reads, with an expression for the empty value.
macro_rules! by_serde {
    ($($(#[$attribute:meta])* $type:ty = $empty:expr;)*) => {
        $($(#[$attribute])*
        impl Member for $type {
            fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
                read_by_serde(reader)
            }
        }

        $(#[$attribute])*
        impl Empty for $type {
            fn empty() -> Self {
                $empty
            }
        })*
    };
}

by_serde! {
    () = ();
    bool = false;
    i32 = 0;
    i64 = 0;
    i128 = 0;
    u32 = 0;
    u64 = 0;
    f32 = 0.0;
    f64 = 0.0;
    String = Self::new();
    Value = Self::Null;
    DateTime = Self::UNIX_EPOCH;
    jiff::Timestamp = Self::UNIX_EPOCH;
    jiff::civil::Date = Self::ZERO;
    uuid::Uuid = Self::nil();
    #[cfg(feature = "chrono")]
    chrono::DateTime<chrono::FixedOffset> = Self::default();
    #[cfg(feature = "chrono")]
    chrono::NaiveDate = Self::default();
    #[cfg(feature = "time")]
    crate::codegen::OffsetDateTime = Self::from(time::OffsetDateTime::UNIX_EPOCH);
    #[cfg(feature = "time")]
    time::Date = Self::MIN;
}

impl<T: DeserializeOwned + Serialize> Member for Lenient<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        read_by_serde(reader)
    }
}

impl<T> Empty for Lenient<T> {
    fn empty() -> Self {
        Self::Invalid(String::new())
    }
}

impl<T> Member for Numeric<T>
where
    Self: DeserializeOwned + Serialize,
{
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        read_by_serde(reader)
    }
}

impl<T: Empty> Empty for Numeric<T> {
    fn empty() -> Self {
        Self::from(T::empty())
    }
}

impl<T: Member> Member for Option<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        if reader.takes_null()? { Ok(None) } else { T::read(reader).map(Some) }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Written(value)),
            None => serializer.serialize_none(),
        }
    }
}

impl<T> Empty for Option<T> {
    fn empty() -> Self {
        None
    }
}

impl<T: Member> Member for Maybe<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        if reader.takes_null()? { Ok(Self::Null) } else { T::read(reader).map(Self::Value) }
    }

    fn is_absent(&self) -> bool {
        Maybe::is_absent(self)
    }
}

impl<T> Empty for Maybe<T> {
    fn empty() -> Self {
        Self::Absent
    }
}

impl<T: Member> Member for Box<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        T::read(reader).map(Self::new)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(serializer)
    }
}

impl<T: Empty> Empty for Box<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }
}

impl<T: Member> Member for Vec<T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut items = Self::new();
        reader.list(&mut |reader| {
            let item = T::read(reader)?;
            if reader.keeps(&item) {
                items.push(item);
            }
            Ok(())
        })?;
        Ok(items)
    }

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut items = serializer.serialize_seq(Some(self.len()))?;
        for item in self {
            items.serialize_element(&Written(item))?;
        }
        items.end()
    }
}

impl<T> Empty for Vec<T> {
    fn empty() -> Self {
        Self::new()
    }
}

impl<T: Member> Member for BTreeMap<String, T> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
        let mut entries = Self::new();
        reader.map(&mut |name, reader| {
            insert(&mut entries, name, T::read(reader)?, reader);
            Ok(())
        })?;
        Ok(entries)
    }
}

/// Adds an entry to a map, unless the map is only compared and has too many.
pub(super) fn insert<T>(
    entries: &mut BTreeMap<String, T>,
    name: String,
    value: T,
    reader: &mut Reader<'_>,
) {
    let entry = (name, value);
    if reader.keeps(&entry) {
        entries.insert(entry.0, entry.1);
    }
}

impl<T> Empty for BTreeMap<String, T> {
    fn empty() -> Self {
        Self::new()
    }
}

/// Tuples, which serde reads.
macro_rules! tuples {
    ($(($($item:ident)+))*) => {
        $(impl<$($item: DeserializeOwned + Serialize),+> Member for ($($item,)+) {
            fn read(reader: &mut Reader<'_>) -> Result<Self, ReadError> {
                read_by_serde(reader)
            }
        }

        impl<$($item: Empty),+> Empty for ($($item,)+) {
            fn empty() -> Self {
                ($($item::empty(),)+)
            }
        })*
    };
}

tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
    (A B C D E F G H I) (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
    (A B C D E F G H I J K L M) (A B C D E F G H I J K L M N) (A B C D E F G H I J K L M N O)
    (A B C D E F G H I J K L M N O P)
}
