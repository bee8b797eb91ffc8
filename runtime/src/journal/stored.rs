//! The request of an intent, and how it becomes a call again.
//!
//! Credentials are not stored: a resumed call gets those of its client. So the security schemes are stored, but no cookie and no
//! value of a credential's header or parameter. Whether the call had credentials of its own is stored, because it must not be sent
//! with those of the client.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{LazyLock, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::call::{Call, CallOptions, Envelope, Operation, Prepared, SchemeKind, SecurityScheme};
use crate::client::Core;
use crate::confirm::{Criteria, LookUp};

/// How many operations of resumed calls a process knows at most, because they are kept until it ends. A document has fewer.
const MOST_OPERATIONS: usize = 4096;

/// The request of an intent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredCall {
    operation: StoredOperation,
    /// The URL without credentials.
    pub(crate) url: String,
    /// The base URL that the call has in place of the client's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base_url: Option<String>,
    /// Whether the client's credentials are sent to the base URL, whatever its origin.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    credentials_anywhere: bool,
    /// Whether the call had credentials that are not stored.
    pub(super) has_own_credentials: bool,
    pub(crate) headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) content_type: Option<String>,
    pub(crate) body: StoredBody,
}

/// The look-up of a write, with the values of the write.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredLookUp {
    call: StoredCall,
    criteria: Criteria,
}

impl StoredLookUp {
    /// Returns the look-up of a call; `None` if the call has none, or lacks a value for it.
    pub(super) fn of(write: &Call) -> Option<Self> {
        let confirm = write.operation().confirm.filter(|_| !write.confirm_within().is_zero())?;
        let LookUp { call, criteria } = LookUp::of(write, confirm)?;
        let prepared = call.prepare().ok()?;
        Some(Self { call: StoredCall::of(&call, &prepared)?, criteria })
    }

    /// Creates the look-up again, with the credentials of a client.
    pub(super) fn look_up(&self, core: &Core) -> Option<LookUp> {
        let call = self.call.call(core, None)?;
        Some(LookUp { call, criteria: self.criteria.clone() })
    }
}

/// A body: text where it is UTF-8, and base64 otherwise.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct StoredBody(Bytes);

/// What a call needs of its operation.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct StoredOperation {
    id: String,
    method: String,
    path: String,
    accept: String,
    repeatable: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    idempotency_header: Option<String>,
    /// Alternatives, each a list of schemes: their names and kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    security: Option<Vec<Vec<(String, StoredScheme)>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    envelope: Option<StoredEnvelope>,
    #[serde(default)]
    servers: Vec<(String, String)>,
    #[serde(default)]
    retry_on: Vec<u16>,
}

/// Where the body of a response reports a failure.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct StoredEnvelope {
    status: Vec<String>,
    message: Vec<String>,
    success: Vec<String>,
}

impl StoredEnvelope {
    fn of(envelope: Envelope) -> Self {
        let texts = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect();
        let Envelope { status, message, success } = envelope;
        Self { status: texts(status), message: texts(message), success: texts(success) }
    }

    fn kept(&self) -> Envelope {
        let texts = |all: &Vec<String>| -> &'static [&'static str] {
            all.iter().map(|it| kept(it)).collect::<Vec<_>>().leak()
        };
        Envelope::new(texts(&self.status), texts(&self.message)).success(texts(&self.success))
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StoredScheme {
    ApiKeyHeader(String),
    ApiKeyQuery(String),
    ApiKeyCookie(String),
    Basic,
    Bearer,
    OAuth2,
    OpenIdConnect,
    MutualTls,
    Other,
}

impl StoredCall {
    /// Returns the request of a call; `None` if its body is not in memory.
    pub(super) fn of(call: &Call, prepared: &Prepared) -> Option<Self> {
        let body = prepared.body.to_bytes()?;
        let whole_url = prepared.uri.to_string();
        let url = call.url_without_secrets(&whole_url);
        Some(Self {
            operation: StoredOperation::of(call.operation()),
            has_own_credentials: call.has_own_credentials() || url != whole_url,
            url,
            base_url: call.call_options().base_url.clone(),
            credentials_anywhere: call.call_options().credentials_anywhere,
            headers: call.plain_headers()?,
            content_type: call.content_type().map(str::to_owned),
            body: StoredBody(body),
        })
    }

    pub(super) fn method(&self) -> &str {
        &self.operation.method
    }

    pub(super) fn operation_id(&self) -> &str {
        &self.operation.id
    }

    /// Creates the call again, with the credentials of a client. Returns `None` if the process has resumed too many operations.
    pub(super) fn call(&self, core: &Core, key: Option<&str>) -> Option<Call> {
        let mut call = Call::new(core, KNOWN.interned(&self.operation)?);
        let mut options = CallOptions::new();
        if let Some(key) = key {
            options = options.idempotency_key(key);
            options.is_resumed = true;
        }
        options.base_url.clone_from(&self.base_url);
        options.credentials_anywhere = self.credentials_anywhere;
        for (name, value) in &self.headers {
            options = options.header(name, value);
        }
        call.options(options);
        call.set_url(&call.url_with_secrets(self.url.clone()));
        if let Some(content_type) = &self.content_type {
            call.bytes(content_type, self.body.0.clone());
        }
        Some(call)
    }
}

/// The operations that were resumed. A call needs one that lives as long as the process, as generated code has them.
static KNOWN: LazyLock<KnownOperations> = LazyLock::new(KnownOperations::default);

#[derive(Default)]
struct KnownOperations(Mutex<HashMap<StoredOperation, &'static Operation>>);

impl KnownOperations {
    /// Returns the operation of a call, which is made once and kept until the process ends; `None` if there are too many.
    fn interned(&self, stored: &StoredOperation) -> Option<&'static Operation> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(operation) = known.get(stored) {
            return Some(operation);
        }
        if known.len() >= MOST_OPERATIONS {
            return None;
        }
        let operation = stored.kept();
        known.insert(stored.clone(), operation);
        Some(operation)
    }
}

impl StoredOperation {
    fn of(operation: &Operation) -> Self {
        let text = str::to_owned;
        let scheme = |it: &SecurityScheme| (it.id.to_owned(), StoredScheme::of(it.kind));
        let schemes = |all: &&[SecurityScheme]| all.iter().map(scheme).collect();
        Self {
            id: text(operation.id),
            method: text(operation.method),
            path: text(operation.path),
            accept: text(operation.accept),
            repeatable: operation.repeatable,
            idempotency_header: operation.idempotency_header.map(text),
            security: operation.security.map(|it| it.iter().map(schemes).collect()),
            envelope: operation.envelope.map(StoredEnvelope::of),
            servers: operation.servers.iter().map(|(name, url)| (text(name), text(url))).collect(),
            retry_on: operation.retry_on.to_vec(),
        }
    }

    /// Returns the operation, kept until the process ends.
    fn kept(&self) -> &'static Operation {
        let schemes = |all: &Vec<(String, StoredScheme)>| -> &'static [SecurityScheme] {
            all.iter()
                .map(|(id, kind)| SecurityScheme { id: kept(id), kind: kind.kind() })
                .collect::<Vec<_>>()
                .leak()
        };
        let servers = self.servers.iter().map(|(name, url)| (kept(name), kept(url)));
        Box::leak(Box::new(Operation {
            id: kept(&self.id),
            path: kept(&self.path),
            accept: kept(&self.accept),
            repeatable: self.repeatable,
            idempotency_header: self.idempotency_header.as_deref().map(kept),
            security: self
                .security
                .as_ref()
                .map(|it| &*it.iter().map(schemes).collect::<Vec<_>>().leak()),
            envelope: self.envelope.as_ref().map(StoredEnvelope::kept),
            servers: servers.collect::<Vec<_>>().leak(),
            retry_on: self.retry_on.clone().leak(),
            ..Operation::named(kept(&self.method))
        }))
    }
}

fn kept(text: &str) -> &'static str {
    text.to_owned().leak()
}

impl StoredScheme {
    fn of(kind: SchemeKind) -> Self {
        match kind {
            SchemeKind::ApiKeyHeader(name) => Self::ApiKeyHeader(name.to_owned()),
            SchemeKind::ApiKeyQuery(name) => Self::ApiKeyQuery(name.to_owned()),
            SchemeKind::ApiKeyCookie(name) => Self::ApiKeyCookie(name.to_owned()),
            SchemeKind::Basic => Self::Basic,
            SchemeKind::Bearer => Self::Bearer,
            SchemeKind::OAuth2 => Self::OAuth2,
            SchemeKind::OpenIdConnect => Self::OpenIdConnect,
            SchemeKind::MutualTls => Self::MutualTls,
            SchemeKind::Other => Self::Other,
        }
    }

    fn kind(&self) -> SchemeKind {
        match self {
            Self::ApiKeyHeader(name) => SchemeKind::ApiKeyHeader(kept(name)),
            Self::ApiKeyQuery(name) => SchemeKind::ApiKeyQuery(kept(name)),
            Self::ApiKeyCookie(name) => SchemeKind::ApiKeyCookie(kept(name)),
            Self::Basic => SchemeKind::Basic,
            Self::Bearer => SchemeKind::Bearer,
            Self::OAuth2 => SchemeKind::OAuth2,
            Self::OpenIdConnect => SchemeKind::OpenIdConnect,
            Self::MutualTls => SchemeKind::MutualTls,
            Self::Other => SchemeKind::Other,
        }
    }
}

impl StoredBody {
    pub(crate) fn new(body: Bytes) -> Self {
        Self(body)
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        self.0
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The prefix of a body in base64. Text with this beginning is written in base64, too.
const BASE64: &str = "base64:";

impl Serialize for StoredBody {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(&self.0) {
            Ok(text) if !text.starts_with(BASE64) => serializer.serialize_str(text),
            _ => {
                let mut text = BASE64.to_owned();
                let _ = write!(text, "{}", STANDARD.encode(&self.0));
                serializer.serialize_str(&text)
            }
        }
    }
}

impl<'de> Deserialize<'de> for StoredBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = match text.strip_prefix(BASE64) {
            Some(encoded) => STANDARD.decode(encoded).map_err(serde::de::Error::custom)?,
            None => text.into_bytes(),
        };
        Ok(Self(bytes.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_kept_once_and_their_number_is_limited() {
        let known = KnownOperations::default();
        let operation = |number: usize| {
            let id: &'static str = number.to_string().leak();
            StoredOperation::of(&Operation { id, ..Operation::POST })
        };
        let first = known.interned(&operation(0)).unwrap();
        assert_eq!((first.id, first.method), ("0", "POST"));
        assert!(std::ptr::eq(first, known.interned(&operation(0)).unwrap()));
        assert!((1..MOST_OPERATIONS).all(|it| known.interned(&operation(it)).is_some()));
        assert!(known.interned(&operation(MOST_OPERATIONS)).is_none());
        assert!(known.interned(&operation(0)).is_some());
    }
}
