//! The changes as a changelog in Markdown.

use std::fmt::Write as _;

use renkei::diff::{ApiDiff, Change, Level, Scope};
use renkei::pipeline::ApiComparison;

use super::{operations, versions};
use crate::policies::escaped;

pub(super) fn text(found: &ApiComparison) -> String {
    let diff = &found.diff;
    let mut text = String::new();
    let title = escaped(&format!("{} {}", diff.title, versions(diff)));
    let _ = writeln!(text, "# Changes of {title}\n");
    let _ = writeln!(text, "Version bump of the client: **{}**.", diff.bump.as_str());
    for scope in [Scope::Wire, Scope::Rust] {
        section(&mut text, diff, scope);
    }
    text
}

fn section(text: &mut String, diff: &ApiDiff, scope: Scope) {
    let all = || diff.changes.iter().filter(|it| it.check.scope() == scope);
    if all().next().is_none() {
        return;
    }
    let whom = match scope {
        Scope::Wire => "For callers of the API",
        Scope::Rust => "For users of the Rust client",
    };
    let _ = writeln!(text, "\n## {whom}");
    for level in Level::ALL {
        let changes: Vec<&Change> = all().filter(|it| it.level() == level).collect();
        if changes.is_empty() {
            continue;
        }
        let title = match level {
            Level::Breaking => "Breaking",
            Level::Risky => "Risky",
            Level::Safe => "Safe",
        };
        let _ = writeln!(text, "\n### {title}\n");
        for change in changes {
            let used =
                operations(change).map_or_else(String::new, |it| format!(" ({})", escaped(&it)));
            let _ = writeln!(
                text,
                "- {}{used} <sub>{}</sub>",
                escaped(&change.message),
                change.check.id()
            );
        }
    }
}
