//! `x-renkei-pagination`: how all pages of a list are read, checked against the parameters and the answer.

use super::Builder;
use crate::diagnostic::{Diagnostic, code};
use crate::model::{
    Location, MediaKind, Operation, Paging, Shape, StatusMatch, StringFormat, TypeRef, WireName,
};
use crate::source::{JsonPointer, Node};

const KEY: &str = "x-renkei-pagination";

/// How many aliases may follow each other; circles have been made raw before.
const MAX_ALIASES: usize = 64;

impl<'a> Builder<'a> {
    /// Reads the paging of every operation, once all types are known.
    pub(super) fn paging(&mut self) {
        let paths = self.root.get("paths");
        let mut index = 0;
        for path in paths.into_iter().flat_map(Node::members) {
            for member in path.value.members() {
                // Operations were made in this order, and only of members that are still there.
                let Some(operation) = self.api.operations.get(index) else { return };
                if operation.path != path.key
                    || operation.method.as_str() != member.key.to_ascii_uppercase()
                {
                    continue;
                }
                if let Some(node) = member.value.get(KEY) {
                    let pointer = operation.pointer.child(KEY);
                    self.operation_paging(index, node, &pointer);
                }
                index += 1;
            }
        }
    }

    fn operation_paging(&mut self, index: usize, node: Node<'a>, pointer: &JsonPointer) {
        let Some(operation) = self.api.operations.get(index) else { return };
        match self.read_paging(operation, node) {
            Ok(paging) => {
                if let Some(operation) = self.api.operations.get_mut(index) {
                    operation.paging = Some(paging);
                }
            }
            Err((at, message)) => {
                let help = "give `cursor` (a query parameter), `items` and `next` (JSON pointers into the answer)";
                let diagnostic = Diagnostic::warning(code::MALFORMED, message).with_help(help);
                self.report(diagnostic, at, pointer);
            }
        }
    }

    fn read_paging(
        &self,
        operation: &Operation,
        node: Node<'a>,
    ) -> Result<Paging, (Node<'a>, String)> {
        let word = |key: &str| {
            let value = node.get(key).ok_or_else(|| (node, format!("`{key}` is missing")))?;
            let text = value.as_str().ok_or_else(|| (value, format!("`{key}` is not a string")))?;
            Ok((value, text))
        };
        let (at, cursor) = word("cursor")?;
        let query = |it: &&crate::model::Parameter| it.location == Location::Query;
        if !operation.parameters.iter().filter(query).any(|it| it.name.as_str() == cursor) {
            return Err((at, format!("the operation has no query parameter `{cursor}`")));
        }
        let body =
            body_type(operation).ok_or((node, "the operation has no JSON answer".to_owned()))?;
        let path = |key: &str| {
            let (at, text) = word(key)?;
            let pointer = JsonPointer::parse(text);
            let pointer = pointer.ok_or_else(|| (at, format!("`{text}` is not a JSON pointer")))?;
            let path: Vec<WireName> = pointer.tokens().map(WireName).collect();
            let shape = self.follow(body, &path);
            let shape = shape.ok_or_else(|| (at, format!("the answer has no `{text}`")))?;
            Ok((at, path, shape))
        };
        let (at, items, shape) = path("items")?;
        if !matches!(shape, Shape::Array(_)) {
            return Err((at, "the items are not an array".to_owned()));
        }
        let (at, next, shape) = path("next")?;
        if !is_cursor(shape) {
            return Err((at, "the next cursor is neither a string nor an integer".to_owned()));
        }
        Ok(Paging { cursor: WireName(cursor.to_owned()), items, next })
    }

    /// The shape of a property behind properties.
    fn follow(&self, start: TypeRef, path: &[WireName]) -> Option<&Shape> {
        let mut shape = self.shape_of(start)?;
        for name in path {
            let Shape::Object(object) = shape else { return None };
            let field = object.fields.iter().find(|it| it.name == *name)?;
            shape = self.shape_of(field.ty)?;
        }
        Some(shape)
    }

    fn shape_of(&self, ty: TypeRef) -> Option<&Shape> {
        let mut shape = &self.api.ty(ty.id)?.shape;
        for _ in 0..MAX_ALIASES {
            let Shape::Alias(to) = shape else { return Some(shape) };
            shape = &self.api.ty(to.id)?.shape;
        }
        None
    }
}

/// The JSON answer of the first success.
fn body_type(operation: &Operation) -> Option<TypeRef> {
    let success = |status| match status {
        StatusMatch::Exact(status) => (200..300).contains(&status),
        StatusMatch::Range(class) => class == 2,
        StatusMatch::Default => true,
    };
    let answers = operation.responses.iter().filter(|it| success(it.status));
    answers.flat_map(|it| &it.media).find(|it| it.kind == MediaKind::Json)?.ty
}

fn is_cursor(shape: &Shape) -> bool {
    match shape {
        Shape::String(format) => *format != StringFormat::Binary,
        Shape::Integer(_) | Shape::Any => true,
        _ => false,
    }
}
