//! From the text of `renkei.yaml` to a [`Config`], with every mistake at its place.
//!
//! The spanned tree finds what is wrong, all of it at once; serde then reads the values.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::keys::{Body, Key, SECTIONS, Value};
use super::shape::{self, LEVEL, Level};
use super::spanned::{self, lists, pairs, texts};
use super::{Client, Config, Derives, Keep, Rename, Replace, Text, dependency};
use crate::diagnostic::{Code, Diagnostic, code};
use crate::lint;
use crate::source::{Entry, Node, SourceFile, Span, Tree};
use crate::text::closest;

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
    Ok(resolved(file, root))
}

fn resolved(file: shape::File, root: Node<'_>) -> Config {
    let (lint, client) = (file.lint.unwrap_or_default(), file.client.unwrap_or_default());
    let mut rules = lint::Config::house().with_preset(match lint.preset.unwrap_or_default() {
        shape::Preset::House => lint::Preset::House,
        shape::Preset::Minimal => lint::Preset::Minimal,
    });
    let levels = lint.rules.unwrap_or_default().into_iter();
    rules.severities.extend(levels.map(|(key, Level(severity))| (key, severity)));
    let client = Client {
        crate_name: client.crate_name,
        base_url: client.base_url,
        idempotency_header: client.idempotency_header,
        dates: client.dates.unwrap_or_default(),
        check: client.check.unwrap_or_default(),
        envelope: root.get("client").and_then(|it| it.get("envelope")).and_then(spanned::envelope),
    };
    rules.idempotency_headers.extend(client.idempotency_header.clone());
    let at = |section: &str, key: &str| root.get(section).and_then(|node| node.get(key));
    let names = |section: &str, key: &str| pairs(at(section, key));
    Config {
        lint: rules,
        client,
        keep: Keep {
            tags: texts(at("keep", "tags")),
            paths: texts(at("keep", "paths")),
            operations: texts(at("keep", "operations")),
        },
        rename: Rename {
            types: names("rename", "types"),
            fields: names("rename", "fields"),
            values: names("rename", "values"),
            operations: names("rename", "operations"),
            parameters: names("rename", "parameters"),
            groups: names("rename", "groups"),
        },
        paging: root.get("paging").into_iter().flat_map(Node::members).map(paging).collect(),
        replace: Replace { types: names("replace", "types"), formats: names("replace", "formats") },
        derives: Derives { all: texts(at("derives", "all")), types: lists(at("derives", "types")) },
        dependencies: root
            .get("dependencies")
            .into_iter()
            .flat_map(Node::members)
            .map(dependency::read)
            .collect(),
    }
}

fn paging(entry: Entry<'_>) -> (Text, Arc<Tree>) {
    (Text::key(entry), Arc::new(Tree::of(entry.value)))
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
    let sections = || SECTIONS.iter().map(|it| it.name);
    let mut faults = Vec::new();
    for entry in root.members() {
        let Some(section) = SECTIONS.iter().find(|it| it.name == entry.key) else {
            faults.push(unknown(entry, "a section", sections()));
            continue;
        };
        faults.extend(kind_fault(entry, |it| it.is_object(), "an object with keys"));
        match section.body {
            Body::Keys(keys) => faults.extend(key_faults(section.name, keys, entry.value)),
            Body::Operations(keys, _) => {
                entry.value.members().for_each(|it| faults.extend(operation_faults(it, keys)));
            }
            Body::Entries(keys, _) => {
                entry.value.members().for_each(|it| faults.extend(entry_faults(it, keys)));
            }
        }
    }
    faults
}

/// What is wrong with what is said of an operation.
fn operation_faults(entry: Entry<'_>, keys: &[Key]) -> Vec<Diagnostic> {
    let off = entry.value.as_bool() == Some(false) || entry.value.as_str() == Some("none");
    if off {
        return Vec::new();
    }
    let wanted = "`none`, or an object with keys";
    let mut faults: Vec<_> = said_fault(entry, |it| it.is_object(), wanted).into_iter().collect();
    faults.extend(key_faults(entry.key, keys, entry.value));
    faults
}

/// What is wrong with a dependency: a name, and a version or a table.
fn entry_faults(entry: Entry<'_>, keys: &[Key]) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if !shape::is_crate_name(entry.key) {
        let message = format!("`{}` is not {}", entry.key, shape::CRATE_NAME);
        faults.push(Diagnostic::error(code::CONFIG, message).at(entry.key_span));
    }
    if entry.key.replace('-', "_") == "renkei_runtime" {
        let message = "every client depends on `renkei-runtime` already";
        faults.push(Diagnostic::error(code::CONFIG, message).at(entry.key_span));
    }
    let node = entry.value;
    if node.is_null() || node.is_object() && node.members().len() == 0 {
        let message = format!("`{}` needs a version, a path or a repository", entry.key);
        faults.push(Diagnostic::error(code::CONFIG, message).at(entry.key_span));
    } else if node.as_str().is_none() {
        let wanted = "a version as text, or an object with keys";
        faults.extend(kind_fault(entry, |it| it.is_object(), wanted));
        faults.extend(key_faults(entry.key, keys, node));
    }
    faults
}

fn key_faults(section: &str, keys: &[Key], node: Node<'_>) -> Vec<Diagnostic> {
    let what = format!("a key of `{section}`");
    let mut faults = Vec::new();
    for entry in node.members() {
        match keys.iter().find(|key| key.name == entry.key) {
            Some(key) => faults.extend(value_faults(entry, key.value)),
            None => faults.push(unknown(entry, &what, keys.iter().map(|key| key.name))),
        }
    }
    faults
}

fn value_faults(entry: Entry<'_>, value: Value) -> Vec<Diagnostic> {
    let is_text = |node: Node<'_>| node.as_str().is_some();
    let mut faults = Vec::new();
    match value {
        Value::Text(valid, wanted) => {
            faults.extend(kind_fault(entry, is_text, "a text"));
            faults.extend(text_fault(entry.value, valid, wanted));
        }
        Value::Choice(words) => {
            faults.extend(kind_fault(entry, is_text, "a text"));
            let listed: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
            let wanted = format!("one of {}", listed.join(", "));
            faults.extend(text_fault(entry.value, |text| words.contains(&text), &wanted));
        }
        Value::Flag => {
            faults.extend(kind_fault(entry, |it| it.as_bool().is_some(), "`true` or `false`"));
        }
        Value::Count => {
            let whole = |it: Node<'_>| it.as_number().is_some_and(|it| it.parse::<u64>().is_ok());
            faults.extend(kind_fault(entry, whole, "a whole number"));
        }
        Value::Texts => faults.extend(list_faults(entry)),
        Value::Levels => {
            faults.extend(kind_fault(entry, |it| it.is_object(), "an object of rules"));
            faults.extend(rule_faults(entry.value));
        }
        Value::Names => {
            faults.extend(kind_fault(entry, |it| it.is_object(), "an object of names"));
            let members = entry.value.members();
            faults.extend(members.filter_map(|it| said_fault(it, is_text, "a text")));
        }
        Value::Scalars => faults.extend(scalar_faults(entry)),
        Value::Table(keys) => {
            faults.extend(kind_fault(entry, |it| it.is_object(), "an object with keys"));
            faults.extend(key_faults(entry.key, keys, entry.value));
            let first = keys.first().filter(|_| entry.value.is_object());
            let missing = first.filter(|key| entry.value.get(key.name).is_none_or(Node::is_null));
            faults.extend(missing.map(|key| {
                let message = format!("`{}` needs `{}`", entry.key, key.name);
                Diagnostic::error(code::CONFIG, message).at(entry.key_span)
            }));
        }
        Value::Lists => {
            faults.extend(kind_fault(entry, |it| it.is_object(), "an object of lists"));
            entry.value.members().for_each(|it| faults.extend(list_faults(it)));
        }
    }
    faults
}

fn list_faults(entry: Entry<'_>) -> Vec<Diagnostic> {
    let items = entry.value.items().filter_map(|item| item_fault(entry.key, item));
    kind_fault(entry, |it| it.is_array(), "a list of texts").into_iter().chain(items).collect()
}

fn scalar_faults(entry: Entry<'_>) -> Vec<Diagnostic> {
    let wanted = "a list of texts, numbers or booleans";
    let nothing = entry.value.is_array() && entry.value.items().len() == 0;
    let wrong = entry.value.items().find(|it| it.scalar_text().is_none());
    let at = if nothing { Some(entry.value) } else { wrong };
    let odd = at.map(|at| {
        let message = format!("`{}` must be {wanted}", entry.key);
        Diagnostic::error(code::CONFIG, message).at(at.span())
    });
    kind_fault(entry, |it| it.is_array(), wanted).into_iter().chain(odd).collect()
}

/// A value of the wrong kind where null is one too: a name for which nothing is said.
fn said_fault(
    entry: Entry<'_>,
    right: impl Fn(Node<'_>) -> bool,
    wanted: &str,
) -> Option<Diagnostic> {
    if entry.value.is_null() {
        let message = format!("`{}` must be {wanted}", entry.key);
        return Some(Diagnostic::error(code::CONFIG, message).at(entry.key_span));
    }
    kind_fault(entry, right, wanted)
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
fn text_fault(node: Node<'_>, valid: impl Fn(&str) -> bool, wanted: &str) -> Option<Diagnostic> {
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
    let wanted = if entry.value.is_null() { LEVEL } else { "a text" };
    said_fault(entry, |node| node.as_str().is_some(), wanted)
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
        let text = "client:\n  envelope: {status: code, success: [0, ok], operations: all}\n";
        let envelope = check(text).unwrap().client.envelope.unwrap();
        assert_eq!((envelope.status.text.as_str(), envelope.everywhere), ("code", true));
        assert_eq!((envelope.message, envelope.success.join(" ")), (None, "0 ok".to_owned()));
        assert!(config.lint.idempotency_headers.iter().any(|it| it == "X-Key"));
    }

    #[test]
    fn mistakes_are_shown_at_their_places() {
        check_fault("lnit: {}", "1:1", &["`lnit` is not a section", "did you mean `lint`?"]);
        check_fault("client:\n  crate_name: a", "2:3", &["did you mean `crate-name`?"]);
        check_fault(
            "client:\n  envelope: {staus: s}",
            "2:14",
            &["`staus` is not a key of `envelope`", "did you mean `status`?"],
        );
        check_fault("client:\n  envelope: {message: m}", "2:3", &["`envelope` needs `status`"]);
        check_fault(
            "client:\n  envelope: status",
            "2:13",
            &["an object with keys, and is a string"],
        );
        check_fault(
            "client:\n  envelope: {status: s, success: [[0]]}",
            "2:35",
            &["`success` must be a list of texts, numbers or booleans"],
        );
        check_fault("client:\n  envelope: {status: s, operations: some}", "2:37", &["`described`"]);
        check_fault("paging: {listA: true}", "1:17", &["must be `none`, or an object with keys"]);
        check_fault("paging: {listA: }", "1:10", &["must be `none`, or an object"]);
        check_fault("paging: {listA: {curser: a}}", "1:18", &["did you mean `cursor`?"]);
        check_fault("paging: {listA: {first: -1}}", "1:25", &["must be a whole number"]);
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
        check_fault("lint:\n  preset: zalando", "2:11", &["one of `house`", "^^^^^^^\n"]);
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
        check_fault("client: {dates: joda}", "1:17", &["one of `jiff`, `chrono`"]);
        check_fault("rename: {types: {A: 1}}", "1:21", &["`A` must be a text"]);
        check_fault("rename: {types: {A: }}", "1:18", &["`A` must be a text"]);
        check_fault("derives: {types: {A: Eq}}", "1:22", &["must be a list of texts"]);
        check_fault("dependencies: {\"a b\": \"1\"}", "1:16", &["not a package name"]);
        check_fault("dependencies: {renkei-runtime: \"1\"}", "1:16", &["already"]);
        check_fault("dependencies: {a: {}}", "1:16", &["needs a version"]);
        check_fault("dependencies: {a: 1}", "1:19", &["a version as text"]);
        check_fault("dependencies: {a: {versoin: \"1\"}}", "1:20", &["did you mean `version`?"]);
        check_fault("- a", "1:1", &["must be an object"]);
        check_fault("client:\nlint:\nclient:\n", "3:1", &["`client` is given twice", "1:1"]);
    }
}
