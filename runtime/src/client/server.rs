//! Where calls go: to one server, or each to its own.
//!
//! Takes what the document says and what the user chose; gives the base URL of an operation. A choice that does not say
//! where an operation goes is never guessed: a client for a sandbox must not call production.

use std::borrow::Cow;

use http::Uri;

use crate::attempt::join;
use crate::call::Operation;
use crate::error::Error;

/// A server that the document of the client `C` names.
///
/// Generated clients have a type `Server` of them where there are several; it is given to
/// [`ClientBuilder::server`](crate::ClientBuilder::server).
pub trait ServerOf<C> {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Its URL.
    ///
    /// # Errors
    ///
    /// A [`Build`](crate::ErrorKind::Build) error where the value of a variable would lead to another place than the
    /// document says.
    fn url(&self) -> Result<String, Error>;
}

/// Where a client goes.
#[derive(Clone, Debug)]
pub(crate) enum BaseUrl {
    /// Where the document says.
    Document(String),
    /// To another one of the document's servers.
    Server(&'static str, String),
    /// There with every operation.
    Everywhere(String),
    /// To no place but those of single operations, and why.
    Unconfigured(String),
}

impl BaseUrl {
    fn url(&self) -> Result<&str, Error> {
        match self {
            Self::Document(url) | Self::Server(_, url) | Self::Everywhere(url) => Ok(url),
            Self::Unconfigured(why) => {
                Err(Error::local(format!("{why}, or `CallOptions::base_url` for this call")))
            }
        }
    }

    /// Where the document says, if it says anything.
    pub(super) fn of_document(url: Option<&str>) -> Self {
        match url {
            Some(url) => Self::Document(url.to_owned()),
            None => Self::Unconfigured(needed("the document names no server")),
        }
    }

    /// A server that the user chose. The one that the document puts first is where the client goes anyway.
    pub(super) fn selected(name: &'static str, url: String, document: Option<&str>) -> Self {
        if document == Some(url.as_str()) { Self::Document(url) } else { Self::Server(name, url) }
    }

    /// The same, its URL checked. Where the document names no place, the client is still of use for the operations that
    /// have one of their own: `has_others` says whether there are any.
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

/// Why the URL of the document is no place to go to.
fn unusable_reason(url: &str) -> Option<String> {
    let why = if url.contains('{') {
        "and its variables have no values there"
    } else if lacks_a_host(url) {
        "which has no host"
    } else if url.starts_with("//") {
        "which has no scheme but that of where the document is served"
    } else if !url.contains("://") {
        "which is relative to where the document is served"
    } else {
        return None;
    };
    Some(needed(&format!("the document's server is {url:?}, {why}")))
}

fn needed(why: &str) -> String {
    format!("no base URL: {why}; `.base_url(…)` is needed")
}

/// Whether an operation with a server of this URL can be sent without any other.
pub(super) fn is_usable(url: &str) -> bool {
    names_a_host(url) && !url.contains('{') && !lacks_a_host(url)
}

/// All base URLs of a client.
#[derive(Clone, Debug)]
pub(crate) struct BaseUrls {
    pub(crate) base: BaseUrl,
    /// In place of the server of this URL, this one.
    pub(crate) overrides: Vec<(String, String)>,
}

impl BaseUrls {
    /// The base URL of an operation: what the user said of its server, else what they said of all, else its own.
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
            // Relative, so at the same server whichever that is.
            (None, Some((_, url)), _) if !names_a_host(url) && !url.contains('{') => {
                operation_base(&self.base, url)
            }
            (None, Some((_, url)), BaseUrl::Server(name, _)) => Err(Error::local(format!(
                "it goes to a server of its own, {url:?}, and the document does not say which one goes with `{name}`: \
                 say it with `.base_url_for(…)`",
            ))),
            _ => self.base.url().map(Cow::Borrowed),
        }
    }
}

/// Whether a URL leads to a host of its own, with a scheme or without one (RFC 3986 section 4.2).
fn names_a_host(url: &str) -> bool {
    url.contains("://") || url.starts_with("//") || lacks_a_host(url)
}

/// Whether a scheme is all there is, as where each call is to go to a URL that an answer has told.
fn lacks_a_host(url: &str) -> bool {
    let scheme = url.trim_end_matches('/').strip_suffix(':');
    scheme.is_some_and(|it| !it.contains('/'))
}

/// The URL of an operation's server, which may be relative.
fn operation_base<'a>(base: &'a BaseUrl, url: &'static str) -> Result<Cow<'a, str>, Error> {
    if url.contains('{') {
        return Err(Error::local(format!(
            "its server is {url:?}, whose variables have no values: say where it is with `.base_url_for(…)`, or for \
             this call with `CallOptions::base_url`",
        )));
    }
    if lacks_a_host(url) {
        return Err(Error::local(format!(
            "its server {url:?} has no host: say where it is with `.base_url_for(…)`, or for this call with \
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
        let bases = BaseUrls { base, overrides: Vec::new() };
        let got = bases.of(operation).map_or_else(|error| error.to_string(), Cow::into_owned);
        assert!(got.starts_with(expected), "{got}");
    }

    #[test]
    fn an_operation_goes_to_its_own_server_unless_the_user_says_where() {
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
    fn a_chosen_server_never_leads_to_another_environment() {
        check(sandbox(), &ROOT, "https://sandbox.test/v1");
        check(sandbox(), &BOTH, "https://files.sandbox.test");
        check(sandbox(), &OWN, "it goes to a server of its own, \"https://files.test\"");
        check(sandbox(), &NO_SCHEME, "it goes to a server of its own, \"//files.test/v1\"");
        check(sandbox(), &NO_HOST, "it goes to a server of its own, \"https:\"");
        check(sandbox(), &RELATIVE, "https://sandbox.test/up");
    }

    #[test]
    fn one_server_can_be_put_in_place_of_another() {
        let overrides = vec![(FILES.to_owned(), "http://localhost:2".to_owned())];
        for base in [document(), sandbox(), everywhere()] {
            let bases = BaseUrls { base, overrides: overrides.clone() };
            assert_eq!(bases.of(&OWN).unwrap(), "http://localhost:2");
            assert_ne!(bases.of(&ROOT).unwrap(), "http://localhost:2");
        }
    }

    #[test]
    fn what_is_no_place_says_what_is_needed() {
        for (url, expected) in [
            (Some("/v1"), "is \"/v1\", which is relative"),
            (Some("https:"), "is \"https:\", which has no host"),
            (Some("/v1:"), "is \"/v1:\", which is relative"),
            (Some("//api.test/v1"), "is \"//api.test/v1\", which has no scheme"),
            (Some("https://{host}/"), "its variables have no values"),
            (None, "the document names no server"),
        ] {
            let error = BaseUrl::of_document(url).checked(false).unwrap_err();
            assert!(error.contains(expected) && error.contains("; `.base_url("), "{error}");
            let base = BaseUrl::of_document(url).checked(true).unwrap();
            check(base.clone(), &OWN, FILES);
            for operation in [&ROOT, &RELATIVE] {
                check(base.clone(), operation, &error);
            }
        }
    }
}
