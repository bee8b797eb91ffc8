//! A schema as a flat list of keywords, whichever of openapiv3's forms it was decoded to, with its node and pointer.

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema, SchemaData, SchemaKind, Type};

use crate::normalise::{Facts, SchemaFacts};
use crate::source::Node;
use crate::text::JsonPointer;

/// The current location: a schema or a reference, its node, and its pointer.
#[derive(Clone, Debug)]
pub(super) struct SchemaCursor<'a> {
    pub(super) schema: SchemaOrReference<'a>,
    pub(super) node: Node<'a>,
    pub(super) pointer: JsonPointer,
    /// Facts about all nodes.
    pub(super) facts: &'a Facts,
    /// Whether its unions are ignored, because it is merged with each of their members.
    pub(super) bare: bool,
}

/// A schema or a reference to one.
#[derive(Clone, Copy, Debug)]
pub(super) enum SchemaOrReference<'a> {
    Reference(&'a str),
    Inline(&'a Schema),
}

impl<'a> SchemaCursor<'a> {
    pub(super) fn new(
        schema: &'a ReferenceOr<Schema>,
        node: Node<'a>,
        pointer: JsonPointer,
        facts: &'a Facts,
    ) -> Self {
        let schema = match schema {
            ReferenceOr::Reference { reference } => SchemaOrReference::Reference(reference),
            ReferenceOr::Item(schema) => SchemaOrReference::Inline(schema),
        };
        Self { schema, node, pointer, facts, bare: false }
    }

    /// A child in a box.
    fn boxed(
        &self,
        schema: &'a ReferenceOr<Box<Schema>>,
        node: Node<'a>,
        pointer: JsonPointer,
    ) -> Self {
        let schema = match schema {
            ReferenceOr::Reference { reference } => SchemaOrReference::Reference(reference),
            ReferenceOr::Item(schema) => SchemaOrReference::Inline(schema),
        };
        Self { schema, node, pointer, facts: self.facts, bare: false }
    }

    /// What normalising recorded about this schema.
    pub(super) fn schema_facts(&self) -> Option<&'a SchemaFacts> {
        self.facts.schema(self.node)
    }

    /// The keywords; `None` for a reference.
    pub(super) fn view(&self) -> Option<View<'a>> {
        match self.schema {
            SchemaOrReference::Inline(schema) => Some(View::of(schema, self.schema_facts())),
            SchemaOrReference::Reference(_) => None,
        }
    }

    fn child(&self, key: &str) -> Option<(Node<'a>, JsonPointer)> {
        Some((self.node.get(key)?, self.pointer.child(key)))
    }

    /// The properties in the document's order.
    pub(super) fn properties(&self, view: &View<'a>) -> Vec<(&'a str, Self)> {
        let (Some(typed), Some((node, pointer))) = (view.properties, self.child("properties"))
        else {
            return Vec::new();
        };
        let property = |entry: crate::source::Entry<'a>| {
            let at = self.boxed(typed.get(entry.key)?, entry.value, pointer.child(entry.key));
            Some((entry.key, at))
        };
        node.members().filter_map(property).collect()
    }

    pub(super) fn items(&self, view: &View<'a>) -> Option<Self> {
        let (node, pointer) = self.child("items")?;
        Some(self.boxed(view.items?, node, pointer))
    }

    /// The schema of `additionalProperties`, where it is one.
    pub(super) fn additional(&self, view: &View<'a>) -> Option<Self> {
        let Some(AdditionalProperties::Schema(schema)) = view.additional else { return None };
        let (node, pointer) = self.child("additionalProperties")?;
        Some(Self::new(schema, node, pointer, self.facts))
    }

    /// The members of `allOf`, `oneOf` or `anyOf`.
    pub(super) fn members(&self, key: &str, typed: &'a [ReferenceOr<Schema>]) -> Vec<Self> {
        let Some((node, pointer)) = self.child(key) else { return Vec::new() };
        let pairs = typed.iter().zip(node.items()).enumerate();
        pairs
            .map(|(at, (schema, node))| {
                Self::new(schema, node, pointer.child(&at.to_string()), self.facts)
            })
            .collect()
    }
}

/// The values of `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeKeyword {
    String,
    Number,
    Integer,
    Boolean,
    Object,
    Array,
}

/// The keywords that decide a type. Literals and bounds are read from the node, which has all their digits.
#[derive(Clone, Debug)]
pub(super) struct View<'a> {
    pub(super) data: &'a SchemaData,
    /// What normalising recorded about the schema.
    facts: Option<&'a SchemaFacts>,
    pub(super) kind: Option<TypeKeyword>,
    pub(super) properties: Option<&'a IndexMap<String, ReferenceOr<Box<Schema>>>>,
    pub(super) required: &'a [String],
    pub(super) additional: Option<&'a AdditionalProperties>,
    pub(super) items: Option<&'a ReferenceOr<Box<Schema>>>,
    pub(super) all_of: &'a [ReferenceOr<Schema>],
    pub(super) one_of: &'a [ReferenceOr<Schema>],
    pub(super) any_of: &'a [ReferenceOr<Schema>],
}

impl<'a> View<'a> {
    pub(super) fn of(schema: &'a Schema, facts: Option<&'a SchemaFacts>) -> Self {
        let mut view = Self {
            data: &schema.schema_data,
            facts,
            kind: None,
            properties: None,
            required: &[],
            additional: None,
            items: None,
            all_of: &[],
            one_of: &[],
            any_of: &[],
        };
        match &schema.schema_kind {
            SchemaKind::Type(ty) => view.typed(ty),
            SchemaKind::OneOf { one_of } => view.one_of = one_of,
            SchemaKind::AllOf { all_of } => view.all_of = all_of,
            SchemaKind::AnyOf { any_of } => view.any_of = any_of,
            SchemaKind::Not { .. } => {}
            SchemaKind::Any(any) => {
                view.kind = any.typ.as_deref().and_then(kind_of);
                view.properties = Some(&any.properties);
                view.required = &any.required;
                view.additional = any.additional_properties.as_ref();
                view.items = any.items.as_ref();
                view.all_of = &any.all_of;
                view.one_of = &any.one_of;
                view.any_of = &any.any_of;
            }
        }
        view.properties = view.properties.filter(|it| !it.is_empty());
        view
    }

    fn typed(&mut self, ty: &'a Type) {
        self.kind = Some(match ty {
            Type::String(_) => TypeKeyword::String,
            Type::Number(_) => TypeKeyword::Number,
            Type::Integer(_) => TypeKeyword::Integer,
            Type::Boolean(_) => TypeKeyword::Boolean,
            Type::Object(object) => {
                self.properties = Some(&object.properties);
                self.required = &object.required;
                self.additional = object.additional_properties.as_ref();
                TypeKeyword::Object
            }
            Type::Array(array) => {
                self.items = array.items.as_ref();
                TypeKeyword::Array
            }
        });
    }

    /// The type, declared or implied by the keywords.
    pub(super) fn implied(&self) -> Option<TypeKeyword> {
        let object = self.properties.is_some() || self.additional.is_some();
        let array = self.items.is_some();
        self.kind.or(object.then_some(TypeKeyword::Object)).or(array.then_some(TypeKeyword::Array))
    }

    /// Whether normalising has found that this schema cannot be typed.
    pub(super) fn is_raw(&self) -> bool {
        self.facts.is_some_and(SchemaFacts::is_raw)
    }

    /// Whether the items are told apart by position.
    pub(super) fn is_tuple(&self) -> bool {
        self.facts.is_some_and(|it| it.is_tuple)
    }

    /// Whether there are properties, items or members: something besides `type`, bounds and annotations.
    pub(super) fn has_structure(&self) -> bool {
        self.properties.is_some()
            || self.additional.is_some()
            || self.items.is_some()
            || !(self.all_of.is_empty() && self.one_of.is_empty() && self.any_of.is_empty())
    }
}

fn kind_of(name: &str) -> Option<TypeKeyword> {
    Some(match name {
        "string" => TypeKeyword::String,
        "number" => TypeKeyword::Number,
        "integer" => TypeKeyword::Integer,
        "boolean" => TypeKeyword::Boolean,
        "object" => TypeKeyword::Object,
        "array" => TypeKeyword::Array,
        _ => return None,
    })
}
