//! The places in which values travel, for the figure of how much of an API is typed.

use super::{Api, ChildRole, Media, Shape, TypeDef, TypeRef};

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PositionKind {
    /// A named property.
    Field,
    /// The elements of an array.
    Element,
    /// The values of a map, and the properties of an object that are not named.
    Value,
    /// A member of a union.
    Variant,
    /// A parameter.
    Parameter,
    /// A body with a schema, of a request or a response.
    Body,
}

/// How a place holds its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carried {
    /// In a type of its own.
    Typed,
    /// As raw JSON, because the schema allows every value.
    Free,
    /// As raw JSON, because the schema is unsupported; a C002 diagnostic has the reason.
    Raw,
}

/// A place in which a value travels.
#[derive(Clone, Copy, Debug)]
pub struct Position<'a> {
    /// What it is.
    pub kind: PositionKind,
    /// How it holds its value.
    pub carried: Carried,
    /// Its type, with aliases followed.
    pub ty: &'a TypeDef,
}

impl Api {
    /// Every place in which a value travels, types before operations.
    pub fn positions(&self) -> impl Iterator<Item = Position<'_>> {
        let in_types = self.types.iter().flat_map(|def| uses(&def.shape));
        let in_operations = self.operations.iter().flat_map(|operation| {
            let parameters = operation.parameters.iter().map(|it| (PositionKind::Parameter, it.ty));
            let answers = operation.responses.iter().flat_map(|it| &it.media);
            let media = operation.body.iter().flat_map(|it| &it.media).chain(answers);
            parameters.chain(media.filter_map(body))
        });
        in_types.chain(in_operations).filter_map(|(kind, ty)| self.position(kind, ty))
    }

    fn position(&self, kind: PositionKind, ty: TypeRef) -> Option<Position<'_>> {
        let (_, ty) = self.resolve(ty, |_| false)?;
        let carried = match ty.shape {
            Shape::Any => Carried::Free,
            Shape::Raw => Carried::Raw,
            _ => Carried::Typed,
        };
        Some(Position { kind, carried, ty })
    }
}

/// The types that a type consists of, with their positions. The target of an alias has no position.
fn uses(shape: &Shape) -> impl Iterator<Item = (PositionKind, TypeRef)> {
    shape.children().into_iter().filter_map(|(role, ty)| {
        let kind = match role {
            ChildRole::Target => return None,
            ChildRole::Item => PositionKind::Element,
            ChildRole::Value => PositionKind::Value,
            ChildRole::Field => PositionKind::Field,
            ChildRole::Variant => PositionKind::Variant,
        };
        Some((kind, ty))
    })
}

fn body(media: &Media) -> Option<(PositionKind, TypeRef)> {
    media.ty.map(|ty| (PositionKind::Body, ty))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;
    use crate::source::read_text;

    #[test]
    fn every_use_of_a_type_is_a_position() {
        let text = "openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}, c: {type: array, items: {}}}}
    B: {type: object, required: [x], properties: {y: {type: string}}}
    C: {type: object, additionalProperties: {oneOf: [{type: string}, {type: integer}]}}
paths:
  /a/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
";
        let document = Document::new(read_text("a.yaml", text).unwrap()).unwrap();
        let normalised = crate::normalise::normalise(&document).normalised.unwrap();
        let (api, _) = crate::model::lower(&normalised);
        let mut found: Vec<_> = api.positions().map(|it| (it.kind, it.carried)).collect();
        found.sort_unstable();
        assert_eq!(
            found,
            [
                (PositionKind::Field, Carried::Typed),
                (PositionKind::Field, Carried::Typed),
                (PositionKind::Field, Carried::Typed),
                (PositionKind::Field, Carried::Raw),
                (PositionKind::Element, Carried::Free),
                (PositionKind::Value, Carried::Typed),
                (PositionKind::Variant, Carried::Typed),
                (PositionKind::Variant, Carried::Typed),
                (PositionKind::Parameter, Carried::Typed),
                (PositionKind::Body, Carried::Typed),
            ]
        );
    }
}
