//! `MessageVerifier`: verifies the signatures of requests.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, Method, Uri};
use ring::digest::{SHA256, digest};
use ring::hmac;
use ring::signature::{ED25519, UnparsedPublicKey};

use super::base::signature_base;
use super::fields::{self, Component, Input};
use super::sign::der;
use super::{Message, SignatureError};
use crate::call::encode;
use crate::webhook::SeenStore;

/// What a signature has to cover by default, and the digest if there is a body.
const REQUIRED: [&str; 3] = ["@method", "@authority", "@path"];
/// The maximum number of signatures to check.
const MAX_SIGNATURES: usize = 16;
/// The DER of a public key of Ed25519 before its 32 bytes (RFC 8410 § 4).
const PUBLIC_KEY_PREFIX: &[u8] = &[0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0];

type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Verifies HTTP message signatures (RFC 9421) with HMAC-SHA256 or Ed25519.
///
/// A signature is accepted if its key is known, it covers what is required, it is valid, and it was created within the last
/// five minutes. By default it has to cover method, authority and path, and of a body the `Content-Digest`, which is compared
/// with the body.
///
/// # Examples
///
/// ```
/// use renkei_runtime::http::{HeaderMap, Method, Uri};
/// use renkei_runtime::webhook::{MessageSigner, MessageVerifier, SignatureError};
///
/// # fn main() -> Result<(), SignatureError> {
/// let secret = b"a secret of at least 32 random bytes";
/// let uri = Uri::from_static("https://shop.example.com/hooks?kind=paid");
/// let mut headers = HeaderMap::new();
/// let signer = MessageSigner::hmac_sha256("key-1", secret)?;
/// signer.sign_message(&Method::POST, &uri, &mut headers, b"{}")?;
///
/// let verifier = MessageVerifier::new().hmac_sha256("key-1", secret)?;
/// let verified = verifier.verify(&Method::POST, &uri, &headers, b"{}")?;
/// assert_eq!(verified.key_id, "key-1");
/// assert!(verifier.verify(&Method::POST, &uri, &headers, b"[]").is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct MessageVerifier {
    keys: Vec<(String, VerifyingKey)>,
    required: Option<Vec<Component>>,
    tolerance: Duration,
    seen: Option<Arc<dyn SeenStore>>,
    clock: Clock,
}

#[derive(Clone)]
enum VerifyingKey {
    Hmac(hmac::Key),
    Ed25519(UnparsedPublicKey<Vec<u8>>),
}

/// A signature that was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedSignature {
    /// Its label.
    pub label: String,
    /// The id of its key.
    pub key_id: String,
    /// What it covers, as in `Signature-Input`.
    pub components: Vec<String>,
    /// Its tag.
    pub tag: Option<String>,
}

impl Default for MessageVerifier {
    fn default() -> Self {
        Self::new()
    }
}

impl MessageVerifier {
    /// Creates a verifier without keys, which accepts nothing.
    pub fn new() -> Self {
        Self {
            keys: Vec::new(),
            required: None,
            tolerance: Duration::from_secs(5 * 60),
            seen: None,
            clock: Arc::new(SystemTime::now),
        }
    }

    /// Accepts signatures with this shared secret.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Key`] if the secret is empty.
    pub fn hmac_sha256(
        mut self,
        key_id: impl Into<String>,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, SignatureError> {
        if secret.as_ref().is_empty() {
            return Err(SignatureError::Key("is empty"));
        }
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref());
        self.keys.push((key_id.into(), VerifyingKey::Hmac(key)));
        Ok(self)
    }

    /// Accepts signatures of this public key: its 32 bytes, or SubjectPublicKeyInfo in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Key`] if it is not a public key of Ed25519.
    pub fn ed25519(
        mut self,
        key_id: impl Into<String>,
        public_key: impl AsRef<[u8]>,
    ) -> Result<Self, SignatureError> {
        let invalid = SignatureError::Key("is not a public key of Ed25519");
        let der = der(public_key.as_ref()).ok_or(invalid)?;
        let bytes = der.strip_prefix(PUBLIC_KEY_PREFIX).unwrap_or(&der).to_vec();
        if bytes.len() != 32 {
            return Err(SignatureError::Key("is not a public key of Ed25519"));
        }
        let key = UnparsedPublicKey::new(&ED25519, bytes);
        self.keys.push((key_id.into(), VerifyingKey::Ed25519(key)));
        Ok(self)
    }

    /// Sets what a signature has to cover, in place of the default. `content-digest` covers the body.
    pub fn require<S: AsRef<str>>(mut self, components: impl IntoIterator<Item = S>) -> Self {
        let components = components.into_iter().map(|it| Component::parse(it.as_ref()));
        self.required = Some(components.collect());
        self
    }

    /// Sets how far the time of creation may be from now, either way. Defaults to 5 minutes.
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Rejects a message that was accepted before: by the nonce of its signature, or by all that is signed.
    pub fn reject_replays(mut self, seen: impl SeenStore) -> Self {
        self.seen = Some(Arc::new(seen));
        self
    }

    /// Sets the clock, for tests.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Verifies a request. A server that only sees path and query passes them as the URI; the authority is then that of
    /// the `Host` header.
    ///
    /// # Errors
    ///
    /// Why no signature is accepted: of several, why the last one with a known key is not.
    pub fn verify(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<VerifiedSignature, SignatureError> {
        let inputs = fields::inputs(&list(headers, "signature-input")?)
            .ok_or(SignatureError::Header("signature-input"))?;
        let signatures = list(headers, "signature")?;
        let message = Message { method, uri, headers };
        let mut last = SignatureError::UnknownKey;
        for input in inputs.into_iter().take(MAX_SIGNATURES) {
            let Some(key) = self.key(&input) else { continue };
            match self.check(message, &input, key, &signatures, body) {
                Ok(()) => return Ok(verified(input)),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn key(&self, input: &Input) -> Option<&VerifyingKey> {
        let id = input.parameter("keyid")?;
        let algorithm = input.parameter("alg");
        let fits = |key: &VerifyingKey| algorithm.is_none_or(|it| it == key.algorithm());
        self.keys.iter().find(|(known, key)| known == id && fits(key)).map(|(_, key)| key)
    }

    fn check(
        &self,
        message: Message<'_>,
        input: &Input,
        key: &VerifyingKey,
        signatures: &str,
        body: &[u8],
    ) -> Result<(), SignatureError> {
        self.check_covered(input, body)?;
        let signature = fields::signature(signatures, &input.label);
        let signature = signature.ok_or(SignatureError::Header("signature"))?;
        let base = signature_base(message, &input.components, &input.text)?;
        if !key.verifies(base.as_bytes(), &signature) {
            return Err(SignatureError::Mismatch);
        }
        if input.components.iter().any(|it| it.name == "content-digest") {
            check_digest(message.headers, body)?;
        }
        self.check_time(input)?;
        let id = || {
            let nonce = input.parameter("nonce").map(str::to_owned);
            nonce.unwrap_or_else(|| encode::base64(digest(&SHA256, base.as_bytes()).as_ref()))
        };
        match &self.seen {
            Some(seen) if !seen.insert(&id()) => Err(SignatureError::Replayed),
            _ => Ok(()),
        }
    }

    fn check_covered(&self, input: &Input, body: &[u8]) -> Result<(), SignatureError> {
        let default = || {
            let digest = (!body.is_empty()).then_some("content-digest");
            REQUIRED.into_iter().chain(digest).map(Component::parse).collect()
        };
        let required = self.required.clone().unwrap_or_else(default);
        match required.iter().find(|it| !input.components.contains(it)) {
            Some(missing) => Err(SignatureError::NotCovered(missing.to_string())),
            None => Ok(()),
        }
    }

    /// The times are part of the signed text, so they are checked after the signature.
    fn check_time(&self, input: &Input) -> Result<(), SignatureError> {
        let now = (self.clock)().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let created = input.seconds("created")?.ok_or(SignatureError::NoTime)?;
        let created = Duration::from_secs(created);
        let off = now.abs_diff(created);
        if off > self.tolerance {
            return Err(match created < now {
                true => SignatureError::TooOld { by: off.saturating_sub(self.tolerance) },
                false => SignatureError::TooNew { by: off },
            });
        }
        match input.seconds("expires")?.map(Duration::from_secs) {
            Some(expires) if expires < now => {
                Err(SignatureError::TooOld { by: now.saturating_sub(expires) })
            }
            _ => Ok(()),
        }
    }
}

impl VerifyingKey {
    fn algorithm(&self) -> &'static str {
        match self {
            Self::Hmac(_) => "hmac-sha256",
            Self::Ed25519(_) => "ed25519",
        }
    }

    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Hmac(key) => hmac::verify(key, message, signature).is_ok(),
            Self::Ed25519(key) => key.verify(message, signature).is_ok(),
        }
    }
}

fn verified(input: Input) -> VerifiedSignature {
    VerifiedSignature {
        key_id: input.parameter("keyid").unwrap_or("").to_owned(),
        tag: input.parameter("tag").map(str::to_owned),
        components: input.components.iter().map(ToString::to_string).collect(),
        label: input.label,
    }
}

fn check_digest(headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
    let declared = fields::sha256(&list(headers, "content-digest")?);
    let declared = declared.ok_or(SignatureError::Header("content-digest"))?;
    match declared == digest(&SHA256, body).as_ref() {
        true => Ok(()),
        false => Err(SignatureError::Digest),
    }
}

/// Returns all values of a header as one list.
fn list(headers: &HeaderMap, name: &'static str) -> Result<String, SignatureError> {
    let values: Result<Vec<&str>, _> = headers.get_all(name).iter().map(|it| it.to_str()).collect();
    let values = values.map_err(|_| SignatureError::Header(name))?;
    if values.is_empty() { Err(SignatureError::Missing) } else { Ok(values.join(", ")) }
}

impl fmt::Debug for MessageVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys: Vec<&str> = self.keys.iter().map(|(id, _)| id.as_str()).collect();
        f.debug_struct("MessageVerifier").field("keys", &keys).finish_non_exhaustive()
    }
}
