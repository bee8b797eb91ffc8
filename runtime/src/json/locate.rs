//! The locations of values in a JSON text.
//!
//! Takes a text and a path of property names; returns byte ranges. It builds no values, so a number
//! keeps every digit, and an edit changes only what it names. It must not know what the text means.

use std::ops::Range;

use serde_json::Value;

use super::Reader;
use super::error::ReadError;
use crate::slice;

/// Returns the range of the value at `path`. If a name is repeated, the last one counts. A text
/// that is not JSON has no values.
pub(crate) fn locate(text: &[u8], path: &[&str]) -> Option<Range<usize>> {
    let mut reader = Reader::new(text);
    let found = value_at(&mut reader, path).ok()?;
    reader.end().ok()?;
    found
}

/// Returns the text of the value at `path`.
pub(crate) fn text_at<'t>(text: &'t [u8], path: &[&str]) -> Option<&'t [u8]> {
    text.get(locate(text, path)?)
}

/// Returns the texts of the elements of a list, or `None` if the text is not a list.
pub(crate) fn elements(list: &[u8]) -> Option<Vec<&[u8]>> {
    let mut reader = Reader::new(list);
    let ranges = element_ranges(&mut reader).ok()?;
    Some(ranges.into_iter().filter_map(|range| list.get(range)).collect())
}

/// Returns the text with `value`, which is JSON, at `path`. Nothing else of the text changes.
/// Objects that are missing on the path are added. Returns `None` if the text is not a JSON object.
pub(crate) fn with_value(text: &[u8], path: &[&str], value: &str) -> Option<Vec<u8>> {
    for present in (0..=path.len()).rev() {
        let (outer, inner) = path.split_at(present);
        let Some(range) = locate(text, outer) else { continue };
        let found = text.get(range.clone())?;
        let name = inner.first();
        let added = inner.iter().skip(1).rfold(value.to_owned(), |it, name| object(name, &it));
        let Some(name) = name else { return Some(replaced(text, range, &added)) };
        let Some(members) = found.strip_prefix(b"{") else {
            // The whole text is of another kind, such as a list.
            if outer.is_empty() {
                return None;
            }
            return Some(replaced(text, range, &object(name, &added)));
        };
        let is_empty = members.trim_ascii_start().starts_with(b"}");
        let comma = if is_empty { "" } else { "," };
        let member = format!("{}:{added}{comma}", Value::from(*name));
        return Some(replaced(text, range.start + 1..range.start + 1, &member));
    }
    None
}

fn object(name: &str, value: &str) -> String {
    format!("{{{}:{value}}}", Value::from(name))
}

fn replaced(text: &[u8], range: Range<usize>, by: &str) -> Vec<u8> {
    let before = slice::part(text, ..range.start);
    let after = slice::part(text, range.end..);
    [before, by.as_bytes(), after].concat()
}

fn value_at(reader: &mut Reader<'_>, path: &[&str]) -> Result<Option<Range<usize>>, ReadError> {
    let is_object = reader.peek()? == b'{';
    let Some((name, rest)) = path.split_first() else { return skipped(reader).map(Some) };
    if !is_object {
        reader.skip_value()?;
        return Ok(None);
    }
    reader.enter(b'{')?;
    let (mut first, mut found) = (true, None);
    while reader.has_more(&mut first, b'}')? {
        let is_next = reader.string()? == *name;
        reader.colon()?;
        if is_next {
            found = value_at(reader, rest)?;
        } else {
            reader.skip_value()?;
        }
    }
    Ok(found)
}

fn element_ranges(reader: &mut Reader<'_>) -> Result<Vec<Range<usize>>, ReadError> {
    reader.enter(b'[')?;
    let (mut first, mut ranges) = (true, Vec::new());
    while reader.has_more(&mut first, b']')? {
        ranges.push(skipped(reader)?);
    }
    reader.end()?;
    Ok(ranges)
}

fn skipped(reader: &mut Reader<'_>) -> Result<Range<usize>, ReadError> {
    reader.peek()?;
    let (start, _) = reader.position();
    reader.skip_value()?;
    Ok(start..reader.position().0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'t>(text: &'t str, path: &[&str]) -> Option<&'t str> {
        text_at(text.as_bytes(), path).map(|it| std::str::from_utf8(it).unwrap())
    }

    #[test]
    fn values_keep_their_text() {
        let text =
            r#"{ "a" : {"b": 12345678901234567890123, "l":[ 1.50 ,{}]}, "a\u0062":"x", "n":null }"#;
        for (path, expected) in [
            (&["a", "b"][..], Some("12345678901234567890123")),
            (&["a", "l"], Some("[ 1.50 ,{}]")),
            (&["ab"], Some("\"x\"")),
            (&["n"], Some("null")),
            (&["n", "m"], None),
            (&["zzz"], None),
            (&[], Some(text)),
        ] {
            assert_eq!(at(text, path), expected, "{path:?}");
        }
        assert_eq!(at(r#"{"a":1,"a":2}"#, &["a"]), Some("2"));
        for broken in [r#"{"a":1"#, r#"{"a":1}}"#, r#"{"a":1,}"#, "", "{\"a\":1}x"] {
            assert_eq!(at(broken, &["a"]), None, "{broken}");
        }
        assert_eq!(elements(b"[ 1.50 ,{}]"), Some(vec![&b"1.50"[..], b"{}"]));
        assert_eq!(elements(b"[]"), Some(vec![]));
        assert_eq!(elements(b"{}"), None);
    }

    #[test]
    fn an_edit_changes_one_value() {
        for (text, path, expected) in [
            (r#"{"n":1.0, "after":1}"#, &["after"][..], r#"{"n":1.0, "after":7}"#),
            (r#"{"n":1e2}"#, &["after"], r#"{"after":7,"n":1e2}"#),
            ("{ }", &["a\"b"], r#"{"a\"b":7 }"#),
            (r#"{"q":1}"#, &["page", "after"], r#"{"page":{"after":7},"q":1}"#),
            (r#"{"page":{"size":2}}"#, &["page", "after"], r#"{"page":{"after":7,"size":2}}"#),
            (r#"{"page":null}"#, &["page", "after"], r#"{"page":{"after":7}}"#),
        ] {
            let edited = with_value(text.as_bytes(), path, "7").unwrap();
            assert_eq!(String::from_utf8(edited).unwrap(), expected, "{text}");
        }
        assert_eq!(with_value(b"{", &["a"], "7"), None);
        assert_eq!(with_value(b"[1]", &["a"], "7"), None);
    }
}
