//! Parses JSON (RFC 8259) into the tree, with byte-exact locations and numbers as text.

use std::borrow::Cow;
use std::collections::HashMap;

use super::ParseError;
use super::tree::{DuplicateKey, MAX_DEPTH, Member, NodeId, NodeKind, Tree};
use crate::bug::bug;
use crate::text::{FileId, Span, offset};

type Parsed<T> = Result<T, ParseError>;

/// Parses a whole file.
pub(super) fn parse(file: FileId, text: &str) -> Parsed<Tree> {
    let mut parser =
        Parser { file, text, bytes: text.as_bytes(), at: 0, depth: 0, tree: Tree::default() };
    parser.skip_space();
    let root = parser.value()?;
    parser.skip_space();
    if parser.at < text.len() {
        return Err(parser.error("text after the end of the JSON value"));
    }
    parser.tree.set_root(root);
    Ok(parser.tree)
}

struct Parser<'a> {
    file: FileId,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    tree: Tree,
}

impl<'a> Parser<'a> {
    fn value(&mut self) -> Parsed<NodeId> {
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => NodeKind::String(self.string()?.into()),
            Some(b'-' | b'0'..=b'9') => NodeKind::Number(self.number()?.into()),
            _ => self.literal()?,
        };
        let span = self.span_from(start);
        Ok(self.tree.add(kind, span))
    }

    fn nested(&mut self, parse: fn(&mut Self) -> Parsed<NodeKind>) -> Parsed<NodeKind> {
        if self.depth == MAX_DEPTH {
            return Err(self.error(format!("nested more than {MAX_DEPTH} levels deep")));
        }
        self.depth += 1;
        self.at += 1;
        let kind = parse(self)?;
        self.depth -= 1;
        Ok(kind)
    }

    fn object(&mut self) -> Parsed<NodeKind> {
        let mut members = Members::default();
        self.skip_space();
        if self.take(b'}') {
            return Ok(members.finish());
        }
        loop {
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.error("expected a key in double quotes"));
            }
            let key = self.string()?;
            let key_span = self.span_from(start);
            self.skip_space();
            if !self.take(b':') {
                return Err(self.error("expected `:` after the key"));
            }
            self.skip_space();
            let value = self.value()?;
            let member = Member { key: key.into(), key_span, value };
            members.add(member, &mut self.tree);
            self.skip_space();
            if self.take(b'}') {
                return Ok(members.finish());
            }
            self.separator("}")?;
        }
    }

    fn array(&mut self) -> Parsed<NodeKind> {
        let mut items = Vec::new();
        self.skip_space();
        if self.take(b']') {
            return Ok(NodeKind::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.skip_space();
            if self.take(b']') {
                return Ok(NodeKind::Array(items));
            }
            self.separator("]")?;
        }
    }

    fn separator(&mut self, close: &str) -> Parsed<()> {
        if !self.take(b',') {
            return Err(self.error(format!("expected `,` or `{close}`")));
        }
        self.skip_space();
        if matches!(self.peek(), Some(b'}' | b']')) {
            return Err(self.error("a trailing comma").with_help("remove the comma"));
        }
        Ok(())
    }

    /// Reads a string; without escapes it is one slice of the text.
    fn string(&mut self) -> Parsed<Cow<'a, str>> {
        let open = self.at;
        self.at += 1;
        let mut run = self.at;
        let mut owned = String::new();
        loop {
            self.skip_plain();
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    owned.push_str(self.since(run));
                    self.escape(&mut owned)?;
                    run = self.at;
                }
                Some(_) => {
                    let error = self.error("a control character in a string");
                    return Err(error.with_help("write it as an escape, such as \\n"));
                }
                None => return Err(ParseError::new(open, "this string is never closed")),
            }
        }
        let rest = self.since(run);
        self.at += 1;
        if owned.is_empty() {
            return Ok(Cow::Borrowed(rest));
        }
        owned.push_str(rest);
        Ok(Cow::Owned(owned))
    }

    fn escape(&mut self, out: &mut String) -> Parsed<()> {
        let start = self.at;
        self.at += 2;
        let character = match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => self.unicode_escape(start)?,
            _ => return Err(ParseError::new(start, "an unknown escape in a string")),
        };
        out.push(character);
        Ok(())
    }

    /// `\uXXXX`, and the two halves of a surrogate pair (RFC 8259 section 7).
    fn unicode_escape(&mut self, start: usize) -> Parsed<char> {
        let high = self.hex4(start)?;
        if !(0xD800..0xE000).contains(&high) {
            return char::from_u32(high).ok_or_else(|| ParseError::new(start, "not a character"));
        }
        if self.text.get(self.at..self.at + 2) == Some("\\u") {
            self.at += 2;
            let low = self.hex4(start)?;
            if (0xD800..0xDC00).contains(&high) && (0xDC00..0xE000).contains(&low) {
                let scalar = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                return char::from_u32(scalar)
                    .ok_or_else(|| ParseError::new(start, "not a character"));
            }
        }
        Err(ParseError::new(start, "half of a surrogate pair, which is not a character"))
    }

    fn hex4(&mut self, start: usize) -> Parsed<u32> {
        let digits = self.text.get(self.at..self.at + 4);
        let valid = digits.filter(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()));
        self.at += 4;
        valid
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| ParseError::new(start, "expected four hexadecimal digits after \\u"))
    }

    /// The number grammar of RFC 8259 section 6.
    fn number(&mut self) -> Parsed<&'a str> {
        let start = self.at;
        self.take(b'-');
        let whole = self.digits();
        let leading_zero = whole > 1 && self.bytes.get(self.at - whole) == Some(&b'0');
        let mut valid = whole > 0 && !leading_zero;
        if self.take(b'.') {
            valid &= self.digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            valid &= self.digits() > 0;
        }
        let text = self.since(start);
        if valid { Ok(text) } else { Err(ParseError::new(start, "not a JSON number")) }
    }

    /// The text from an earlier position up to here. Both are at the boundary of a character, since each is next to ASCII.
    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_else(|| {
            bug!("a JSON token does not end at a character");
            ""
        })
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn literal(&mut self) -> Parsed<NodeKind> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let literals = [
            ("null", NodeKind::Null),
            ("true", NodeKind::Bool(true)),
            ("false", NodeKind::Bool(false)),
        ];
        for (word, kind) in literals {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(kind);
            }
        }
        if rest.is_empty() {
            return Err(self.error("the file ends where a value is expected"));
        }
        Err(self.error("expected a JSON value"))
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    /// Skips characters of a string that need no escape.
    fn skip_plain(&mut self) {
        while let Some(b' ' | b'!' | b'#'..=b'[' | b']'..) = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn span_from(&self, start: usize) -> Span {
        Span::new(self.file, offset(start), offset(self.at))
    }

    fn error(&self, message: impl Into<String>) -> ParseError {
        ParseError::new(self.at, message)
    }
}

/// Collects the members of one object. The last value of a duplicate key is kept, and the duplicate is recorded.
#[derive(Default)]
pub(super) struct Members {
    members: Vec<Member>,
    index: HashMap<Box<str>, usize>,
}

/// Below this many members a scan is faster than a hash map.
const SCAN_LIMIT: usize = 16;

impl Members {
    pub(super) fn add(&mut self, member: Member, tree: &mut Tree) {
        let known = self.position(&member.key);
        match known.and_then(|at| self.members.get_mut(at)) {
            Some(first) => {
                let (key, again) = (member.key, member.key_span);
                first.value = member.value;
                tree.note_duplicate(DuplicateKey { key, first: first.key_span, again });
            }
            None => self.push(member),
        }
    }

    pub(super) fn contains(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    pub(super) fn push(&mut self, member: Member) {
        if self.members.len() == SCAN_LIMIT {
            self.index =
                self.members.iter().enumerate().map(|(at, it)| (it.key.clone(), at)).collect();
        }
        if self.members.len() >= SCAN_LIMIT {
            self.index.insert(member.key.clone(), self.members.len());
        }
        self.members.push(member);
    }

    pub(super) fn finish(self) -> NodeKind {
        NodeKind::Object(self.members)
    }

    fn position(&self, key: &str) -> Option<usize> {
        if self.members.len() <= SCAN_LIMIT {
            return self.members.iter().position(|member| &*member.key == key);
        }
        self.index.get(key).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        parse(FileId(0), text)
            .map(|_| String::new())
            .unwrap_or_else(|error| format!("{}: {}", error.at.start, error.message))
    }

    #[test]
    fn errors_have_a_location() {
        let deep = "[".repeat(10_000);
        let cases = [
            ("", "0: the file ends where a value is expected"),
            (r#"{"a":1,}"#, "7: a trailing comma"),
            (r#"{"a" 1}"#, "5: expected `:` after the key"),
            ("[1 2]", "3: expected `,` or `]`"),
            ("\"abc", "0: this string is never closed"),
            (r#""\ud800x""#, "1: half of a surrogate pair, which is not a character"),
            ("01", "0: not a JSON number"),
            ("{} x", "3: text after the end of the JSON value"),
            (&deep, "128: nested more than 128 levels deep"),
        ];
        for (text, expected) in cases {
            assert_eq!(message(text), expected, "{text:.20}");
        }
    }

    #[test]
    fn strings_numbers_and_places_are_exact() {
        let text = r#"{"k\u00e9y": "a\n\ud83d\ude00", "n": -1.50e+3}"#;
        let tree = parse(FileId(0), text).unwrap();
        let entries: Vec<_> = tree.root().unwrap().members().collect();
        assert_eq!(entries[0].key, "kéy");
        assert_eq!(entries[0].value.as_str(), Some("a\n😀"));
        assert_eq!(entries[1].value.as_number(), Some("-1.50e+3"));
        let span = entries[1].value.span();
        assert_eq!(&text[span.start as usize..span.end as usize], "-1.50e+3");
    }

    #[test]
    fn the_last_of_repeated_keys_stays_and_is_noted() {
        let many: String = (0..40).map(|n| format!("\"k{n}\": {n}, ")).collect();
        let tree = parse(FileId(0), &format!("{{{many} \"k3\": 99, \"k39\": 100}}")).unwrap();
        assert_eq!(tree.root().unwrap().get("k3").and_then(|it| it.as_number()), Some("99"));
        let keys: Vec<_> = tree.duplicates().iter().map(|it| &*it.key).collect();
        assert_eq!(keys, ["k3", "k39"]);
    }
}
