//! Ids for types: components and shared schemas first, then each inline schema as it is met.

use openapiv3::{ReferenceOr, Schema};

use super::view::{SchemaCursor, SchemaOrReference};
use super::{Builder, Job, keywords};
use crate::bug::bug;
use crate::model::{ChildRole, Place, SchemaUse, Shape, TypeDef, TypeId, TypeRef, XmlFacts};
use crate::normalise::{Facts, SHARED_SCHEMAS};
use crate::source::Node;
use crate::text::{JsonPointer, Span};

impl<'a> Builder<'a> {
    /// Gives every component its id, in the document's order, and then the schemas that lie elsewhere.
    pub(super) fn reserve_components(&mut self) {
        let normalised = self.normalised;
        let pointer = JsonPointer::of(&["components", "schemas"]);
        let typed = normalised.openapi.components.as_ref().map(|it| &it.schemas);
        let node = normalised.tree.at(&pointer);
        for entry in node.into_iter().flat_map(Node::members) {
            let Some(schema) = typed.and_then(|it| it.get(entry.key)) else { continue };
            let at =
                SchemaCursor::new(schema, entry.value, pointer.child(entry.key), &normalised.facts);
            self.reserve_target(at, Place::Component(entry.key.to_owned()), entry.key_span);
        }
        let shared = self.root.get(SHARED_SCHEMAS);
        for entry in shared.into_iter().flat_map(Node::members) {
            let Some(target) = JsonPointer::parse(entry.key) else {
                bug!("key `{}` of the shared schemas is not a pointer", entry.key);
                continue;
            };
            let Some(schema) = normalised.shared_schemas.get(&target) else { continue };
            let pointer = JsonPointer::of(&[SHARED_SCHEMAS, entry.key]);
            let at = SchemaCursor::new(schema, entry.value, pointer, &normalised.facts);
            let place = self.place_of(&target);
            self.reserve_target(at, place, entry.value.span());
        }
        self.find_byte_targets();
        self.find_families();
        for (index, at) in self.targets.iter().enumerate() {
            let id = TypeId(u32::try_from(index).unwrap_or(u32::MAX));
            let bytes = self.byte_targets.get(&id).copied().unwrap_or(0);
            self.queue.push_back(Job { id, at: at.clone(), also: Vec::new(), bytes });
        }
    }

    /// The pointer in the document as written, for one in the normalised tree.
    pub(super) fn written(&self, pointer: &JsonPointer) -> JsonPointer {
        self.normalised.written(pointer)
    }

    fn reserve_target(&mut self, at: SchemaCursor<'a>, place: Place, span: Span) {
        let pointer = at.pointer.clone();
        self.targets.push(at);
        let id = self.reserve(place, &pointer, span);
        // The schema is the same, so that an inline use and a reference share one type.
        let written = self.written(&pointer);
        self.by_pointer.insert(written.clone(), id);
        let ty = TypeRef { id, nullable: false };
        self.api.schemas.push(SchemaUse { pointer: written, ty });
    }

    /// A place for a schema that is referred to and is no component: a property of one, else something shared.
    fn place_of(&self, pointer: &JsonPointer) -> Place {
        let tokens: Vec<_> = pointer.tokens().collect();
        if let [components, schemas, name, properties, property] = tokens.as_slice() {
            let owner = self.written(&JsonPointer::of(&[components, schemas, name]));
            let owner = self.by_pointer.get(&owner).filter(|_| properties == "properties");
            if let Some(owner) = owner {
                return Place::Property(*owner, crate::model::WireName(property.to_string()));
            }
        }
        let tokens: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
        if let ["paths", path, method, rest @ ..] = tokens.as_slice()
            && *method != "parameters"
        {
            return Place::Shared(self.part_of_operation(path, method, rest));
        }
        let name = tokens.into_iter().rev().find(|it| !is_structural(it));
        // The whole document has no name.
        Place::Shared(name.unwrap_or_default().to_owned())
    }

    /// The name of a schema that is inside an operation and is referred to from elsewhere: of the operation, of its body,
    /// response or parameter, and of the properties on the way.
    fn part_of_operation(&self, path: &str, method: &str, rest: &[&str]) -> String {
        let operation = self.normalised.tree.at(&JsonPointer::of(&["paths", path, method]));
        let id = operation.and_then(|it| it.get("operationId")).and_then(Node::as_str);
        let mut words = match id.filter(|it| !it.is_empty()) {
            Some(id) => vec![id.to_owned()],
            None => vec![method.to_owned(), path.to_owned()],
        };
        match rest {
            ["requestBody", ..] => words.push("body".to_owned()),
            ["responses", status, ..] if status.starts_with('2') => {
                words.push("response".to_owned());
            }
            ["responses", status, ..] => words.extend([(*status).to_owned(), "body".to_owned()]),
            ["parameters", index, ..] => {
                let parameters = operation.and_then(|it| it.get("parameters"));
                let index = index.parse().ok();
                let parameter = parameters.zip(index).and_then(|(all, at)| all.items().nth(at));
                let name = parameter.and_then(|it| it.get("name")).and_then(Node::as_str);
                words.extend(name.map(str::to_owned));
            }
            _ => {}
        }
        let within = rest.iter().skip_while(|it| **it != "schema").skip(1);
        words.extend(within.filter(|it| !is_structural(it)).map(|it| (*it).to_owned()));
        words.join(" ")
    }

    /// A new type without a definition.
    pub(super) fn reserve(&mut self, place: Place, pointer: &JsonPointer, span: Span) -> TypeId {
        let id = TypeId(u32::try_from(self.api.types.len()).unwrap_or(u32::MAX));
        let pointer = self.written(pointer);
        self.api.types.push(TypeDef::new(place, pointer, span, Shape::Any));
        self.nullable.push(false);
        id
    }

    /// A type without a schema, such as the values of `additionalProperties: true`.
    pub(super) fn any(&mut self, place: Place, pointer: &JsonPointer, node: Node<'_>) -> TypeRef {
        let id = self.reserve(place, pointer, node.span());
        TypeRef { id, nullable: false }
    }

    /// A type without a schema, which a C002 diagnostic reports.
    pub(super) fn raw_type(
        &mut self,
        place: Place,
        pointer: &JsonPointer,
        node: Node<'_>,
    ) -> TypeRef {
        let ty = self.any(place, pointer, node);
        if let Some(def) = self.api.types.get_mut(ty.id.0 as usize) {
            def.shape = Shape::Raw;
        }
        ty
    }

    /// The type of a schema in a place; a definition is queued where there is none yet.
    pub(super) fn type_at(&mut self, at: &SchemaCursor<'a>, place: Place) -> TypeRef {
        let ty = self.type_of(at, place);
        let pointer = self.written(&at.pointer);
        self.api.schemas.push(SchemaUse { pointer, ty });
        ty
    }

    fn type_of(&mut self, at: &SchemaCursor<'a>, place: Place) -> TypeRef {
        if let SchemaOrReference::Reference(_) = at.schema {
            return self.reference(at).unwrap_or_else(|| self.any(place, &at.pointer, at.node));
        }
        if let Some(only) = self.only_child(at) {
            let inner = self.type_at(&only.at, place);
            return TypeRef { nullable: inner.nullable || only.nullable, ..inner };
        }
        TypeRef { id: self.inline(at, place), nullable: false }
    }

    /// The type that a reference leads to.
    pub(super) fn reference(&self, at: &SchemaCursor<'a>) -> Option<TypeRef> {
        let SchemaOrReference::Reference(text) = at.schema else { return None };
        self.target(text).map(|(id, _)| TypeRef { id, nullable: false })
    }

    fn inline(&mut self, at: &SchemaCursor<'a>, place: Place) -> TypeId {
        let pointer = self.written(&at.pointer);
        if let Some(id) = self.by_pointer.get(&pointer) {
            return *id;
        }
        let id = self.reserve(place, &at.pointer, at.node.span());
        self.by_pointer.insert(pointer, id);
        self.queue.push_back(Job { id, at: at.clone(), also: Vec::new(), bytes: self.bytes });
        id
    }

    /// The schema that a reference leads to. Normalising has made all references lead to a component or a shared schema.
    pub(super) fn target(&self, reference: &str) -> Option<(TypeId, SchemaCursor<'a>)> {
        let pointer = JsonPointer::parse(reference.strip_prefix('#')?)?;
        let tokens: Vec<_> = pointer.tokens().collect();
        let tokens: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
        let id = *self.by_pointer.get(&self.written(&JsonPointer::of(&tokens)))?;
        Some((id, self.targets.get(id.0 as usize)?.clone()))
    }

    /// Follows references to a schema; `None` if they cannot be resolved or are circular.
    pub(super) fn deref(&self, at: &SchemaCursor<'a>) -> Option<SchemaCursor<'a>> {
        let mut at = at.clone();
        for _ in 0..64 {
            let SchemaOrReference::Reference(text) = at.schema else { return Some(at) };
            at = self.target(text)?.1;
        }
        None
    }

    /// Defines the types that wait, and those that are met on the way.
    pub(super) fn define_all(&mut self) {
        while let Some(job) = self.queue.pop_front() {
            self.define(&job);
        }
        self.bytes = 0;
    }

    fn define(&mut self, job: &Job<'a>) {
        self.bytes = job.bytes.saturating_sub(1);
        let made = self.shape(job);
        let docs = keywords::docs(&job.at);
        if let Some(nullable) = self.nullable.get_mut(job.id.0 as usize) {
            *nullable = made.nullable;
        }
        if let Some(def) = self.api.types.get_mut(job.id.0 as usize) {
            def.only = only_boolean(job.at.node).filter(|_| made.shape == Shape::Boolean);
            def.numeric = job.at.schema_facts().is_some_and(|it| it.is_numeric)
                && matches!(made.shape, Shape::Integer(_) | Shape::Number(_));
            def.shape = made.shape;
            def.constraints = made.constraints;
            def.format = made.format;
            def.docs = docs;
            def.xml = keywords::xml(job.at.node);
            def.item_xml = job.at.node.get("items").map_or_else(XmlFacts::default, keywords::xml);
        }
    }

    /// Carries the nullability of types to their uses; through aliases and unions it travels until nothing changes.
    pub(super) fn spread_null(&mut self) {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.api.types.len()];
        let mut known: Vec<usize> = Vec::new();
        for (index, def) in self.api.types.iter().enumerate() {
            let mut null = self.nullable.get(index) == Some(&true);
            for to in through(&def.shape) {
                null |= to.nullable;
                users.get_mut(to.id.0 as usize).into_iter().for_each(|it| it.push(index));
            }
            if null {
                known.push(index);
            }
        }
        self.nullable = vec![false; self.api.types.len()];
        while let Some(index) = known.pop() {
            let Some(own) = self.nullable.get_mut(index).filter(|own| !**own) else { continue };
            *own = true;
            known.extend(users.get(index).into_iter().flatten());
        }
        self.apply_null();
    }

    fn apply_null(&mut self) {
        let nullable = std::mem::take(&mut self.nullable);
        self.api.each_ref(&mut |it| {
            it.nullable |= nullable.get(it.id.0 as usize) == Some(&true);
        });
        for def in &mut self.api.types {
            // Null belongs to the uses of an alias and of a union, and not to what they consist of.
            match &mut def.shape {
                Shape::Alias(to) => to.nullable = false,
                Shape::Union(union) => {
                    union.variants.iter_mut().for_each(|it| it.ty.nullable = false);
                }
                _ => {}
            }
        }
    }
}

/// The types whose values are values of a type itself.
fn through(shape: &Shape) -> impl Iterator<Item = TypeRef> {
    let is_value = |role| matches!(role, ChildRole::Target | ChildRole::Variant);
    shape.children().into_iter().filter(move |(role, _)| is_value(*role)).map(|(_, ty)| ty)
}

/// The only value besides null that `enum` lists, where it is a boolean.
fn only_boolean(schema: Node<'_>) -> Option<bool> {
    let mut values = schema.get("enum")?.items().filter(|it| !it.is_null());
    let only = values.next()?.as_bool();
    only.filter(|_| values.next().is_none())
}

/// Keywords of the standard, which name nothing in the document.
fn is_structural(token: &str) -> bool {
    let words = ["schema", "content", "items", "properties", "allOf", "oneOf", "anyOf", "200"];
    words.contains(&token) || token.bytes().all(|it| it.is_ascii_digit())
}

/// An inline schema of a media type or parameter.
pub(super) fn schema_at<'a>(
    typed: &'a ReferenceOr<Schema>,
    owner: Node<'a>,
    pointer: &JsonPointer,
    facts: &'a Facts,
) -> Option<SchemaCursor<'a>> {
    Some(SchemaCursor::new(typed, owner.get("schema")?, pointer.child("schema"), facts))
}
