//! The responses that processes share, by idempotency key.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::SET_COOKIE};
use serde::{Deserialize, Serialize};

use super::MAX_BODY;
use crate::call::{Call, Prepared};
use crate::decode::RawResponse;
use crate::error::{BoxError, Error};
use crate::hooks::StoreReporter;
use crate::journal::StoredBody;
use crate::stable_hash::StableHash;
use crate::transport::BoxFuture;

/// The form of a stored response. Another form is ignored.
const VERSION: u32 = 1;

/// Remembers responses by idempotency key, for other processes.
///
/// A client with a cache looks up each call whose key its caller has set, and stores its success (at most 64 KiB). A repeated call
/// is answered without a request, whichever process makes it. The same key with another body is an error, and nothing is sent. A
/// cache that fails is not used: the call is sent.
///
/// A key belongs to one method, URL and set of headers. A call with credentials of its own is not looked up, because another account
/// may use the same key. All clients of a cache must use the same account.
pub trait ResponseCache: Send + Sync + 'static {
    /// Returns what was stored under an id, if it is still there.
    ///
    /// # Errors
    ///
    /// The call is then sent.
    fn load(&self, id: String) -> BoxFuture<Result<Option<Vec<u8>>, BoxError>>;

    /// Stores a response under an id, in place of the one before.
    ///
    /// # Errors
    ///
    /// The response is then not remembered.
    fn store(&self, id: String, response: Vec<u8>) -> BoxFuture<Result<(), BoxError>>;

    /// Receives what reports the cache's own events to the observers of a client. It is called when the client is built.
    fn report_to(&self, reporter: StoreReporter) {
        let _ = reporter;
    }
}

impl fmt::Debug for dyn ResponseCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseCache")
    }
}

/// The cache of a client.
#[derive(Clone, Debug)]
pub(crate) struct SharedResponses(Arc<dyn ResponseCache>);

/// A request as far as its key belongs to it, and a hash of its body.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct CachedRequest {
    key: String,
    method: String,
    /// Without the query, which may be different like the body.
    url: String,
    /// The call's own headers.
    headers: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct StoredResponse {
    version: u32,
    request: CachedRequest,
    /// The hash of query, content type and body of the request.
    fingerprint: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: StoredBody,
}

impl SharedResponses {
    pub(crate) fn new(cache: impl ResponseCache) -> Self {
        Self(Arc::new(cache))
    }

    /// Lets the cache report its own events.
    pub(crate) fn report_to(&self, reporter: StoreReporter) {
        self.0.report_to(reporter);
    }

    /// Returns the stored response of a call, or runs it and stores its response.
    ///
    /// # Errors
    ///
    /// Those of the call; and a local error if the key was used with another request.
    pub(crate) async fn run(
        &self,
        call: &Call,
        prepared: &Prepared,
        work: impl Future<Output = Result<RawResponse, Error>>,
    ) -> Result<RawResponse, Error> {
        let Some((request, fingerprint)) = CachedRequest::of(call, prepared) else {
            return work.await;
        };
        if let Ok(Some(stored)) = self.0.load(request.id()).await {
            let stored = StoredResponse::read(&stored).filter(|it| it.request == request);
            match stored {
                Some(stored) if stored.fingerprint != fingerprint => {
                    return Err(super::other_request());
                }
                Some(stored) => {
                    if let Some(response) = stored.response() {
                        return Ok(response.with_idempotency_key(prepared.idempotency_key.clone()));
                    }
                }
                None => {}
            }
        }
        let response = work.await?;
        if response.body().len() <= MAX_BODY {
            let id = request.id();
            if let Some(stored) = StoredResponse::new(request, fingerprint, &response).bytes() {
                // A response that is not stored is requested again, with the same key.
                let _ = self.0.store(id, stored).await;
            }
        }
        Ok(response)
    }
}

impl CachedRequest {
    /// Returns the request of a call, and the hash of what may differ only by mistake. `None` if it is not looked up.
    fn of(call: &Call, prepared: &Prepared) -> Option<(Self, String)> {
        if call.has_own_credentials() {
            return None;
        }
        let body = match prepared.body.len() {
            Some(0) => &[][..],
            _ => prepared.body.in_memory()?,
        };
        let uri = &prepared.uri;
        let request = Self {
            key: prepared.idempotency_key.as_ref()?.to_str().ok()?.to_owned(),
            method: prepared.method.to_string(),
            url: format!("{}://{}{}", uri.scheme_str()?, uri.authority()?, uri.path()),
            headers: call.plain_headers()?,
        };
        let fingerprint = StableHash::NEW
            .add(uri.query().unwrap_or("").as_bytes())
            .add(call.content_type().unwrap_or("").as_bytes())
            .add(body);
        Some((request, fingerprint.text()))
    }

    /// Returns a short id. Two requests with one id replace each other's response, and each recognises its own.
    fn id(&self) -> String {
        let parts = [&self.key, &self.method, &self.url].into_iter();
        let headers = self.headers.iter().flat_map(|(name, value)| [name, value]);
        let add = |hash: StableHash, part: &String| hash.add(part.as_bytes());
        parts.chain(headers).fold(StableHash::NEW, add).text()
    }
}

impl StoredResponse {
    fn new(request: CachedRequest, fingerprint: String, response: &RawResponse) -> Self {
        let text = |(name, value): (&HeaderName, &HeaderValue)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        };
        // A cookie belongs to the process that received it.
        let headers = response.headers().iter().filter(|(name, _)| **name != SET_COOKIE);
        Self {
            version: VERSION,
            request,
            fingerprint,
            status: response.status(),
            headers: headers.filter_map(text).collect(),
            body: StoredBody::new(response.body().clone()),
        }
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        serde_json::to_vec(self).ok()
    }

    /// Reads a stored response; `None` if it has another form.
    fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok().filter(|it: &Self| it.version == VERSION)
    }

    fn response(self) -> Option<RawResponse> {
        let mut headers = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            headers.append(
                HeaderName::from_bytes(name.as_bytes()).ok()?,
                HeaderValue::from_str(value).ok()?,
            );
        }
        let status = StatusCode::from_u16(self.status).ok()?;
        Some(RawResponse::new(status, headers, self.body.into_bytes()))
    }
}
