//! OAuth 2 refresh tokens (RFC 6749 § 6), which a server may replace with each use.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use super::{Endpoint, TokenClient, TokenSource};
use crate::auth::{Auth, Credential};

/// An OAuth 2 refresh token: it was obtained when a user authorised the client, and is exchanged for access tokens.
///
/// Access tokens are fetched, cached, renewed and invalidated as those of
/// [`ClientCredentials`](crate::ClientCredentials). A server may return another refresh token with an access token, and the old
/// one is then invalid (RFC 9700 § 4.14). The new one is used from then on, and passed to
/// [`on_rotation`](Self::on_rotation), which has to store it: after a restart, only it is valid.
///
/// # Examples
///
/// ```
/// use renkei_runtime::Auth;
///
/// let auth = Auth::refresh_token("https://id.example.com/token", "app", "the stored token")
///     .client_secret("s3cret")
///     .on_rotation(|token| {
///         // Store it where the next start of the program reads it.
///         let _ = token;
///     });
/// // Client::builder().auth(auth)
/// # assert!(!format!("{auth:?}").contains("stored"));
/// ```
#[derive(Clone)]
#[must_use]
pub struct RefreshToken(TokenClient);

/// What is called with a new refresh token.
type OnRotation = Arc<dyn Fn(&str) + Send + Sync>;

/// The current refresh token. Clones share it.
#[derive(Clone)]
pub(super) struct Rotation {
    current: Arc<Mutex<SecretString>>,
    on_rotation: Option<OnRotation>,
}

impl Rotation {
    pub(super) fn current(&self) -> SecretString {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the token by that of a response.
    pub(super) fn replace(&self, token: SecretString) {
        if let Some(on_rotation) = &self.on_rotation {
            on_rotation(token.expose_secret());
        }
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = token;
    }
}

impl RefreshToken {
    pub(in crate::auth) fn at(token_url: String, id: String, token: SecretString) -> Self {
        Self::new(Endpoint::Url(token_url), id, token)
    }

    pub(in crate::auth) fn of_issuer(issuer: String, id: String, token: SecretString) -> Self {
        Self::new(Endpoint::Issuer(issuer), id, token)
    }

    fn new(endpoint: Endpoint, id: String, token: SecretString) -> Self {
        let rotation = Rotation { current: Arc::new(Mutex::new(token)), on_rotation: None };
        Self(TokenClient::new(endpoint, id, None, Some(rotation)))
    }

    /// Sets the secret of a confidential client. Without one, the client is public and sends its id only.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.0.secret = Some(secret.into());
        self
    }

    /// Sends id and secret as form fields, for servers that require it.
    pub fn secret_in_body(mut self) -> Self {
        self.0.in_body = true;
        self
    }

    /// Adds a scope to request. It must be among those that were granted; without any, all of them are.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.0.scopes.push(scope.into());
        self
    }

    /// Adds a parameter to the token request, such as `audience` or `resource`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        self.0.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets what stores a refresh token that replaces the current one. It is called before the access token of the same
    /// response is used.
    pub fn on_rotation(mut self, store: impl Fn(&str) + Send + Sync + 'static) -> Self {
        if let Some(rotation) = &mut self.0.refresh {
            rotation.on_rotation = Some(Arc::new(store));
        }
        self
    }
}

impl From<RefreshToken> for Auth {
    fn from(token: RefreshToken) -> Self {
        Self(Credential::Token(TokenSource::new(token.0)))
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshToken")
            .field("scopes", &self.0.scopes)
            .field("parameters", &self.0.parameter_names())
            .finish_non_exhaustive()
    }
}
