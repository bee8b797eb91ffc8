//! `Recorder`: keeps the exchanges of a transport, without their secrets.

use std::fmt;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use tokio::time::Instant;

use super::exchange::Exchange;
use super::har::{Empty, Entry, Har, Timings};
use super::redact::Redaction;
use crate::content_coding::Decoders;
use crate::transport::{
    Attempt, BoxFuture, Payload, RequestBody, ResponseBody, Transport, TransportError,
    TransportErrorKind,
};

/// The maximum size of a body that is recorded, in bytes. Of a longer one, this much is recorded.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// Records the exchanges of a transport as an HTTP Archive (HAR 1.2), without their secrets.
///
/// Secrets are removed as [`Redaction`] says before anything is kept. An exchange is recorded when its response body was
/// read or dropped. Clones share the recording.
///
/// # Examples
///
/// ```
/// use renkei_runtime::test::{Recorder, Redaction, ReplayTransport, ScriptedTransport};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let recorder = Recorder::new(Redaction::new());
/// let transport = recorder.record(ScriptedTransport::new().json(200, r#"{"id":"7"}"#));
/// // let client = Client::builder().transport(transport).build()?; and its calls
/// # drop(transport);
///
/// let replay = ReplayTransport::from_har(&recorder.to_har())?;
/// // let client = Client::builder().transport(replay).build()?;
/// # let _ = replay;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Recorder(Arc<Inner>);

struct Inner {
    redaction: Redaction,
    /// In the order in which they started; `None` until an exchange has ended.
    entries: Mutex<Vec<Option<Entry>>>,
}

impl Recorder {
    /// Creates an empty recording.
    #[must_use]
    pub fn new(redaction: Redaction) -> Self {
        Self(Arc::new(Inner { redaction, entries: Mutex::default() }))
    }

    /// Returns a transport that sends requests over `transport` and records them.
    pub fn record<T: Transport>(&self, transport: T) -> RecordingTransport {
        RecordingTransport { recorder: self.clone(), transport: Arc::new(transport) }
    }

    /// Returns the number of exchanges that have ended.
    pub fn len(&self) -> usize {
        self.entries().iter().flatten().count()
    }

    /// Whether no exchange has ended.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the recording as the text of an HTTP Archive.
    pub fn to_har(&self) -> String {
        let entries = self.entries().iter().flatten().cloned().collect();
        // Only strings and numbers are written, which cannot fail.
        serde_json::to_string_pretty(&Har::new(entries)).unwrap_or_else(|error| error.to_string())
    }

    /// Writes the recording to a file.
    ///
    /// # Errors
    ///
    /// Any error of the file system.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        std::fs::write(path, self.to_har())
    }

    /// Writes the recording to a file, encrypted.
    ///
    /// # Errors
    ///
    /// Any error of the file system, and of the system's random numbers.
    #[cfg(feature = "encryption")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encryption")))]
    pub fn save_encrypted(
        &self,
        path: impl AsRef<Path>,
        key: &crate::EncryptionKey,
    ) -> io::Result<()> {
        std::fs::write(path, key.encrypt(self.to_har().as_bytes())?)
    }

    fn entries(&self) -> MutexGuard<'_, Vec<Option<Entry>>> {
        // Nothing panics while the lock is held.
        self.0.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reserves the place of an exchange that starts now.
    fn begin(&self, exchange: Exchange) -> Pending {
        let mut entries = self.entries();
        entries.push(None);
        let index = entries.len() - 1;
        let started = jiff::Timestamp::now().to_string();
        Pending { recorder: self.clone(), index, began: Instant::now(), started, exchange }
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("len", &self.len()).finish_non_exhaustive()
    }
}

/// An exchange that has not ended. It is recorded when it is dropped.
struct Pending {
    recorder: Recorder,
    index: usize,
    began: Instant,
    started: String,
    exchange: Exchange,
}

impl Drop for Pending {
    fn drop(&mut self) {
        // Without a head and without an error, the attempt was cancelled: there is nothing to replay.
        let received = &self.exchange.received;
        if received.status.is_none() && received.error.is_none() {
            return;
        }
        let (request, response) = self.exchange.redacted(&self.recorder.0.redaction);
        let time = self.began.elapsed().as_secs_f64() * 1000.0;
        let entry = Entry {
            started_date_time: self.started.clone(),
            time,
            request,
            response,
            cache: Empty {},
            timings: Timings { wait: time, ..Timings::default() },
        };
        if let Some(slot) = self.recorder.entries().get_mut(self.index) {
            *slot = Some(entry);
        }
    }
}

/// A transport whose exchanges are recorded. [`Recorder::record`] creates it.
#[derive(Clone)]
pub struct RecordingTransport {
    recorder: Recorder,
    transport: Arc<dyn Transport>,
}

impl Transport for RecordingTransport {
    /// Reads the whole request body into memory first, so that it can be recorded.
    fn send(
        &self,
        request: Request<RequestBody>,
        attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let (recorder, transport) = (self.recorder.clone(), self.transport.clone());
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.into_bytes().await;
            let body = body
                .map_err(|it| TransportError::with_source(TransportErrorKind::RequestBody, it))?;
            let mut pending = recorder.begin(Exchange::new(&head, &body, MAX_BODY));
            let request = Request::from_parts(head, Payload::from(body).open());
            match transport.send(request, attempt).await {
                Ok(response) => {
                    let (mut head, body) = response.into_parts();
                    // Secrets can only be found in a body without a coding. A body with an unknown one is not recorded.
                    let coding = Decoders::of(&head.headers);
                    let is_recorded = coding.is_ok();
                    let body = match coding {
                        Ok(decoders) => {
                            head.headers.remove(CONTENT_ENCODING);
                            decoders.apply(body)
                        }
                        Err(_) => body,
                    };
                    pending.exchange.received.status = Some(head.status);
                    pending.exchange.received.headers = head.headers.clone();
                    let body = ResponseBody::new(RecordedBody { body, pending, is_recorded });
                    Ok(Response::from_parts(head, body))
                }
                Err(error) => {
                    pending.exchange.received.error = Some(error.kind());
                    Err(error)
                }
            }
        })
    }
}

impl fmt::Debug for RecordingTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordingTransport")
            .field("recorder", &self.recorder)
            .finish_non_exhaustive()
    }
}

/// A response body that is recorded as it is read.
struct RecordedBody {
    body: ResponseBody,
    pending: Pending,
    is_recorded: bool,
}

impl Body for RecordedBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        let most = if self.is_recorded { MAX_BODY } else { 0 };
        let received = &mut self.pending.exchange.received;
        match &frame {
            Some(Ok(frame)) => {
                let data = frame.data_ref().map_or(&[][..], |it| it);
                let left = most.saturating_sub(received.body.len());
                received.body.extend(data.iter().take(left));
            }
            Some(Err(error)) => received.error = Some(error.kind()),
            None => {}
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
