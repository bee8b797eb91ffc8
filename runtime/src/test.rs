//! For tests: a transport that plays a script and keeps what was sent.
//!
//! Takes answers and faults in the order in which they are to come. It knows no more of the runtime
//! than any transport.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Collected};

use crate::transport::{AnswerBody, Attempt, BoxFuture, Fault, FaultKind, RequestBody, Transport};

/// A transport that plays a script, one step an attempt, and keeps what was sent.
///
/// Clones share the script, so keep one to look at [`requests`](Self::requests) afterwards. An
/// attempt for which the script has no step fails, and is not tried again.
///
/// ```
/// use renkei_runtime::test::ScriptedTransport;
///
/// let transport = ScriptedTransport::new().json(503, "{}").json(200, r#"{"id":"7"}"#);
/// // Client::builder().base_url("http://api.test").transport(transport.clone()).build()
/// # assert!(transport.requests().is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct ScriptedTransport(Arc<Mutex<Script>>);

#[derive(Debug, Default)]
struct Script {
    steps: VecDeque<Step>,
    requests: Vec<Request<Bytes>>,
}

#[derive(Debug)]
enum Step {
    Answer(Response<Bytes>),
    Fault(FaultKind),
    Hang,
}

impl ScriptedTransport {
    /// A transport with an empty script.
    pub fn new() -> Self {
        Self::default()
    }

    /// Then answers with a status and a JSON body. A number that is no status answers 500.
    #[must_use]
    pub fn json(self, status: u16, body: impl Into<Bytes>) -> Self {
        let mut response = Response::new(body.into());
        *response.status_mut() =
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.answer(response)
    }

    /// Then answers with this.
    #[must_use]
    pub fn answer(self, response: Response<Bytes>) -> Self {
        self.then(Step::Answer(response))
    }

    /// Then breaks in this way.
    #[must_use]
    pub fn fault(self, kind: FaultKind) -> Self {
        self.then(Step::Fault(kind))
    }

    /// Then takes the request and never answers.
    #[must_use]
    pub fn hang(self) -> Self {
        self.then(Step::Hang)
    }

    /// All requests so far, one an attempt.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.script().requests.clone()
    }

    /// Keeps the request, and gives the step that answers it.
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

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<AnswerBody>, Fault>> {
        let script = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map(Collected::to_bytes);
            let body = body.map_err(|it| Fault::with_source(FaultKind::Unsupported, it))?;
            match script.play(Request::from_parts(head, body)) {
                Some(Step::Answer(response)) => Ok(response.map(AnswerBody::from)),
                Some(Step::Fault(kind)) => Err(Fault::new(kind)),
                Some(Step::Hang) => pending().await,
                None => {
                    let what = "the script has no more steps";
                    Err(Fault::with_source(FaultKind::Unsupported, what))
                }
            }
        })
    }
}
