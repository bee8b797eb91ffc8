//! OAuth 2 client credentials and refresh tokens: a token that is fetched, cached and renewed.
//!
//! Takes the settings of an OAuth client; returns a valid token. It must not know operations.

mod refresh;
mod request;
mod source;

use std::fmt;

use secrecy::SecretString;

pub use self::refresh::RefreshToken;
use self::refresh::Rotation;
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
pub struct ClientCredentials(TokenClient);

/// An OAuth client, and the grant that it exchanges for tokens.
#[derive(Clone)]
struct TokenClient {
    endpoint: Endpoint,
    id: String,
    /// `None` for a public client.
    secret: Option<SecretString>,
    scopes: Vec<String>,
    parameters: Vec<(String, SecretString)>,
    in_body: bool,
    /// The refresh token; `None` for client credentials.
    refresh: Option<Rotation>,
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
        Self(TokenClient::new(endpoint, id, Some(secret), None))
    }

    /// Adds a scope to request (RFC 6749 § 3.3). Without any, the server chooses.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.0.scopes.push(scope.into());
        self
    }

    /// Adds several scopes.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.0.scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// Adds a parameter to the token request, such as `audience` or `resource`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.0.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends id and secret as form fields, for servers that require it.
    ///
    /// The default is the `Authorization` header, which RFC 6749 § 2.3.1 prefers.
    pub fn secret_in_body(mut self) -> Self {
        self.0.in_body = true;
        self
    }
}

impl From<ClientCredentials> for Auth {
    fn from(client: ClientCredentials) -> Self {
        Self(Credential::Token(TokenSource::new(client.0)))
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("scopes", &self.0.scopes)
            .field("parameters", &self.0.parameter_names())
            .finish_non_exhaustive()
    }
}

impl TokenClient {
    fn new(
        endpoint: Endpoint,
        id: String,
        secret: Option<SecretString>,
        refresh: Option<Rotation>,
    ) -> Self {
        let (scopes, parameters) = (Vec::new(), Vec::new());
        Self { endpoint, id, secret, scopes, parameters, in_body: false, refresh }
    }

    fn parameter_names(&self) -> Vec<&str> {
        self.parameters.iter().map(|(name, _)| name.as_str()).collect()
    }
}
