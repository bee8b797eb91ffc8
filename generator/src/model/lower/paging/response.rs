//! The content of a response: its arrays, and the strings, numbers and flags in its objects.

use super::names::{self, letters};
use crate::media::Coding;
use crate::model::{
    Api, Field, Operation, PropertyPath, Response, Shape, StatusMatch, StringFormat, TypeRef,
    WireName,
};
use crate::normalise::Normalised;
use crate::source::Node;

/// The limit of consecutive aliases. Circular ones are raw JSON already.
const MAX_ALIASES: usize = 64;
/// The limits of the search: metadata of pages is near the root of a response, in small objects.
const MAX_DEPTH: usize = 3;
const MAX_FIELDS: usize = 400;

/// The content of a JSON response at its root and in objects with metadata of pages.
#[derive(Debug)]
pub(super) struct PagedResponse {
    pub(super) root: TypeRef,
    /// The arrays, by depth and then in the document's order.
    pub(super) lists: Vec<List>,
    /// The strings, numbers and flags in the same order.
    pub(super) scalars: Vec<ScalarField>,
}

/// An array of a response.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) path: PropertyPath,
    pub(super) item: TypeRef,
    /// Whether the response always has it.
    pub(super) required: bool,
}

/// A string, number or flag of a response.
#[derive(Clone, Debug)]
pub(super) struct ScalarField {
    pub(super) path: PropertyPath,
    pub(super) kind: ScalarKind,
    /// Its name, as lower-case letters and digits.
    pub(super) key: String,
    pub(super) parent: String,
    /// Its title and description in lower case.
    pub(super) words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarKind {
    Text,
    Url,
    Number,
    Flag,
}

impl ScalarField {
    /// Whether it could be a cursor.
    pub(super) fn is_token(&self) -> bool {
        matches!(self.kind, ScalarKind::Text | ScalarKind::Number)
    }

    pub(super) fn is(&self, kind: ScalarKind, keys: &[&str]) -> bool {
        self.kind == kind && keys.contains(&self.key.as_str())
    }
}

impl PagedResponse {
    /// Reads the response of the first success, in JSON or XML.
    pub(super) fn of(api: &Api, normalised: &Normalised, operation: &Operation) -> Option<Self> {
        let root = body_type(operation)?;
        let mut found = Self { root, lists: Vec::new(), scalars: Vec::new() };
        if let Some(Shape::Array(item)) = shape_of(api, root) {
            found.lists.push(List { path: PropertyPath::default(), item: *item, required: true });
        }
        let mut level = vec![(PropertyPath::default(), root)];
        for _ in 0..=MAX_DEPTH {
            let mut below = Vec::new();
            for (path, ty) in level {
                found.object(api, normalised, &path, ty, &mut below);
            }
            level = below;
        }
        Some(found)
    }

    /// Adds the content of an object, and collects the objects in it that are searched next.
    fn object(
        &mut self,
        api: &Api,
        normalised: &Normalised,
        path: &PropertyPath,
        ty: TypeRef,
        below: &mut Vec<(PropertyPath, TypeRef)>,
    ) {
        let Some(Shape::Object(object)) = shape_of(api, ty) else { return };
        for field in object.fields.iter().take(MAX_FIELDS) {
            let mut path = path.clone();
            path.0.push(field.name.clone());
            match shape_of(api, field.ty) {
                Some(Shape::Array(item)) => {
                    self.lists.push(List { path, item: *item, required: field.required });
                }
                Some(Shape::Object(_)) => {
                    let key = letters(field.name.as_str());
                    if names::PAGE_OBJECTS.contains(&key.as_str()) {
                        below.push((path, field.ty));
                    }
                }
                _ => self.scalars.extend(scalar(api, normalised, field, &path)),
            }
        }
    }

    /// The first scalar of a kind with one of the names, nearest to the root.
    pub(super) fn scalar(&self, kind: ScalarKind, keys: &[&str]) -> Option<&ScalarField> {
        self.scalars.iter().find(|it| it.is(kind, keys))
    }
}

fn scalar(
    api: &Api,
    normalised: &Normalised,
    field: &Field,
    path: &PropertyPath,
) -> Option<ScalarField> {
    let def = api.ty(field.ty.id)?;
    let node = normalised.tree.at(&def.pointer);
    let parent = path.0.len().checked_sub(2).and_then(|at| path.0.get(at));
    let docs = [&field.docs, &def.docs];
    let texts = docs.iter().flat_map(|it| [it.title.as_deref(), it.description.as_deref()]);
    let example =
        docs.iter().find_map(|it| it.example.as_ref()).map(|it| it.0.to_ascii_lowercase());
    Some(ScalarField {
        kind: kind(api, field.ty, node, example.as_deref())?,
        key: letters(field.name.as_str()),
        parent: parent.map_or_else(String::new, |it| letters(it.as_str())),
        words: texts.flatten().collect::<Vec<_>>().join(" ").to_ascii_lowercase(),
        path: path.clone(),
    })
}

fn kind(
    api: &Api,
    ty: TypeRef,
    node: Option<Node<'_>>,
    example: Option<&str>,
) -> Option<ScalarKind> {
    let format = node.and_then(|it| it.get("format")).and_then(Node::as_str).unwrap_or("");
    let starts = |it: &str| example.is_some_and(|example| example.starts_with(it));
    match shape_of(api, ty)? {
        Shape::String(StringFormat::Plain)
            if matches!(format, "uri" | "url" | "uri-reference")
                || starts("\"http")
                || starts("\"/") =>
        {
            Some(ScalarKind::Url)
        }
        Shape::String(StringFormat::Plain | StringFormat::Uuid | StringFormat::Byte) => {
            Some(ScalarKind::Text)
        }
        Shape::Integer(_) | Shape::Number(_) => Some(ScalarKind::Number),
        Shape::Boolean => Some(ScalarKind::Flag),
        Shape::Union(union) => {
            let simple =
                |ty| matches!(shape_of(api, ty), Some(Shape::String(_) | Shape::Integer(_)));
            union.variants.iter().all(|it| simple(it.ty)).then_some(ScalarKind::Text)
        }
        _ => None,
    }
}

/// The shape after aliases are followed.
pub(in crate::model::lower) fn shape_of(api: &Api, ty: TypeRef) -> Option<&Shape> {
    let mut shape = &api.ty(ty.id)?.shape;
    for _ in 0..MAX_ALIASES {
        let Shape::Alias(to) = shape else { return Some(shape) };
        shape = &api.ty(to.id)?.shape;
    }
    None
}

/// The shape at a path of properties.
pub(super) fn follow<'m>(api: &'m Api, start: TypeRef, path: &[WireName]) -> Option<&'m Shape> {
    shape_of(api, follow_type(api, start, path)?)
}

/// The type at a path of properties.
pub(in crate::model::lower) fn follow_type(
    api: &Api,
    start: TypeRef,
    path: &[WireName],
) -> Option<TypeRef> {
    let mut ty = start;
    for name in path {
        let Shape::Object(object) = shape_of(api, ty)? else { return None };
        ty = object.fields.iter().find(|it| it.name == *name)?.ty;
    }
    Some(ty)
}

/// The type of the JSON or XML response of the first success.
fn body_type(operation: &Operation) -> Option<TypeRef> {
    let media = || successes(operation).flat_map(|it| &it.media);
    let json = media().find(|it| it.format().is_json);
    json.or_else(|| media().find(|it| it.format().coding == Coding::Xml))?.ty
}

/// The types of the JSON responses of all successes.
pub(in crate::model::lower) fn success_types(operation: &Operation) -> Vec<TypeRef> {
    let json = successes(operation).flat_map(|it| &it.media).filter(|it| it.format().is_json);
    json.filter_map(|it| it.ty).collect()
}

fn successes(operation: &Operation) -> impl Iterator<Item = &Response> {
    let success = |status| match status {
        StatusMatch::Exact(status) => (200..300).contains(&status),
        StatusMatch::Range(class) => class == 2,
        StatusMatch::Default => true,
    };
    operation.responses.iter().filter(move |it| success(it.status))
}
