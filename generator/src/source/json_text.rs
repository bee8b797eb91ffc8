//! A tree as JSON text (RFC 8259), with every digit of its numbers.
//!
//! The recursion ends because trees have a greatest depth.

use std::fmt::Write as _;

use super::tree::{Node, NodeKind};

/// Indented JSON with a line break at the end.
pub(crate) fn indented(root: Node<'_>) -> String {
    let mut text = String::new();
    value(&mut text, root, 0);
    text.push('\n');
    text
}

/// A value as compact JSON text, with every digit it has.
pub(crate) fn compact(node: Node<'_>) -> String {
    match node.kind() {
        NodeKind::Array(_) => {
            format!("[{}]", node.items().map(compact).collect::<Vec<_>>().join(","))
        }
        NodeKind::Object(_) => {
            let members =
                node.members().map(|it| format!("{}:{}", quoted(it.key), compact(it.value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        scalar => scalar_text(scalar),
    }
}

fn value(text: &mut String, node: Node<'_>, depth: usize) {
    let inner = "  ".repeat(depth + 1);
    let mut separator = "";
    match node.kind() {
        NodeKind::Array(items) if !items.is_empty() => {
            text.push('[');
            for item in node.items() {
                let _ = write!(text, "{separator}\n{inner}");
                value(text, item, depth + 1);
                separator = ",";
            }
            let _ = write!(text, "\n{}]", "  ".repeat(depth));
        }
        NodeKind::Object(members) if !members.is_empty() => {
            text.push('{');
            for entry in node.members() {
                let _ = write!(text, "{separator}\n{inner}{}: ", quoted(entry.key));
                value(text, entry.value, depth + 1);
                separator = ",";
            }
            let _ = write!(text, "\n{}}}", "  ".repeat(depth));
        }
        NodeKind::Array(_) => text.push_str("[]"),
        NodeKind::Object(_) => text.push_str("{}"),
        scalar => text.push_str(&scalar_text(scalar)),
    }
}

fn scalar_text(kind: &NodeKind) -> String {
    match kind {
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::Number(text) => text.to_string(),
        NodeKind::String(text) => quoted(text),
        _ => "null".to_owned(),
    }
}

/// A JSON string (RFC 8259 section 7).
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
