//! Reports every mistake of `renkei.yaml` at its location, by the key table.

use super::Config;
use super::keys::SECTIONS;
use super::rules;
use super::syntax::{CRATE_NAME, is_crate_name};
use super::table::{Key, Value};
use super::value::Set;
use crate::diagnostic::{Diagnostic, code};
use crate::lint::{CustomRule, Ignore};
use crate::source::{Entry, Node, Tree};
use crate::text::{Span, closest};

/// Changes a configuration by the keys of a file; the errors are never empty.
pub(super) fn apply(config: &mut Config, tree: &Tree) -> Result<(), Vec<Diagnostic>> {
    let Some(root) = tree.root().filter(|root| !root.is_null()) else {
        return Ok(());
    };
    if !root.is_object() {
        let message = format!("a configuration must be an object, not {}", root.kind_name());
        return Err(vec![error(message, root.span())]);
    }
    let mut errors = Errors(duplicates(tree));
    errors.keys("a section", SECTIONS, root);
    rules::validate_ignored(&mut errors, root);
    if !errors.0.is_empty() {
        return Err(errors.0);
    }
    config.set(root);
    config.lint.idempotency_headers.extend(config.client.idempotency_header.clone());
    Ok(())
}

pub(super) fn error(message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(code::CONFIG, message).at(span)
}

fn duplicates(tree: &Tree) -> Vec<Diagnostic> {
    let duplicates = tree.duplicates().iter();
    duplicates
        .map(|it| {
            error(format!("duplicate key `{}`", it.key), it.again)
                .with_related(it.first, "first defined here")
        })
        .collect()
}

/// The errors of a file.
pub(super) struct Errors(pub(super) Vec<Diagnostic>);

impl Errors {
    pub(super) fn add(&mut self, message: impl Into<String>, span: Span) {
        self.0.push(error(message, span));
    }

    /// Unknown keys of an object, and values that a known key must not have. `what` says what a key is: "a section".
    pub(super) fn keys(&mut self, what: &str, keys: &[Key], node: Node<'_>) {
        for entry in node.members() {
            match keys.iter().find(|key| key.name == entry.key) {
                Some(key) => self.value(entry, key.value),
                None => self.0.push(unknown(entry, what, keys)),
            }
        }
    }

    fn object(&mut self, entry: Entry<'_>, keys: &[Key]) {
        self.kind(entry, |it| it.is_object(), "an object with keys");
        self.keys(&format!("a key of `{}`", entry.key), keys, entry.value);
    }

    pub(super) fn value(&mut self, entry: Entry<'_>, value: Value) {
        match value {
            Value::String(is_valid, wanted) => {
                self.kind(entry, is_string, "a string");
                self.string(entry.value, is_valid, wanted);
            }
            Value::Choice(words) => {
                self.kind(entry, is_string, "a string");
                self.string(entry.value, |text| words.contains(&text), &one_of(words));
            }
            Value::Flag => self.kind(entry, |it| it.as_bool().is_some(), "`true` or `false`"),
            Value::Count => self.kind(entry, is_count, "a whole number"),
            Value::Strings => self.strings(entry),
            Value::Rules => rules::validate(self, entry),
            Value::CustomRules(keys) => {
                rules::validate_named(self, entry, keys, |it| CustomRule::read(it).err())
            }
            Value::Ignores(keys) => {
                rules::validate_named(self, entry, keys, |it| Ignore::read(it).err())
            }
            Value::Schema => self.kind(entry, |it| it.is_object(), "a JSON Schema"),
            Value::Names => {
                self.kind(entry, |it| it.is_object(), "an object of names");
                entry.value.members().for_each(|it| self.required(it, is_string, "a string"));
            }
            Value::Lists => {
                self.kind(entry, |it| it.is_object(), "an object of lists");
                entry.value.members().for_each(|it| self.strings(it));
            }
            Value::Scalars => self.scalars(entry),
            Value::Object(keys) => self.object(entry, keys),
            Value::Table(keys) => {
                self.object(entry, keys);
                self.first_key(entry, keys);
            }
            Value::Paging(keys) => {
                self.kind(entry, |it| it.is_object(), "an object of operations");
                entry.value.members().for_each(|it| self.paging(it, keys));
            }
            Value::Dependencies(keys) => {
                self.kind(entry, |it| it.is_object(), "an object of packages");
                entry.value.members().for_each(|it| self.dependency(it, keys));
            }
        }
    }

    fn first_key(&mut self, entry: Entry<'_>, keys: &[Key]) {
        let first = keys.first().filter(|_| entry.value.is_object());
        if let Some(key) = first.filter(|key| entry.value.get(key.name).is_none_or(Node::is_null)) {
            self.add(format!("`{}` requires `{}`", entry.key, key.name), entry.key_span);
        }
    }

    /// The paging of one operation.
    fn paging(&mut self, entry: Entry<'_>, keys: &[Key]) {
        if entry.value.as_bool() == Some(false) || entry.value.as_str() == Some("none") {
            return;
        }
        self.required(entry, |it| it.is_object(), "`none`, or an object with keys");
        self.keys(&format!("a key of `{}`", entry.key), keys, entry.value);
    }

    /// One dependency: a name, and a version or a table.
    fn dependency(&mut self, entry: Entry<'_>, keys: &[Key]) {
        if !is_crate_name(entry.key) {
            self.add(format!("`{}` is not {CRATE_NAME}", entry.key), entry.key_span);
        }
        if entry.key.replace('-', "_") == "renkei_runtime" {
            self.add("every client already depends on `renkei-runtime`", entry.key_span);
        }
        let node = entry.value;
        if node.is_null() || node.is_object() && node.members().len() == 0 {
            let message = format!("`{}` requires a version, a path or a repository", entry.key);
            self.add(message, entry.key_span);
        } else if node.as_str().is_none() {
            self.kind(entry, |it| it.is_object(), "a version as a string, or an object with keys");
            self.keys(&format!("a key of `{}`", entry.key), keys, node);
        }
    }

    pub(super) fn strings(&mut self, entry: Entry<'_>) {
        self.kind(entry, |it| it.is_array(), "a list of strings");
        for item in entry.value.items().filter(|it| !is_string(*it)) {
            let message =
                format!("`{}` must be a list of strings, not of {}", entry.key, item.kind_name());
            self.add(message, item.span());
        }
    }

    fn scalars(&mut self, entry: Entry<'_>) {
        let wanted = "a list of strings, numbers or booleans";
        self.kind(entry, |it| it.is_array(), wanted);
        let is_empty = entry.value.is_array() && entry.value.items().len() == 0;
        let wrong = entry.value.items().find(|it| it.scalar_text().is_none());
        if let Some(node) = is_empty.then_some(entry.value).or(wrong) {
            self.add(format!("`{}` must be {wanted}", entry.key), node.span());
        }
    }

    /// A value of the wrong kind; null counts as absent.
    pub(super) fn kind(
        &mut self,
        entry: Entry<'_>,
        is_valid: impl Fn(Node<'_>) -> bool,
        wanted: &str,
    ) {
        if !entry.value.is_null() && !is_valid(entry.value) {
            let kind = entry.value.kind_name();
            self.add(format!("`{}` must be {wanted}, not {kind}", entry.key), entry.value.span());
        }
    }

    /// A value of the wrong kind, where null is wrong too: a name without a value.
    pub(super) fn required(
        &mut self,
        entry: Entry<'_>,
        is_valid: impl Fn(Node<'_>) -> bool,
        wanted: &str,
    ) {
        if entry.value.is_null() {
            self.add(format!("`{}` must be {wanted}", entry.key), entry.key_span);
        }
        self.kind(entry, is_valid, wanted);
    }

    /// A string that the key does not accept.
    pub(super) fn string(&mut self, node: Node<'_>, is_valid: impl Fn(&str) -> bool, wanted: &str) {
        if let Some(text) = node.as_str().filter(|text| !is_valid(text)) {
            self.add(format!("`{text}` is not {wanted}"), node.span());
        }
    }
}

pub(super) fn is_string(node: Node<'_>) -> bool {
    node.as_str().is_some()
}

fn is_count(node: Node<'_>) -> bool {
    node.as_number().is_some_and(|it| it.parse::<u64>().is_ok())
}

pub(super) fn one_of(words: &[&str]) -> String {
    let listed: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    format!("one of {}", listed.join(", "))
}

fn unknown(entry: Entry<'_>, what: &str, keys: &[Key]) -> Diagnostic {
    let names: Vec<_> = keys.iter().map(|key| key.name).collect();
    let help = match closest(entry.key, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("expected {}", one_of(&names)),
    };
    error(format!("`{}` is not {what}", entry.key), entry.key_span).with_help(help)
}
