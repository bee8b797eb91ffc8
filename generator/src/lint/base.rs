//! What a new version of a document adds: the findings that the version before it did not have.
//!
//! Takes the findings of both versions; returns those that are new. A finding is the same if its rule and its subject are;
//! lines, the order of members and the split into files have no influence.

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::source::Node;

/// A document and its findings.
#[derive(Clone, Copy, Debug)]
pub struct LintedVersion<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its findings.
    pub findings: &'a [Diagnostic],
}

/// How the findings of two versions differ.
#[derive(Debug, Default)]
pub struct FindingChanges {
    /// Whether each finding of the later version is new, in its order.
    pub is_new: Vec<bool>,
    /// How many findings the earlier version had that the later one has not.
    pub fixed: usize,
}

/// Compares the findings of two versions of a document.
///
/// Each finding of `base` matches at most one of `head`: the one with the same rule, subject, message and pointer, or else
/// with the same rule, subject and message, or else with the same rule and subject. What remains matches if a component has
/// been renamed: its old name is gone, its new name was not there before, and all else is the same.
#[must_use]
pub fn compare_findings(base: LintedVersion<'_>, head: LintedVersion<'_>) -> FindingChanges {
    let old_names = component_names(base.document);
    let new_names = component_names(head.document);
    let mut matcher = Matcher::new(base.findings, head.findings);
    matcher.pass(|it| Some((it.code.0, subject(it), it.message.as_str(), pointer(it))));
    matcher.pass(|it| Some((it.code.0, subject(it), it.message.as_str())));
    matcher.pass(|it| Some((it.code.0, subject(it))));
    let gone: BTreeSet<&str> = old_names.difference(&new_names).map(String::as_str).collect();
    let added: BTreeSet<&str> = new_names.difference(&old_names).map(String::as_str).collect();
    matcher.pass_each(|it| without_owner(it, &gone), |it| without_owner(it, &added));
    matcher.pass_each(|it| without_names(it, &gone), |it| without_names(it, &added));
    matcher.finish()
}

fn subject(finding: &Diagnostic) -> &str {
    finding.subject.as_deref().unwrap_or("")
}

fn pointer(finding: &Diagnostic) -> &str {
    finding.pointer.as_ref().map_or("", |it| it.as_str())
}

/// The components as subjects name them: a schema by its name, others with their section.
fn component_names(document: &Document) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let Some(root) = document.root() else { return names };
    let sections = root.get("components").into_iter().flat_map(Node::members);
    for section in sections.chain(root.entry("definitions")) {
        let Ok(resolved) = document.resolve(section.value) else { continue };
        names.extend(resolved.node.members().map(|it| match section.key {
            "schemas" | "definitions" => it.key.to_owned(),
            key => format!("{key}:{}", it.key),
        }));
    }
    names
}

/// The component that a subject begins with: `Order` of `Order.createdAt`.
fn component_of<'n>(subject: &str, names: &BTreeSet<&'n str>) -> Option<&'n str> {
    let is_owner = |name: &&&str| {
        let rest = subject.strip_prefix(**name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ' ']))
    };
    names.iter().filter(is_owner).max_by_key(|name| name.len()).copied()
}

/// The rule, the subject and the message of a finding, without the component that the subject begins with; `None` if that is
/// none of `names`.
fn without_owner<'d>(
    finding: &'d Diagnostic,
    names: &BTreeSet<&str>,
) -> Option<(Code, &'d str, &'d str)> {
    let owner = component_of(subject(finding), names)?;
    Some((finding.code, subject(finding).get(owner.len()..)?, finding.message.as_str()))
}

/// Like [`without_owner`], also without the names in the message. `None` if there are none.
fn without_names(finding: &Diagnostic, names: &BTreeSet<&str>) -> Option<(Code, String, String)> {
    let owner = component_of(subject(finding), names).unwrap_or("");
    let rest = subject(finding).get(owner.len()..).unwrap_or("");
    // A message quotes a name alone or at the end of a reference.
    let quoted = |text: &str| match text.rsplit_once('/') {
        Some((before, name)) if names.contains(name) => before.to_owned(),
        None if names.contains(text) => String::new(),
        _ => text.to_owned(),
    };
    let message: Vec<String> = finding.message.split('`').map(quoted).collect();
    let message = message.join("`");
    let is_changed = !owner.is_empty() || message != finding.message;
    is_changed.then(|| (finding.code, rest.to_owned(), message))
}

/// Matches findings one to one, in several passes.
struct Matcher<'d> {
    base: Vec<&'d Diagnostic>,
    head: &'d [Diagnostic],
    is_new: Vec<bool>,
}

impl<'d> Matcher<'d> {
    fn new(base: &'d [Diagnostic], head: &'d [Diagnostic]) -> Self {
        Self { base: base.iter().collect(), head, is_new: vec![true; head.len()] }
    }

    /// Matches the remaining findings that have the same key.
    fn pass<K: std::hash::Hash + Eq>(&mut self, key: impl Fn(&'d Diagnostic) -> Option<K>) {
        self.pass_each(&key, &key);
    }

    /// Like [`Self::pass`], with the key of each side.
    fn pass_each<K: std::hash::Hash + Eq>(
        &mut self,
        base_key: impl Fn(&'d Diagnostic) -> Option<K>,
        head_key: impl Fn(&'d Diagnostic) -> Option<K>,
    ) {
        let mut rest = Vec::new();
        let mut counts: HashMap<K, Vec<&'d Diagnostic>> = HashMap::new();
        for finding in std::mem::take(&mut self.base) {
            match base_key(finding) {
                Some(key) => counts.entry(key).or_default().push(finding),
                None => rest.push(finding),
            }
        }
        for (finding, is_new) in self.head.iter().zip(&mut self.is_new).filter(|(_, new)| **new) {
            let same = head_key(finding).and_then(|key| counts.get_mut(&key));
            *is_new = same.and_then(Vec::pop).is_none();
        }
        rest.extend(counts.into_values().flatten());
        self.base = rest;
    }

    fn finish(self) -> FindingChanges {
        FindingChanges { is_new: self.is_new, fixed: self.base.len() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, lint};
    use super::*;
    use crate::source::read_text;

    const HEAD: &str = "openapi: 3.0.0\ninfo: {title: A, version: '1'}\n";
    const USER: &str = "{type: object, properties: {first_name: {type: string}}}";

    /// The codes and subjects of new findings, and the number of fixed ones.
    fn compared(base: &str, head: &str) -> (Vec<String>, usize) {
        let read = |text: &str| {
            Document::new(read_text("a.yaml", &format!("{HEAD}{text}")).unwrap()).unwrap()
        };
        let (base, head) = (read(base), read(head));
        let config = Config::house();
        let (old, new) = (lint(&base, &config), lint(&head, &config));
        let changes = compare_findings(
            LintedVersion { document: &base, findings: &old },
            LintedVersion { document: &head, findings: &new },
        );
        assert_eq!(changes.is_new.len(), new.len());
        let added = new.iter().zip(&changes.is_new).filter(|(_, is_new)| **is_new);
        (added.map(|(it, _)| it.fingerprint().unwrap()).collect(), changes.fixed)
    }

    fn schemas(entries: &str) -> String {
        format!("paths: {{}}\ncomponents:\n  schemas:\n{entries}")
    }

    /// The new findings of N030, and the number of fixed ones.
    fn renamed(base: &str, head: &str) -> (Vec<String>, usize) {
        let (new, fixed) = compared(base, head);
        (new.into_iter().filter(|it| it.starts_with("N030")).collect(), fixed)
    }

    #[test]
    fn only_what_was_added_is_new() {
        let base = schemas(&format!("    User: {USER}\n"));
        let moved = schemas(&format!("    Added: {USER}\n    # moved\n    User: {USER}\n"));
        assert_eq!(renamed(&base, &moved), (vec!["N030 Added.first_name".to_owned()], 0));
        let more = base.replace("first_name", "last_name: {type: string}, first_name");
        assert_eq!(compared(&base, &more), (vec!["N030 User.last_name".to_owned()], 0));
        assert_eq!(compared(&more, &base), (vec![], 1));
    }

    #[test]
    fn a_renamed_component_has_no_new_findings() {
        let base = schemas(&format!("    User: {USER}\n    Other: {USER}\n"));
        assert_eq!(compared(&base, &base.replace("User", "Account")), (vec![], 0));
        // A copy is no new name.
        let copied = format!("{base}    Account: {USER}\n");
        assert_eq!(renamed(&base, &copied), (vec!["N030 Account.first_name".to_owned()], 0));
    }
}
