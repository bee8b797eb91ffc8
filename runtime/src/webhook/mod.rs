//! Webhooks: whether a request that came in is from whom it says, and has not been changed on its way.
//!
//! Takes the headers and the body as they were received, and the secret that was agreed; gives the body as a type, or why
//! it cannot be trusted. It must not know any server framework. Nothing here prints a secret or a signature.

mod error;
mod scheme;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use ring::hmac::{self, HMAC_SHA256, Key};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

pub use self::error::WebhookError;
use self::scheme::{Scheme, Signed};
use crate::decode::{self, RawResponse};

/// How far the clocks of sender and receiver may be apart, and how long a request may be on its way.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Verifies the HMAC-SHA256 signatures of webhooks, and reads their bodies.
///
/// The body has to be the bytes that were received: one that was parsed and written again has another signature.
///
/// ```
/// use renkei_runtime::http::HeaderMap;
/// use renkei_runtime::webhook::{Verifier, WebhookError};
///
/// #[derive(serde::Deserialize)]
/// struct Event {
///     id: String,
/// }
///
/// // A handler of whatever server there is: it has the headers and the bytes of the body.
/// fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> Result<String, WebhookError> {
///     let event: Event = verifier.parse(headers, body)?;
///     Ok(event.id)
/// }
///
/// // While a secret is exchanged for another, both are good.
/// let verifier = Verifier::github("It's a Secret to Everybody").or_secret("the next one");
/// let mut headers = HeaderMap::new();
/// let body = br#"{"id":"evt_1"}"#;
/// assert!(matches!(receive(&verifier, &headers, body), Err(WebhookError::NoHeader { .. })));
///
/// let signature = "sha256=0d47e0bfb2be9f94fe3d8d6d7ecb3f4b1b7d5cd8f9be86cb2c0fe1a1e0b4ab9f";
/// headers.insert("x-hub-signature-256", signature.parse().unwrap());
/// assert!(matches!(receive(&verifier, &headers, body), Err(WebhookError::Mismatch)));
///
/// let signature = "sha256=9c118741aab843ed2ec38f070b7c4a3310ac5e3e306f0a2ae1606814c362373a";
/// headers.insert("x-hub-signature-256", signature.parse().unwrap());
/// assert_eq!(receive(&verifier, &headers, body).unwrap(), "evt_1");
/// ```
#[derive(Clone)]
pub struct Verifier {
    scheme: Scheme,
    keys: Vec<Key>,
    /// A secret that cannot be one; then nothing is trusted.
    fault: Option<&'static str>,
    tolerance: Duration,
    clock: Clock,
}

impl Verifier {
    /// As Stripe signs: `Stripe-Signature: t=…,v1=…`.
    pub fn stripe(secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Stripe, secret)
    }

    /// As GitHub signs: `X-Hub-Signature-256: sha256=…`. It has no time, so an old request can be sent again.
    pub fn github(secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::GitHub, secret)
    }

    /// As Slack signs: `X-Slack-Request-Timestamp`, and `X-Slack-Signature: v0=…`.
    pub fn slack(secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Slack, secret)
    }

    /// As Standard Webhooks ask: `webhook-id`, `webhook-timestamp`, and `webhook-signature: v1,…`. The secret is base 64,
    /// with or without `whsec_` before it.
    pub fn standard(secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Standard("webhook"), secret)
    }

    /// As Svix signs: Standard Webhooks whose headers begin with `svix`.
    pub fn svix(secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Standard("svix"), secret)
    }

    /// The signature of the body alone in hexadecimal digits, in this header. It has no time, so an old request can be sent
    /// again.
    pub fn hex(header: &'static str, secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Hex(header), secret)
    }

    /// The same in base 64.
    pub fn base64(header: &'static str, secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Base64(header), secret)
    }

    fn new(scheme: Scheme, secret: impl Into<SecretString>) -> Self {
        let clock: Clock = Arc::new(SystemTime::now);
        Self { scheme, keys: Vec::new(), fault: None, tolerance: TOLERANCE, clock }
            .or_secret(secret)
    }

    /// Trusts another secret too: while one is exchanged for the next, both are in use.
    #[must_use]
    pub fn or_secret(mut self, secret: impl Into<SecretString>) -> Self {
        let secret: SecretString = secret.into();
        match self.scheme.key(secret.expose_secret()) {
            Ok(key) => self.keys.push(Key::new(HMAC_SHA256, &key)),
            Err(what) => self.fault = Some(what),
        }
        self
    }

    /// How far the time of a request may be from now, either way; 5 minutes where nothing is said.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// What tells the time, for tests.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Whether the request can be trusted.
    ///
    /// # Errors
    ///
    /// When a header is missing or malformed, no signature is right, or the request is too old or too new.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookError> {
        if let Some(what) = self.fault {
            return Err(WebhookError::Secret(what));
        }
        let signed = self.scheme.read(headers)?;
        if !self.keys.iter().any(|key| is_right(key, &signed, body)) {
            return Err(WebhookError::Mismatch);
        }
        signed.time.map_or(Ok(()), |time| self.check_time(time))
    }

    /// The body as a type, once it is known that it can be trusted.
    ///
    /// # Errors
    ///
    /// Those of [`Verifier::verify`]; and when the body is no JSON or does not fit.
    pub fn parse<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<T, WebhookError> {
        self.verify(headers, body)?;
        let body = Bytes::copy_from_slice(body);
        let received = RawResponse::new(StatusCode::OK, headers.clone(), body);
        decode::json(&received).map_err(WebhookError::Body)
    }

    /// The time is signed too, so it is looked at only after the signature.
    fn check_time(&self, time: u64) -> Result<(), WebhookError> {
        let now = (self.clock)().duration_since(UNIX_EPOCH).unwrap_or_default();
        let time = Duration::from_secs(time);
        // A time in whole seconds may be almost one more.
        let off = now.abs_diff(time);
        if off <= self.tolerance {
            return Ok(());
        }
        Err(if time < now {
            WebhookError::TooOld { by: off }
        } else {
            WebhookError::TooNew { by: off }
        })
    }
}

/// Whether one of the signatures is that of the key. The body is gone through once, however many there are.
fn is_right(key: &Key, signed: &Signed<'_>, body: &[u8]) -> bool {
    let mut context = hmac::Context::with_key(key);
    signed.before.iter().for_each(|part| context.update(part.as_bytes()));
    context.update(body);
    let expected = context.sign();
    let is_same = |signature: &Vec<u8>| {
        // What is compared are the HMACs of the two, which ring does in a time that says nothing of where they differ.
        hmac::verify(key, signature, hmac::sign(key, expected.as_ref()).as_ref()).is_ok()
    };
    signed.signatures.iter().any(is_same)
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("scheme", &self.scheme)
            .field("secrets", &self.keys.len())
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
