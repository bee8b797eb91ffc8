//! Webhooks: verifies that a received request is authentic and unchanged.
//!
//! Takes headers and body as they were received, and the shared secret; returns the typed body, or
//! why the request is rejected. It must not know any server framework. Nothing here prints a secret
//! or a signature.

mod error;
mod message_signature;
mod replay;
mod scheme;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use ring::digest::{self, SHA256};
use ring::hmac::{self, HMAC_SHA256};
use ring::signature::{ED25519, UnparsedPublicKey};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;

pub use self::error::WebhookError;
pub use self::message_signature::{
    MessageSigner, MessageVerifier, SignatureError, VerifiedSignature,
};
pub use self::replay::{SeenMessages, SeenStore};
use self::scheme::{Scheme, Signed};
use crate::call::encode;
use crate::codec;
use crate::decode::RawResponse;

/// The maximum difference between the sender's clock and ours, including the transmission time.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Verifies the signatures of webhooks, HMAC-SHA256 or Ed25519, and decodes their bodies.
///
/// The body must be the received bytes. A body that was parsed and serialized again has another
/// signature.
///
/// # Examples
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
/// // A handler of any server framework, with the headers and the bytes of the body.
/// fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> Result<String, WebhookError> {
///     let event: Event = verifier.parse(headers, body)?;
///     Ok(event.id)
/// }
///
/// // While a secret is rotated, both the old and the new one are accepted.
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
    keys: Vec<hmac::Key>,
    public_keys: Vec<UnparsedPublicKey<Vec<u8>>>,
    seen: Option<Arc<dyn SeenStore>>,
    /// What is wrong with a secret. If there is one such secret, no webhook is accepted.
    invalid_secret: Option<&'static str>,
    tolerance: Duration,
    clock: Clock,
}

impl Verifier {
    /// Creates a verifier of Stripe's signatures: `Stripe-Signature: t=…,v1=…`.
    pub fn stripe(secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Stripe, secret)
    }

    /// Creates a verifier of GitHub's signatures: `X-Hub-Signature-256: sha256=…`.
    ///
    /// They have no time, so old requests can be replayed.
    pub fn github(secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::GitHub, secret)
    }

    /// Creates a verifier of Slack's signatures: `X-Slack-Request-Timestamp` and
    /// `X-Slack-Signature: v0=…`.
    pub fn slack(secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Slack, secret)
    }

    /// Creates a verifier for Standard Webhooks: `webhook-id`, `webhook-timestamp` and
    /// `webhook-signature: v1,…`.
    ///
    /// The secret is Base64, with or without the prefix `whsec_`.
    pub fn standard(secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Standard("webhook"), secret)
    }

    /// Creates a verifier of Svix's signatures: Standard Webhooks whose headers begin with `svix`.
    pub fn svix(secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Standard("svix"), secret)
    }

    /// Creates a verifier for Standard Webhooks that are signed with a private key: `webhook-signature: v1a,…`.
    ///
    /// The public key is Base64, with or without the prefix `whpk_`.
    pub fn standard_public(key: &str) -> Self {
        Self::empty(Scheme::Standard("webhook")).or_public_key(key)
    }

    /// Creates a verifier of Discord's signatures, by the application's public key: `X-Signature-Ed25519` and
    /// `X-Signature-Timestamp`.
    pub fn discord(public_key: &str) -> Self {
        Self::empty(Scheme::Discord).or_public_key(public_key)
    }

    /// Creates a verifier of a header with the signature of the body in hexadecimal.
    ///
    /// It has no time, so old requests can be replayed.
    pub fn hex(header: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Hex(header.into()), secret)
    }

    /// Creates a verifier of a header with the signature of the body in Base64.
    ///
    /// It has no time, so old requests can be replayed.
    pub fn base64(header: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self::new(Scheme::Base64(header.into()), secret)
    }

    fn new(scheme: Scheme, secret: impl Into<SecretString>) -> Self {
        Self::empty(scheme).or_secret(secret)
    }

    fn empty(scheme: Scheme) -> Self {
        Self {
            scheme,
            keys: Vec::new(),
            public_keys: Vec::new(),
            seen: None,
            invalid_secret: None,
            tolerance: TOLERANCE,
            clock: Arc::new(SystemTime::now),
        }
    }

    /// Accepts signatures of another private key too, by its public key: that of a scheme with Ed25519.
    #[must_use]
    pub fn or_public_key(mut self, key: &str) -> Self {
        match self.scheme.public_key(key) {
            Ok(key) => self.public_keys.push(UnparsedPublicKey::new(&ED25519, key)),
            Err(what) => self.invalid_secret = Some(what),
        }
        self
    }

    /// Rejects a request that was accepted before, as [`WebhookError::Replayed`].
    ///
    /// Requests are recognised by their signed id, or by all that is signed if they have none. Call
    /// [`forget`](Self::forget) if a request was accepted and could not be processed, so that the sender's next delivery is
    /// accepted.
    #[must_use]
    pub fn reject_replays(mut self, seen: impl SeenStore) -> Self {
        self.seen = Some(Arc::new(seen));
        self
    }

    /// Forgets that a request was accepted.
    pub fn forget(&self, headers: &HeaderMap, body: &[u8]) {
        if let (Some(seen), Ok(signed)) = (&self.seen, self.scheme.read(headers)) {
            seen.forget(&message_id(&signed, body));
        }
    }

    /// Accepts another secret too, for the time of a rotation.
    #[must_use]
    pub fn or_secret(mut self, secret: impl Into<SecretString>) -> Self {
        let secret: SecretString = secret.into();
        match self.scheme.key(secret.expose_secret()) {
            Ok(key) => self.keys.push(hmac::Key::new(HMAC_SHA256, &key)),
            Err(what) => self.invalid_secret = Some(what),
        }
        self
    }

    /// Sets how far the time of a request may be from now, either way. Defaults to 5 minutes.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Sets the clock, for tests.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Verifies the signature and the time of a request.
    ///
    /// # Errors
    ///
    /// Fails if a header is missing or malformed, no signature is valid, the request is too old or
    /// too new, or it was accepted before.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), WebhookError> {
        if let Some(what) = self.invalid_secret {
            return Err(WebhookError::Secret(what));
        }
        let signed = self.scheme.read(headers)?;
        let shared = self.keys.iter().any(|key| is_right(key, &signed, body));
        if !shared && !self.has_public_signature(&signed, body) {
            return Err(WebhookError::Mismatch);
        }
        if let Some(time) = signed.time {
            self.check_time(time)?;
        }
        match &self.seen {
            Some(seen) if !seen.insert(&message_id(&signed, body)) => Err(WebhookError::Replayed),
            _ => Ok(()),
        }
    }

    fn has_public_signature(&self, signed: &Signed<'_>, body: &[u8]) -> bool {
        if self.public_keys.is_empty() || signed.public.is_empty() {
            return false;
        }
        let message = [signed.before.concat().as_bytes(), body].concat();
        let verifies = |signature: &Vec<u8>| {
            self.public_keys.iter().any(|key| key.verify(&message, signature).is_ok())
        };
        signed.public.iter().any(verifies)
    }

    /// Verifies a request and decodes its body.
    ///
    /// # Errors
    ///
    /// Those of [`Verifier::verify`]; also fails if the body is not JSON or does not match the
    /// type.
    pub fn parse<T: DeserializeOwned>(
        &self,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<T, WebhookError> {
        self.verify(headers, body)?;
        let body = Bytes::copy_from_slice(body);
        let received = RawResponse::new(StatusCode::OK, headers.clone(), body);
        codec::json(&received).map_err(WebhookError::Body)
    }

    /// The time is part of the signed text, so it is checked after the signature.
    fn check_time(&self, time: u64) -> Result<(), WebhookError> {
        let now = (self.clock)().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let time = Duration::from_secs(time);
        // A time in whole seconds is rounded down by up to one second.
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

/// Returns what two deliveries of the same request have in common: the signed id, or the hash of all that is signed. The
/// signature itself is not, because others can be added to it.
fn message_id(signed: &Signed<'_>, body: &[u8]) -> String {
    if let Some(id) = signed.id {
        return id.to_owned();
    }
    let mut hash = digest::Context::new(&SHA256);
    signed.before.iter().for_each(|part| hash.update(part.as_bytes()));
    hash.update(body);
    encode::base64(hash.finish().as_ref())
}

/// Whether one of the signatures is that of the key. The body is hashed once.
fn is_right(key: &hmac::Key, signed: &Signed<'_>, body: &[u8]) -> bool {
    let mut context = hmac::Context::with_key(key);
    signed.before.iter().for_each(|part| context.update(part.as_bytes()));
    context.update(body);
    let expected = context.sign();
    let is_same = |signature: &Vec<u8>| {
        // Comparing the HMACs of both with ring takes a time that does not depend on where they
        // differ.
        hmac::verify(key, signature, hmac::sign(key, expected.as_ref()).as_ref()).is_ok()
    };
    signed.signatures.iter().any(is_same)
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("scheme", &self.scheme)
            .field("secrets", &self.keys.len())
            .field("public_keys", &self.public_keys.len())
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
