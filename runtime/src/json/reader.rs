//! The reader: from bytes to literals, numbers, strings and punctuation.
//!
//! Takes a text and moves through it. It must not know serde's traits or any type, so that it is
//! compiled once.

use std::borrow::Cow;
use std::str::FromStr;

use super::error::{JsonError, ReadError, words};
use super::integer;
use super::skipped::{Reason, Skipped};
use super::string;
use super::union_state::UnionState;
use crate::slice;

/// The maximum depth of lists and objects: each level needs stack space.
const MAX_DEPTH: u8 = 128;

/// A text and the position in it.
pub struct Reader<'de> {
    pub(super) text: &'de [u8],
    /// The text, if it is UTF-8 as a whole. Otherwise each string is checked when it is read.
    pub(super) utf8: Option<&'de str>,
    pub(super) state: State,
}

/// What changes while a text is read.
#[derive(Default)]
pub(super) struct State {
    at: usize,
    depth: u8,
    unions: UnionState,
    /// The containers that are being skipped; kept, because allocating it takes longer than most values.
    open: Vec<OpenContainer>,
}

/// A list or an object that is being skipped.
struct OpenContainer {
    start: usize,
    /// The closing bracket, which is two after the opening one in ASCII.
    close: u8,
    /// Whether the next entry is the first.
    first: bool,
    /// The number of values before it.
    values: usize,
}

/// A JSON number: an integer if it is one and fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
}

impl<'de> Reader<'de> {
    /// Creates a reader at the start of a text.
    pub(super) fn new(text: &'de [u8]) -> Self {
        let utf8 = std::str::from_utf8(text).ok();
        Self { text, utf8, state: State::default() }
    }

    /// Creates the error at the current position.
    #[cold]
    pub(super) fn explain(&self, error: ReadError) -> JsonError {
        JsonError::new(self.text, self.state.at, error)
    }

    /// Returns the length of the text.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns the current position and depth.
    pub(super) fn position(&self) -> (usize, u8) {
        (self.state.at, self.state.depth)
    }

    /// Moves to a position. What is read again because of it is counted.
    pub(super) fn seek(&mut self, at: usize, depth: u8) {
        let again = &mut self.state.unions.again;
        *again = (*again + self.state.at).saturating_sub(at);
        self.state.at = at;
        self.state.depth = depth;
    }

    /// Returns the state of the unions.
    pub(super) fn unions(&mut self) -> &mut UnionState {
        &mut self.state.unions
    }

    fn rest(&self) -> &'de [u8] {
        slice::part(self.text, self.state.at..)
    }

    /// Whether the string at a position is one of these texts, as they are.
    pub(super) fn is_any_of(&self, position: usize, texts: &[&str]) -> bool {
        let quoted = slice::part(self.text, position + 1..);
        let is = |text: &&str| {
            quoted.strip_prefix(text.as_bytes()).is_some_and(|rest| rest.first() == Some(&b'"'))
        };
        texts.iter().any(is)
    }

    /// Returns the text from `start` to the current position.
    fn read_since(&self, start: usize) -> &'de [u8] {
        slice::part(self.text, start..self.state.at)
    }

    /// Returns the number from `start` to the current position, which is ASCII.
    fn digits_since(&self, start: usize) -> &'de str {
        slice::ascii(self.read_since(start))
    }

    /// Returns the next byte that is not white space, without consuming it.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<u8, ReadError> {
        match self.text.get(self.state.at) {
            Some(next) if *next > b' ' => Ok(*next),
            _ => self.peek_after_blanks(),
        }
    }

    fn peek_after_blanks(&mut self) -> Result<u8, ReadError> {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
        let rest = self.rest();
        let blanks = rest.iter().position(|byte| !blank(byte)).unwrap_or(rest.len());
        self.state.at += blanks;
        rest.get(blanks).copied().ok_or_else(|| ReadError::syntax("EOF while parsing a value"))
    }

    /// Expects the end of the text.
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        match self.peek() {
            Err(_) => Ok(()),
            Ok(_) => Err(ReadError::syntax("trailing characters")),
        }
    }

    /// Consumes the byte that [`peek`](Self::peek) returned.
    #[inline]
    fn advance(&mut self) {
        self.state.at += 1;
    }

    /// Consumes an expected punctuation mark.
    fn mark(&mut self, mark: u8) -> Result<(), ReadError> {
        if self.peek()? != mark {
            return Err(ReadError::syntax("expected another mark"));
        }
        self.advance();
        Ok(())
    }

    /// Consumes `null`, `true` or `false`.
    pub(super) fn literal(&mut self, literal: &str) -> Result<(), ReadError> {
        if !self.rest().starts_with(literal.as_bytes()) {
            return Err(ReadError::syntax("expected ident"));
        }
        self.state.at += literal.len();
        Ok(())
    }

    /// Enters a list or an object.
    pub(super) fn enter(&mut self, open: u8) -> Result<(), ReadError> {
        self.mark(open)?;
        self.state.depth += 1;
        if self.state.depth > MAX_DEPTH {
            return Err(ReadError::syntax("recursion limit exceeded"));
        }
        Ok(())
    }

    /// Whether a list or an object has another entry. Consumes the comma before it, or the closing
    /// bracket.
    pub(super) fn has_more(&mut self, first: &mut bool, close: u8) -> Result<bool, ReadError> {
        let next = self.peek()?;
        if next == close {
            self.advance();
            self.state.depth -= 1;
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            if next != b',' {
                return Err(ReadError::syntax("expected another mark"));
            }
            self.advance();
            if self.peek()? == close {
                return Err(ReadError::syntax("trailing comma"));
            }
        }
        Ok(true)
    }

    /// Consumes the colon between a name and its value.
    pub(super) fn colon(&mut self) -> Result<(), ReadError> {
        self.mark(b':')
    }

    /// Reads a string.
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, ReadError> {
        self.mark(b'"')?;
        let start = self.state.at;
        if let Some(length) = string::plain_length(self.rest()) {
            let end = start + length;
            if self.text.get(end) == Some(&b'"') {
                self.state.at = end + 1;
                return self.text_between(start, end).map(Cow::Borrowed);
            }
        }
        self.state.at = start - 1;
        self.string_with_escapes()
    }

    /// Returns a part of the text that begins after a quote and ends before one.
    fn text_between(&self, start: usize, end: usize) -> Result<&'de str, ReadError> {
        let text = match self.utf8 {
            Some(text) => text.get(start..end),
            None => std::str::from_utf8(slice::part(self.text, start..end)).ok(),
        };
        text.ok_or_else(|| ReadError::syntax("invalid unicode code point"))
    }

    /// Reads a string that has escapes, or is not one.
    #[cold]
    fn string_with_escapes(&mut self) -> Result<Cow<'de, str>, ReadError> {
        let start = self.state.at;
        self.skip_string()?;
        // The error may be an unpaired surrogate, which is more than a syntax error.
        let text = serde_json::from_slice::<String>(self.read_since(start));
        text.map(Cow::Owned).map_err(|cause| ReadError::syntax(&words(&cause)))
    }

    /// Skips a string.
    fn skip_string(&mut self) -> Result<(), ReadError> {
        self.mark(b'"')?;
        loop {
            let rest = self.rest();
            let Some(plain) = string::plain_length(rest) else {
                return Err(ReadError::syntax("EOF while parsing a string"));
            };
            self.state.at += plain + 1;
            match rest.get(plain) {
                Some(b'"') => return Ok(()),
                Some(b'\\') => self.skip_escape()?,
                _ => {
                    return Err(ReadError::syntax(
                        "control character found while parsing a string",
                    ));
                }
            }
        }
    }

    /// Skips the rest of an escape (RFC 8259 § 7).
    fn skip_escape(&mut self) -> Result<(), ReadError> {
        let long = match self.rest() {
            [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 1,
            [b'u', hex @ ..]
                if hex.iter().take(4).filter(|it| it.is_ascii_hexdigit()).count() == 4 =>
            {
                5
            }
            _ => return Err(ReadError::syntax("invalid escape")),
        };
        self.state.at += long;
        Ok(())
    }

    /// Reads a number.
    pub(super) fn number(&mut self) -> Result<Number, ReadError> {
        if let Some((number, length)) = integer::short(self.rest()) {
            self.state.at += length;
            return Ok(Number::Unsigned(number));
        }
        let start = self.state.at;
        let is_integer = self.skip_number()?;
        let text = self.digits_since(start);
        if is_integer {
            if let Ok(number) = text.parse() {
                return Ok(Number::Unsigned(number));
            }
            // Minus zero is not an integer.
            if let Some(number) = text.parse().ok().filter(|number| *number != 0) {
                return Ok(Number::Signed(number));
            }
        }
        finite(text.parse(), f64::is_finite).map(Number::Float)
    }

    /// Reads a number for a type that holds integers. One that is written with a fraction or an
    /// exponent is an integer if its value is (JSON Schema 2020-12 § 4.2.3).
    pub(super) fn whole_number(&mut self) -> Result<Number, ReadError> {
        let start = self.state.at;
        let number = self.number()?;
        let Number::Float(_) = number else { return Ok(number) };
        let Some(digits) = integer::digits(self.digits_since(start)) else { return Ok(number) };
        let unsigned = digits.parse().map(Number::Unsigned);
        Ok(unsigned.or_else(|_| digits.parse().map(Number::Signed)).unwrap_or(number))
    }

    /// Reads an integer of any size that the type holds. Returns `None` and consumes nothing if
    /// there is none.
    pub(super) fn integer<T: FromStr>(&mut self) -> Result<Option<T>, ReadError> {
        let start = self.state.at;
        self.skip_number()?;
        let number = integer::digits(self.digits_since(start)).and_then(|it| it.parse().ok());
        if number.is_none() {
            self.state.at = start;
        }
        Ok(number)
    }

    /// Reads a number in single precision. Reading it in double precision would round twice.
    pub(super) fn single(&mut self) -> Result<f32, ReadError> {
        let start = self.state.at;
        self.skip_number()?;
        finite(self.digits_since(start).parse(), f32::is_finite)
    }

    /// Skips a number (RFC 8259 § 6). Returns whether it is written as an integer.
    fn skip_number(&mut self) -> Result<bool, ReadError> {
        if self.rest().first() == Some(&b'-') {
            self.advance();
        }
        let start = self.state.at;
        self.digits()?;
        if self.text.get(start) == Some(&b'0') && self.state.at > start + 1 {
            return Err(ReadError::syntax("invalid number"));
        }
        let mut is_integer = true;
        if self.rest().first() == Some(&b'.') {
            self.advance();
            self.digits()?;
            is_integer = false;
        }
        if matches!(self.rest().first(), Some(b'e' | b'E')) {
            self.advance();
            if matches!(self.rest().first(), Some(b'+' | b'-')) {
                self.advance();
            }
            self.digits()?;
            is_integer = false;
        }
        Ok(is_integer)
    }

    /// Skips one or more digits.
    fn digits(&mut self) -> Result<(), ReadError> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.state.at += digits;
        if digits == 0 { Err(ReadError::syntax("invalid number")) } else { Ok(()) }
    }

    /// Skips a value that is not used.
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let start = self.state.at;
        let values = self.skip_hidden()?;
        let (end, reason) = (self.state.at, Reason::Undeclared);
        self.state.unions.note(Skipped { start, end, values, reason });
        Ok(())
    }

    /// Skips a value whose names a message must not show.
    pub(super) fn skip_hidden(&mut self) -> Result<usize, ReadError> {
        let start = self.state.at;
        self.skip_value().map_err(|error| error.hide_from(start))
    }

    /// Skips a value of any depth. Returns the number of values in it, including itself.
    pub(super) fn skip_value(&mut self) -> Result<usize, ReadError> {
        let mut open = std::mem::take(&mut self.state.open);
        open.clear();
        let values = self.skip_with(&mut open);
        self.state.open = open;
        values
    }

    fn skip_with(&mut self, open: &mut Vec<OpenContainer>) -> Result<usize, ReadError> {
        let mut values = 0;
        loop {
            let next = self.peek()?;
            let start = self.state.at;
            if let (b'{' | b'[', Some((end, count))) = (next, self.state.unions.end(start)) {
                values += count;
                self.seek(end, self.state.depth);
            } else if let b'{' | b'[' = next {
                self.advance();
                open.push(OpenContainer { start, close: next + 2, first: true, values });
                values += 1;
            } else {
                values += 1;
                self.skip_scalar()?;
            }
            loop {
                let Some(OpenContainer { first, close, .. }) = open.last_mut() else {
                    return Ok(values);
                };
                let close = *close;
                if self.has_more_to_skip(first, close)? {
                    if close == b'}' {
                        self.skip_string()?;
                        self.colon()?;
                    }
                    break;
                }
                if let Some(closed) = open.pop() {
                    let depth = usize::from(self.state.depth) + open.len();
                    let count = values - closed.values;
                    self.state.unions.remember_end(closed.start, self.state.at, count, depth);
                }
            }
        }
    }

    fn has_more_to_skip(&mut self, first: &mut bool, close: u8) -> Result<bool, ReadError> {
        self.state.depth += 1;
        let more = self.has_more(first, close)?;
        self.state.depth -= u8::from(more);
        Ok(more)
    }

    fn skip_scalar(&mut self) -> Result<(), ReadError> {
        match self.peek()? {
            b'n' => self.literal("null"),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'"' => self.skip_string(),
            b'-' | b'0'..=b'9' => self.skip_number().map(drop),
            _ => Err(ReadError::syntax("expected value")),
        }
    }
}

fn finite<T: Copy, E>(number: Result<T, E>, is_finite: fn(T) -> bool) -> Result<T, ReadError> {
    let number = number.ok().filter(|number| is_finite(*number));
    number.ok_or_else(|| ReadError::syntax("number out of range"))
}
