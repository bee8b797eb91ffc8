//! The context of planning, and the Rust type of each use of a type.
//!
//! Takes the model, its graph and its names; returns Rust types. It must not know items.

pub(super) mod boxing;
pub(super) mod discriminator;
pub(super) mod replacements;

use std::collections::BTreeSet;

use self::replacements::TypeReplacements;
use crate::config::{MaybeFields, UnknownFields};
use crate::model::{Api, IntegerFormat, Shape, StringFormat, TypeDef, TypeId, TypeRef, WireName};
use crate::plan::graph::constants::Constants;
use crate::plan::graph::cycles::Cycles;
use crate::plan::graph::type_map::TypeSet;
use crate::plan::ir::RustType;
use crate::plan::naming::item_names::{ItemNames, is_nominal};
use crate::plan::naming::renames::Renames;

/// What the planning of every item and operation reads.
pub(crate) struct PlanContext<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: ItemNames,
    pub(crate) renames: Renames,
    pub(crate) replacements: TypeReplacements,
    pub(crate) cycles: Cycles,
    /// The types of the client.
    pub(crate) reachable: TypeSet,
    /// The type of the properties that are JSON because the program does not name them.
    pub(crate) pruned: Option<TypeId>,
    /// The types that a request can contain.
    pub(crate) inputs: TypeSet,
    /// The types that a response or a webhook can contain.
    pub(crate) outputs: TypeSet,
    /// The types whose formats are advisory.
    pub(crate) lenient: TypeSet,
    /// Which types keep undeclared properties.
    pub(crate) unknown_fields: UnknownFields,
    /// Which types distinguish an absent property from null.
    pub(crate) maybe: MaybeFields,
    /// The properties with one possible value.
    pub(crate) constants: Constants<'a>,
    /// The members of unions, each with the discriminator of its union.
    pub(crate) discriminators: BTreeSet<(TypeId, &'a WireName)>,
}

impl<'a> PlanContext<'a> {
    /// The target of an alias, or the first alias that is replaced. It is nullable if an alias on the way is.
    pub(crate) fn resolved(&self, ty: TypeRef) -> Option<(TypeRef, &'a TypeDef)> {
        self.api.resolve(ty, |id| self.replacements.get(id).is_some())
    }

    /// Whether the client has this type.
    pub(crate) fn is_reachable(&self, ty: TypeRef) -> bool {
        self.reachable.contains(ty.id)
    }

    /// The Rust type without its own nullability.
    pub(crate) fn bare(&self, ty: TypeRef) -> RustType {
        self.convert(ty, &mut Vec::new())
    }

    /// The Rust type, as `Option` where null is allowed.
    pub(crate) fn nullable(&self, ty: TypeRef) -> RustType {
        self.element(ty, &mut Vec::new())
    }

    /// Whether the Rust type must represent null separately.
    pub(crate) fn allows_null(&self, ty: TypeRef) -> bool {
        let resolved = self.resolved(ty);
        // A JSON value represents null itself.
        resolved
            .is_some_and(|(ty, def)| ty.nullable && !matches!(def.shape, Shape::Any | Shape::Raw))
            || self.is_pruned(ty) && ty.nullable
    }

    /// Whether a property is JSON because the program does not name it. It is present and null exactly as with its type.
    pub(crate) fn is_pruned(&self, ty: TypeRef) -> bool {
        self.pruned == Some(ty.id)
    }

    /// Whether the type is any JSON value, including null.
    pub(crate) fn is_json(&self, ty: TypeRef) -> bool {
        let resolved = self.resolved(ty).filter(|_| !self.is_pruned(ty));
        matches!(resolved, Some((_, def)) if matches!(def.shape, Shape::Any | Shape::Raw))
    }

    /// Whether `part` inside `whole` must be boxed.
    pub(crate) fn boxed(&self, whole: TypeId, part: TypeRef) -> bool {
        self.resolved(part).is_some_and(|(part, _)| self.cycles.must_box(whole, part.id))
    }

    fn element(&self, ty: TypeRef, open: &mut Vec<TypeId>) -> RustType {
        let inner = self.convert(ty, open);
        if self.allows_null(ty) { RustType::Option(Box::new(inner)) } else { inner }
    }

    /// `open` lists the arrays and maps around this type. One that contains itself has no finite Rust type.
    fn convert(&self, ty: TypeRef, open: &mut Vec<TypeId>) -> RustType {
        let Some((ty, def)) = self.resolved(ty) else { return RustType::Json };
        if let Some(replaced) = self.replacements.get(ty.id) {
            return self.advisory(ty.id, replaced.clone());
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
            other if def.numeric => RustType::Numeric(Box::new(primitive(other))),
            other => self.advisory(ty.id, primitive(other)),
        };
        open.pop();
        converted
    }

    /// The type of a scalar, which keeps what is not of its format where formats are advisory.
    fn advisory(&self, id: TypeId, ty: RustType) -> RustType {
        if !self.lenient.contains(id) {
            return ty;
        }
        match ty {
            RustType::DateTime
            | RustType::Date
            | RustType::ChronoDateTime
            | RustType::ChronoDate
            | RustType::TimeDateTime
            | RustType::TimeDate
            | RustType::Uuid => RustType::Lenient(Box::new(ty)),
            RustType::I32 | RustType::U32 => RustType::I64,
            other => other,
        }
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
        // JSON has one kind of number (RFC 8259 section 6), and values of `format: float` often have more digits than an
        // `f32` keeps.
        Shape::Number(_) => RustType::F64,
        Shape::String(StringFormat::DateTime) => RustType::DateTime,
        Shape::String(StringFormat::Date) => RustType::Date,
        Shape::String(StringFormat::Uuid) => RustType::Uuid,
        Shape::String(StringFormat::Binary) => RustType::FilePart,
        Shape::String(_) => RustType::String,
        _ => RustType::Json,
    }
}

/// The type of a method's argument: borrowed where that saves the caller a copy.
pub(crate) fn argument(ty: RustType, is_enum: bool) -> RustType {
    match ty {
        RustType::String => RustType::Str,
        RustType::Vec(of) => {
            RustType::Slice(Box::new(if *of == RustType::String { RustType::Str } else { *of }))
        }
        RustType::Map(_) | RustType::Json | RustType::Foreign(_) => RustType::Ref(Box::new(ty)),
        // A parameter is text in any case.
        RustType::Numeric(of) => *of,
        RustType::Item(_) if !is_enum => RustType::Ref(Box::new(ty)),
        other => other,
    }
}
