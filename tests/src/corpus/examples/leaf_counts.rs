//! Whether the values of an example come to lie in typed places, or in raw JSON.

use renkei::model::{Additional, Api, Shape, TypeRef, UnionShape};
use serde_json::Value;

use super::validity::Validity;

/// How many aliases and unions may lie between a use and its shape.
const MAX_STEPS: usize = 64;

/// How many strings, numbers, booleans and nulls lie where. Members that no schema declares are not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeafCounts {
    /// In a field, element or value of a type.
    pub typed: usize,
    /// In raw JSON, because the schema allows everything.
    pub free: usize,
    /// In raw JSON, because the type could not be carried or no member of a union fitted.
    pub raw: usize,
}

impl std::ops::AddAssign for LeafCounts {
    fn add_assign(&mut self, other: Self) {
        self.typed += other.typed;
        self.free += other.free;
        self.raw += other.raw;
    }
}

/// Counts a value's leaves. `unknown`: somewhere in it no member of a union fitted, so that all that lies in unions counts as raw.
pub(super) fn of(
    (api, ty): (&Api, TypeRef),
    value: &Value,
    unknown: bool,
    validity: &Validity,
) -> LeafCounts {
    let mut counter = Counter { api, unknown, validity, leaves: LeafCounts::default() };
    counter.count(ty, value, MAX_STEPS);
    counter.leaves
}

struct Counter<'a> {
    api: &'a Api,
    unknown: bool,
    validity: &'a Validity,
    leaves: LeafCounts,
}

impl Counter<'_> {
    fn count(&mut self, ty: TypeRef, value: &Value, steps: usize) {
        let api = self.api;
        let (Some(def), Some(steps)) = (api.ty(ty.id), steps.checked_sub(1)) else { return };
        match (&def.shape, value) {
            (Shape::Any, _) => self.leaves.free += leaves(value),
            (Shape::Raw, _) => self.leaves.raw += leaves(value),
            (Shape::Alias(to), _) => self.count(*to, value, steps),
            (Shape::Union(union), _) => self.union(union, value, steps),
            (Shape::Array(of), Value::Array(items)) => {
                items.iter().for_each(|it| self.count(*of, it, MAX_STEPS));
            }
            (Shape::Map(of), Value::Object(members)) => {
                members.values().for_each(|it| self.count(*of, it, MAX_STEPS));
            }
            (Shape::Object(object), Value::Object(members)) => {
                for (name, value) in members {
                    let field = object.fields.iter().find(|it| it.name.as_str() == name);
                    match (field, &object.additional) {
                        (Some(field), _) => self.count(field.ty, value, MAX_STEPS),
                        (None, Additional::Kept(of)) => self.count(*of, value, MAX_STEPS),
                        (None, Additional::Ignored) => {}
                    }
                }
            }
            _ => self.leaves.typed += leaves(value),
        }
    }

    fn union(&mut self, union: &UnionShape, value: &Value, steps: usize) {
        let chosen = union.variants.iter().find(|it| {
            let def = self.api.ty(it.ty.id);
            def.is_some_and(|it| self.validity.allows(it.pointer.as_str(), value))
        });
        match chosen.filter(|_| !self.unknown) {
            Some(variant) => self.count(variant.ty, value, steps),
            None => self.leaves.raw += leaves(value),
        }
    }
}

fn leaves(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(leaves).sum(),
        Value::Object(members) => members.values().map(leaves).sum(),
        _ => 1,
    }
}
