//! A request of an operation, with values from the document or from the user.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::model::{
    Api, Encoding, Literal, Location, Operation, OperationId, Parameter, Requirement, Shape,
    StatusMatch, Style,
};

/// Values of parameters that the user has given, by name or by `operation.name`.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<String, String>);

impl Values {
    /// Takes the values by name. A name may begin with an operation's id and a dot.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(values.into_iter().collect())
    }

    fn get(&self, operation: &str, parameter: &str) -> Option<&str> {
        let own = self.0.get(&format!("{operation}.{parameter}"));
        own.or_else(|| self.0.get(parameter)).map(String::as_str)
    }

    /// Returns the names that no operation of the API uses.
    #[must_use]
    pub fn unused(&self, api: &Api) -> Vec<String> {
        let mut used = BTreeSet::new();
        for operation in &api.operations {
            let id = super::name(operation);
            for parameter in &operation.parameters {
                used.insert(format!("{id}.{}", parameter.name));
                used.insert(parameter.name.to_string());
            }
        }
        self.0.keys().filter(|name| !used.contains(*name)).cloned().collect()
    }
}

/// A request, complete but for the server's URL, the credentials and the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeRequest {
    /// The operation.
    pub operation: OperationId,
    /// Its id, or method and path.
    pub id: String,
    /// The method.
    pub method: String,
    /// The path template.
    pub template: String,
    /// The path, as it is sent after the server's URL. It has a query if the template has one.
    pub path: String,
    /// Parameters of the query, each as an encoded `name=value`.
    pub query: Vec<String>,
    /// Headers of parameters, and `Accept`.
    pub headers: Vec<(String, String)>,
    /// Cookies of parameters, each as `name=value`.
    pub cookies: Vec<String>,
    /// The URL of the operation's own server, if it has one.
    pub server: Option<String>,
    /// Alternatives, each a list of schemes that are needed together. `None`: nothing is declared, here or at the root.
    pub security: Option<Vec<Vec<Requirement>>>,
    /// The header of the idempotency key, if the document declares it.
    pub key_header: Option<String>,
    /// The media type of a JSON body, if the operation has one.
    pub json_body: Option<String>,
}

impl ProbeRequest {
    pub(super) fn new(
        api: &Api,
        operation: OperationId,
        of: &Operation,
        values: &Values,
    ) -> Result<Self, String> {
        let id = super::name(of);
        let mut path = of.path.clone();
        let (mut query, mut headers, mut cookies) = (Vec::new(), Vec::new(), Vec::new());
        for parameter in &of.parameters {
            let Some(value) = value(api, &id, parameter, values)? else { continue };
            let name = parameter.name.as_str();
            match parameter.location {
                Location::Path => {
                    let text = in_path(name, parameter, &value)?;
                    path = path.replace(&format!("{{{name}}}"), &text);
                }
                Location::Query => query.extend(in_query(name, parameter, &value)?),
                Location::Header if name.eq_ignore_ascii_case("cookie") => {
                    cookies.push(value.joined(",", str::to_owned));
                }
                Location::Header => {
                    headers.push((name.to_owned(), value.joined(",", str::to_owned)));
                }
                Location::Cookie => cookies.push(format!("{name}={}", value.joined(",", encoded))),
            }
        }
        headers.push(("accept".to_owned(), accept(of)));
        let media = of.body.iter().flat_map(|it| &it.media);
        let json_body = media.map(|it| it.media_type()).find(|it| it.is_json());
        Ok(Self {
            operation,
            id,
            method: of.method.as_str().to_owned(),
            template: of.path.clone(),
            path,
            query,
            headers,
            cookies,
            server: of.servers.first().map(crate::model::Server::default_url),
            security: of.security.clone(),
            key_header: of.idempotency_header.clone(),
            json_body: json_body.map(|it| it.essence().to_owned()),
        })
    }
}

/// The media types of successes.
fn accept(operation: &Operation) -> String {
    let successes = operation.responses.iter().filter(|it| match it.status {
        StatusMatch::Exact(status) => (200..300).contains(&status),
        StatusMatch::Range(class) => class == 2,
        StatusMatch::Default => false,
    });
    let mut names: Vec<_> = successes.flat_map(|it| &it.media).map(|it| it.name.clone()).collect();
    names.dedup();
    if names.is_empty() { "*/*".to_owned() } else { names.join(", ") }
}

/// One value of a parameter, or several.
enum ParameterValue {
    One(String),
    Several(Vec<String>),
}

impl ParameterValue {
    fn joined(&self, separator: &str, encode: impl Fn(&str) -> String) -> String {
        match self {
            Self::One(value) => encode(value),
            Self::Several(values) => {
                values.iter().map(|it| encode(it)).collect::<Vec<_>>().join(separator)
            }
        }
    }
}

/// The value of a parameter: what the user says, or for a required one what the document has as an example, default or enum.
fn value(
    api: &Api,
    operation: &str,
    parameter: &Parameter,
    values: &Values,
) -> Result<Option<ParameterValue>, String> {
    if let Some(value) = values.get(operation, parameter.name.as_str()) {
        return Ok(Some(ParameterValue::One(value.to_owned())));
    }
    if !parameter.required {
        return Ok(None);
    }
    let resolved = api.resolve(parameter.ty, |_| false).map(|(_, it)| it);
    let written = [
        parameter.docs.example.as_ref(),
        resolved.and_then(|it| it.docs.example.as_ref()),
        parameter.default.as_ref(),
    ];
    let of_document = written.into_iter().flatten().find_map(of_literal);
    let of_type = || match resolved.map(|it| &it.shape)? {
        Shape::Enum(shape) => shape.values.first().map(|it| ParameterValue::One(it.wire.clone())),
        Shape::Boolean => resolved?.only.map(|it| ParameterValue::One(it.to_string())),
        _ => None,
    };
    let value = of_document.or_else(of_type).ok_or_else(|| {
        let name = &parameter.name;
        format!("the parameter `{name}` has no example, default or enum; use --set {name}=VALUE")
    })?;
    Ok(Some(value))
}

/// Returns the text of a scalar or of an array of scalars.
fn of_literal(literal: &Literal) -> Option<ParameterValue> {
    let scalar = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        serde_json::Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    };
    match serde_json::from_str(&literal.0).ok()? {
        serde_json::Value::Array(items) => {
            items.iter().map(scalar).collect::<Option<_>>().map(ParameterValue::Several)
        }
        value => scalar(&value).map(ParameterValue::One),
    }
}

fn in_path(name: &str, parameter: &Parameter, value: &ParameterValue) -> Result<String, String> {
    let text = value.joined(",", encoded);
    if text.is_empty() {
        return Err(format!("the value of the parameter `{name}` is empty"));
    }
    match parameter.encoding {
        Encoding::Style { style: Style::Simple, .. } => Ok(text),
        Encoding::Style { style: Style::Label, .. } => Ok(format!(".{text}")),
        Encoding::Style { style: Style::Matrix, .. } => Ok(format!(";{name}={text}")),
        _ => Err(unsupported(name)),
    }
}

fn in_query(
    name: &str,
    parameter: &Parameter,
    value: &ParameterValue,
) -> Result<Vec<String>, String> {
    let (style, explode) = match parameter.encoding {
        Encoding::Style { style, explode, .. } => (style, explode),
        Encoding::Json => return Err(unsupported(name)),
    };
    let separator = match style {
        Style::Form => ",",
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        Style::TabDelimited => "%09",
        _ => return Err(unsupported(name)),
    };
    let name = encoded(name);
    Ok(match value {
        ParameterValue::Several(values) if explode => {
            values.iter().map(|it| format!("{name}={}", encoded(it))).collect()
        }
        value => vec![format!("{name}={}", value.joined(separator, encoded))],
    })
}

fn unsupported(name: &str) -> String {
    format!("the parameter `{name}` is written in a way that a probe does not support")
}

/// Encodes everything but unreserved characters (RFC 3986 section 2.3).
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
