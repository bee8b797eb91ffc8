//! From the text of `renkei.yaml` to a [`Config`], with every mistake at its place.
//!
//! The spanned tree finds what is wrong, all of it at once; serde then reads the values.

use std::collections::BTreeMap;

use super::shape::{self, LEVEL, Level, SECTIONS, Value};
use super::suggest::closest;
use super::{Client, Config, Keep};
use crate::diagnostic::{Code, Diagnostic, code};
use crate::lint;
use crate::source::{Entry, Node, SourceFile, Span, Tree};

/// Reads a configuration; the errors are never empty.
pub(super) fn config(file: &SourceFile, tree: &Tree) -> Result<Config, Vec<Diagnostic>> {
    let Some(root) = tree.root().filter(|root| !root.is_null()) else {
        return Ok(Config::default());
    };
    if !root.is_object() {
        let message =
            format!("a configuration must be an object, and this is {}", root.kind_name());
        return Err(vec![Diagnostic::error(code::CONFIG, message).at(root.span())]);
    }
    let mut faults = repeated(tree);
    faults.extend(section_faults(root));
    if !faults.is_empty() {
        return Err(faults);
    }
    let file =
        serde_yaml::from_str(file.text()).map_err(|error| vec![wrong_value(file, root, &error)])?;
    Ok(resolved(file))
}

fn resolved(file: shape::File) -> Config {
    let shape::File { lint, client, keep } = file;
    let (lint, client) = (lint.unwrap_or_default(), client.unwrap_or_default());
    let keep = keep.unwrap_or_default();
    let mut rules = match lint.preset.unwrap_or_default() {
        shape::Preset::House => lint::Config::house(),
    };
    let levels = lint.rules.unwrap_or_default().into_iter();
    rules.severities.extend(levels.map(|(key, Level(severity))| (key, severity)));
    let client = Client {
        crate_name: client.crate_name,
        base_url: client.base_url,
        idempotency_header: client.idempotency_header,
    };
    rules.idempotency_headers.extend(client.idempotency_header.clone());
    let keep = Keep {
        tags: keep.tags.unwrap_or_default(),
        paths: keep.paths.unwrap_or_default(),
        operations: keep.operations.unwrap_or_default(),
    };
    Config { lint: rules, client, keep }
}

fn repeated(tree: &Tree) -> Vec<Diagnostic> {
    let twice = tree.duplicates().iter().map(|it| {
        Diagnostic::error(code::CONFIG, format!("`{}` is given twice", it.key))
            .at(it.again)
            .with_related(it.first, "it is given here first")
    });
    twice.collect()
}

/// Unknown sections and keys, and values that a known key may not have.
fn section_faults(root: Node<'_>) -> Vec<Diagnostic> {
    let sections = || SECTIONS.iter().map(|(name, _)| *name);
    let mut faults = Vec::new();
    for entry in root.members() {
        match SECTIONS.iter().find(|(name, _)| *name == entry.key) {
            Some((name, keys)) => {
                faults.extend(kind_fault(entry, |node| node.is_object(), "an object with keys"));
                faults.extend(key_faults(name, keys, entry.value));
            }
            None => faults.push(unknown(entry, "a section", sections())),
        }
    }
    faults
}

fn key_faults(section: &str, keys: &[(&str, Value)], node: Node<'_>) -> Vec<Diagnostic> {
    let what = format!("a key of `{section}`");
    let mut faults = Vec::new();
    for entry in node.members() {
        match keys.iter().find(|(name, _)| *name == entry.key) {
            Some((_, Value::Text(valid, wanted))) => {
                faults.extend(kind_fault(entry, |node| node.as_str().is_some(), "a text"));
                faults.extend(text_fault(entry.value, *valid, wanted));
            }
            Some((_, Value::Texts)) => {
                faults.extend(kind_fault(entry, |node| node.is_array(), "a list of texts"));
                faults.extend(entry.value.items().filter_map(|item| item_fault(entry.key, item)));
            }
            Some((_, Value::Levels)) => {
                faults.extend(kind_fault(entry, |node| node.is_object(), "an object of rules"));
                faults.extend(rule_faults(entry.value));
            }
            None => faults.push(unknown(entry, &what, keys.iter().map(|(name, _)| *name))),
        }
    }
    faults
}

/// A value of the wrong kind; null is as good as absent.
fn kind_fault(
    entry: Entry<'_>,
    right: impl Fn(Node<'_>) -> bool,
    wanted: &str,
) -> Option<Diagnostic> {
    let node = Some(entry.value).filter(|node| !node.is_null() && !right(*node))?;
    let message = format!("`{}` must be {wanted}, and is {}", entry.key, node.kind_name());
    Some(Diagnostic::error(code::CONFIG, message).at(node.span()))
}

/// An item of a list of texts that is none.
fn item_fault(key: &str, item: Node<'_>) -> Option<Diagnostic> {
    let node = Some(item).filter(|node| node.as_str().is_none())?;
    let message = format!("`{key}` must be a list of texts, and has {} in it", node.kind_name());
    Some(Diagnostic::error(code::CONFIG, message).at(node.span()))
}

/// A text that is not what it should be.
fn text_fault(node: Node<'_>, valid: fn(&str) -> bool, wanted: &str) -> Option<Diagnostic> {
    let text = node.as_str().filter(|text| !valid(text))?;
    Some(Diagnostic::error(code::CONFIG, format!("`{text}` is not {wanted}")).at(node.span()))
}

fn unknown<'a>(
    entry: Entry<'_>,
    what: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let help = closest(entry.key, known.clone()).map_or_else(
        || {
            format!(
                "known are {}",
                known.map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
            )
        },
        |key| format!("did you mean `{key}`?"),
    );
    Diagnostic::error(code::CONFIG, format!("`{}` is not {what}", entry.key))
        .at(entry.key_span)
        .with_help(help)
}

/// Rules that do not exist, rules that are named twice (by code and by name), and severities that do not exist.
fn rule_faults(rules: Node<'_>) -> Vec<Diagnostic> {
    let mut seen: Vec<(Code, Span)> = Vec::new();
    let mut faults = Vec::new();
    for entry in rules.members() {
        faults.extend(level_fault(entry));
        let Some(rule) = lint::rule(entry.key) else {
            faults.push(unknown_rule(entry));
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(code, _)| *code == rule.code) {
            let message = format!("`{}` and `{}` are one rule, given twice", rule.code, rule.name);
            let fault = Diagnostic::error(code::CONFIG, message).at(entry.key_span);
            faults.push(fault.with_related(*first, "it is given here first"));
        }
        seen.push((rule.code, entry.key_span));
    }
    faults
}

/// A rule without a severity says nothing, so null is a fault here.
fn level_fault(entry: Entry<'_>) -> Option<Diagnostic> {
    if entry.value.is_null() {
        let message = format!("`{}` must be {LEVEL}", entry.key);
        return Some(Diagnostic::error(code::CONFIG, message).at(entry.key_span));
    }
    kind_fault(entry, |node| node.as_str().is_some(), "a text")
        .or_else(|| text_fault(entry.value, |text| Level::parse(text).is_some(), LEVEL))
}

fn unknown_rule(entry: Entry<'_>) -> Diagnostic {
    let only = BTreeMap::from([(entry.key.to_owned(), None)]);
    let unknown = lint::Config::with_severities(only).err().into_iter().flatten().next();
    let help = unknown.and_then(|it| it.suggestion).map_or_else(
        || "`renkei rules` lists them".to_owned(),
        |rule| format!("did you mean `{rule}`? `renkei rules` lists them all"),
    );
    Diagnostic::error(code::CONFIG, format!("there is no rule `{}`", entry.key))
        .at(entry.key_span)
        .with_help(help)
}

/// serde's complaint about a value, at the place it names.
fn wrong_value(file: &SourceFile, root: Node<'_>, error: &serde_yaml::Error) -> Diagnostic {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let span = error.location().map_or(root.span(), |at| word_at(file, at.line(), at.column()));
    Diagnostic::error(code::CONFIG, message).at(span)
}

/// The span of the word at a line and column, which count from 1.
fn word_at(file: &SourceFile, line: usize, column: usize) -> Span {
    let before: usize = file.text().split_inclusive('\n').take(line - 1).map(str::len).sum();
    let text = file.line(u32::try_from(line).unwrap_or(u32::MAX));
    let lead: usize = text.chars().take(column - 1).map(char::len_utf8).sum();
    let word =
        text.get(lead..).unwrap_or_default().split([',', '}', '#']).next().unwrap_or_default();
    let start = before + lead;
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(file.id(), offset(start), offset(start + word.trim_end().len().max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Severity, Style, render};
    use crate::source::read_text;

    fn check(text: &str) -> Result<Config, String> {
        let source = read_text("renkei.yaml", text).unwrap();
        config(source.files().root(), source.tree()).map_err(|faults| {
            faults.iter().map(|it| render(it, source.files(), Style::Plain)).collect()
        })
    }

    #[track_caller]
    fn check_fault(text: &str, place: &str, words: &[&str]) {
        let shown = check(text).unwrap_err();
        assert!(shown.contains(&format!("--> renkei.yaml:{place}\n")), "{shown}");
        assert!(words.iter().all(|word| shown.contains(word)), "{words:?} in:\n{shown}");
    }

    #[test]
    fn everything_is_optional() {
        for text in ["lint:\nclient:\n", "lint:\n  rules:\n", "{}"] {
            assert_eq!(check(text).unwrap().client, Client::default(), "{text:?}");
        }
    }

    #[test]
    fn rules_and_names_are_read() {
        let text = "lint:\n  preset: house\n  rules: {N001: off, path-kebab-case: warning}\nclient:\n  crate-name: shop\n  base-url: https://shop.example/v1\n  idempotency-header: X-Key\n";
        let config = check(text).unwrap();
        assert_eq!(config.lint.severities.get("N001"), Some(&None));
        assert_eq!(config.lint.severities.get("path-kebab-case"), Some(&Some(Severity::Warning)));
        assert_eq!(config.client.crate_name.as_deref(), Some("shop"));
        assert_eq!(config.client.base_url.as_deref(), Some("https://shop.example/v1"));
        assert_eq!(config.client.idempotency_header.as_deref(), Some("X-Key"));
        assert!(config.lint.idempotency_headers.iter().any(|it| it == "X-Key"));
    }

    #[test]
    fn mistakes_are_shown_at_their_places() {
        check_fault("lnit: {}", "1:1", &["`lnit` is not a section", "did you mean `lint`?"]);
        check_fault("client:\n  crate_name: a", "2:3", &["did you mean `crate-name`?"]);
        check_fault("lint:\n  what: a", "2:3", &["known are `preset`, `rules`"]);
        check_fault(
            "lint:\n  rules:\n    N0O1: off",
            "3:5",
            &["no rule `N0O1`", "did you mean `N001`?"],
        );
        check_fault(
            "lint:\n  rules: {path-kebap-case: off}",
            "2:11",
            &["did you mean `path-kebab-case`?"],
        );
        check_fault("lint:\n  rules: {N002: off, path-kebab-case: error}", "2:22", &["one rule"]);
        check_fault("lint:\n  rules: {N002: warn}", "2:17", &["`warn` is not one of", " ^^^^\n"]);
        check_fault("lint:\n  preset: zalando", "2:11", &["there is `house`", "^^^^^^^\n"]);
        check_fault("client:\n  base-url: /v1 # no", "2:13", &["absolute URL", " ^^^\n"]);
        check_fault(
            "client: [a]",
            "1:9",
            &["`client` must be an object with keys, and is an array"],
        );
        check_fault("client: {crate-name: 7}", "1:22", &["must be a text, and is a number"]);
        check_fault("lint: {rules: [N001]}", "1:15", &["must be an object of rules"]);
        check_fault("lint: {rules: {N001: 1}}", "1:22", &["must be a text"]);
        check_fault("lint: {rules: {N001: }}", "1:16", &["must be one of `off`"]);
        check_fault("- a", "1:1", &["must be an object"]);
        check_fault("client:\nlint:\nclient:\n", "3:1", &["`client` is given twice", "1:1"]);
    }
}
