//! Parameters: those of the path item and of the operation in one list.

use openapiv3::{Parameter as Typed, ParameterSchemaOrContent, PathStyle, QueryStyle, ReferenceOr};

use super::operation::Source;
use super::view::{SchemaCursor, SchemaOrReference};
use super::{Builder, keywords};
use crate::diagnostic::{Diagnostic, code};
use crate::media::{MediaFormat, MediaKind, ParameterCoding, QueryCoding};
use crate::model::{
    Constraints, Docs, Encoding, Location, Method, Parameter, Place, Shape, StringFormat, Style,
    TypeRef, WireName,
};
use crate::normalise::{Facts, ParameterStyle};
use crate::source::Node;
use crate::text::JsonPointer;
use crate::text::MediaType;

/// Headers that are described elsewhere; a parameter of that name is ignored (OpenAPI 3.0 "Parameter Object").
const NOT_PARAMETERS: &[&str] = &["accept", "content-type", "authorization"];

/// Names of a header that carries an idempotency key, as letters only.
const IDEMPOTENCY_KEYS: &[&str] = &[
    "idempotencykey",
    "xidempotencykey",
    "idempotencytoken",
    "xidempotencytoken",
    "xrequestidempotencykey",
    "paypalrequestid",
];

/// Names of a header that is an idempotency key only if its description mentions idempotency. Otherwise it is a request id.
const REQUEST_IDS: &[&str] =
    &["xrequestid", "requestid", "xclientrequestid", "clientrequestid", "xtransactionid"];

/// A parameter with its node, after its reference was followed.
#[derive(Clone)]
struct ResolvedParameter<'a> {
    typed: &'a Typed,
    node: Node<'a>,
    pointer: JsonPointer,
    /// Its name in `components`, where a reference led there.
    shared: Option<String>,
    /// Facts about all nodes.
    facts: &'a Facts,
}

impl ResolvedParameter<'_> {
    /// Its style, where 3.0 does not have it.
    fn newer_style(&self) -> Option<ParameterStyle> {
        self.facts.parameter_style(self.node)
    }
}

impl<'a> Builder<'a> {
    /// The parameters of an operation, and the name of its idempotency key header.
    pub(super) fn parameters(
        &mut self,
        source: &Source<'a>,
        method: &Method,
    ) -> (Vec<Parameter>, Option<String>) {
        let mut found: Vec<ResolvedParameter<'a>> = Vec::new();
        let lists = [
            (&source.item.parameters, source.item_node, &source.item_pointer),
            (&source.typed.parameters, source.node, &source.pointer),
        ];
        for (typed, owner, pointer) in lists {
            for parameter in self.listed(typed, owner, pointer) {
                // "A unique parameter is defined by a combination of a name and location."
                match found.iter_mut().find(|it| same(it.typed, parameter.typed)) {
                    Some(inherited) => *inherited = parameter,
                    None => found.push(parameter),
                }
            }
        }
        let mut idempotency_header = None;
        found.retain(|it| match header_name(it.typed) {
            Some(name) if !method.is_safe() && is_idempotency_key(name, it.typed) => {
                idempotency_header.get_or_insert_with(|| name.to_owned());
                false
            }
            Some(name) => !NOT_PARAMETERS.contains(&name.to_ascii_lowercase().as_str()),
            None => true,
        });
        found.sort_by_key(|it| template_position(source.path, it.typed));
        let parameters = found.iter().map(|it| self.parameter(source, it)).collect();
        (parameters, idempotency_header)
    }

    fn listed(
        &self,
        typed: &'a [ReferenceOr<Typed>],
        owner: Node<'a>,
        pointer: &JsonPointer,
    ) -> Vec<ResolvedParameter<'a>> {
        let nodes = owner.get("parameters").into_iter().flat_map(Node::items);
        let pointer = pointer.child("parameters");
        let pairs = typed.iter().zip(nodes).enumerate();
        pairs
            .filter_map(|(at, (typed, node))| match typed {
                ReferenceOr::Item(typed) => {
                    let pointer = pointer.child(&at.to_string());
                    let facts = &self.normalised.facts;
                    Some(ResolvedParameter { typed, node, pointer, shared: None, facts })
                }
                ReferenceOr::Reference { reference } => self.shared_parameter(reference),
            })
            .collect()
    }

    fn shared_parameter(&self, reference: &str) -> Option<ResolvedParameter<'a>> {
        let components = self.normalised.openapi.components.as_ref()?;
        let (name, node, pointer) = self.shared(reference)?;
        let typed = components.parameters.get(&name)?.as_item()?;
        let facts = &self.normalised.facts;
        Some(ResolvedParameter { typed, node, pointer, shared: Some(name), facts })
    }

    /// The node of a reusable thing in `components`, with its name.
    pub(super) fn shared(&self, reference: &str) -> Option<(String, Node<'a>, JsonPointer)> {
        let pointer = JsonPointer::parse(reference.strip_prefix('#')?)?;
        let node = self.normalised.tree.at(&pointer)?;
        Some((pointer.last()?, node, pointer))
    }

    fn parameter(&mut self, source: &Source<'a>, found: &ResolvedParameter<'a>) -> Parameter {
        let data = found.typed.parameter_data_ref();
        let name = WireName(data.name.clone());
        let place = match &found.shared {
            Some(name) => Place::Shared(name.clone()),
            None => Place::Parameter(source.id, name.clone()),
        };
        let location = location(found.typed);
        let (at, mut encoding) = described(found);
        if let Encoding::Style { allow_reserved, .. } = &mut encoding {
            *allow_reserved |= is_reserved(source.path, found);
        }
        let (ty, constraints, default) = match (&at, foreign(found)) {
            (_, Some(media)) => {
                (self.written_by_hand(place, found, media), Constraints::default(), None)
            }
            (Some(at), None) => {
                let ty = self.type_at(at, place);
                (ty, keywords::constraints(at), keywords::literal(at.node, "default"))
            }
            (None, None) => (self.untyped(place, found), Constraints::default(), None),
        };
        Parameter {
            name,
            location,
            required: data.required || location == Location::Path,
            ty,
            encoding,
            docs: docs(found, at.as_ref()),
            constraints,
            default,
        }
    }

    /// A value in a form that the client cannot write: the caller gives its text (D005).
    fn written_by_hand(
        &mut self,
        place: Place,
        found: &ResolvedParameter<'a>,
        media: &str,
    ) -> TypeRef {
        let message = format!("a parameter of media type `{media}` is not supported yet");
        let help = "pass the encoded string; the parameter is a string";
        let diagnostic = Diagnostic::warning(code::UNSUPPORTED, message).with_help(help);
        let pointer = found.pointer.child("content").child(media);
        self.report(diagnostic, found.node.get("content").unwrap_or(found.node), &pointer);
        let id = self.reserve(place, &pointer.child("schema"), found.node.span());
        if let Some(def) = self.api.types.get_mut(id.0 as usize) {
            def.shape = Shape::String(StringFormat::Plain);
        }
        TypeRef { id, nullable: false }
    }

    fn untyped(&mut self, place: Place, found: &ResolvedParameter<'a>) -> TypeRef {
        self.any(place, &found.pointer.child("schema"), found.node)
    }
}

/// The schema of a parameter and how its value is written.
fn described<'a>(found: &ResolvedParameter<'a>) -> (Option<SchemaCursor<'a>>, Encoding) {
    match &found.typed.parameter_data_ref().format {
        ParameterSchemaOrContent::Schema(schema) => {
            let at = super::types::schema_at(schema, found.node, &found.pointer, found.facts);
            (at, style(found))
        }
        ParameterSchemaOrContent::Content(content) => {
            let first = content.iter().next().and_then(|(name, media)| {
                let node = found.node.get("content")?.get(name)?;
                let pointer = found.pointer.child("content").child(name);
                super::types::schema_at(media.schema.as_ref()?, node, &pointer, found.facts)
            });
            let format = media_of(found).map(|it| it.1);
            if let Some(style) = whole_query(found, format) {
                return (first, Encoding::Style { style, explode: true, allow_reserved: false });
            }
            let encoding = match format.and_then(|it| it.parameter) {
                Some(ParameterCoding::Json) => Encoding::Json,
                Some(ParameterCoding::Text) | None => plain(found.typed),
            };
            (first, encoding)
        }
    }
}

/// The media type of a parameter that has one ("the map MUST only contain one entry").
fn media_of<'a>(found: &ResolvedParameter<'a>) -> Option<(&'a str, &'static MediaFormat)> {
    let ParameterSchemaOrContent::Content(content) = &found.typed.parameter_data_ref().format
    else {
        return None;
    };
    let (name, _) = content.iter().next()?;
    Some((name, MediaKind::of(&MediaType::parse(name), false).format()))
}

/// How a parameter is written that is the whole query.
fn whole_query(found: &ResolvedParameter<'_>, format: Option<&MediaFormat>) -> Option<Style> {
    let whole = found.newer_style() == Some(ParameterStyle::QueryString);
    match format.filter(|_| whole)?.query? {
        QueryCoding::Form => Some(Style::QueryString),
        QueryCoding::Json => Some(Style::QueryStringJson),
    }
}

/// The media type of a parameter that the client cannot encode.
fn foreign<'a>(found: &ResolvedParameter<'a>) -> Option<&'a str> {
    let (name, format) = media_of(found)?;
    let is_known = format.parameter.is_some() || whole_query(found, Some(format)).is_some();
    (!is_known).then_some(name)
}

/// A text as it is: the default style of the place, where nothing is taken apart.
fn plain(typed: &Typed) -> Encoding {
    let style = match location(typed) {
        Location::Path | Location::Header => Style::Simple,
        Location::Query | Location::Cookie => Style::Form,
    };
    Encoding::Style { style, explode: false, allow_reserved: false }
}

fn docs(found: &ResolvedParameter<'_>, at: Option<&SchemaCursor<'_>>) -> Docs {
    let inline = at.filter(|it| matches!(it.schema, SchemaOrReference::Inline(_)));
    let schema = inline.map_or_else(Docs::default, keywords::docs);
    Docs {
        title: None,
        description: keywords::text(found.node, "description").or(schema.description),
        deprecated: keywords::flag(found.node, "deprecated") || schema.deprecated,
        example: keywords::literal(found.node, "example").or(schema.example),
    }
}

/// "Style Values": the default style of each location, and explode, which is on by default for `form` only.
fn style(found: &ResolvedParameter<'_>) -> Encoding {
    let typed = found.typed;
    let (style, allow_reserved) = match typed {
        Typed::Query { style, allow_reserved, .. } => {
            let style = match style {
                _ if found.newer_style() == Some(ParameterStyle::TabDelimited) => {
                    Style::TabDelimited
                }
                QueryStyle::Form => Style::Form,
                QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                QueryStyle::PipeDelimited => Style::PipeDelimited,
                QueryStyle::DeepObject => Style::DeepObject,
            };
            (style, *allow_reserved)
        }
        Typed::Path { style, .. } => {
            let style = match style {
                PathStyle::Simple => Style::Simple,
                PathStyle::Label => Style::Label,
                PathStyle::Matrix => Style::Matrix,
            };
            (style, false)
        }
        Typed::Header { .. } => (Style::Simple, false),
        Typed::Cookie { .. } => {
            let plain = found.newer_style() == Some(ParameterStyle::Cookie);
            (if plain { Style::Cookie } else { Style::Form }, false)
        }
    };
    let usual = matches!(style, Style::Form | Style::Cookie);
    let explode = typed.parameter_data_ref().explode.unwrap_or(usual);
    Encoding::Style { style, explode, allow_reserved }
}

fn location(typed: &Typed) -> Location {
    match typed {
        Typed::Query { .. } => Location::Query,
        Typed::Header { .. } => Location::Header,
        Typed::Path { .. } => Location::Path,
        Typed::Cookie { .. } => Location::Cookie,
    }
}

fn same(a: &Typed, b: &Typed) -> bool {
    location(a) == location(b) && a.parameter_data_ref().name == b.parameter_data_ref().name
}

fn header_name(typed: &Typed) -> Option<&str> {
    matches!(typed, Typed::Header { .. }).then(|| typed.parameter_data_ref().name.as_str())
}

fn is_idempotency_key(name: &str, typed: &Typed) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphabetic);
    let letters: String = letters.map(|it| it.to_ascii_lowercase()).collect();
    let described = || {
        let description = typed.parameter_data_ref().description.as_deref().unwrap_or("");
        description.to_ascii_lowercase().contains("idempoten")
    };
    IDEMPOTENCY_KEYS.contains(&letters.as_str())
        || REQUEST_IDS.contains(&letters.as_str()) && described()
}

/// Whether reserved characters of a value are not encoded, by an extension or by the template of the path.
fn is_reserved(path: &str, found: &ResolvedParameter<'_>) -> bool {
    let is_encodable = matches!(location(found.typed), Location::Path | Location::Query);
    let expansion = format!("{{+{}}}", found.typed.parameter_data_ref().name);
    let is_path = location(found.typed) == Location::Path;
    is_encodable && keywords::flag(found.node, "x-ms-skip-url-encoding")
        || is_path && (keywords::flag(found.node, "allowReserved") || path.contains(&expansion))
}

/// Path parameters in the order of the template, then all others.
fn template_position(path: &str, typed: &Typed) -> usize {
    if location(typed) != Location::Path {
        return usize::MAX;
    }
    let name = &typed.parameter_data_ref().name;
    let found = path.find(&format!("{{{name}}}")).or_else(|| path.find(&format!("{{+{name}}}")));
    found.unwrap_or(usize::MAX)
}
