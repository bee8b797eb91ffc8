//! `MessageSigner`: signs requests.

use std::fmt::{self, Write as _};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Uri};
use ring::hmac;
use ring::signature::Ed25519KeyPair;

use super::base::signature_base;
use super::fields::Component;
use super::{Message, SignatureError, content_digest};
use crate::call::encode;
use crate::error::BoxError;
use crate::hooks::{BodyDigest, Sign};

/// What a signature covers by default, and the content type and digest if there is a body.
const DEFAULT: [&str; 4] = ["@method", "@authority", "@path", "@query"];

type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// Signs requests as HTTP message signatures (RFC 9421) with HMAC-SHA256 or Ed25519.
///
/// By default a signature covers method, authority, path and query, and of a body its `Content-Type` and
/// `Content-Digest` (RFC 9530), which is added. Each attempt is signed anew. A body from a file or stream has no digest: such a
/// request fails, unless [`components`](Self::components) do not list `content-digest`.
///
/// # Examples
///
/// ```
/// use renkei_runtime::webhook::MessageSigner;
///
/// # fn main() -> Result<(), renkei_runtime::webhook::SignatureError> {
/// let signer = MessageSigner::hmac_sha256("key-1", b"a secret of at least 32 random bytes")?;
/// // Client::builder().sign(signer)
/// # let _ = signer;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct MessageSigner {
    key_id: String,
    key: SigningKey,
    label: String,
    components: Option<Vec<Component>>,
    tag: Option<String>,
    expires_after: Option<Duration>,
    has_nonce: bool,
    has_algorithm: bool,
    clock: Clock,
}

#[derive(Clone)]
enum SigningKey {
    Hmac(hmac::Key),
    Ed25519(Arc<Ed25519KeyPair>),
}

impl MessageSigner {
    /// Creates a signer with a shared secret (RFC 9421 § 3.3.3).
    ///
    /// # Errors
    ///
    /// [`SignatureError::Key`] if the secret is empty: anybody could sign with it.
    pub fn hmac_sha256(
        key_id: impl Into<String>,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, SignatureError> {
        if secret.as_ref().is_empty() {
            return Err(SignatureError::Key("is empty"));
        }
        Ok(Self::new(key_id, SigningKey::Hmac(hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref()))))
    }

    /// Creates a signer with a private key of Ed25519 (§ 3.3.6): PKCS #8, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Key`] if it is not such a key.
    pub fn ed25519(
        key_id: impl Into<String>,
        private_key: impl AsRef<[u8]>,
    ) -> Result<Self, SignatureError> {
        let invalid = SignatureError::Key("is not a private key of Ed25519 in PKCS #8");
        let der = der(private_key.as_ref()).ok_or(invalid.clone())?;
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map_err(|_| invalid)?;
        Ok(Self::new(key_id, SigningKey::Ed25519(Arc::new(pair))))
    }

    fn new(key_id: impl Into<String>, key: SigningKey) -> Self {
        Self {
            key_id: key_id.into(),
            key,
            label: "sig1".to_owned(),
            components: None,
            tag: None,
            expires_after: None,
            has_nonce: false,
            has_algorithm: true,
            clock: Arc::new(SystemTime::now),
        }
    }

    /// Sets what the signature covers, in place of the default: names of headers, and derived components such as `@method` and
    /// `@query-param;name="page"`. A body is covered if `content-digest` is listed.
    pub fn components<S: AsRef<str>>(mut self, components: impl IntoIterator<Item = S>) -> Self {
        let components = components.into_iter().map(|it| Component::parse(it.as_ref()));
        self.components = Some(components.collect());
        self
    }

    /// Sets the label of the signature. Defaults to `sig1`.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a tag, which names the application of the signature.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tag = Some(tag.into());
        self
    }

    /// Sets how long the signature is valid.
    pub fn expires_after(mut self, time: Duration) -> Self {
        self.expires_after = Some(time);
        self
    }

    /// Adds a random nonce, by which the receiver recognises a replay.
    pub fn nonce(mut self) -> Self {
        self.has_nonce = true;
        self
    }

    /// Omits the algorithm, which the receiver then knows by the key.
    pub fn without_algorithm(mut self) -> Self {
        self.has_algorithm = false;
        self
    }

    /// Sets the clock, for tests.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(now);
        self
    }

    /// Signs a request: adds `Signature-Input`, `Signature` and, if it is covered, `Content-Digest`.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Component`] if the request does not have what the signature covers.
    pub fn sign_message(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &mut HeaderMap,
        body: &[u8],
    ) -> Result<(), SignatureError> {
        let components = match &self.components {
            Some(components) => components.clone(),
            None => default_components(headers, body),
        };
        if components.iter().any(|it| it.name == "content-digest") {
            headers.insert("content-digest", header(&content_digest(body))?);
        }
        let parameters = self.parameters(&components);
        let base = signature_base(Message { method, uri, headers }, &components, &parameters)?;
        let signature = match &self.key {
            SigningKey::Hmac(key) => encode::base64(hmac::sign(key, base.as_bytes()).as_ref()),
            SigningKey::Ed25519(pair) => encode::base64(pair.sign(base.as_bytes()).as_ref()),
        };
        let label = &self.label;
        headers.insert("signature-input", header(&format!("{label}={parameters}"))?);
        headers.insert("signature", header(&format!("{label}=:{signature}:"))?);
        Ok(())
    }

    fn covers_body(&self) -> bool {
        let lists_digest =
            |it: &Vec<Component>| it.iter().any(|component| component.name == "content-digest");
        self.components.as_ref().is_none_or(lists_digest)
    }

    /// Returns the value of `@signature-params` (§ 2.3).
    fn parameters(&self, components: &[Component]) -> String {
        let list: Vec<String> = components.iter().map(ToString::to_string).collect();
        let created = (self.clock)().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let mut text = format!("({});created={}", list.join(" "), created.as_secs());
        if let Some(time) = self.expires_after {
            let _ = write!(text, ";expires={}", created.saturating_add(time).as_secs());
        }
        let mut add = |key: &str, value: &str| {
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
            let _ = write!(text, ";{key}=\"{escaped}\"");
        };
        if self.has_nonce {
            add("nonce", &uuid::Uuid::new_v4().simple().to_string());
        }
        if self.has_algorithm {
            add("alg", self.key.algorithm());
        }
        add("keyid", &self.key_id);
        if let Some(tag) = &self.tag {
            add("tag", tag);
        }
        text
    }
}

impl SigningKey {
    fn algorithm(&self) -> &'static str {
        match self {
            Self::Hmac(_) => "hmac-sha256",
            Self::Ed25519(_) => "ed25519",
        }
    }
}

fn default_components(headers: &HeaderMap, body: &[u8]) -> Vec<Component> {
    let of_body = ["content-type", "content-digest"].into_iter();
    let is_covered = |name: &&str| {
        !body.is_empty() && (*name == "content-digest" || headers.contains_key(*name))
    };
    let all = DEFAULT.into_iter().chain(of_body.filter(is_covered));
    all.map(Component::parse).collect()
}

fn header(text: &str) -> Result<HeaderValue, SignatureError> {
    HeaderValue::from_str(text).map_err(|_| SignatureError::Header("signature-input"))
}

/// Returns the DER of a key in DER or PEM (RFC 7468).
pub(super) fn der(key: &[u8]) -> Option<Vec<u8>> {
    let Some(text) = std::str::from_utf8(key).ok().filter(|it| it.contains("-----BEGIN")) else {
        return Some(key.to_vec());
    };
    let lines = text.lines().map(str::trim).filter(|it| !it.starts_with("-----"));
    encode::from_base64(&lines.collect::<String>())
}

impl Sign for MessageSigner {
    fn sign<'a>(
        &'a self,
        parts: &'a mut Parts,
        body: &'a BodyDigest,
    ) -> Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send + 'a>> {
        let bytes = body.bytes().map_or(&[][..], |it| it);
        // A body that is not in memory has no digest yet.
        let is_unread = body.bytes().is_none() && parts.headers.contains_key(CONTENT_TYPE);
        if is_unread && self.covers_body() {
            let error = SignatureError::Component("\"content-digest\"".to_owned());
            return Box::pin(ready(Err(error.into())));
        }
        let signed = self.sign_message(&parts.method, &parts.uri, &mut parts.headers, bytes);
        Box::pin(ready(signed.map_err(BoxError::from)))
    }
}

impl fmt::Debug for MessageSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageSigner")
            .field("key_id", &self.key_id)
            .field("algorithm", &self.key.algorithm())
            .finish_non_exhaustive()
    }
}
