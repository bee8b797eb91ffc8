//! Edits of a document's text through the spans of its nodes, in YAML and in JSON. Formatting and comments are kept.
//!
//! Takes nodes; returns [`Edit`]s, or `None` where the text has a form that cannot be edited safely, such as an alias. It must
//! not know why something is edited.

use super::Document;
use crate::diagnostic::Edit;
use crate::source::{Entry, Node};
use crate::text::{Span, offset};

/// Writes edits of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Editor<'a>(&'a Document);

impl<'a> Editor<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self(document)
    }

    /// Renames a member. Quotes stay; the new name must need no others.
    pub(crate) fn key(self, entry: Entry<'_>, name: &str) -> Option<Edit> {
        self.token(entry.key_span, name)
    }

    /// Replaces a string. Quotes stay; the new text must need no others.
    pub(crate) fn string(self, node: Node<'_>, text: &str) -> Option<Edit> {
        node.as_str().and_then(|_| self.token(node.span(), text))
    }

    fn token(self, span: Span, text: &str) -> Option<Edit> {
        let old = self.text(span);
        let inner =
            ['"', '\''].into_iter().find_map(|quote| old.strip_prefix(quote)?.strip_suffix(quote));
        let is_plain = !old.contains(['\n', '\\']) && !old.starts_with(['|', '>', '*', '&', '!']);
        let is_safe = !text.contains(['"', '\'', '\\', '\n', '#'])
            && !text.contains(": ")
            && !text.is_empty();
        let quote = if inner.is_some() { 1 } else { 0 };
        let span = Span::new(span.file, span.start + quote, span.end - quote);
        (is_plain && is_safe).then(|| Edit { span, text: text.to_owned() })
    }

    /// Inserts a member after another one. `value` is a plain scalar, which is quoted in JSON unless it is a literal of JSON.
    pub(crate) fn insert_after(
        self,
        object: Node<'_>,
        key: &str,
        (name, value): (&str, &str),
    ) -> Option<Edit> {
        let entry = object.entry(key)?;
        let end = self.end(entry.value, entry.key_span.end)?;
        let column = entry.key_span.start - self.line_start(object, entry.key_span.start);
        let is_quoted = self.text(entry.key_span).starts_with('"');
        let is_literal = matches!(value, "true" | "false" | "null") || value.parse::<f64>().is_ok();
        let value =
            if is_quoted && !is_literal { format!("\"{value}\"") } else { value.to_owned() };
        let member =
            if is_quoted { format!("\"{name}\": {value}") } else { format!("{name}: {value}") };
        if !self.is_flow(object) {
            let indent = " ".repeat(column as usize);
            let at = self.line_end(object, end)?;
            let file = self.0.files().of(object.span()).text();
            let before = file.get(..at as usize)?;
            let is_last_line = !before.ends_with('\n');
            // The last line has none of its own, so the one before it counts.
            let last_break = before.get(..self.line_start(object, end) as usize).unwrap_or("");
            let is_crlf = before.ends_with("\r\n") || last_break.ends_with("\r\n");
            let line_break = if is_crlf { "\r\n" } else { "\n" };
            let text = if is_last_line {
                format!("{line_break}{indent}{member}")
            } else {
                format!("{indent}{member}{line_break}")
            };
            return Some(self.edit(object, at, at, &text));
        }
        let line = self.between(
            object,
            self.line_start(object, entry.key_span.start),
            entry.key_span.start,
        );
        let text = if line.trim().is_empty() {
            format!(",\n{line}{member}")
        } else {
            format!(", {member}")
        };
        Some(self.edit(object, end, end, &text))
    }

    /// Removes a scalar from a list that keeps other items.
    pub(crate) fn remove_item(self, list: Node<'_>, item: Node<'_>) -> Option<Edit> {
        let spans: Vec<Span> = list.items().map(Node::span).collect();
        let at = spans.iter().position(|it| *it == item.span())?;
        let end = self.end(item, item.span().start)?;
        let is_scalar = !item.is_object() && !item.is_array();
        if !is_scalar
            || spans.len() < 2
            || self.between(list, item.span().start, end).contains('\n')
        {
            return None;
        }
        if !self.is_flow(list) {
            let start = self.line_start(list, item.span().start);
            let is_alone = self.between(list, start, item.span().start).trim() == "-";
            return Some(self.edit(list, start, self.line_end(list, end)?, ""))
                .filter(|_| is_alone);
        }
        let (start, end) = match (spans.get(at + 1), at.checked_sub(1).and_then(|it| spans.get(it)))
        {
            (Some(next), _) => (item.span().start, next.start),
            (None, previous) => (previous?.end, end),
        };
        let is_plain = !self.between(list, start, end).contains('#');
        Some(self.edit(list, start, end, "")).filter(|_| is_plain)
    }

    /// The end of a value, without what follows it. `after` is the end of its key.
    fn end(self, node: Node<'_>, after: u32) -> Option<u32> {
        let span = node.span();
        let is_container = node.is_object() || node.is_array();
        if node.is_null() && span.start == span.end {
            return Some(after + 1);
        }
        // An alias has the span of its anchor.
        if span.end < after {
            return None;
        }
        let head = self.slice(span, after, span.start);
        let text = self.text(span);
        if head.contains(['&', '*', '!']) || text.starts_with(['*', '&', '!']) {
            return None;
        }
        if !is_container {
            // The span of a block scalar includes its line breaks.
            return Some(span.end - offset(text.len() - text.trim_end().len()));
        }
        if self.is_flow(node) {
            return text.ends_with(['}', ']']).then_some(span.end);
        }
        let members = node.members().map(|it| self.end(it.value, it.key_span.end));
        let items = node.items().map(|it| self.end(it, it.span().start));
        members.chain(items).next_back()?
    }

    fn is_flow(self, node: Node<'_>) -> bool {
        self.text(node.span()).starts_with(['{', '['])
    }

    fn edit(self, of: Node<'_>, start: u32, end: u32, text: &str) -> Edit {
        Edit { span: Span::new(of.span().file, start, end), text: text.to_owned() }
    }

    fn text(self, span: Span) -> &'a str {
        self.0.files().of(span).slice(span)
    }

    fn between(self, of: Node<'_>, start: u32, end: u32) -> &'a str {
        self.slice(of.span(), start, end)
    }

    fn slice(self, of: Span, start: u32, end: u32) -> &'a str {
        self.0.files().of(of).slice(Span::new(of.file, start, end))
    }

    fn line_start(self, of: Node<'_>, at: u32) -> u32 {
        self.line_start_of(of.span(), at)
    }

    fn line_start_of(self, of: Span, at: u32) -> u32 {
        self.0.files().of(of).line_span(at).start
    }

    fn line_end(self, of: Node<'_>, at: u32) -> Option<u32> {
        self.line_end_of(of.span(), at)
    }

    /// The end of the line with its line break. `None` if anything but a comment follows.
    fn line_end_of(self, of: Span, at: u32) -> Option<u32> {
        let end = self.0.files().of(of).line_span(at).end;
        let tail = self.slice(of, at, end).trim_start();
        (tail.is_empty() || tail.starts_with('#')).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_text;

    const BLOCK: &str = "openapi: 3.0.0\nx:\n  a: 1 # one\n  b:\n    - c: 2\n      d: 'e'\n    - f: 3\n  # about g\n  g: |\n    text\n\nh: {i: 1, j: [2, 3]}\n";
    const JSON: &str = "{\n  \"openapi\": \"3.0.0\",\n  \"x\": {\n    \"a\": 1,\n    \"b\": [{\"c\": 2}, 3]\n  }\n}\n";

    /// The text after an edit of the node at a pointer.
    fn edited(
        text: &str,
        pointer: &str,
        edit: impl for<'a> Fn(Editor<'a>, Node<'a>) -> Option<Edit>,
    ) -> Option<String> {
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let pointer = crate::text::JsonPointer::parse(pointer).unwrap();
        let node = document.tree().at(&pointer).unwrap();
        let Edit { span, text: new } = edit(Editor::new(&document), node)?;
        let mut text = text.to_owned();
        text.replace_range(span.start as usize..span.end as usize, &new);
        read_text("a.yaml", &text).expect("the edited text is valid");
        Some(text)
    }

    #[test]
    fn members_are_inserted_and_renamed() {
        let cases = [
            (BLOCK, "/x", "a", "# one\n", "# one\n  new: true\n"),
            (BLOCK, "/x/b/0", "c", "c: 2\n", "c: 2\n      new: true\n"),
            (BLOCK, "/h", "i", "i: 1", "i: 1, new: true"),
            (JSON, "/x", "a", "\"a\": 1", "\"a\": 1,\n    \"new\": true"),
            (JSON, "/x/b/0", "c", "\"c\": 2", "\"c\": 2, \"new\": true"),
        ];
        for (text, pointer, key, old, new) in cases {
            let member = ("new", "true");
            let result =
                edited(text, pointer, |editor, node| editor.insert_after(node, key, member));
            assert_eq!(result, Some(text.replacen(old, new, 1)), "{pointer} {key}");
        }
        let key = edited(JSON, "/x", |editor, node| editor.key(node.entry("a")?, "new"));
        assert_eq!(key, Some(JSON.replace("\"a\"", "\"new\"")));
    }

    #[test]
    fn items_are_removed() {
        let cases = [
            ("a: [1, 2, 1]\n", 2, Some("a: [1, 2]\n")),
            ("a: [1, 2, 1]\n", 0, Some("a: [2, 1]\n")),
            (
                "a:\n  - x # one\n  - 'y'\n  - x\nb: 1\n",
                2,
                Some("a:\n  - x # one\n  - 'y'\nb: 1\n"),
            ),
            ("a:\n  - x # one\n  - x\n", 0, Some("a:\n  - x\n")),
            ("{\"a\": [\n  \"x\",\n  \"y\"\n]}", 1, Some("{\"a\": [\n  \"x\"\n]}")),
            ("a: [1]\n", 0, None),
            ("a: [[1], 2]\n", 0, None),
            ("a: [1, # one\n 2]\n", 0, None),
        ];
        for (text, index, expected) in cases {
            let is_json = text.starts_with('{');
            let head = if is_json { "" } else { "openapi: 3.0.0\n" };
            let text =
                format!("{head}{text}").replacen("{\"a\"", "{\"openapi\": \"3.0.0\", \"a\"", 1);
            let result = edited(&text, "/a", |editor, node| {
                editor.remove_item(node, node.items().nth(index)?)
            });
            let expected = expected.map(|it| {
                format!("{head}{it}").replacen("{\"a\"", "{\"openapi\": \"3.0.0\", \"a\"", 1)
            });
            assert_eq!(result, expected, "{text}");
        }
    }

    #[test]
    fn forms_that_cannot_be_edited_safely_are_left() {
        let text = "openapi: 3.0.0\na: &a\n  b: 1\nc: *a\nd:\n  e: 1\n";
        for key in ["c", "a"] {
            let member = ("new", "true");
            let result = edited(text, "", |editor, node| editor.insert_after(node, key, member));
            assert_eq!(result, None, "{key}");
        }
    }
}
