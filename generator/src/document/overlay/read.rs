//! Reads an overlay and validates it.

use std::collections::HashMap;

use super::fields::{ACTION, Field, FieldKind, INFO, OVERLAY};
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::json_path::JsonPath;
use crate::source::{Node, NodeId, compact};
use crate::text::{JsonPointer, Span, closest};

/// One change of a document.
#[derive(Debug)]
pub(super) struct Action {
    pub(super) target: Target,
    pub(super) change: Change,
}

/// A valid overlay.
#[derive(Debug)]
pub(super) struct Overlay {
    pub(super) actions: Vec<Action>,
    pub(super) warnings: Vec<Diagnostic>,
}

/// A query and its location.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) path: JsonPath,
    pub(super) text: String,
    pub(super) span: Span,
    pub(super) pointer: JsonPointer,
}

/// What an action does to the nodes that it selects.
#[derive(Debug)]
pub(super) enum Change {
    /// Nothing: the action only has a target.
    Nothing,
    Remove,
    /// Merges a value of the overlay.
    Update(NodeId),
    /// Merges a value of the document.
    Copy(Target),
}

/// Reads the actions of an overlay.
///
/// # Errors
///
/// Returns all that is wrong with it.
pub(super) fn read(root: Node<'_>) -> Result<Overlay, Vec<Diagnostic>> {
    let mut reader = Reader::default();
    let actions = reader.overlay(root);
    let Reader { errors, warnings } = reader;
    if errors.is_empty() { Ok(Overlay { actions, warnings }) } else { Err(errors) }
}

#[derive(Default)]
struct Reader {
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

impl Reader {
    fn overlay(&mut self, root: Node<'_>) -> Vec<Action> {
        let pointer = JsonPointer::root();
        if !self.object(root, &pointer, "an overlay", OVERLAY) {
            return Vec::new();
        }
        if let Some(version) = root.get("overlay") {
            self.version(version);
        }
        if let Some(info) = root.get("info") {
            self.object(info, &pointer.child("info"), "`info`", INFO);
        }
        let Some(actions) = root.get("actions").filter(|it| it.is_array()) else {
            return Vec::new();
        };
        self.actions(actions, &pointer.child("actions"))
    }

    fn version(&mut self, node: Node<'_>) {
        let is_supported = |text: &str| {
            let patch = text.strip_prefix("1.0.").or_else(|| text.strip_prefix("1.1."));
            patch.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
        };
        if node.as_str().is_some_and(|text| !is_supported(text)) {
            let message = "the version of this overlay is not supported";
            let help = "write 1.0.0 or 1.1.0";
            self.error(node.span(), JsonPointer::of(&["overlay"]), message, help);
        }
    }

    fn actions(&mut self, actions: Node<'_>, pointer: &JsonPointer) -> Vec<Action> {
        if actions.items().len() == 0 {
            let message = "an overlay needs at least one action";
            self.error(actions.span(), pointer.clone(), message, "add an action");
        }
        let mut seen = HashMap::new();
        let mut read = Vec::new();
        for (index, node) in actions.items().enumerate() {
            let pointer = pointer.child(&index.to_string());
            if let Some(first) = seen.insert(compact(node), node.span()) {
                let message = "the same action occurs twice";
                self.error(node.span(), pointer, message, "remove one of them");
                if let Some(error) = self.errors.pop() {
                    self.errors.push(error.with_related(first, "the first one"));
                }
                continue;
            }
            read.extend(self.action(node, &pointer));
        }
        read
    }

    fn action(&mut self, node: Node<'_>, pointer: &JsonPointer) -> Option<Action> {
        if !self.object(node, pointer, "an action", ACTION) {
            return None;
        }
        let target = self.target(node, "target", pointer)?;
        let change = if node.get("remove").and_then(Node::as_bool) == Some(true) {
            Change::Remove
        } else if node.get("copy").is_some() {
            Change::Copy(self.target(node, "copy", pointer)?)
        } else {
            node.get("update").map_or(Change::Nothing, |it| Change::Update(it.id()))
        };
        Some(Action { target, change })
    }

    fn target(&mut self, action: Node<'_>, field: &str, pointer: &JsonPointer) -> Option<Target> {
        let node = action.get(field)?;
        let text = node.as_str()?.to_owned();
        let pointer = pointer.child(field);
        let path = match JsonPath::parse(&text) {
            Ok(path) => path,
            Err(invalid) => {
                let message = format!(
                    "`{field}` is not a JSONPath query: {} at character {}",
                    invalid.message,
                    text.get(..invalid.offset).unwrap_or("").chars().count() + 1
                );
                let error = |help: &str| {
                    let error = Diagnostic::error(code::OVERLAY, message.as_str()).at(node.span());
                    error.with_pointer(pointer.clone()).with_help(help)
                };
                let Ok(path) = JsonPath::parse_with_hyphens(&text) else {
                    let help = "write a query of RFC 9535, such as `$.paths['/orders'].get`";
                    self.errors.push(error(help));
                    return None;
                };
                let warning = error("write names with hyphens in quotes, such as `['x-name']`");
                self.warnings.push(Diagnostic { severity: Severity::Warning, ..warning });
                path
            }
        };
        Some(Target { path, text, span: node.span(), pointer })
    }

    /// Checks the fields of an object. Returns whether it is one.
    fn object(
        &mut self,
        node: Node<'_>,
        pointer: &JsonPointer,
        what: &str,
        fields: &[Field],
    ) -> bool {
        if !node.is_object() {
            let message = format!("{what} must be an object, not {}", node.kind_name());
            let help =
                "see the Overlay Specification, https://spec.openapis.org/overlay/latest.html";
            self.error(node.span(), pointer.clone(), message, help);
            return false;
        }
        for field in fields {
            self.field(node, pointer, what, *field);
        }
        for entry in node.members().filter(|it| !it.key.starts_with("x-")) {
            let names = fields.iter().map(|it| it.name);
            if names.clone().any(|it| it == entry.key) {
                continue;
            }
            let message = format!("{what} has no field `{}`", entry.key.escape_debug());
            let help = match closest(entry.key, names.clone()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => {
                    format!("remove it; the fields are {}", names.collect::<Vec<_>>().join(", "))
                }
            };
            self.error(entry.key_span, pointer.child(entry.key), message, &help);
        }
        true
    }

    fn field(&mut self, object: Node<'_>, pointer: &JsonPointer, what: &str, field: Field) {
        let Field { name, kind, is_required } = field;
        let Some(value) = object.get(name) else {
            if is_required {
                let message = format!("{what} lacks the field `{name}`");
                self.error(object.span(), pointer.clone(), message, &format!("add `{name}`"));
            }
            return;
        };
        let fits = match kind {
            FieldKind::String => value.as_str().is_some(),
            FieldKind::Boolean => value.as_bool().is_some(),
            FieldKind::Object => value.is_object(),
            FieldKind::Array => value.is_array(),
            FieldKind::Any => true,
        };
        if !fits {
            let message = format!("`{name}` must be {}, not {}", kind.name(), value.kind_name());
            let help = format!("write {}", kind.name());
            self.error(value.span(), pointer.child(name), message, &help);
        }
    }

    fn error(&mut self, at: Span, pointer: JsonPointer, message: impl Into<String>, help: &str) {
        let error = Diagnostic::error(code::OVERLAY, message);
        self.errors.push(error.at(at).with_pointer(pointer).with_help(help));
    }
}
