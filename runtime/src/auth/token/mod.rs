//! OAuth 2 client credentials: a token that is fetched, kept and renewed.
//!
//! Takes the settings of a client, gives a token that is fit for use now. It must not know of
//! operations.

mod request;
mod source;

use std::fmt;

use secrecy::SecretString;

pub(crate) use self::source::TokenSource;
use super::{Auth, Credential};

/// OAuth 2 client credentials (RFC 6749 § 4.4): a program that has an id and a secret of its own,
/// and gets access tokens for them.
///
/// The first call that needs a token fetches it, over the client's transport; calls that come
/// meanwhile wait for the same one. It is renewed in the background before it expires, and once
/// more when the API answers 401 to it. A failure to get one is remembered for a second, or as long
/// as the server's `Retry-After` says.
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

/// Where tokens are had.
#[derive(Clone)]
enum Endpoint {
    /// At this URL.
    Url(String),
    /// Where this issuer's metadata says.
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

    /// Asks for a scope (RFC 6749 § 3.3), beside those asked for before. Without any the server
    /// chooses.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Asks for several scopes.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// Sends one more parameter when asking for a token, such as `audience` or `resource`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends id and secret as form fields. The standard prefers the `Authorization` header, which is
    /// the default (RFC 6749 § 2.3.1); some servers know only this way.
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
