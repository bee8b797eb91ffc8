//! The types that operations, components and other types contain.

use std::collections::BTreeSet;

use crate::model::{
    Api, ChildRole, Field, Operation, Place, Shape, StatusMatch, TypeDef, TypeId, TypeRef,
    UnionShape, WireName,
};
use crate::plan::graph::constants::Constants;
use crate::plan::graph::filter::Kept;
use crate::plan::graph::type_map::TypeSet;

/// The types that a type contains directly, in the document's order.
pub(crate) fn children(def: &TypeDef) -> Vec<TypeRef> {
    selected_children(def, |_| true)
}

/// [`children`], of the selected properties only.
fn selected_children(def: &TypeDef, selects: impl Fn(&Field) -> bool) -> Vec<TypeRef> {
    let mut fields = match &def.shape {
        Shape::Object(object) => object.fields.iter(),
        _ => [].iter(),
    };
    let children = def.shape.children().into_iter();
    let selected = children
        .filter(|(role, _)| *role != ChildRole::Field || fields.next().is_some_and(&selects));
    selected.map(|(_, ty)| ty).collect()
}

/// Everything that is reachable from `roots`, parents before children. The parts of an omitted type are not reachable.
pub(crate) fn closure(
    api: &Api,
    omitted: &TypeSet,
    roots: impl IntoIterator<Item = TypeId>,
    selects: impl Fn(TypeId, &Field) -> bool,
) -> Vec<TypeId> {
    search(api, &mut TypeSet::default(), roots, |id, def| match omitted.contains(id) {
        true => Vec::new(),
        false => selected_children(def, |field| selects(id, field)),
    })
}

/// Everything that is reachable from `roots` through types that `enters` accepts. `seen` is empty before and after.
pub(crate) fn closure_within(
    api: &Api,
    seen: &mut TypeSet,
    roots: impl IntoIterator<Item = TypeId>,
    enters: impl Fn(TypeId, &TypeDef) -> bool,
) -> Vec<TypeId> {
    search(api, seen, roots, |id, def| if enters(id, def) { children(def) } else { Vec::new() })
}

fn search(
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
    // Only the visited types are removed, so that many small searches can share one set.
    order.iter().for_each(|id| seen.remove(*id));
    order
}

/// Every type of the client, components first. `with_components` includes components that no kept operation uses. The type of
/// a constant is no type of the client.
pub(crate) fn everything(
    api: &Api,
    kept: &Kept,
    omitted: &TypeSet,
    constants: &Constants<'_>,
    with_components: bool,
) -> Vec<TypeId> {
    let ids = (0_u32..).map(TypeId).zip(&api.types);
    let components = ids
        .filter(|(_, def)| with_components && matches!(def.place, Place::Component(_)))
        .map(|(id, _)| id);
    let webhooks = api.webhooks.iter().copied().filter(|_| with_components);
    let own = components.chain(requests(api, kept)).chain(responses(api, kept));
    closure(api, omitted, own.chain(webhooks), |owner, field| {
        constants.get(owner, &field.name).is_none()
    })
}

/// The components among some types, the bodies of webhooks, and everything that these contain.
pub(crate) fn of_components(
    api: &Api,
    omitted: &TypeSet,
    constants: &Constants<'_>,
    types: &[TypeId],
) -> Vec<TypeId> {
    let is_component =
        |it: &TypeId| api.ty(*it).is_some_and(|def| matches!(def.place, Place::Component(_)));
    let roots = types.iter().filter(|it| is_component(it) || api.webhooks.contains(it));
    closure(api, omitted, roots.copied(), |owner, field| {
        constants.get(owner, &field.name).is_none()
    })
}

/// The types that a request can contain, which need constructors. A read-only property is never in a request.
pub(crate) fn inputs(api: &Api, kept: &Kept, omitted: &TypeSet) -> TypeSet {
    closure(api, omitted, requests(api, kept), |_, it| !it.read_only).into_iter().collect()
}

/// The types that a response or a webhook can contain. A write-only property is never in a response.
pub(crate) fn outputs(api: &Api, kept: &Kept, omitted: &TypeSet) -> TypeSet {
    let webhooks = api.webhooks.iter().copied();
    let all = closure(api, omitted, responses(api, kept).chain(webhooks), |_, it| !it.write_only);
    all.into_iter().collect()
}

/// The types whose formats are advisory: all that a response can contain, or those that only the body of an error can.
pub(crate) fn lenient(api: &Api, kept: &Kept, omitted: &TypeSet, all: bool) -> TypeSet {
    if all {
        return closure(api, omitted, responses(api, kept), |_, _| true).into_iter().collect();
    }
    let split = |of_errors: bool| {
        let bodies = kept.operations(api).flat_map(move |it| bodies(it, of_errors));
        bodies.collect::<Vec<_>>()
    };
    let others = split(false).into_iter().chain(requests(api, kept)).chain(api.webhooks.clone());
    let others: TypeSet = closure(api, omitted, others, |_, _| true).into_iter().collect();
    let errors = closure(api, omitted, split(true), |_, _| true);
    errors.into_iter().filter(|it| !others.contains(*it)).collect()
}

/// The types of an operation's error bodies, or of the others.
fn bodies(operation: &Operation, of_errors: bool) -> Vec<TypeId> {
    let is_success =
        |it: StatusMatch| matches!(it, StatusMatch::Exact(200..=399) | StatusMatch::Range(2 | 3));
    let has_success = operation.responses.iter().any(|it| is_success(it.status));
    let is_error = |it: StatusMatch| match it {
        StatusMatch::Exact(status) => status >= 400,
        StatusMatch::Range(class) => class >= 4,
        StatusMatch::Default => has_success,
    };
    let responses = operation.responses.iter().filter(|it| is_error(it.status) == of_errors);
    let media = responses.flat_map(|response| &response.media);
    media.filter_map(|media| media.ty.map(|ty| ty.id)).collect()
}

/// The discriminator of each union, with each of its members. The members of a nested union or of an alias are members too.
pub(crate) fn discriminators(api: &Api) -> BTreeSet<(TypeId, &WireName)> {
    let mut discriminators = BTreeSet::new();
    let mut seen = TypeSet::default();
    for def in &api.types {
        let Shape::Union(UnionShape { variants, discriminator: Some(discriminator), .. }) =
            &def.shape
        else {
            continue;
        };
        let members = variants.iter().map(|variant| variant.ty.id);
        let through = |_, def: &TypeDef| matches!(def.shape, Shape::Alias(_) | Shape::Union(_));
        let all = closure_within(api, &mut seen, members, through);
        discriminators.extend(all.into_iter().map(|id| (id, &discriminator.property)));
    }
    discriminators
}

fn requests<'a>(api: &'a Api, kept: &'a Kept) -> impl Iterator<Item = TypeId> + 'a {
    kept.operations(api).flat_map(request_types)
}

/// The types of an operation's parameters and request body.
pub(crate) fn request_types(operation: &Operation) -> impl Iterator<Item = TypeId> + '_ {
    let parameters = operation.parameters.iter().map(|parameter| parameter.ty.id);
    parameters.chain(body_types(operation))
}

/// The types of an operation's request body.
pub(crate) fn body_types(operation: &Operation) -> impl Iterator<Item = TypeId> + '_ {
    let media = operation.body.iter().flat_map(|body| &body.media);
    media.filter_map(|media| media.ty.map(|ty| ty.id))
}

fn responses<'a>(api: &'a Api, kept: &'a Kept) -> impl Iterator<Item = TypeId> + 'a {
    kept.operations(api).flat_map(response_types)
}

/// The types of an operation's response bodies, and of the result of a long-running one.
pub(crate) fn response_types(operation: &Operation) -> impl Iterator<Item = TypeId> + '_ {
    let media = operation.responses.iter().flat_map(|response| &response.media);
    let result = operation.long_running.as_ref().and_then(|it| it.ty);
    media.filter_map(|media| media.ty.map(|ty| ty.id)).chain(result.map(|ty| ty.id))
}
