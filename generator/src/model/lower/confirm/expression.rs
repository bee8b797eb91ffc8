//! Runtime expressions (OpenAPI 3.1 "Runtime Expressions") that name a value of a request, and where they lead.

use super::DeclarationError;
use super::declaration::is_plain;
use crate::media::{Coding, MediaKind};
use crate::model::lower::paging::response::shape_of;
use crate::model::{
    Additional, Api, Field, Location, Operation, PropertyPath, RequestValue, Shape, TypeRef,
    WireName,
};
use crate::source::Node;
use crate::text::JsonPointer;

/// The header of the idempotency key where the document declares none.
const KEY_HEADER: &str = "idempotency-key";

const EXPRESSIONS: &str = "write `$request.body#/name`, `$request.path.name`, `$request.query.name`, `$request.header.name`, or a literal";

/// What a path of properties leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PathTarget {
    /// The schema does not declare it.
    Nothing,
    /// An item of an array.
    Element,
    /// An object or an array.
    Container,
    /// A string, a number or a boolean, or a value that may be one.
    Value,
}

/// Reads the values of a write.
pub(super) struct Reader<'m> {
    pub(super) api: &'m Api,
    pub(super) write: &'m Operation,
}

impl Reader<'_> {
    pub(super) fn read<'a>(&self, node: Node<'a>) -> Result<RequestValue, DeclarationError<'a>> {
        let Some(text) = node.scalar_text() else {
            let message = "a value is neither a runtime expression nor a literal";
            return Err(DeclarationError::new(node, message).with_help(EXPRESSIONS));
        };
        if text.is_empty() {
            return Err(DeclarationError::new(node, "a value is empty").with_help(EXPRESSIONS));
        }
        if text.contains("{$") {
            let message = format!("`{text}` has an expression within a text");
            return Err(DeclarationError::new(node, message).with_help(EXPRESSIONS));
        }
        let Some(expression) = text.strip_prefix('$') else {
            return Ok(RequestValue::Literal(text));
        };
        if expression.starts_with("response") || expression == "statusCode" {
            let message = format!("`{text}` is unknown, because the response is lost");
            return Err(DeclarationError::new(node, message).with_help(EXPRESSIONS));
        }
        self.expression(expression)
            .unwrap_or_else(|| Err(format!("`{text}` is not a runtime expression of the request")))
            .map_err(|message| DeclarationError::new(node, message).with_help(EXPRESSIONS))
    }

    /// Reads an expression without its `$`; `None` if it has another form.
    fn expression(&self, text: &str) -> Option<Result<RequestValue, String>> {
        let source = text.strip_prefix("request.")?;
        if let Some(pointer) = source.strip_prefix("body#") {
            let pointer = JsonPointer::parse(pointer).filter(|it| !it.as_str().is_empty())?;
            return Some(self.body(PropertyPath::from(&pointer)));
        }
        let (location, name) = source.split_once('.').filter(|(_, name)| !name.is_empty())?;
        Some(match location {
            "path" => self.parameter(Location::Path, name).map(RequestValue::Path),
            "query" => self.parameter(Location::Query, name).map(RequestValue::Query),
            "header" => self.header(name).map(RequestValue::Header),
            _ => return None,
        })
    }

    /// A header of the request; the runtime sets the idempotency key itself.
    fn header(&self, name: &str) -> Result<WireName, String> {
        let key = self.write.idempotency_header.as_deref().unwrap_or(KEY_HEADER);
        match key.eq_ignore_ascii_case(name) {
            true => Ok(WireName(key.to_owned())),
            false => self.parameter(Location::Header, name),
        }
    }

    fn parameter(&self, location: Location, name: &str) -> Result<WireName, String> {
        let is_named = |it: &WireName| match location {
            Location::Header => it.as_str().eq_ignore_ascii_case(name),
            _ => it.as_str() == name,
        };
        let mut parameters = self.write.parameters.iter();
        let found = parameters.find(|it| it.location == location && is_named(&it.name));
        let word = match location {
            Location::Path => "path parameter",
            Location::Query => "query parameter",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        let found = found.ok_or_else(|| format!("the request has no {word} `{name}`"))?;
        let is_value = shape_of(self.api, found.ty).is_none_or(|it| kind(it) == PathTarget::Value);
        match is_plain(found) && is_value {
            true => Ok(found.name.clone()),
            false => Err(format!("the {word} `{name}` is no single value")),
        }
    }

    fn body(&self, path: PropertyPath) -> Result<RequestValue, String> {
        let media = self.write.body.iter().flat_map(|it| &it.media);
        let types: Vec<TypeRef> = media
            .filter(|it| it.format().is_json || matches!(it.format().coding, Coding::Form))
            .filter(|it| it.kind != MediaKind::Form || path.0.len() == 1)
            .filter_map(|it| it.ty)
            .collect();
        if types.is_empty() {
            return Err(format!("the request has no JSON body with `{path}`"));
        }
        match types.iter().map(|ty| reach_sent(self.api, *ty, &path)).max() {
            Some(PathTarget::Value) => Ok(RequestValue::Body(path)),
            Some(PathTarget::Container) => Err(format!("`{path}` of the body is no single value")),
            _ => Err(format!("no request has `{path}` in its body")),
        }
    }
}

/// What a path leads to in a response.
pub(super) fn reach(api: &Api, start: TypeRef, path: &PropertyPath) -> PathTarget {
    walk(api, start, &path.0, &|_| true)
}

/// What a path leads to in a request, which has no read-only properties.
fn reach_sent(api: &Api, start: TypeRef, path: &PropertyPath) -> PathTarget {
    walk(api, start, &path.0, &|field| !field.read_only)
}

fn walk(
    api: &Api,
    start: TypeRef,
    path: &[WireName],
    is_present: &dyn Fn(&Field) -> bool,
) -> PathTarget {
    let mut ty = start;
    for name in path {
        let Some(shape) = shape_of(api, ty) else { return PathTarget::Value };
        ty = match shape {
            Shape::Object(object) => match object.fields.iter().find(|it| it.name == *name) {
                Some(field) if is_present(field) => field.ty,
                Some(_) => return PathTarget::Nothing,
                None => match object.additional {
                    Additional::Kept(ty) => ty,
                    Additional::Ignored => return PathTarget::Nothing,
                },
            },
            Shape::Map(of) => *of,
            Shape::Array(_) | Shape::Tuple(_) => return PathTarget::Element,
            // Any of these may have the property.
            Shape::Any | Shape::Raw | Shape::Union(_) => return PathTarget::Value,
            _ => return PathTarget::Nothing,
        };
    }
    shape_of(api, ty).map_or(PathTarget::Value, kind)
}

fn kind(shape: &Shape) -> PathTarget {
    match shape {
        Shape::Object(_) | Shape::Map(_) | Shape::Array(_) | Shape::Tuple(_) => {
            PathTarget::Container
        }
        _ => PathTarget::Value,
    }
}
