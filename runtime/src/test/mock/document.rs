//! The operations of an OpenAPI document in JSON, as a mock needs them: routes, parameters, bodies and responses.

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value};

use super::exchange::{MockRequest, MockResponse};
use super::parameter;
use super::schema::{Direction, Schemas};
use crate::call::encode;
use crate::media_type::MediaType;

const METHODS: [&str; 9] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

pub(super) struct Document {
    schemas: Schemas,
    operations: Vec<Operation>,
    /// The paths of the servers, which may precede that of an operation.
    bases: Vec<String>,
}

struct Operation {
    name: String,
    method: String,
    path: String,
    parameters: Vec<Value>,
    body: Option<Value>,
    responses: Map<String, Value>,
}

impl Document {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let root: Value = serde_json::from_str(text)
            .map_err(|cause| format!("the document is not JSON: {cause}"))?;
        let version = root.get("openapi").and_then(Value::as_str).unwrap_or("");
        if !version.starts_with("3.") {
            return Err("the document has no `openapi: 3…`".to_owned());
        }
        let schemas = Schemas::new(root.clone());
        let paths = root.get("paths").and_then(Value::as_object).into_iter().flatten();
        let operations = paths.flat_map(|(path, item)| operations(&schemas, path, item)).collect();
        Ok(Self { bases: bases(&root), schemas, operations })
    }

    /// Whether the document has an operation of this name, or with this method and path.
    pub(super) fn has(&self, name: &str) -> bool {
        self.operations.iter().any(|it| it.name == name || it.method_and_path() == name)
    }

    /// Finds the operation of a request. Of several, the one with the fewest parameters in its path.
    pub(super) fn route(&self, request: Request<Bytes>) -> Result<MockRequest, String> {
        let (method, path) = (request.method().as_str(), request.uri().path());
        let bases = self.bases.iter().map(String::as_str).chain([""]);
        let paths: Vec<&str> = bases.filter_map(|base| path.strip_prefix(base)).collect();
        let candidates = self.operations.iter().filter(|it| it.method == method);
        let matches = candidates.filter_map(|it| {
            let parts = paths.iter().find_map(|path| matched(&it.path, path))?;
            Some((it, parts))
        });
        let found = matches.min_by_key(|(_, parts)| parts.len());
        let Some((operation, parts)) = found else {
            return Err(format!("{method} {path} is not an operation of the document"));
        };
        let query = pairs(request.uri().query().unwrap_or(""));
        Ok(MockRequest {
            operation: operation.name.clone(),
            method_and_path: operation.method_and_path(),
            path: parts,
            query,
            request,
        })
    }

    fn operation(&self, request: &MockRequest) -> Result<&Operation, String> {
        let name = request.method_and_path();
        let found = self.operations.iter().find(|it| it.method_and_path() == name);
        found.ok_or_else(|| format!("{name} is not an operation of the document"))
    }

    /// Returns the first violation of a request.
    pub(super) fn check_request(&self, request: &MockRequest) -> Result<(), String> {
        let operation = self.operation(request)?;
        for parameter in &operation.parameters {
            parameter::check(&self.schemas, parameter, request)?;
        }
        let required = |body: &Value| body.get("required") == Some(&Value::Bool(true));
        match &operation.body {
            Some(body) if request.body().is_empty() => match required(body) {
                true => Err("it has no body".to_owned()),
                false => Ok(()),
            },
            Some(body) => self.check_body(
                body,
                request.header("content-type"),
                request.body(),
                Direction::Request,
            ),
            None if request.body().is_empty() => Ok(()),
            None => Err("it has a body, and the document declares none".to_owned()),
        }
    }

    /// Returns the first violation of a response.
    pub(super) fn check_response(
        &self,
        request: &MockRequest,
        response: &MockResponse,
    ) -> Result<(), String> {
        let operation = self.operation(request)?;
        let status = response.status.to_string();
        let class = format!("{}XX", response.status / 100);
        let declared = [status.as_str(), class.as_str(), "default"];
        let declared = declared.iter().find_map(|it| operation.responses.get(*it));
        let Some(declared) = declared else {
            return Err(format!("the document declares no status {status}"));
        };
        let body = response.body.as_ref().map_err(Clone::clone)?;
        let declared = self.schemas.resolved(declared);
        if body.is_empty() || declared.get("content").is_none() {
            return Ok(());
        }
        self.check_body(declared, response.content_type(), body, Direction::Response)
    }

    /// Validates a body against its declared media type. Only JSON has a schema that is checked.
    fn check_body(
        &self,
        declared: &Value,
        content_type: Option<&str>,
        bytes: &[u8],
        direction: Direction,
    ) -> Result<(), String> {
        let sent = content_type.unwrap_or("");
        let sent = MediaType::parse(sent).ok_or_else(|| format!("{sent:?} is not a media type"))?;
        let content = declared.get("content").and_then(Value::as_object);
        let fits = |name: &str| {
            let (kind, any) = (name.split('/').next().unwrap_or(name), name.ends_with("/*"));
            let range = any && (kind == "*" || sent.essence().starts_with(&format!("{kind}/")));
            range || MediaType::parse(name).is_some_and(|it| it.same_essence(sent))
        };
        let media = content.into_iter().flatten().find(|(name, _)| fits(name));
        let Some((_, media)) = media else {
            return Err(format!("the media type {:?} is not declared", sent.essence()));
        };
        let Some(schema) = media.get("schema").filter(|_| sent.is_json()) else { return Ok(()) };
        let value: Value = serde_json::from_slice(bytes)
            .map_err(|cause| format!("the body is not JSON: {cause}"))?;
        match self.schemas.violations(schema, &value, direction).first() {
            None => Ok(()),
            Some(first) => Err(format!("the body at {first}")),
        }
    }
}

impl Operation {
    fn method_and_path(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

fn operations(schemas: &Schemas, path: &str, item: &Value) -> Vec<Operation> {
    let item = schemas.resolved(item);
    let shared = item.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let shared: Vec<&Value> = shared.map(|it| schemas.resolved(it)).collect();
    let methods = METHODS.iter().filter_map(|method| Some((method, item.get(*method)?)));
    methods
        .map(|(method, operation)| {
            let own = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
            let own: Vec<&Value> = own.map(|it| schemas.resolved(it)).collect();
            let is_same = |one: &Value, other: &Value| {
                one.get("name") == other.get("name") && one.get("in") == other.get("in")
            };
            let inherited = shared.iter().filter(|it| !own.iter().any(|own| is_same(own, it)));
            let parameters = inherited.copied().chain(own.iter().copied()).cloned().collect();
            let method = method.to_ascii_uppercase();
            let id = operation.get("operationId").and_then(Value::as_str);
            let responses = operation.get("responses").and_then(Value::as_object);
            let responses = responses.map_or_else(Map::new, Map::clone);
            Operation {
                name: id.map_or_else(|| format!("{method} {path}"), str::to_owned),
                method,
                path: path.to_owned(),
                parameters,
                body: operation.get("requestBody").map(|it| schemas.resolved(it).clone()),
                responses,
            }
        })
        .collect()
}

/// Returns the paths of the servers' URLs, without variables.
fn bases(root: &Value) -> Vec<String> {
    let servers = root.get("servers").and_then(Value::as_array).into_iter().flatten();
    let urls = servers.filter_map(|it| it.get("url")?.as_str());
    let path = |url: &str| {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let start = if url.contains("://") { rest.find('/') } else { Some(0) };
        let path = start.and_then(|start| rest.get(start..)).unwrap_or("");
        path.trim_end_matches('/').to_owned()
    };
    urls.map(path).filter(|it| !it.is_empty() && !it.contains('{')).collect()
}

/// Matches a path with a template. Returns the parameters, decoded.
fn matched(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let (mut template, mut path) = (template, path);
    while let Some((before, after)) = template.split_once('{') {
        path = path.strip_prefix(before)?;
        let (name, rest) = after.split_once('}')?;
        let next = rest.chars().next().unwrap_or('/');
        let end = path.find([next, '/']).unwrap_or(path.len());
        let (value, after) = path.split_at(end);
        if value.is_empty() {
            return None;
        }
        found.push((name.to_owned(), encode::decoded(value)?));
        (template, path) = (rest, after);
    }
    (template == path).then_some(found)
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let text = text.replace('+', "%20");
        encode::decoded(&text).unwrap_or(text)
    };
    let pairs = query.split('&').filter(|it| !it.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_matched() {
        let values = |template, path| {
            let found = matched(template, path)?;
            Some(found.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(","))
        };
        for (template, path, expected) in [
            ("/orders", "/orders", Some("")),
            ("/orders", "/orders/7", None),
            ("/orders/{id}", "/orders/a%2Fb", Some("a/b")),
            ("/orders/{id}", "/orders/7/x", None),
            ("/orders/{id}", "/orders/", None),
            ("/f/{id}.{ext}", "/f/7.json", Some("7,json")),
            ("/a/{b}/c/{d}", "/a/1/c/2", Some("1,2")),
        ] {
            assert_eq!(values(template, path).as_deref(), expected, "{template} {path}");
        }
    }
}
