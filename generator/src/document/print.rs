//! Prints a document as text, file by file: the line and column of each node, then the node.
//!
//! The positions come from spans, so that a wrong span is visible. Strings are quoted, so that control characters are visible.

use std::fmt::Write as _;

use super::Document;
use crate::source::{Node, NodeKind};
use crate::text::{SourceFile, Span};

/// Prints the whole tree. The reader limits its depth.
pub(super) fn print(document: &Document) -> String {
    let mut text = format!("# OpenAPI {}, ", document.version());
    for (index, file) in document.files().iter().enumerate() {
        let head = if index == 0 { "" } else { "\n# " };
        let _ = writeln!(text, "{head}{}", file.path().display());
        if let Some(root) = document.file_root(file.id()) {
            children(&mut text, file, root, 0);
        }
    }
    text
}

fn children(text: &mut String, file: &SourceFile, node: Node<'_>, depth: usize) {
    for entry in node.members() {
        line(text, file, entry.key_span, depth, &format!("{}:", key(entry.key)), entry.value);
    }
    for item in node.items() {
        line(text, file, item.span(), depth, "-", item);
    }
}

fn line(text: &mut String, file: &SourceFile, at: Span, depth: usize, label: &str, node: Node<'_>) {
    let at = file.position(at.start);
    let position = format!("{}:{}", at.line, at.column);
    let _ =
        writeln!(text, "{position:>9}  {:indent$}{label}{}", "", value(node), indent = depth * 2);
    children(text, file, node, depth + 1);
}

/// A key, quoted if it could be misread or contains control characters.
fn key(text: &str) -> String {
    let plain = |it: char| it.is_ascii_graphic() && it != '"' && it != ':';
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { quoted(text) }
}

fn value(node: Node<'_>) -> String {
    match node.kind() {
        NodeKind::Null => " null".to_owned(),
        NodeKind::Bool(value) => format!(" {value}"),
        NodeKind::Number(digits) => format!(" {digits}"),
        NodeKind::String(text) => format!(" {}", quoted(text)),
        NodeKind::Array(items) if items.is_empty() => " []".to_owned(),
        NodeKind::Object(members) if members.is_empty() => " {}".to_owned(),
        NodeKind::Array(_) | NodeKind::Object(_) => String::new(),
    }
}

/// Quotes and escapes a string as Rust does.
fn quoted(text: &str) -> String {
    format!("{text:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::read_text;

    #[test]
    fn nodes_are_printed_with_their_positions() {
        let text = "openapi: 3.0.3\nx: [1, {a b: \"c\\nd\"}, {}]\n";
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let expected = "# OpenAPI 3.0, a.yaml
      1:1  openapi: \"3.0.3\"
      2:1  x:
      2:5    - 1
      2:8    -
      2:9      \"a b\": \"c\\nd\"
     2:23    - {}
";
        assert_eq!(print(&document), expected);
    }
}
