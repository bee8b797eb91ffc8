//! Which types are met from where.

use std::collections::BTreeSet;

use crate::model::{
    Additional, Api, Field, Operation, Place, Shape, TypeDef, TypeId, TypeRef, UnionShape, WireName,
};
use crate::plan::graph::filter::Kept;
use crate::plan::graph::type_map::TypeSet;

/// The types that a type names directly, in the document's order.
pub(crate) fn children(def: &TypeDef) -> Vec<TypeRef> {
    children_in(def, |_| true)
}

/// The same, by some of the properties only.
fn children_in(def: &TypeDef, holds: fn(&Field) -> bool) -> Vec<TypeRef> {
    match &def.shape {
        Shape::Any
        | Shape::Raw
        | Shape::Boolean
        | Shape::Integer(_)
        | Shape::Number(_)
        | Shape::String(_)
        | Shape::Enum(_) => Vec::new(),
        Shape::Alias(of) | Shape::Array(of) | Shape::Map(of) => vec![*of],
        Shape::Tuple(items) => items.clone(),
        Shape::Object(object) => {
            let rest = match &object.additional {
                Additional::Ignored => None,
                Additional::Kept(ty) => Some(*ty),
            };
            object.fields.iter().filter(|it| holds(it)).map(|field| field.ty).chain(rest).collect()
        }
        Shape::Union(union) => union.variants.iter().map(|variant| variant.ty).collect(),
    }
}

/// Everything that can be met from `roots`, parents before children; what lies behind a replaced type cannot.
fn closure(
    api: &Api,
    omitted: &TypeSet,
    roots: impl IntoIterator<Item = TypeId>,
    holds: fn(&Field) -> bool,
) -> Vec<TypeId> {
    spread(api, &mut TypeSet::default(), roots, |id, def| match omitted.contains(id) {
        true => Vec::new(),
        false => children_in(def, holds),
    })
}

/// The same, without what lies behind a type that `enters` refuses. `seen` is empty before and after.
pub(crate) fn closure_within(
    api: &Api,
    seen: &mut TypeSet,
    roots: impl IntoIterator<Item = TypeId>,
    enters: impl Fn(TypeId, &TypeDef) -> bool,
) -> Vec<TypeId> {
    spread(api, seen, roots, |id, def| if enters(id, def) { children(def) } else { Vec::new() })
}

fn spread(
    api: &Api,
    seen: &mut TypeSet,
    roots: impl IntoIterator<Item = TypeId>,
    parts: impl Fn(TypeId, &TypeDef) -> Vec<TypeRef>,
) -> Vec<TypeId> {
    let mut order = Vec::new();
    let mut stack: Vec<TypeId> = roots.into_iter().collect();
    stack.reverse();
    while let Some(id) = stack.pop() {
        if !seen.insert(id) {
            continue;
        }
        order.push(id);
        if let Some(def) = api.ty(id) {
            stack.extend(parts(id, def).iter().rev().map(|child| child.id));
        }
    }
    // What was met is all that there is to forget, so that many small searches can share one set.
    order.iter().for_each(|id| seen.remove(*id));
    order
}

/// What the kept operations name; behind all components, where everything is kept.
pub(crate) fn everything(
    api: &Api,
    kept: &Kept,
    omitted: &TypeSet,
    components_too: bool,
) -> Vec<TypeId> {
    let ids = (0_u32..).map(TypeId).zip(&api.types);
    let components = ids
        .filter(|(_, def)| components_too && matches!(def.place, Place::Component(_)))
        .map(|(id, _)| id);
    let sent = api.webhooks.iter().copied().filter(|_| components_too);
    let own = components.chain(requests(api, kept)).chain(responses(api, kept));
    closure(api, omitted, own.chain(sent), |_| true)
}

/// Types that a request can hold, which it does not behind a property that only answers carry: only these need constructors.
pub(crate) fn inputs(api: &Api, kept: &Kept, omitted: &TypeSet) -> TypeSet {
    closure(api, omitted, requests(api, kept), |it| !it.read_only).into_iter().collect()
}

/// Types that an answer can hold, or what the server sends by itself.
pub(crate) fn outputs(api: &Api, kept: &Kept, omitted: &TypeSet) -> TypeSet {
    let sent = api.webhooks.iter().copied();
    let all = closure(api, omitted, responses(api, kept).chain(sent), |it| !it.write_only);
    all.into_iter().collect()
}

/// The properties that tell the members of unions apart, for all that lies behind a member that is an alias or a union itself.
pub(crate) fn discriminators(api: &Api) -> BTreeSet<(TypeId, &WireName)> {
    let mut tags = BTreeSet::new();
    let mut seen = TypeSet::default();
    for def in &api.types {
        let Shape::Union(UnionShape { variants, discriminator: Some(tag), .. }) = &def.shape else {
            continue;
        };
        let members = variants.iter().map(|variant| variant.ty.id);
        let through = |_, def: &TypeDef| matches!(def.shape, Shape::Alias(_) | Shape::Union(_));
        let all = closure_within(api, &mut seen, members, through);
        tags.extend(all.into_iter().map(|id| (id, &tag.property)));
    }
    tags
}

fn requests<'a>(api: &'a Api, kept: &'a Kept) -> impl Iterator<Item = TypeId> + 'a {
    kept.operations(api).flat_map(request_types)
}

/// The types that an operation's request names.
pub(crate) fn request_types(operation: &Operation) -> impl Iterator<Item = TypeId> + '_ {
    let parameters = operation.parameters.iter().map(|parameter| parameter.ty.id);
    let media = operation.body.iter().flat_map(|body| &body.media);
    parameters.chain(media.filter_map(|media| media.ty.map(|ty| ty.id)))
}

fn responses<'a>(api: &'a Api, kept: &'a Kept) -> impl Iterator<Item = TypeId> + 'a {
    kept.operations(api).flat_map(response_types)
}

/// The types that an operation's answers name.
pub(crate) fn response_types(operation: &Operation) -> impl Iterator<Item = TypeId> + '_ {
    let media = operation.responses.iter().flat_map(|response| &response.media);
    media.filter_map(|media| media.ty.map(|ty| ty.id))
}
