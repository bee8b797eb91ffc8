//! Converts a position in a JSON text to a JSON Pointer.
//!
//! Takes the text and the line and column of an error; returns the pointer to the value at that
//! position. It must not know any type, so that one scanner serves them all; a tracking
//! deserializer would be compiled once per type. It is not recursive.

use std::borrow::Cow;

use crate::json::HiddenKeys;

/// A container that is open at the position.
enum Frame {
    Object { key: Option<(usize, String)> },
    Array { index: usize },
}

/// Returns the pointer to the last value before `line` and `column` (from 1, counted in bytes like
/// serde_json's).
pub(super) fn find(text: &[u8], line: usize, column: usize) -> String {
    Scanner::at(text, line, column).pointer(None)
}

/// Returns the same pointer with `*` in place of the hidden keys.
pub(super) fn find_shown(text: &[u8], line: usize, column: usize, hidden: &HiddenKeys) -> String {
    Scanner::at(text, line, column).pointer(Some(hidden))
}

fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let before = line.saturating_sub(1);
    let start = match before {
        0 => 0,
        _ => newlines(text).nth(before - 1).map_or(text.len(), |newline| newline + 1),
    };
    start.saturating_add(column).min(text.len())
}

fn newlines(text: &[u8]) -> impl Iterator<Item = usize> + '_ {
    text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at)
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    frames: Vec<Frame>,
}

impl<'a> Scanner<'a> {
    /// Scans the text up to a position.
    fn at(text: &'a [u8], line: usize, column: usize) -> Self {
        let end = offset(text, line, column);
        let text = text.get(..end).unwrap_or(text);
        let mut scanner = Self { text, at: 0, frames: Vec::new() };
        scanner.run();
        scanner
    }

    fn run(&mut self) {
        while let Some(byte) = self.text.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'{' => self.frames.push(Frame::Object { key: None }),
                b'[' => self.frames.push(Frame::Array { index: 0 }),
                b'}' | b']' => {
                    self.frames.pop();
                }
                b',' => self.next_member(),
                b'"' => self.string(),
                _ => {}
            }
        }
        // A container that closed at the position is the value: a missing field is detected at the
        // closing brace.
    }

    fn next_member(&mut self) {
        if let Some(Frame::Array { index }) = self.frames.last_mut() {
            *index += 1;
        }
    }

    /// Skips a string. It is a key if a colon follows.
    fn string(&mut self) {
        let start = self.at;
        let mut end = start;
        while let Some(byte) = self.text.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'"' => break,
                _ => {}
            }
            end = self.at;
        }
        let is_colon = |rest: &[u8]| rest.trim_ascii_start().first() == Some(&b':');
        if self.text.get(self.at..).is_some_and(is_colon) {
            if let Some(Frame::Object { key }) = self.frames.last_mut() {
                let name = self.text.get(start..end).map(String::from_utf8_lossy);
                *key = name.map(|name| (start - 1, Cow::into_owned(name)));
            }
        }
    }

    fn pointer(&self, hidden: Option<&HiddenKeys>) -> String {
        let mut pointer = String::new();
        for frame in &self.frames {
            match frame {
                Frame::Object { key: Some((position, _)) }
                    if hidden.is_some_and(|it| it.contains(*position)) =>
                {
                    pointer.push_str("/*");
                }
                Frame::Object { key: Some((_, key)) } => {
                    pointer.push('/');
                    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                }
                Frame::Object { key: None } => {}
                Frame::Array { index } => {
                    pointer.push('/');
                    pointer.push_str(&index.to_string());
                }
            }
        }
        pointer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_as_pointers() {
        for (text, line, column, location) in [
            (r#"{"a":1}"#, 1, 6, "/a"),
            (r#"{"a":1}"#, 1, 7, ""),
            (r#"{"a":[1,2,{"b":3}]}"#, 1, 16, "/a/2/b"),
            (r#"{"a":[1,2,{"b":3}]}"#, 1, 17, "/a/2"),
            ("{\n \"x/y~\": {\n  \"k\": 5", 3, 8, "/x~1y~0/k"),
            (r#"{"q\"":"a,b[{"}"#, 1, 13, r#"/q\""#),
            ("[[],[1]]", 1, 5, "/1/0"),
            ("", 1, 0, ""),
            ("[1", 9, 9, "/0"),
        ] {
            assert_eq!(find(text.as_bytes(), line, column), location, "{text} {line}:{column}");
        }
    }

    #[test]
    fn depth_does_not_recurse() {
        let text = "[".repeat(200_000);
        assert!(find(text.as_bytes(), 1, 10).len() == 20);
    }
}
