//! Reading one value as several types, one after the other: what a union does.
//!
//! Takes the place of a value; reads it as often as is asked for, and keeps what decides between the types: what each
//! skipped over, the tag, and which was taken when the same place was read before. It must not know the types; a union asks
//! by serde's [`MapAccess`], since that is all that a visitor is given (`wire/union.rs` is the other side).
//!
//! Why it is told here and not kept with the union: unions lie in unions. Each type that the outer one tries reads the inner
//! one anew, which tries all of its own, and so on: without what is known from the first time, the cost of a value would
//! double with each level of its depth. With it, a place is tried once, and then read as what it was found to be.

use std::collections::BTreeMap;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::error::ReadError;
use super::key::Key;
use super::reader::Reader;
use super::serde_impl::visit_number;
use super::skipped::{self, Skipped};

/// What a union's name begins with, where it asks for tries.
pub(super) const MARK: char = '\0';

/// What [`MapAccess::size_hint`] says before the first try. No map of entries says it, so that a union knows what it has.
pub(crate) const UNTRIED: usize = usize::MAX;

/// What is said of a value that costs more than is allowed.
pub(crate) const TOO_COSTLY: &str = "the value can be of too many types to try them all";

/// How often a text may be read again on the whole, and how many bytes more, so that no answer costs more than that.
const MAX_AGAIN: usize = 256;
const MAX_AGAIN_BYTES: usize = 4 * 1024 * 1024;

/// What a reader keeps for the unions that it reads.
#[derive(Debug, Default)]
pub(super) struct UnionState {
    /// How many unions are being tried around the place.
    around: usize,
    /// What was taken, by place and union, while a union around them is being tried; `None` where nothing fitted.
    taken: BTreeMap<(usize, &'static str), Option<usize>>,
    /// What the type that is being tried passes over.
    skipped: Option<Vec<Skipped>>,
    /// How many bytes have been read again.
    again: usize,
}

impl UnionState {
    /// Notes a value that is skipped over.
    pub(super) fn note(&mut self, start: usize, end: usize, values: usize) {
        if let Some(skipped) = &mut self.skipped {
            skipped.push(Skipped { start, end, values });
        }
    }
}

/// The place of a value, and what has been tried on it.
pub(super) struct UnionMatch<'r, 'de> {
    reader: &'r mut Reader<'de>,
    union: &'static str,
    start: usize,
    depth: u8,
    /// Whether the value can hold others; what cannot is not worth remembering.
    is_deep: bool,
    /// What was taken when the place was read before.
    known: Option<Option<usize>>,
    tried: usize,
    /// The number of the one that fits best, where the value ends, and what it passes over.
    best: Option<(usize, usize, Vec<Skipped>)>,
    /// What all that fit pass over.
    common: Option<Vec<Skipped>>,
    /// How many values the last one skipped over.
    left: usize,
    /// What ended all tries: the text is no JSON, or costs too much.
    broken: Option<ReadError>,
    /// What the type around the union has skipped over so far.
    outer: Option<Vec<Skipped>>,
}

impl<'r, 'de> UnionMatch<'r, 'de> {
    /// Begins at the value that comes next.
    pub(super) fn begin(
        reader: &'r mut Reader<'de>,
        union: &'static str,
    ) -> Result<Self, ReadError> {
        let is_deep = matches!(reader.peek()?, b'{' | b'[');
        let (start, depth) = reader.position();
        let unions = reader.unions();
        let known = unions.taken.get(&(start, union)).copied();
        unions.around += 1;
        let outer = unions.skipped.take();
        Ok(Self {
            reader,
            union,
            start,
            depth,
            is_deep,
            known,
            tried: 0,
            best: None,
            common: None,
            left: UNTRIED,
            broken: None,
            outer,
        })
    }

    /// Goes behind the value, and keeps what was taken.
    pub(super) fn end(mut self, is_taken: bool) -> Result<(), ReadError> {
        let best = self.best.take().filter(|_| is_taken);
        let unions = self.reader.unions();
        unions.around -= 1;
        unions.skipped = self.outer.take();
        let is_outermost = unions.around == 0;
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        if is_outermost {
            unions.taken.clear();
        } else if self.is_deep {
            unions.taken.insert((self.start, self.union), best.as_ref().map(|(index, ..)| *index));
        }
        match best {
            Some((_, end, skipped)) => {
                // What the union does not read, the type around it does not read either.
                if let Some(outer) = &mut unions.skipped {
                    outer.extend(skipped);
                }
                self.reader.seek(end, self.depth);
            }
            // Where one type was tried alone, its error has a place; where none of several fits, it is the value's end.
            None if is_outermost && self.tried != 1 => {
                self.reader.seek(self.start, self.depth);
                self.reader.skip_value()?;
            }
            None => {}
        }
        Ok(())
    }

    /// Goes back to the value for the next try, and gives its number.
    fn again(&mut self) -> Result<usize, ReadError> {
        let index = self.tried;
        self.tried += 1;
        let (at, _) = self.reader.position();
        self.reader.seek(self.start, self.depth);
        let most = self.reader.len().saturating_mul(MAX_AGAIN).saturating_add(MAX_AGAIN_BYTES);
        let unions = self.reader.unions();
        unions.skipped = Some(Vec::new());
        if index > 0 {
            unions.again = unions.again.saturating_add(at - self.start);
        }
        if unions.again > most && self.broken.is_none() {
            self.broken = Some(ReadError::too_costly(TOO_COSTLY));
        }
        let is_other = self.known.is_some_and(|known| known != Some(index));
        if self.broken.is_some() || is_other {
            Err(ReadError::data("another type"))
        } else {
            Ok(index)
        }
    }

    fn fits(&mut self, index: usize) {
        let (end, _) = self.reader.position();
        let skipped = self.reader.unions().skipped.take().unwrap_or_default();
        self.left = skipped::count(&skipped);
        self.common = Some(match &self.common {
            Some(common) => skipped::both(common, &skipped),
            None => skipped.clone(),
        });
        let least = self.best.as_ref().map(|(.., skipped)| skipped::count(skipped));
        if least.is_none_or(|least| self.left < least) {
            self.best = Some((index, end, skipped));
        }
    }

    /// A text that is no JSON is none for the types that follow either.
    #[cold]
    fn misfits(&mut self, error: ReadError) -> ReadError {
        if !error.is_fatal() {
            return error;
        }
        self.broken = Some(error);
        ReadError::data("no type")
    }

    /// Whether no other type that fits reads what the best does not. Where one does, what is tried from now on is taken
    /// instead.
    fn is_whole(&mut self) -> bool {
        let common = skipped::count(self.common.as_deref().unwrap_or_default());
        let is_whole = self.best.as_ref().is_some_and(|(.., best)| skipped::count(best) == common);
        if !is_whole {
            self.best = None;
        }
        is_whole
    }

    /// Goes to the value of a property; of several with this name, the first's.
    fn find(&mut self, property: &str) -> Result<bool, ReadError> {
        self.reader.seek(self.start, self.depth);
        if self.reader.peek()? != b'{' {
            return Ok(false);
        }
        self.reader.enter(b'{')?;
        let mut first = true;
        while self.reader.has_more(&mut first, b'}')? {
            let is_it = self.reader.string()? == property;
            self.reader.colon()?;
            if is_it {
                return Ok(true);
            }
            self.reader.skip_value()?;
        }
        Ok(false)
    }

    fn tag<V: Visitor<'de>>(&mut self, property: &str, visitor: V) -> Result<V::Value, ReadError> {
        if !self.find(property)? {
            return visitor.visit_none();
        }
        match self.reader.peek()? {
            b'"' => Key(self.reader.string()?).deserialize_any(visitor),
            b'-' | b'0'..=b'9' => visit_number(self.reader.number()?, visitor),
            b't' => self.reader.literal("true").and_then(|()| visitor.visit_bool(true)),
            b'f' => self.reader.literal("false").and_then(|()| visitor.visit_bool(false)),
            _ => visitor.visit_none(),
        }
    }
}

impl<'de> MapAccess<'de> for UnionMatch<'_, 'de> {
    type Error = ReadError;

    /// No key, but an answer: see [`UnionQuery`].
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        let answer = seed.deserialize(UnionQuery(self));
        answer.map(Some).map_err(|error| self.misfits(error))
    }

    /// The value as one more type.
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        let index = self.again()?;
        match seed.deserialize(&mut *self.reader) {
            Ok(value) => {
                self.fits(index);
                Ok(value)
            }
            Err(error) => Err(self.misfits(error)),
        }
    }

    /// How many values the last type skipped over.
    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// What a union asks: for a newtype, the tag that has its name; for anything else, whether the best is whole.
struct UnionQuery<'t, 'r, 'de>(&'t mut UnionMatch<'r, 'de>);

impl<'de> Deserializer<'de> for UnionQuery<'_, '_, 'de> {
    type Error = ReadError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_bool(self.0.is_whole())
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.0.tag(name, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    #![allow(unreachable_pub, reason = "what a table implements is public")]

    use serde::Deserialize;
    use serde_json::Value;

    use super::*;
    use crate::codegen;

    #[derive(Debug)]
    enum Either {
        Flag(bool),
        Unknown(Value),
    }
    codegen::first_of!(Either { Flag, Unknown });

    #[test]
    fn what_is_read_again_is_bounded() {
        let read = |again: usize| {
            let mut reader = Reader::new(b"[[true, false], [[1, 2, [3]]]]");
            reader.unions().again = again;
            Vec::<Vec<Either>>::deserialize(&mut reader)
        };
        assert!(matches!(read(0).unwrap().as_slice(), [flags, numbers]
            if matches!(flags.as_slice(), [Either::Flag(true), Either::Flag(false)])
                && matches!(numbers.as_slice(), [Either::Unknown(_)])));
        let error = read(MAX_AGAIN_BYTES + 30 * MAX_AGAIN + 1).unwrap_err();
        assert_eq!(error.to_string(), TOO_COSTLY);
        assert!(error.is_fatal());
    }
}
