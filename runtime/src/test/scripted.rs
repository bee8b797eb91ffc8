//! `ScriptedTransport`: plays a script and keeps the requests.

use std::collections::VecDeque;
use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};

use crate::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};

/// A transport that plays a script, one step per attempt, and records requests.
///
/// Clones share the script, so keep one to inspect [`requests`](Self::requests) afterwards. An attempt
/// without a step fails and is not retried.
///
/// # Examples
///
/// ```
/// use renkei_runtime::test::ScriptedTransport;
///
/// let transport = ScriptedTransport::new().json(503, "{}").json(200, r#"{"id":"7"}"#);
/// // Client::builder().base_url("http://api.test").transport(transport.clone()).build()
/// # assert!(transport.requests().is_empty());
/// ```
#[derive(Clone, Default)]
pub struct ScriptedTransport(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    steps: VecDeque<Step>,
    requests: Vec<Request<Bytes>>,
}

enum Step {
    Response(Response<Bytes>),
    Error(TransportErrorKind),
    Hang,
}

impl ScriptedTransport {
    /// Creates a transport with an empty script.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a response with a status and a JSON body. An invalid status becomes 500.
    #[must_use]
    pub fn json(self, status: u16, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(body.into());
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.response(response)
    }

    /// Adds a response.
    #[must_use]
    pub fn response(self, response: Response<Bytes>) -> Self {
        self.then(Step::Response(response))
    }

    /// Adds a transport error.
    #[must_use]
    pub fn error(self, kind: TransportErrorKind) -> Self {
        self.then(Step::Error(kind))
    }

    /// Adds a step that accepts the request and never responds.
    #[must_use]
    pub fn hang(self) -> Self {
        self.then(Step::Hang)
    }

    /// Returns all requests so far, one per attempt.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.script().requests.clone()
    }

    /// Records the request and returns the next step.
    fn play(&self, request: Request<Bytes>) -> Option<Step> {
        let mut script = self.script();
        script.requests.push(request);
        script.steps.pop_front()
    }

    fn then(self, step: Step) -> Self {
        self.script().steps.push_back(step);
        self
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ScriptedTransport {
    /// Shows counts only: requests and responses may contain secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.script();
        f.debug_struct("ScriptedTransport")
            .field("steps", &script.steps.len())
            .field("requests", &script.requests.len())
            .finish()
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let script = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.into_bytes().await;
            let body = body
                .map_err(|it| TransportError::with_source(TransportErrorKind::Unsupported, it))?;
            match script.play(Request::from_parts(head, body)) {
                Some(Step::Response(response)) => Ok(response.map(ResponseBody::from)),
                Some(Step::Error(kind)) => Err(TransportError::new(kind)),
                Some(Step::Hang) => pending().await,
                None => {
                    let what = "the script has no more steps";
                    Err(TransportError::with_source(TransportErrorKind::Unsupported, what))
                }
            }
        })
    }
}
