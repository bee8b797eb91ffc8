//! Where a credential goes: a header, the query or a cookie.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, header::AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};

use super::{Auth, Credential, TokenSource};
use crate::call::{SchemeKind, encode};

/// A credential to add to a request. It holds the exposed secret, so it has no `Debug` and lives
/// for one attempt.
pub(crate) enum CredentialPlacement {
    /// A header, marked sensitive.
    Header(HeaderName, HeaderValue),
    /// An encoded `name=value` pair for the query.
    Query(String),
    /// A `name=value` pair for the `Cookie` header.
    Cookie(String),
}

/// A selected credential: ready, or a token to be fetched.
pub(super) enum SelectedCredential {
    Ready(CredentialPlacement),
    Token(Arc<TokenSource>),
}

impl SelectedCredential {
    /// Places a credential where a scheme requires it. Returns `None` if this kind of credential
    /// cannot serve that scheme.
    pub(super) fn for_scheme(auth: &Auth, kind: &SchemeKind) -> Option<Result<Self, String>> {
        let placement = match (&auth.0, kind) {
            (Credential::ApiKey(key), SchemeKind::ApiKeyHeader(name)) => header(name, key),
            (Credential::ApiKey(key), SchemeKind::ApiKeyQuery(name)) => Ok(query(name, key)),
            (Credential::ApiKey(key), SchemeKind::ApiKeyCookie(name)) => cookie(name, key),
            (
                Credential::Bearer(token),
                SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect,
            ) => bearer(token),
            (
                Credential::Token(source),
                SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect,
            ) => return Some(Ok(Self::Token(source.clone()))),
            (Credential::Basic { user, password }, SchemeKind::Basic) => basic(user, password),
            (Credential::Header { name, value }, kind) if uses_header(kind, name) => {
                header(name, value)
            }
            _ => return None,
        };
        Some(placement.map(Self::Ready))
    }

    /// Places a credential without a scheme. Returns `None` for an API key, whose place only a
    /// scheme determines.
    pub(super) fn without_scheme(auth: &Auth) -> Option<Result<Self, String>> {
        let placement = match &auth.0 {
            // A provider has been replaced by the credential that it returned.
            Credential::ApiKey(_) | Credential::Provider(_) => return None,
            Credential::Token(source) => return Some(Ok(Self::Token(source.clone()))),
            Credential::Bearer(token) => bearer(token),
            Credential::Basic { user, password } => basic(user, password),
            Credential::Header { name, value } => header(name, value),
        };
        Some(placement.map(Self::Ready))
    }
}

/// Whether a scheme's credential goes into the header `name`.
fn uses_header(kind: &SchemeKind, name: &str) -> bool {
    match kind {
        SchemeKind::ApiKeyHeader(wanted) => wanted.eq_ignore_ascii_case(name),
        SchemeKind::Basic
        | SchemeKind::Bearer
        | SchemeKind::OAuth2
        | SchemeKind::OpenIdConnect
        | SchemeKind::Other => name.eq_ignore_ascii_case(AUTHORIZATION.as_str()),
        SchemeKind::ApiKeyQuery(_) | SchemeKind::ApiKeyCookie(_) | SchemeKind::MutualTls => false,
    }
}

fn header(name: &str, value: &SecretString) -> Result<CredentialPlacement, String> {
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| format!("{name:?} is not a valid header name"))?;
    Ok(CredentialPlacement::Header(name, sensitive(value.expose_secret())?))
}

pub(super) fn bearer(token: &SecretString) -> Result<CredentialPlacement, String> {
    Ok(CredentialPlacement::Header(
        AUTHORIZATION,
        sensitive(&format!("Bearer {}", token.expose_secret()))?,
    ))
}

/// RFC 7617 § 2: `user-id ":" password`, in base 64.
fn basic(user: &str, password: &SecretString) -> Result<CredentialPlacement, String> {
    if user.contains(':') {
        return Err(
            "a user name for basic authentication cannot contain a colon (RFC 7617 § 2)".to_owned()
        );
    }
    Ok(CredentialPlacement::Header(AUTHORIZATION, basic_value(user, password.expose_secret())?))
}

/// Returns the value of the header. `user` contains no colon.
pub(super) fn basic_value(user: &str, password: &str) -> Result<HeaderValue, String> {
    let pair = encode::base64(format!("{user}:{password}").as_bytes());
    sensitive(&format!("Basic {pair}"))
}

fn query(name: &str, key: &SecretString) -> CredentialPlacement {
    CredentialPlacement::Query(format!(
        "{}={}",
        encode::component(name),
        encode::component(key.expose_secret())
    ))
}

fn cookie(name: &str, key: &SecretString) -> Result<CredentialPlacement, String> {
    let key = key.expose_secret();
    // A cookie value cannot contain these characters (RFC 6265 § 4.1.1). A key is sent unchanged or
    // not at all.
    let unfit = |byte: u8| !byte.is_ascii_graphic() || matches!(byte, b'"' | b',' | b';' | b'\\');
    if key.bytes().any(unfit) {
        return Err(
            "the API key has characters that are invalid in a cookie (RFC 6265 § 4.1.1)".to_owned()
        );
    }
    Ok(CredentialPlacement::Cookie(format!("{name}={key}")))
}

fn sensitive(value: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| "the credential has characters that are invalid in a header".to_owned())?;
    value.set_sensitive(true);
    Ok(value)
}
