//! Objects: the properties of all parts merged into one list.

use std::collections::HashSet;

use indexmap::IndexMap;

use openapiv3::AdditionalProperties;

use super::alias::says_nothing;
use super::shape::Plan;
use super::view::{At, Use};
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
    at: At<'a>,
    /// Where it is written too, in what comes before.
    before: Vec<At<'a>>,
    /// Where it is described.
    described: At<'a>,
    owner: TypeId,
}

impl<'a> Builder<'a> {
    /// An object with properties, or a map where none are named.
    pub(super) fn object(&mut self, plan: &Plan<'a>) -> Shape {
        let slots = self.slots(plan);
        let closed = plan.parts.iter().rev().find_map(|part| part.view.additional);
        if slots.is_empty() && !matches!(closed, Some(AdditionalProperties::Any(false))) {
            return Shape::Map(self.additional(plan).unwrap_or_else(|| {
                let pointer = plan.at.pointer.child("additionalProperties");
                self.any(Place::MapValue(plan.id), &pointer, plan.at.node)
            }));
        }
        let mut fields = self.fields(plan, slots);
        let additional = self.additional(plan).map_or(Additional::Ignored, Additional::Kept);
        if additional == Additional::Ignored && !fields.is_empty() {
            self.undescribed(plan, &mut fields);
        }
        Shape::Object(ObjectShape { fields, additional })
    }

    /// The object of all named properties, which keeps whatever else comes.
    pub(super) fn open_object(&mut self, plan: &Plan<'a>) -> Shape {
        let slots = self.slots(plan);
        let fields = self.fields(plan, slots);
        let pointer = plan.at.pointer.child("additionalProperties");
        let rest = self.additional(plan);
        let rest =
            rest.unwrap_or_else(|| self.raw_type(Place::MapValue(plan.id), &pointer, plan.at.node));
        Shape::Object(ObjectShape { fields, additional: Additional::Kept(rest) })
    }

    /// Each name once, where it is first met, with all that say something about its type.
    fn slots(&mut self, plan: &Plan<'a>) -> IndexMap<&'a str, Slot<'a>> {
        let mut slots: IndexMap<&'a str, Slot<'a>> = IndexMap::new();
        for part in &plan.parts {
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
    fn exclude_each_other(&mut self, name: &str, later: &At<'a>, earlier: &At<'a>) -> bool {
        let kind = |at: &At<'a>| self.deref(at)?.view()?.implied();
        let (Some(a), Some(b)) = (kind(later), kind(earlier)) else { return false };
        if a != b {
            let message = format!("property `{name}` has two types; the later one wins");
            let diagnostic = Diagnostic::info(code::UNSUPPORTED, message)
                .with_related(earlier.node.span(), "the earlier one");
            self.report(diagnostic, later.node, &later.pointer);
        }
        a != b
    }

    fn fields(&mut self, plan: &Plan<'a>, slots: IndexMap<&'a str, Slot<'a>>) -> Vec<Field> {
        let required: HashSet<&str> =
            plan.parts.iter().flat_map(|part| part.view.required).map(String::as_str).collect();
        let mut fields = Vec::with_capacity(slots.len());
        for (name, slot) in slots {
            let wire = WireName(name.to_owned());
            let owner = self.owner_of(plan.id, name, slot.owner, &slot.before);
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
        let mut left: Vec<At<'a>> = declared.cloned().collect();
        for _ in 0..MAX_LOOKED_AT {
            let Some(at) = left.pop() else { return false };
            if keywords::flag(at.node, key) {
                return true;
            }
            match at.schema {
                Use::Reference(text) => left.extend(self.target(text).map(|(_, target)| target)),
                Use::Inline(_) => {
                    let members = at.view().map(|view| at.members("allOf", view.all_of));
                    left.extend(members.into_iter().flatten());
                }
            }
        }
        false
    }

    /// Appends the names that are required and that no schema describes.
    fn undescribed(&mut self, plan: &Plan<'a>, fields: &mut Vec<Field>) {
        for part in &plan.parts {
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
                let ty = self.raw_type(Place::Property(plan.id, name.clone()), &pointer, node);
                self.undescribed.push((plan.id, name.clone()));
                fields.push(bare_field(name, ty));
            }
        }
    }

    /// Where a property is not described, `required` may be a slip of the pen: it is asked for
    /// in requests only, and an answer without it is still read.
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
    fn additional(&mut self, plan: &Plan<'a>) -> Option<TypeRef> {
        let part = plan.parts.iter().rev().find(|part| part.view.additional.is_some())?;
        let place = Place::MapValue(plan.id);
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
        keywords::narrow(&mut constraints, keywords::constraints(at));
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
    if let Use::Reference(_) = slot.described.schema {
        field.docs = crate::model::Docs::default();
    }
    field
}
