//! `x-renkei-envelope` at the root, at a path and at an operation.

use super::Builder;
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Envelope, EnvelopeUse, PropertyPath};
use crate::normalise::extensions::ENVELOPE;
use crate::source::Node;
use crate::text::JsonPointer;

const HELP: &str = "`x-renkei-envelope` takes `status`, `message` (names, or JSON pointers into the response) and `success` (a list of values); at the root `operations: all` too; or `false`";

/// The location and the message of an error in a declaration.
type DeclarationError<'a> = (Node<'a>, String);

impl<'a> Builder<'a> {
    /// The envelope of the whole API.
    pub(super) fn envelope(&mut self) {
        if let EnvelopeUse::Own(envelope) = self.envelope_at(self.root, &JsonPointer::root()) {
            self.api.envelope = Some(envelope);
        }
    }

    /// The envelope of a path or an operation.
    pub(super) fn envelope_at(&mut self, node: Node<'a>, pointer: &JsonPointer) -> EnvelopeUse {
        let Some(declared) = node.get(ENVELOPE) else { return EnvelopeUse::Inherited };
        if declared.as_bool() == Some(false) {
            return EnvelopeUse::Off;
        }
        match read(declared) {
            Ok(envelope) => EnvelopeUse::Own(envelope),
            Err((at, message)) => {
                let message = format!("`{ENVELOPE}` is invalid: {message}");
                let diagnostic = Diagnostic::warning(code::MALFORMED, message).with_help(HELP);
                self.report(diagnostic, at, &pointer.child(ENVELOPE));
                EnvelopeUse::Inherited
            }
        }
    }
}

fn read(node: Node<'_>) -> Result<Envelope, DeclarationError<'_>> {
    if !node.is_object() {
        return Err((node, format!("it is {}", node.kind_name())));
    }
    let known = ["status", "message", "success", "operations"];
    if let Some(entry) = node.members().find(|it| !known.contains(&it.key)) {
        return Err((entry.value, format!("`{}` is not one of its keys", entry.key)));
    }
    let status = place(node, "status")?.ok_or_else(|| (node, "`status` is missing".to_owned()))?;
    let all = |it: Node<'_>| match it.as_str() {
        Some("all") => Some(true),
        Some("described") => Some(false),
        _ => None,
    };
    let everywhere = node.get("operations").map_or(Ok(false), |it| {
        all(it).ok_or_else(|| (it, "`operations` is `all` or `described`".to_owned()))
    });
    Ok(Envelope {
        status,
        message: place(node, "message")?,
        success: successes(node)?,
        everywhere: everywhere?,
        span: node.span(),
    })
}

fn place<'a>(node: Node<'a>, key: &str) -> Result<Option<PropertyPath>, DeclarationError<'a>> {
    let Some(value) = node.get(key) else { return Ok(None) };
    let path = value.as_str().and_then(PropertyPath::read);
    path.map(Some).ok_or_else(|| (value, format!("`{key}` is neither a name nor a JSON pointer")))
}

fn successes(node: Node<'_>) -> Result<Vec<String>, DeclarationError<'_>> {
    let Some(list) = node.get("success") else { return Ok(Vec::new()) };
    let fault = |at| (at, "`success` is not a list of strings, numbers or booleans".to_owned());
    if !list.is_array() || list.items().len() == 0 {
        return Err(fault(list));
    }
    list.items().map(|it| it.scalar_text().ok_or_else(|| fault(it))).collect()
}
