//! Reads one value as several types, one after another, for unions.
//!
//! Takes the position of a value; reads it as often as requested, and records what decides between
//! the types: what each skips or does not know, the tag, and which type matched when the position was read before.
//! It must not know the types. A union sends its requests through serde's [`MapAccess`], because
//! that is all that a visitor receives (`wire/union.rs` is the other side).
//!
//! This state is here and not in the union because unions nest. Each type that the outer union
//! tries reads the inner union again, which tries all of its types, so the cost of a value would
//! double with each level of depth. With this state a position is tried once, and later read as the
//! type that matched.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::error::ReadError;
use super::key::Key;
use super::reader::Reader;
use super::serde_impl::visit_number;
use super::skipped::{self, Reason, Skipped};

/// The first character of a union's name, which requests a match.
pub(super) const MARK: char = '\0';

/// The [`MapAccess::size_hint`] before the first try. No map has this size, so a union recognises a
/// match by it.
pub(crate) const UNTRIED: usize = usize::MAX;

/// The least rank of a type that matches, but does not know a part of the value: a new value of an
/// enum, for example. Such a type is used only if no other matches.
pub(crate) const PARTLY_UNKNOWN: usize = usize::MAX / 4;

/// The least rank of a type that keeps the value without knowing any of it. Such a type does not
/// match.
pub(crate) const UNKNOWN: usize = usize::MAX / 2;

/// The message of a value that exceeds the cost limit.
pub(crate) const TOO_COSTLY: &str = "the value matches too many types to try them all";

/// How often a text may be read again in total, plus a number of bytes. It bounds the cost of a
/// response.
const MAX_AGAIN: usize = 256;
const MAX_AGAIN_BYTES: usize = 4 * 1024 * 1024;

/// The state that a reader keeps for its unions.
#[derive(Debug, Default)]
pub(super) struct UnionState {
    /// The unions that are being tried around the position, and where.
    around: Vec<(usize, &'static str)>,
    /// The matches by position and union, while an outer union is being tried; `None` if no type
    /// matched.
    taken: BTreeMap<(usize, &'static str), Option<usize>>,
    /// What the type that is being tried skips.
    skipped: Option<Vec<Skipped>>,
    /// How many bytes have been read again.
    again: usize,
}

impl UnionState {
    /// Whether skipped values are recorded.
    pub(super) fn is_noting(&self) -> bool {
        self.skipped.is_some()
    }

    /// Records a skipped value.
    pub(super) fn note(&mut self, value: Skipped) {
        if let Some(skipped) = &mut self.skipped {
            skipped.push(value);
        }
    }
}

/// How well a type knows a value, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Knowledge {
    All,
    Partly,
    Nothing,
}

/// A type that matches.
struct Match {
    index: usize,
    end: usize,
    knowledge: Knowledge,
    skipped: Vec<Skipped>,
}

impl Match {
    /// The number that orders matches: how well the type knows the value, and then how many values
    /// it skips.
    fn rank(&self) -> usize {
        skipped::count(&self.skipped)
            + match self.knowledge {
                Knowledge::All => 0,
                Knowledge::Partly => PARTLY_UNKNOWN,
                Knowledge::Nothing => UNKNOWN,
            }
    }
}

/// The position of a value, and the tries so far.
pub(super) struct UnionMatch<'r, 'de> {
    reader: &'r mut Reader<'de>,
    union: &'static str,
    start: usize,
    depth: u8,
    /// Whether the value can contain others. Other values are not worth caching.
    is_deep: bool,
    /// The match of an earlier read of this position.
    known: Option<Option<usize>>,
    tried: usize,
    /// Whether the next type is the one that keeps any value.
    is_last_resort: bool,
    best: Option<Match>,
    /// What all matching types skip that know the value as well as the best.
    common: Option<Vec<Skipped>>,
    /// The rank of the last type.
    rank: usize,
    /// The error that ended all tries: the text is not JSON, or too expensive.
    broken: Option<ReadError>,
    /// What the outer type has skipped so far.
    outer: Option<Vec<Skipped>>,
}

impl<'r, 'de> UnionMatch<'r, 'de> {
    /// Starts at the next value.
    pub(super) fn begin(
        reader: &'r mut Reader<'de>,
        union: &'static str,
    ) -> Result<Self, ReadError> {
        let is_deep = matches!(reader.peek()?, b'{' | b'[');
        let (start, depth) = reader.position();
        let unions = reader.unions();
        let known = unions.taken.get(&(start, union)).copied();
        // A union that is a member of itself would try itself without end.
        let same_start = unions.around.iter().rev().take_while(|(at, _)| *at == start);
        if same_start.clone().any(|(_, open)| *open == union) {
            return Err(ReadError::data("a union inside itself"));
        }
        unions.around.push((start, union));
        let outer = unions.skipped.take();
        Ok(Self {
            reader,
            union,
            start,
            depth,
            is_deep,
            known,
            tried: 0,
            is_last_resort: false,
            best: None,
            common: None,
            rank: UNTRIED,
            broken: None,
            outer,
        })
    }

    /// Moves behind the value and caches the match.
    pub(super) fn end(mut self, is_taken: bool) -> Result<(), ReadError> {
        let best = self.best.take().filter(|_| is_taken);
        let unions = self.reader.unions();
        unions.around.pop();
        unions.skipped = self.outer.take();
        let is_outermost = unions.around.is_empty();
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        if is_outermost {
            unions.taken.clear();
        } else if self.is_deep {
            unions.taken.insert((self.start, self.union), best.as_ref().map(|it| it.index));
        }
        match best {
            Some(best) => {
                // The outer type does not read what the union skips.
                if let Some(outer) = &mut unions.skipped {
                    outer.extend(best.skipped);
                }
                self.reader.seek(best.end, self.depth);
            }
            // If a single type was tried, its error has a location. If none of several matched, the
            // location is the end of the value.
            None if is_outermost && self.tried != 1 => {
                self.reader.seek(self.start, self.depth);
                self.reader.skip_value()?;
            }
            None => {}
        }
        Ok(())
    }

    /// Returns to the value for the next try. Returns the index of the try.
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

    /// Takes what the reader skipped in the last member. It notes nothing before the first skipped part.
    fn take_skipped(&mut self) -> Vec<Skipped> {
        self.reader.unions().skipped.take().unwrap_or_default()
    }

    fn fits(&mut self, index: usize) -> Result<(), ReadError> {
        let (end, _) = self.reader.position();
        let mut skipped = self.take_skipped();
        if self.is_last_resort && self.outer.is_some() {
            self.reader.unions().skipped = Some(Vec::new());
            self.reader.note(self.start, Reason::UnknownVariant)?;
            skipped = self.take_skipped();
        }
        let knowledge = self.knowledge(&skipped);
        let found = Match { index, end, knowledge, skipped };
        self.rank = found.rank();
        match self.best.as_ref().map(|best| best.knowledge.cmp(&found.knowledge)) {
            None | Some(Ordering::Greater) => {
                self.common = Some(found.skipped.clone());
                self.best = Some(found);
            }
            Some(Ordering::Less) => {}
            Some(Ordering::Equal) => {
                // It is set with `best`.
                let common = self.common.as_deref().unwrap_or_default();
                self.common = Some(skipped::both(common, &found.skipped));
                if self.best.as_ref().is_some_and(|best| found.rank() < best.rank()) {
                    self.best = Some(found);
                }
            }
        }
        Ok(())
    }

    fn knowledge(&self, skipped: &[Skipped]) -> Knowledge {
        let is_whole = |it: &Skipped| it.start == self.start && it.reason == Reason::UnknownVariant;
        if self.is_last_resort || skipped.iter().all(|it| it.reason == Reason::Undeclared) {
            Knowledge::All
        } else if skipped.iter().any(is_whole) {
            Knowledge::Nothing
        } else {
            Knowledge::Partly
        }
    }

    /// Makes the next type the one that keeps any value. No type before it is used.
    fn resort(&mut self) {
        self.is_last_resort = true;
        self.best = None;
    }

    /// A text that is not JSON cannot match other types either.
    #[cold]
    fn misfits(&mut self, error: ReadError) -> ReadError {
        if !error.is_fatal() {
            return error;
        }
        self.broken = Some(error);
        ReadError::data("no type")
    }

    /// Whether no other matching type reads what the best one skips. Otherwise later types are used
    /// instead.
    fn is_whole(&mut self) -> bool {
        let common = self.common.as_deref().map_or(0, skipped::count);
        let is_whole =
            self.best.as_ref().is_some_and(|best| skipped::count(&best.skipped) == common);
        if !is_whole {
            self.best = None;
        }
        is_whole
    }

    /// Moves to the value of a property; the first one, if there are several.
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

    /// Not a key but the result of a query: see [`UnionQuery`].
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ReadError> {
        let result = seed.deserialize(UnionQuery(self));
        result.map(Some).map_err(|error| self.misfits(error))
    }

    /// Reads the value as one more type.
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        let index = self.again()?;
        match seed.deserialize(&mut *self.reader) {
            Ok(value) => self.fits(index).map(|()| value),
            Err(error) => Err(self.misfits(error)),
        }
    }

    /// Returns the rank of the last type.
    fn size_hint(&self) -> Option<usize> {
        Some(self.rank)
    }
}

/// A query of a union. A newtype requests the tag with its name. An ignored value announces the type
/// that keeps any value. Anything else asks whether the best match is whole.
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

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.0.resort();
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct enum identifier
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
    codegen::first_of!(Either { Flag, _ => Unknown });

    #[test]
    fn repeated_reads_are_bounded() {
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
