//! The model as text, for `renkei print --stage model` and for tests: one line a type, a field, a parameter, a body.

use std::fmt::Write as _;

use super::{
    Additional, Api, Argument, Body, Constraints, Docs, Encoding, EnumShape, EnvelopeUse, Field,
    IntegerFormat, Location, Media, Names, NumberFormat, ObjectShape, Operation, Parameter, Phrase,
    Place, Requirement, Response, Retry, SchemeKind, Server, ServerVariable, Shape, StringFormat,
    Style, TypeDef, TypeId, TypeRef, UnionKind, UnionShape, XmlFacts,
};

impl Api {
    /// The whole model as text: deterministic, and everything but spans.
    #[must_use]
    pub fn print(&self) -> String {
        let mut text = String::new();
        let info = &self.info;
        let _ =
            writeln!(text, "api {:?} {:?}{}", info.title, info.version, note(&info.description));
        for it in &self.servers {
            let _ = writeln!(text, "server {}", server(it));
        }
        for tag in &self.tags {
            let _ = writeln!(text, "tag {}{}", tag.name, note(&tag.description));
        }
        for scheme in &self.security_schemes {
            let kind = scheme_kind(&scheme.kind);
            let _ = writeln!(text, "scheme {} = {kind}{}", scheme.id, note(&scheme.description));
        }
        for (index, def) in self.types.iter().enumerate() {
            self.print_type(&mut text, index, def);
        }
        if let Some(envelope) = &self.envelope {
            let _ = writeln!(text, "envelope {envelope}");
        }
        for operation in &self.operations {
            self.print_operation(&mut text, operation);
        }
        text
    }

    fn print_type(&self, text: &mut String, index: usize, def: &TypeDef) {
        let place = place(&def.place);
        let _ = write!(text, "t{index} {place} = {}", self.shape(&def.shape));
        let item = xml(&def.item_xml, "item-xml");
        let _ = write!(text, "{}{item}", xml(&def.xml, "xml"));
        let _ = write!(text, "{}{}", constraints(&def.constraints), docs(&def.docs));
        let _ = writeln!(text, " @{}", def.pointer);
        match &def.shape {
            Shape::Object(object) => self.print_object(text, object),
            Shape::Union(union) => self.print_union(text, union),
            Shape::Enum(shape) => print_enum(text, shape),
            _ => {}
        }
    }

    fn shape(&self, shape: &Shape) -> String {
        match shape {
            Shape::Alias(ty) => format!("alias {}", self.reference(*ty)),
            Shape::Array(ty) => format!("array of {}", self.reference(*ty)),
            Shape::Map(ty) => format!("map of {}", self.reference(*ty)),
            Shape::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|it| self.reference(*it)).collect();
                format!("tuple of {}", items.join(", "))
            }
            other => word(other).to_owned(),
        }
    }

    /// A use of a type: its number, its name or shape, and `?` where null is allowed.
    fn reference(&self, ty: TypeRef) -> String {
        let name = self.ty(ty.id).map_or("nothing", |def| match &def.place {
            Place::Component(name) => name,
            _ => word(&def.shape),
        });
        format!("t{}:{name}{}", ty.id.0, if ty.nullable { "?" } else { "" })
    }

    fn print_object(&self, text: &mut String, object: &ObjectShape) {
        for field in &object.fields {
            let _ = writeln!(text, "  {}", self.field(field));
        }
        if let Additional::Kept(ty) = object.additional {
            let _ = writeln!(text, "  * {}", self.reference(ty));
        }
    }

    fn field(&self, field: &Field) -> String {
        let mut text = format!("{}: {}", field.name, self.reference(field.ty));
        for (flag, word) in [
            (field.required, " required"),
            (field.read_only, " read-only"),
            (field.write_only, " write-only"),
        ] {
            text.push_str(if flag { word } else { "" });
        }
        if let Some(default) = &field.default {
            let _ = write!(text, " default={}", default.0);
        }
        text + &xml(&field.xml, "xml") + &constraints(&field.constraints) + &docs(&field.docs)
    }

    fn print_union(&self, text: &mut String, union: &UnionShape) {
        if let Some(discriminator) = &union.discriminator {
            let _ = writeln!(text, "  by {}", discriminator.property);
        }
        for variant in &union.variants {
            let tags: Vec<_> = variant.tags.iter().map(|it| format!(" {it:?}")).collect();
            let _ = writeln!(text, "  | {}{}", self.reference(variant.ty), tags.concat());
        }
    }

    fn print_operation(&self, text: &mut String, operation: &Operation) {
        let id = operation.id.as_deref().unwrap_or("-");
        let (method, path) = (operation.method.as_str(), &operation.path);
        let _ = write!(text, "{method} {path} {id}");
        for tag in &operation.tags {
            let _ = write!(text, " #{tag}");
        }
        let repeatable = if operation.repeatable { " repeatable" } else { "" };
        let _ = writeln!(text, "{repeatable}{} @{}", docs(&operation.docs), operation.pointer);
        for parameter in &operation.parameters {
            let _ = writeln!(text, "  {}", self.parameter(parameter));
        }
        if let Some(body) = &operation.body {
            self.print_body(text, body);
        }
        for response in &operation.responses {
            self.print_response(text, response);
        }
        if operation.retry != Retry::default() {
            let Retry { attempts, on } = &operation.retry;
            let _ = writeln!(text, "  retry {attempts:?} on {on:?}");
        }
        for it in &operation.servers {
            let _ = writeln!(text, "  server {}", server(it));
        }
        if let Some(security) = &operation.security {
            let _ = writeln!(text, "  security {}", requirements(security));
        }
        if let Some(header) = &operation.idempotency_header {
            let _ = writeln!(text, "  idempotency {header}");
        }
        match &operation.envelope {
            EnvelopeUse::Inherited => {}
            EnvelopeUse::Off => text.push_str("  no envelope\n"),
            EnvelopeUse::Own(envelope) => {
                let _ = writeln!(text, "  envelope {envelope}");
            }
        }
        if let Some(paging) = &operation.paging {
            let _ = writeln!(text, "  paging {paging}");
        }
        if let Some(polling) = &operation.long_running {
            let ty = polling.ty.map(|ty| format!(", of {}", self.reference(ty)));
            let ty = ty.as_deref().unwrap_or("");
            let _ = writeln!(text, "  long-running: {polling}{ty}");
        }
        if let Some(confirm) = &operation.confirm {
            let _ = writeln!(text, "  confirmed by {confirm}");
        }
    }

    fn parameter(&self, parameter: &Parameter) -> String {
        let location = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        };
        let ty = self.reference(parameter.ty);
        let mut text =
            format!("{location} {}: {ty} {}", parameter.name, encoding(&parameter.encoding));
        text.push_str(if parameter.required { " required" } else { "" });
        if let Some(default) = &parameter.default {
            let _ = write!(text, " default={}", default.0);
        }
        text + &constraints(&parameter.constraints) + &docs(&parameter.docs)
    }

    fn print_body(&self, text: &mut String, body: &Body) {
        let required = if body.required { " required" } else { "" };
        let _ = writeln!(text, "  body{required}{}", note(&body.description));
        self.print_media(text, &body.media);
    }

    fn print_response(&self, text: &mut String, response: &Response) {
        let status = response.status;
        let description = (!response.description.is_empty()).then_some(&response.description);
        let _ = writeln!(text, "  {status}{}", note(&description.cloned()));
        self.print_media(text, &response.media);
        for it in &response.headers {
            let list = if it.list { "list of " } else { "" };
            let value = format!("{:?}", it.value).to_ascii_lowercase();
            let _ = writeln!(text, "    header {}: {list}{value}{}", it.name, docs(&it.docs));
        }
        for link in &response.links {
            let _ = writeln!(text, "    link {} = {}", link.name, link.operation);
        }
    }

    fn print_media(&self, text: &mut String, media: &[Media]) {
        for media in media {
            let ty = media.ty.map_or_else(|| "-".to_owned(), |it| self.reference(it));
            let kind = format!("{:?}", media.kind).to_ascii_lowercase();
            let _ = writeln!(text, "    {} ({kind}) {ty}", media.name);
            for it in &media.encodings {
                let style = it.style.map_or_else(String::new, |it| format!(" {it:?}"));
                let reserved = if it.allow_reserved { " reserved" } else { "" };
                let media = it.content_type.as_deref().unwrap_or("");
                let _ = writeln!(text, "      {}{style}{reserved} {media}", it.field);
            }
        }
    }
}

fn print_enum(text: &mut String, shape: &EnumShape) {
    for value in &shape.values {
        let name = value.name.as_ref().map_or_else(String::new, |it| format!(" as {it}"));
        let _ = writeln!(text, "  = {:?}{name}{}", value.wire, note(&value.description));
    }
}

fn word(shape: &Shape) -> &'static str {
    match shape {
        Shape::Any => "any",
        Shape::Raw => "raw",
        Shape::Alias(_) => "alias",
        Shape::Boolean => "boolean",
        Shape::Integer(IntegerFormat::Int32) => "int32",
        Shape::Integer(IntegerFormat::Int64) => "int64",
        Shape::Integer(IntegerFormat::Uint32) => "uint32",
        Shape::Integer(IntegerFormat::Uint64) => "uint64",
        Shape::Integer(IntegerFormat::Int128) => "int128",
        Shape::Number(NumberFormat::Float) => "float",
        Shape::Number(NumberFormat::Double) => "double",
        Shape::String(StringFormat::Plain) => "string",
        Shape::String(StringFormat::DateTime) => "date-time",
        Shape::String(StringFormat::Date) => "date",
        Shape::String(StringFormat::Uuid) => "uuid",
        Shape::String(StringFormat::Byte) => "base64",
        Shape::String(StringFormat::Binary) => "binary",
        Shape::Enum(EnumShape { integer: true, .. }) => "integer-enum",
        Shape::Enum(_) => "enum",
        Shape::Array(_) => "array",
        Shape::Tuple(_) => "tuple",
        Shape::Map(_) => "map",
        Shape::Object(_) => "object",
        Shape::Union(UnionShape { kind: UnionKind::OneOf, .. }) => "one-of",
        Shape::Union(_) => "any-of",
    }
}

fn place(place: &Place) -> String {
    let type_id = |id: &TypeId| format!("t{}", id.0);
    match place {
        Place::Component(name) => name.clone(),
        Place::Property(owner, name) => format!("{}.{name}", type_id(owner)),
        Place::Item(owner) => format!("{}[]", type_id(owner)),
        Place::MapValue(owner) => format!("{}{{}}", type_id(owner)),
        Place::Variant(owner, index) => format!("{}|{index}", type_id(owner)),
        Place::Parameter(owner, name) => format!("op{}({name})", owner.0),
        Place::RequestBody(owner) => format!("op{}(body)", owner.0),
        Place::ResponseBody(owner, code) => format!("op{}({code})", owner.0),
        Place::Webhook(name) => name.clone(),
        Place::Shared(name) => format!("shared {name}"),
    }
}

fn encoding(encoding: &Encoding) -> String {
    let Encoding::Style { style, explode, allow_reserved } = encoding else {
        return "json".to_owned();
    };
    let style = match style {
        Style::Simple => "simple",
        Style::Label => "label",
        Style::Matrix => "matrix",
        Style::Form => "form",
        Style::SpaceDelimited => "space",
        Style::PipeDelimited => "pipe",
        Style::TabDelimited => "tab",
        Style::DeepObject => "deep",
        Style::QueryString => "whole form",
        Style::QueryStringJson => "whole json",
        Style::Cookie => "cookie",
    };
    let explode = if *explode { "*" } else { "" };
    format!("{style}{explode}{}", if *allow_reserved { "+" } else { "" })
}

fn constraints(constraints: &Constraints) -> String {
    let mut text = String::new();
    for it in constraints.keywords() {
        let (name, argument) = (it.name(), &it.argument);
        let is_excluded = matches!(argument, Argument::Bound(_, true));
        let _ = match it.keyword.row().phrase {
            Phrase::AtLeast => write!(text, " {}{argument}", if is_excluded { ">" } else { ">=" }),
            Phrase::AtMost => write!(text, " {}{argument}", if is_excluded { "<" } else { "<=" }),
            _ if *argument == Argument::None => write!(text, " {name}"),
            _ => write!(text, " {name}={argument}"),
        };
    }
    for it in &constraints.patterns {
        let _ = write!(text, " pattern={:?}", it.text);
    }
    text.extend(constraints.names.as_ref().map(|it| names(it)));
    text
}

fn names(names: &Names) -> String {
    let values = names.values.as_ref().map_or_else(String::new, |it| format!(" {}", it.join("|")));
    format!(" names({})", (values + &constraints(&names.bounds)).trim_start())
}

/// The facts about XML, if there are any.
fn xml(facts: &XmlFacts, word: &str) -> String {
    if *facts == XmlFacts::default() {
        return String::new();
    }
    let node = facts.node.map(|it| format!("{it:?}").to_ascii_lowercase());
    let parts = [&node, &facts.name, &facts.prefix, &facts.namespace];
    let parts: Vec<&str> = parts.into_iter().map(|it| it.as_deref().unwrap_or("-")).collect();
    format!(" {word}={}", parts.join(","))
}

fn docs(docs: &Docs) -> String {
    let mut text = String::new();
    text.push_str(if docs.deprecated { " deprecated" } else { "" });
    if let Some(example) = &docs.example {
        let _ = write!(text, " example={}", example.0);
    }
    if let Some(title) = &docs.title {
        let _ = write!(text, " title={title:?}");
    }
    text + &note(&docs.description)
}

/// A text for people, at the end of a line.
fn note(text: &Option<String>) -> String {
    text.as_ref().map_or_else(String::new, |it| format!(" // {it:?}"))
}

fn server(server: &Server) -> String {
    let name = server.name.as_ref().map_or_else(String::new, |it| format!(" {it:?}"));
    let variable = |it: &ServerVariable| match it.values.is_empty() {
        true => format!(" {}={}", it.name, it.default),
        false => format!(" {}={} of {}", it.name, it.default, it.values.join("|")),
    };
    let variables: String = server.variables.iter().map(variable).collect();
    format!("{}{name}{variables}{}", server.url, note(&server.description))
}

fn scheme_kind(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::ApiKeyHeader(name) => format!("key in header {name}"),
        SchemeKind::ApiKeyQuery(name) => format!("key in query {name}"),
        SchemeKind::ApiKeyCookie(name) => format!("key in cookie {name}"),
        SchemeKind::Basic => "basic".to_owned(),
        SchemeKind::Bearer => "bearer".to_owned(),
        SchemeKind::OAuth2 => "oauth2".to_owned(),
        SchemeKind::OpenIdConnect => "openid-connect".to_owned(),
        SchemeKind::MutualTls => "mutual-tls".to_owned(),
        SchemeKind::Other => "other".to_owned(),
    }
}

fn requirements(alternatives: &[Vec<Requirement>]) -> String {
    if alternatives.is_empty() {
        return "none".to_owned();
    }
    let scheme = |it: &Requirement| match it.scopes.as_slice() {
        [] => it.scheme.clone(),
        scopes => format!("{}({})", it.scheme, scopes.join(" ")),
    };
    let together = |all: &Vec<Requirement>| match all.as_slice() {
        [] => "anonymous".to_owned(),
        all => all.iter().map(scheme).collect::<Vec<_>>().join(" + "),
    };
    alternatives.iter().map(together).collect::<Vec<_>>().join(" or ")
}
