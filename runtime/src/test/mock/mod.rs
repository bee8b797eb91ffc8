//! `MockTransport`: an API in memory, operation by operation, whose requests and responses fit the document.

mod document;
mod exchange;
mod parameter;
mod schema;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::document::Document;
pub use self::exchange::{MockRequest, MockResponse};
use crate::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};

type Handler = Arc<dyn Fn(&MockRequest) -> Result<MockResponse, String> + Send + Sync>;

/// Responds to requests with handlers, one for each operation, and validates both against an OpenAPI document.
///
/// The document is JSON of OpenAPI 3.0 or newer; `renkei bundle openapi.yaml -o openapi.json` writes it. Checked are paths,
/// methods, required parameters and bodies, and the schemas of parameters, bodies and responses with these keywords: `type`,
/// `enum`, `const`, lengths, bounds, `pattern`, `required`, `properties`, `additionalProperties`, `items`, `uniqueItems`,
/// `allOf`, `anyOf`, `oneOf`, `not`, `nullable`, `readOnly` and `writeOnly`. A request or response that does not fit, or that
/// has no handler, fails the call with a [`TransportErrorKind::Unsupported`] that names the operation and the place, and is
/// not retried.
///
/// Clones share the handlers and the log.
///
/// # Examples
///
/// ```
/// use renkei_runtime::test::{MockResponse, MockTransport};
/// use serde_json::json;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let document = r#"{
///     "openapi": "3.1.0", "info": {"title": "Orders", "version": "1"},
///     "paths": {"/v1/orders": {"post": {
///         "operationId": "createOrder",
///         "requestBody": {"required": true, "content": {"application/json": {"schema":
///             {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "integer", "minimum": 1}}}}}},
///         "responses": {"201": {"description": "made"}}}}}
/// }"#;
///
/// #[derive(serde::Deserialize)]
/// struct NewOrder {
///     amount: u64,
/// }
///
/// let mock = MockTransport::new(document)?.on_json("createOrder", |order: NewOrder, _| {
///     MockResponse::json(201, &json!({"id": "ord_1", "amount": order.amount}))
/// });
/// // let client = Client::builder().base_url("http://api.test").transport(mock.clone()).build()?;
/// assert!(mock.requests("createOrder").is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct MockTransport(Arc<Inner>);

struct Inner {
    document: Arc<Document>,
    handlers: HashMap<String, Handler>,
    log: Arc<Mutex<Log>>,
}

#[derive(Default)]
struct Log {
    requests: Vec<MockRequest>,
    violations: Vec<String>,
}

/// Why a document cannot be mocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MockError(String);

impl fmt::Display for MockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MockError {}

impl MockTransport {
    /// Creates a mock without handlers.
    ///
    /// # Errors
    ///
    /// Fails if the text is not JSON of OpenAPI 3.
    pub fn new(document: &str) -> Result<Self, MockError> {
        let document = Arc::new(Document::read(document).map_err(MockError)?);
        Ok(Self(Arc::new(Inner { document, handlers: HashMap::new(), log: Arc::default() })))
    }

    /// Sets the handler of an operation, named by its `operationId`, or by method and path (`GET /v1/orders`).
    ///
    /// # Panics
    ///
    /// Never. An operation that the document does not have makes every call fail with its name.
    pub fn on(
        self,
        operation: &str,
        handler: impl Fn(&MockRequest) -> MockResponse + Send + Sync + 'static,
    ) -> Self {
        self.with(operation, Arc::new(move |request| Ok(handler(request))))
    }

    /// Sets the handler of an operation with a JSON body, which is decoded before.
    pub fn on_json<T: DeserializeOwned>(
        self,
        operation: &str,
        handler: impl Fn(T, &MockRequest) -> MockResponse + Send + Sync + 'static,
    ) -> Self {
        self.with(operation, Arc::new(move |request| Ok(handler(request.json()?, request))))
    }

    /// Sets a response of an operation that is always the same.
    pub fn returns<T: Serialize + ?Sized>(self, operation: &str, status: u16, body: &T) -> Self {
        let response = MockResponse::json(status, body);
        self.on(operation, move |_| response.clone())
    }

    /// Returns the valid requests of an operation so far.
    pub fn requests(&self, operation: &str) -> Vec<MockRequest> {
        self.log().requests.iter().filter(|it| it.is_of(operation)).cloned().collect()
    }

    /// Returns what was wrong with requests and responses so far.
    pub fn violations(&self) -> Vec<String> {
        self.log().violations.clone()
    }

    fn with(self, operation: &str, handler: Handler) -> Self {
        let mut handlers = self.0.handlers.clone();
        handlers.insert(operation.to_owned(), handler);
        let (document, log) = (self.0.document.clone(), self.0.log.clone());
        Self(Arc::new(Inner { document, handlers, log }))
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        // Nothing panics while the lock is held.
        self.0.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the response to a request. `Err` is what is wrong.
    fn respond(&self, request: Request<bytes::Bytes>) -> Result<Response<ResponseBody>, String> {
        let document = &self.0.document;
        let unknown = self.0.handlers.keys().find(|it| !document.has(it));
        if let Some(unknown) = unknown {
            return Err(format!("the document has no operation {unknown:?}, which has a handler"));
        }
        let request = document.route(request)?;
        let name = request.operation().to_owned();
        document.check_request(&request).map_err(|it| format!("{name}: the request: {it}"))?;
        let names = [request.operation(), request.method_and_path()];
        let handler = names.iter().find_map(|it| self.0.handlers.get(*it)).cloned();
        self.log().requests.push(request.clone());
        let handler = handler.ok_or_else(|| format!("{name} has no handler"))?;
        let response = handler(&request).map_err(|it| format!("{name}: {it}"))?;
        document
            .check_response(&request, &response)
            .map_err(|it| format!("{name}: the response of the mock: {it}"))?;
        response.into_http().map_err(|it| format!("{name}: {it}"))
    }
}

impl Transport for MockTransport {
    fn send(
        &self,
        request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let mock = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.into_bytes().await;
            let body = body
                .map_err(|it| TransportError::with_source(TransportErrorKind::RequestBody, it))?;
            mock.respond(Request::from_parts(head, body)).map_err(|what| {
                mock.log().violations.push(what.clone());
                TransportError::with_source(TransportErrorKind::Unsupported, what)
            })
        })
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockTransport")
            .field("handlers", &self.0.handlers.len())
            .field("requests", &self.log().requests.len())
            .finish()
    }
}
