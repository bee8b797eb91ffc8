//! Lists of literals become open enums; oneOf and anyOf become enums of types.

use super::convert::Context;
use super::items::{EnumItem, EnumRepr, EnumVariant, UnionItem, UnionVariant};
use super::rename::Renames;
use super::rust_type::{Ident, RustType, TypePath};
use super::scope::{Case, Scope, Wanted};
use super::size::Sizes;
use super::structs::{component, item_docs};
use super::{docs, name};
use crate::diagnostic::Diagnostic;
use crate::model::{EnumShape, Shape, TypeDef, TypeId, TypeRef, UnionShape, Variant};

pub(super) fn enum_item(
    renames: &Renames,
    id: TypeId,
    def: &TypeDef,
    shape: &EnumShape,
    path: TypePath,
    found: &mut Vec<Diagnostic>,
) -> EnumItem {
    let mut scope = Scope::default();
    let wanted = shape.values.iter().map(|value| Wanted {
        text: &value.wire,
        ident: name::camel(value.name.as_deref().unwrap_or(&value.wire)),
        given: renames.value(id, &value.wire),
        span: Some(def.span),
    });
    let idents = scope.claim_all(wanted.collect(), Case::Camel, found);
    let variants = shape
        .values
        .iter()
        .zip(idents)
        .map(|(value, ident)| {
            let mut lines = Vec::new();
            docs::paragraph(&mut lines, value.description.as_deref());
            docs::note(&mut lines, format!("{}.", docs::code(&value.wire)));
            EnumVariant { name: ident, wire: value.wire.clone(), docs: lines }
        })
        .collect();
    EnumItem {
        path,
        component: component(def),
        pointer: def.pointer.clone(),
        docs: item_docs(def),
        deprecated: def.docs.deprecated,
        derives: Vec::new(),
        repr: if shape.integer { EnumRepr::Integer } else { EnumRepr::String },
        variants,
        unknown: unknown(&mut scope),
    }
}

/// A name for the variant that keeps what the document does not name.
fn unknown(scope: &mut Scope) -> Ident {
    let names = ["Unknown", "Unrecognized", "UnknownValue"];
    let free = names.iter().find(|name| !scope.has(name)).unwrap_or(&"Unknown");
    scope.claim_quietly(Ident((*free).to_owned()), Case::Camel)
}

pub(super) fn union_item(
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
    let mut order: Vec<_> = union.variants.iter().enumerate().collect();
    if tag.is_none() || shares_tags(union) {
        order.sort_by_key(|(index, variant)| (breadth(context, variant.ty), *index));
    }
    let mut scope = Scope::default();
    let mut variants: Vec<UnionVariant> = Vec::new();
    for (index, variant) in order {
        let boxed = context.boxed(id, variant.ty) || sizes.is_large(context, variant.ty);
        let bare = context.bare(variant.ty);
        if tag.is_none() && variants.iter().any(|other| unboxed(&other.ty) == &bare) {
            // The first variant of a type takes every value of it.
            continue;
        }
        let text = variant_text(context, &path, variant, &bare, index);
        let ident = scope.claim_quietly(name::camel(&text), Case::Camel);
        let ty = if boxed { RustType::Boxed(Box::new(bare)) } else { bare };
        variants.push(union_variant(context, ident, ty, variant, tag.is_some()));
    }
    let repeated: Vec<bool> = variants
        .iter()
        .map(|it| variants.iter().filter(|other| other.ty == it.ty).count() > 1)
        .collect();
    for (variant, repeated) in variants.iter_mut().zip(repeated) {
        variant.from = !repeated && !matches!(variant.ty, RustType::Json);
    }
    let mut lines = item_docs(def);
    docs::note(&mut lines, how_chosen(tag.as_ref().map(crate::model::WireName::as_str)));
    UnionItem {
        path,
        component: component(def),
        pointer: def.pointer.clone(),
        docs: lines,
        deprecated: def.docs.deprecated,
        derives: Vec::new(),
        tag,
        variants,
        unknown: unknown(&mut scope),
    }
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

fn how_chosen(tag: Option<&str>) -> String {
    match tag {
        Some(tag) => format!("The property {} tells the variants apart.", docs::code(tag)),
        None => {
            "The first variant that a value fits is taken, in the order in which they stand here."
                .to_owned()
        }
    }
}

fn unboxed(ty: &RustType) -> &RustType {
    match ty {
        RustType::Boxed(of) => of,
        other => other,
    }
}

/// Whether a tag leads to more than one variant, which are then tried in order.
fn shares_tags(union: &UnionShape) -> bool {
    let mut tags: Vec<_> = union.variants.iter().flat_map(|variant| &variant.tags).collect();
    let all = tags.len();
    tags.sort_unstable();
    tags.dedup();
    tags.len() < all
}

/// A tag can choose only among objects, each of which some tag leads to.
fn tags_choose(context: &Context<'_>, union: &UnionShape) -> bool {
    union.variants.iter().all(|variant| {
        let object = context
            .resolved(variant.ty)
            .is_some_and(|(_, def)| matches!(def.shape, Shape::Object(_) | Shape::Union(_)));
        object && !variant.tags.is_empty()
    })
}

/// How much a type accepts: what accepts less must be tried first.
fn breadth(context: &Context<'_>, ty: TypeRef) -> (u8, usize) {
    let Some((_, def)) = context.resolved(ty) else { return (u8::MAX, 0) };
    match &def.shape {
        Shape::Boolean => (0, 0),
        Shape::Integer(_) => (1, 0),
        Shape::Enum(shape) if shape.integer => (2, 0),
        Shape::Number(_) => (3, 0),
        Shape::String(format) if *format != crate::model::StringFormat::Plain => (4, 0),
        Shape::Object(object) => {
            let required = object.fields.iter().filter(|field| field.required).count();
            (6, usize::MAX - required)
        }
        // Serde reads a struct from a list too, so lists come first.
        Shape::Array(_) => (5, 0),
        Shape::Map(_) => (7, 0),
        Shape::Union(_) => (8, 0),
        Shape::Enum(_) => (9, 0),
        Shape::String(_) => (10, 0),
        Shape::Any | Shape::Raw | Shape::Alias(_) => (11, 0),
    }
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
        RustType::I32 | RustType::I64 | RustType::U32 | RustType::U64 => "integer",
        RustType::F32 | RustType::F64 => "number",
        RustType::String => "string",
        RustType::Foreign(path) => {
            return path.segments().last().cloned().unwrap_or_default();
        }
        RustType::Timestamp | RustType::ChronoDateTime | RustType::TimeDateTime => "date time",
        RustType::Date | RustType::ChronoDate | RustType::TimeDate => "date",
        RustType::Uuid => "uuid",
        RustType::Vec(_) => "array",
        RustType::Map(_) => "map",
        RustType::Json => "json",
        _ => return format!("variant {}", index + 1),
    };
    word.to_owned()
}
