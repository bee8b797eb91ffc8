//! The server that a probe calls, and the credentials for it.

use std::env::VarError;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use renkei::model::{Api, Requirement, SchemeKind};
use renkei::probe::{ProbeRequest, SkipKind};
use ureq::http::Uri;

use crate::remote::is_loopback;

/// Base URL and credentials. It is never shown.
pub(super) struct Access {
    prefix: String,
    base_url: Option<String>,
    token: Option<String>,
    key: Option<String>,
    user: Option<(String, String)>,
}

/// The part of a request that credentials change.
#[derive(Default)]
pub(super) struct Credentials {
    pub(super) headers: Vec<(String, String)>,
    /// Cookies, each as `name=value`.
    pub(super) cookies: Vec<String>,
    /// Parameters of the query, encoded.
    pub(super) query: Vec<String>,
}

impl Credentials {
    fn is_empty(&self) -> bool {
        self.headers.is_empty() && self.cookies.is_empty() && self.query.is_empty()
    }
}

/// Why an operation is not called.
pub(super) struct Refusal {
    pub(super) kind: SkipKind,
    pub(super) reason: String,
}

impl Refusal {
    fn new(kind: SkipKind, reason: impl Into<String>) -> Self {
        Self { kind, reason: reason.into() }
    }
}

/// Why a credential cannot be added.
enum Obstacle {
    /// The environment lacks it, or has an invalid one.
    Environment(String),
    UnsupportedScheme,
}

impl Access {
    /// Reads the environment variables whose names begin with the client's name in upper case, as `ClientBuilder::read_env` of
    /// the generated client does.
    pub(super) fn read(
        crate_name: &str,
        base_url: Option<&str>,
        variable: impl Fn(&str) -> Result<String, VarError>,
    ) -> Result<Self, String> {
        let upper =
            |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_uppercase() } else { '_' };
        let prefix: String = crate_name.chars().map(upper).collect();
        let read = |end: &str| {
            let name = format!("{prefix}_{end}");
            match variable(&name) {
                Ok(value) if value.trim().is_empty() => {
                    Err(format!("the environment variable {name} is empty"))
                }
                Ok(value) => Ok(Some(value)),
                Err(VarError::NotPresent) => Ok(None),
                Err(VarError::NotUnicode(_)) => {
                    Err(format!("the environment variable {name} is not UTF-8"))
                }
            }
        };
        let (user, password) = (read("USER")?, read("PASSWORD")?);
        if user.is_some() != password.is_some() {
            return Err(format!(
                "the environment variables {prefix}_USER and {prefix}_PASSWORD are set together, or neither of them"
            ));
        }
        let base_url = match base_url {
            Some(url) => Some(url.to_owned()),
            None => read("BASE_URL")?,
        };
        if let Some(url) = &base_url {
            check_base_url(url)?;
        }
        let (token, key) = (read("TOKEN")?, read("KEY")?);
        Ok(Self { prefix, base_url, token, key, user: user.zip(password) })
    }

    /// Whether the user has named a server.
    pub(super) fn names_server(&self) -> bool {
        self.base_url.is_some()
    }

    /// Returns the URL of the server that a request goes to. An operation with a server of its own is not sent to another one.
    pub(super) fn server(
        &self,
        request: &ProbeRequest,
        of_document: Option<&str>,
    ) -> Result<String, Refusal> {
        let (kind, url) = match (&request.server, &self.base_url, of_document) {
            (Some(_), Some(_), _) => {
                let reason = "it has a server of its own, which the base URL does not replace";
                return Err(Refusal::new(SkipKind::OwnServer, reason));
            }
            (Some(own), None, _) => (SkipKind::OwnServer, own.as_str()),
            (None, Some(url), _) => (SkipKind::BaseUrl, url.as_str()),
            (None, None, Some(url)) => (SkipKind::BaseUrl, url),
            (None, None, None) => {
                let variable = format!("{}_BASE_URL", self.prefix);
                let reason =
                    format!("the document names no server; use --base-url, or set {variable}");
                return Err(Refusal::new(SkipKind::BaseUrl, reason));
            }
        };
        check_base_url(url).map_err(|reason| Refusal::new(kind, reason))?;
        Ok(url.trim_end_matches('/').to_owned())
    }

    /// Returns the credentials of a request, those that a generated client would send.
    pub(super) fn credentials(
        &self,
        api: &Api,
        request: &ProbeRequest,
        server: &str,
    ) -> Result<Credentials, Refusal> {
        let credentials = match &request.security {
            Some(alternatives) => self.select(api, alternatives)?,
            None => self.undeclared(),
        };
        if credentials.is_empty() || is_private(server) {
            return Ok(credentials);
        }
        let reason = "credentials are not sent over plain HTTP, except to this machine; use https";
        Err(Refusal::new(SkipKind::Credentials, reason))
    }

    /// Selects the first alternative for which there are credentials. An empty alternative, which allows anonymous calls (OpenAPI
    /// 3.0.4, "Security Requirement Object"), is used last.
    fn select(&self, api: &Api, alternatives: &[Vec<Requirement>]) -> Result<Credentials, Refusal> {
        let mut missing = Vec::new();
        for alternative in alternatives.iter().filter(|it| !it.is_empty()) {
            match self.all_of(api, alternative) {
                Ok(credentials) => return Ok(credentials),
                Err(Obstacle::Environment(what)) => missing.push(what),
                Err(Obstacle::UnsupportedScheme) => {}
            }
        }
        if alternatives.is_empty() || alternatives.iter().any(Vec::is_empty) {
            return Ok(Credentials::default());
        }
        Err(match missing.is_empty() {
            true => Refusal::new(SkipKind::SecurityScheme, "a probe does not support its security"),
            false => {
                let reason = format!("it needs credentials: {}", missing.join(", or "));
                Refusal::new(SkipKind::Credentials, reason)
            }
        })
    }

    /// Returns the credentials of one alternative.
    fn all_of(&self, api: &Api, alternative: &[Requirement]) -> Result<Credentials, Obstacle> {
        let (mut credentials, mut missing) = (Credentials::default(), Vec::new());
        for Requirement { scheme, .. } in alternative {
            let scheme = api.security_schemes.iter().find(|it| it.id == *scheme);
            match self.add(scheme.map(|it| &it.kind), &mut credentials) {
                Ok(()) => {}
                Err(Obstacle::Environment(what)) => missing.push(what),
                Err(Obstacle::UnsupportedScheme) => return Err(Obstacle::UnsupportedScheme),
            }
        }
        match missing.is_empty() {
            true => Ok(credentials),
            false => Err(Obstacle::Environment(missing.join(" and "))),
        }
    }

    /// Returns the credentials for a document that declares no security: those that have a place of their own.
    fn undeclared(&self) -> Credentials {
        let mut credentials = Credentials::default();
        let kinds = [SchemeKind::Bearer, SchemeKind::Basic];
        // A credential that the environment does not have is not needed.
        let _ = kinds.iter().find(|kind| self.add(Some(kind), &mut credentials).is_ok());
        credentials
    }

    /// Adds the credential of a scheme.
    fn add(&self, scheme: Option<&SchemeKind>, to: &mut Credentials) -> Result<(), Obstacle> {
        let missing = |end: &str| Obstacle::Environment(format!("set {}_{end}", self.prefix));
        let key = || self.key.clone().ok_or_else(|| missing("KEY"));
        let authorization = "authorization".to_owned();
        match scheme {
            Some(SchemeKind::ApiKeyHeader(name)) if name.eq_ignore_ascii_case("cookie") => {
                to.cookies.push(key()?);
            }
            Some(SchemeKind::ApiKeyHeader(name)) => to.headers.push((name.clone(), key()?)),
            Some(SchemeKind::ApiKeyQuery(name)) => {
                let (name, key) = (renkei::probe::encoded(name), renkei::probe::encoded(&key()?));
                to.query.push(format!("{name}={key}"));
            }
            Some(SchemeKind::ApiKeyCookie(name)) => {
                to.cookies.push(format!("{name}={}", self.in_cookie(key()?)?));
            }
            Some(SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect) => {
                let token = self.token.as_ref().ok_or_else(|| missing("TOKEN"))?;
                to.headers.push((authorization, format!("Bearer {token}")));
            }
            Some(SchemeKind::Basic) => {
                let variables = format!("USER and {}_PASSWORD", self.prefix);
                let (user, password) = self.user.as_ref().ok_or_else(|| missing(&variables))?;
                let text = BASE64_STANDARD.encode(format!("{user}:{password}"));
                to.headers.push((authorization, format!("Basic {text}")));
            }
            Some(SchemeKind::MutualTls | SchemeKind::Other) | None => {
                return Err(Obstacle::UnsupportedScheme);
            }
        }
        Ok(())
    }

    /// Returns an API key that a cookie can have as its value (RFC 6265 section 4.1.1).
    fn in_cookie(&self, key: String) -> Result<String, Obstacle> {
        let is_invalid =
            |it: u8| !it.is_ascii_graphic() || matches!(it, b'"' | b',' | b';' | b'\\');
        if key.bytes().any(is_invalid) {
            let variable = format!("{}_KEY", self.prefix);
            let message = format!("{variable} has characters that are invalid in a cookie");
            return Err(Obstacle::Environment(message));
        }
        Ok(key)
    }
}

fn check_base_url(url: &str) -> Result<(), String> {
    let uri = url
        .parse::<Uri>()
        .ok()
        .filter(|it| matches!(it.scheme_str(), Some("http" | "https")) && it.host().is_some());
    let Some(uri) = uri else { return Err("the base URL is not an HTTP URL".to_owned()) };
    let has_user = uri.authority().is_some_and(|it| it.as_str().contains('@'));
    if has_user || uri.query().is_some() {
        return Err(
            "the base URL has a user or a query; a probe shows it, so it must not be secret"
                .to_owned(),
        );
    }
    Ok(())
}

/// Whether nobody else can read what is sent.
fn is_private(server: &str) -> bool {
    let uri = server.parse::<Uri>();
    uri.is_ok_and(|it| it.scheme_str() == Some("https") || is_loopback(&it))
}
