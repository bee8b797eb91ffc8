//! The collections that contain a position of JSON, or of a YAML flow collection.
//!
//! Takes a text that can be malformed; returns what a reader of it would expect at the position.

use super::cursor::{Cursor, Member, Slot, Step};

/// An open object or array.
#[derive(Debug)]
struct Frame {
    is_object: bool,
    /// The key before the value that is read.
    key: Option<String>,
    members: Vec<Member>,
    items: usize,
}

/// The cursor at an offset, in a text that begins with a bracket. `None` outside of the collection.
pub(super) fn cursor(text: &str, offset: usize) -> Option<Cursor> {
    let mut scanner = Scanner { text, at: 0, frames: Vec::new() };
    let mut token = scanner.run_to(offset)?;
    token.end = token.end.max(offset);
    let frame = scanner.frames.last()?;
    let slot = match &frame.key {
        Some(key) => Slot::Value { key: Some(key.clone()) },
        None if frame.is_object => Slot::Key,
        None => Slot::Value { key: None },
    };
    let path = steps(&scanner.frames);
    let depth = scanner.frames.len();
    let members = scanner.members_until_closed(depth);
    Some(Cursor { path, slot, token: token.start..token.end, members, is_flow: true })
}

/// The way to the innermost frame.
fn steps(frames: &[Frame]) -> Vec<Step> {
    let outer = frames.split_last().map_or(&[] as &[Frame], |(_, outer)| outer);
    let step = |frame: &Frame| match (&frame.key, frame.is_object) {
        (Some(key), true) => Step::Key(key.clone()),
        _ => Step::Item(frame.items),
    };
    outer.iter().map(step).collect()
}

/// A string or a word.
struct Token {
    start: usize,
    end: usize,
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    frames: Vec<Frame>,
}

impl Scanner<'_> {
    /// Reads up to an offset and returns the token there, which is empty between tokens.
    fn run_to(&mut self, offset: usize) -> Option<Token> {
        while self.at < offset {
            let token = self.step()?;
            if self.at >= offset && token.start < offset && token.end >= offset {
                self.at = token.end;
                return Some(token);
            }
            if token.start < token.end {
                self.end_token(&token);
            }
        }
        Some(Token { start: offset, end: offset })
    }

    /// Reads a token, a separator or a space.
    fn step(&mut self) -> Option<Token> {
        let rest = self.text.get(self.at..)?;
        let first = rest.chars().next()?;
        let start = self.at;
        match first {
            '"' | '\'' => self.at += quoted_length(rest, first),
            '{' | '[' => {
                self.at += 1;
                let is_object = first == '{';
                self.frames.push(Frame { is_object, key: None, members: Vec::new(), items: 0 });
            }
            '}' | ']' => {
                self.at += 1;
                self.frames.pop();
            }
            ',' => {
                self.at += 1;
                if let Some(frame) = self.frames.last_mut() {
                    frame.key = None;
                    frame.items += 1;
                }
            }
            _ if first.is_whitespace() || first == ':' => self.at += first.len_utf8(),
            _ => {
                let is_end = |it: char| matches!(it, ',' | '{' | '}' | '[' | ']' | '\n' | '"');
                let length = rest.find(is_end).unwrap_or(rest.len());
                let word = rest.get(..length).unwrap_or("");
                let colon = word.find(": ").or_else(|| word.strip_suffix(':').map(str::len));
                self.at += colon.unwrap_or(word.trim_end().len()).max(first.len_utf8());
            }
        }
        let is_token =
            !matches!(first, '{' | '}' | '[' | ']' | ',' | ':') && !first.is_whitespace();
        Some(Token { start, end: if is_token { self.at } else { start } })
    }

    /// Takes a token as the key of a member, or as its value.
    fn end_token(&mut self, token: &Token) {
        let text = self.text.get(token.start..token.end).unwrap_or("");
        let is_key = self.text.get(token.end..).is_some_and(|it| it.trim_start().starts_with(':'));
        let Some(frame) = self.frames.last_mut().filter(|it| it.is_object) else { return };
        let text = unquoted(text);
        if frame.key.is_none() && is_key {
            frame.members.push(Member { key: text.to_owned(), value: String::new() });
            frame.key = Some(text.to_owned());
        } else if let Some(member) = frame.members.last_mut() {
            text.clone_into(&mut member.value);
        }
    }

    /// Reads the rest of the collection of this depth and returns its members.
    fn members_until_closed(mut self, depth: usize) -> Vec<Member> {
        let mut members = Vec::new();
        while self.frames.len() >= depth {
            if let Some(frame) = self.frames.get(depth - 1) {
                members.clone_from(&frame.members);
            }
            let Some(token) = self.step() else { break };
            if token.start < token.end {
                self.end_token(&token);
            }
        }
        members
    }
}

/// The length of a string with its quotes. One without an end ends with its line.
fn quoted_length(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        if character == '\n' {
            return at;
        }
        if character == quote && !is_escaped {
            return at + 1;
        }
        is_escaped = character == '\\' && quote == '"' && !is_escaped;
    }
    rest.len()
}

/// A token without its quotes.
pub(super) fn unquoted(text: &str) -> &str {
    let quote = ['"', '\''].into_iter().find(|it| text.starts_with(*it));
    let Some(quote) = quote else { return text };
    let inner = text.strip_prefix(quote).unwrap_or(text);
    inner.strip_suffix(quote).unwrap_or(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cursor at `|`: its path, its slot, its token and the other members.
    fn check(marked: &str, expected: &str) {
        let offset = marked.find('|').unwrap();
        let text = marked.replace('|', "");
        let shown = cursor(&text, offset).map_or("none".to_owned(), |it| it.shown(&text));
        assert_eq!(shown, expected, "{marked}");
    }

    #[test]
    fn the_collection_and_the_slot_are_found() {
        check("{|}", " key `` []");
        check("{\"a\": 1, \"|\"}", " key `\"\"` [a=1]");
        check("{\"a\": 1, \"b|", " key `\"b` [a=1]");
        check("{\"a\": {\"b\": [1, {\"c\": \"x|y\", \"d\": 2}]}}", "a.b.1 c= `\"xy\"` [c=,d=2]");
        check("{\"a\": |\n}", " a= `` [a=]");
        check("{\"a\": [\"x\", |]}", "a = `` []");
        check("{\"a\": 1}|", "none");
        check("{\"a:\\\"{\": 1, |\n\"z\": 3}", " key `` [a:\\\"{=1,z=3]");
        check("{type: string, for|}", " key `for` [type=string]");
        check("{type: str|}", " type= `str` [type=]");
        check("{a: {b: 1}, c: [2, {d: |}]}", "c.1 d= `` [d=]");
    }
}
