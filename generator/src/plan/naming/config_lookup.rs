//! Things of the document by the names that a configuration uses for them.

use std::collections::BTreeMap;

use crate::config::closest;
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Api, Place, TypeId};
use crate::source::Span;

/// Types by component name, and by JSON pointer with or without `#`.
pub(crate) struct Named<'a> {
    components: BTreeMap<&'a str, TypeId>,
    pointers: BTreeMap<&'a str, TypeId>,
}

impl<'a> Named<'a> {
    pub(crate) fn of(api: &'a Api) -> Self {
        let mut named = Self { components: BTreeMap::new(), pointers: BTreeMap::new() };
        for (id, def) in (0_u32..).map(TypeId).zip(&api.types) {
            if let Place::Component(name) = &def.place {
                named.components.entry(name).or_insert(id);
            }
            named.pointers.entry(def.pointer.as_str()).or_insert(id);
        }
        named
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

/// Operations, by their place in the model, by `operationId` or `METHOD /path`. Several may have one id by mistake.
pub(crate) struct Operations<'a> {
    by_id: BTreeMap<&'a str, Vec<usize>>,
    by_path: BTreeMap<String, Vec<usize>>,
}

impl<'a> Operations<'a> {
    pub(crate) fn of(api: &'a Api) -> Self {
        let mut named = Self { by_id: BTreeMap::new(), by_path: BTreeMap::new() };
        for (index, operation) in api.operations.iter().enumerate() {
            if let Some(id) = &operation.id {
                named.by_id.entry(id).or_default().push(index);
            }
            let path = format!("{} {}", operation.method.as_str(), operation.path);
            named.by_path.entry(path).or_default().push(index);
        }
        named
    }

    pub(crate) fn get(&self, text: &str) -> &[usize] {
        let found = self.by_id.get(text).or_else(|| self.by_path.get(text));
        found.map(Vec::as_slice).unwrap_or_default()
    }

    /// Ids and paths, for suggestions.
    pub(crate) fn names(&self) -> Vec<String> {
        self.by_id.keys().map(|id| (*id).to_owned()).chain(self.by_path.keys().cloned()).collect()
    }
}

/// A name of the configuration that is not in the document.
pub(crate) fn not_in_document(
    text: &str,
    span: Span,
    (section, what): (&str, &str),
    near: &[String],
) -> Diagnostic {
    let message = format!("`{section}` names the {what} `{text}`, which is not in the document");
    let fault = Diagnostic::warning(code::CONFIG, message).at(span);
    match closest(text, near.iter().map(String::as_str)) {
        Some(near) => fault.with_help(format!("did you mean `{near}`?")),
        None => fault,
    }
}
