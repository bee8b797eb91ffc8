//! The outline of a file: paths with their operations, and components.

use std::ops::Range;

use renkei::document::{ObjectKind, SchemaRole};
use renkei::source::{Entry, Node};
use renkei::text::SourceFile;

use super::snapshot::Snapshot;

/// What a symbol is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SymbolKind {
    /// A part of the document, such as `components`.
    Section,
    /// A path.
    Path,
    /// An operation.
    Operation,
    /// A schema under a name.
    Type,
    /// A property of a schema.
    Property,
    /// A security scheme.
    Key,
    /// Another component.
    Component,
}

/// An entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Symbol {
    /// The key.
    pub(crate) name: String,
    /// The `operationId`, the title or the type.
    pub(crate) detail: Option<String>,
    /// What it is.
    pub(crate) kind: SymbolKind,
    /// The key and the value.
    pub(crate) range: Range<usize>,
    /// The key.
    pub(crate) name_range: Range<usize>,
    /// What it contains.
    pub(crate) children: Vec<Symbol>,
}

/// The outline of a file.
pub(crate) fn symbols(snapshot: &Snapshot, file: &SourceFile) -> Vec<Symbol> {
    let Some(root) = snapshot.root(file.id()) else { return Vec::new() };
    Outline { snapshot, file }.members(root, snapshot.kind(root))
}

struct Outline<'s> {
    snapshot: &'s Snapshot,
    file: &'s SourceFile,
}

impl<'s> Outline<'s> {
    /// The recursion ends, because the depth of every tree is limited.
    fn members(&self, node: Node<'s>, kind: Option<ObjectKind>) -> Vec<Symbol> {
        let node = match kind {
            Some(
                ObjectKind::Document
                | ObjectKind::Components
                | ObjectKind::Paths
                | ObjectKind::PathItem
                | ObjectKind::Callback,
            )
            | None => Some(node),
            Some(ObjectKind::Schema(_)) => node.get("properties"),
            Some(_) => None,
        };
        let members = node.into_iter().flat_map(Node::members);
        members.filter_map(|it| self.symbol(it, kind)).collect()
    }

    fn symbol(&self, entry: Entry<'s>, holder: Option<ObjectKind>) -> Option<Symbol> {
        let kind = self.snapshot.kind(entry.value);
        let is_container = entry.value.is_object() || entry.value.is_array();
        if entry.key_span.file != self.file.id() || !is_container {
            return None;
        }
        // Other maps than those of components have no symbols, such as parameters of a path.
        let is_section = matches!(holder, Some(ObjectKind::Document | ObjectKind::Components));
        if kind.is_none() && !is_section {
            return None;
        }
        let name_range = entry.key_span.start as usize..entry.key_span.end as usize;
        let children =
            if entry.value.is_array() { Vec::new() } else { self.members(entry.value, kind) };
        Some(Symbol {
            name: entry.key.to_owned(),
            detail: detail(entry.value),
            kind: symbol_kind(kind, is_section),
            range: self.range(entry),
            name_range,
            children,
        })
    }

    /// From the key to the end of the value, without what separates it from the next key.
    fn range(&self, entry: Entry<'_>) -> Range<usize> {
        let (start, name_end) = (entry.key_span.start as usize, entry.key_span.end as usize);
        let value = entry.value.span();
        let end = if value.start >= entry.key_span.end { value.end as usize } else { name_end };
        let text = self.file.text().get(start..end).unwrap_or("");
        start..(start + text.trim_end().len()).max(name_end)
    }
}

fn symbol_kind(kind: Option<ObjectKind>, is_section: bool) -> SymbolKind {
    match kind {
        Some(ObjectKind::PathItem) => SymbolKind::Path,
        Some(ObjectKind::Operation) => SymbolKind::Operation,
        Some(ObjectKind::Schema(SchemaRole::Component)) => SymbolKind::Type,
        Some(ObjectKind::Schema(_)) => SymbolKind::Property,
        Some(ObjectKind::SecurityScheme) => SymbolKind::Key,
        _ if is_section => SymbolKind::Section,
        _ => SymbolKind::Component,
    }
}

fn detail(node: Node<'_>) -> Option<String> {
    let keys = ["operationId", "summary", "title", "type", "$ref"];
    keys.iter().find_map(|key| node.get(key)?.scalar_text())
}

#[cfg(test)]
mod tests {
    use super::super::tests::snapshot;
    use super::*;

    fn shown(symbols: &[Symbol], depth: usize, lines: &mut Vec<String>) {
        for symbol in symbols {
            assert!(
                symbol.range.start <= symbol.name_range.start
                    && symbol.name_range.end <= symbol.range.end
            );
            let detail = symbol.detail.as_deref().unwrap_or("");
            lines.push(format!("{}{} {:?} {detail}", "  ".repeat(depth), symbol.name, symbol.kind));
            shown(&symbol.children, depth + 1, lines);
        }
    }

    #[test]
    fn an_outline_has_operations_and_components() {
        let text = "openapi: 3.0.3
info: {title: A, version: '1'}
paths:
  /a:
    parameters: []
    get: {operationId: listA, responses: {}}
components:
  schemas:
    Pet: {type: object, properties: {name: {type: string}}}
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
";
        let snapshot = snapshot(text);
        let mut lines = Vec::new();
        shown(&symbols(&snapshot, snapshot.document().files().root()), 0, &mut lines);
        assert_eq!(
            lines,
            [
                "info Section A",
                "paths Section ",
                "  /a Path ",
                "    get Operation listA",
                "components Section ",
                "  schemas Section ",
                "    Pet Type object",
                "      name Property string",
                "  securitySchemes Section ",
                "    key Key apiKey",
            ]
        );
    }
}
