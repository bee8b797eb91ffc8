//! The types that a type consists of: the one place that knows them, so that no walk can forget one.

use super::{Additional, Shape, TypeRef};

/// What a type is to the one that consists of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildRole {
    /// The target of an alias.
    Target,
    /// The items of an array, or one item of a tuple.
    Item,
    /// The values of a map, and properties of an object without a name.
    Value,
    /// A named property.
    Field,
    /// A member of a union.
    Variant,
}

impl Shape {
    /// The types that this one consists of, in its own order.
    #[must_use]
    pub fn children(&self) -> Vec<(ChildRole, TypeRef)> {
        match self {
            Self::Alias(ty) => vec![(ChildRole::Target, *ty)],
            Self::Array(ty) => vec![(ChildRole::Item, *ty)],
            Self::Map(ty) => vec![(ChildRole::Value, *ty)],
            Self::Tuple(items) => items.iter().map(|it| (ChildRole::Item, *it)).collect(),
            Self::Object(object) => {
                let fields = object.fields.iter().map(|it| (ChildRole::Field, it.ty));
                let rest = match object.additional {
                    Additional::Ignored => None,
                    Additional::Kept(ty) => Some((ChildRole::Value, ty)),
                };
                fields.chain(rest).collect()
            }
            Self::Union(union) => {
                union.variants.iter().map(|it| (ChildRole::Variant, it.ty)).collect()
            }
            Self::Any
            | Self::Raw
            | Self::Boolean
            | Self::Integer(_)
            | Self::Number(_)
            | Self::String(_)
            | Self::Enum(_) => Vec::new(),
        }
    }

    /// The same types, to be changed.
    pub(crate) fn children_mut(&mut self) -> Vec<&mut TypeRef> {
        match self {
            Self::Alias(ty) | Self::Array(ty) | Self::Map(ty) => vec![ty],
            Self::Tuple(items) => items.iter_mut().collect(),
            Self::Object(object) => {
                let fields = object.fields.iter_mut().map(|it| &mut it.ty);
                let rest = match &mut object.additional {
                    Additional::Ignored => None,
                    Additional::Kept(ty) => Some(ty),
                };
                fields.chain(rest).collect()
            }
            Self::Union(union) => union.variants.iter_mut().map(|it| &mut it.ty).collect(),
            Self::Any
            | Self::Raw
            | Self::Boolean
            | Self::Integer(_)
            | Self::Number(_)
            | Self::String(_)
            | Self::Enum(_) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::source::read_text;

    #[test]
    fn both_lists_of_children_agree() {
        let text = "openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    A: {type: object, properties: {a: {type: string}, b: {type: [integer, 'null']}}, additionalProperties: {type: number}}
    B: {type: array, prefixItems: [{type: string}, {type: integer}], minItems: 2, items: false}
    C: {type: object, additionalProperties: {type: array, items: {$ref: '#/components/schemas/A'}}}
    D: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string}]}
    E: {$ref: '#/components/schemas/A'}
";
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let normalised = crate::normalise::normalise(&document).normalised.unwrap();
        let (mut api, _) = crate::model::lower(&normalised);
        let mut roles = Vec::new();
        for def in &mut api.types {
            let children = def.shape.children();
            let types: Vec<TypeRef> = children.iter().map(|(_, ty)| *ty).collect();
            let again: Vec<TypeRef> = def.shape.children_mut().into_iter().map(|it| *it).collect();
            assert_eq!(types, again);
            roles.extend(children.into_iter().map(|(role, _)| role));
        }
        use ChildRole::{Field, Item, Target, Value, Variant};
        for role in [Field, Item, Target, Value, Variant] {
            assert!(roles.contains(&role), "{role:?}");
        }
    }
}
