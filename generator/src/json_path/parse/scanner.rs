//! Reads characters of a query.

use super::{InvalidPath, Names, Parsed};

/// How deep brackets and parentheses nest.
const MAX_DEPTH: usize = 64;

/// A position in the text.
pub(super) struct Scanner<'t> {
    text: &'t str,
    offset: usize,
    depth: usize,
    names: Names,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str, names: Names) -> Self {
        Self { text, offset: 0, depth: 0, names }
    }

    pub(super) fn names(&self) -> Names {
        self.names
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.offset..).unwrap_or("")
    }

    pub(super) fn offset(&self) -> usize {
        self.offset
    }

    /// Returns to an earlier offset.
    pub(super) fn go_back(&mut self, offset: usize) {
        self.offset = offset;
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.offset += c.len_utf8();
        Some(c)
    }

    /// Consumes a token if it comes next.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let is_next = self.rest().starts_with(token);
        if is_next {
            self.offset += token.len();
        }
        is_next
    }

    pub(super) fn take_while(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        self.offset += end;
        rest.get(..end).unwrap_or("")
    }

    pub(super) fn skip_blanks(&mut self) {
        self.take_while(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    }

    /// An integer without leading zeros; `-0` included.
    pub(super) fn integer(&mut self) -> Parsed<&'t str> {
        let start = self.offset;
        self.eat("-");
        let digits = self.take_while(|c| c.is_ascii_digit());
        if digits.is_empty() {
            return self.fail("expected a digit");
        }
        if digits.len() > 1 && digits.starts_with('0') {
            return self.fail_at(start, "an integer has no leading zeros");
        }
        Ok(self.since(start))
    }

    /// The text from an offset up to here.
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.offset).unwrap_or("")
    }

    /// Parses something that can contain itself.
    pub(super) fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= MAX_DEPTH {
            return self.fail("the query is nested too deeply");
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    pub(super) fn fail<T>(&self, message: impl Into<String>) -> Parsed<T> {
        self.fail_at(self.offset, message)
    }

    #[expect(clippy::unused_self, reason = "reads like `fail`")]
    pub(super) fn fail_at<T>(&self, offset: usize, message: impl Into<String>) -> Parsed<T> {
        Err(InvalidPath { offset, message: message.into() })
    }
}
