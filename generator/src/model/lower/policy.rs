//! What the document says about repeating an operation: `x-renkei-idempotent` and `x-renkei-retry`, on it or on its path.
//!
//! ```yaml
//! x-renkei-retry: false                      # one attempt only
//! x-renkei-retry: {attempts: 5, on: [409]}   # five in all, and after this status too, where a repeat does no harm
//! ```

use super::Builder;
use super::operation::Source;
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Method, Retry};
use crate::normalise::extensions::{IDEMPOTENT, RETRY};
use crate::source::Node;
use crate::text::JsonPointer;

const IDEMPOTENT_HELP: &str = "`x-renkei-idempotent` is true or false";
const RETRY_HELP: &str = "`x-renkei-retry` takes `attempts` (in all, from 1 to 20) and `on` (a list of statuses from 400 to 599); or `false`";

impl<'a> Builder<'a> {
    /// By the method, unless the operation or its path item overrides it: a PUT that counts is not idempotent.
    pub(super) fn repeatable(&mut self, source: &Source<'a>, method: &Method) -> bool {
        let read =
            |node: Node<'a>| node.as_bool().ok_or((node, format!("it is {}", node.kind_name())));
        self.read_extension(source, IDEMPOTENT, IDEMPOTENT_HELP, read)
            .unwrap_or(method.is_idempotent())
    }

    pub(super) fn retry(&mut self, source: &Source<'a>) -> Retry {
        // Without the extension the runtime's defaults hold.
        self.read_extension(source, RETRY, RETRY_HELP, retry).unwrap_or_default()
    }

    /// Reads an extension of the operation, or of its path.
    fn read_extension<T>(
        &mut self,
        source: &Source<'a>,
        key: &str,
        help: &str,
        read: impl Fn(Node<'a>) -> Result<T, (Node<'a>, String)>,
    ) -> Option<T> {
        let places = [(source.node, &source.pointer), (source.item_node, &source.item_pointer)];
        let (node, pointer) = places.into_iter().find_map(|(it, at)| Some((it.get(key)?, at)))?;
        match read(node) {
            Ok(value) => Some(value),
            Err((at, message)) => {
                self.misfit(key, (at, message), help, &pointer.child(key));
                None
            }
        }
    }

    /// A path says it for all its operations, and is complained about once.
    fn misfit(
        &mut self,
        key: &str,
        (at, message): (Node<'a>, String),
        help: &str,
        pointer: &JsonPointer,
    ) {
        let message = format!("`{key}` is invalid: {message}");
        let is_reported = |it: &Diagnostic| it.span == Some(at.span()) && it.message == message;
        if !self.diagnostics.iter().any(is_reported) {
            let diagnostic = Diagnostic::warning(code::MALFORMED, message).with_help(help);
            self.report(diagnostic, at, pointer);
        }
    }
}

fn retry(node: Node<'_>) -> Result<Retry, (Node<'_>, String)> {
    if node.as_bool() == Some(false) {
        return Ok(Retry { attempts: Some(1), on: Vec::new() });
    }
    if !node.is_object() {
        return Err((node, format!("it is {}", node.kind_name())));
    }
    if let Some(odd) = node.members().find(|it| !["attempts", "on"].contains(&it.key)) {
        return Err((odd.value, format!("`{}` is not one of its keys", odd.key)));
    }
    let attempts = match node.get("attempts") {
        None => None,
        Some(it) => Some(
            number(it)
                .filter(|number| (1..=20).contains(number))
                .ok_or((it, "`attempts` is not a number from 1 to 20".to_owned()))?,
        ),
    };
    let mut on = Vec::new();
    if let Some(list) = node.get("on") {
        if !list.is_array() {
            return Err((list, "`on` is not a list of statuses".to_owned()));
        }
        for it in list.items() {
            let status = number(it).filter(|status| (400..=599).contains(status));
            let status = status.and_then(|it| u16::try_from(it).ok());
            on.push(status.ok_or((it, "`on` has no status from 400 to 599 here".to_owned()))?);
        }
    }
    on.sort_unstable();
    on.dedup();
    Ok(Retry { attempts, on })
}

fn number(node: Node<'_>) -> Option<u32> {
    node.as_number()?.parse().ok()
}
