//! `collectionFormat`: how a list becomes text, as the styles of 3.0 ("Parameter Object" of 2.0, "Style Values" of 3.0).

use super::Rewriter;
use crate::source::{Node, NodeId};

/// Location, format, and the equivalent `style` and `explode`.
const STYLES: &[(&str, &str, &str, bool)] = &[
    ("query", "csv", "form", false),
    ("query", "ssv", "spaceDelimited", false),
    ("query", "pipes", "pipeDelimited", false),
    // 3.0 has no style with tabs; `ParameterStyle::TabDelimited` is recorded too.
    ("query", "tsv", "pipeDelimited", false),
    ("query", "multi", "form", true),
    ("path", "csv", "simple", false),
    ("header", "csv", "simple", false),
    // The fields of a form are repeated for each item, which is the default of 3.0.
    ("formData", "multi", "", true),
];

/// All formats of 2.0. A value without a style is one string, which the caller joins.
const FORMATS: &[&str] = &["csv", "ssv", "tsv", "pipes", "multi"];

/// How a list is written.
#[derive(Default)]
pub(super) struct ListStyle {
    /// `style` and `explode`.
    pub(super) members: Vec<(&'static str, NodeId)>,
    pub(super) is_tab_delimited: bool,
}

impl<'a> Rewriter<'a> {
    /// The style of a parameter, empty for one that is no list. `None` if 3.0 has no style for the list, which is
    /// reported; the parameter is a string then.
    pub(super) fn list_style(&mut self, node: Node<'a>) -> Option<ListStyle> {
        if !is_list(node) {
            return Some(ListStyle::default());
        }
        let location = node.get("in").and_then(Node::as_str).unwrap_or("");
        let given = node.get("collectionFormat");
        let at = given.unwrap_or(node);
        if node.get("items").is_some_and(is_list) {
            let message = "a list of lists is not supported yet";
            self.lost(message, "the parameter is a string; join the items yourself", at);
            return None;
        }
        let format = format_of(given);
        let style = STYLES.iter().find(|(place, name, ..)| *place == location && *name == format);
        match style {
            // The location is missing or unknown.
            None if !STYLES.iter().any(|(place, ..)| *place == location) => {
                Some(ListStyle::default())
            }
            None => {
                let message = format!("a list as `{format}` in `{location}` is not supported yet");
                self.lost(message, "the parameter is a string; join the items yourself", at);
                None
            }
            Some((.., "", _)) => Some(ListStyle::default()),
            Some((_, _, style, explode)) => {
                let style = self.cx.string(style, at.span());
                let explode = self.cx.boolean(*explode, at.span());
                Some(ListStyle {
                    members: vec![("style", style), ("explode", explode)],
                    is_tab_delimited: format == "tsv",
                })
            }
        }
    }
}

/// The format; `csv` where there is none, or an unknown one.
fn format_of(given: Option<Node<'_>>) -> &'static str {
    let written = given.and_then(Node::as_str);
    FORMATS.iter().copied().find(|it| written == Some(it)).unwrap_or("csv")
}

fn is_list(node: Node<'_>) -> bool {
    node.get("type").and_then(Node::as_str) == Some("array") || node.get("items").is_some()
}
