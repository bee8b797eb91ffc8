//! Reads one value as several types, one after another, for unions.
//!
//! Takes the position of a value; reads it as often as requested, and records what decides between
//! the types: what each skips or does not know, the tag, and which type matched when the position was read before.
//! It must not know the types. A union sends its requests through serde's [`MapAccess`], because
//! that is all that a visitor receives (`wire/union.rs` is the other side).
//!
//! Unions nest, and each type that the outer union tries reads the inner union again. So the outer
//! union first compares its types, and then reads the value as the chosen one. While types are
//! compared, a union chooses once at each position. Later it moves behind the value and returns a
//! placeholder, and so does a raw JSON value. So a text is read once per type that a union tries at
//! a position, and once to build the value, however deep the unions nest.

use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::error::ReadError;
use super::key::Key;
use super::reader::Reader;
use super::serde_impl::{is_raw, visit_number};
use super::skipped::{self, Knowledge, Reason, SkipList};
use super::union_state::Choice;

/// The first character of a union's name, which requests a match.
pub(super) const MARK: char = '\0';

/// The [`MapAccess::size_hint`] before the first try. No map has this size, so a union recognises a
/// match by it.
pub(crate) const UNTRIED: usize = usize::MAX;

/// The [`MapAccess::size_hint`] of a value for which the union has chosen before. A placeholder is
/// sufficient.
pub(crate) const CHOSEN: usize = usize::MAX - 1;

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
pub(super) const MAX_AGAIN: usize = 16;
pub(super) const MAX_AGAIN_BYTES: usize = 16 * 1024 * 1024;

/// A type that matches.
struct Match {
    index: usize,
    end: usize,
    knowledge: Knowledge,
    skipped: SkipList,
    has_placeholder: bool,
}

impl Match {
    /// The number that orders matches: how well the type knows the value, and then how many values
    /// it skips.
    fn rank(&self) -> usize {
        self.skipped.count()
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
    /// Whether the value can contain others. Other values are not worth remembering.
    is_deep: bool,
    /// The choice of an earlier read of this position.
    chosen: Option<Choice>,
    /// The only index that is tried, once it has been chosen.
    only: Option<usize>,
    tried: usize,
    /// Whether the next type is the one that keeps any value.
    is_last_resort: bool,
    /// Whether the next type is the only one.
    is_only: bool,
    /// Whether the values that the types skip are compared.
    compares_skipped: bool,
    best: Option<Match>,
    /// What all matching types skip that know the value as well as the best.
    equals: Vec<SkipList>,
    /// The rank of the last type.
    rank: usize,
    /// The error that ended all tries: the text is not JSON, or too expensive.
    broken: Option<ReadError>,
    /// What the outer type has skipped so far, if it is compared with others.
    outer: Option<SkipList>,
    outer_has_placeholder: bool,
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
        // A union that is a member of itself would try itself without end.
        if unions.is_inside(start, union) {
            return Err(ReadError::data("a union inside itself"));
        }
        let chosen = if is_deep { unions.choice(start, union) } else { None };
        if let Some(Choice { index: None, end, .. }) = chosen {
            reader.seek(end, depth);
            return Err(ReadError::data("no type"));
        }
        unions.enter(start, union);
        let only = chosen.as_ref().and_then(|it| it.index);
        let outer = unions.skipped.take();
        unions.building += usize::from(only.is_some() && outer.is_none());
        let outer_has_placeholder = std::mem::take(&mut unions.has_placeholder);
        Ok(Self {
            reader,
            union,
            start,
            depth,
            is_deep,
            chosen,
            only,
            tried: 0,
            is_last_resort: false,
            is_only: false,
            compares_skipped: false,
            best: None,
            equals: Vec::new(),
            rank: UNTRIED,
            broken: None,
            outer,
            outer_has_placeholder,
        })
    }

    /// Whether the value is only compared with others, and not used.
    fn is_compared(&self) -> bool {
        self.outer.is_some()
    }

    /// Moves behind the value and remembers the choice.
    pub(super) fn end(mut self, is_taken: bool) -> Result<(), ReadError> {
        let (best, tried) = (self.best.take().filter(|_| is_taken), self.tried);
        let has_best_placeholder = best.as_ref().is_some_and(|it| it.has_placeholder);
        let is_compared = self.is_compared();
        let stopped = self.reader.position().0;
        let unions = self.reader.unions();
        unions.skipped = self.outer.take();
        unions.building -= usize::from(self.only.is_some() && !is_compared);
        unions.has_placeholder = self.outer_has_placeholder || has_best_placeholder;
        if let Some(error) = self.broken.take() {
            unions.leave();
            return Err(error);
        }
        let choice = match best {
            Some(Match { index, end, skipped, .. }) => Choice { index: Some(index), end, skipped },
            None => match self.chosen.take().filter(|_| is_taken && tried == 0) {
                Some(choice) => {
                    unions.has_placeholder = true;
                    choice
                }
                None => Choice { index: None, end: stopped, skipped: SkipList::default() },
            },
        };
        if choice.index.is_some() {
            // The outer type does not read what the union skips.
            match &mut unions.skipped {
                Some(outer) => outer.push_union(self.start, choice.end, &choice.skipped),
                None => unions.unknown.add(&choice.skipped.unknown),
            }
            unions.has_unlocated |= !choice.skipped.unknown.is_empty();
            let end = choice.end;
            if is_compared && self.is_deep && tried > 0 {
                unions.choose(self.start, self.union, choice);
            }
            self.reader.seek(end, self.depth);
        } else if is_compared {
            if self.is_deep {
                unions.choose(self.start, self.union, choice);
            }
        } else if tried != 1 {
            // If a single type was tried, its error has a location. If none of several matched, the
            // location is the end of the value.
            self.reader.seek(self.start, self.depth);
            self.reader.skip_hidden()?;
        }
        self.reader.unions().leave();
        Ok(())
    }

    /// Returns to the value for the next try. Returns the index of the try.
    fn next_try(&mut self) -> Result<usize, ReadError> {
        let index = self.tried;
        self.tried += 1;
        self.reader.seek(self.start, self.depth);
        let most = self.reader.len().saturating_mul(MAX_AGAIN).saturating_add(MAX_AGAIN_BYTES);
        if self.reader.unions().again > most && self.broken.is_none() {
            self.broken = Some(ReadError::too_costly(TOO_COSTLY));
        }
        if self.broken.is_some() || self.only.is_some_and(|only| only != index) {
            return Err(ReadError::data("another type"));
        }
        Ok(index)
    }

    /// Reads the value as a type, which is compared with others unless it is the only one.
    fn attempt<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        let is_alone = self.only.is_some() || self.is_only || self.is_last_resort;
        let is_compared = self.is_compared() || !is_alone;
        let has_items =
            self.compares_skipped || self.outer.as_ref().is_some_and(SkipList::has_items);
        let unions = self.reader.unions();
        unions.skipped = is_compared.then(|| SkipList::new(has_items));
        unions.has_placeholder = false;
        if !(is_compared && self.is_last_resort) {
            if self.is_last_resort {
                unions.count(Reason::UnknownVariant);
            }
            return seed.deserialize(&mut *self.reader);
        }
        // All of the value counts as skipped, whatever the type reads.
        let value = if is_raw::<T::Value>() {
            self.reader.skip_hidden()?;
            self.reader.unions().has_placeholder = true;
            seed.deserialize(().into_deserializer())?
        } else {
            seed.deserialize(&mut *self.reader)?
        };
        self.reader.unions().skipped = Some(SkipList::new(has_items));
        self.reader.note(self.start, Reason::UnknownVariant)?;
        Ok(value)
    }

    fn matches(&mut self, index: usize) {
        let (end, _) = self.reader.position();
        let unions = self.reader.unions();
        let has_placeholder = unions.has_placeholder;
        let skipped = unions.skipped.take().unwrap_or_else(|| SkipList::new(false));
        let knowledge =
            if self.is_last_resort { Knowledge::All } else { skipped.knowledge(self.start) };
        let found = Match { index, end, knowledge, skipped, has_placeholder };
        self.rank = found.rank();
        let best = self.best.as_ref();
        let is_better = best.is_none_or(|best| found.knowledge < best.knowledge);
        if is_better {
            self.equals.clear();
        }
        if self.compares_skipped && best.is_none_or(|best| found.knowledge <= best.knowledge) {
            self.equals.push(found.skipped.clone());
        }
        if is_better || best.is_some_and(|best| found.rank() < best.rank()) {
            self.best = Some(found);
        }
    }

    /// A text that is not JSON cannot match other types either.
    #[cold]
    fn mismatches(&mut self, error: ReadError) -> ReadError {
        if !error.is_fatal() {
            return error;
        }
        self.broken = Some(error);
        ReadError::data("no type")
    }

    /// Makes the next type the one that keeps any value. No type before it is used.
    fn resort(&mut self) {
        self.is_last_resort = true;
        self.best = None;
    }

    /// Whether no other matching type reads what the best one skips. Otherwise later types are used
    /// instead.
    fn is_whole(&mut self) -> bool {
        let common = skipped::count_common(&self.equals);
        let is_whole = self.best.as_ref().is_some_and(|best| best.skipped.count() == common);
        if !is_whole {
            self.best = None;
        }
        is_whole
    }

    /// Whether the chosen type has to read the value again, because parts are placeholders. The
    /// other types are not tried again.
    fn must_build(&mut self) -> bool {
        if self.is_compared() || self.only.is_some() {
            return false;
        }
        let Some(best) = self.best.take_if(|best| best.has_placeholder) else { return false };
        (self.only, self.tried) = (Some(best.index), 0);
        (self.is_last_resort, self.compares_skipped) = (false, false);
        self.equals.clear();
        self.reader.unions().building += 1;
        true
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
            self.reader.skip_hidden()?;
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
        result.map(Some).map_err(|error| self.mismatches(error))
    }

    /// Reads the value as one more type.
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        let index = self.next_try()?;
        match self.attempt(seed) {
            Ok(value) => {
                self.matches(index);
                Ok(value)
            }
            Err(error) => Err(self.mismatches(error)),
        }
    }

    /// Returns the rank of the last type.
    fn size_hint(&self) -> Option<usize> {
        let is_chosen = self.rank == UNTRIED && self.is_compared() && self.chosen.is_some();
        Some(if is_chosen { CHOSEN } else { self.rank })
    }
}

/// A query of a union, by the requested type:
///
/// - a newtype requests the tag with its name;
/// - an ignored value announces the type that keeps any value;
/// - a unit announces the only type that is tried;
/// - an optional value announces that the skipped values are compared;
/// - a number asks whether the chosen type has to read the value again;
/// - anything else asks whether the best match is whole.
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

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.0.is_only = true;
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.0.compares_skipped = true;
        visitor.visit_none()
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        visitor.visit_u8(u8::from(self.0.must_build()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit_struct seq tuple tuple_struct map struct enum identifier
    }
}
