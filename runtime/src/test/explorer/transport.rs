//! The transport of a run: injects one failure, and counts the effects of writes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderName, Request, Response, StatusCode};
use tokio::sync::Notify;

use super::{ExplorationError, InjectedFault};
use crate::call::is_safe;
use crate::transport::{
    Attempt, BoxFuture, Payload, RequestBody, ResponseBody, Transport, TransportError,
    TransportErrorKind,
};

/// The transport of one run of a job. Clones share the run.
#[derive(Clone)]
pub struct ExploredTransport(Arc<Run>);

pub(super) struct Run {
    plan: Option<(usize, InjectedFault)>,
    server: Arc<dyn Transport>,
    key_header: HeaderName,
    honours_keys: bool,
    log: Mutex<Log>,
    crash: Notify,
}

impl Run {
    pub(super) fn new(
        plan: Option<(usize, InjectedFault)>,
        server: Arc<dyn Transport>,
        key_header: HeaderName,
        honours_keys: bool,
    ) -> Self {
        Self { plan, server, key_header, honours_keys, log: Mutex::default(), crash: Notify::new() }
    }
}

#[derive(Default)]
struct Log {
    requests: usize,
    /// The number of effects of each write.
    effects: BTreeMap<String, usize>,
    /// The keys of writes that took effect, with the writes.
    keys: BTreeSet<(String, Bytes)>,
    history: Vec<String>,
}

impl ExploredTransport {
    pub(super) fn new(run: Run) -> Self {
        Self(Arc::new(run))
    }

    /// The number of the request to fail, and its failure.
    pub(super) fn plan(&self) -> Option<(usize, InjectedFault)> {
        self.0.plan
    }

    /// Waits until the program crashes.
    pub(super) async fn crashed(&self) {
        self.0.crash.notified().await;
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        // Nothing panics while the lock is held.
        self.0.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn requests(&self) -> usize {
        self.log().requests
    }

    pub(super) fn effects(&self) -> BTreeMap<String, usize> {
        self.log().effects.clone()
    }

    /// Compares the effects of a run with those of a run without failures.
    pub(super) fn check(
        &self,
        expected: &BTreeMap<String, usize>,
        succeeded: bool,
    ) -> Result<(), ExplorationError> {
        let Some((request, fault)) = self.0.plan else { return Ok(()) };
        let log = self.log();
        for (write, effects) in &log.effects {
            let expected = expected.get(write).copied().unwrap_or(0);
            if *effects > expected {
                return Err(ExplorationError::DoubleEffect {
                    fault,
                    request,
                    write: write.clone(),
                    effects: *effects,
                    expected,
                    history: log.history.clone(),
                });
            }
        }
        let lost = expected
            .iter()
            .find(|(write, count)| log.effects.get(*write).copied().unwrap_or(0) < **count);
        match lost.filter(|_| succeeded) {
            Some((write, _)) => Err(ExplorationError::LostEffect {
                fault,
                request,
                write: write.clone(),
                history: log.history.clone(),
            }),
            None => Ok(()),
        }
    }

    /// Counts a request. Returns the failure to inject.
    fn begin(&self, method: &str, path: &str) -> Option<InjectedFault> {
        let mut log = self.log();
        log.requests += 1;
        let number = log.requests;
        let fault = self.0.plan.filter(|(at, _)| *at == number).map(|(_, fault)| fault);
        let fate = fault.map_or_else(String::new, |it| format!(": {it:?}"));
        log.history.push(format!("{number}. {method} {path}{fate}"));
        fault
    }

    /// Notes that the server performed a write.
    fn note_effect(&self, write: String, key: Option<Bytes>) {
        let mut log = self.log();
        let is_repeated = key.is_some_and(|key| !log.keys.insert((write.clone(), key)));
        if !(is_repeated && self.0.honours_keys) {
            *log.effects.entry(write).or_default() += 1;
        }
    }

    async fn deliver(
        &self,
        request: Request<Bytes>,
        attempt: Attempt,
    ) -> Result<Response<ResponseBody>, TransportError> {
        let (head, body) = request.into_parts();
        let write = format!("{} {}", head.method, head.uri.path());
        let counts = !is_safe(head.method.as_str());
        let key = head.headers.get(&self.0.key_header);
        let key = key.map(|it| Bytes::copy_from_slice(it.as_bytes()));
        let request = Request::from_parts(head, Payload::from(body).open());
        let result = self.0.server.send(request, attempt).await;
        if counts && result.as_ref().is_ok_and(|it| it.status().is_success()) {
            self.note_effect(write, key);
        }
        result
    }
}

impl Transport for ExploredTransport {
    fn send(
        &self,
        request: Request<RequestBody>,
        attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let run = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let fault = run.begin(head.method.as_str(), head.uri.path());
            let body = body.into_bytes().await;
            let body = body
                .map_err(|it| TransportError::with_source(TransportErrorKind::RequestBody, it))?;
            let request = Request::from_parts(head, body);
            let Some(fault) = fault else { return run.deliver(request, attempt).await };
            let delivered = match fault.is_delivered() {
                true => Some(run.deliver(request, attempt).await?),
                false => None,
            };
            if fault.is_crash() {
                run.0.crash.notify_one();
                return std::future::pending().await;
            }
            failed(fault, delivered)
        })
    }
}

/// What the client sees of a failure.
fn failed(
    fault: InjectedFault,
    delivered: Option<Response<ResponseBody>>,
) -> Result<Response<ResponseBody>, TransportError> {
    let error = |kind| Err(TransportError::new(kind));
    match (fault, delivered) {
        (InjectedFault::Refused, _) => error(TransportErrorKind::Connect),
        (InjectedFault::BrokenBody, Some(response)) => {
            Ok(response.map(|_| ResponseBody::new(BrokenBody)))
        }
        (InjectedFault::FailedAfterwards, _) => Ok(status(StatusCode::INTERNAL_SERVER_ERROR)),
        (InjectedFault::Unavailable, _) => {
            let mut response = status(StatusCode::SERVICE_UNAVAILABLE);
            response.headers_mut().insert(http::header::RETRY_AFTER, 0.into());
            Ok(response)
        }
        _ => error(TransportErrorKind::Broken),
    }
}

fn status(status: StatusCode) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::from(Bytes::new()));
    *response.status_mut() = status;
    response
}

/// A body that breaks before its first byte.
struct BrokenBody;

impl http_body::Body for BrokenBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        let error = TransportError::new(TransportErrorKind::BodyBroken);
        Poll::Ready(Some(Err(error)))
    }
}

/// A server that performs everything.
pub(super) struct EmptyResponses;

impl Transport for EmptyResponses {
    fn send(
        &self,
        _: Request<RequestBody>,
        _: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let mut response = Response::new(ResponseBody::from(Bytes::from_static(b"{}")));
        let json = http::HeaderValue::from_static("application/json");
        response.headers_mut().insert(http::header::CONTENT_TYPE, json);
        Box::pin(std::future::ready(Ok(response)))
    }
}

impl fmt::Debug for ExploredTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExploredTransport")
            .field("requests", &self.requests())
            .finish_non_exhaustive()
    }
}
