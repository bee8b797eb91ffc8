//! The reference of all keys, as a Markdown table for the guide.

use super::keys::SECTIONS;
use super::rules;
use super::table::{Key, Value};

/// Returns a table with a row for each key: its path, type, default and documentation.
#[must_use]
pub fn reference() -> String {
    let mut text = "| key | type | default | |\n|---|---|---|---|\n".to_owned();
    rows(&mut text, "", SECTIONS);
    text
}

fn rows(text: &mut String, prefix: &str, keys: &[Key]) {
    for key in keys {
        let name = format!("{prefix}{}", key.name);
        let default = key.value.default().map_or_else(String::new, |it| format!("`{it}`"));
        let (value, docs) = (key.value.type_name(), key.docs());
        text.push_str(&format!("| `{name}` | {value} | {default} | {docs} |\n"));
        let member = match key.value {
            Value::Paging(_)
            | Value::Dependencies(_)
            | Value::CustomRules(_)
            | Value::Ignores(_) => "*.",
            _ => "",
        };
        rows(text, &format!("{name}.{member}"), key.value.keys());
        if matches!(key.value, Value::Rules) {
            for (path, value, default, docs) in rules::rows() {
                text.push_str(&format!("| `{name}.{path}` | {value} | `{default}` | {docs} |\n"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_keys_have_rows_with_their_path() {
        let text = reference();
        let dates = "| `client.dates` | `jiff`, `chrono`, `time`, `text` | `jiff` |";
        for row in [dates, "| `client.envelope.operations` |", "| `paging.*.items` |"] {
            assert!(text.contains(row), "{text}");
        }
    }

    #[test]
    fn no_cell_ends_early() {
        for section in SECTIONS {
            for key in section.value.keys() {
                assert!(!key.docs().contains('|'), "{}", key.name);
            }
        }
    }
}
