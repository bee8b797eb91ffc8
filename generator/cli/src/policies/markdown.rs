//! The table in Markdown, for a pull request or a page that is signed.

use std::fmt::Write as _;

use renkei::policies::Policies;

use super::{TITLES, cells, counts, notes};

pub(super) fn text(policies: &Policies) -> String {
    let mut text = String::new();
    let title = escaped(&format!("{} {}", policies.title, policies.version));
    let _ = writeln!(text, "# Policies of {title}\n\n{}.\n", counts(&policies.operations));
    let titles = TITLES.map(|it| if it.is_empty() { "class" } else { it });
    let _ = writeln!(text, "| {} |\n|{}", titles.join(" | "), "---|".repeat(titles.len()));
    for policy in &policies.operations {
        let cells = cells(policy).map(|it| escaped(&it));
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text.push('\n');
    for note in notes() {
        let _ = writeln!(text, "- {note}");
    }
    text
}

/// Escapes what would end a cell, or be read as HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '|' => escaped.push_str("\\|"),
            '<' => escaped.push_str("&lt;"),
            '\n' | '\r' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
