//! Definitions that several inline schemas of equal shape share.
//!
//! Takes the planned items; moves the definitions of equal ones to a private module `shared` and leaves a public name at each
//! place. Named components keep their own types.
//!
//! Each place is named for itself, and everything names a type by its place. So nothing public depends on which schemas
//! happen to be equal, and the names in `shared`, which may change, are not public.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::unions::{unboxed, variant_docs};
use crate::model::{Place, Shape, TypeId};
use crate::plan::context::PlanContext;
use crate::plan::context::discriminator::tags_choose;
use crate::plan::docs;
use crate::plan::graph::ownership::is_named_schema;
use crate::plan::graph::sharing::{Role, classes};
use crate::plan::ir::{
    Ident, Item, ModulePath, Rule, RustType, SharedItem, TypePath, shared_module, types_module,
};
use crate::plan::naming::identifier;
use crate::plan::naming::item_names::ItemLocation;
use crate::plan::naming::scope::{Case, Scope};

/// The documentation of a definition whose schemas are described differently.
const NEUTRAL: &str = "The shape of several inline schemas.";

/// The shared definitions, by the group that all their names are in; `None` for `types`.
pub(in crate::plan) type Definitions = BTreeMap<Option<Ident>, Vec<Item>>;

type Items = BTreeMap<ItemLocation, Vec<Item>>;

/// Moves each definition that several inline schemas share to its module.
pub(in crate::plan) fn share(context: &PlanContext<'_>, items: &mut Items) -> Definitions {
    let ids: HashMap<&TypePath, TypeId> = inline(context).collect();
    let shapes =
        members(context, items, &ids).into_iter().filter_map(|it| SharedShape::new(context, it));
    let mut shapes: Vec<SharedShape> = shapes.collect();
    shapes.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    let mut scopes: BTreeMap<Option<Ident>, Scope> = BTreeMap::new();
    for shape in &mut shapes {
        shape.claim(scopes.entry(shape.group.clone()).or_default());
    }
    let targets = Targets::of(&shapes);
    let mut definitions = Definitions::new();
    let mut names: HashMap<TypePath, Item> = HashMap::new();
    for mut shape in shapes {
        targets.replace_in(&mut shape.definition);
        drop_ambiguous_conversions(&mut shape.definition, &targets);
        definitions.entry(shape.group).or_default().push(shape.definition);
        names.extend(shape.names.into_iter().map(|it| (it.path.clone(), Item::Shared(it))));
    }
    for item in items.values_mut().flatten() {
        match names.remove(item.path()) {
            Some(name) => *item = name,
            None => drop_ambiguous_conversions(item, &targets),
        }
    }
    definitions
}

/// The inline types that can share a definition.
fn inline<'a>(context: &'a PlanContext<'_>) -> impl Iterator<Item = (&'a TypePath, TypeId)> {
    let ids = context.names.items.iter().copied();
    let is_inline = |id: &TypeId| context.api.ty(*id).is_some_and(|def| !is_named_schema(def));
    ids.filter(is_inline).filter_map(|id| Some((context.names.path(id)?, id)))
}

/// An item with its location and the schema that it is planned from.
struct Member {
    group: Option<Ident>,
    id: TypeId,
    item: Item,
}

/// The variants of a union with tags stay different types, so that each converts into the union.
fn role<'a>(context: &PlanContext<'a>, id: TypeId) -> Role<'a> {
    let Some(Place::Variant(parent, _)) = context.api.ty(id).map(|it| &it.place) else {
        return &[];
    };
    match context.api.ty(*parent).map(|it| &it.shape) {
        Some(Shape::Union(union)) if tags_choose(context, union) => {
            union.variants.iter().find(|it| it.ty.id == id).map_or(&[], |it| &it.tags)
        }
        _ => &[],
    }
}

/// The members of each shape that several items have.
fn members(
    context: &PlanContext<'_>,
    items: &Items,
    ids: &HashMap<&TypePath, TypeId>,
) -> Vec<Vec<Member>> {
    let located = items.iter().flat_map(|(at, items)| items.iter().map(move |item| (at, item)));
    let is_definition =
        |item: &Item| matches!(item, Item::Struct(_) | Item::Enum(_) | Item::Union(_));
    let inline: Vec<_> = located
        .filter(|(_, item)| is_definition(item))
        .filter_map(|(at, item)| Some((at, item, *ids.get(item.path())?)))
        .collect();
    let roles = inline.iter().map(|(_, item, id)| (*item, role(context, *id)));
    let roles: Vec<(&Item, Role<'_>)> = roles.collect();
    let mut by_class: BTreeMap<usize, Vec<(&ItemLocation, &Item, TypeId)>> = BTreeMap::new();
    for (class, member) in classes(&roles).into_iter().zip(inline) {
        by_class.entry(class).or_default().push(member);
    }
    let shared = by_class.into_values().filter(|members| members.len() > 1);
    let members = shared.map(|members| {
        let member = members.into_iter().map(|(at, item, id)| Member {
            group: match at {
                ItemLocation::Group(group) => Some(group.clone()),
                ItemLocation::Types(_) => None,
            },
            id,
            item: item.clone(),
        });
        member.collect()
    });
    members.collect()
}

/// A definition with all its names.
struct SharedShape {
    /// The group that all names are in; `None` for `types`.
    group: Option<Ident>,
    /// The definition: that of the member with the shortest name.
    definition: Item,
    names: Vec<SharedItem>,
}

impl SharedShape {
    fn new(context: &PlanContext<'_>, mut members: Vec<Member>) -> Option<Self> {
        members.sort_by(|a, b| rank(&a.item).cmp(&rank(&b.item)));
        let first = members.first()?;
        let has_same_group = |it: &Member| it.group == first.group;
        let group = first.group.clone().filter(|_| members.iter().all(has_same_group));
        let def = |member: &Member| context.api.ty(member.id);
        let prose_of = |it: &Member| def(it).map_or_else(Vec::new, |def| docs::prose(&def.docs));
        let prose: Vec<Vec<String>> = members.iter().map(prose_of).collect();
        let own = prose.first().filter(|own| !own.is_empty());
        let has_same_docs = own.is_some_and(|own| prose.iter().all(|it| it == own));
        let mut definition = first.item.clone();
        if !has_same_docs {
            let head = def(first).map_or(0, |def| super::item_docs(def).len());
            make_neutral(docs_of(&mut definition), head);
        }
        let name = |(member, prose): (&Member, Vec<String>)| SharedItem {
            path: member.item.path().clone(),
            pointer: member.item.pointer().clone(),
            docs: if has_same_docs { Vec::new() } else { prose },
            definition: member.item.path().clone(),
            builder: builder(&member.item).map(|it| (it.clone(), it.clone())),
        };
        let names = members.iter().zip(prose).map(name).collect();
        Some(Self { group, definition, names })
    }

    fn sort_key(&self) -> (&Option<Ident>, &str, &TypePath) {
        let path = self.definition.path();
        (&self.group, path.name.plain(), path)
    }

    /// Claims the names of the definition in the shared module.
    fn claim(&mut self, scope: &mut Scope) {
        let parent = self.group.clone().map_or_else(types_module, |group| ModulePath(vec![group]));
        let name = scope.claim_unreported(self.definition.path().name.clone(), Case::Camel);
        let path = TypePath { module: shared_module(&parent), name };
        let own_builder = builder(&self.definition).is_some().then(|| {
            let wanted = Ident(format!("{}Builder", path.name.plain()));
            scope.claim_unreported(identifier::shortened(&wanted), Case::Camel)
        });
        for name in &mut self.names {
            name.definition = path.clone();
            name.builder = name.builder.take().map(|(it, _)| it).zip(own_builder.clone());
        }
        match &mut self.definition {
            Item::Struct(item) => (item.path, item.builder) = (path, own_builder),
            Item::Enum(item) => item.path = path,
            Item::Union(item) => item.path = path,
            Item::Alias(_) | Item::Shared(_) => {}
        }
    }
}

fn docs_of(item: &mut Item) -> &mut Vec<String> {
    match item {
        Item::Struct(item) => &mut item.docs,
        Item::Enum(item) => &mut item.docs,
        Item::Union(item) => &mut item.docs,
        Item::Alias(item) => &mut item.docs,
        Item::Shared(item) => &mut item.docs,
    }
}

/// Replaces the lines at the head, which describe one schema.
fn make_neutral(lines: &mut Vec<String>, head: usize) {
    lines.splice(..head.min(lines.len()), [NEUTRAL.to_owned()]);
}

/// The order of a shape's members, and with it the one that the definition is made from.
fn rank(item: &Item) -> (bool, usize, &TypePath) {
    let path = item.path();
    (builder(item).is_none(), path.name.plain().len(), path)
}

/// The name of a type as its own module writes it.
fn last_name(ty: &RustType) -> Option<&str> {
    match unboxed(ty) {
        RustType::Item(path) => Some(path.name.plain()),
        _ => None,
    }
}

fn builder(item: &Item) -> Option<&Ident> {
    match item {
        Item::Struct(item) => item.builder.as_ref(),
        _ => None,
    }
}

/// The definition of each shared item, by its name at a place.
struct Targets(HashMap<TypePath, TypePath>);

impl Targets {
    fn of(shapes: &[SharedShape]) -> Self {
        let names = shapes.iter().flat_map(|shape| &shape.names);
        Self(names.map(|it| (it.path.clone(), it.definition.clone())).collect())
    }

    /// Makes a definition refer to definitions, since the module of a place can be switched off.
    fn replace_in(&self, item: &mut Item) {
        match item {
            Item::Struct(item) => {
                for field in item.fields.iter_mut().chain(&mut item.rest) {
                    self.replace(&mut field.ty);
                    self.replace(&mut field.setter.takes);
                }
                item.rules.iter_mut().for_each(|rule| self.replace_in_rule(rule));
            }
            Item::Union(item) => {
                for variant in &mut item.variants {
                    let own = variant_docs(&variant.ty);
                    self.replace(&mut variant.ty);
                    if let Some(name) = last_name(&variant.ty).filter(|_| variant.docs == own) {
                        variant.docs = vec![format!("{}.", docs::code(name))];
                    }
                }
                item.rules.iter_mut().for_each(|rule| self.replace_in_rule(rule));
            }
            Item::Enum(_) | Item::Alias(_) | Item::Shared(_) => {}
        }
    }

    fn replace(&self, ty: &mut RustType) {
        match ty {
            RustType::Item(path) => self.replace_path(path),
            other => other.parts_mut().iter_mut().for_each(|part| self.replace(part)),
        }
    }

    fn replace_path(&self, path: &mut TypePath) {
        if let Some(definition) = self.0.get(path) {
            *path = definition.clone();
        }
    }

    fn replace_in_rule(&self, rule: &mut Rule) {
        if let Rule::Of(path) = rule {
            self.replace_path(path);
        }
        rule.parts_mut().into_iter().for_each(|part| self.replace_in_rule(part));
    }
}

/// Removes the conversions into a union from types that are the same type by two names.
fn drop_ambiguous_conversions(item: &mut Item, targets: &Targets) {
    let Item::Union(item) = item else { return };
    let target = |ty: &RustType| {
        let mut ty = unboxed(ty).clone();
        targets.replace(&mut ty);
        ty
    };
    let types: Vec<RustType> = item.variants.iter().map(|it| target(&it.ty)).collect();
    let mut seen = HashSet::new();
    let repeated: HashSet<&RustType> = types.iter().filter(|it| !seen.insert(*it)).collect();
    for (variant, ty) in item.variants.iter_mut().zip(&types) {
        variant.from &= !repeated.contains(ty);
    }
}
