//! Properties with exactly one possible value, which no user sets.
//!
//! Takes the model; returns the value of each such property. It is the only literal of an enum, or the tag of the object. A
//! property is no constant if it may be absent or null: then its presence is a choice.
//!
//! An object has a tag by its own definition: it extends an object that declares a discriminator, or it is written inside
//! the union that does. A union of existing components decides nothing about these: it can be added at any time.

use std::collections::BTreeMap;

use crate::model::{
    Api, Discriminator, EnumShape, Field, Place, Shape, StringFormat, TypeDef, TypeId, TypeRef,
    UnionShape, WireName,
};
use crate::plan::ir::ConstantValue;

/// The value of each constant property, by its object.
#[derive(Default)]
pub(crate) struct Constants<'a>(BTreeMap<TypeId, BTreeMap<&'a WireName, ConstantValue>>);

impl Constants<'_> {
    pub(crate) fn get(&self, owner: TypeId, name: &WireName) -> Option<&ConstantValue> {
        self.0.get(&owner)?.get(name)
    }
}

/// The prefix of OData's control information. Services omit it from responses where a client can compute it, even if a
/// converted document requires it (OData JSON Format 4.01 section 3.1.1).
pub(crate) const ODATA: &str = "@odata.";

/// Finds the constants of all objects. A type that the configuration replaces has values of the user's.
pub(crate) fn find(api: &Api, is_replaced: impl Fn(TypeId) -> bool) -> Constants<'_> {
    let target = |ty: TypeRef| api.resolve(ty, &is_replaced);
    let tags = tags(api, &target);
    let mut constants = Constants::default();
    for (id, def) in (0_u32..).map(TypeId).zip(&api.types) {
        let Shape::Object(object) = &def.shape else { continue };
        for field in object.fields.iter().filter(|it| it.required && !it.write_only) {
            let Some((ty, def)) = target(field.ty).filter(|(ty, _)| !ty.nullable) else { continue };
            if is_replaced(ty.id) {
                continue;
            }
            let tag = tags.get(&(id, &field.name)).copied().flatten();
            let value = only_value(field, def).or_else(|| tagged_value(def, tag?));
            if let Some(value) = value {
                constants.0.entry(id).or_default().insert(&field.name, value);
            }
        }
    }
    constants
}

/// The only literal of an enum, or the only value of a boolean.
fn only_value(field: &Field, def: &TypeDef) -> Option<ConstantValue> {
    if field.read_only || field.name.as_str().starts_with(ODATA) {
        return None;
    }
    match &def.shape {
        Shape::Boolean => def.only.map(ConstantValue::Boolean),
        Shape::Enum(shape) => match shape.values.as_slice() {
            [value] if !shape.open => Some(literal(shape, &value.wire)),
            _ => None,
        },
        _ => None,
    }
}

/// The tag of an object, as its property writes it.
fn tagged_value(def: &TypeDef, tag: &str) -> Option<ConstantValue> {
    match &def.shape {
        Shape::String(StringFormat::Plain) => Some(ConstantValue::String(tag.to_owned())),
        Shape::Enum(shape) => {
            let is_listed = shape.values.iter().any(|it| it.wire == tag);
            is_listed.then(|| literal(shape, tag))
        }
        _ => None,
    }
}

fn literal(shape: &EnumShape, wire: &str) -> ConstantValue {
    match shape.integer {
        true => ConstantValue::Integer(wire.to_owned()),
        false => ConstantValue::String(wire.to_owned()),
    }
}

/// The tag that the discriminators which an object extends have for it, by their property; `None` if there are several tags,
/// or the object also has values with other tags.
type Tags<'a> = BTreeMap<(TypeId, &'a WireName), Option<&'a str>>;

fn tags<'a>(api: &'a Api, target: &impl Fn(TypeRef) -> Option<(TypeRef, &'a TypeDef)>) -> Tags<'a> {
    let mut tags = Tags::new();
    for (union_id, def) in (0_u32..).map(TypeId).zip(&api.types) {
        let Shape::Union(union) = &def.shape else { continue };
        let Some(discriminator) = union.discriminator.as_ref().filter(|_| is_tagged(union, target))
        else {
            continue;
        };
        for variant in &union.variants {
            let Some((ty, def)) = target(variant.ty) else { continue };
            if !is_own(union_id, discriminator, def) {
                continue;
            }
            let own = match variant.tags.as_slice() {
                [tag] if discriminator.default.is_none_or(|it| it != variant.ty.id) => {
                    Some(tag.as_str())
                }
                _ => None,
            };
            let entry = tags.entry((ty.id, &discriminator.property)).or_insert(own);
            if *entry != own {
                *entry = None;
            }
        }
    }
    tags
}

/// Whether the definition of a variant itself says that the discriminator applies to it.
fn is_own(union: TypeId, discriminator: &Discriminator, variant: &TypeDef) -> bool {
    let is_inside = match &variant.place {
        Place::Property(owner, _) | Place::Variant(owner, _) => *owner == union,
        _ => false,
    };
    discriminator.inherited || is_inside
}

/// Whether the tag of a union determines the variant.
fn is_tagged<'a>(
    union: &'a UnionShape,
    target: &impl Fn(TypeRef) -> Option<(TypeRef, &'a TypeDef)>,
) -> bool {
    union.variants.iter().all(|variant| {
        let is_object = target(variant.ty)
            .is_some_and(|(_, def)| matches!(def.shape, Shape::Object(_) | Shape::Union(_)));
        is_object && !variant.tags.is_empty()
    })
}
