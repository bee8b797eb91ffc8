//! What a custom rule requires of a value.

use super::{Value, schema};
use crate::json_path::Regexp;
use crate::lint::words;
use crate::source::{Entry, Node, Tree};
use crate::text::Span;

/// The styles of names.
pub const CASINGS: &[&str] = &[
    "camelCase",
    "PascalCase",
    "kebab-case",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "SCREAMING-KEBAB-CASE",
    "flat",
];

/// The keys of assertions, of which a rule has one.
const KEYS: &[&str] =
    &["pattern", "not-pattern", "casing", "present", "absent", "one-of", "length", "schema"];

#[derive(Debug)]
pub(super) enum Assertion {
    Pattern { source: String, regexp: Regexp, is_wanted: bool },
    Casing(String),
    Present,
    Absent,
    OneOf(Vec<String>),
    Length { min: usize, max: Option<usize> },
    Schema(Tree),
}

pub(super) fn read(rule: Entry<'_>) -> Result<Assertion, (String, Span)> {
    let mut found = KEYS.iter().filter_map(|key| rule.value.entry(key));
    let Some(entry) = found.next() else {
        let keys: Vec<String> = KEYS.iter().map(|it| format!("`{it}`")).collect();
        let message = format!("`{}` requires one of {}", rule.key, keys.join(", "));
        return Err((message, rule.key_span));
    };
    if let Some(second) = found.next() {
        let message =
            format!("`{}` has two checks: `{}` and `{}`", rule.key, entry.key, second.key);
        return Err((message, second.key_span));
    }
    let node = entry.value;
    let text = node.as_str().unwrap_or("");
    Ok(match entry.key {
        "pattern" | "not-pattern" => {
            let regexp = Regexp::parse(text)
                .map_err(|it| (format!("invalid regular expression: {it}"), node.span()))?;
            let is_wanted = entry.key == "pattern";
            Assertion::Pattern { source: text.to_owned(), regexp, is_wanted }
        }
        "casing" => Assertion::Casing(text.to_owned()),
        "present" => Assertion::Present,
        "absent" => Assertion::Absent,
        "one-of" => Assertion::OneOf(node.items().filter_map(Node::scalar_text).collect()),
        "length" => {
            let bound = |key: &str| node.get(key)?.as_number()?.parse().ok();
            Assertion::Length { min: bound("min").unwrap_or(0), max: bound("max") }
        }
        _ => Assertion::Schema(Tree::of(node)),
    })
}

impl Assertion {
    /// Whether a value satisfies the assertion. A member that does not exist satisfies all but [`Assertion::Present`].
    pub(super) fn holds(&self, value: &Value<'_>) -> bool {
        match (self, value) {
            (Self::Present, Value::Absent) => false,
            (Self::Present, Value::Node(node)) => !node.is_null() && node.as_str() != Some(""),
            (Self::Absent, value) => matches!(value, Value::Absent),
            (Self::Present, Value::Text(_)) | (_, Value::Absent) => true,
            (Self::Pattern { regexp, is_wanted, .. }, _) => {
                regexp.matches(&value.text(), false) == *is_wanted
            }
            (Self::Casing(style), _) => has_casing(&value.text(), style),
            (Self::OneOf(words), _) => words.contains(&value.text()),
            (Self::Length { min, max }, _) => {
                let length = length(value);
                *min <= length && max.is_none_or(|max| length <= max)
            }
            (Self::Schema(tree), Value::Node(node)) => {
                tree.root().is_none_or(|it| schema::accepts(it, *node))
            }
            (Self::Schema(_), Value::Text(_)) => true,
        }
    }

    /// What to do about a value that does not satisfy the assertion.
    pub(super) fn help(&self) -> String {
        match self {
            Self::Pattern { source, is_wanted: true, .. } => format!("make it match `{source}`"),
            Self::Pattern { source, .. } => format!("remove what matches `{source}`"),
            Self::Casing(style) => format!("write it in {style}"),
            Self::Present => "add it".to_owned(),
            Self::Absent => "remove it".to_owned(),
            Self::OneOf(words) => format!("write one of {}", words.join(", ")),
            Self::Length { min, max: Some(max) } => format!("give it a length from {min} to {max}"),
            Self::Length { min, max: None } => format!("give it a length of at least {min}"),
            Self::Schema(_) => "make it satisfy the schema of the rule".to_owned(),
        }
    }
}

fn length(value: &Value<'_>) -> usize {
    match value {
        Value::Node(node) if node.is_array() => node.items().len(),
        Value::Node(node) if node.is_object() => node.members().len(),
        value => value.text().chars().count(),
    }
}

fn has_casing(text: &str, style: &str) -> bool {
    let words = words::split(text);
    let joined = |separator: &str, change: fn(&str) -> String| {
        words.iter().map(|it| change(it)).collect::<Vec<_>>().join(separator)
    };
    let upper_first = || {
        let mut letters = text.chars();
        letters.next().is_some_and(char::is_uppercase) && text.chars().all(char::is_alphanumeric)
    };
    let lower = str::to_lowercase;
    let upper = str::to_uppercase;
    match style {
        "camelCase" => {
            text.starts_with(char::is_lowercase) && text.chars().all(char::is_alphanumeric)
        }
        "PascalCase" => upper_first(),
        "kebab-case" => text == joined("-", lower),
        "snake_case" => text == joined("_", lower),
        "SCREAMING_SNAKE_CASE" => text == joined("_", upper),
        "SCREAMING-KEBAB-CASE" => text == joined("-", upper),
        _ => text.chars().all(|it| it.is_lowercase() || it.is_numeric()),
    }
}
