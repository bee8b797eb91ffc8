//! OAuth 2 client credentials: a token that is fetched, cached and renewed.
//!
//! Takes the settings of an OAuth client; returns a valid token. It must not know operations.

mod request;
mod source;

use std::fmt;

use secrecy::SecretString;

pub(crate) use self::source::TokenSource;
use super::{Auth, Credential};

/// OAuth 2 client credentials (RFC 6749 § 4.4): an id and a secret that are exchanged for tokens.
///
/// The first call that needs a token fetches it over the client's transport, and concurrent calls wait
/// for the same fetch. The token is renewed in the background before it expires, and when the API
/// answers 401 to it. A failed fetch is cached for one second, or for the server's `Retry-After`.
///
/// # Examples
///
/// ```
/// use renkei_runtime::Auth;
///
/// let auth = Auth::client_credentials("https://id.example.com/token", "reporter", "s3cret")
///     .scope("orders:read")
///     .parameter("audience", "https://api.example.com");
/// // Client::builder().auth(auth)
/// # assert!(!format!("{auth:?}").contains("s3cret"));
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientCredentials {
    endpoint: Endpoint,
    id: String,
    secret: SecretString,
    scopes: Vec<String>,
    parameters: Vec<(String, SecretString)>,
    in_body: bool,
}

/// The source of tokens.
#[derive(Clone)]
enum Endpoint {
    /// The token endpoint.
    Url(String),
    /// The issuer whose metadata names the token endpoint.
    Issuer(String),
}

impl ClientCredentials {
    pub(super) fn at(token_url: String, id: String, secret: SecretString) -> Self {
        Self::new(Endpoint::Url(token_url), id, secret)
    }

    pub(super) fn of_issuer(issuer: String, id: String, secret: SecretString) -> Self {
        Self::new(Endpoint::Issuer(issuer), id, secret)
    }

    fn new(endpoint: Endpoint, id: String, secret: SecretString) -> Self {
        let (scopes, parameters) = (Vec::new(), Vec::new());
        Self { endpoint, id, secret, scopes, parameters, in_body: false }
    }

    /// Adds a scope to request (RFC 6749 § 3.3). Without any, the server chooses.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Adds several scopes.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// Adds a parameter to the token request, such as `audience` or `resource`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends id and secret as form fields, for servers that require it.
    ///
    /// The default is the `Authorization` header, which RFC 6749 § 2.3.1 prefers.
    pub fn secret_in_body(mut self) -> Self {
        self.in_body = true;
        self
    }
}

impl From<ClientCredentials> for Auth {
    fn from(client: ClientCredentials) -> Self {
        Self(Credential::Token(TokenSource::new(client)))
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("scopes", &self.scopes)
            .field("parameters", &self.parameters.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
