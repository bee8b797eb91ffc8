//! Rules of the user: data in `renkei.yaml` that says where to look, what must hold, and what to report.
//!
//! Takes the members of a rule; returns a [`CustomRule`], and findings with the rule's name as their code.

mod assertion;
mod kind;
mod schema;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::facts::Facts;
use super::subject::Subject;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::document::{Key, ObjectKind, Visit};
use crate::json_path::{JsonPath, Step};
use crate::source::{Entry, Node};
use crate::text::{JsonPointer, Span};

use self::assertion::Assertion;
pub use self::assertion::CASINGS;
pub use self::kind::OBJECT_KINDS;

/// The name of the member that stands for the key of the selected object.
const KEY: &str = "@key";

/// A rule of the user.
#[derive(Clone, Debug)]
pub struct CustomRule(Arc<Definition>);

#[derive(Debug)]
struct Definition {
    code: Code,
    /// `None` turns the rule off.
    severity: Option<Severity>,
    message: String,
    target: Target,
    member: Option<String>,
    assertion: Assertion,
}

/// Where a rule looks.
#[derive(Debug)]
enum Target {
    Query(JsonPath),
    Kinds(&'static [ObjectKind]),
}

impl CustomRule {
    /// The name, which is the code of its findings.
    pub(super) fn name(&self) -> &'static str {
        self.0.code.0
    }

    /// Reads a rule whose members have the right kinds.
    ///
    /// # Errors
    ///
    /// Returns a message and its location if the rule is not complete, or if its query or pattern is invalid.
    pub fn read(entry: Entry<'_>) -> Result<Self, (String, Span)> {
        let node = entry.value;
        let text = |key: &str| node.get(key).and_then(Node::as_str);
        let missing = |key: &str| (format!("`{}` requires `{key}`", entry.key), entry.key_span);
        let place = node.get("where").ok_or_else(|| missing("where"))?;
        let message = text("message").ok_or_else(|| missing("message"))?;
        let severity = match text("severity") {
            Some("off") => None,
            Some("info") => Some(Severity::Info),
            Some("error") => Some(Severity::Error),
            _ => Some(Severity::Warning),
        };
        Ok(Self(Arc::new(Definition {
            code: interned(entry.key),
            severity,
            message: message.to_owned(),
            target: target(place)?,
            member: text("member").map(str::to_owned),
            assertion: assertion::read(entry)?,
        })))
    }
}

fn target(place: Node<'_>) -> Result<Target, (String, Span)> {
    let text = place.as_str().unwrap_or("");
    if text.starts_with('$') {
        let query = JsonPath::parse_with_hyphens(text);
        let query = query.map_err(|it| (format!("invalid JSONPath: {}", it.message), place.span()));
        return query.map(Target::Query);
    }
    match OBJECT_KINDS.iter().find(|(name, _)| *name == text) {
        Some((_, kinds)) => Ok(Target::Kinds(kinds)),
        None => {
            let names: Vec<&str> = OBJECT_KINDS.iter().map(|(name, _)| *name).collect();
            let names = names.join(", ");
            Err((format!("`{text}` is neither a JSONPath nor one of {names}"), place.span()))
        }
    }
}

/// A code with the name of a rule. Codes are static, so each distinct name is kept until the program ends.
fn interned(name: &str) -> Code {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return Code(known);
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    Code(kept)
}

/// The rules of a configuration, applied to a document.
pub(super) struct CustomRules<'a, 'f> {
    facts: &'f Facts<'a>,
    rules: Vec<&'a Definition>,
}

/// A value that a rule selects.
struct Selected<'a> {
    node: Node<'a>,
    key: Option<Key<'a>>,
    pointer: JsonPointer,
}

impl<'a, 'f> CustomRules<'a, 'f> {
    pub(super) fn new(facts: &'f Facts<'a>) -> Self {
        let rules = facts.config().custom_rules.iter().map(|rule| &*rule.0);
        Self { facts, rules: rules.filter(|it| it.severity.is_some()).collect() }
    }

    /// Applies the rules whose `where` is a kind of object.
    pub(super) fn visit(&self, visit: &Visit<'a, '_>, findings: &mut Vec<Diagnostic>) {
        // A reference is checked where its target is written.
        if self.rules.is_empty() || visit.reference().is_some() {
            return;
        }
        for rule in &self.rules {
            let Target::Kinds(kinds) = rule.target else { continue };
            if kinds.contains(&visit.object) {
                let pointer = visit.pointer.clone();
                let selected = Selected { node: visit.node, key: visit.key, pointer };
                self.check(rule, &selected, findings);
            }
        }
    }

    /// Applies the rules whose `where` is a query.
    pub(super) fn select(&self, findings: &mut Vec<Diagnostic>) {
        let Some(root) = self.facts.root() else { return };
        for rule in &self.rules {
            let Target::Query(query) = &rule.target else { continue };
            // A query that visits millions of nodes selects nothing that people could read.
            for selected in query.select(root).into_iter().flatten() {
                let selected = located(root, &selected.location.steps());
                self.check(rule, &selected, findings);
            }
        }
    }

    fn check(&self, rule: &Definition, selected: &Selected<'a>, findings: &mut Vec<Diagnostic>) {
        let Some(severity) = rule.severity else { return };
        let own = || selected.key.map_or_else(|| selected.node.span(), |key| key.span);
        let (value, span, pointer) = match rule.member.as_deref() {
            None => (Value::Node(selected.node), own(), selected.pointer.clone()),
            Some(KEY) => match selected.key {
                Some(key) => (Value::Text(key.name), key.span, selected.pointer.clone()),
                None => return,
            },
            Some(member) => match selected.node.entry(member) {
                Some(it) => (Value::Node(it.value), it.key_span, selected.pointer.child(member)),
                None if selected.node.is_object() => {
                    (Value::Absent, own(), selected.pointer.clone())
                }
                None => return,
            },
        };
        if rule.assertion.holds(&value) {
            return;
        }
        let message = rule.message.replace("{value}", &value.text());
        let root = self.facts.document().file_root(span.file);
        let subject = Subject::at(self.facts, root, &pointer);
        let mut diagnostic = Diagnostic::new(rule.code, severity, message)
            .at(span)
            .with_pointer(pointer)
            .with_help(rule.assertion.help());
        diagnostic.subject = Some(subject.into_text());
        findings.push(diagnostic);
    }
}

/// The value at the end of the steps from the root, with its key and pointer.
fn located<'a>(root: Node<'a>, steps: &[Step<'a>]) -> Selected<'a> {
    let mut selected = Selected { node: root, key: None, pointer: JsonPointer::root() };
    for step in steps {
        match step {
            Step::Key(key) => {
                let Some(entry) = selected.node.entry(key) else { break };
                selected.node = entry.value;
                selected.key = Some(Key { name: entry.key, span: entry.key_span });
                selected.pointer.push(key);
            }
            Step::Index(index) => {
                let Some(item) = selected.node.items().nth(*index) else { break };
                selected.node = item;
                selected.key = None;
                selected.pointer.push(&index.to_string());
            }
        }
    }
    selected
}

/// What a rule checks.
enum Value<'a> {
    /// A value of the document.
    Node(Node<'a>),
    /// A key.
    Text(&'a str),
    /// A member that the object does not have.
    Absent,
}

impl Value<'_> {
    /// The text of a scalar; empty for other values, which have no text.
    fn text(&self) -> String {
        match self {
            Self::Node(node) => node.scalar_text().into_iter().collect(),
            Self::Text(text) => (*text).to_owned(),
            Self::Absent => String::new(),
        }
    }
}

#[cfg(test)]
mod tests;
