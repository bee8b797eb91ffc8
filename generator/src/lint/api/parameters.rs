//! The parameters that apply to an operation.

use std::rc::Rc;

use super::{Api, ApiOperation};
use crate::document::grammar::ADDITIONAL_OPERATIONS;
use crate::lint::location::Location;
use crate::source::Node;
use crate::text::JsonPointer;

/// A parameter of an operation, with its reference followed.
#[derive(Clone, Debug)]
pub(in crate::lint) struct Parameter<'a> {
    /// The parameter. An unresolved reference stays as it is written.
    pub(in crate::lint) node: Node<'a>,
    /// Its name; empty if it has none.
    pub(in crate::lint) name: &'a str,
    /// Its `in`; empty if it has none.
    pub(in crate::lint) place: &'a str,
    /// Where it is listed: the operation's or the path item's entry.
    pub(in crate::lint) location: Location,
    /// Whether its reference could be followed.
    pub(in crate::lint) is_resolved: bool,
}

impl<'a> Parameter<'a> {
    /// The schema; in Swagger 2.0, the parameter itself is one.
    pub(in crate::lint) fn schema(&self, api: &Api<'a, '_>) -> Option<Node<'a>> {
        let content = || self.node.get("content")?.members().next()?.value.get("schema");
        let schema = self.node.get("schema").or_else(content);
        schema.map_or(Some(self.node), |it| api.resolve(it))
    }
}

pub(super) fn of<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> Rc<[Parameter<'a>]> {
    let own = listed(api, operation.node, &operation.node_pointer);
    let shared = operation.path_item.map(|item| listed(api, item, &item_pointer(operation)));
    let mut all = own;
    for parameter in shared.into_iter().flatten() {
        let is_replaced = all
            .iter()
            .any(|it| it.is_resolved && (it.name, it.place) == (parameter.name, parameter.place));
        if !is_replaced {
            all.push(parameter);
        }
    }
    all.into()
}

/// The pointer of the path item that contains an operation.
fn item_pointer(operation: &ApiOperation<'_>) -> JsonPointer {
    let mut pointer = operation.pointer.clone();
    pointer.pop();
    if pointer.last().as_deref() == Some(ADDITIONAL_OPERATIONS) {
        pointer.pop();
    }
    pointer
}

fn listed<'a>(api: &Api<'a, '_>, holder: Node<'a>, pointer: &JsonPointer) -> Vec<Parameter<'a>> {
    let list = holder.get("parameters").into_iter().flat_map(Node::items);
    let list = list.enumerate().map(|(index, written)| {
        let resolved = api.resolve(written);
        let node = resolved.unwrap_or(written);
        let text = |key: &str| node.get(key).and_then(Node::as_str).unwrap_or("");
        let pointer = pointer.child("parameters").child(&index.to_string());
        Parameter {
            node,
            name: text("name"),
            place: text("in"),
            location: Location::new(written.span(), pointer),
            is_resolved: resolved.is_some(),
        }
    });
    list.collect()
}
