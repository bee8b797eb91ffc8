//! Paging: how all pages of a list are read, declared or detected.
//!
//! The first of these sources counts: `x-renkei-pagination`; the extensions of other tools (`x-ms-pageable`,
//! `x-speakeasy-pagination`, `x-fern-pagination`); the shape of parameters and response. A declaration is checked
//! against the parameters and the response, and reported (D004) if it does not match. Detected paging is reported too
//! (D020), so that it is clear why a request has `items()`.

mod configured;
mod declared;
mod detect;
mod foreign;
mod headers;
mod names;
mod request;
pub(super) mod response;

use super::Builder;
use super::operation::operations_of;
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Paging, PagingBasis};
use crate::normalise::extensions::PAGINATION;
use crate::source::Node;
use crate::text::JsonPointer;
use declared::DeclarationError;
use request::Inputs;
use response::PagedResponse;

/// The paging that a declaration describes; `None` for `false`.
type DeclarationResult<'a> = Result<Option<Paging>, DeclarationError<'a>>;

/// An operation with the parameters and the response that show its paging.
struct Subject<'m> {
    response: PagedResponse,
    inputs: Inputs<'m>,
    /// The header `Link` is declared for a success.
    links: bool,
    operation: &'m crate::model::Operation,
}

impl<'a> Builder<'a> {
    /// Sets the paging of every operation. All types are known before.
    pub(super) fn paging(&mut self) {
        for (index, node) in self.operation_nodes() {
            self.operation_paging(index, node);
        }
    }

    /// The index and the node of each operation.
    pub(super) fn operation_nodes(&self) -> Vec<(usize, Node<'a>)> {
        let paths = self.root.get("paths").into_iter().flat_map(Node::members);
        let mut nodes = Vec::with_capacity(self.api.operations.len());
        for path in paths {
            for (method, entry, _) in operations_of(path.value) {
                // The model has the operations in this order, and only those that were decoded.
                let Some(operation) = self.api.operations.get(nodes.len()) else { return nodes };
                if operation.path == path.key && method == operation.method {
                    nodes.push((nodes.len(), entry.value));
                }
            }
        }
        nodes
    }

    fn operation_paging(&mut self, index: usize, node: Node<'a>) {
        let Some(operation) = self.api.operations.get(index) else { return };
        let pointer = operation.pointer.clone();
        let is_declared = DECLARATIONS.iter().any(|(key, _)| node.get(key).is_some());
        let only_reads = detect::only_reads(operation);
        if !is_declared && !only_reads {
            return;
        }
        let subject = self.subject(operation, node);
        let mut errors = Vec::new();
        let mut paging = None;
        for (key, read) in DECLARATIONS {
            let Some(declaration) = node.get(key) else { continue };
            match subject.as_ref().map(|it| read(it, declaration)) {
                Some(Ok(declared)) => {
                    paging = Some(declared);
                    break;
                }
                Some(Err(error)) => errors.push((key, error)),
                None => errors
                    .push((key, (declaration, "the operation has no JSON response".to_owned()))),
            }
        }
        let paging = paging.unwrap_or_else(|| {
            subject.as_ref().filter(|_| only_reads && errors.is_empty()).and_then(detect::detect)
        });
        for (key, (at, message)) in errors {
            let message = format!("`{key}` is invalid: {message}");
            let diagnostic = Diagnostic::warning(code::MALFORMED, message).with_help(HELP);
            self.report(diagnostic, at, &pointer.child(key));
        }
        self.set_paging(index, paging, pointer);
    }

    fn set_paging(&mut self, index: usize, paging: Option<Paging>, pointer: JsonPointer) {
        let Some(operation) = self.api.operations.get_mut(index) else { return };
        if let Some(found) = paging.as_ref().filter(|it| it.basis == PagingBasis::Detected) {
            let message = format!("the response is paged by {found}");
            let help = "to override this, set `x-renkei-pagination` or `paging` in renkei.yaml; `false` turns it off";
            let diagnostic = Diagnostic::info(code::PAGING_FOUND, message).with_help(help);
            self.diagnostics.push(diagnostic.at(operation.span).with_pointer(pointer));
        }
        operation.paging = paging;
    }

    /// `None` if the operation has no JSON response.
    fn subject<'m>(
        &'m self,
        operation: &'m crate::model::Operation,
        node: Node<'a>,
    ) -> Option<Subject<'m>> {
        Some(Subject {
            response: PagedResponse::of(&self.api, self.normalised, operation)?,
            inputs: Inputs::of(&self.api, operation),
            links: self.declares_link(node),
            operation,
        })
    }

    /// Whether a success declares the header `Link`.
    fn declares_link(&self, operation: Node<'a>) -> bool {
        let responses = operation.get("responses").into_iter().flat_map(Node::members);
        let successes = responses.filter(|it| it.key.starts_with('2'));
        successes
            .map(|it| self.behind(it.value))
            .any(|it| self.normalised.facts.response(it).is_some_and(|it| it.has_link_header))
    }

    /// The target of a reference into `components`, or the node itself.
    fn behind(&self, node: Node<'a>) -> Node<'a> {
        let reference = node.get("$ref").and_then(Node::as_str);
        reference.and_then(|it| self.shared(it)).map_or(node, |(_, target, _)| target)
    }
}

type Read = for<'s, 'm, 'a> fn(&'s Subject<'m>, Node<'a>) -> DeclarationResult<'a>;

/// The extensions in the order of precedence.
const DECLARATIONS: [(&str, Read); 4] = [
    (PAGINATION, declared::read),
    ("x-speakeasy-pagination", foreign::speakeasy),
    ("x-fern-pagination", foreign::fern),
    ("x-ms-pageable", foreign::microsoft),
];

const HELP: &str = "`x-renkei-pagination` takes `items` (a JSON pointer into the response) and one of `cursor` with `next` or `next-header`, `page`, `offset`, `url` and `link`; or `false`";
