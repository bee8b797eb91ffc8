//! Reading one value as several types, one after the other: what a union does.
//!
//! Takes the place of a value; reads it as often as is asked for, and keeps what decides between the types: what each
//! passed over, the tag, and which was taken when the same place was read before. It must not know the types; a union asks
//! by serde's [`MapAccess`], since that is all that a visitor is given (`wire/union.rs` is the other side).
//!
//! Why it is told here and not kept with the union: unions lie in unions. Each type that the outer one tries reads the inner
//! one anew, which tries all of its own, and so on: without what is known from the first time, the cost of a value would
//! double with each level of its depth. With it, a place is tried once, and then read as what it was found to be.

use std::collections::BTreeMap;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::error::Fault;
use super::key::Key;
use super::passed::{self, Passed};
use super::reader::Reader;
use super::serde_impl::visit_number;

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
pub(super) struct Choices {
    /// How many unions are being tried around the place.
    around: usize,
    /// What was taken, by place and union, while a union around them is being tried; `None` where nothing fitted.
    taken: BTreeMap<(usize, &'static str), Option<usize>>,
    /// What the type that is being tried passes over.
    passed: Option<Vec<Passed>>,
    /// How many bytes have been read again.
    again: usize,
}

impl Choices {
    /// Notes a value that is passed over.
    pub(super) fn note(&mut self, start: usize, end: usize, values: usize) {
        if let Some(passed) = &mut self.passed {
            passed.push(Passed { start, end, values });
        }
    }
}

/// The place of a value, and what has been tried on it.
pub(super) struct Tries<'r, 'de> {
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
    best: Option<(usize, usize, Vec<Passed>)>,
    /// What all that fit pass over.
    common: Option<Vec<Passed>>,
    /// How many values the last one passed over.
    left: usize,
    /// What ended all tries: the text is no JSON, or costs too much.
    broken: Option<Fault>,
    /// What the type around the union has passed over so far.
    outer: Option<Vec<Passed>>,
}

impl<'r, 'de> Tries<'r, 'de> {
    /// Begins at the value that comes next.
    pub(super) fn begin(reader: &'r mut Reader<'de>, union: &'static str) -> Result<Self, Fault> {
        let is_deep = matches!(reader.peek()?, b'{' | b'[');
        let (start, depth) = reader.place();
        let choices = reader.choices();
        let known = choices.taken.get(&(start, union)).copied();
        choices.around += 1;
        let outer = choices.passed.take();
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
    pub(super) fn end(mut self, is_taken: bool) -> Result<(), Fault> {
        let best = self.best.take().filter(|_| is_taken);
        let choices = self.reader.choices();
        choices.around -= 1;
        choices.passed = self.outer.take();
        let is_outermost = choices.around == 0;
        if let Some(fault) = self.broken.take() {
            return Err(fault);
        }
        if is_outermost {
            choices.taken.clear();
        } else if self.is_deep {
            choices.taken.insert((self.start, self.union), best.as_ref().map(|(index, ..)| *index));
        }
        match best {
            Some((_, end, passed)) => {
                // What the union does not read, the type around it does not read either.
                if let Some(outer) = &mut choices.passed {
                    outer.extend(passed);
                }
                self.reader.go(end, self.depth);
            }
            // Where one type was tried alone, its fault has a place; where none of several fits, it is the value's end.
            None if is_outermost && self.tried != 1 => {
                self.reader.go(self.start, self.depth);
                self.reader.pass_value()?;
            }
            None => {}
        }
        Ok(())
    }

    /// Goes back to the value for the next try, and gives its number.
    fn again(&mut self) -> Result<usize, Fault> {
        let index = self.tried;
        self.tried += 1;
        let (at, _) = self.reader.place();
        self.reader.go(self.start, self.depth);
        let most = self.reader.len().saturating_mul(MAX_AGAIN).saturating_add(MAX_AGAIN_BYTES);
        let choices = self.reader.choices();
        choices.passed = Some(Vec::new());
        if index > 0 {
            choices.again = choices.again.saturating_add(at - self.start);
        }
        if choices.again > most && self.broken.is_none() {
            self.broken = Some(Fault::costly(TOO_COSTLY));
        }
        let is_other = self.known.is_some_and(|known| known != Some(index));
        if self.broken.is_some() || is_other { Err(Fault::data("another type")) } else { Ok(index) }
    }

    fn fits(&mut self, index: usize) {
        let (end, _) = self.reader.place();
        let passed = self.reader.choices().passed.take().unwrap_or_default();
        self.left = passed::count(&passed);
        self.common = Some(match &self.common {
            Some(common) => passed::both(common, &passed),
            None => passed.clone(),
        });
        let least = self.best.as_ref().map(|(.., passed)| passed::count(passed));
        if least.is_none_or(|least| self.left < least) {
            self.best = Some((index, end, passed));
        }
    }

    /// A text that is no JSON is none for the types that follow either.
    #[cold]
    fn misfits(&mut self, fault: Fault) -> Fault {
        if !fault.is_final() {
            return fault;
        }
        self.broken = Some(fault);
        Fault::data("no type")
    }

    /// Whether no other type that fits reads what the best does not. Where one does, what is tried from now on is taken
    /// instead.
    fn is_whole(&mut self) -> bool {
        let common = passed::count(self.common.as_deref().unwrap_or_default());
        let is_whole = self.best.as_ref().is_some_and(|(.., best)| passed::count(best) == common);
        if !is_whole {
            self.best = None;
        }
        is_whole
    }

    /// Goes to the value of a property; of several with this name, the first's.
    fn find(&mut self, property: &str) -> Result<bool, Fault> {
        self.reader.go(self.start, self.depth);
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
            self.reader.pass_value()?;
        }
        Ok(false)
    }

    fn tag<V: Visitor<'de>>(&mut self, property: &str, visitor: V) -> Result<V::Value, Fault> {
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

impl<'de> MapAccess<'de> for Tries<'_, 'de> {
    type Error = Fault;

    /// No key, but an answer: see [`Question`].
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        let answer = seed.deserialize(Question(self));
        answer.map(Some).map_err(|fault| self.misfits(fault))
    }

    /// The value as one more type.
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let index = self.again()?;
        match seed.deserialize(&mut *self.reader) {
            Ok(value) => {
                self.fits(index);
                Ok(value)
            }
            Err(fault) => Err(self.misfits(fault)),
        }
    }

    /// How many values the last type passed over.
    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// What a union asks: for a newtype, the tag that has its name; for anything else, whether the best is whole.
struct Question<'t, 'r, 'de>(&'t mut Tries<'r, 'de>);

impl<'de> Deserializer<'de> for Question<'_, '_, 'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(self.0.is_whole())
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
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
            reader.choices().again = again;
            Vec::<Vec<Either>>::deserialize(&mut reader)
        };
        assert!(matches!(read(0).unwrap().as_slice(), [flags, numbers]
            if matches!(flags.as_slice(), [Either::Flag(true), Either::Flag(false)])
                && matches!(numbers.as_slice(), [Either::Unknown(_)])));
        let fault = read(MAX_AGAIN_BYTES + 30 * MAX_AGAIN + 1).unwrap_err();
        assert_eq!(fault.to_string(), TOO_COSTLY);
        assert!(fault.is_final());
    }
}
