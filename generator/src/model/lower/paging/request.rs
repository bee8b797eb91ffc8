//! The inputs of a request: query parameters, and for a search by POST the properties of its body. Header parameters are
//! apart, because only a cursor of a header goes into one.

use super::names::letters;
use super::response::{follow, shape_of};
use crate::model::{
    Api, Docs, Keyword, Literal, Location, Media, Method, Operation, PageTarget, PropertyPath,
    Shape, StringFormat, TypeRef, WireName,
};

/// The inputs of a request.
pub(super) struct Inputs<'m> {
    pub(super) api: &'m Api,
    pub(super) list: Vec<Input>,
    pub(super) headers: Vec<Input>,
}

/// A parameter or a property of the body.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) target: PageTarget,
    pub(super) key: String,
    pub(super) kind: InputKind,
    /// Its description in lower case.
    pub(super) words: String,
    pub(super) default: Option<Literal>,
    pub(super) minimum: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum InputKind {
    Text,
    Number,
}

impl<'m> Inputs<'m> {
    pub(super) fn of(api: &'m Api, operation: &Operation) -> Self {
        let (list, headers) = match operation.method {
            Method::Get => (
                parameters(api, operation, Location::Query, PageTarget::Query),
                parameters(api, operation, Location::Header, PageTarget::Header),
            ),
            Method::Post => (body(api, operation), Vec::new()),
            _ => (Vec::new(), Vec::new()),
        };
        Self { api, list, headers }
    }

    /// The inputs of these names.
    pub(super) fn named(&self, keys: &'static [&'static str]) -> impl Iterator<Item = &Input> {
        self.list.iter().filter(|it| keys.contains(&it.key.as_str()))
    }

    /// The one number of these names.
    pub(super) fn number(&self, keys: &'static [&'static str]) -> Option<&Input> {
        let mut found = self.named(keys).filter(|it| it.kind == InputKind::Number);
        found.next().filter(|_| found.next().is_none())
    }

    pub(super) fn has(&self, keys: &'static [&'static str]) -> bool {
        self.named(keys).next().is_some()
    }
}

fn parameters(
    api: &Api,
    operation: &Operation,
    location: Location,
    target: fn(WireName) -> PageTarget,
) -> Vec<Input> {
    let taken = operation.parameters.iter().filter(|it| it.location == location);
    let input = |it: &crate::model::Parameter| {
        Some(Input {
            target: target(it.name.clone()),
            key: letters(it.name.as_str()),
            kind: kind(api, it.ty)?,
            words: words(&it.docs, api, it.ty),
            default: it.default.clone(),
            minimum: it.constraints.bound(Keyword::Minimum).map(str::to_owned),
        })
    };
    taken.filter_map(input).collect()
}

/// The properties of a JSON body, and of the objects `page` and `pagination` in it.
fn body(api: &Api, operation: &Operation) -> Vec<Input> {
    let mut found = Vec::new();
    if let Some(ty) = json_body(operation) {
        properties(api, ty, &PropertyPath::default(), &mut found);
    }
    found
}

fn properties(api: &Api, ty: TypeRef, path: &PropertyPath, found: &mut Vec<Input>) {
    let Some(Shape::Object(object)) = shape_of(api, ty) else { return };
    for field in &object.fields {
        let mut path = path.clone();
        path.0.push(field.name.clone());
        let key = letters(field.name.as_str());
        if path.0.len() == 1 && matches!(key.as_str(), "page" | "pagination" | "paging") {
            properties(api, field.ty, &path, found);
        }
        let Some(kind) = kind(api, field.ty) else { continue };
        found.push(Input {
            target: PageTarget::Body(path),
            key,
            kind,
            words: words(&field.docs, api, field.ty),
            default: field.default.clone(),
            minimum: field.constraints.bound(Keyword::Minimum).map(str::to_owned),
        });
    }
}

fn words(docs: &Docs, api: &Api, ty: TypeRef) -> String {
    let own = api.ty(ty.id).map(|def| &def.docs);
    let texts = [Some(docs), own].into_iter().flatten().filter_map(|it| it.description.as_deref());
    texts.collect::<Vec<_>>().join(" ").to_ascii_lowercase()
}

/// `None` for types that are neither a cursor nor a number: lists, objects, enums, flags and timestamps.
fn kind(api: &Api, ty: TypeRef) -> Option<InputKind> {
    match shape_of(api, ty)? {
        Shape::String(StringFormat::Plain | StringFormat::Uuid | StringFormat::Byte) => {
            Some(InputKind::Text)
        }
        Shape::Integer(_) | Shape::Number(_) => Some(InputKind::Number),
        Shape::Union(union) => {
            let simple =
                |ty| matches!(shape_of(api, ty), Some(Shape::String(_) | Shape::Integer(_)));
            union.variants.iter().all(|it| simple(it.ty)).then_some(InputKind::Text)
        }
        _ => None,
    }
}

/// The query parameter of this name, whatever its type, or the header parameter, whose case makes no difference.
pub(super) fn parameter(operation: &Operation, name: &str) -> Option<PageTarget> {
    let of = |location| operation.parameters.iter().filter(move |it| it.location == location);
    let query = of(Location::Query).find(|it| it.name.as_str() == name);
    let header = || of(Location::Header).find(|it| it.name.as_str().eq_ignore_ascii_case(name));
    query
        .map(|it| PageTarget::Query(it.name.clone()))
        .or_else(|| header().map(|it| PageTarget::Header(it.name.clone())))
}

/// The property of the JSON body at this path.
pub(super) fn property(
    api: &Api,
    operation: &Operation,
    path: Vec<WireName>,
) -> Option<PageTarget> {
    follow(api, json_body(operation)?, &path).map(|_| PageTarget::Body(PropertyPath(path)))
}

fn json_body(operation: &Operation) -> Option<TypeRef> {
    Media::preferred_json(&operation.body.as_ref()?.media)?.ty
}
