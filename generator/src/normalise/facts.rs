//! Typed facts about nodes of the normalised tree that OpenAPI 3.0 has no keyword for.
//!
//! Rules record a fact under the id of the node that it is about; `model` reads it by that node. Facts never travel as
//! members of the tree, because a document's author can write any member.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::source::{Node, NodeId};
use crate::text::{JsonPointer, Span};

/// The facts about a normalised tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    schemas: HashMap<NodeId, SchemaFacts>,
    default_mappings: HashMap<NodeId, DefaultMapping>,
    parameters: HashMap<NodeId, ParameterStyle>,
    media_types: HashMap<NodeId, MediaTypeFacts>,
    responses: HashMap<NodeId, ResponseFacts>,
    security_schemes: HashMap<NodeId, UnknownScheme>,
    /// Webhooks and callbacks, by the pointer of their operation.
    webhooks: IndexMap<JsonPointer, WebhookFacts>,
}

/// Facts about a schema.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SchemaFacts {
    /// Why no Rust type represents its values; a C002 diagnostic reports it.
    pub(crate) raw: Option<String>,
    /// It is a list of fixed length; the members of `oneOf` in `items` are the schemas of its items.
    pub(crate) is_tuple: bool,
    /// It is a number that is also sent as a string.
    pub(crate) is_numeric: bool,
    /// The names that `propertyNames` allows.
    pub(crate) property_names: Option<Box<PropertyNames>>,
}

/// The names that an object's properties may have (JSON Schema 2020-12 section 10.3.2.4).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PropertyNames {
    /// The names of `enum` or `const`.
    pub(crate) values: Option<Vec<String>>,
    /// `pattern`, and where it is written.
    pub(crate) pattern: Option<(String, Span)>,
    /// `minLength`.
    pub(crate) min_length: Option<u64>,
    /// `maxLength`.
    pub(crate) max_length: Option<u64>,
}

/// `defaultMapping` of a discriminator (OpenAPI 3.2 "Discriminator Object").
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DefaultMapping {
    /// The name of a component, or a reference to it.
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// A style of parameters that 3.0 does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterStyle {
    /// `collectionFormat: tsv` of Swagger 2.0.
    TabDelimited,
    /// `in: querystring` of 3.2: the parameter is the whole query.
    QueryString,
    /// `style: cookie` of 3.2.
    Cookie,
}

/// Facts about a media type.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MediaTypeFacts {
    /// `schema` is that of one item (OpenAPI 3.2 `itemSchema`).
    pub(crate) is_item_schema: bool,
    /// `encoding`; openapiv3 rejects styles that it does not know.
    pub(crate) encodings: Vec<EncodingFacts>,
}

/// How one property of a form is encoded ("Encoding Object"). A part without a name is named by its position, and `*` is
/// every other part.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EncodingFacts {
    pub(crate) property: String,
    pub(crate) style: Option<String>,
    pub(crate) explode: Option<bool>,
    pub(crate) allow_reserved: bool,
    pub(crate) content_type: Option<String>,
    /// Headers of the part with one possible value.
    pub(crate) headers: Vec<(String, String)>,
}

/// Facts about a response.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ResponseFacts {
    pub(crate) headers: Vec<HeaderFacts>,
    /// It declares the header `Link` (RFC 8288), which pages a list.
    pub(crate) has_link_header: bool,
    pub(crate) links: Vec<LinkFacts>,
}

/// A header of a response ("Header Object"). openapiv3 rejects headers with small errors, and a header needs no type of its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HeaderFacts {
    pub(crate) name: String,
    pub(crate) value: HeaderType,
    pub(crate) is_list: bool,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
}

/// The type of a header's value, or of its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderType {
    Text,
    Boolean,
    Integer,
    Number,
    DateTime,
    Json,
}

/// A link that names an operation ("Link Object"). openapiv3 rejects some that occur in practice.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LinkFacts {
    pub(crate) name: String,
    /// `operationId`, or else `operationRef`.
    pub(crate) operation: String,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) body: Option<String>,
    pub(crate) description: Option<String>,
}

/// A type of security scheme that openapiv3 does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnknownScheme {
    MutualTls,
    Other,
}

/// Name and documentation of a webhook or callback.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct WebhookFacts {
    pub(crate) name: String,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
}

impl SchemaFacts {
    /// Whether no Rust type represents its values.
    pub(crate) fn is_raw(&self) -> bool {
        self.raw.is_some()
    }
}

impl Facts {
    pub(super) fn set_schema(&mut self, id: NodeId, facts: SchemaFacts) {
        if facts != SchemaFacts::default() {
            self.schemas.insert(id, facts);
        }
    }

    pub(super) fn set_default_mapping(&mut self, discriminator: NodeId, mapping: DefaultMapping) {
        self.default_mappings.insert(discriminator, mapping);
    }

    pub(super) fn set_parameter_style(&mut self, parameter: NodeId, style: ParameterStyle) {
        self.parameters.insert(parameter, style);
    }

    pub(super) fn set_media_type(&mut self, id: NodeId, facts: MediaTypeFacts) {
        if facts != MediaTypeFacts::default() {
            self.media_types.insert(id, facts);
        }
    }

    pub(super) fn set_response(&mut self, id: NodeId, facts: ResponseFacts) {
        if facts != ResponseFacts::default() {
            self.responses.insert(id, facts);
        }
    }

    pub(super) fn set_unknown_scheme(&mut self, id: NodeId, scheme: UnknownScheme) {
        self.security_schemes.insert(id, scheme);
    }

    pub(super) fn set_webhook(&mut self, operation: JsonPointer, facts: WebhookFacts) {
        self.webhooks.insert(operation, facts);
    }

    /// Facts about a schema, where there are some.
    pub(crate) fn schema(&self, node: Node<'_>) -> Option<&SchemaFacts> {
        self.schemas.get(&node.id())
    }

    /// `defaultMapping` of a discriminator.
    pub(crate) fn default_mapping(&self, discriminator: Node<'_>) -> Option<&DefaultMapping> {
        self.default_mappings.get(&discriminator.id())
    }

    /// The style of a parameter, where 3.0 does not have it.
    pub(crate) fn parameter_style(&self, parameter: Node<'_>) -> Option<ParameterStyle> {
        self.parameters.get(&parameter.id()).copied()
    }

    /// Facts about a media type, where there are some.
    pub(crate) fn media_type(&self, node: Node<'_>) -> Option<&MediaTypeFacts> {
        self.media_types.get(&node.id())
    }

    /// Facts about a response, where there are some.
    pub(crate) fn response(&self, node: Node<'_>) -> Option<&ResponseFacts> {
        self.responses.get(&node.id())
    }

    /// The type of a security scheme, where openapiv3 does not have it.
    pub(crate) fn unknown_scheme(&self, node: Node<'_>) -> Option<UnknownScheme> {
        self.security_schemes.get(&node.id()).copied()
    }

    /// Name and documentation of a webhook or callback, by the pointer of its operation.
    pub(crate) fn webhook(&self, operation: &JsonPointer) -> Option<&WebhookFacts> {
        self.webhooks.get(operation)
    }

    /// The facts about one node, each in a line, for `renkei print --stage normalise`.
    pub(super) fn describe(&self, id: NodeId) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(facts) = self.schemas.get(&id) {
            lines.extend(facts.raw.as_ref().map(|cause| format!("raw JSON ({cause})")));
            lines.extend(facts.is_tuple.then(|| "tuple".to_owned()));
            lines.extend(facts.is_numeric.then(|| "numeric".to_owned()));
            lines.extend(facts.property_names.as_ref().map(|it| it.describe()));
        }
        let mapping = self.default_mappings.get(&id);
        lines.extend(mapping.map(|it| format!("default mapping `{}`", it.name)));
        lines.extend(self.parameters.get(&id).map(|it| format!("style {it:?}")));
        if let Some(facts) = self.media_types.get(&id) {
            lines.extend(facts.is_item_schema.then(|| "schema of one item".to_owned()));
            lines.extend(facts.encodings.iter().map(EncodingFacts::describe));
        }
        if let Some(facts) = self.responses.get(&id) {
            lines.extend(facts.headers.iter().map(HeaderFacts::describe));
            let link = |it: &LinkFacts| format!("link `{}` to `{}`", it.name, it.operation);
            lines.extend(facts.links.iter().map(link));
        }
        lines.extend(self.security_schemes.get(&id).map(|it| format!("scheme {it:?}")));
        lines
    }

    /// The facts about webhooks, each in a line.
    pub(super) fn describe_webhooks(&self) -> impl Iterator<Item = String> + '_ {
        self.webhooks.iter().map(|(pointer, it)| format!("{pointer}: `{}`", it.name))
    }
}

impl PropertyNames {
    fn describe(&self) -> String {
        let values = self.values.as_ref().map(|it| format!(" {}", it.join("|")));
        let pattern = self.pattern.as_ref().map(|(text, _)| format!(" pattern={text:?}"));
        let min = self.min_length.map(|it| format!(" min-length={it}"));
        let max = self.max_length.map(|it| format!(" max-length={it}"));
        let all = [values, pattern, min, max].into_iter().flatten();
        format!("property names{}", all.collect::<String>())
    }
}

impl EncodingFacts {
    fn describe(&self) -> String {
        let style = self.style.as_ref().map(|it| format!(" style={it}"));
        let explode = self.explode.map(|it| format!(" explode={it}"));
        let reserved = self.allow_reserved.then(|| " allow-reserved".to_owned());
        let media = self.content_type.as_ref().map(|it| format!(" {it}"));
        let headers = self.headers.iter().map(|(name, value)| format!(" {name}: {value}"));
        let all = [style, explode, reserved, media].into_iter().flatten().chain(headers);
        format!("encoding of `{}`{}", self.property, all.collect::<String>())
    }
}

impl HeaderFacts {
    fn describe(&self) -> String {
        let list = if self.is_list { " list" } else { "" };
        format!("header `{}` {:?}{list}", self.name, self.value)
    }
}
