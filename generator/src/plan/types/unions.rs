//! Unions: `oneOf` and `anyOf` become enums of types.

use std::collections::BTreeMap;

use super::enums::unknown_variant;
use super::match_priority::{MatchPriority, choice, match_priority};
use super::{component, item_docs};
use crate::model::{Shape, TypeDef, TypeId, TypeRef, UnionShape, Variant, WireName};
use crate::plan::context::PlanContext;
use crate::plan::context::boxing::is_boxed;
use crate::plan::context::discriminator::{shares_tags, tags_choose};
use crate::plan::docs;
use crate::plan::graph::type_map::TypeSet;
use crate::plan::ir::{Choice, Ident, Rule, RustType, TypePath, UnionItem, UnionVariant};
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, Scope};

/// The most levels of nested unions in which the tag is looked for.
const MAX_NESTING: u8 = 8;

const SHARED_TAG: &str = "Of variants with the same tag, a value becomes the one that leaves the fewest of its properties unread.";

/// Plans the unions of a client.
pub(super) struct UnionPlanner<'a, 'b> {
    pub(super) context: &'b PlanContext<'a>,
    /// The unions that contain objects.
    pub(super) object_unions: &'b TypeSet,
}

/// A variant and the type that it comes from.
struct PlannedVariant {
    variant: UnionVariant,
    ty: TypeRef,
}

impl UnionPlanner<'_, '_> {
    pub(super) fn plan(
        &self,
        id: TypeId,
        def: &TypeDef,
        union: &UnionShape,
        path: TypePath,
        rules: Vec<Rule>,
    ) -> UnionItem {
        let context = self.context;
        let tag = union.discriminator.as_ref().filter(|_| tags_choose(context, union));
        let tag = tag.map(|it| it.property.clone());
        let mut scope = Scope::default();
        let planned = self.variants(id, union, &path, tag.is_some(), &mut scope);
        let default = tag.as_ref().and_then(|_| default_variant(union, &planned));
        let priorities: Vec<_> = planned.iter().map(|it| self.priority(it.ty)).collect();
        let choice = choice(union, &priorities);
        let mut variants: Vec<UnionVariant> = planned.into_iter().map(|it| it.variant).collect();
        name_views(&mut variants, choice);
        let mut docs = item_docs(def);
        note_choice(&mut docs, union, tag.as_ref(), choice, default.as_ref());
        UnionItem {
            path,
            component: component(def),
            pointer: def.pointer.clone(),
            docs,
            deprecated: def.docs.deprecated,
            derives: Vec::new(),
            tag_is_text: tag.as_ref().is_none_or(|it| is_string(context, union, it, MAX_NESTING)),
            tag,
            default,
            variants,
            choice,
            unknown: unknown_variant(&mut scope),
            rules,
        }
    }

    fn priority(&self, ty: TypeRef) -> MatchPriority {
        match_priority(self.context, self.object_unions, ty)
    }

    /// The variants in the order in which they are tried.
    fn variants(
        &self,
        id: TypeId,
        union: &UnionShape,
        path: &TypePath,
        tagged: bool,
        scope: &mut Scope,
    ) -> Vec<PlannedVariant> {
        let context = self.context;
        let mut planned: Vec<PlannedVariant> = Vec::new();
        let mut variants_of: BTreeMap<RustType, usize> = BTreeMap::new();
        for (index, variant) in self.match_order(union, tagged) {
            let boxed = context.boxed(id, variant.ty) || is_boxed(context, variant.ty);
            let bare = context.bare(variant.ty);
            // The unknown variant already accepts any JSON value.
            let is_unknown = bare == RustType::Json && union.variants.len() > 1;
            let count = variants_of.entry(bare.clone()).or_default();
            // Without a tag, the first variant of a type accepts all of its values.
            if !tagged && (is_unknown || *count > 0) {
                continue;
            }
            *count += 1;
            let text = variant_text(context, path, variant, &bare, index);
            let name = scope.claim_unreported(identifier::camel(&text), Case::Camel);
            let ty = if boxed { RustType::Boxed(Box::new(bare)) } else { bare };
            let mut variant_item = union_variant(context, name, ty, variant, tagged);
            let property = union.discriminator.as_ref().map(|it| &it.property);
            if let Some(property) = property.filter(|_| tagged) {
                variant_item.written_tag = written_tag(context, union, variant, property);
            }
            planned.push(PlannedVariant { variant: variant_item, ty: variant.ty });
        }
        for PlannedVariant { variant, .. } in &mut planned {
            let is_repeated = variants_of.get(unboxed(&variant.ty)).is_some_and(|it| *it > 1);
            variant.from = !is_repeated && !matches!(variant.ty, RustType::Json);
        }
        planned
    }

    /// The variants with their indices: sorted by priority where several can be tried for one value.
    fn match_order<'u>(&self, union: &'u UnionShape, tagged: bool) -> Vec<(usize, &'u Variant)> {
        let mut order: Vec<_> = union.variants.iter().enumerate().collect();
        if !tagged || shares_tags(union) {
            order.sort_by_key(|(index, variant)| (self.priority(variant.ty), *index));
        }
        order
    }
}

/// Names the methods that return a value as each of its variants, where a value can be several objects at once.
fn name_views(variants: &mut [UnionVariant], choice: Choice) {
    let Choice::AllOrRest(compared) = choice else { return };
    let is_object = |it: &&mut UnionVariant| matches!(it.ty, RustType::Boxed(_));
    let mut objects: Vec<_> = variants.iter_mut().take(compared).filter(is_object).collect();
    if objects.len() < 2 {
        return;
    }
    let mut scope = Scope::reserving(&["to_owned", "to_string"]);
    for variant in &mut objects {
        let name = identifier::snake(variant.name.plain());
        let method = Ident(format!("to_{}", name.plain()));
        variant.view = Some(scope.claim_unreported(method, Case::Snake));
    }
}

/// The tag that the union writes, because the type of the variant may not: it does not declare the property, or has it as a
/// field with any value.
fn written_tag(
    context: &PlanContext<'_>,
    union: &UnionShape,
    variant: &Variant,
    property: &WireName,
) -> Option<String> {
    let (ty, def) = context.resolved(variant.ty)?;
    let Shape::Object(object) = &def.shape else { return None };
    let Some(field) = object.fields.iter().find(|it| it.name == *property) else {
        return variant.tags.first().cloned();
    };
    let is_default = union.discriminator.as_ref().and_then(|it| it.default) == Some(variant.ty.id);
    let is_constant = context.constants.get(ty.id, &field.name).is_some();
    let is_text = match context.resolved(field.ty).map(|(_, def)| &def.shape) {
        Some(Shape::String(_)) => true,
        Some(Shape::Enum(shape)) => !shape.integer,
        _ => false,
    };
    match variant.tags.as_slice() {
        [tag] if is_text && !is_constant && !is_default => Some(tag.clone()),
        _ => None,
    }
}

/// The variant of a value with a missing or unknown tag.
fn default_variant(union: &UnionShape, planned: &[PlannedVariant]) -> Option<Ident> {
    let default = union.discriminator.as_ref()?.default?;
    planned.iter().find(|it| it.ty.id == default).map(|it| it.variant.name.clone())
}

fn union_variant(
    context: &PlanContext<'_>,
    name: Ident,
    ty: RustType,
    variant: &Variant,
    tagged: bool,
) -> UnionVariant {
    let tags = if tagged { variant.tags.clone() } else { Vec::new() };
    let mut lines = Vec::new();
    if let Some((_, def)) = context.resolved(variant.ty) {
        docs::paragraph(&mut lines, def.docs.title.as_deref());
    }
    if !tags.is_empty() {
        let tags: Vec<_> = tags.iter().map(|tag| docs::code(tag)).collect();
        docs::note(&mut lines, format!("Tagged {}.", tags.join(" or ")));
    }
    if lines.is_empty() {
        lines = variant_docs(&ty);
    }
    UnionVariant { name, ty, tags, written_tag: None, docs: lines, view: None, from: false }
}

/// The documentation of a variant that the document does not describe.
pub(super) fn variant_docs(ty: &RustType) -> Vec<String> {
    vec![format!("{}.", docs::code(&unboxed(ty).to_string()))]
}

/// Documents how a value gets its variant.
fn note_choice(
    lines: &mut Vec<String>,
    union: &UnionShape,
    tag: Option<&WireName>,
    choice: Choice,
    default: Option<&Ident>,
) {
    docs::note(lines, how_chosen(tag, choice));
    if tag.is_some() && shares_tags(union) {
        docs::note(lines, SHARED_TAG);
    }
    if let Some(name) = default {
        docs::note(
            lines,
            format!("A value with a missing or unknown tag becomes `{name}` if it matches."),
        );
    }
}

fn how_chosen(tag: Option<&WireName>, choice: Choice) -> String {
    let how = match (tag, choice) {
        (Some(tag), _) => {
            return format!("The property {} determines the variant.", docs::code(tag.as_str()));
        }
        (None, Choice::First) => "A value becomes the first variant that matches it.",
        (None, Choice::Best(_)) => {
            "A value becomes the matching variant that leaves the fewest of its properties unread, the first of several."
        }
        (None, Choice::AllOrRest(_)) => {
            "A value becomes the matching variant that leaves the fewest of its properties unread, the first of several. A value that only several variants together describe is kept as JSON, and the methods `to_…` return each of them."
        }
    };
    how.to_owned()
}

pub(super) fn unboxed(ty: &RustType) -> &RustType {
    match ty {
        RustType::Boxed(of) => of,
        other => other,
    }
}

/// Whether the tag is a string in all variants that declare it.
fn is_string(context: &PlanContext<'_>, union: &UnionShape, tag: &WireName, nesting: u8) -> bool {
    union.variants.iter().all(|variant| {
        match context.resolved(variant.ty).map(|(_, def)| &def.shape) {
            Some(Shape::Object(object)) => {
                let field = object.fields.iter().find(|it| it.name == *tag);
                let shape = field.and_then(|it| context.resolved(it.ty)).map(|(_, def)| &def.shape);
                match shape {
                    Some(Shape::Enum(literals)) => !literals.integer,
                    Some(Shape::Integer(_) | Shape::Boolean) => false,
                    _ => true,
                }
            }
            Some(Shape::Union(inner)) if nesting > 0 => is_string(context, inner, tag, nesting - 1),
            _ => true,
        }
    })
}

/// The text that a variant is named after: a component's name, an item's name without the union's as its prefix, or the
/// kind of value.
fn variant_text(
    context: &PlanContext<'_>,
    union: &TypePath,
    variant: &Variant,
    ty: &RustType,
    index: usize,
) -> String {
    let kind = match ty {
        RustType::Item(path) => {
            let name = path.name.plain();
            let own = name
                .strip_prefix(union.name.plain())
                .filter(|rest| rest.starts_with(char::is_uppercase));
            let component = context.api.ty(variant.ty.id).and_then(component);
            return component.unwrap_or_else(|| own.unwrap_or(name).to_owned());
        }
        RustType::Bool => "boolean",
        RustType::I32 | RustType::I64 | RustType::U32 | RustType::U64 | RustType::I128 => "integer",
        RustType::F32 | RustType::F64 | RustType::Numeric(_) => "number",
        RustType::String => "string",
        RustType::Foreign(path) => path.name(),
        RustType::DateTime
        | RustType::Timestamp
        | RustType::ChronoDateTime
        | RustType::TimeDateTime => "date time",
        RustType::Date | RustType::ChronoDate | RustType::TimeDate => "date",
        RustType::Uuid => "uuid",
        RustType::Vec(_) | RustType::Tuple(_) => "array",
        RustType::Map(_) => "map",
        RustType::Json => "json",
        _ => return format!("variant {}", index + 1),
    };
    kind.to_owned()
}
