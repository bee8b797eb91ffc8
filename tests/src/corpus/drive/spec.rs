//! The operations of a document as the document tells them: read from its JSON and from nothing that renkei made of it.
//!
//! Takes a document in one file, of any version; returns operations with their parameters, bodies, responses and security, each
//! schema by its pointer. It must not know the client.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::pointer::{child, resolve, target};

const METHODS: [&str; 9] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Headers of which the standard says that a parameter of that name is ignored ("Parameter Object").
const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

/// An operation.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    /// As it is sent.
    pub(super) method: String,
    pub(super) path: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Body>,
    pub(super) responses: Vec<Response>,
    /// Alternatives of names of schemes.
    pub(super) security: Vec<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) required: bool,
    pub(super) form: Form,
    /// `None`: it has no schema, and any text will do.
    pub(super) schema: Option<String>,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Style { style: Style, explode: bool, reserved: bool },
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    Space,
    Pipe,
    Tab,
    Deep,
}

#[derive(Clone, Debug)]
pub(super) struct Body {
    pub(super) required: bool,
    /// Whether nothing can be set in it: inline objects without members, which a client may leave out.
    pub(super) is_empty: bool,
    pub(super) media: Vec<Media>,
}

#[derive(Clone, Debug)]
pub(super) struct Media {
    pub(super) name: String,
    pub(super) schema: Option<String>,
    /// What is said about single fields of a form.
    pub(super) fields: BTreeMap<String, Field>,
}

/// The Encoding Object of a field.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) style: Option<(Style, bool)>,
    pub(super) content_type: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Response {
    /// `200`, `4XX` or `default`.
    pub(super) status: String,
    pub(super) media: Vec<Media>,
}

/// How the credentials of a scheme are carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Header(String),
    Query(String),
    Cookie(String),
    Basic,
    Bearer,
    MutualTls,
    Other,
}

/// Reads the operations. Forms of OpenAPI 2.0 become schemas, which are put into the document so that they have a place.
pub(super) fn operations(document: &mut Value) -> Vec<Operation> {
    let is_2_0 = document.get("swagger").is_some();
    if is_2_0 {
        add_forms(document);
    }
    let reader = Reader { document, is_2_0 };
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let mut found = Vec::new();
    for (path, _) in paths.filter(|(path, _)| !path.starts_with("x-")) {
        let item = resolve(document, &child("/paths", path));
        for (method, pointer) in places(document, &item) {
            found.push(reader.operation(path, &method, &item, &pointer));
        }
    }
    found
}

/// The methods of a path item, as they are sent, and where their operations are written.
fn places(document: &Value, item: &str) -> Vec<(String, String)> {
    let fixed = METHODS.iter().map(|it| (it.to_ascii_uppercase(), child(item, it)));
    let list = child(item, "additionalOperations");
    let others = document.pointer(&list).and_then(Value::as_object).into_iter().flatten();
    let others = others.map(|(method, _)| (method.clone(), child(&list, method)));
    fixed.chain(others).filter(|(_, pointer)| document.pointer(pointer).is_some()).collect()
}

/// The security schemes by name.
pub(super) fn schemes(document: &Value) -> BTreeMap<String, Scheme> {
    let mut found = BTreeMap::new();
    for list in ["/components/securitySchemes", "/securityDefinitions"] {
        let schemes = document.pointer(list).and_then(Value::as_object).into_iter().flatten();
        for (name, _) in schemes {
            let node = document.pointer(&resolve(document, &child(list, name)));
            found.insert(name.clone(), node.map_or(Scheme::Other, scheme));
        }
    }
    found
}

fn scheme(node: &Value) -> Scheme {
    let text = |key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    match (text("type").as_str(), text("in").as_str()) {
        ("apiKey", "query") => Scheme::Query(text("name")),
        ("apiKey", "cookie") => Scheme::Cookie(text("name")),
        ("apiKey", _) => Scheme::Header(text("name")),
        ("basic", _) => Scheme::Basic,
        ("http", _) => match text("scheme").to_ascii_lowercase().as_str() {
            "basic" => Scheme::Basic,
            "bearer" => Scheme::Bearer,
            _ => Scheme::Other,
        },
        ("oauth2" | "openIdConnect", _) => Scheme::Bearer,
        ("mutualTLS", _) => Scheme::MutualTls,
        _ => Scheme::Other,
    }
}

struct Reader<'a> {
    document: &'a Value,
    is_2_0: bool,
}

impl Reader<'_> {
    fn at(&self, pointer: &str) -> &Value {
        self.document.pointer(pointer).unwrap_or(&Value::Null)
    }

    fn text(&self, pointer: &str, key: &str) -> &str {
        self.at(pointer).get(key).and_then(Value::as_str).unwrap_or_default()
    }

    fn flag(&self, pointer: &str, key: &str) -> Option<bool> {
        self.at(pointer).get(key).and_then(Value::as_bool)
    }

    /// Where a member is, if it is there.
    fn member(&self, pointer: &str, key: &str) -> Option<String> {
        let place = child(pointer, key);
        self.document.pointer(&place).map(|_| place)
    }

    /// The location of a schema; that of the target if it is only a reference, so that facts about it are shared.
    fn schema(&self, pointer: &str) -> Option<String> {
        let mut place = self.member(pointer, "schema")?;
        while let Some(Value::Object(members)) = self.document.pointer(&place) {
            let reference =
                members.get("$ref").and_then(Value::as_str).filter(|_| members.len() == 1);
            match reference.and_then(target) {
                Some(next) if next != place => place = next,
                _ => break,
            }
        }
        Some(place)
    }

    fn operation(&self, path: &str, method: &str, item: &str, pointer: &str) -> Operation {
        let listed = self.parameters(item, pointer);
        let security = self.at(pointer).get("security").or(self.document.get("security"));
        let alternatives = security.and_then(Value::as_array).into_iter().flatten();
        let names = |it: &Value| -> Vec<String> {
            it.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
        };
        let slash = if path.starts_with('/') { "" } else { "/" };
        Operation {
            method: method.to_owned(),
            path: format!("{slash}{path}"),
            parameters: listed.iter().filter_map(|it| self.parameter(path, it)).collect(),
            body: if self.is_2_0 { self.body_2_0(pointer, &listed) } else { self.body(pointer) },
            responses: self.responses(pointer),
            security: alternatives.map(names).collect(),
        }
    }

    /// Parameters of the path and of the operation; the latter stand over the former.
    fn parameters(&self, item: &str, operation: &str) -> Vec<String> {
        let mut listed: Vec<String> = Vec::new();
        for owner in [item, operation] {
            let list = child(owner, "parameters");
            for index in 0..self.at(&list).as_array().map_or(0, Vec::len) {
                let place = resolve(self.document, &child(&list, &index.to_string()));
                let same = |it: &String| {
                    let key = |it: &str| (self.text(it, "name"), self.text(it, "in"));
                    key(it) == key(&place)
                };
                match listed.iter_mut().find(|it| same(it)) {
                    Some(inherited) => *inherited = place,
                    None => listed.push(place),
                }
            }
        }
        listed
    }

    fn parameter(&self, path: &str, pointer: &str) -> Option<Parameter> {
        let place = match self.text(pointer, "in") {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            "cookie" => Place::Cookie,
            _ => return None,
        };
        let name = self.text(pointer, "name").to_owned();
        let ignored = IGNORED.contains(&name.to_ascii_lowercase().as_str());
        // A parameter of the path that the template does not name has nowhere to go.
        let placeless = place == Place::Path && !path.contains(&format!("{{{name}}}"));
        if (place == Place::Header && ignored) || placeless {
            return None;
        }
        let content = child(pointer, "content");
        let media = self.at(&content).as_object().and_then(|it| it.keys().next());
        let (form, schema) = match media {
            Some(media) if is_json(media) => (Form::Json, self.schema(&child(&content, media))),
            // Another media type is written by the caller.
            Some(_) => (self.style(pointer, place), None),
            None if self.is_2_0 => (self.collection(pointer, place), Some(pointer.to_owned())),
            None => (self.style(pointer, place), self.schema(pointer)),
        };
        let required = place == Place::Path || self.flag(pointer, "required") == Some(true);
        Some(Parameter { name, place, required, form, schema })
    }

    fn style(&self, pointer: &str, place: Place) -> Form {
        let style = match (self.text(pointer, "style"), place) {
            ("", Place::Path | Place::Header) => Style::Simple,
            (text, _) => style_of(text),
        };
        let explode = self.flag(pointer, "explode").unwrap_or(style == Style::Form);
        let reserved = self.flag(pointer, "allowReserved") == Some(true);
        Form::Style { style, explode, reserved }
    }

    /// `collectionFormat` of OpenAPI 2.0.
    fn collection(&self, pointer: &str, place: Place) -> Form {
        let (style, explode) = match (self.text(pointer, "collectionFormat"), place) {
            ("ssv", _) => (Style::Space, false),
            ("pipes", _) => (Style::Pipe, false),
            ("tsv", _) => (Style::Tab, false),
            (_, Place::Path | Place::Header) => (Style::Simple, false),
            ("multi", _) => (Style::Form, true),
            _ => (Style::Form, false),
        };
        Form::Style { style, explode, reserved: false }
    }

    fn body(&self, operation: &str) -> Option<Body> {
        let pointer = resolve(self.document, &self.member(operation, "requestBody")?);
        let media = self.media(&child(&pointer, "content"));
        let required = self.flag(&pointer, "required") == Some(true);
        let nothing = |it: &Media| it.schema.as_deref().is_some_and(|it| is_nothing(self.at(it)));
        let is_empty = media.iter().all(nothing);
        (!media.is_empty()).then_some(Body { required, is_empty, media })
    }

    fn media(&self, content: &str) -> Vec<Media> {
        let members = self.at(content).as_object().into_iter().flatten();
        let media = members.map(|(name, _)| {
            let place = resolve(self.document, &child(content, name));
            let encodings = self.at(&place).get("encoding").and_then(Value::as_object);
            let fields = encodings.into_iter().flatten();
            Media {
                name: name.clone(),
                schema: self.schema(&place),
                fields: fields.map(|(name, it)| (name.clone(), field(it))).collect(),
            }
        });
        media.collect()
    }

    fn body_2_0(&self, operation: &str, listed: &[String]) -> Option<Body> {
        let consumes = self.at(operation).get("consumes").or(self.document.get("consumes"));
        let names = texts(consumes);
        let body = listed.iter().find(|it| self.text(it, "in") == "body");
        if let Some(body) = body {
            let schema = self.schema(body);
            let names = if names.is_empty() { vec!["application/json".to_owned()] } else { names };
            let media = |name| Media { name, schema: schema.clone(), fields: BTreeMap::new() };
            let required = self.flag(body, "required") == Some(true);
            let media = names.into_iter().map(media).collect();
            return Some(Body { required, is_empty: false, media });
        }
        let fields: Vec<_> = listed.iter().filter(|it| self.text(it, "in") == "formData").collect();
        if fields.is_empty() {
            return None;
        }
        let has_file = fields.iter().any(|it| self.text(it, "type") == "file");
        let forms = ["application/x-www-form-urlencoded", "multipart/form-data"];
        let mut names: Vec<_> =
            names.into_iter().filter(|it| forms.contains(&it.as_str())).collect();
        if names.is_empty() || has_file {
            names = vec![forms[usize::from(has_file)].to_owned()];
        }
        let field = |it: &&String| {
            let Form::Style { style, explode, .. } = self.collection(it, Place::Query) else {
                return None;
            };
            let is_list = self.text(it, "type") == "array";
            let style = is_list.then_some((style, explode));
            Some((self.text(it, "name").to_owned(), Field { style, content_type: None }))
        };
        let encodings: BTreeMap<_, _> = fields.iter().filter_map(field).collect();
        let required = fields.iter().any(|it| self.flag(it, "required") == Some(true));
        let schema = self.member(operation, FORM);
        let media = |name| Media { name, schema: schema.clone(), fields: encodings.clone() };
        let media = names.into_iter().map(media).collect();
        Some(Body { required, is_empty: false, media })
    }

    fn responses(&self, operation: &str) -> Vec<Response> {
        let list = child(operation, "responses");
        let members = self.at(&list).as_object().into_iter().flatten();
        let response = |status: &String| {
            let place = resolve(self.document, &child(&list, status));
            let media = match self.schema(&place).filter(|_| self.is_2_0) {
                Some(schema) => self.produced(operation, &schema),
                None => self.media(&child(&place, "content")),
            };
            Response { status: status.clone(), media }
        };
        members.filter(|(it, _)| !it.starts_with("x-")).map(|(it, _)| response(it)).collect()
    }

    fn produced(&self, operation: &str, schema: &str) -> Vec<Media> {
        let produces = self.at(operation).get("produces").or(self.document.get("produces"));
        let mut names = texts(produces);
        if names.is_empty() {
            names.push("application/json".to_owned());
        }
        let media = |name| Media { name, schema: Some(schema.to_owned()), fields: BTreeMap::new() };
        names.into_iter().map(media).collect()
    }
}

/// Where the form of an operation of OpenAPI 2.0 is put.
const FORM: &str = "x-renkei-form";

fn add_forms(document: &mut Value) {
    let mut forms = Vec::new();
    let reader = Reader { document, is_2_0: true };
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    for (path, _) in paths {
        let item = resolve(document, &child("/paths", path));
        for method in METHODS {
            let pointer = child(&item, method);
            let listed = reader.parameters(&item, &pointer);
            let fields = listed.iter().filter(|it| reader.text(it, "in") == "formData");
            let (mut properties, mut required) = (Map::new(), Vec::new());
            for field in fields {
                let name = reader.text(field, "name");
                if reader.flag(field, "required") == Some(true) {
                    required.push(json!(name));
                }
                properties.insert(name.to_owned(), plain_field(reader.at(field)));
            }
            if !properties.is_empty() {
                let schema =
                    json!({ "type": "object", "properties": properties, "required": required });
                forms.push((pointer, schema));
            }
        }
    }
    for (pointer, schema) in forms {
        if let Some(Value::Object(operation)) = document.pointer_mut(&pointer) {
            operation.insert(FORM.to_owned(), schema);
        }
    }
}

/// A form parameter as the schema of a property.
fn plain_field(parameter: &Value) -> Value {
    let Value::Object(mut members) = parameter.clone() else { return Value::Bool(true) };
    members.retain(|key, _| !["name", "in", "required", "description"].contains(&key.as_str()));
    if members.get("type").is_some_and(|it| it == "file") {
        members.insert("type".to_owned(), json!("string"));
        members.insert("format".to_owned(), json!("binary"));
    }
    Value::Object(members)
}

/// Whether a schema is an object of which no member is declared or allowed, and that no other schema adds to.
fn is_nothing(schema: &Value) -> bool {
    let words = ["type", "properties", "additionalProperties", "title", "description", "example"];
    let only = |it: &Map<String, Value>| it.keys().all(|it| words.contains(&it.as_str()));
    let no_members = |it: &Value| it.as_object().is_some_and(Map::is_empty);
    schema.get("type").is_some_and(|it| it == "object")
        && schema.as_object().is_some_and(only)
        && schema.get("properties").is_none_or(no_members)
        && schema.get("additionalProperties").is_none_or(|it| *it == false)
}

fn field(encoding: &Value) -> Field {
    let style = encoding.get("style").and_then(Value::as_str).map(style_of);
    let explode = encoding.get("explode").and_then(Value::as_bool);
    let given = style.is_some() || explode.is_some();
    let style = style.unwrap_or(Style::Form);
    let content_type = encoding.get("contentType").and_then(Value::as_str).map(str::to_owned);
    Field { style: given.then(|| (style, explode.unwrap_or(style == Style::Form))), content_type }
}

fn style_of(text: &str) -> Style {
    match text {
        "simple" => Style::Simple,
        "label" => Style::Label,
        "matrix" => Style::Matrix,
        "spaceDelimited" => Style::Space,
        "pipeDelimited" => Style::Pipe,
        "deepObject" => Style::Deep,
        _ => Style::Form,
    }
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The media type without parameters, in lower case (RFC 9110 section 8.3.1).
pub(super) fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is JSON (RFC 6839 section 3.1).
pub(super) fn is_json(media: &str) -> bool {
    let essence = essence(media);
    essence.ends_with("/json") || essence.ends_with("+json")
}
