//! Objects: their properties, and what other properties may be.

use super::walk::{Located, Site, Walk};
use super::{Check, Direction, Use};
use crate::model::{Additional, Field, ObjectShape, Shape, TypeDef, TypeRef};

/// An object or a map, as both are objects in JSON.
struct ObjectView<'a> {
    fields: Vec<&'a Field>,
    /// The type of other properties, where the schema describes them.
    other: Option<TypeRef>,
    is_closed: bool,
}

impl<'a> ObjectView<'a> {
    fn of(def: &'a TypeDef, direction: Direction) -> Self {
        let (fields, other, is_closed) = match &def.shape {
            Shape::Object(ObjectShape { fields, additional, closed }) => {
                let other = match additional {
                    Additional::Kept(ty) => Some(*ty),
                    Additional::Ignored => None,
                };
                (fields.as_slice(), other, *closed)
            }
            Shape::Map(ty) => (&[][..], Some(*ty), false),
            _ => (&[][..], None, false),
        };
        let fields = fields.iter().filter(|it| !direction.skips(it.read_only, it.write_only));
        Self { fields: fields.collect(), other, is_closed }
    }

    fn field(&self, name: &str) -> Option<&'a Field> {
        self.fields.iter().copied().find(|it| it.name.as_str() == name)
    }
}

impl<'a> Walk<'a, '_> {
    pub(super) fn objects(&mut self, base: &'a TypeDef, head: &'a TypeDef, place: &Located<'_>) {
        let before = ObjectView::of(base, self.direction);
        let after = ObjectView::of(head, self.direction);
        for field in &before.fields {
            let name = field.name.as_str();
            let subject = property(place.subject, name);
            let later = after.field(name);
            let site = Site::Property { name, base: (base, true), head: (head, later.is_some()) };
            let place = Located { subject: &subject, site };
            match later {
                Some(later) => self.fields(field, later, &place),
                None => self.removed(field, &after, &place),
            }
        }
        for field in &after.fields {
            let name = field.name.as_str();
            if before.field(name).is_none() {
                let subject = property(place.subject, name);
                let site = Site::Property { name, base: (base, false), head: (head, true) };
                self.added(field, &Located { subject: &subject, site });
            }
        }
        self.others(&before, &after, place);
    }

    fn fields(&mut self, before: &Field, after: &Field, place: &Located<'_>) {
        let subject = place.subject;
        match (before.required, after.required) {
            (false, true) => {
                let (request, response) =
                    (Check::RequestPropertyBecameRequired, Check::ResponsePropertyBecameRequired);
                self.add_by(place, request, response, format!("`{subject}` is required now"));
            }
            (true, false) => {
                let (request, response) =
                    (Check::RequestPropertyBecameOptional, Check::ResponsePropertyBecameOptional);
                self.add_by(place, request, response, format!("`{subject}` is optional now"));
            }
            _ => {}
        }
        if !before.docs.deprecated && after.docs.deprecated {
            self.add(place, Check::PropertyDeprecated, format!("`{subject}` is deprecated"));
        }
        if before.default != after.default {
            let text =
                |it: &Field| it.default.as_ref().map_or("none", |it| it.0.as_str()).to_owned();
            let message =
                format!("`{subject}` had the default {}, and has {}", text(before), text(after));
            self.add_by(
                place,
                Check::RequestDefaultChanged,
                Check::ResponseDefaultChanged,
                message,
            );
        }
        if before.xml != after.xml {
            self.add(place, Check::XmlChanged, format!("`{subject}` looks different in XML"));
        }
        let before = Use { ty: before.ty, constraints: Some(&before.constraints) };
        let after = Use { ty: after.ty, constraints: Some(&after.constraints) };
        self.uses((before, after), place);
    }

    fn removed(&mut self, field: &Field, after: &ObjectView<'_>, place: &Located<'_>) {
        let request = match after.is_closed {
            true => Check::RequestPropertyForbidden,
            false => Check::RequestPropertyRemoved,
        };
        let response = match field.required {
            true => Check::ResponseRequiredPropertyRemoved,
            false => Check::ResponseOptionalPropertyRemoved,
        };
        self.add_by(place, request, response, format!("`{}` is gone", place.subject));
    }

    fn added(&mut self, field: &Field, place: &Located<'_>) {
        let subject = place.subject;
        match field.required {
            true => {
                let (request, response) =
                    (Check::RequestRequiredPropertyAdded, Check::ResponseRequiredPropertyAdded);
                self.add_by(place, request, response, format!("`{subject}` is new and required"));
            }
            false => {
                let (request, response) =
                    (Check::RequestOptionalPropertyAdded, Check::ResponseOptionalPropertyAdded);
                self.add_by(place, request, response, format!("`{subject}` is new"));
            }
        }
    }

    fn others(&mut self, before: &ObjectView<'_>, after: &ObjectView<'_>, place: &Located<'_>) {
        match (before.is_closed, after.is_closed) {
            (false, true) => {
                let (request, response) = (
                    Check::RequestOtherPropertiesForbidden,
                    Check::ResponseOtherPropertiesForbidden,
                );
                let message =
                    format!("`{}` allows no undeclared properties any more", place.subject);
                self.add_by(place, request, response, message);
            }
            (true, false) => {
                let message = format!("`{}` allows undeclared properties", place.subject);
                self.add(place, Check::OtherPropertiesAllowed, message);
            }
            _ => {}
        }
        if let (Some(one), Some(two)) = (before.other, after.other) {
            let subject = format!("{}.*", place.subject);
            let place = Located { subject: &subject, site: place.site };
            self.uses((Use::of(one), Use::of(two)), &place);
        }
    }
}

fn property(owner: &str, name: &str) -> String {
    format!("{owner}.{name}")
}
