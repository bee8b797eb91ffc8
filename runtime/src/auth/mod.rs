//! Credentials, and how an operation's security selects from them.
//!
//! Takes credentials and an operation's declared security; returns where to put them. It must not
//! know attempts. Secrets are exposed only in [`placement`] and in the token request.

mod placement;
mod provider;
mod resolve_credentials;
mod select_credentials;
mod token;

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;

pub(crate) use self::placement::CredentialPlacement;
use self::provider::ByOperation;
pub use self::provider::{CredentialProvider, CredentialRequest};
pub(crate) use self::resolve_credentials::{UsedTokens, ready_credentials, resolve_credentials};
use self::select_credentials::select_credentials;
use self::token::TokenSource;
pub use self::token::{ClientCredentials, RefreshToken};

/// A credential.
///
/// Its secret is never shown, and is wiped from memory when it is dropped.
#[derive(Clone)]
pub struct Auth(pub(crate) Credential);

#[derive(Clone)]
pub(crate) enum Credential {
    ApiKey(SecretString),
    Bearer(SecretString),
    Basic { user: String, password: SecretString },
    Header { name: String, value: SecretString },
    Token(Arc<TokenSource>),
    Provider(Arc<dyn CredentialProvider>),
}

impl Auth {
    /// Creates an API key.
    ///
    /// The security scheme of each operation determines the header, query parameter or cookie that
    /// carries it.
    pub fn api_key(key: impl Into<SecretString>) -> Self {
        Self(Credential::ApiKey(key.into()))
    }

    /// Creates a bearer token (RFC 6750 § 2.1).
    ///
    /// It also serves the OAuth 2 and OpenID Connect schemes.
    pub fn bearer(token: impl Into<SecretString>) -> Self {
        Self(Credential::Bearer(token.into()))
    }

    /// Creates basic credentials (RFC 7617).
    ///
    /// A user name cannot contain a colon (§ 2); such a credential fails when a call is sent.
    pub fn basic(user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Self(Credential::Basic { user: user.into(), password: password.into() })
    }

    /// Creates a header that carries a secret.
    ///
    /// It serves API key schemes of that header. `Authorization` serves every scheme that uses this
    /// header.
    pub fn header(name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        Self(Credential::Header { name: name.into(), value: value.into() })
    }

    /// Creates OAuth 2 client credentials (RFC 6749 § 4.4), with tokens from `token_url`.
    ///
    /// They serve the OAuth 2, OpenID Connect and bearer schemes. The URL is that of the document's
    /// `clientCredentials` flow. It must be https, except on this machine; otherwise building the
    /// client fails.
    pub fn client_credentials(
        token_url: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> ClientCredentials {
        ClientCredentials::at(token_url.into(), id.into(), secret.into())
    }

    /// Creates OAuth 2 client credentials whose token URL is discovered (OpenID Connect Discovery
    /// 1.0).
    ///
    /// The URL is read from `/.well-known/openid-configuration` below `issuer`.
    pub fn client_credentials_of(
        issuer: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> ClientCredentials {
        ClientCredentials::of_issuer(issuer.into(), id.into(), secret.into())
    }

    /// Creates an OAuth 2 refresh token (RFC 6749 § 6), which is exchanged for access tokens at `token_url`.
    ///
    /// It serves the OAuth 2, OpenID Connect and bearer schemes. The URL must be https, except on this machine; otherwise
    /// building the client fails.
    pub fn refresh_token(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        token: impl Into<SecretString>,
    ) -> RefreshToken {
        RefreshToken::at(token_url.into(), client_id.into(), token.into())
    }

    /// Creates an OAuth 2 refresh token whose token URL is discovered (OpenID Connect Discovery 1.0).
    pub fn refresh_token_of(
        issuer: impl Into<String>,
        client_id: impl Into<String>,
        token: impl Into<SecretString>,
    ) -> RefreshToken {
        RefreshToken::of_issuer(issuer.into(), client_id.into(), token.into())
    }

    /// Creates a credential that is requested for each attempt, so that it can rotate.
    pub fn provider(provider: impl CredentialProvider) -> Self {
        Self(Credential::Provider(Arc::new(provider)))
    }

    /// Creates a credential that depends on the operation, such as one for reads and one for writes.
    ///
    /// # Examples
    ///
    /// ```
    /// use renkei_runtime::Auth;
    ///
    /// let (reader, writer) = (Auth::bearer("r"), Auth::bearer("w"));
    /// let auth = Auth::by_operation(move |request| {
    ///     Some(if request.is_read() { reader.clone() } else { writer.clone() })
    /// });
    /// ```
    pub fn by_operation(
        choose: impl Fn(CredentialRequest) -> Option<Auth> + Send + Sync + 'static,
    ) -> Self {
        Self::provider(ByOperation(choose))
    }

    /// Returns what is wrong with the credential, as far as that can be checked without using it.
    pub(crate) fn validate(&self) -> Option<String> {
        match &self.0 {
            Credential::Token(source) => source.validate(),
            _ => None,
        }
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Credential::ApiKey(_) => "Auth::ApiKey",
            Credential::Bearer(_) => "Auth::Bearer",
            Credential::Basic { .. } => "Auth::Basic",
            Credential::Header { .. } => "Auth::Header",
            Credential::Token(_) => "Auth::OAuth2",
            Credential::Provider(_) => "Auth::Provider",
        })
    }
}

/// A credential of the client: for any scheme that it fits, or for one scheme by name.
#[derive(Clone, Debug)]
pub(crate) struct ConfiguredCredential {
    pub(crate) scheme: Option<String>,
    pub(crate) auth: Auth,
}
