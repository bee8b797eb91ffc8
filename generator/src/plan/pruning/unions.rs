//! The properties that decide between the variants of a union.
//!
//! A union without a tag becomes the variant that describes most of a value. If two variants declare a property with
//! different types, the types decide, so both keep theirs. A type that both have makes no difference.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Additional, ObjectShape, Shape, TypeDef, TypeId, TypeRef, UnionShape, WireName,
};
use crate::plan::context::PlanContext;
use crate::plan::context::discriminator::{shares_tags, tags_choose};
use crate::plan::graph::ownership::is_named_schema;
use crate::plan::graph::type_map::TypeSet;

/// How deep two types are compared. Deeper ones count as different.
const MAX_NESTING: u8 = 64;

/// The comparison of types that can have the same position.
pub(super) struct Comparison<'a, 'b> {
    context: &'b PlanContext<'a>,
    decisive: BTreeSet<(TypeId, &'a WireName)>,
    /// The pairs whose parts are compared.
    compared: BTreeSet<(TypeId, TypeId)>,
    open: Vec<(TypeRef, TypeRef)>,
    equal: BTreeMap<(TypeId, TypeId), bool>,
}

impl<'a> Comparison<'a, '_> {
    /// The decisive properties of all unions among some types.
    pub(super) fn of(
        context: &PlanContext<'a>,
        types: &[TypeId],
    ) -> BTreeSet<(TypeId, &'a WireName)> {
        let mut comparison = Comparison {
            context,
            decisive: BTreeSet::new(),
            compared: BTreeSet::new(),
            open: Vec::new(),
            equal: BTreeMap::new(),
        };
        let unions = types.iter().filter_map(|id| match context.api.ty(*id).map(|it| &it.shape) {
            Some(Shape::Union(union)) if !is_chosen_by_tag(context, union) => Some(union),
            _ => None,
        });
        for union in unions {
            comparison.variants(union);
        }
        comparison.decisive
    }

    fn variants(&mut self, union: &UnionShape) {
        for (index, one) in union.variants.iter().enumerate() {
            let others = union.variants.iter().skip(index + 1);
            self.open.extend(others.map(|other| (one.ty, other.ty)));
        }
        while let Some((one, other)) = self.open.pop() {
            let others = self.alternatives(other);
            for (id, shape) in self.alternatives(one) {
                for (other_id, other_shape) in &others {
                    let is_new = id != *other_id
                        && self.compared.insert((id.min(*other_id), id.max(*other_id)));
                    if is_new {
                        self.shapes((id, shape), (*other_id, other_shape));
                    }
                }
            }
        }
    }

    /// The types that a value of a type can have, which are no unions.
    fn alternatives(&self, ty: TypeRef) -> Vec<(TypeId, &'a Shape)> {
        let (mut all, mut seen, mut open) = (Vec::new(), TypeSet::default(), vec![ty]);
        while let Some(ty) = open.pop() {
            let Some((ty, def)) = self.context.resolved(ty).filter(|(ty, _)| seen.insert(ty.id))
            else {
                continue;
            };
            match &def.shape {
                _ if self.context.replacements.get(ty.id).is_some() => {}
                Shape::Union(union) => open.extend(union.variants.iter().map(|it| it.ty)),
                shape => all.push((ty.id, shape)),
            }
        }
        all
    }

    fn shapes(&mut self, (id, shape): (TypeId, &'a Shape), (other_id, other): (TypeId, &'a Shape)) {
        match (shape, other) {
            (Shape::Object(one), Shape::Object(two)) => {
                self.objects((id, one), (other_id, two));
                self.open.extend(rest(one).zip(rest(two)));
            }
            (Shape::Object(object), Shape::Map(value)) => self.object_and_map(id, object, *value),
            (Shape::Map(value), Shape::Object(object)) => {
                self.object_and_map(other_id, object, *value);
            }
            (Shape::Array(one) | Shape::Map(one), Shape::Array(two) | Shape::Map(two)) => {
                self.open.push((*one, *two));
            }
            (Shape::Tuple(items), Shape::Array(item))
            | (Shape::Array(item), Shape::Tuple(items)) => {
                self.open.extend(items.iter().map(|it| (*it, *item)));
            }
            (Shape::Tuple(one), Shape::Tuple(two)) => {
                self.open.extend(one.iter().copied().zip(two.iter().copied()));
            }
            _ => {}
        }
    }

    fn objects(
        &mut self,
        (id, one): (TypeId, &'a ObjectShape),
        (other, two): (TypeId, &'a ObjectShape),
    ) {
        for field in &one.fields {
            let Some(same) = two.fields.iter().find(|it| it.name == field.name) else { continue };
            if !self.is_equal(field.ty, same.ty, MAX_NESTING) {
                self.decisive.extend([(id, &field.name), (other, &same.name)]);
                self.open.push((field.ty, same.ty));
            }
        }
    }

    fn object_and_map(&mut self, id: TypeId, object: &'a ObjectShape, value: TypeRef) {
        for field in &object.fields {
            if !self.is_equal(field.ty, value, MAX_NESTING) {
                self.decisive.insert((id, &field.name));
                self.open.push((field.ty, value));
            }
        }
    }

    /// Whether two types accept the same values and read the same of them: one type, or inline types of equal shape.
    fn is_equal(&mut self, one: TypeRef, other: TypeRef, nesting: u8) -> bool {
        let resolved = self.context.resolved(one).zip(self.context.resolved(other));
        let Some(((one, def), (other, other_def))) = resolved else { return false };
        if one.nullable != other.nullable {
            return false;
        }
        if one.id == other.id {
            return true;
        }
        let is_opaque = |id: TypeId, def: &TypeDef| {
            is_named_schema(def) || self.context.replacements.get(id).is_some()
        };
        let Some(nesting) = nesting.checked_sub(1) else { return false };
        if is_opaque(one.id, def) || is_opaque(other.id, other_def) {
            return false;
        }
        if let Some(known) = self.equal.get(&(one.id, other.id)) {
            return *known;
        }
        // A type that contains itself counts as different, so that the comparison ends.
        self.equal.insert((one.id, other.id), false);
        let is_equal = self.has_equal_parts(&def.shape, &other_def.shape, nesting);
        self.equal.insert((one.id, other.id), is_equal);
        is_equal
    }

    fn has_equal_parts(&mut self, one: &Shape, other: &Shape, nesting: u8) -> bool {
        let has_equal_frame = match (one, other) {
            (Shape::Array(_), Shape::Array(_))
            | (Shape::Map(_), Shape::Map(_))
            | (Shape::Tuple(_), Shape::Tuple(_)) => true,
            (Shape::Object(one), Shape::Object(two)) => {
                let frame = |it: &ObjectShape| {
                    let fields = it.fields.iter();
                    let fields = fields
                        .map(|it| (it.name.clone(), it.required, it.read_only, it.write_only));
                    (fields.collect::<Vec<_>>(), it.closed)
                };
                frame(one) == frame(two)
            }
            (Shape::Union(one), Shape::Union(two)) => {
                let tags = |it: &UnionShape| {
                    it.variants.iter().map(|it| it.tags.clone()).collect::<Vec<_>>()
                };
                let property =
                    |it: &UnionShape| it.discriminator.as_ref().map(|it| it.property.clone());
                one.kind == two.kind && property(one) == property(two) && tags(one) == tags(two)
            }
            _ => return one == other,
        };
        let (parts, others) = (one.children(), other.children());
        has_equal_frame
            && parts.len() == others.len()
            && parts.iter().zip(&others).all(|((role, one), (other_role, other))| {
                role == other_role && self.is_equal(*one, *other, nesting)
            })
    }
}

/// Whether the tag alone determines the variant.
fn is_chosen_by_tag(context: &PlanContext<'_>, union: &UnionShape) -> bool {
    union.discriminator.is_some() && tags_choose(context, union) && !shares_tags(union)
}

/// The type of properties without a name.
fn rest(object: &ObjectShape) -> std::option::IntoIter<TypeRef> {
    let rest = match object.additional {
        Additional::Ignored => None,
        Additional::Kept(ty) => Some(ty),
    };
    rest.into_iter()
}
