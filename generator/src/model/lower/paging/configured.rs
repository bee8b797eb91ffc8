//! Paging of `renkei.yaml`, with the keys of `x-renkei-pagination`. It overrides the document and detection.

use std::sync::Arc;

use super::request::Inputs;
use super::response::PagedResponse;
use super::{Builder, DeclarationResult, HELP, Subject, declared};
use crate::config::SpannedString;
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Operation, Paging, PagingBasis};
use crate::source::{Node, Tree};
use crate::text::closest;

impl Builder<'_> {
    pub(in crate::model::lower) fn configured_paging(
        &mut self,
        entries: &[(SpannedString, Arc<Tree>)],
    ) {
        for (name, tree) in entries {
            let meant = self.meant(&name.text);
            if meant.is_empty() {
                let error = self.unknown(name);
                self.diagnostics.push(error);
            }
            for index in meant {
                let Some(declaration) = tree.root() else { continue };
                self.configured(index, declaration);
            }
        }
    }

    /// Finds operations by `operationId`, or by method and path.
    fn meant(&self, name: &str) -> Vec<usize> {
        let all = self.api.operations.iter().enumerate();
        let meant = all.filter(|(_, it)| it.id.as_deref() == Some(name) || place(it) == name);
        meant.map(|(index, _)| index).collect()
    }

    fn unknown(&self, name: &SpannedString) -> Diagnostic {
        let ids = self.api.operations.iter().filter_map(|it| it.id.clone());
        let known: Vec<_> = ids.chain(self.api.operations.iter().map(place)).collect();
        let message =
            format!("`paging` names the operation `{}`, which is not in the document", name.text);
        let error = Diagnostic::warning(code::CONFIG, message).at(name.span);
        match closest(&name.text, known.iter().map(String::as_str)) {
            Some(near) => error.with_help(format!("did you mean `{near}`?")),
            None => error,
        }
    }

    fn configured(&mut self, index: usize, declaration: Node<'_>) {
        let Some(operation) = self.api.operations.get(index) else { return };
        let pointer = operation.pointer.clone();
        let (name, read) = (place(operation), self.read_configured(operation, declaration));
        // The detected paging is overridden.
        self.diagnostics
            .retain(|it| it.code != code::PAGING_FOUND || it.pointer.as_ref() != Some(&pointer));
        let paging = match read {
            Ok(paging) => paging,
            Err((at, message)) => {
                let message = format!("the paging of `{name}` is invalid: {message}");
                let error = Diagnostic::warning(code::CONFIG, message).at(at.span());
                self.diagnostics.push(error.with_help(HELP));
                None
            }
        };
        if let Some(operation) = self.api.operations.get_mut(index) {
            operation.paging = paging;
        }
    }

    fn read_configured<'n>(
        &self,
        operation: &Operation,
        declaration: Node<'n>,
    ) -> DeclarationResult<'n> {
        if declaration.as_bool() == Some(false) || declaration.as_str() == Some("none") {
            return Ok(None);
        }
        let Some(response) = PagedResponse::of(&self.api, self.normalised, operation) else {
            return Err((declaration, "the operation has no JSON response".to_owned()));
        };
        let inputs = Inputs::of(&self.api, operation);
        let subject = Subject { response, inputs, links: false, operation };
        let basis = PagingBasis::Extension("renkei.yaml");
        Ok(declared::read(&subject, declaration)?.map(|it| Paging { basis, ..it }))
    }
}

fn place(operation: &Operation) -> String {
    format!("{} {}", operation.method.as_str(), operation.path)
}
