//! Credentials: what the caller gives, and how an operation's security picks from it.
//!
//! Takes credentials and an operation's declared security, gives the places to put them. It must
//! not know of attempts. Secrets leave their wrapping only in [`place`] and in the request for a
//! token.

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
pub(crate) use self::resolve_credentials::{UsedTokens, resolve_credentials};
use self::select_credentials::select_credentials;
pub use self::token::ClientCredentials;
use self::token::TokenSource;

/// A credential. Its secret is never shown and is wiped from memory when dropped.
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
    /// An API key. Each operation's security scheme says in which header, query parameter or cookie
    /// it goes.
    pub fn api_key(key: impl Into<SecretString>) -> Self {
        Self(Credential::ApiKey(key.into()))
    }

    /// A bearer token (RFC 6750 § 2.1); it also serves the OAuth2 and OpenID Connect schemes.
    pub fn bearer(token: impl Into<SecretString>) -> Self {
        Self(Credential::Bearer(token.into()))
    }

    /// User name and password (RFC 7617). A user name cannot hold a colon (§ 2); that fails when a
    /// call is sent.
    pub fn basic(user: impl Into<String>, password: impl Into<SecretString>) -> Self {
        Self(Credential::Basic { user: user.into(), password: password.into() })
    }

    /// A header that carries a secret in the API's own way.
    ///
    /// It serves an API key scheme for that header; if it is `Authorization`, every scheme that
    /// lives there.
    pub fn header(name: impl Into<String>, value: impl Into<SecretString>) -> Self {
        Self(Credential::Header { name: name.into(), value: value.into() })
    }

    /// OAuth 2 client credentials (RFC 6749 § 4.4): tokens from `token_url` for this id and secret.
    /// They serve the OAuth2, OpenID Connect and bearer schemes.
    ///
    /// The URL is that of the document's `clientCredentials` flow. It must be https, but for this
    /// machine; a client with another one cannot be built.
    pub fn client_credentials(
        token_url: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> ClientCredentials {
        ClientCredentials::at(token_url.into(), id.into(), secret.into())
    }

    /// The same where the token URL is found by OpenID Connect Discovery 1.0: it is what
    /// `/.well-known/openid-configuration` below `issuer` says.
    pub fn client_credentials_of(
        issuer: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> ClientCredentials {
        ClientCredentials::of_issuer(issuer.into(), id.into(), secret.into())
    }

    /// A credential that is asked for at each attempt, so that it can rotate.
    pub fn provider(provider: impl CredentialProvider) -> Self {
        Self(Credential::Provider(Arc::new(provider)))
    }

    /// A credential that depends on the operation: one to read with and one to write with, say.
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

    /// What is wrong with it, as far as can be seen before it is used.
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
            Credential::Token(_) => "Auth::ClientCredentials",
            Credential::Provider(_) => "Auth::Provider",
        })
    }
}

/// A credential as it was given: for whatever scheme it fits, or for one scheme by name.
#[derive(Clone, Debug)]
pub(crate) struct ConfiguredCredential {
    pub(crate) scheme: Option<String>,
    pub(crate) auth: Auth,
}
