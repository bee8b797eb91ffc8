//! `renkei explain`: the documentation of a rule or a diagnostic code.

use std::fmt::Write as _;

use renkei::diagnostic::{Code, code};
use renkei::lint::{self, LintRule, Status};

use crate::args::Explain;
use crate::exit::Exit;
use crate::paint::{self, paint};
use crate::rules::{level, unknown_rule};
use crate::terminal::Terminal;

/// The width of prose, in characters.
const WIDTH: usize = 100;

pub(crate) fn run(args: &Explain, terminal: &mut Terminal) -> Exit {
    let name = args.rule.as_str();
    let text = lint::rule(name).map(explain_rule).or_else(|| explain_code(name));
    match text {
        Some(text) => {
            terminal.result(&text);
            Exit::Success
        }
        None => terminal.cannot_run(&unknown_rule(name)),
    }
}

fn explain_rule(rule: &LintRule) -> String {
    let mut text = String::new();
    let head = paint(paint::NAME, &format!("{} {}", rule.code, rule.name));
    let level = paint(paint::severity(rule.severity), level(rule));
    let _ = writeln!(text, "{head} ({level})\n{}\n", rule.summary);
    let _ = writeln!(text, "{}\n", wrap(rule.docs.trim()));
    let _ = writeln!(text, "{} {}", paint(paint::QUIET, "Source:"), rule.source);
    for (label, value) in facts(rule) {
        let _ = writeln!(text, "{} {}", paint(paint::QUIET, label), wrap(&value));
    }
    push_examples(&mut text, &paint(paint::ERROR, "Reported:"), rule.bad);
    push_examples(&mut text, &paint(paint::GOOD, "Not reported:"), rule.good);
    push_options(&mut text, rule);
    let setting = format!("lint: {{ rules: {{ {}: off }} }}", rule.code);
    let _ = writeln!(text, "\n{} {setting}", paint(paint::QUIET, "To turn it off in renkei.yaml:"));
    text
}

/// What else users need to know of a rule: a label and its value.
fn facts(rule: &LintRule) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if rule.status != Status::Stable {
        facts.push(("Status:", rule.status.as_str().to_owned()));
    }
    if let Some(applicability) = rule.fix {
        facts.push(("Fix:", applicability.as_str().to_owned()));
    }
    if let Some(precision) = rule.precision() {
        facts.push(("Precision:", precision.to_string()));
    }
    facts
}

fn push_options(text: &mut String, rule: &LintRule) {
    for option in rule.options {
        let (key, default) = (option.key, option.default_value().to_yaml());
        let _ = writeln!(text, "\n{} {key} (default: {default})", paint(paint::NAME, "Option:"));
        let _ = writeln!(text, "{}", wrap(option.docs));
        let code = rule.code;
        let _ =
            writeln!(text, "    lint: {{ rules: {{ {code}: {{ {key}: {} }} }} }}", option.example);
    }
}

/// Breaks lines that are longer than [`WIDTH`] characters.
fn wrap(text: &str) -> String {
    text.lines().map(wrap_line).collect::<Vec<_>>().join("\n")
}

fn wrap_line(line: &str) -> String {
    let mut wrapped = String::new();
    let mut width = 0;
    for word in line.split(' ') {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            wrapped.push('\n');
            width = 0;
        } else if !wrapped.is_empty() {
            wrapped.push(' ');
            width += 1;
        }
        wrapped.push_str(word);
        width += length;
    }
    wrapped
}

fn push_examples(text: &mut String, title: &str, snippets: &[&str]) {
    if !snippets.is_empty() {
        let _ = writeln!(text, "\n{title}");
    }
    for snippet in snippets {
        text.push('\n');
        for line in snippet.trim_end().lines() {
            let _ = writeln!(text, "{}", format!("    {line}").trim_end());
        }
    }
}

/// The codes that are not lint rules. Their severity cannot be configured.
const GENERATOR_CODES: &[(Code, &str)] = &[
    (
        code::BUG,
        "The generator reached a state that should be impossible. The client may be wrong. Please report it with the \
         document, or the part of it that the location names.",
    ),
    (
        code::PAGING_FOUND,
        "The parameters and the response of this operation look like a paged list, so its request has the methods \
         `items()` and `pages()`. If the operation is not paged, add `x-renkei-pagination: false` to it. If it is \
         paged in another way, describe it under `x-renkei-pagination`: `items` (a JSON pointer into the response), \
         and one of `cursor` with `next` or `next-header`, `page`, `offset`, `url` or `link: true`.",
    ),
    (
        code::SYNTAX,
        "The file is neither valid JSON nor valid YAML. The location is where parsing stopped; the cause may be on an \
         earlier line.",
    ),
    (
        code::NOT_OPENAPI,
        "The file is valid JSON or YAML but not an OpenAPI document: its root has neither `openapi: 3.x` nor \
         `swagger: \"2.0\"`.",
    ),
    (code::UNSUPPORTED_VERSION, "The document declares an OpenAPI version that is not supported."),
    (
        code::MALFORMED,
        "The structure of the document is invalid. For example, a field has a string where the OpenAPI Specification \
         requires an object, or a required field is missing. If a client can still be generated, the field is ignored.",
    ),
    (
        code::UNSUPPORTED,
        "The document is valid, but the generator does not support this part of it. The message says what the client \
         does instead.",
    ),
    (
        code::CONFIG,
        "renkei.yaml has an unknown key, an unknown rule or an invalid value. No command runs until this is fixed: \
         a setting that is silently ignored would be worse.",
    ),
    (
        code::OVERLAY,
        "An overlay does not follow the OpenAPI Overlay Specification 1.0 or 1.1, or one of its actions cannot be applied \
         to the document. No command runs until this is fixed.",
    ),
    (
        code::OVERLAY_UNUSED,
        "An action of an overlay selects no part of the document, so it changes nothing. The document may have changed \
         since the overlay was written.",
    ),
    (
        code::NAME_COLLISION,
        "Two names in the document map to the same Rust name, so one of them got a numeric suffix. For a better name, \
         rename one of them in the document, or under `rename` in renkei.yaml.",
    ),
    (
        code::RAW_JSON,
        "No Rust type can represent this schema, so the client uses `serde_json::Value`. No data is lost, but values \
         are not validated.",
    ),
];

fn explain_code(name: &str) -> Option<String> {
    let (code, docs) =
        GENERATOR_CODES.iter().find(|(code, _)| code.0.eq_ignore_ascii_case(name))?;
    let head = paint(paint::NAME, code.0);
    Some(format!("{head} (reported by the generator; not configurable)\n\n{}\n", wrap(docs)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_lines_are_broken() {
        let word = "x".repeat(60);
        assert_eq!(
            wrap(&format!("a b\n\n- c\n{word} {word}")),
            format!("a b\n\n- c\n{word}\n{word}")
        );
        assert_eq!(wrap(&"y".repeat(120)), "y".repeat(120));
        assert!(wrap(&"ab ".repeat(100)).lines().all(|line| line.len() <= WIDTH));
    }
}
