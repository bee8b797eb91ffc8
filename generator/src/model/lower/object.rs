//! Objects: the properties of all parts merged into one list.

use std::collections::HashSet;

use indexmap::IndexMap;

use openapiv3::AdditionalProperties;

use super::alias::says_nothing;
use super::shape::ShapeInput;
use super::view::{SchemaCursor, SchemaOrReference};
use super::{Builder, keywords};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{
    Additional, Constraints, Field, ObjectShape, Place, Shape, TypeId, TypeRef, WireName,
};

/// How many schemas are looked at to know what a property says; references may go round in a circle.
const MAX_LOOKED_AT: usize = 64;

/// A property before its type is made.
struct Slot<'a> {
    /// Where its type is written.
    at: SchemaCursor<'a>,
    /// Where it is written too, in what comes before.
    before: Vec<SchemaCursor<'a>>,
    /// Where it is described.
    described: SchemaCursor<'a>,
    owner: TypeId,
}

impl<'a> Builder<'a> {
    /// An object with properties, or a map where none are named.
    pub(super) fn object(&mut self, input: &ShapeInput<'a>) -> Shape {
        let slots = self.slots(input);
        let closed = input.parts.iter().rev().find_map(|part| part.view.additional);
        if slots.is_empty() && !matches!(closed, Some(AdditionalProperties::Any(false))) {
            return Shape::Map(self.additional(input).unwrap_or_else(|| {
                let pointer = input.at.pointer.child("additionalProperties");
                self.any(Place::MapValue(input.id), &pointer, input.at.node)
            }));
        }
        let mut fields = self.fields(input, slots);
        let additional = self.additional(input).map_or(Additional::Ignored, Additional::Kept);
        if additional == Additional::Ignored && !fields.is_empty() {
            self.undescribed(input, &mut fields);
        }
        let closed = matches!(closed, Some(AdditionalProperties::Any(false)));
        Shape::Object(ObjectShape { fields, additional, closed })
    }

    /// The object of all named properties, which keeps whatever else comes.
    pub(super) fn open_object(&mut self, input: &ShapeInput<'a>) -> Shape {
        let slots = self.slots(input);
        let fields = self.fields(input, slots);
        let pointer = input.at.pointer.child("additionalProperties");
        let rest = self.additional(input);
        let rest = rest
            .unwrap_or_else(|| self.raw_type(Place::MapValue(input.id), &pointer, input.at.node));
        Shape::Object(ObjectShape { fields, additional: Additional::Kept(rest), closed: false })
    }

    /// Each name once, where it is first met, with all that say something about its type.
    fn slots(&mut self, input: &ShapeInput<'a>) -> IndexMap<&'a str, Slot<'a>> {
        let mut slots: IndexMap<&'a str, Slot<'a>> = IndexMap::new();
        for part in &input.parts {
            for (name, at) in part.at.properties(&part.view) {
                let owner = part.owner;
                let Some(slot) = slots.get_mut(name) else {
                    let before = Vec::new();
                    slots.insert(name, Slot { described: at.clone(), at, before, owner });
                    continue;
                };
                let silent = at.view().is_some_and(|it| says_nothing(&it, at.node));
                if !silent {
                    let before = std::mem::replace(&mut slot.at, at.clone());
                    slot.owner = owner;
                    slot.described = at.clone();
                    if self.exclude_each_other(name, &at, &before) {
                        slot.before.clear();
                    } else {
                        slot.before.push(before);
                    }
                } else if keywords::docs(&at) != crate::model::Docs::default() {
                    slot.described = at;
                }
            }
        }
        slots
    }

    /// Whether the kinds of a property that is declared twice exclude each other, which is reported.
    fn exclude_each_other(
        &mut self,
        name: &str,
        later: &SchemaCursor<'a>,
        earlier: &SchemaCursor<'a>,
    ) -> bool {
        let kind = |at: &SchemaCursor<'a>| self.deref(at)?.view()?.implied();
        let (Some(a), Some(b)) = (kind(later), kind(earlier)) else { return false };
        if a != b {
            let message = format!("property `{name}` has two types; the later one wins");
            let diagnostic = Diagnostic::info(code::UNSUPPORTED, message)
                .with_related(earlier.node.span(), "the earlier one");
            self.report(diagnostic, later.node, &later.pointer);
        }
        a != b
    }

    fn fields(&mut self, input: &ShapeInput<'a>, slots: IndexMap<&'a str, Slot<'a>>) -> Vec<Field> {
        let required: HashSet<&str> =
            input.parts.iter().flat_map(|part| part.view.required).map(String::as_str).collect();
        let mut fields = Vec::with_capacity(slots.len());
        for (name, slot) in slots {
            let wire = WireName(name.to_owned());
            let owner = self.owner_of(input.id, name, slot.owner, &slot.before);
            let place = Place::Property(owner, wire.clone());
            let ty = self.type_of_all(&slot.before, &slot.at, place);
            fields.push(Field {
                read_only: self.is_marked(&slot, "readOnly"),
                write_only: self.is_marked(&slot, "writeOnly"),
                ..field(wire, ty, required.contains(name), &slot)
            });
        }
        fields
    }

    /// Whether any of the schemas that hold for a property says `readOnly` or `writeOnly`, be it behind a reference: of
    /// several occurrences that apply, one that is true is enough (JSON Schema Validation 2020-12, section 9.4).
    fn is_marked(&self, slot: &Slot<'a>, key: &str) -> bool {
        let declared = slot.before.iter().chain([&slot.at, &slot.described]);
        let mut left: Vec<SchemaCursor<'a>> = declared.cloned().collect();
        for _ in 0..MAX_LOOKED_AT {
            let Some(at) = left.pop() else { return false };
            if keywords::flag(at.node, key) {
                return true;
            }
            match at.schema {
                SchemaOrReference::Reference(text) => {
                    left.extend(self.target(text).map(|(_, target)| target))
                }
                SchemaOrReference::Inline(_) => {
                    let members = at.view().map(|view| at.members("allOf", view.all_of));
                    left.extend(members.into_iter().flatten());
                }
            }
        }
        false
    }

    /// Appends the names that are required and that no schema describes.
    fn undescribed(&mut self, input: &ShapeInput<'a>, fields: &mut Vec<Field>) {
        for part in &input.parts {
            for name in part.view.required {
                let name = WireName(name.clone());
                if fields.iter().any(|it| it.name == name) {
                    continue;
                }
                let message =
                    format!("`{name}` is required but not described; its value is raw JSON");
                let diagnostic = Diagnostic::info(code::RAW_JSON, message)
                    .with_help("describe it in `properties`, or remove it from `required`");
                let node = part.at.node.get("required").unwrap_or(part.at.node);
                self.report(diagnostic, node, &part.at.pointer.child("required"));
                let pointer = part.at.pointer.child("properties").child(name.as_str());
                let ty = self.raw_type(Place::Property(input.id, name.clone()), &pointer, node);
                self.undescribed.push((input.id, name.clone()));
                fields.push(bare_field(name, ty));
            }
        }
    }

    /// Where a property is not described, `required` may be a slip of the pen: it is asked for in requests only, and a
    /// response without it is still read.
    pub(super) fn relax_answers(&mut self) {
        let undescribed = std::mem::take(&mut self.undescribed);
        if undescribed.is_empty() {
            return;
        }
        let (asked, answered) = (self.api.asked(), self.api.answered());
        let only_asked = |id: &TypeId| asked.contains(id) && !answered.contains(id);
        for (id, name) in undescribed.iter().filter(|(id, _)| !only_asked(id)) {
            let def = self.api.types.get_mut(id.0 as usize);
            let Some(Shape::Object(object)) = def.map(|it| &mut it.shape) else { continue };
            let mut fields = object.fields.iter_mut();
            if let Some(field) = fields.find(|it| it.name == *name) {
                field.required = false;
            }
        }
    }

    /// The type of properties that are not named, where the schema allows and describes them.
    fn additional(&mut self, input: &ShapeInput<'a>) -> Option<TypeRef> {
        let part = input.parts.iter().rev().find(|part| part.view.additional.is_some())?;
        let place = Place::MapValue(input.id);
        if let Some(at) = part.at.additional(&part.view) {
            return Some(self.type_at(&at, place));
        }
        if !matches!(part.view.additional, Some(AdditionalProperties::Any(true))) {
            return None;
        }
        let pointer = part.at.pointer.child("additionalProperties");
        let node = part.at.node.get("additionalProperties").unwrap_or(part.at.node);
        Some(self.any(place, &pointer, node))
    }
}

/// A required property of which nothing else is known.
fn bare_field(name: WireName, ty: TypeRef) -> Field {
    Field {
        name,
        ty,
        required: true,
        docs: crate::model::Docs::default(),
        constraints: Constraints::default(),
        default: None,
        xml: crate::model::XmlFacts::default(),
        read_only: false,
        write_only: false,
    }
}

fn field(name: WireName, ty: TypeRef, required: bool, slot: &Slot<'_>) -> Field {
    let at = &slot.at;
    let docs = keywords::docs(&slot.described);
    let mut constraints = Constraints::default();
    for at in slot.before.iter().chain([at]) {
        constraints.narrow(keywords::constraints(at));
    }
    let mut field = Field {
        name,
        ty,
        required,
        docs,
        constraints,
        default: keywords::literal(slot.described.node, "default")
            .or_else(|| keywords::literal(at.node, "default")),
        xml: keywords::xml(slot.at.node),
        read_only: false,
        write_only: false,
    };
    if let SchemaOrReference::Reference(_) = slot.described.schema {
        field.docs = crate::model::Docs::default();
    }
    field
}
