//! The properties, parameters and types that a program needs.

use std::collections::BTreeSet;

use crate::config::SpannedString;
use crate::model::{
    Api, Envelope, EnvelopeUse, Operation, Parameter, Shape, TypeId, TypeRef, WireName,
};
use crate::plan::context::PlanContext;
use crate::plan::graph::filter::Kept;
use crate::plan::graph::ownership::is_named_schema;
use crate::plan::graph::reachability::{self, closure_within};
use crate::plan::graph::type_map::TypeSet;
use crate::plan::ir::Ident;
use crate::plan::naming::config_lookup::TypeLookup;
use crate::plan::naming::identifier;
use crate::plan::naming::item_names::{ItemLocation, is_nominal};
use crate::plan::options::Options;
use crate::plan::xml;
use crate::usage::UsedNames;

/// The derives that a JSON value has.
const OF_JSON: [&str; 2] = ["Eq", "Hash"];

/// What a program and the client's own code need.
pub(super) struct Needs<'a, 'b> {
    context: &'b PlanContext<'a>,
    kept: &'b Kept,
    used: &'b UsedNames,
    /// The names of properties that the client itself reads.
    read: BTreeSet<&'b str>,
    /// The types that the program names.
    named: TypeSet,
    /// Those of them that it has even if no operation reaches them.
    extra: Vec<TypeId>,
    /// The types whose properties all have types.
    whole: TypeSet,
    /// The types that consist of scalars only.
    plain: TypeSet,
}

/// A parameter with the index of its operation.
pub(super) type OperationParameter<'p> = (usize, &'p Parameter);

/// Whether a derive for all types is configured that JSON values lack.
pub(super) fn needs_all(options: &Options) -> bool {
    options.derives.all.iter().any(|it| !is_of_json(it))
}

fn is_of_json(derive: &SpannedString) -> bool {
    OF_JSON.contains(&derive.text.as_str())
}

impl<'a, 'b> Needs<'a, 'b> {
    pub(super) fn new(
        context: &'b PlanContext<'a>,
        kept: &'b Kept,
        groups: &[&Ident],
        options: &'b Options,
        used: &'b UsedNames,
    ) -> Self {
        let (named, extra) = named(context, groups, used);
        Self {
            context,
            kept,
            used,
            read: read(context.api, kept, options),
            named,
            extra,
            whole: whole(context, kept, options),
            plain: plain(context),
        }
    }

    /// The types that operations and the program itself use.
    pub(super) fn roots(&self, is_typed: impl Fn(OperationParameter<'_>) -> bool) -> Vec<TypeId> {
        let mut roots = Vec::new();
        for (index, operation) in self.kept.indexed(self.context.api) {
            let parameters = operation.parameters.iter();
            roots.extend(parameters.filter(|it| is_typed((index, it))).map(|it| it.ty.id));
            roots.extend(reachability::body_types(operation));
            roots.extend(reachability::response_types(operation));
        }
        roots.extend(&self.extra);
        roots
    }

    /// Whether a parameter has a type. An optional one is set by a method of its name.
    pub(super) fn parameter(&self, (index, parameter): OperationParameter<'_>) -> bool {
        let configured = || self.context.renames.parameter(index, &parameter.name);
        parameter.required
            || self.plain.contains(parameter.ty.id)
            || self.is_named(configured().map(|it| &it.ident), &parameter.name, false)
    }

    /// Whether a property has a type.
    pub(super) fn property(&self, owner: TypeId, name: &WireName) -> bool {
        let Some(Shape::Object(object)) = self.context.api.ty(owner).map(|it| &it.shape) else {
            return true;
        };
        let Some(field) = object.fields.iter().find(|it| it.name == *name) else { return true };
        self.plain.contains(field.ty.id)
            || self.whole.contains(owner)
            || self.read.contains(name.as_str())
            || self.context.discriminators.contains(&(owner, name))
            || field.required && self.is_constructed(owner)
            || self.is_named(
                self.context.renames.field(owner, name).map(|it| &it.ident),
                name,
                self.context.inputs.contains(owner),
            )
    }

    /// Whether the program names a field or a parameter, or the setter of a field.
    fn is_named(&self, configured: Option<&Ident>, name: &WireName, has_setter: bool) -> bool {
        let own = || identifier::snake(name.as_str());
        let ident = configured.cloned().unwrap_or_else(own);
        let setter = || format!("with_{}", ident.plain());
        self.used.names_member(ident.plain()) || has_setter && self.used.names_member(&setter())
    }

    /// Whether the program can construct values of a type. Inline types of equal shape are one type with many names.
    fn is_constructed(&self, owner: TypeId) -> bool {
        let is_inline = || self.context.api.ty(owner).is_some_and(|it| !is_named_schema(it));
        self.context.inputs.contains(owner) && (self.named.contains(owner) || is_inline())
    }
}

/// The types that the program names, by any of their names; and those that the client has because of that alone.
fn named(context: &PlanContext<'_>, groups: &[&Ident], used: &UsedNames) -> (TypeSet, Vec<TypeId>) {
    let (mut named, mut extra) = (TypeSet::default(), Vec::new());
    for id in &context.names.items {
        let Some((path, location)) = context.names.path(*id).zip(context.names.location(*id))
        else {
            continue;
        };
        let builder = context.names.builder(*id);
        if !used.contains(path.name.plain()) && !builder.is_some_and(|it| used.contains(it.plain()))
        {
            continue;
        }
        named.insert(*id);
        let alias = TypeRef { id: *id, nullable: false };
        if let Some((target, _)) = context.resolved(alias) {
            named.insert(target.id);
        }
        let has_module = match location {
            ItemLocation::Types(_) => true,
            ItemLocation::Group(group) => groups.contains(&group),
        };
        if has_module {
            extra.push(*id);
        }
    }
    (named, extra)
}

/// The names of the properties on the way to the items of pages and to the status in an envelope.
fn read<'b>(api: &'b Api, kept: &'b Kept, options: &'b Options) -> BTreeSet<&'b str> {
    fn paths(envelope: &Envelope) -> impl Iterator<Item = &WireName> {
        envelope.status.0.iter().chain(envelope.message.iter().flat_map(|it| &it.0))
    }
    let own = |operation: &'b Operation| match &operation.envelope {
        EnvelopeUse::Own(envelope) => Some(envelope),
        _ => None,
    };
    let of_all = options.envelope.as_ref().or(api.envelope.as_ref());
    let envelopes = kept.operations(api).filter_map(own).chain(of_all);
    let pages = kept.operations(api).filter_map(|it| it.paging.as_ref());
    let items = pages.flat_map(|it| &it.items.0);
    envelopes.flat_map(paths).chain(items).map(WireName::as_str).collect()
}

/// The types that XML bodies contain, and those with a configured derive that JSON values lack.
fn whole(context: &PlanContext<'_>, kept: &Kept, options: &Options) -> TypeSet {
    let mut roots = Vec::new();
    for operation in kept.operations(context.api) {
        roots.extend(xml::media(operation).filter_map(|it| it.ty).map(|it| it.id));
    }
    let derived = options.derives.types.iter().filter(|(_, all)| !all.iter().all(is_of_json));
    let mut derived = derived.peekable();
    if derived.peek().is_some() {
        let lookup = TypeLookup::of(context.api);
        roots.extend(derived.filter_map(|(name, _)| lookup.get(&name.text)));
    }
    let all =
        reachability::closure(context.api, context.replacements.omitted(), roots, |_, _| true);
    all.into_iter().collect()
}

/// The types that contain no struct, enum or union.
fn plain(context: &PlanContext<'_>) -> TypeSet {
    let api = context.api;
    let is_leaf = |id: TypeId| context.replacements.get(id).is_some();
    let is_item = |id: TypeId| !is_leaf(id) && api.ty(id).is_some_and(|it| is_nominal(&it.shape));
    let mut seen = TypeSet::default();
    let ids = (0_u32..).map(TypeId).zip(&api.types).map(|(id, _)| id);
    let is_plain = |id: &TypeId| {
        let parts = closure_within(api, &mut seen, [*id], |id, _| !is_leaf(id) && !is_item(id));
        !parts.into_iter().any(is_item)
    };
    ids.filter(is_plain).collect()
}
