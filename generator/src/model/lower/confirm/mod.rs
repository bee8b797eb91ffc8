//! Look-ups: how it is found out whether a write took effect whose response is lost.
//!
//! ```yaml
//! x-renkei-confirm:
//!   operation: getOrder                                # a GET or HEAD operation of the document
//!   parameters: {id: $request.body#/id}                # a runtime expression or a literal for each parameter
//!   found: /data                                       # present and not empty if the write took effect
//!   equals: {/status: $request.body#/status}           # equal if the write took effect
//! ```

mod declaration;
mod expression;

use super::Builder;
use crate::diagnostic::{Diagnostic, code};
use crate::normalise::extensions::CONFIRM;
use crate::source::Node;
use declaration::Declaration;

const HELP: &str = "`x-renkei-confirm` takes `operation` (the operationId of a GET or HEAD operation), `parameters` (a runtime expression such as `$request.body#/id`, or a literal, for each), `found` (a JSON pointer into the response) and `equals` (JSON pointers into the response, each with an expression or a literal)";

/// An error in a declaration.
struct DeclarationError<'a> {
    at: Node<'a>,
    message: String,
    /// What to do, if it differs from [`HELP`].
    help: Option<String>,
}

impl<'a> DeclarationError<'a> {
    fn new(at: Node<'a>, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), help: None }
    }

    fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Suggests a name that is similar to the one that is written.
    fn with_suggestion(self, written: &str, known: &[&str]) -> Self {
        match crate::text::closest(written, known.iter().copied()) {
            Some(near) => self.with_help(format!("did you mean `{near}`?")),
            None => self,
        }
    }
}

impl Builder<'_> {
    /// Sets the look-up of each write that declares one. All operations and types are known before.
    pub(super) fn confirmations(&mut self) {
        for (index, node) in self.operation_nodes() {
            let Some(node) = node.get(CONFIRM) else { continue };
            let Some(operation) = self.api.operations.get(index) else { continue };
            let pointer = operation.pointer.child(CONFIRM);
            let (found, errors) = Declaration::new(&self.api, operation, node).read();
            for DeclarationError { at, message, help } in errors {
                let message = format!("`{CONFIRM}` is invalid: {message}");
                let help = help.unwrap_or_else(|| HELP.to_owned());
                let diagnostic = Diagnostic::warning(code::MALFORMED, message).with_help(help);
                self.report(diagnostic, at, &pointer);
            }
            if let Some(operation) = self.api.operations.get_mut(index) {
                operation.confirm = found;
            }
        }
    }
}
