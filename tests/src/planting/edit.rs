//! Changes of the text of a document: insertions of members, items and comments, in JSON and both styles of YAML.

use renkei::document::{ObjectKind, Visit, walk};
use renkei::source::{Entry, Node};

use super::{Planted, Site};

impl Site<'_> {
    /// Whether the document is written in JSON.
    pub(super) fn is_json(&self) -> bool {
        self.text.trim_start().starts_with('{')
    }

    /// Whether the document is Swagger 2.0.
    pub(super) fn is_swagger(&self) -> bool {
        self.root.get("swagger").is_some()
    }

    fn starts_with(&self, node: Node<'_>, sign: char) -> bool {
        self.text.get(node.span().start as usize..).is_some_and(|it| it.starts_with(sign))
    }

    /// The number of characters before a byte in its line, if `prefix` allows the text before it.
    fn indent(&self, at: usize) -> usize {
        at - self.text[..at].rfind('\n').map_or(0, |it| it + 1)
    }

    /// A new first member of an object, with the report at its key. The value is written in JSON.
    pub(super) fn insert(&self, object: Node<'_>, key: &str, value: &str) -> Option<Planted> {
        let first = object.members().next()?;
        let at = first.key_span.start as usize;
        let end = match self.starts_with(object, '{') {
            true => ", ".to_owned(),
            false => format!("\n{}", " ".repeat(self.indent(at))),
        };
        Some(Planted { range: at..at, new: format!("\"{key}\": {value}{end}"), mark: at })
    }

    /// New first items of a list, with the report where `mark` begins in their text. The items are written in JSON.
    pub(super) fn prepend(&self, list: Node<'_>, items: &[String], mark: &str) -> Option<Planted> {
        let first = list.items().next()?;
        let at = first.span().start as usize;
        let end = match self.starts_with(list, '[') {
            true => ", ".to_owned(),
            false => {
                let dash = self.text[..at].rfind('-')?;
                format!("\n{}- ", " ".repeat(self.indent(dash)))
            }
        };
        let new: String = items.iter().map(|it| format!("{it}{end}")).collect();
        Some(Planted { range: at..at, mark: at + new.find(mark)?, new })
    }

    /// A comment at the end of the line of a key whose object begins on the next line.
    pub(super) fn comment(&self, entry: &Entry<'_>, comment: &str) -> Option<Planted> {
        let start = entry.key_span.end as usize;
        let rest = self.text.get(start..)?;
        let end = start + rest.find('\n')?;
        let is_free = self.text.get(start..end)?.trim() == ":" && !self.is_json();
        let new = format!(" # {comment}");
        is_free.then_some(Planted { range: end..end, new, mark: end + 1 })
    }

    /// Another schema in place of a `$ref`, with the report at `mark`. The members are written in JSON.
    pub(super) fn instead_of_reference(
        &self,
        object: Node<'_>,
        members: &[(&str, &str)],
        mark: usize,
    ) -> Option<Planted> {
        let reference = object.entry("$ref")?;
        let start = reference.key_span.start as usize;
        let between = match self.starts_with(object, '{') {
            true => ", ".to_owned(),
            false => format!("\n{}", " ".repeat(self.indent(start))),
        };
        let members: Vec<String> =
            members.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
        let range = start..reference.value.span().end as usize;
        let is_plain = object.members().len() == 1 && self.text.get(range.clone()).is_some();
        is_plain.then(|| Planted { range, new: members.join(&between), mark })
    }

    /// What `plant` makes of each visited object of the document.
    pub(super) fn visited(
        &self,
        mut plant: impl for<'a> FnMut(&Visit<'a, '_>) -> Option<Planted>,
    ) -> Vec<Planted> {
        let mut planted = Vec::new();
        walk(self.document, &mut |visit| planted.extend(plant(visit)));
        planted
    }

    /// What `plant` makes of each schema.
    pub(super) fn schemas(
        &self,
        mut plant: impl for<'a> FnMut(&Visit<'a, '_>) -> Option<Planted>,
    ) -> Vec<Planted> {
        self.visited(|visit| match visit.object {
            ObjectKind::Schema(_) if visit.node.get("$ref").is_none() => plant(visit),
            _ => None,
        })
    }
}

/// The string of a member.
pub(super) fn text<'a>(node: Node<'a>, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::as_str)
}

/// Whether a node has one of the members.
pub(super) fn has(node: Node<'_>, keys: &[&str]) -> bool {
    keys.iter().any(|key| node.get(key).is_some())
}
