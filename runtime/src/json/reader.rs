//! The reader: from bytes to literals, numbers, strings, and the marks between them.
//!
//! Takes a text, and moves through it. It must not know serde's traits nor any type: so it is compiled once.

use std::borrow::Cow;
use std::str::FromStr;

use super::error::{Error, Fault, words};
use super::tries::Choices;

/// How deep lists and objects may lie in each other: each level is a level of the stack.
const MAX_DEPTH: u8 = 128;

/// A text, and how far it has been read.
pub(crate) struct Reader<'de> {
    text: &'de [u8],
    at: usize,
    depth: u8,
    choices: Choices,
}

/// A number as JSON has it: an integer where it is one and fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Unsigned(u64),
    Signed(i64),
    Float(f64),
}

impl<'de> Reader<'de> {
    /// A reader at the begin of a text.
    pub(super) fn new(text: &'de [u8]) -> Self {
        Self { text, at: 0, depth: 0, choices: Choices::default() }
    }

    /// The error for a fault with which reading ended here.
    #[cold]
    pub(super) fn explain(&self, fault: Fault) -> Error {
        Error::new(self.text, self.at, fault)
    }

    /// How long the text is.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Where it stands, and how deep.
    pub(super) fn place(&self) -> (usize, u8) {
        (self.at, self.depth)
    }

    /// Goes to a place.
    pub(super) fn go(&mut self, at: usize, depth: u8) {
        self.at = at;
        self.depth = depth;
    }

    /// What is kept for unions.
    pub(super) fn choices(&mut self) -> &mut Choices {
        &mut self.choices
    }

    fn rest(&self) -> &'de [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The next byte that is no white space; it is not passed over.
    pub(super) fn peek(&mut self) -> Result<u8, Fault> {
        let blank = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
        let rest = self.rest();
        let blanks = rest.iter().position(|byte| !blank(byte)).unwrap_or(rest.len());
        self.at += blanks;
        rest.get(blanks).copied().ok_or_else(|| Fault::syntax("EOF while parsing a value"))
    }

    /// That nothing follows.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Err(_) => Ok(()),
            Ok(_) => Err(Fault::syntax("trailing characters")),
        }
    }

    /// Passes over the byte that [`peek`](Self::peek) gave.
    fn pass(&mut self) {
        self.at += 1;
    }

    /// Passes over a mark that has to come next.
    fn mark(&mut self, mark: u8) -> Result<(), Fault> {
        if self.peek()? != mark {
            return Err(Fault::syntax("expected another mark"));
        }
        self.pass();
        Ok(())
    }

    /// Passes over `null`, `true` or `false`.
    pub(super) fn literal(&mut self, literal: &str) -> Result<(), Fault> {
        if !self.rest().starts_with(literal.as_bytes()) {
            return Err(Fault::syntax("expected ident"));
        }
        self.at += literal.len();
        Ok(())
    }

    /// Goes into a list or an object.
    pub(super) fn enter(&mut self, open: u8) -> Result<(), Fault> {
        self.mark(open)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Fault::syntax("recursion limit exceeded"));
        }
        Ok(())
    }

    /// Whether a list or an object has one more entry; passes over the comma before it, or out of what has none.
    pub(super) fn has_more(&mut self, first: &mut bool, close: u8) -> Result<bool, Fault> {
        let next = self.peek()?;
        if next == close {
            self.pass();
            self.depth -= 1;
            return Ok(false);
        }
        if !std::mem::replace(first, false) {
            self.mark(b',')?;
            if self.peek()? == close {
                return Err(Fault::syntax("trailing comma"));
            }
        }
        Ok(true)
    }

    /// Passes over the colon between a name and its value.
    pub(super) fn colon(&mut self) -> Result<(), Fault> {
        self.mark(b':')
    }

    /// Reads a string.
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, Fault> {
        let start = self.at;
        let escaped = self.pass_string()?;
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        if escaped {
            // What is wrong here is no matter of syntax alone: half of a surrogate pair.
            let text = serde_json::from_slice::<String>(quoted);
            return text.map(Cow::Owned).map_err(|cause| Fault::syntax(&words(&cause)));
        }
        let plain = quoted.get(1..quoted.len() - 1).unwrap_or_default();
        match std::str::from_utf8(plain) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(_) => Err(Fault::syntax("invalid unicode code point")),
        }
    }

    /// Passes over a string, and tells whether it has escapes.
    fn pass_string(&mut self) -> Result<bool, Fault> {
        self.mark(b'"')?;
        let mut escaped = false;
        loop {
            let rest = self.rest();
            let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let Some(plain) = rest.iter().position(special) else {
                return Err(Fault::syntax("EOF while parsing a string"));
            };
            self.at += plain + 1;
            match rest.get(plain) {
                Some(b'"') => return Ok(escaped),
                Some(b'\\') => self.pass_escape()?,
                _ => return Err(Fault::syntax("control character found while parsing a string")),
            }
            escaped = true;
        }
    }

    /// Passes over what follows a backslash (RFC 8259 section 7).
    fn pass_escape(&mut self) -> Result<(), Fault> {
        let long = match self.rest() {
            [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => 1,
            [b'u', hex @ ..]
                if hex.iter().take(4).filter(|it| it.is_ascii_hexdigit()).count() == 4 =>
            {
                5
            }
            _ => return Err(Fault::syntax("invalid escape")),
        };
        self.at += long;
        Ok(())
    }

    /// Reads a number.
    pub(super) fn number(&mut self) -> Result<Number, Fault> {
        let start = self.at;
        let is_integer = self.pass_number()?;
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let text = std::str::from_utf8(digits).unwrap_or_default();
        if is_integer {
            if let Ok(number) = text.parse() {
                return Ok(Number::Unsigned(number));
            }
            // Minus zero is no integer.
            if let Some(number) = text.parse().ok().filter(|number| *number != 0) {
                return Ok(Number::Signed(number));
            }
        }
        finite(text.parse(), f64::is_finite).map(Number::Float)
    }

    /// Reads an integer of any size that the type holds; `None` where it is none, and nothing is read then.
    pub(super) fn integer<T: FromStr>(&mut self) -> Result<Option<T>, Fault> {
        let start = self.at;
        let is_integer = self.pass_number()?;
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let number = std::str::from_utf8(digits).ok().filter(|_| is_integer);
        let number = number.and_then(|it| it.parse().ok());
        if number.is_none() {
            self.at = start;
        }
        Ok(number)
    }

    /// Reads a number in single precision; by way of double precision it would be rounded twice.
    pub(super) fn single(&mut self) -> Result<f32, Fault> {
        let start = self.at;
        self.pass_number()?;
        let digits = self.text.get(start..self.at).unwrap_or_default();
        finite(std::str::from_utf8(digits).unwrap_or_default().parse(), f32::is_finite)
    }

    /// Passes over a number (RFC 8259 section 6), and tells whether it is written as an integer.
    fn pass_number(&mut self) -> Result<bool, Fault> {
        if self.rest().first() == Some(&b'-') {
            self.pass();
        }
        let start = self.at;
        self.digits()?;
        if self.text.get(start) == Some(&b'0') && self.at > start + 1 {
            return Err(Fault::syntax("invalid number"));
        }
        let mut is_integer = true;
        if self.rest().first() == Some(&b'.') {
            self.pass();
            self.digits()?;
            is_integer = false;
        }
        if matches!(self.rest().first(), Some(b'e' | b'E')) {
            self.pass();
            if matches!(self.rest().first(), Some(b'+' | b'-')) {
                self.pass();
            }
            self.digits()?;
            is_integer = false;
        }
        Ok(is_integer)
    }

    /// Passes over digits, of which there is at least one.
    fn digits(&mut self) -> Result<(), Fault> {
        let digits = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += digits;
        if digits == 0 { Err(Fault::syntax("invalid number")) } else { Ok(()) }
    }

    /// Passes over a value that nobody wants.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let values = self.pass_value()?;
        self.choices.note(start, self.at, values);
        Ok(())
    }

    /// Passes over a value, however deep it is, and tells how many it is with those in it.
    pub(super) fn pass_value(&mut self) -> Result<usize, Fault> {
        // What is open, and whether nothing of it has been read.
        let mut open: Vec<(u8, bool)> = Vec::new();
        let mut values = 0;
        loop {
            values += 1;
            match self.peek()? {
                b'{' => {
                    self.pass();
                    open.push((b'}', true));
                }
                b'[' => {
                    self.pass();
                    open.push((b']', true));
                }
                _ => self.skip_scalar()?,
            }
            loop {
                let Some((close, first)) = open.last_mut() else { return Ok(values) };
                let close = *close;
                if self.has_more_to_skip(first, close)? {
                    if close == b'}' {
                        self.pass_string()?;
                        self.colon()?;
                    }
                    break;
                }
                open.pop();
            }
        }
    }

    fn has_more_to_skip(&mut self, first: &mut bool, close: u8) -> Result<bool, Fault> {
        self.depth += 1;
        let more = self.has_more(first, close)?;
        self.depth -= u8::from(more);
        Ok(more)
    }

    fn skip_scalar(&mut self) -> Result<(), Fault> {
        match self.peek()? {
            b'n' => self.literal("null"),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'"' => self.pass_string().map(drop),
            b'-' | b'0'..=b'9' => self.pass_number().map(drop),
            _ => Err(Fault::syntax("expected value")),
        }
    }
}

fn finite<T: Copy, E>(number: Result<T, E>, is_finite: fn(T) -> bool) -> Result<T, Fault> {
    let number = number.ok().filter(|number| is_finite(*number));
    number.ok_or_else(|| Fault::syntax("number out of range"))
}
