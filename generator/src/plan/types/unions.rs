//! `oneOf` and `anyOf` become enums of types.

use std::collections::BTreeMap;

use crate::model::{
    Additional, Field, ObjectShape, Shape, TypeDef, TypeId, TypeRef, UnionKind, UnionShape,
    Variant, WireName,
};
use crate::plan::context::Context;
use crate::plan::context::discriminator::{shares_tags, tags_choose};
use crate::plan::context::size::Sizes;
use crate::plan::docs;
use crate::plan::graph::type_map::TypeSet;
use crate::plan::ir::{Choice, Ident, RustType, TypePath, UnionItem, UnionVariant};
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, Scope};
use crate::plan::types::enums::unknown_variant;
use crate::plan::types::structs::{component, is_required, item_docs};

/// How deep unions are looked through for their tag.
const MAX_NESTING: u8 = 8;

pub(crate) fn union_item(
    context: &Context<'_>,
    sizes: &mut Sizes,
    id: TypeId,
    def: &TypeDef,
    union: &UnionShape,
    path: TypePath,
) -> UnionItem {
    let tag = union
        .discriminator
        .as_ref()
        .filter(|_| tags_choose(context, union))
        .map(|it| it.property.clone());
    let mut scope = Scope::default();
    let (variants, kept) =
        union_variants(context, sizes, id, union, &path, tag.is_some(), &mut scope);
    let default = tag.as_ref().and_then(|_| default_variant(union, &kept, &variants));
    let mut lines = item_docs(def);
    let choice = choice(context, union, &kept);
    docs::note(&mut lines, how_chosen(tag.as_ref().map(WireName::as_str), choice));
    if tag.is_some() && shares_tags(union) {
        docs::note(&mut lines, SHARED_TAG.to_owned());
    }
    if let Some(name) = &default {
        docs::note(
            &mut lines,
            format!("A value without a tag that is known is `{name}`, if it fits."),
        );
    }
    UnionItem {
        path,
        component: component(def),
        pointer: def.pointer.clone(),
        docs: lines,
        deprecated: def.docs.deprecated,
        derives: Vec::new(),
        tag_is_text: tag.as_ref().is_none_or(|it| is_text(context, union, it, MAX_NESTING)),
        tag,
        default,
        variants,
        choice,
        unknown: unknown_variant(&mut scope),
        rules: Vec::new(),
    }
}

/// The variants in the order in which they are tried, and the types of them.
fn union_variants(
    context: &Context<'_>,
    sizes: &mut Sizes,
    id: TypeId,
    union: &UnionShape,
    path: &TypePath,
    tagged: bool,
    scope: &mut Scope,
) -> (Vec<UnionVariant>, Vec<TypeRef>) {
    let mut order: Vec<_> = union.variants.iter().enumerate().collect();
    if !tagged || shares_tags(union) {
        order.sort_by_key(|(index, variant)| (breadth(context, variant.ty), *index));
    }
    let mut variants: Vec<UnionVariant> = Vec::new();
    let mut kept: Vec<TypeRef> = Vec::new();
    // How many variants there are of each type.
    let mut met: BTreeMap<RustType, usize> = BTreeMap::new();
    for (index, variant) in order {
        let boxed = context.boxed(id, variant.ty) || sizes.is_large(context, variant.ty);
        let bare = context.bare(variant.ty);
        if !tagged && bare == RustType::Json && union.variants.len() > 1 {
            // The variant for the rest is just that.
            continue;
        }
        let count = met.entry(bare.clone()).or_default();
        if !tagged && *count > 0 {
            // The first variant of a type takes every value of it.
            continue;
        }
        *count += 1;
        let text = variant_text(context, path, variant, &bare, index);
        let ident = scope.claim_quietly(identifier::camel(&text), Case::Camel);
        let ty = if boxed { RustType::Boxed(Box::new(bare)) } else { bare };
        variants.push(union_variant(context, ident, ty, variant, tagged));
        kept.push(variant.ty);
    }
    for variant in &mut variants {
        let is_repeated = met.get(unboxed(&variant.ty)).is_some_and(|count| *count > 1);
        variant.from = !is_repeated && !matches!(variant.ty, RustType::Json);
    }
    (variants, kept)
}

/// The name of the variant for values without a tag that is known; `kept` are the types of the variants.
fn default_variant(
    union: &UnionShape,
    kept: &[TypeRef],
    variants: &[UnionVariant],
) -> Option<Ident> {
    let default = union.discriminator.as_ref()?.default?;
    let index = kept.iter().position(|it| it.id == default)?;
    Some(variants.get(index)?.name.clone())
}

fn union_variant(
    context: &Context<'_>,
    ident: Ident,
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
        lines.push(format!("{}.", docs::code(&unboxed(&ty).to_string())));
    }
    UnionVariant { name: ident, ty, tags, docs: lines, from: false }
}

const SHARED_TAG: &str =
    "Of variants that share a tag, the one is taken that leaves the fewest properties unread.";

fn how_chosen(tag: Option<&str>, choice: Choice) -> String {
    let how = match (tag, choice) {
        (Some(tag), _) => {
            return format!("The property {} tells the variants apart.", docs::code(tag));
        }
        (None, Choice::First) => {
            "The first variant that a value fits is taken, in the order in which they stand here."
        }
        (None, Choice::Best(_)) => {
            "Of the variants that a value fits, the one is taken that leaves the fewest of its properties unread; of equals the first."
        }
        (None, Choice::Whole(_)) => {
            "Of the variants that a value fits, the one is taken that leaves the fewest of its properties unread; of equals the first. A value that needs several of them at once is kept as JSON."
        }
    };
    how.to_owned()
}

/// Objects and lists pass over what they do not name, so that where there are several, the first that fits may not be
/// the one that is meant. What takes everything is not among those that are compared, for it leaves nothing unread; but
/// beside an object that requires nothing, which reads any object too, a map or a union of objects is.
fn choice(context: &Context<'_>, union: &UnionShape, variants: &[TypeRef]) -> Choice {
    let breadths: Vec<(u8, usize)> = variants.iter().map(|it| breadth(context, *it)).collect();
    let objects = breadths.iter().filter(|it| OBJECTS.contains(&it.0)).count();
    let requires_nothing = breadths.contains(&(OBJECT, usize::MAX));
    let has = |breadth: u8| breadths.iter().any(|it| it.0 == breadth);
    let beside = [MAP, OBJECTS_UNITED].into_iter().find(|it| has(*it));
    let broadest = if let Some(beside) = beside.filter(|_| requires_nothing) {
        beside
    } else if objects < 2 {
        return Choice::First;
    } else {
        *OBJECTS.end()
    };
    let compared = breadths.iter().take_while(|it| it.0 <= broadest).count();
    match union.kind {
        UnionKind::OneOf => Choice::Best(compared),
        UnionKind::AnyOf => Choice::Whole(compared),
    }
}

fn unboxed(ty: &RustType) -> &RustType {
    match ty {
        RustType::Boxed(of) => of,
        other => other,
    }
}

/// Whether the property that holds the tag is a string in all variants that name it.
fn is_text(context: &Context<'_>, union: &UnionShape, tag: &WireName, nesting: u8) -> bool {
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
            Some(Shape::Union(inner)) if nesting > 0 => is_text(context, inner, tag, nesting - 1),
            _ => true,
        }
    })
}

/// The breadths of lists and objects.
const OBJECTS: std::ops::RangeInclusive<u8> = 5..=OBJECT;

/// The breadth of an object with named properties.
const OBJECT: u8 = 6;

/// The breadth of a union that has objects. It reads every value, and so comes behind all single objects; but a map would
/// take all that it is for.
const OBJECTS_UNITED: u8 = 7;

/// The breadth of a map.
const MAP: u8 = 8;

/// How much a type accepts: what accepts less must be tried first.
fn breadth(context: &Context<'_>, ty: TypeRef) -> (u8, usize) {
    let Some((ty, def)) = context.resolved(ty) else { return (u8::MAX, 0) };
    match &def.shape {
        Shape::Boolean => (0, 0),
        Shape::Integer(_) => (1, 0),
        Shape::Enum(shape) if shape.integer => (2, 0),
        Shape::Number(_) => (3, 0),
        Shape::String(format) if *format != crate::model::StringFormat::Plain => (4, 0),
        Shape::Object(object) if takes_all_and_keeps_nothing(object) => (9, 1),
        Shape::Object(object) => {
            let required = |field: &&Field| is_required(context, ty.id, field);
            let required = object.fields.iter().filter(required).count();
            (OBJECT, usize::MAX - required)
        }
        Shape::Array(_) | Shape::Tuple(_) => (5, 0),
        Shape::Map(_) => (MAP, 0),
        Shape::Union(_) if context.object_unions.contains(ty.id) => (OBJECTS_UNITED, 0),
        Shape::Union(_) => (9, 0),
        Shape::Enum(_) => (10, 0),
        Shape::String(_) => (11, 0),
        Shape::Any | Shape::Raw | Shape::Alias(_) => (12, 0),
    }
}

/// The unions of which a variant, or one of a union among them, is an object with named properties. Unions may all hold each
/// other, so that each is looked at once a level.
pub(crate) fn object_unions(context: &Context<'_>) -> TypeSet {
    let mut found = TypeSet::default();
    for _ in 0..=MAX_NESTING {
        let before = found.clone();
        for (id, def) in (0_u32..).map(TypeId).zip(&context.api.types) {
            let Shape::Union(union) = &def.shape else { continue };
            let is_object = |it: &Variant| {
                context.resolved(it.ty).is_some_and(|(ty, def)| {
                    matches!(def.shape, Shape::Object(_)) || before.contains(ty.id)
                })
            };
            if union.variants.iter().any(is_object) {
                found.insert(id);
            }
        }
        if found.ids().count() == before.ids().count() {
            break;
        }
    }
    found
}

/// An object without properties reads any object and keeps nothing of it, so that whatever else fits comes first.
fn takes_all_and_keeps_nothing(object: &ObjectShape) -> bool {
    object.fields.is_empty() && matches!(object.additional, Additional::Ignored)
}

/// An item's own name without the union's in front; a word for everything else.
fn variant_text(
    context: &Context<'_>,
    union: &TypePath,
    variant: &Variant,
    ty: &RustType,
    index: usize,
) -> String {
    let word = match ty {
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
        RustType::F32 | RustType::F64 => "number",
        RustType::String => "string",
        RustType::Foreign(path) => {
            return path.segments().last().cloned().unwrap_or_default();
        }
        RustType::Timestamp | RustType::ChronoDateTime | RustType::TimeDateTime => "date time",
        RustType::Date | RustType::ChronoDate | RustType::TimeDate => "date",
        RustType::Uuid => "uuid",
        RustType::Vec(_) | RustType::Tuple(_) => "array",
        RustType::Map(_) => "map",
        RustType::Json => "json",
        _ => return format!("variant {}", index + 1),
    };
    word.to_owned()
}
