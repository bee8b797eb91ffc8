//! `renkei lint --import-spectral`: writes the common part of a Spectral ruleset as `renkei.yaml`.
//!
//! Takes a ruleset as a tree; returns a configuration as text, and a sentence about each part that it does not take over.

mod known;
mod rule;

use std::path::Path;

use renkei::lint;
use renkei::source::{self, Node, ReadError};

use crate::exit::Exit;
use crate::terminal::Terminal;

/// The file that is written.
const CONFIG: &str = "renkei.yaml";

/// A converted ruleset.
#[derive(Debug, Default)]
struct Import {
    /// The severities of Renkei's own rules.
    rules: Vec<(&'static str, &'static str)>,
    /// Custom rules as YAML: the name and its members.
    custom: Vec<(String, Vec<String>)>,
    /// What is not taken over.
    left: Vec<String>,
}

pub(crate) fn run(ruleset: &Path, terminal: &mut Terminal) -> Exit {
    let sources = match source::read(ruleset) {
        Ok(sources) => sources,
        Err(error) => {
            let reason = match error {
                ReadError::Io { error, .. } => error.to_string(),
                ReadError::Syntax { diagnostic, .. } => diagnostic.message,
                _ => "it is not a ruleset".to_owned(),
            };
            let shown = ruleset.display();
            return terminal.cannot_run(&format!("cannot read {shown}: {reason}"));
        }
    };
    if Path::new(CONFIG).exists() {
        return terminal.cannot_run(&format!("{CONFIG} exists already; move it away first"));
    }
    let Some(root) = sources.tree().root().filter(|it| it.is_object()) else {
        return terminal.cannot_run("a Spectral ruleset is an object with `rules` or `extends`");
    };
    let import = import(root);
    if let Err(error) = std::fs::write(CONFIG, text(&import)) {
        return terminal.cannot_run(&format!("cannot write {CONFIG}: {error}"));
    }
    let count = import.rules.len() + import.custom.len();
    terminal.message(&format!("wrote {CONFIG} with {count} rules\n"));
    for line in &import.left {
        terminal.message(&format!("not taken over: {line}\n"));
    }
    Exit::Success
}

fn import(root: Node<'_>) -> Import {
    let mut import = Import::default();
    for entry in root.members() {
        match entry.key {
            "extends" => extends(&mut import, entry.value),
            "rules" | "documentationUrl" | "formats" => {}
            key => import.left.push(format!("`{key}`")),
        }
    }
    for entry in root.get("rules").into_iter().flat_map(Node::members) {
        if entry.value.is_object() {
            rule::convert(&mut import, entry.key, entry.value);
        } else {
            built_in(&mut import, entry.key, severity(entry.value));
        }
    }
    import
}

/// The rulesets of Spectral itself are rules that Renkei has on by default.
fn extends(import: &mut Import, value: Node<'_>) {
    let one = value.as_str().into_iter();
    let listed = value.items().filter_map(|it| it.as_str().or_else(|| it.items().next()?.as_str()));
    for name in one.chain(listed).filter(|it| *it != "spectral:oas") {
        import.left.push(format!("`extends: {name}`"));
    }
}

/// Sets the severity of a rule of Spectral's own.
fn built_in(import: &mut Import, name: &str, severity: Option<&'static str>) {
    let Some(severity) = severity else {
        import.left.push(format!("`{name}`: its severity is unknown"));
        return;
    };
    let code = known::code(name).filter(|code| lint::rule(code).is_some());
    match code {
        Some(code) if import.rules.iter().any(|(it, _)| *it == code) => {}
        Some(code) => import.rules.push((code, severity)),
        None => import.left.push(format!("`{name}`: Renkei has no such rule")),
    }
}

/// The severity in Renkei's words.
fn severity(value: Node<'_>) -> Option<&'static str> {
    let text = value.scalar_text()?;
    Some(match text.as_str() {
        "error" | "0" => "error",
        "warn" | "1" | "true" => "warning",
        "info" | "hint" | "2" | "3" => "info",
        "off" | "false" | "-1" => "off",
        _ => return None,
    })
}

/// The configuration.
fn text(import: &Import) -> String {
    let mut text = "# Imported from a Spectral ruleset.\nlint:\n".to_owned();
    if !import.rules.is_empty() {
        text.push_str("  rules:\n");
    }
    for (code, severity) in &import.rules {
        let name = lint::rule(code).map_or("", |rule| rule.name);
        text.push_str(&format!("    {code}: {severity} # {name}\n"));
    }
    if !import.custom.is_empty() {
        text.push_str("  custom-rules:\n");
    }
    for (name, members) in &import.custom {
        text.push_str(&format!("    {}:\n", quoted(name)));
        members.iter().for_each(|member| text.push_str(&format!("      {member}\n")));
    }
    if import.rules.is_empty() && import.custom.is_empty() {
        text.push_str("  preset: house\n");
    }
    text
}

/// A string of JSON, which is YAML as well.
fn quoted(text: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    let starts_plain = text.starts_with(|it: char| it.is_ascii_alphabetic());
    if starts_plain && text.chars().all(is_plain) {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(ruleset: &str) -> Import {
        let sources = source::read_text("ruleset.yaml", ruleset).unwrap();
        import(sources.tree().root().unwrap())
    }

    const RULESET: &str = r#"
extends: [[spectral:oas, all], ./other.yaml]
functions: [mine]
rules:
  operation-operationId: off
  oas3-schema: error
  contact-properties: warn
  short-summary:
    description: Summaries are short.
    message: "{{property}} {{error}}"
    severity: error
    given: $.paths[*][*]
    then: {field: summary, function: length, functionOptions: {max: 60}}
  kebab:
    given: $.paths
    then: {field: "@key", function: pattern, functionOptions: {match: "^(/[a-z\\d-]+)+$"}}
  several:
    message: Write it.
    given: [$.info, "$.tags[*]"]
    then:
      - {field: description, function: truthy}
      - {field: name, function: casing, functionOptions: {type: cobol}}
  parent: {given: "$..name^", then: {function: truthy}}
  custom: {given: $, then: {function: mine}}
  ahead: {given: $.info.title, then: {function: pattern, functionOptions: {match: "(?=a)"}}}
"#;

    #[test]
    fn the_common_part_of_a_ruleset_is_converted() {
        let import = converted(RULESET);
        let text = text(&import);
        let expected = r#"# Imported from a Spectral ruleset.
lint:
  rules:
    X002: off # operation-id-unique
    X011: error # document-valid
  custom-rules:
    short-summary:
      where: "$.paths[*][*]"
      member: summary
      severity: error
      length: {max: 60}
      message: Summaries are short.
    kebab:
      where: "$.paths[*]"
      member: "@key"
      severity: warning
      pattern: "^(/[a-z0-9-]+)+$"
      message: "`kebab` is not satisfied"
    several-1:
      where: "$.info"
      member: description
      severity: warning
      present: true
      message: Write it.
    several-2:
      where: "$.info"
      member: name
      severity: warning
      casing: SCREAMING-KEBAB-CASE
      message: Write it.
    several-3:
      where: "$.tags[*]"
      member: description
      severity: warning
      present: true
      message: Write it.
    several-4:
      where: "$.tags[*]"
      member: name
      severity: warning
      casing: SCREAMING-KEBAB-CASE
      message: Write it.
"#;
        let expected = expected
            .replace("message: Summaries are short.", "message: \"Summaries are short.\"")
            .replace("message: Write it.", "message: \"Write it.\"");
        assert_eq!(text, expected);
        let left = import.left.join("\n");
        for part in [
            "`extends: ./other.yaml`",
            "`functions`",
            "`contact-properties`: Renkei has no such rule",
            "`parent`: `$..name^` is not a JSONPath of RFC 9535",
            "`custom`: the function `mine`",
            "`ahead`: the regular expression `(?=a)`",
        ] {
            assert!(left.contains(part), "{part} in:\n{left}");
        }
    }

    #[test]
    fn what_is_written_is_a_valid_configuration() {
        let config = text(&converted(RULESET));
        let document = "openapi: 3.0.3\ninfo: {title: a, version: '1', description: d}\npaths: {/A: {get: {summary: '', responses: {}}}}\n";
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("a.yaml");
        std::fs::write(&spec, document).unwrap();
        let options = renkei::pipeline::Options { config_text: Some(config), ..Default::default() };
        let report = renkei::pipeline::lint(&spec, &options).unwrap().report;
        assert!(report.diagnostics().iter().any(|it| it.code.0 == "kebab"), "{report}");
    }
}
