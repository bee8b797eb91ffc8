//! The file that `renkei init` writes: every key of the table, commented out, with its documentation.

use super::keys::SECTIONS;
use super::table::{Key, Value};

/// The name of the JSON Schema that is written next to the configuration.
pub const SCHEMA_NAME: &str = "renkei.schema.json";

/// Returns a `renkei.yaml` in which everything is commented out, for editors that use the YAML language server.
#[must_use]
pub fn template() -> String {
    let mut text = format!(
        "# yaml-language-server: $schema={SCHEMA_NAME}\n\n# How Renkei lints the document in this folder and generates its client. Every key is optional.\n"
    );
    for section in SECTIONS {
        text.push('\n');
        text.extend(wrapped(section.docs()).map(|line| format!("# {line}\n")));
        text.push_str(&format!("# {}:\n", section.name));
        match section.value {
            Value::Object(keys) => keys.iter().for_each(|key| text.push_str(&lines(key))),
            _ => text.extend(section.example.lines().map(|line| format!("#   {line}\n"))),
        }
    }
    text
}

fn lines(key: &Key) -> String {
    let docs: String = wrapped(key.docs()).map(|line| format!("#   # {line}\n")).collect();
    match key.example.strip_prefix('\n') {
        Some(members) => format!("{docs}#   {}:\n#     {members}\n", key.name),
        None => format!("{docs}#   {}: {}\n", key.name, key.example),
    }
}

/// Lines of about 100 characters.
fn wrapped(text: &str) -> impl Iterator<Item = String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.len() + word.len() < 96 => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.into_iter()
}

#[cfg(test)]
mod tests {
    use super::super::{Config, validate};
    use super::*;
    use crate::source::read_text;

    #[test]
    fn every_example_is_valid() {
        let text = template();
        let all: String = text
            .lines()
            .filter_map(|line| line.strip_prefix("# ").filter(|line| !line.contains("$schema")))
            .filter(|line| line.starts_with(' ') || line.ends_with(':') && !line.contains(' '))
            .map(|line| format!("{line}\n"))
            .collect();
        let source = read_text("renkei.yaml", &all).unwrap();
        let mut config = Config::default();
        validate::apply(&mut config, source.tree())
            .unwrap_or_else(|faults| panic!("{faults:?}\n{all}"));
        assert_eq!(config.client.crate_name.as_deref(), Some("orders-api"));
        assert_eq!(config.rename.groups.len(), 1);
        assert_eq!(config.dependencies.len(), 1);
        assert_eq!(config.paging.len(), 2);
    }
}
