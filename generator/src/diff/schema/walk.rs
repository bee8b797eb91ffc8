//! The comparison of one type with its parts.
//!
//! Takes a type in both versions; collects the changes of it and of the inline types in it, and the components that it uses.
//! It must not know which operations send the type.

use std::collections::{BTreeSet, HashSet};

use super::{Compared, Direction, Schemas, Use};
use crate::diff::change::{Change, ChangeLocation};
use crate::diff::check::Check;
use crate::diff::{ApiVersion, locate};
use crate::model::{Api, Constraints, Place, Shape, TypeDef, TypeId, TypeRef};

/// What is compared: its subject, and where it is written.
pub(super) struct Located<'p> {
    pub(super) subject: &'p str,
    pub(super) site: Site<'p>,
}

/// Where something is written. A property is looked up only if it changed.
#[derive(Clone, Copy)]
pub(super) enum Site<'p> {
    Known(ChangeLocation),
    /// A property of an object, or the object itself where it has no such property.
    Property {
        name: &'p str,
        base: (&'p TypeDef, bool),
        head: (&'p TypeDef, bool),
    },
}

/// The comparison of one component, or of one body or parameter.
pub(super) struct Walk<'a, 's> {
    pub(super) schemas: &'s mut Schemas<'a>,
    pub(super) direction: Direction,
    pub(super) done: Compared,
    /// Inline types that contain themselves are compared once.
    seen: HashSet<(TypeId, TypeId)>,
}

/// A type after its aliases, and whether null is allowed.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) id: TypeId,
    pub(super) def: &'a TypeDef,
    pub(super) nullable: bool,
}

/// Keywords that narrow values, and that the model does not contain (JSON Schema 2020-12, core section 10 and validation
/// section 6).
const UNCOMPARED: [&str; 15] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "patternProperties",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentEncoding",
    "contentMediaType",
];

pub(super) fn target(api: &Api, ty: TypeRef) -> Option<Target<'_>> {
    let (ty, def) = api.resolve(ty, |_| false)?;
    Some(Target { id: ty.id, def, nullable: ty.nullable })
}

pub(super) fn component_name(def: &TypeDef) -> Option<&str> {
    match &def.place {
        Place::Component(name) => Some(name),
        _ => None,
    }
}

impl<'a, 's> Walk<'a, 's> {
    pub(super) fn new(schemas: &'s mut Schemas<'a>, direction: Direction) -> Self {
        Self { schemas, direction, done: Compared::default(), seen: HashSet::new() }
    }

    pub(super) fn add(&mut self, place: &Located<'_>, check: Check, message: String) {
        self.done.changes.push(Change {
            check,
            subject: place.subject.to_owned(),
            message,
            location: self.location(place.site),
            operations: BTreeSet::new(),
        });
    }

    fn location(&self, site: Site<'_>) -> ChangeLocation {
        let (name, base, head) = match site {
            Site::Known(location) => return location,
            Site::Property { name, base, head } => (name, base, head),
        };
        let find = |version, (def, is_there): (&TypeDef, bool)| match is_there {
            true => locate::property(version, &def.pointer, name).or(Some(def.span)),
            false => Some(def.span),
        };
        locate::both(find(self.schemas.base, base), find(self.schemas.head, head))
    }

    /// Adds the check of this direction.
    pub(super) fn add_by(
        &mut self,
        place: &Located<'_>,
        request: Check,
        response: Check,
        message: String,
    ) {
        self.add(place, self.direction.of(request, response), message);
    }

    /// Compares two uses: whether they are nullable, their limits, and their types.
    pub(super) fn uses(&mut self, (base, head): (Use<'_>, Use<'_>), place: &Located<'_>) {
        let (Some(before), Some(after)) =
            (target(self.schemas.base.api, base.ty), target(self.schemas.head.api, head.ty))
        else {
            return;
        };
        let subject = place.subject;
        match (before.nullable, after.nullable) {
            (false, true) => {
                let (request, response) =
                    (Check::RequestBecameNullable, Check::ResponseBecameNullable);
                self.add_by(place, request, response, format!("`{subject}` can be null"));
            }
            (true, false) => {
                let (request, response) =
                    (Check::RequestBecameNotNullable, Check::ResponseBecameNotNullable);
                self.add_by(
                    place,
                    request,
                    response,
                    format!("`{subject}` cannot be null any more"),
                );
            }
            _ => {}
        }
        let of_use = (base.constraints, head.constraints);
        if let (Some(_), Some(_)) = (component_name(before.def), component_name(after.def)) {
            let pair = (before.id, after.id, self.direction);
            let index = self.schemas.component(pair);
            self.done.parts.push(index);
            self.limits(of_use.0, of_use.1, place);
            return;
        }
        let (one, two) = (merged(before.def, of_use.0), merged(after.def, of_use.1));
        self.limits(Some(&one), Some(&two), place);
        if self.seen.insert((before.id, after.id)) {
            self.shapes((before.id, before.def), (after.id, after.def), place);
        }
    }

    /// Compares two definitions: their limits and what they are.
    pub(super) fn definitions(
        &mut self,
        base: (TypeId, &'a TypeDef),
        head: (TypeId, &'a TypeDef),
        place: &Located<'_>,
    ) {
        self.limits(Some(&base.1.constraints), Some(&head.1.constraints), place);
        self.seen.insert((base.0, head.0));
        self.shapes(base, head, place);
    }

    fn shapes(
        &mut self,
        (_, base): (TypeId, &'a TypeDef),
        (_, head): (TypeId, &'a TypeDef),
        place: &Located<'_>,
    ) {
        if base.xml != head.xml || base.item_xml != head.item_xml {
            let message = format!("`{}` looks different in XML", place.subject);
            self.add(place, Check::XmlChanged, message);
        }
        self.uncompared(base, head, place);
        match (&base.shape, &head.shape) {
            (Shape::Object(_) | Shape::Map(_), Shape::Object(_) | Shape::Map(_)) => {
                self.objects(base, head, place);
            }
            (Shape::Union(one), Shape::Union(two)) => self.unions(one, two, place),
            (Shape::Array(one), Shape::Array(two)) => {
                let subject = format!("{}[]", place.subject);
                let place = Located { subject: &subject, site: place.site };
                self.uses((Use::of(*one), Use::of(*two)), &place);
            }
            (Shape::Tuple(one), Shape::Tuple(two)) => self.tuples(one, two, place),
            (Shape::Raw, Shape::Raw) => {}
            _ => self.scalars(base, head, place),
        }
    }

    fn tuples(&mut self, base: &[TypeRef], head: &[TypeRef], place: &Located<'_>) {
        if base.len() != head.len() {
            let message =
                format!("`{}` had {} items, and has {}", place.subject, base.len(), head.len());
            self.add(place, Check::TupleLengthChanged, message);
        }
        for (index, (one, two)) in base.iter().zip(head).enumerate() {
            let subject = format!("{}[{index}]", place.subject);
            let place = Located { subject: &subject, site: place.site };
            self.uses((Use::of(*one), Use::of(*two)), &place);
        }
    }

    /// Compares the keywords that have no effect on the model by their text.
    fn uncompared(&mut self, base: &TypeDef, head: &TypeDef, place: &Located<'_>) {
        let is_raw = matches!((&base.shape, &head.shape), (Shape::Raw, Shape::Raw));
        let text = |version: ApiVersion<'_>, def: &TypeDef| -> Option<Vec<String>> {
            let node = version.document.root()?.at(&def.pointer)?;
            if is_raw {
                return Some(vec![crate::source::compact(node)]);
            }
            let known = node.members().filter(|it| UNCOMPARED.contains(&it.key));
            let mut texts: Vec<String> = known
                .map(|it| format!("{}:{}", it.key, crate::source::compact(it.value)))
                .collect();
            texts.sort_unstable();
            Some(texts)
        };
        if text(self.schemas.base, base) != text(self.schemas.head, head) {
            let message = format!("`{}` changed in keywords that are not compared", place.subject);
            self.add(place, Check::UnsupportedSchemaChanged, message);
        }
    }
}

/// The limits of a type with those of its use.
fn merged(def: &TypeDef, of_use: Option<&Constraints>) -> Constraints {
    let mut all = def.constraints.clone();
    if let Some(more) = of_use {
        all.narrow(more.clone());
    }
    all
}
