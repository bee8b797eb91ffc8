//! Requests and responses of a mock.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::transport::ResponseBody;

/// A request to a mock.
#[derive(Clone)]
pub struct MockRequest {
    pub(super) operation: String,
    pub(super) method_and_path: String,
    pub(super) path: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) request: Request<Bytes>,
}

impl MockRequest {
    /// Returns the `operationId`, or method and path template if there is none.
    pub fn operation(&self) -> &str {
        &self.operation
    }

    /// Returns the method and the path template.
    pub fn method_and_path(&self) -> &str {
        &self.method_and_path
    }

    /// Returns a path parameter, decoded.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.path.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// Returns the first query parameter of this name, decoded.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// Returns a header, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers().get(name)?.to_str().ok()
    }

    /// Returns the bytes of the body.
    pub fn body(&self) -> &Bytes {
        self.request.body()
    }

    /// Decodes the body as JSON.
    ///
    /// # Errors
    ///
    /// The message of the decoder.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, String> {
        serde_json::from_slice(self.body()).map_err(|cause| format!("the body: {cause}"))
    }

    pub(super) fn is_of(&self, operation: &str) -> bool {
        self.operation == operation || self.method_and_path == operation
    }
}

impl fmt::Debug for MockRequest {
    /// Shows no values, which may be secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockRequest").field("operation", &self.operation).finish_non_exhaustive()
    }
}

/// The response of a mock.
#[derive(Clone)]
#[must_use]
pub struct MockResponse {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Result<Bytes, String>,
}

impl MockResponse {
    /// Creates a response without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Ok(Bytes::new()) }
    }

    /// Creates a JSON response. A value that cannot be serialized fails the call.
    pub fn json<T: Serialize + ?Sized>(status: u16, body: &T) -> Self {
        let body = serde_json::to_vec(body).map(Bytes::from).map_err(|cause| cause.to_string());
        Self { status, headers: Vec::new(), body }.header("content-type", "application/json")
    }

    /// Creates a response of bytes.
    pub fn bytes(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: Ok(body.into()) }
            .header("content-type", content_type)
    }

    /// Adds a header. An invalid one fails the call.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn content_type(&self) -> Option<&str> {
        let find = |(name, _): &&(String, String)| name.eq_ignore_ascii_case("content-type");
        self.headers.iter().find(find).map(|(_, value)| value.as_str())
    }

    pub(super) fn into_http(self) -> Result<Response<ResponseBody>, String> {
        let body =
            self.body.map_err(|cause| format!("the response cannot be serialized: {cause}"))?;
        let mut response = Response::new(ResponseBody::from(body));
        *response.status_mut() = StatusCode::from_u16(self.status)
            .map_err(|_| format!("{} is not a status", self.status))?;
        for (name, value) in &self.headers {
            let invalid = || format!("the header {name:?} is invalid");
            let key = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
            let value = HeaderValue::from_str(value).map_err(|_| invalid())?;
            response.headers_mut().append(key, value);
        }
        Ok(response)
    }
}

impl fmt::Debug for MockResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockResponse").field("status", &self.status).finish_non_exhaustive()
    }
}
