//! Shared by the rules about request bodies: where an operation declares one.

use super::super::api::{Api, ApiOperation};
use super::super::location::Location;
use super::super::schema;
use crate::source::Node;

/// Where an operation declares a request body. An optional object without properties is none.
pub(super) fn location<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> Option<Location> {
    if let Some(entry) = operation.node.entry("requestBody") {
        let contents = api.request(operation);
        let is_empty = |it: Node<'_>| {
            let properties = it.get("properties").map(|it| it.members().len());
            schema::has_type(it, "object") && properties == Some(0)
        };
        if !contents.is_empty() && contents.iter().all(|it| it.schema.is_some_and(is_empty)) {
            return None;
        }
        return Some(Location::new(entry.key_span, operation.node_pointer.child(entry.key)));
    }
    let parameters = api.parameters(operation);
    parameters.iter().find(|it| it.place == "body").map(|it| it.location.clone())
}
