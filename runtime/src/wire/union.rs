//! Reads a union: the type that a tag names, the first that matches, or the one that matches best.
//!
//! Takes the types in the order in which they are tried. It must not know them. The JSON reader
//! holds the value and lets each type read it from the text (`json/union_match.rs`), so that
//! nothing is copied and no position is compared twice. Values of any other format are converted to
//! JSON first.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use serde::ser::Serialize;
use serde_json::Value;

use super::json_text::{self, JsonText};
use crate::json;

/// A type that is one of several on the wire.
pub trait Union: DeserializeOwned {
    /// The name of the type with its module, which makes it unique, after the mark that requests a
    /// match.
    const NAME: &'static str;

    /// Returns a value that takes the place of another while types are compared. `None` if no type
    /// keeps any value.
    fn placeholder() -> Option<Self> {
        None
    }

    /// Reads the value as one of the types.
    ///
    /// # Errors
    ///
    /// Fails if no type matches.
    fn choose<'de, A: MapAccess<'de>>(tries: &mut UnionReader<A>) -> Result<Self, A::Error>;
}

/// Reads a union.
///
/// # Errors
///
/// Fails if no type matches or there is no value.
pub fn read_union<'de, T: Union, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(T::NAME, UnionVisitor(PhantomData))
}

/// A value that can be read as one type after another.
pub struct UnionReader<A>(A);

impl<A> fmt::Debug for UnionReader<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnionReader")
    }
}

impl<'de, A: MapAccess<'de>> UnionReader<A> {
    /// Returns the variant, if the value matches it and the variant knows all of the value. A variant
    /// that knows a part becomes the best one, if it is better than the best so far.
    pub fn first<T: DeserializeOwned, U>(
        &mut self,
        best: &mut Option<(U, usize)>,
        make: fn(T) -> U,
    ) -> Option<U> {
        let (found, rank) = self.ranked(make)?;
        if rank < json::PARTLY_UNKNOWN {
            return Some(found);
        }
        keep_better(best, found, rank);
        None
    }

    /// Replaces the best variant so far, if this one knows more of the value, or skips less. Of equal
    /// ones the first stays.
    pub fn better<T: DeserializeOwned, U>(
        &mut self,
        best: &mut Option<(U, usize)>,
        make: fn(T) -> U,
    ) {
        // Nothing is better than a variant that reads all of the value.
        if best.as_ref().is_some_and(|(_, rank)| *rank == 0) {
            return;
        }
        if let Some((found, rank)) = self.ranked(make) {
            keep_better(best, found, rank);
        }
    }

    fn variant<T: DeserializeOwned, U>(&mut self, make: fn(T) -> U) -> Result<U, A::Error> {
        self.0.next_value().map(make)
    }

    /// Reads the value as the only variant that comes into question.
    ///
    /// # Errors
    ///
    /// Fails if the value does not match it.
    pub fn only<T: DeserializeOwned, U>(&mut self, make: fn(T) -> U) -> Result<U, A::Error> {
        self.0.next_key::<()>()?;
        self.variant(make)
    }

    /// Reads the value as a variant that keeps any value.
    ///
    /// # Errors
    ///
    /// Fails if the value is not in the format.
    pub fn unknown<T: DeserializeOwned, U>(&mut self, make: fn(T) -> U) -> Result<U, A::Error> {
        self.0.next_key::<IgnoredAny>()?;
        self.variant(make)
    }

    /// Returns the variant and its rank, if the value matches it.
    fn ranked<T: DeserializeOwned, U>(&mut self, make: fn(T) -> U) -> Option<(U, usize)> {
        let found = self.variant(make).ok()?;
        Some((found, self.0.size_hint().unwrap_or(0)))
    }

    /// Announces that the values which variants skip are compared.
    pub fn compare_skipped(&mut self) {
        // Nothing can be wrong before the value is read.
        let _ = self.0.next_key::<Option<()>>();
    }

    /// Whether the chosen variant has to be read again, because it was only compared.
    fn must_build(&mut self) -> bool {
        matches!(self.0.next_key(), Ok(Some(1_u8)))
    }

    /// Whether no other matching variant reads what the best one skips. Otherwise the value is
    /// several variants at once, and none of them holds all of it.
    pub fn is_whole(&mut self) -> bool {
        matches!(self.0.next_key(), Ok(Some(true)))
    }

    /// Returns the string of a property; the first one, if there are several.
    pub fn tag(&mut self, property: &'static str) -> Option<Cow<'de, str>> {
        self.ask(Tag { property, is_text: true })
    }

    /// Returns a property that need not be a string: the digits of a number, `true` or `false`.
    pub fn tag_text(&mut self, property: &'static str) -> Option<Cow<'de, str>> {
        self.ask(Tag { property, is_text: false })
    }

    /// The types report syntax errors, because they cannot be read either.
    fn ask(&mut self, tag: Tag) -> Option<Cow<'de, str>> {
        self.0.next_key_seed(tag).ok().flatten().flatten()
    }
}

fn keep_better<U>(best: &mut Option<(U, usize)>, found: U, rank: usize) {
    if best.as_ref().is_none_or(|(_, least)| rank < *least) {
        *best = Some((found, rank));
    }
}

/// Returns the best variant, if it knows all of the value.
pub fn take_whole<U>(best: &mut Option<(U, usize)>) -> Option<U> {
    best.take_if(|(_, rank)| *rank < json::PARTLY_UNKNOWN).map(|(best, _)| best)
}

/// Returns the best variant, if it knows any of the value.
pub fn take_known<U>(best: &mut Option<(U, usize)>) -> Option<U> {
    best.take_if(|(_, rank)| *rank < json::UNKNOWN).map(|(best, _)| best)
}

/// Returns the value of a union as the type of one of its variants, if it matches.
pub fn view<U: Union + Serialize, T: DeserializeOwned>(value: &U) -> Option<T> {
    let text = serde_json::to_vec(value).ok()?;
    json::from_slice(&text).ok()
}

/// Creates the error of a value that matches no variant.
pub fn no_variant<T: Union, E: Error>() -> E {
    let name = T::NAME.rsplit_once(':').map_or(T::NAME, |(_, name)| name);
    E::custom(format_args!("data did not match any variant of untagged enum {name}"))
}

/// A property that distinguishes the types.
#[derive(Clone, Copy)]
struct Tag {
    property: &'static str,
    is_text: bool,
}

impl<'de> DeserializeSeed<'de> for Tag {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_newtype_struct(self.property, self)
    }
}

impl Tag {
    fn plain<'de, E>(self, value: impl Into<Value>) -> Result<Option<Cow<'de, str>>, E> {
        Ok((!self.is_text).then(|| Cow::Owned(value.into().to_string())))
    }
}

impl<'de> Visitor<'de> for Tag {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a tag")
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.plain(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        self.plain(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        self.plain(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        self.plain(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(value)))
    }
}

/// Compares the variants and returns the chosen one.
fn choose<'de, T: Union, A: MapAccess<'de>>(tries: &mut UnionReader<A>) -> Result<T, A::Error> {
    let value = T::choose(tries)?;
    if tries.must_build() { T::choose(tries) } else { Ok(value) }
}

struct UnionVisitor<T>(PhantomData<T>);

/// Converts values of other formats to JSON.
macro_rules! made_json {
    ($($method:ident($($argument:ident: $type:ty)?);)*) => {
        $(fn $method<E: Error>(self, $($argument: $type)?) -> Result<T, E> {
            json_text::read(|out| JsonText(out).$method($($argument)?))
        })*
    };
}

impl<'de, T: Union> Visitor<'de> for UnionVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    /// Visits a value to be matched, or a plain map.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        match map.size_hint() {
            Some(json::UNTRIED) => choose(&mut UnionReader(map)),
            Some(json::CHOSEN) => match T::placeholder() {
                Some(value) => Ok(value),
                None => choose(&mut UnionReader(map)),
            },
            _ => json_text::read(|out| JsonText(out).visit_map(map)),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, of: D) -> Result<T, D::Error> {
        json_text::read(|out| of.deserialize_any(JsonText(out)))
    }

    fn visit_some<D: Deserializer<'de>>(self, of: D) -> Result<T, D::Error> {
        self.visit_newtype_struct(of)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        json_text::read(|out| JsonText(out).visit_seq(items))
    }

    made_json! {
        visit_unit();
        visit_none();
        visit_bool(value: bool);
        visit_u64(value: u64);
        visit_i64(value: i64);
        visit_f64(value: f64);
        visit_str(value: &str);
    }
}
