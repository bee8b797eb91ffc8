//! Credentials: what the caller gives, and how an operation's security picks from it.
//!
//! Takes credentials and an operation's declared security, gives the places to put them. It must
//! not know of attempts or transports. Secrets leave their wrapping only in [`place`].

mod place;
mod resolve;

use std::fmt;

use secrecy::SecretString;

pub(crate) use self::place::Placed;
pub(crate) use self::resolve::resolve;

/// A credential. Its secret is never shown and is wiped from memory when dropped.
#[derive(Clone)]
pub struct Auth(pub(crate) Credential);

#[derive(Clone)]
pub(crate) enum Credential {
    ApiKey(SecretString),
    Bearer(SecretString),
    Basic { user: String, password: SecretString },
    Header { name: String, value: SecretString },
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
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Credential::ApiKey(_) => "Auth::ApiKey",
            Credential::Bearer(_) => "Auth::Bearer",
            Credential::Basic { .. } => "Auth::Basic",
            Credential::Header { .. } => "Auth::Header",
        })
    }
}

/// A credential as it was given: for whatever scheme it fits, or for one scheme by name.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    pub(crate) scheme: Option<String>,
    pub(crate) auth: Auth,
}
