//! The types and operations that a configuration names.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, code};
use crate::model::{Api, Place, TypeId};
use crate::text::Span;
use crate::text::closest;

/// Types by component name, and by JSON pointer with or without `#`.
pub(crate) struct TypeLookup<'a> {
    components: BTreeMap<&'a str, TypeId>,
    pointers: BTreeMap<&'a str, TypeId>,
}

impl<'a> TypeLookup<'a> {
    pub(crate) fn of(api: &'a Api) -> Self {
        let mut lookup = Self { components: BTreeMap::new(), pointers: BTreeMap::new() };
        for (id, def) in (0_u32..).map(TypeId).zip(&api.types) {
            if let Place::Component(name) = &def.place {
                lookup.components.entry(name).or_insert(id);
            }
            lookup.pointers.entry(def.pointer.as_str()).or_insert(id);
        }
        lookup
    }

    pub(crate) fn get(&self, text: &str) -> Option<TypeId> {
        let pointer = text.strip_prefix('#').unwrap_or(text);
        self.components.get(text).or_else(|| self.pointers.get(pointer)).copied()
    }

    /// The names of components, for suggestions.
    pub(crate) fn names(&self) -> Vec<String> {
        self.components.keys().map(|name| (*name).to_owned()).collect()
    }
}

/// The indices of operations in the model by `operationId`, and by `METHOD /path`. Invalid documents use an id twice.
pub(crate) struct OperationLookup<'a> {
    by_id: BTreeMap<&'a str, Vec<usize>>,
    by_path: BTreeMap<String, Vec<usize>>,
}

impl<'a> OperationLookup<'a> {
    pub(crate) fn of(api: &'a Api) -> Self {
        let mut lookup = Self { by_id: BTreeMap::new(), by_path: BTreeMap::new() };
        for (index, operation) in api.operations.iter().enumerate() {
            if let Some(id) = &operation.id {
                lookup.by_id.entry(id).or_default().push(index);
            }
            let path = format!("{} {}", operation.method.as_str(), operation.path);
            lookup.by_path.entry(path).or_default().push(index);
        }
        lookup
    }

    pub(crate) fn get(&self, text: &str) -> &[usize] {
        let indices = self.by_id.get(text).or_else(|| self.by_path.get(text));
        indices.map_or(&[], Vec::as_slice)
    }

    /// Ids, methods and paths, for suggestions.
    pub(crate) fn names(&self) -> Vec<String> {
        self.by_id.keys().map(|id| (*id).to_owned()).chain(self.by_path.keys().cloned()).collect()
    }
}

/// Reports a name in the configuration that is not in the document.
pub(crate) fn not_in_document(
    text: &str,
    span: Span,
    (section, what): (&str, &str),
    near: &[String],
) -> Diagnostic {
    let message = format!("`{section}` names the {what} `{text}`, which is not in the document");
    let diagnostic = Diagnostic::warning(code::CONFIG, message).at(span);
    match closest(text, near.iter().map(String::as_str)) {
        Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

/// The text before and after each dot.
pub(crate) fn splits(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.match_indices('.').filter_map(|(at, _)| Some((text.get(..at)?, text.get(at + 1..)?)))
}
