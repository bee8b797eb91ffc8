//! The server that a probe calls, and the credentials for it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use renkei::model::{Api, SchemeKind};
use renkei::probe::ProbeRequest;
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
    /// Parameters of the query, encoded.
    pub(super) query: Vec<String>,
}

impl Access {
    /// Reads the environment variables whose names begin with the client's name in upper case, as `ClientBuilder::read_env` of
    /// the generated client does.
    pub(super) fn read(
        crate_name: &str,
        base_url: Option<&str>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let upper =
            |it: char| if it.is_ascii_alphanumeric() { it.to_ascii_uppercase() } else { '_' };
        let prefix: String = crate_name.chars().map(upper).collect();
        let read = |end: &str| {
            let name = format!("{prefix}_{end}");
            match variable(&name) {
                Some(value) if value.trim().is_empty() => {
                    Err(format!("the environment variable {name} is empty"))
                }
                value => Ok(value),
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
    ) -> Result<String, String> {
        let url = match (&request.server, &self.base_url) {
            (Some(_), Some(_)) => {
                return Err(
                    "it has a server of its own, which the base URL does not replace".to_owned()
                );
            }
            (Some(own), None) => own.clone(),
            (None, Some(url)) => url.clone(),
            (None, None) => of_document.map(str::to_owned).ok_or_else(|| {
                format!(
                    "the document names no server; use --base-url, or set {}_BASE_URL",
                    self.prefix
                )
            })?,
        };
        check_base_url(&url)?;
        Ok(url.trim_end_matches('/').to_owned())
    }

    /// Returns the credentials of the first alternative for which there are any.
    pub(super) fn credentials(
        &self,
        api: &Api,
        request: &ProbeRequest,
        server: &str,
    ) -> Result<Credentials, String> {
        if request.security.is_empty() || request.security.iter().any(Vec::is_empty) {
            return Ok(Credentials::default());
        }
        let mut missing = Vec::new();
        for alternative in &request.security {
            let mut credentials = Credentials::default();
            let ids = alternative.iter().map(|it| &it.scheme);
            let schemes = ids.map(|id| api.security_schemes.iter().find(|it| it.id == *id));
            let lacking: Vec<_> = schemes
                .filter_map(|it| self.add(it.map(|it| &it.kind), &mut credentials).err())
                .collect();
            if lacking.is_empty() {
                return match is_private(server) {
                    true => Ok(credentials),
                    false => Err("credentials are not sent over plain HTTP".to_owned()),
                };
            }
            missing.push(lacking.join(" and "));
        }
        Err(format!("it needs credentials: {}", missing.join(", or ")))
    }

    /// Adds the credential of a scheme. Fails with what is missing.
    fn add(&self, scheme: Option<&SchemeKind>, to: &mut Credentials) -> Result<(), String> {
        let missing = |end: &str| format!("set {}_{end}", self.prefix);
        let key = || self.key.clone().ok_or_else(|| missing("KEY"));
        let authorization = "authorization".to_owned();
        match scheme {
            Some(SchemeKind::ApiKeyHeader(name)) => to.headers.push((name.clone(), key()?)),
            Some(SchemeKind::ApiKeyQuery(name)) => {
                let (name, key) = (renkei::probe::encoded(name), renkei::probe::encoded(&key()?));
                to.query.push(format!("{name}={key}"));
            }
            Some(SchemeKind::ApiKeyCookie(name)) => {
                to.headers.push(("cookie".to_owned(), format!("{name}={}", key()?)));
            }
            Some(SchemeKind::Bearer | SchemeKind::OAuth2 | SchemeKind::OpenIdConnect) => {
                let token = self.token.as_ref().ok_or_else(|| missing("TOKEN"))?;
                to.headers.push((authorization, format!("Bearer {token}")));
            }
            Some(SchemeKind::Basic) => {
                let (user, password) = self.user.as_ref().ok_or_else(|| missing("USER"))?;
                let text = BASE64_STANDARD.encode(format!("{user}:{password}"));
                to.headers.push((authorization, format!("Basic {text}")));
            }
            Some(SchemeKind::MutualTls | SchemeKind::Other) | None => {
                return Err("a probe does not support the scheme".to_owned());
            }
        }
        Ok(())
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
