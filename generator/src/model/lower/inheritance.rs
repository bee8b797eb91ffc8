//! Inheritance (OpenAPI 3.0 "Composition and Inheritance"): an object with a `discriminator` that others extend by `allOf`.
//!
//! Where such an object is used, a value of any of the others may stand, so that the type is a union of them. What
//! extends it still merges its properties, for parts are made of schemas and not of types.

use std::collections::{BTreeSet, HashMap};

use super::Builder;
use super::Job;
use super::shape::ShapeInput;
use super::union::MAX_LOOKING;
use super::view::{SchemaCursor, SchemaOrReference, TypeKeyword};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{
    Discriminator, Place, Shape, TypeId, TypeRef, UnionKind, UnionShape, Variant, WireName,
};
use crate::source::Node;

/// The name of the object for the base itself; the union has the base's name.
const OWN: &str = "base";

/// The extensions by which a schema declares its tag.
const DECLARED_TAGS: [&str; 2] = ["x-ms-discriminator-value", "x-discriminator-value"];

/// How many levels of `allOf` are searched for a discriminator.
const MAX_ANCESTORS: u8 = 16;

/// The bases of a document.
#[derive(Default)]
pub(super) struct Families {
    /// For each base, the components that extend it, in the document's order.
    children: HashMap<TypeId, Vec<TypeId>>,
    /// The types of the bases' own objects, where there are some.
    own: HashMap<TypeId, TypeId>,
}

/// How the types of an inheritance are told apart.
struct Tag<'a> {
    property: &'a str,
    mapping: Vec<(&'a str, &'a str)>,
    /// The values that the base allows, where it lists them.
    listed: Option<Vec<String>>,
}

impl<'a> Builder<'a> {
    /// Finds the bases, once all targets of references are known.
    pub(super) fn find_families(&mut self) {
        let mut extended: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
        for (index, at) in self.targets.iter().enumerate() {
            let Some(view) = at.view() else { continue };
            let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
            let wraps = self.only_child(at).is_some();
            for base in at.members("allOf", view.all_of) {
                let Some((base, found)) = self.destination(&base) else { continue };
                // What only wraps a base is another name for it, unless it has a tag of its own.
                if base != id && (!wraps || self.is_mapped(&found, at)) {
                    extended.entry(base).or_default().push(id);
                }
            }
        }
        for (index, at) in self.targets.iter().enumerate() {
            let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
            if !self.is_base(at) {
                continue;
            }
            let mut all: BTreeSet<TypeId> = BTreeSet::new();
            let mut next = vec![id];
            while let Some(known) = next.pop() {
                let found = extended.get(&known).into_iter().flatten().copied();
                next.extend(found.filter(|it| *it != id && all.insert(*it)));
            }
            if !all.is_empty() {
                self.families.children.insert(id, all.into_iter().collect());
            }
        }
    }

    fn is_base(&self, at: &SchemaCursor<'a>) -> bool {
        let alone = |it: super::view::View<'a>| it.one_of.is_empty() && it.any_of.is_empty();
        self.discriminator(at).is_some()
            && at.view().is_some_and(alone)
            && self.only_child(at).is_none()
    }

    fn is_mapped(&self, base: &SchemaCursor<'a>, child: &SchemaCursor<'a>) -> bool {
        let name = child.pointer.name();
        let mapping = self.discriminator(base).into_iter().flat_map(|it| it.mapping.values());
        self.is_base(base) && mapping.into_iter().any(|it| bare(it) == name)
    }

    /// The discriminator of an object: its own, that of a part in place, or that of an ancestor, whose tags its descendants
    /// have too.
    fn discriminator(&self, at: &SchemaCursor<'a>) -> Option<&'a openapiv3::Discriminator> {
        self.discriminator_within(at, MAX_ANCESTORS)
    }

    fn discriminator_within(
        &self,
        at: &SchemaCursor<'a>,
        depth: u8,
    ) -> Option<&'a openapiv3::Discriminator> {
        let depth = depth.checked_sub(1)?;
        let view = at.view()?;
        if view.data.discriminator.is_some() {
            return view.data.discriminator.as_ref();
        }
        // A discriminator of a union tells its members apart, and not what extends the schema.
        if !(view.one_of.is_empty() && view.any_of.is_empty()) {
            return None;
        }
        let parts = at.members("allOf", view.all_of);
        parts.iter().find_map(|part| self.discriminator_within(&self.deref(part)?, depth))
    }

    /// The end of a chain of references, with its id.
    fn destination(&self, at: &SchemaCursor<'a>) -> Option<(TypeId, SchemaCursor<'a>)> {
        let SchemaOrReference::Reference(text) = at.schema else { return None };
        let mut found = self.target(text)?;
        for _ in 0..64 {
            let SchemaOrReference::Reference(text) = found.1.schema else { return Some(found) };
            found = self.target(text)?;
        }
        None
    }

    /// Whether a type is a base that others extend.
    pub(super) fn is_family(&self, id: TypeId) -> bool {
        self.families.children.contains_key(&id)
    }

    /// Whether a component extends a base and adds nothing to it.
    pub(super) fn is_bare_child(&self, id: TypeId, base: &SchemaCursor<'a>) -> bool {
        let children = self.destination(base).and_then(|(it, _)| self.families.children.get(&it));
        children.is_some_and(|it| it.contains(&id))
    }

    /// The union of all that extend a base, where the schema is one.
    pub(super) fn inheritance_shape(&mut self, input: &ShapeInput<'a>) -> Option<Shape> {
        let children = self.families.children.get(&input.id)?.clone();
        let Some(tag) = self.inheritance_tag(input) else {
            return Some(self.open_inheritance(input));
        };
        let mut tagged = Vec::with_capacity(children.len());
        for id in &children {
            tagged.extend(self.child_tags(*id, &tag).map(|tags| (*id, tags)));
        }
        let complete = tagged.len() == children.len();
        if tagged.is_empty() || (tag.mapping.is_empty() && !complete) {
            return Some(self.open_inheritance(input));
        }
        let own = own_tags(input, &tag, &tagged, complete);
        let mut variants = Vec::with_capacity(tagged.len() + 1);
        for (id, tags) in tagged {
            // A child that is a base itself is only its own object here, because its children are in the list too.
            let base = self.families.children.contains_key(&id);
            let id = if base { self.own_object(id)? } else { id };
            variants.push(Variant { ty: TypeRef { id, nullable: false }, tags });
        }
        if !own.is_empty() {
            let ty = TypeRef { id: self.own_object(input.id)?, nullable: false };
            variants.push(Variant { ty, tags: own });
        }
        let property = WireName(tag.property.to_owned());
        self.no_default(input);
        let discriminator = Some(Discriminator { property, default: None, inherited: true });
        Some(Shape::Union(UnionShape { kind: UnionKind::OneOf, variants, discriminator }))
    }

    /// Says that the `defaultMapping` of a base is not carried: what extends it is found by its tag only.
    fn no_default(&mut self, input: &ShapeInput<'a>) {
        let discriminator = input.at.node.get("discriminator");
        let mapping = discriminator.and_then(|it| input.at.facts.default_mapping(it));
        let Some(mapping) = mapping else { return };
        let message = "`defaultMapping` of a schema that others extend is not supported yet";
        let diagnostic = Diagnostic::info(code::UNSUPPORTED, message)
            .with_help("remove it; a value with an unknown tag is kept as JSON");
        let pointer = input.at.pointer.child("discriminator").child("defaultMapping");
        self.report_at(diagnostic, mapping.span, &pointer);
    }

    /// A base whose children have no tags that are known: nothing that they add is lost, but it has no types.
    fn open_inheritance(&mut self, input: &ShapeInput<'a>) -> Shape {
        let message = "the tags of the schemas that extend this object are unknown: only its own properties are typed, others are kept as JSON";
        let help = "add a `mapping` to `discriminator`";
        let diagnostic = Diagnostic::info(code::RAW_JSON, message).with_help(help);
        self.report(diagnostic, input.at.node, &input.at.pointer);
        self.open_object(input)
    }

    /// The property that holds the tag: the base must have it, for else a value would be written without it.
    fn inheritance_tag(&self, input: &ShapeInput<'a>) -> Option<Tag<'a>> {
        let discriminator = self.discriminator(&input.at)?;
        let property = discriminator.property_name.as_str();
        let mut properties = input.parts.iter().rev().flat_map(|it| it.at.properties(&it.view));
        let (_, at) = properties.find(|(name, _)| *name == property)?;
        let kind = self.deref(&at)?.view()?.implied();
        // The name of a component is text, so that a tag of another kind needs a mapping.
        let named =
            discriminator.mapping.is_empty() && kind.is_some_and(|it| it != TypeKeyword::String);
        if named || matches!(kind, Some(TypeKeyword::Object | TypeKeyword::Array)) {
            return None;
        }
        let mapping = discriminator.mapping.iter();
        Some(Tag {
            property,
            mapping: mapping.map(|(key, to)| (key.as_str(), bare(to))).collect(),
            listed: self.closed(&at, MAX_LOOKING),
        })
    }

    /// The tags of a child: from `mapping`, else the values that it narrows the property to, else its name.
    fn child_tags(&self, id: TypeId, tag: &Tag<'a>) -> Option<Vec<String>> {
        let at = self.targets.get(id.0 as usize)?;
        let name = at.pointer.last()?;
        let mapped = tag.mapped(&name);
        if !mapped.is_empty() {
            return Some(mapped);
        }
        let parts = self.parts(&Job { id, at: at.clone(), also: Vec::new(), bytes: 0 })?;
        let own = parts.iter().filter(|part| !part.referred);
        if let Some(declared) = own.clone().find_map(|part| declared_tag(part.at.node)) {
            return Some(vec![declared]);
        }
        let mut own = own.flat_map(|part| part.at.properties(&part.view));
        let own = own.find(|(property, _)| *property == tag.property);
        let narrowed = own.and_then(|(_, at)| self.closed(&at, MAX_LOOKING));
        narrowed.or_else(|| tag.allows(&name).then(|| vec![name]))
    }

    /// The type of a base's own object.
    fn own_object(&mut self, base: TypeId) -> Option<TypeId> {
        if let Some(id) = self.families.own.get(&base) {
            return Some(*id);
        }
        let at = self.targets.get(base.0 as usize)?.clone();
        let place = Place::Property(base, WireName(OWN.to_owned()));
        let id = self.reserve(place, &at.pointer, at.node.span());
        self.families.own.insert(base, id);
        self.queue.push_back(Job { id, at, also: Vec::new(), bytes: 0 });
        Some(id)
    }
}

impl Tag<'_> {
    fn mapped(&self, name: &str) -> Vec<String> {
        let leads_here = self.mapping.iter().filter(|(_, to)| *to == name);
        leads_here.map(|(key, _)| (*key).to_owned()).collect()
    }

    fn allows(&self, name: &str) -> bool {
        self.listed.as_ref().is_none_or(|it| it.iter().any(|it| it == name))
    }
}

/// The tags of the base's own object: from `mapping`, or its name where there is none, and what it lists and no child takes.
fn own_tags(
    input: &ShapeInput<'_>,
    tag: &Tag<'_>,
    children: &[(TypeId, Vec<String>)],
    complete: bool,
) -> Vec<String> {
    let name = input.at.pointer.name();
    let mut own = tag.mapped(&name);
    let declared = input.parts.iter().filter(|part| !part.referred);
    if let Some(declared) = declared.clone().find_map(|part| declared_tag(part.at.node)) {
        own.push(declared);
    } else if tag.mapping.is_empty() && tag.allows(&name) {
        own.push(name);
    }
    let listed = tag.listed.iter().flatten().filter(|_| complete);
    own.extend(listed.cloned());
    let mut seen: BTreeSet<String> = children.iter().flat_map(|(_, tags)| tags).cloned().collect();
    own.retain(|it| seen.insert(it.clone()));
    own
}

/// The tag that a schema declares for itself. Azure's documents do, because Swagger 2.0 has no `mapping`.
pub(super) fn declared_tag(schema: Node<'_>) -> Option<String> {
    let declared = DECLARED_TAGS.iter().find_map(|key| schema.get(key))?;
    declared.scalar_text().filter(|it| !it.is_empty())
}

/// The component's name in a value of `mapping`, which is a name or a reference.
fn bare(value: &str) -> &str {
    value.strip_prefix("#/components/schemas/").unwrap_or(value)
}
