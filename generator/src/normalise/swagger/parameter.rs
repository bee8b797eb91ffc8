//! Parameters that are no body. Their type is in the parameter in 2.0, and in a schema in 3.0 ("Parameter Object",
//! "Items Object").

use super::Rewriter;
use super::collection::ListStyle;
use super::list::{ParameterRole, role};
use crate::normalise::context::ObjectBuilder;
use crate::normalise::facts::ParameterStyle;
use crate::normalise::reference::reference_of;
use crate::source::{Entry, Node, NodeId};
use crate::text::JsonPointer;

/// The keywords of parameters, items and headers that describe the value.
const SCHEMA_WORDS: &[&str] = &[
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
    "x-isnullable",
    "x-ms-enum",
    "x-enum-varnames",
    "x-enum-descriptions",
];

/// The fields of a parameter, an item or a header.
pub(super) struct ParameterFields<'a> {
    /// Fields that stay in the parameter.
    pub(super) own: Vec<Entry<'a>>,
    /// Keywords that describe the value.
    pub(super) schema: Vec<Entry<'a>>,
}

pub(super) fn halves(node: Node<'_>) -> ParameterFields<'_> {
    let said = node.members().filter(|it| it.key != "collectionFormat");
    let (schema, own) = said.partition(|it| SCHEMA_WORDS.contains(&it.key));
    ParameterFields { own, schema }
}

impl<'a> Rewriter<'a> {
    /// A member of the root's `parameters`. Bodies are inlined where they are used, because 3.0 has them by media type.
    pub(super) fn shared_parameter(&mut self, node: Node<'a>, new: &JsonPointer) -> Option<NodeId> {
        let found = self.cx.resolve(node).map_or(node, |it| it.node);
        (role(found) == ParameterRole::Parameter).then(|| self.parameter(node, new))
    }

    /// A parameter at the current location.
    pub(super) fn parameter(&mut self, node: Node<'a>, new: &JsonPointer) -> NodeId {
        if !node.is_object() || reference_of(node).is_some() {
            return self.cx.copy(node);
        }
        // A parameter that is not moved keeps its pointer, so only the origin is recorded.
        self.made_from_here(new.clone());
        let ParameterFields { own, schema } = halves(node);
        let mut result = ObjectBuilder::new(node.span());
        let mut is_tab_delimited = false;
        let has_schema = own.iter().any(|it| it.key == "schema");
        for entry in own {
            match entry.key {
                "schema" if !schema.is_empty() => {}
                // 2.0 has no example of a parameter; this extension is common.
                "x-example" if node.get("example").is_none() => {
                    let value = self.cx.copy(entry.value);
                    result.push("example", entry.key_span, value);
                }
                _ => self.keep(entry, &mut result),
            }
        }
        // A `schema` here is of OpenAPI 3.0, and is read as such.
        if !schema.is_empty() || !has_schema {
            self.made_from_here(new.child("schema"));
            let (value, style) = self.value_schema(node, &schema);
            for (key, value) in style.members {
                result.put(key, value);
            }
            result.put("schema", value);
            is_tab_delimited = style.is_tab_delimited;
        }
        let id = result.finish(&mut self.cx);
        if is_tab_delimited {
            self.cx.facts.set_parameter_style(id, ParameterStyle::TabDelimited);
        }
        id
    }

    fn value_schema(&mut self, node: Node<'a>, schema: &[Entry<'a>]) -> (NodeId, ListStyle) {
        if schema.is_empty() {
            return (self.string_schema(node), ListStyle::default());
        }
        match self.list_style(node) {
            Some(style) => (self.schema_of(node, schema), style),
            None => (self.string_schema(node), ListStyle::default()),
        }
    }

    /// The keywords as a schema.
    pub(super) fn schema_of(&mut self, node: Node<'a>, words: &[Entry<'a>]) -> NodeId {
        let mut result = ObjectBuilder::new(node.span());
        for entry in words {
            self.keep(*entry, &mut result);
        }
        result.finish(&mut self.cx)
    }

    pub(super) fn string_schema(&mut self, node: Node<'a>) -> NodeId {
        let at = node.get("type").unwrap_or(node).span();
        let mut schema = ObjectBuilder::new(node.span());
        let ty = self.cx.string("string", at);
        schema.put("type", ty);
        schema.finish(&mut self.cx)
    }
}
