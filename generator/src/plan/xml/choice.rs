//! Unions in XML: a union of strings is the first that matches, and a union of objects has the properties of all.

use indexmap::IndexMap;

use super::table::{Cause, Tables};
use crate::model::{
    Additional, ObjectShape, Shape, TypeDef, TypeId, TypeRef, UnionShape, WireName,
};
use crate::plan::ir::{XmlField, XmlValue};

impl Tables<'_, '_> {
    /// The value of a union of scalars; `None` for a union of objects.
    pub(super) fn scalars(
        &mut self,
        union: &UnionShape,
        nesting: usize,
    ) -> Result<Option<XmlValue>, Cause> {
        let is_object = |def: &TypeDef| matches!(def.shape, Shape::Object(_) | Shape::Union(_));
        let mut kinds: Vec<XmlValue> = Vec::new();
        let mut objects = 0;
        for variant in &union.variants {
            let Some((_, def)) = self.resolved(variant.ty) else { continue };
            if is_object(def) {
                objects += 1;
                continue;
            }
            match self.value(variant.ty, nesting)? {
                XmlValue::Free => return Ok(Some(XmlValue::Free)),
                value if is_scalar(&value) => kinds.push(value),
                _ => return Err("a union of lists or maps and other types".to_owned()),
            }
        }
        match (objects, kinds.is_empty()) {
            (_, true) => Ok(None),
            (0, false) => Ok(Some(first_of(kinds))),
            _ => Err("a union of objects and strings".to_owned()),
        }
    }

    /// The value of a union of objects: an object with all their properties. The type's own table selects the variant.
    pub(super) fn merged(&mut self, union: &UnionShape) -> Result<XmlValue, Cause> {
        let mut fields: IndexMap<WireName, XmlField> = IndexMap::new();
        let mut rest: Option<XmlValue> = None;
        let mut next: Vec<TypeRef> = union.variants.iter().rev().map(|it| it.ty).collect();
        let mut seen: Vec<TypeId> = Vec::new();
        while let Some((id, def)) = next.pop().and_then(|ty| self.resolved(ty)) {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            match &def.shape {
                Shape::Object(object) => self.merge(object, &mut fields, &mut rest)?,
                Shape::Union(union) => next.extend(union.variants.iter().rev().map(|it| it.ty)),
                _ => return Err("a union of objects and strings".to_owned()),
            }
        }
        let fields = fields.into_values().collect();
        Ok(match rest {
            None => XmlValue::Object(fields),
            Some(rest) => XmlValue::Open(fields, Box::new(rest)),
        })
    }

    fn merge(
        &mut self,
        object: &ObjectShape,
        fields: &mut IndexMap<WireName, XmlField>,
        rest: &mut Option<XmlValue>,
    ) -> Result<(), Cause> {
        for field in &object.fields {
            let merged = XmlField { is_required: false, ..self.field(field)? };
            match fields.get_mut(&field.name) {
                None => drop(fields.insert(field.name.clone(), merged)),
                Some(known) if *known == merged => {}
                Some(known) if differs_in_text(known, &merged) => {
                    known.value = first_of(vec![known.value.clone(), merged.value]);
                }
                Some(_) => {
                    return Err(format!(
                        "`{}`, which two variants declare differently,",
                        field.name
                    ));
                }
            }
        }
        let Additional::Kept(ty) = &object.additional else { return Ok(()) };
        let kept = self.rest(*ty, 0)?;
        match rest {
            Some(known) if *known != kept => *rest = Some(XmlValue::Free),
            _ => *rest = Some(kept),
        }
        Ok(())
    }
}

/// Whether two properties differ only in the kind of their text.
fn differs_in_text(one: &XmlField, other: &XmlField) -> bool {
    (&one.name, one.place) == (&other.name, other.place)
        && is_scalar(&one.value)
        && is_scalar(&other.value)
}

/// The first of several kinds that matches, from the most to the least specific. Text matches everything.
fn first_of(kinds: Vec<XmlValue>) -> XmlValue {
    let mut flat: Vec<XmlValue> = Vec::new();
    for kind in kinds {
        match kind {
            XmlValue::FirstOf(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    let order =
        [XmlValue::Integer, XmlValue::Number, XmlValue::Boolean, XmlValue::Token, XmlValue::Text];
    let has_text = flat.contains(&XmlValue::Text);
    let mut kinds: Vec<XmlValue> = order.into_iter().filter(|it| flat.contains(it)).collect();
    kinds.retain(|it| *it != XmlValue::Token || !has_text);
    match kinds.as_slice() {
        [only] => only.clone(),
        _ => XmlValue::FirstOf(kinds),
    }
}

pub(super) fn is_scalar(value: &XmlValue) -> bool {
    use XmlValue::{Boolean, FirstOf, Integer, Number, Text, Token};
    matches!(value, Text | Token | Integer | Number | Boolean | FirstOf(_))
}
