//! The `lint.rules` section: severities and options by code or name of a rule. Keys and types of options come from the rules.

use serde_json::{Map, Value as Json, json};

use super::schema;
use super::table::{Key, Value};
use super::validate::{Errors, error, one_of};
use super::value::Set;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{
    self, CustomRule, Ignore, LintOption, LintRule, OptionKind, OptionValue, OptionValues,
};
use crate::source::{Entry, Node};
use crate::text::{Span, closest};

/// The severities of a rule as words; `None` turns it off.
const SEVERITIES: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("info", Some(Severity::Info)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// The key of a rule's severity, next to its options.
const SEVERITY: &str = "severity";

/// Severities and options of rules.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleSettings {
    /// Severities by code or name of a rule, as written.
    pub(super) severities: Vec<(String, Option<Severity>)>,
    pub(super) options: OptionValues,
}

impl Set for RuleSettings {
    fn set(&mut self, node: Node<'_>) {
        for entry in node.members() {
            let is_object = entry.value.is_object();
            let severity = if is_object { entry.value.get(SEVERITY) } else { Some(entry.value) };
            if let Some(severity) = severity.and_then(severity_of) {
                self.severities.push((entry.key.to_owned(), severity));
            }
            let Some(rule) = lint::rule(entry.key).filter(|_| is_object) else { continue };
            for option in rule.options {
                let value = entry.value.get(option.key).and_then(|node| value_of(option, node));
                if let Some(value) = value {
                    self.options.insert((option.rule, option.key), value);
                }
            }
        }
    }
}

fn severity_of(node: Node<'_>) -> Option<Option<Severity>> {
    let word = node.as_str()?;
    SEVERITIES.iter().find(|(it, _)| *it == word).map(|(_, severity)| *severity)
}

fn value_of(option: &LintOption, node: Node<'_>) -> Option<OptionValue> {
    match option.kind {
        OptionKind::Words(_) if node.is_array() => {
            let words = node.items().filter_map(Node::as_str).map(str::to_owned);
            Some(OptionValue::Words(words.collect()))
        }
        OptionKind::Words(_) => None,
        OptionKind::Choice(_) => node.as_str().map(|it| OptionValue::Choice(it.to_owned())),
        OptionKind::Count(_) => node.as_number()?.parse().ok().map(OptionValue::Count),
        OptionKind::Flag(_) => node.as_bool().map(OptionValue::Flag),
    }
}

/// What the table says about a value of this type.
fn table_value(kind: OptionKind) -> Value {
    match kind {
        OptionKind::Words(_) => Value::Strings,
        OptionKind::Choice(words) => Value::Choice(words),
        OptionKind::Count(_) => Value::Count,
        OptionKind::Flag(_) => Value::Flag,
    }
}

/// Reports unknown rules, rules that appear twice (by code and by name), unknown severities, and wrong options.
pub(super) fn validate(errors: &mut Errors, entry: Entry<'_>) {
    errors.kind(entry, |it| it.is_object(), "an object of rules");
    let mut seen: Vec<(Code, Span)> = Vec::new();
    for entry in entry.value.members() {
        let Some(rule) = lint::rule(entry.key) else {
            errors.0.push(unknown_rule(entry.key, entry.key_span));
            continue;
        };
        settings(errors, entry, rule);
        if let Some((_, first)) = seen.iter().find(|(code, _)| *code == rule.code) {
            let message = format!("`{}` and `{}` are the same rule", rule.code, rule.name);
            let duplicate = error(message, entry.key_span);
            errors.0.push(duplicate.with_related(*first, "first defined here"));
        }
        seen.push((rule.code, entry.key_span));
    }
}

/// The settings of one rule: a severity, or an object.
fn settings(errors: &mut Errors, entry: Entry<'_>, rule: &LintRule) {
    if !entry.value.is_object() {
        severity(errors, entry, "a severity as a string, or an object with keys");
        return;
    }
    for member in entry.value.members() {
        match rule.options.iter().find(|it| it.key == member.key) {
            Some(option) => errors.value(member, table_value(option.kind)),
            None if member.key == SEVERITY => severity(errors, member, "a string"),
            None => errors.0.push(unknown_option(member, rule)),
        }
    }
}

fn severity(errors: &mut Errors, entry: Entry<'_>, wanted: &str) {
    let words = one_of(&SEVERITIES.map(|(word, _)| word));
    let wanted = if entry.value.is_null() { words.as_str() } else { wanted };
    errors.required(entry, |it| it.as_str().is_some(), wanted);
    let is_known = |text: &str| SEVERITIES.iter().any(|(word, _)| *word == text);
    errors.string(entry.value, is_known, &words);
}

fn unknown_option(entry: Entry<'_>, rule: &LintRule) -> Diagnostic {
    let keys: Vec<&str> =
        std::iter::once(SEVERITY).chain(rule.options.iter().map(|it| it.key)).collect();
    let help = match closest(entry.key, keys.iter().copied()) {
        Some(key) => format!("did you mean `{key}`?"),
        None => format!("expected {}", one_of(&keys)),
    };
    error(format!("`{}` is not an option of {}", entry.key, rule.code), entry.key_span)
        .with_help(help)
}

fn unknown_rule(name: &str, span: Span) -> Diagnostic {
    let help = match lint::similar_rule(name) {
        Some(rule) => format!("did you mean `{rule}`? `renkei rules` lists all rules"),
        None => "`renkei rules` lists all rules".to_owned(),
    };
    error(format!("unknown rule `{name}`"), span).with_help(help)
}

/// Reports entries of an object by name that are not complete or not possible, as `error` says.
pub(super) fn validate_named(
    errors: &mut Errors,
    entry: Entry<'_>,
    keys: &[Key],
    error: impl Fn(Entry<'_>) -> Option<(String, Span)>,
) {
    errors.kind(entry, |it| it.is_object(), "an object with names as its keys");
    for entry in entry.value.members() {
        errors.required(entry, |it| it.is_object(), "an object with keys");
        let before = errors.0.len();
        errors.keys(&format!("a key of `{}`", entry.key), keys, entry.value);
        if errors.0.len() > before || !entry.value.is_object() {
            continue;
        }
        if let Some((message, span)) = error(entry) {
            errors.add(message, span);
        }
    }
}

/// Reports rules under `lint.ignore` that are neither known nor custom rules of the same file.
pub(super) fn validate_ignored(errors: &mut Errors, root: Node<'_>) {
    let Some(lint) = root.get("lint") else { return };
    let is_custom = |name| lint.get("custom-rules").is_some_and(|it| it.get(name).is_some());
    for entry in lint.get("ignore").into_iter().flat_map(Node::members) {
        for rule in entry.value.get("rules").into_iter().flat_map(Node::items) {
            let Some(name) = rule.as_str() else { continue };
            if lint::rule(name).is_none() && !is_custom(name) {
                errors.0.push(unknown_rule(name, rule.span()));
            }
        }
    }
}

impl Set for Vec<Ignore> {
    fn set(&mut self, node: Node<'_>) {
        *self = node.members().filter_map(|it| Ignore::read(it).ok()).collect();
    }
}

impl Set for Vec<CustomRule> {
    fn set(&mut self, node: Node<'_>) {
        *self = node.members().filter_map(|it| CustomRule::read(it).ok()).collect();
    }
}

/// The JSON Schema of the section. Each rule is there under its code and its name.
pub(super) fn json_schema() -> Json {
    let mut properties = Map::new();
    for rule in lint::rules() {
        for key in [rule.code.0, rule.name] {
            properties.insert(key.to_owned(), rule_schema(rule));
        }
    }
    json!({ "type": ["object", "null"], "additionalProperties": false, "properties": properties })
}

fn rule_schema(rule: &LintRule) -> Json {
    let severity = json!({ "enum": SEVERITIES.map(|(word, _)| word) });
    let mut keys = Map::new();
    keys.insert(SEVERITY.to_owned(), severity.clone());
    for option in rule.options {
        let mut schema = schema::value(table_value(option.kind));
        if let Some(schema) = schema.as_object_mut() {
            schema.insert("description".to_owned(), option.docs.into());
        }
        keys.insert(option.key.to_owned(), schema);
    }
    let object = json!({ "type": "object", "additionalProperties": false, "properties": keys });
    json!({ "description": rule.summary, "anyOf": [severity, object] })
}

/// The options of all rules, for the reference: path, type, default as YAML, and documentation.
pub(super) fn rows() -> impl Iterator<Item = (String, String, String, &'static str)> {
    lint::rules().iter().flat_map(|rule| rule.options).map(|option| {
        let path = format!("{}.{}", option.rule, option.key);
        let type_name = table_value(option.kind).type_name();
        (path, type_name, option.default_value().to_yaml(), option.docs)
    })
}
