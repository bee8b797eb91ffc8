//! `ReplayTransport`: responds to requests as a recording does.

use std::fmt::{self, Write as _};
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use http_body::{Body, Frame};
use serde_json::Value;

use super::exchange::Exchange;
use super::har::{self, Entry, Har};
use super::redact::{REDACTED, Redaction};
use crate::call::encode;
use crate::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};

/// Responds to requests as a recording does: an HTTP Archive (HAR 1.2) of a [`Recorder`](super::Recorder) or of a browser.
///
/// A request matches an entry with the same method, URL and body, after secrets were removed from both. JSON bodies are
/// compared as values. Headers are not compared. Entries of equal requests are used once each, in the order of the recording. A
/// request without an entry fails, is not retried, and names the entries that are closest.
///
/// Clones share what was used.
#[derive(Clone)]
pub struct ReplayTransport(Arc<Inner>);

struct Inner {
    redaction: Redaction,
    entries: Vec<Entry>,
    used: Mutex<Vec<bool>>,
}

impl ReplayTransport {
    /// Reads a recording from the text of an HTTP Archive.
    ///
    /// # Errors
    ///
    /// Fails if the text is not an HTTP Archive.
    pub fn from_har(text: &str) -> io::Result<Self> {
        let har: Har = serde_json::from_str(text)
            .map_err(|cause| invalid(format!("it is not an HTTP Archive: {cause}")))?;
        Ok(Self::new(har, Redaction::new()))
    }

    /// Reads a recording from a file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, or is not an HTTP Archive.
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        Self::from_har(&std::fs::read_to_string(path)?)
    }

    /// Reads an encrypted recording from a file.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, was changed, or was encrypted with another key.
    #[cfg(feature = "encryption")]
    #[cfg_attr(docsrs, doc(cfg(feature = "encryption")))]
    pub fn open_encrypted(path: impl AsRef<Path>, key: &crate::EncryptionKey) -> io::Result<Self> {
        let text = key.decrypt(&std::fs::read(path)?)?;
        let text = String::from_utf8(text).map_err(|_| invalid("it is not text".to_owned()))?;
        Self::from_har(&text)
    }

    /// Sets the rules with which the recording was made, if they are not the default.
    #[must_use]
    pub fn redaction(self, redaction: Redaction) -> Self {
        let entries = self.0.entries.clone();
        Self::new(Har::new(entries), redaction)
    }

    /// Returns the number of entries that no request has used.
    pub fn unused(&self) -> usize {
        self.used().iter().filter(|it| !**it).count()
    }

    fn new(har: Har, redaction: Redaction) -> Self {
        let used = Mutex::new(vec![false; har.log.entries.len()]);
        Self(Arc::new(Inner { redaction, entries: har.log.entries, used }))
    }

    fn used(&self) -> MutexGuard<'_, Vec<bool>> {
        // Nothing panics while the lock is held.
        self.0.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the next entry of a request.
    fn take(&self, request: &har::Request) -> Result<&Entry, String> {
        let mut used = self.used();
        let wanted = Key::of(request);
        let mut equal = 0;
        for (entry, used) in self.0.entries.iter().zip(used.iter_mut()) {
            if Key::of(&entry.request) == wanted {
                equal += 1;
                if !std::mem::replace(used, true) {
                    return Ok(entry);
                }
            }
        }
        Err(self.missing(request, equal))
    }

    /// Says which entry is missing, and which are close. It shows no query and no body.
    fn missing(&self, request: &har::Request, equal: usize) -> String {
        let (method, path) = (&request.method, without_query(&request.url));
        let mut text = format!("the recording has no entry for {method} {path}");
        if equal > 0 {
            let _ = write!(text, " that is not used: {equal} were recorded");
            return text;
        }
        let near = self.0.entries.iter().filter(|it| without_query(&it.request.url) == path);
        let near: Vec<&str> = near
            .map(|it| match it.request.method == *method {
                true if it.request.url != request.url => "one with another query",
                true => "one with another body",
                false => "one with another method",
            })
            .collect();
        match near.first() {
            Some(first) => {
                let _ = write!(text, "; of {} with this path, the first is {first}", near.len());
            }
            None => {
                let _ = write!(text, "; no entry of {} has this path", self.0.entries.len());
            }
        }
        text
    }
}

impl fmt::Debug for ReplayTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplayTransport")
            .field("entries", &self.0.entries.len())
            .field("unused", &self.unused())
            .finish()
    }
}

/// What two equal requests have in common.
#[derive(PartialEq)]
struct Key<'a> {
    method: &'a str,
    url: &'a str,
    body: KeyBody<'a>,
}

#[derive(PartialEq)]
enum KeyBody<'a> {
    Json(Value),
    Text(&'a str),
}

impl<'a> Key<'a> {
    fn of(request: &'a har::Request) -> Self {
        let text = request.post_data.as_ref().map_or("", |it| it.text.as_str());
        let body = match serde_json::from_str(text) {
            Ok(value) => KeyBody::Json(value),
            Err(_) => KeyBody::Text(text),
        };
        Self { method: &request.method, url: &request.url, body }
    }
}

impl Transport for ReplayTransport {
    fn send(
        &self,
        request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let replay = self.clone();
        Box::pin(async move {
            let unsupported =
                |what: String| TransportError::with_source(TransportErrorKind::Unsupported, what);
            let (head, body) = request.into_parts();
            let body = body.into_bytes().await.map_err(|it| unsupported(it.to_string()))?;
            let exchange = Exchange::new(&head, &body, body.len());
            let (request, _) = exchange.redacted(&replay.0.redaction);
            let entry = replay.take(&request).map_err(unsupported)?;
            response(&entry.response).map_err(unsupported)?
        })
    }
}

/// Returns what the transport returned when the entry was recorded. `Err` is what is wrong with the entry.
fn response(
    entry: &har::Response,
) -> Result<Result<Response<ResponseBody>, TransportError>, String> {
    let error = entry.error.as_deref().map(kind);
    if entry.status == 0 {
        let kind = error.unwrap_or(TransportErrorKind::Broken);
        return Ok(Err(TransportError::new(kind)));
    }
    let text = entry.content.text.as_deref().unwrap_or("");
    let bytes = match entry.content.encoding.as_deref() {
        Some("base64") => encode::from_base64(text).ok_or("a recorded body is not Base64")?,
        _ => text.as_bytes().to_vec(),
    };
    let body = match error {
        Some(kind) => ResponseBody::new(BrokenBody { bytes: bytes.into(), kind }),
        None => ResponseBody::from(Bytes::from(bytes)),
    };
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(entry.status).map_err(|_| "a recorded status is invalid")?;
    for pair in &entry.headers {
        let name = HeaderName::from_bytes(pair.name.as_bytes());
        let value = HeaderValue::from_str(&pair.value);
        // The recorded body is as long as its text is now, and a recording of a browser is decoded.
        let is_framing = matches!(pair.name.as_str(), "content-length" | "transfer-encoding");
        if let (Ok(name), Ok(value), false) = (name, value, is_framing) {
            response.headers_mut().append(name, value);
        }
    }
    Ok(Ok(response))
}

/// A body that breaks after its recorded part.
struct BrokenBody {
    bytes: Bytes,
    kind: TransportErrorKind,
}

impl Body for BrokenBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let bytes = std::mem::take(&mut self.bytes);
        Poll::Ready(Some(match bytes.is_empty() {
            true => Err(TransportError::new(self.kind)),
            false => Ok(Frame::data(bytes)),
        }))
    }
}

fn kind(name: &str) -> TransportErrorKind {
    use TransportErrorKind as Kind;
    let all = [
        Kind::Connect,
        Kind::ConnectTimeout,
        Kind::Tls,
        Kind::Unsent,
        Kind::Stale,
        Kind::Broken,
        Kind::MalformedHead,
        Kind::BodyBroken,
        Kind::BodyCoding,
        Kind::RequestBody,
        Kind::Unsupported,
    ];
    all.into_iter().find(|it| format!("{it:?}") == name).unwrap_or(Kind::Broken)
}

fn without_query(url: &str) -> &str {
    url.split_once('?').map_or(url, |(before, _)| before)
}

fn invalid(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.replace(REDACTED, "…"))
}
