//! The base URL of an operation.
//!
//! Takes the servers of the document and the user's choices; returns the base URL of an operation.
//! A choice that does not determine the server of an operation is an error, never a guess: a client
//! for a sandbox must not call production.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::Uri;
use http::uri::PathAndQuery;

use super::shown_url::shown_url;
use crate::attempt::join;
use crate::call::Operation;
use crate::error::Error;

/// A server that the document of the client `C` names.
///
/// If a document has several servers, the generated client has a type `Server`, which is passed to
/// [`ClientBuilder::server`](crate::ClientBuilder::server).
pub trait ServerOf<C> {
    /// Returns the name of the server.
    fn name(&self) -> &'static str;

    /// Returns the URL of the server.
    ///
    /// # Errors
    ///
    /// Returns a [`Build`](crate::ErrorKind::Build) error if the value of a variable would change
    /// the host or leave the path of the document's URL.
    fn url(&self) -> Result<String, Error>;
}

/// The base URL of a client.
#[derive(Clone)]
pub(crate) enum BaseUrl {
    /// The document's first server.
    Document(String),
    /// Another server of the document.
    Server(&'static str, String),
    /// A URL of the user's, for every operation.
    Everywhere(String),
    /// None, and why. Only operations with servers of their own can be called.
    Unconfigured(String),
}

impl fmt::Debug for BaseUrl {
    /// Shows no secret of a URL, which is not validated before the client is built.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document(url) => f.debug_tuple("Document").field(&shown_url(url)).finish(),
            Self::Server(name, _) => f.debug_tuple("Server").field(name).finish(),
            Self::Everywhere(url) => f.debug_tuple("Everywhere").field(&shown_url(url)).finish(),
            Self::Unconfigured(_) => f.write_str("Unconfigured"),
        }
    }
}

impl BaseUrl {
    fn url(&self) -> Result<&str, Error> {
        match self {
            Self::Document(url) | Self::Server(_, url) | Self::Everywhere(url) => Ok(url),
            Self::Unconfigured(why) => {
                Err(Error::local(format!("{why}, or for this call with `CallOptions::base_url`")))
            }
        }
    }

    /// Returns the document's first server, if there is one.
    pub(super) fn of_document(url: Option<&str>) -> Self {
        match url {
            Some(url) => Self::Document(url.to_owned()),
            None => Self::Unconfigured(needed("the document names no server")),
        }
    }

    /// Returns the server that the user selected. Selecting the document's first server changes
    /// nothing.
    pub(super) fn selected(name: &'static str, url: String, document: Option<&str>) -> Self {
        if document == Some(url.as_str()) { Self::Document(url) } else { Self::Server(name, url) }
    }

    /// Validates the URL. Without a base URL the client is still useful for operations with servers
    /// of their own; `has_others` says whether there are any.
    pub(super) fn checked(self, has_others: bool) -> Result<Self, String> {
        let normal = |url: String| super::base_url::normalise(&url);
        Ok(match self {
            Self::Document(url) => match unusable_reason(&url) {
                Some(why) => return Self::Unconfigured(why).checked(has_others),
                None => Self::Document(normal(url)?),
            },
            Self::Server(name, url) => Self::Server(name, normal(url)?),
            Self::Everywhere(url) => Self::Everywhere(normal(url)?),
            Self::Unconfigured(why) if has_others => Self::Unconfigured(why),
            Self::Unconfigured(why) => return Err(why),
        })
    }
}

/// Returns why the document's URL cannot be used.
fn unusable_reason(url: &str) -> Option<String> {
    let why = if url.contains('{') {
        "whose variables have no values"
    } else if lacks_a_host(url) {
        "which has no host"
    } else if url.starts_with("//") {
        "which has no scheme"
    } else if !url.contains("://") {
        "which is relative"
    } else {
        return None;
    };
    Some(needed(&format!("the document's server is {url:?}, {why}")))
}

fn needed(why: &str) -> String {
    format!("no base URL: {why}; set one with `.base_url(…)`")
}

/// Whether an operation with this server needs no base URL.
pub(super) fn is_usable(url: &str) -> bool {
    names_a_host(url) && !url.contains('{') && !lacks_a_host(url)
}

/// The length up to which a path needs no check that the URL is not too long for the `http` crate, which is 64 KiB.
const SHORT: usize = 32 * 1024;

/// All base URLs of a client.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrls {
    base: BaseUrl,
    /// Pairs of a server's URL and the URL that replaces it.
    overrides: Vec<(String, String)>,
    /// The parsed URL of `base`.
    parsed: Option<Uri>,
}

impl BaseUrls {
    pub(crate) fn new(base: BaseUrl, overrides: Vec<(String, String)>) -> Self {
        let parsed = base.url().ok().and_then(|it| it.parse().ok());
        Self { base, overrides, parsed }
    }

    /// Returns the URL below a base URL of an operation. `path` is what follows the base.
    ///
    /// Most operations have the base URL of the client, which is not parsed again.
    pub(crate) fn join(&self, base: &str, path: &str) -> Option<Uri> {
        let is_own = self.base.url().is_ok_and(|it| it == base);
        match &self.parsed {
            Some(parsed) if is_own && path.starts_with('/') && path.len() <= SHORT => {
                let mut parts = parsed.clone().into_parts();
                let target = match parsed.path().trim_end_matches('/') {
                    "" => Bytes::copy_from_slice(path.as_bytes()),
                    prefix => [prefix, path].concat().into(),
                };
                parts.path_and_query = Some(PathAndQuery::from_maybe_shared(target).ok()?);
                Uri::from_parts(parts).ok()
            }
            _ => [base, path].concat().parse().ok(),
        }
    }

    /// Whether this is the base URL of the client.
    pub(crate) fn is_own(&self, base: &str) -> bool {
        self.base.url().is_ok_and(|it| it == base)
    }

    /// Whether the document itself has this base URL, so that no part of it is a secret of the user.
    pub(crate) fn is_declared(&self, base: &str, operation: &Operation) -> bool {
        let is_own = || operation.servers.iter().any(|(_, url)| url.trim_end_matches('/') == base);
        matches!(&self.base, BaseUrl::Document(url) if url == base) || is_own()
    }

    /// Returns the base URL of an operation: the override of its server, the user's base URL, or
    /// its own server, in this order.
    pub(crate) fn of(&self, operation: &Operation) -> Result<Cow<'_, str>, Error> {
        let selected = match &self.base {
            BaseUrl::Everywhere(_) => None,
            BaseUrl::Server(name, _) => operation.servers.iter().find(|(it, _)| it == name),
            BaseUrl::Document(_) | BaseUrl::Unconfigured(_) => operation.servers.first(),
        };
        let overrides = |url: &str| self.overrides.iter().find(|(it, _)| it == url);
        let own = selected.map_or(operation.servers, std::slice::from_ref);
        if let Some((_, url)) = own.iter().find_map(|(_, url)| overrides(url)) {
            return Ok(Cow::Borrowed(url));
        }
        match (selected, operation.servers.first(), &self.base) {
            (Some((_, url)), ..) => operation_base(&self.base, url),
            // A relative URL is at the same server in any case.
            (None, Some((_, url)), _) if !names_a_host(url) && !url.contains('{') => {
                operation_base(&self.base, url)
            }
            (None, Some((_, url)), BaseUrl::Server(name, _)) => Err(Error::local(format!(
                "the operation has a server of its own, {url:?}, and the document has none for `{name}`: \
                 set one with `.base_url_for(…)`",
            ))),
            _ => self.base.url().map(Cow::Borrowed),
        }
    }
}

/// Whether a URL leads to a host of its own, with a scheme or without one (RFC 3986 section 4.2).
fn names_a_host(url: &str) -> bool {
    url.contains("://") || url.starts_with("//") || lacks_a_host(url)
}

/// Whether a URL is only a scheme. Some documents use that where each call goes to a URL from a
/// response.
fn lacks_a_host(url: &str) -> bool {
    let scheme = url.trim_end_matches('/').strip_suffix(':');
    scheme.is_some_and(|it| !it.contains('/'))
}

/// Resolves the URL of an operation's server, which may be relative.
fn operation_base<'a>(base: &'a BaseUrl, url: &'static str) -> Result<Cow<'a, str>, Error> {
    if url.contains('{') {
        return Err(Error::local(format!(
            "its server is {url:?}, whose variables have no values: set its URL with `.base_url_for(…)`, or for \
             this call with `CallOptions::base_url`",
        )));
    }
    if lacks_a_host(url) {
        return Err(Error::local(format!(
            "its server {url:?} has no host: set its URL with `.base_url_for(…)`, or for this call with \
             `CallOptions::base_url`",
        )));
    }
    if let Some(rest) = url.strip_prefix("//") {
        return Ok(Cow::Owned(format!("https://{rest}")));
    }
    if names_a_host(url) {
        return Ok(Cow::Borrowed(url));
    }
    let joined = format!("{}/", base.url()?).parse::<Uri>().ok().and_then(|base| join(&base, url));
    let joined = joined.map(|it| Cow::Owned(it.to_string().trim_end_matches('/').to_owned()));
    joined.ok_or_else(|| Error::local(format!("its server {url:?} is not a URL")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &str = "https://files.test";
    static ROOT: Operation = Operation { path: "/", ..Operation::GET };
    static OWN: Operation = Operation { servers: &[("Main", FILES)], ..Operation::GET };
    static BOTH: Operation = Operation {
        servers: &[("Live", FILES), ("Sandbox", "https://files.sandbox.test")],
        ..Operation::GET
    };
    static RELATIVE: Operation = Operation { servers: &[("Main", "/up")], ..Operation::GET };
    static NO_SCHEME: Operation =
        Operation { servers: &[("Main", "//files.test/v1")], ..Operation::GET };
    static NO_HOST: Operation = Operation { servers: &[("Main", "https:")], ..Operation::GET };
    static OPEN: Operation = Operation { servers: &[("Main", "https://{host}")], ..Operation::GET };

    fn document() -> BaseUrl {
        BaseUrl::Document("https://api.test/v1".to_owned())
    }

    fn sandbox() -> BaseUrl {
        BaseUrl::Server("Sandbox", "https://sandbox.test/v1".to_owned())
    }

    fn everywhere() -> BaseUrl {
        BaseUrl::Everywhere("http://localhost:1/v1".to_owned())
    }

    fn check(base: BaseUrl, operation: &Operation, expected: &str) {
        let bases = BaseUrls::new(base, Vec::new());
        let got = bases.of(operation).map_or_else(|error| error.to_string(), Cow::into_owned);
        assert!(got.starts_with(expected), "{got}");
    }

    #[test]
    fn paths_follow_the_base_url() {
        for (base, other) in [("https://api.test/v1", "https://b.test/x"), ("https://[::1]:8", "")]
        {
            let bases = BaseUrls::new(BaseUrl::Everywhere(base.to_owned()), Vec::new());
            let long = format!("/{}", "a".repeat(40_000));
            for path in ["", "/", "/a/b?c=d", "?c", "x", "/%20//?", &long] {
                for base in [base, other] {
                    let expected = format!("{base}{path}").parse::<Uri>().ok();
                    assert_eq!(bases.join(base, path), expected, "{base} {path:.9}");
                }
            }
            let too_long = format!("/{}", "a".repeat(70_000));
            assert_eq!((bases.join(base, &too_long), bases.join(base, "/ ")), (None, None));
        }
    }

    #[test]
    fn an_operation_uses_its_own_server() {
        check(document(), &ROOT, "https://api.test/v1");
        check(document(), &OWN, FILES);
        check(document(), &BOTH, FILES);
        check(document(), &RELATIVE, "https://api.test/up");
        check(
            document(),
            &OPEN,
            "its server is \"https://{host}\", whose variables have no values",
        );
        check(document(), &NO_SCHEME, "https://files.test/v1");
        check(document(), &NO_HOST, "its server \"https:\" has no host");
        for operation in [&ROOT, &OWN, &BOTH, &OPEN, &NO_SCHEME, &NO_HOST] {
            check(everywhere(), operation, "http://localhost:1/v1");
        }
        check(everywhere(), &RELATIVE, "http://localhost:1/up");
    }

    #[test]
    fn a_selected_server_never_reaches_another_environment() {
        check(sandbox(), &ROOT, "https://sandbox.test/v1");
        check(sandbox(), &BOTH, "https://files.sandbox.test");
        check(sandbox(), &OWN, "the operation has a server of its own, \"https://files.test\"");
        check(sandbox(), &NO_SCHEME, "the operation has a server of its own, \"//files.test/v1\"");
        check(sandbox(), &NO_HOST, "the operation has a server of its own, \"https:\"");
        check(sandbox(), &RELATIVE, "https://sandbox.test/up");
    }

    #[test]
    fn a_server_can_be_overridden() {
        let overrides = vec![(FILES.to_owned(), "http://localhost:2".to_owned())];
        for base in [document(), sandbox(), everywhere()] {
            let bases = BaseUrls::new(base, overrides.clone());
            assert_eq!(bases.of(&OWN).unwrap(), "http://localhost:2");
            assert_ne!(bases.of(&ROOT).unwrap(), "http://localhost:2");
        }
    }

    #[test]
    fn unusable_servers_are_reported() {
        for (url, expected) in [
            (Some("/v1"), "is \"/v1\", which is relative"),
            (Some("https:"), "is \"https:\", which has no host"),
            (Some("/v1:"), "is \"/v1:\", which is relative"),
            (Some("//api.test/v1"), "is \"//api.test/v1\", which has no scheme"),
            (Some("https://{host}/"), "whose variables have no values"),
            (None, "the document names no server"),
        ] {
            let error = BaseUrl::of_document(url).checked(false).unwrap_err();
            assert!(
                error.contains(expected) && error.contains("; set one with `.base_url("),
                "{error}"
            );
            let base = BaseUrl::of_document(url).checked(true).unwrap();
            check(base.clone(), &OWN, FILES);
            for operation in [&ROOT, &RELATIVE] {
                check(base.clone(), operation, &error);
            }
        }
    }
}
