//! From the model's types to Rust's.

pub(super) mod discriminator;
pub(super) mod replacements;
pub(super) mod size;

use self::replacements::TypeReplacements;

use std::collections::BTreeSet;

use crate::model::{Api, IntegerFormat, Shape, StringFormat, TypeDef, TypeId, TypeRef, WireName};
use crate::plan::graph::cycles::Cycles;
use crate::plan::graph::type_map::TypeSet;
use crate::plan::ir::RustType;
use crate::plan::naming::item_names::{Names, is_nominal};
use crate::plan::naming::renames::Renames;

/// How many aliases may follow each other.
const MAX_ALIASES: usize = 64;

/// What every part of planning reads.
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: Names,
    pub(crate) renames: Renames,
    pub(crate) replacements: TypeReplacements,
    pub(crate) cycles: Cycles,
    pub(crate) reachable: TypeSet,
    pub(crate) inputs: TypeSet,
    pub(crate) outputs: TypeSet,
    /// The properties that tell the members of a union apart, where the document says so, by member.
    pub(crate) discriminators: BTreeSet<(TypeId, &'a WireName)>,
}

impl<'a> Context<'a> {
    /// The type behind all aliases, or the first that the user replaced, and whether null is allowed on the way.
    pub(crate) fn resolved(&self, ty: TypeRef) -> Option<(TypeRef, &'a TypeDef)> {
        let mut current = ty;
        for _ in 0..MAX_ALIASES {
            let def = self.api.ty(current.id)?;
            match &def.shape {
                Shape::Alias(of) if self.replacements.get(current.id).is_none() => {
                    current = TypeRef { id: of.id, nullable: of.nullable || current.nullable }
                }
                _ => return Some((current, def)),
            }
        }
        None
    }

    /// Whether the client has this type.
    pub(crate) fn reached(&self, ty: TypeRef) -> bool {
        self.reachable.contains(ty.id)
    }

    /// The type without its own nullability.
    pub(crate) fn bare(&self, ty: TypeRef) -> RustType {
        self.convert(ty, &mut Vec::new())
    }

    /// The type, as `Option` where null is allowed.
    pub(crate) fn nullable(&self, ty: TypeRef) -> RustType {
        self.element(ty, &mut Vec::new())
    }

    /// Whether null is allowed, by the use or by what it leads to.
    pub(crate) fn allows_null(&self, ty: TypeRef) -> bool {
        let resolved = self.resolved(ty);
        // A JSON value holds null itself.
        resolved
            .is_some_and(|(ty, def)| ty.nullable && !matches!(def.shape, Shape::Any | Shape::Raw))
    }

    /// Whether every JSON value is allowed, null among them.
    pub(crate) fn is_json(&self, ty: TypeRef) -> bool {
        matches!(self.resolved(ty), Some((_, def)) if matches!(def.shape, Shape::Any | Shape::Raw))
    }

    /// Whether `part` inside `whole` must be boxed.
    pub(crate) fn boxed(&self, whole: TypeId, part: TypeRef) -> bool {
        self.resolved(part).is_some_and(|(part, _)| self.cycles.boxed(whole, part.id))
    }

    fn element(&self, ty: TypeRef, open: &mut Vec<TypeId>) -> RustType {
        let inner = self.convert(ty, open);
        if self.allows_null(ty) { RustType::Option(Box::new(inner)) } else { inner }
    }

    /// `open` holds the arrays and maps around this type: one inside itself has no finite Rust type.
    fn convert(&self, ty: TypeRef, open: &mut Vec<TypeId>) -> RustType {
        let Some((ty, def)) = self.resolved(ty) else { return RustType::Json };
        if let Some(replaced) = self.replacements.get(ty.id) {
            return replaced.clone();
        }
        if is_nominal(&def.shape) {
            return self.names.path(ty.id).cloned().map_or(RustType::Json, RustType::Item);
        }
        if open.contains(&ty.id) {
            return RustType::Json;
        }
        open.push(ty.id);
        let converted = match &def.shape {
            Shape::Array(of) => RustType::Vec(Box::new(self.element(*of, open))),
            Shape::Map(of) => RustType::Map(Box::new(self.element(*of, open))),
            Shape::Tuple(items) => {
                RustType::Tuple(items.iter().map(|it| self.element(*it, open)).collect())
            }
            other => primitive(other),
        };
        open.pop();
        converted
    }
}

fn primitive(shape: &Shape) -> RustType {
    match shape {
        Shape::Boolean => RustType::Bool,
        Shape::Integer(IntegerFormat::Int32) => RustType::I32,
        Shape::Integer(IntegerFormat::Int64) => RustType::I64,
        Shape::Integer(IntegerFormat::Uint32) => RustType::U32,
        Shape::Integer(IntegerFormat::Uint64) => RustType::U64,
        Shape::Integer(IntegerFormat::Int128) => RustType::I128,
        // JSON has one kind of number (RFC 8259 § 6), and what servers send under `float` often has more digits than an
        // `f32` keeps.
        Shape::Number(_) => RustType::F64,
        Shape::String(StringFormat::DateTime) => RustType::Timestamp,
        Shape::String(StringFormat::Date) => RustType::Date,
        Shape::String(StringFormat::Uuid) => RustType::Uuid,
        Shape::String(StringFormat::Binary) => RustType::FilePart,
        Shape::String(_) => RustType::String,
        _ => RustType::Json,
    }
}

/// The type that a method takes for a value: borrowed where that saves the caller a copy.
pub(crate) fn argument(ty: RustType, is_enum: bool) -> RustType {
    match ty {
        RustType::String => RustType::Str,
        RustType::Vec(of) => {
            RustType::Slice(Box::new(if *of == RustType::String { RustType::Str } else { *of }))
        }
        RustType::Map(_) | RustType::Json | RustType::Foreign(_) => RustType::Ref(Box::new(ty)),
        RustType::Item(_) if !is_enum => RustType::Ref(Box::new(ty)),
        other => other,
    }
}
