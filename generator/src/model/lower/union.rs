//! oneOf and anyOf.

use openapiv3::ReferenceOr;

use super::Builder;
use super::alias::{has_enum, is_null};
use super::all_of::AllOfMember;
use super::inheritance::declared_tag;
use super::shape::ShapeInput;
use super::view::{SchemaCursor, SchemaOrReference, TypeKeyword, View};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{
    Discriminator, Place, Shape, TypeId, TypeRef, UnionKind, UnionShape, Variant, WireName,
};
use crate::text::JsonPointer;

/// How deep a member is looked through to see whether its values are objects.
pub(super) const MAX_LOOKING: u8 = 8;

/// The members of one union keyword that say something about the value.
pub(super) struct Members<'a> {
    kind: UnionKind,
    pub(super) at: Vec<SchemaCursor<'a>>,
}

/// A member to become a variant.
struct Member<'a> {
    at: SchemaCursor<'a>,
    /// Whether a union that it was taken out of allows null.
    nullable: bool,
}

impl<'a> Builder<'a> {
    /// The union among the parts, where there is one.
    pub(super) fn union(&mut self, input: &ShapeInput<'a>) -> Option<Shape> {
        let mut unions: Vec<(Members<'a>, &AllOfMember<'a>)> = Vec::new();
        for part in &input.parts {
            let found = members(&part.at, &part.view).into_iter();
            unions.extend(
                found.filter(|it| !self.is_chosen(input.id, &input.parts, it)).map(|it| (it, part)),
            );
        }
        let structured = input.parts.iter().any(|part| {
            part.view.properties.is_some()
                || part.view.additional.is_some()
                || part.view.items.is_some()
        });
        match unions.as_slice() {
            [] => None,
            [(members, part)] if !structured => Some(self.plain_union(input, members, part)),
            [(members, part)] if self.can_spread(input, members) => {
                Some(self.spread_union(input, members, part))
            }
            several => {
                let all = several.iter().flat_map(|(members, _)| &members.at);
                let objects = all.clone().all(|at| self.is_object(at, MAX_LOOKING));
                Some(self.crowded_union(input, objects))
            }
        }
    }

    /// Whether a schema is itself a member of a union that it inherits: then nothing is left to choose.
    pub(super) fn is_chosen(
        &self,
        id: TypeId,
        parts: &[AllOfMember<'a>],
        union: &Members<'a>,
    ) -> bool {
        let is_own = |it: TypeId| it == id || parts.iter().any(|part| part.owner == it);
        let mut members = union.at.iter().filter_map(|at| self.reference(at));
        parts.iter().any(|part| part.referred) && members.any(|it| is_own(it.id))
    }

    /// Whether the properties next to a union can be added to each of its members.
    fn can_spread(&self, input: &ShapeInput<'a>, members: &Members<'a>) -> bool {
        let also = input.also.iter().chain([&input.at]);
        input.kind == Some(TypeKeyword::Object) && self.fits_each(also, members)
    }

    /// Whether the siblings of a union can be merged with each of its members.
    pub(super) fn fits_each<'s>(
        &self,
        beside: impl Iterator<Item = &'s SchemaCursor<'a>>,
        members: &Members<'a>,
    ) -> bool
    where
        'a: 's,
    {
        let beside: Vec<SchemaCursor<'a>> = beside.map(bare).collect();
        members.at.iter().all(|at| {
            let all: Vec<SchemaCursor<'a>> = beside.iter().chain([at]).cloned().collect();
            self.is_object(at, MAX_LOOKING) && self.contents(&all).is_some()
        })
    }

    /// A union with properties of its own: each member has them too.
    fn spread_union(
        &mut self,
        input: &ShapeInput<'a>,
        members: &Members<'a>,
        part: &AllOfMember<'a>,
    ) -> Shape {
        let beside: Vec<SchemaCursor<'a>> =
            input.also.iter().chain([&input.at]).map(bare).collect();
        let named = self.usable_discriminator(&input.at, part, members);
        let inferred = if named.is_none() { self.inferred(&members.at) } else { None };
        let mut variants: Vec<Variant> = Vec::new();
        let mut made: Vec<(&SchemaCursor<'a>, TypeId)> = Vec::new();
        for (index, at) in members.at.iter().enumerate() {
            let place = match at.schema {
                SchemaOrReference::Reference(text) => {
                    Place::Property(input.id, WireName(last_name(text)))
                }
                SchemaOrReference::Inline(_) => Place::Variant(input.id, index),
            };
            let ty = self.type_of_all(&beside, at, place);
            let known = inferred.as_ref().and_then(|it| it.of.get(index).cloned());
            let tags = known.unwrap_or_else(|| self.tags(at, &part.view));
            made.push((at, ty.id));
            if !variants.iter().any(|it| it.ty.id == ty.id) {
                variants.push(Variant { ty: TypeRef { nullable: false, ..ty }, tags });
            }
        }
        let named = named.map(|it| WireName(it.property_name.clone()));
        let property = named.or(inferred.map(|it| it.property));
        let default = self.default_member(part, &made);
        let discriminator =
            property.map(|property| Discriminator { property, default, inherited: false });
        Shape::Union(UnionShape { kind: members.kind, variants, discriminator })
    }

    /// A union together with another union. Its members' properties travel as additional ones,
    /// so that nothing is lost; only the types of the common ones are known.
    fn crowded_union(&mut self, input: &ShapeInput<'a>, objects: bool) -> Shape {
        if !objects {
            return self.raw(&input.at, "a union beside other keywords");
        }
        let message = "several unions in one schema: only the common properties are typed, the others are kept as JSON";
        self.report(Diagnostic::info(code::RAW_JSON, message), input.at.node, &input.at.pointer);
        self.open_object(input)
    }

    fn plain_union(
        &mut self,
        input: &ShapeInput<'a>,
        members: &Members<'a>,
        part: &AllOfMember<'a>,
    ) -> Shape {
        if let Some(shape) = self.united(&members.at) {
            return Shape::Enum(shape);
        }
        let flat = self.flat(&members.at);
        let ats: Vec<SchemaCursor<'a>> = flat.iter().map(|it| it.at.clone()).collect();
        let named = self.usable_discriminator(&input.at, part, members);
        let inferred = if named.is_none() { self.inferred(&ats) } else { None };
        let mut variants: Vec<Variant> = Vec::new();
        let mut made: Vec<(&SchemaCursor<'a>, TypeId)> = Vec::new();
        for (index, Member { at, nullable }) in flat.iter().enumerate() {
            let mut ty = self.type_at(at, Place::Variant(input.id, index));
            ty.nullable |= nullable;
            let known = inferred.as_ref().and_then(|it| it.of.get(index).cloned());
            let tags = known.unwrap_or_else(|| self.tags(at, &part.view));
            made.push((at, ty.id));
            // A union that is a member of itself allows nothing more by that.
            if ty.id == input.id {
                continue;
            }
            match variants.iter_mut().find(|it| it.ty.id == ty.id) {
                Some(same) => same.ty.nullable |= ty.nullable,
                None => variants.push(Variant { ty, tags }),
            }
        }
        match variants.as_slice() {
            [] => return self.raw(&input.at, "a union of nothing but itself"),
            [only] => return Shape::Alias(only.ty),
            _ => {}
        }
        let named = named.map(|it| WireName(it.property_name.clone()));
        let property = named.or(inferred.map(|it| it.property));
        let default = self.default_member(part, &made);
        let discriminator =
            property.map(|property| Discriminator { property, default, inherited: false });
        Shape::Union(UnionShape { kind: members.kind, variants, discriminator })
    }

    /// The discriminator of a union. A path such as `meta.type`, which some tools write, names no property, so its members are
    /// told apart by their structure.
    fn usable_discriminator(
        &mut self,
        at: &SchemaCursor<'a>,
        part: &AllOfMember<'a>,
        members: &Members<'a>,
    ) -> Option<&'a openapiv3::Discriminator> {
        let discriminator = part.view.data.discriminator.as_ref()?;
        let property = discriminator.property_name.as_str();
        let declares = |name: &str| {
            members.at.iter().any(|member| {
                let view = self.deref(member).and_then(|it| it.view());
                view.is_some_and(|it| it.properties.is_some_and(|it| it.contains_key(name)))
            })
        };
        let is_path = property.split_once('.').is_some_and(|(first, _)| declares(first));
        if !is_path || declares(property) {
            return Some(discriminator);
        }
        let message = format!(
            "`{property}` is a path and no property; the members are told apart by their structure"
        );
        let diagnostic = Diagnostic::info(code::UNSUPPORTED, message)
            .with_help("declare the tag as a property of each member");
        self.report(diagnostic, at.node, &at.pointer);
        None
    }

    /// The members, with those of unions that are written among them in place of these.
    fn flat(&self, members: &[SchemaCursor<'a>]) -> Vec<Member<'a>> {
        let mut flat = Vec::with_capacity(members.len());
        for at in members {
            self.flatten(at, false, MAX_LOOKING, &mut flat);
        }
        flat
    }

    fn flatten(
        &self,
        at: &SchemaCursor<'a>,
        nullable: bool,
        depth: u8,
        flat: &mut Vec<Member<'a>>,
    ) {
        let inner = self.inner_union(at).zip(depth.checked_sub(1));
        let Some((inner, depth)) = inner else {
            flat.push(Member { at: at.clone(), nullable });
            return;
        };
        for (index, member) in inner.at.iter().enumerate() {
            // One variant is enough to make the whole nullable.
            let nullable = nullable || (index == 0 && allows_null(at));
            self.flatten(member, nullable, depth, flat);
        }
    }

    /// The members of a schema in place that is a union and nothing else, and has no tag of its own.
    fn inner_union(&self, at: &SchemaCursor<'a>) -> Option<Members<'a>> {
        let view = at.view()?;
        let only = view.implied().is_none_or(|kind| kind == TypeKeyword::Object)
            && view.properties.is_none()
            && view.additional.is_none()
            && view.items.is_none()
            && view.all_of.is_empty()
            && view.data.discriminator.is_none();
        if !only || view.is_raw() || has_enum(at.node) {
            return None;
        }
        let [inner] = <[Members<'a>; 1]>::try_from(members(at, &view)).ok()?;
        (inner.at.len() > 1 && self.united(&inner.at).is_none()).then_some(inner)
    }

    /// The member that `defaultMapping` names, by its component or by a reference.
    fn default_member(
        &mut self,
        part: &AllOfMember<'a>,
        made: &[(&SchemaCursor<'a>, TypeId)],
    ) -> Option<TypeId> {
        let mapping = part.at.facts.default_mapping(part.at.node.get("discriminator")?)?;
        let bare = |text: &'a str| text.strip_prefix("#/components/schemas/").unwrap_or(text);
        let name = bare(&mapping.name);
        let named = |at: &SchemaCursor<'a>| matches!(at.schema, SchemaOrReference::Reference(text) if bare(text) == name);
        let found = made.iter().find(|(at, _)| named(at)).map(|(_, id)| *id);
        if found.is_none() {
            let message =
                format!("`defaultMapping` names `{name}`, which is not a member of this union");
            let diagnostic = Diagnostic::warning(code::UNSUPPORTED, message);
            let help = "name a member of the union";
            let pointer = part.at.pointer.child("discriminator").child("defaultMapping");
            self.report_at(diagnostic.with_help(help), mapping.span, &pointer);
        }
        found
    }

    /// The discriminator values of a member: from `mapping`, else the literals that its own property may be, unless the
    /// component's name is one of them, else that name ("Discriminator Object").
    fn tags(&self, at: &SchemaCursor<'a>, view: &View<'a>) -> Vec<String> {
        let Some(discriminator) = &view.data.discriminator else { return Vec::new() };
        let name = match at.schema {
            SchemaOrReference::Reference(text) => {
                text.strip_prefix("#/components/schemas/").unwrap_or(text)
            }
            SchemaOrReference::Inline(_) => "",
        };
        let leads_here = |value: &str| {
            let bare = value.strip_prefix("#/components/schemas/").unwrap_or(value);
            !name.is_empty() && bare == name
        };
        let mapped = discriminator.mapping.iter().filter(|(_, value)| leads_here(value));
        let mapped: Vec<String> = mapped.map(|(key, _)| key.clone()).collect();
        if !mapped.is_empty() {
            return mapped;
        }
        if let Some(declared) = self.deref(at).and_then(|it| declared_tag(it.node)) {
            return vec![declared];
        }
        let own = self.literals(at, &discriminator.property_name);
        let name = name.replace("~1", "/").replace("~0", "~");
        match own {
            // A schema that others inherit lists the names of all.
            Some(own) if own.len() == 1 || !own.contains(&name) => own,
            _ => (!name.is_empty()).then_some(name).into_iter().collect(),
        }
    }

    /// Whether all values of a schema are objects, as far as one can see.
    pub(super) fn is_object(&self, at: &SchemaCursor<'a>, depth: u8) -> bool {
        let Some((at, depth)) = self.deref(at).zip(depth.checked_sub(1)) else { return false };
        let Some(view) = at.view() else { return false };
        if let Some(kind) = view.implied() {
            return kind == TypeKeyword::Object;
        }
        let any = at.members("allOf", view.all_of);
        let every = [at.members("oneOf", view.one_of), at.members("anyOf", view.any_of)].concat();
        let is_object = |it: &SchemaCursor<'a>| self.is_object(it, depth);
        any.iter().any(is_object)
            || (!every.is_empty() && every.iter().filter(|it| !is_null(it)).all(is_object))
            || !view.required.is_empty()
    }
}

/// The union of a part; members that only name required properties are conditions and no types.
pub(super) fn members<'a>(at: &SchemaCursor<'a>, view: &View<'a>) -> Vec<Members<'a>> {
    let keyword = |kind, key: &str, typed: &'a [ReferenceOr<openapiv3::Schema>]| {
        let mut at = at.members(key, typed);
        let conditions = at.iter().all(is_condition);
        at.retain(|it| !is_null(it));
        (!conditions && !at.is_empty()).then_some(Members { kind, at })
    };
    let one = keyword(UnionKind::OneOf, "oneOf", view.one_of);
    let any = keyword(UnionKind::AnyOf, "anyOf", view.any_of);
    one.into_iter().chain(any).collect()
}

/// A schema without the unions in it.
fn bare<'a>(at: &SchemaCursor<'a>) -> SchemaCursor<'a> {
    SchemaCursor { bare: true, ..at.clone() }
}

/// The last name in a reference.
fn last_name(reference: &str) -> String {
    let pointer = JsonPointer::parse(reference.trim_start_matches('#'));
    pointer.map_or_else(String::new, |it| it.name())
}

/// A schema that says nothing about the type of a value, such as `{required: [a]}`.
fn is_condition(at: &SchemaCursor<'_>) -> bool {
    let object = |kind| kind == TypeKeyword::Object;
    at.view().is_some_and(|view| {
        view.kind.is_none_or(object)
            && !view.has_structure()
            && !view.is_raw()
            && !has_enum(at.node)
    })
}

/// Whether a union in place allows null, by itself or by a member.
fn allows_null(at: &SchemaCursor<'_>) -> bool {
    let Some(view) = at.view() else { return false };
    let members = [at.members("oneOf", view.one_of), at.members("anyOf", view.any_of)].concat();
    view.data.nullable || members.iter().any(is_null)
}
