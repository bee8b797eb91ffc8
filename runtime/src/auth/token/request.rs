//! The token request and its response (RFC 6749 §§ 4.4.2 and 5).

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::timeout;

use super::source::Failure;
use super::{Endpoint, TokenClient};
use crate::attempt::read_retry_after;
use crate::auth::placement;
use crate::call::encode::component;
use crate::client::{Core, exposes};
use crate::content_coding::{self, Decoders};
use crate::error::{TokenError, TokenErrorCode, root_cause};
use crate::transport::{Attempt, Payload, ResponseBody, TransportError, TransportErrorKind};

/// The maximum size of a response, in bytes.
const MAX_RESPONSE_BODY: usize = 64 * 1024;

/// A granted token.
pub(super) struct Granted {
    pub(super) secret: SecretString,
    /// The refresh token that replaces the one that was used (RFC 6749 § 6).
    pub(super) refresh: Option<SecretString>,
    /// The lifetime from the moment of the request, if the server states it.
    pub(super) life: Option<Duration>,
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        Self { error, retry_after: None }
    }
}

/// Requests a token within the time of one attempt. Returns it with the token endpoint, which is
/// `known` if it was discovered before.
pub(super) async fn fetch(
    client: &TokenClient,
    core: &Core,
    known: Option<Uri>,
) -> Result<(Granted, Uri), Failure> {
    let after = core.settings().attempt_timeout;
    let asked = timeout(after, ask(client, core, known)).await;
    asked.unwrap_or(Err(TokenError::Timeout { after }.into()))
}

async fn ask(
    client: &TokenClient,
    core: &Core,
    known: Option<Uri>,
) -> Result<(Granted, Uri), Failure> {
    let uri = match (known, &client.endpoint) {
        (Some(known), _) => known,
        (None, Endpoint::Url(_)) => endpoint(client)?,
        (None, Endpoint::Issuer(issuer)) => {
            let (method, uri) = (Method::GET, endpoint(client)?);
            let question = TokenRequest { method, uri, headers: HeaderMap::new(), form: None };
            discovered(issuer, &question.send_with_resend(core).await?)?
        }
    };
    let response = token_request(client, uri.clone())?.send_with_resend(core).await?;
    Ok((granted(&response)?, uri))
}

/// Returns the URL of the first request: the token endpoint, or the issuer's metadata (OpenID
/// Connect Discovery 1.0 § 4.1).
pub(super) fn endpoint(client: &TokenClient) -> Result<Uri, TokenError> {
    match &client.endpoint {
        Endpoint::Url(url) => url_for_secrets("token URL", url),
        Endpoint::Issuer(issuer) => {
            let base = issuer.trim_end_matches('/');
            url_for_secrets("issuer", &format!("{base}/.well-known/openid-configuration"))
        }
    }
}

/// A URL to which a secret may go: absolute, and https or on this machine (RFC 6749 § 3.2).
fn url_for_secrets(what: &str, text: &str) -> Result<Uri, TokenError> {
    // The URL is not shown: it may contain a password.
    let wrong = |why: &str| TokenError::Settings(format!("the {what} {why}"));
    let uri: Uri = text.parse().map_err(|_| wrong("is not a URL"))?;
    let Some(authority) = uri.authority() else { return Err(wrong("is not absolute")) };
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(wrong("is neither http nor https"));
    }
    if authority.as_str().contains('@') {
        return Err(wrong("contains a user name or password"));
    }
    if exposes(&uri) {
        return Err(wrong(
            "is plain http, and secrets are not sent over plain http except to this machine: use https",
        ));
    }
    Ok(uri)
}

/// A request that can be sent again.
struct TokenRequest {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    form: Option<Bytes>,
}

fn token_request(client: &TokenClient, uri: Uri) -> Result<TokenRequest, TokenError> {
    let grant = if client.refresh.is_some() { "refresh_token" } else { "client_credentials" };
    let mut form = format!("grant_type={grant}");
    let mut add = |name: &str, value: &str| {
        form.push_str(&format!("&{}={}", component(name), component(value)));
    };
    if let Some(rotation) = &client.refresh {
        add("refresh_token", rotation.current().expose_secret());
    }
    if !client.scopes.is_empty() {
        add("scope", &client.scopes.join(" "));
    }
    for (name, value) in &client.parameters {
        add(name, value.expose_secret());
    }
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    match &client.secret {
        // A public client only names itself (RFC 6749 § 3.2.1).
        None => add("client_id", &client.id),
        Some(secret) if client.in_body => {
            add("client_id", &client.id);
            add("client_secret", secret.expose_secret());
        }
        Some(secret) => {
            // Both are form-encoded before they are joined (RFC 6749 § 2.3.1).
            let secret = component(secret.expose_secret());
            let basic = placement::basic_value(&component(&client.id), &secret);
            headers.insert(AUTHORIZATION, basic.map_err(TokenError::Settings)?);
        }
    }
    Ok(TokenRequest { method: Method::POST, uri, headers, form: Some(form.into()) })
}

/// A complete response.
struct TokenResponse {
    status: StatusCode,
    retry_after: Option<Duration>,
    body: Bytes,
}

impl TokenRequest {
    /// Sends the request, and once more if it met a connection that was closing. A second token
    /// request is harmless.
    async fn send_with_resend(&self, core: &Core) -> Result<TokenResponse, TokenError> {
        match self.send(core, 1).await {
            Err(TokenError::Transport {
                kind: TransportErrorKind::Unsent | TransportErrorKind::Stale,
                ..
            }) => self.send(core, 2).await,
            result => result,
        }
    }

    async fn send(&self, core: &Core, number: u32) -> Result<TokenResponse, TokenError> {
        let payload = self.form.clone().map_or_else(Payload::default, Payload::from);
        let mut request = Request::new(payload.open());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.headers.clone();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(ACCEPT_ENCODING, content_coding::ACCEPTED);
        headers.insert(USER_AGENT, core.settings().user_agent.clone());
        let attempt = Attempt::new(number, core.settings().attempt_timeout);
        let response = core.transport().send(request, attempt).await.map_err(broken)?;
        let (head, body) = response.into_parts();
        let body = match Decoders::of(&head.headers) {
            Ok(decoders) => decoders.apply(body),
            // The status alone determines the error.
            Err(_) if !head.status.is_success() => body,
            Err(_) => return Err(TokenError::Malformed("it has an unsupported content coding")),
        };
        let body = read_body(body).await?;
        let (status, retry_after) = (head.status, read_retry_after(&head.headers));
        Ok(TokenResponse { status, retry_after, body })
    }
}

async fn read_body(mut body: ResponseBody) -> Result<Bytes, TokenError> {
    let unusable = || TokenError::Malformed("it is incomplete or too long");
    let mut read = BytesMut::new();
    while let Some(data) = body.next_data().await {
        let data = data.map_err(|_| unusable())?;
        if data.len() > MAX_RESPONSE_BODY.saturating_sub(read.len()) {
            return Err(unusable());
        }
        read.extend_from_slice(&data);
    }
    Ok(read.freeze())
}

fn broken(error: TransportError) -> TokenError {
    let (kind, source) = error.into_parts();
    let cause = source.as_deref().map(|source| root_cause(source).to_string());
    TokenError::Transport { kind, cause }
}

/// A successful response (RFC 6749 § 5.1). Members of the wrong type are handled one by one.
#[derive(Deserialize)]
struct Success {
    access_token: String,
    token_type: Option<String>,
    expires_in: Option<Value>,
    refresh_token: Option<Value>,
}

/// An error response (RFC 6749 § 5.2).
#[derive(Deserialize)]
struct Refusal {
    error: String,
    error_description: Option<String>,
}

fn granted(response: &TokenResponse) -> Result<Granted, Failure> {
    // Some servers send errors with status 200, so every response is checked.
    if let Ok(refusal) = serde_json::from_slice::<Refusal>(&response.body) {
        let code = TokenErrorCode::read(&refusal.error);
        let (status, description) = (response.status, refusal.error_description);
        let error = TokenError::Refused { status, code, description };
        return Err(Failure { error, retry_after: response.retry_after });
    }
    successful(response)?;
    let success: Success = serde_json::from_slice(&response.body)
        .map_err(|_| TokenError::Malformed("it is not JSON with an `access_token`"))?;
    let bearer = |kind: &String| kind.eq_ignore_ascii_case("bearer");
    if !success.token_type.as_ref().is_none_or(bearer) {
        return Err(TokenError::Malformed("its `token_type` is not Bearer").into());
    }
    let fits = |byte: u8| byte.is_ascii_graphic();
    if success.access_token.is_empty() || !success.access_token.bytes().all(fits) {
        return Err(TokenError::Malformed("its `access_token` is invalid in a header").into());
    }
    let life = success.expires_in.as_ref().and_then(seconds);
    let refresh = success.refresh_token.as_ref().and_then(Value::as_str);
    let refresh = refresh.filter(|it| !it.is_empty()).map(SecretString::from);
    Ok(Granted { secret: success.access_token.into(), refresh, life })
}

fn successful(response: &TokenResponse) -> Result<(), Failure> {
    if response.status.is_success() {
        return Ok(());
    }
    let error = TokenError::Status(response.status);
    Err(Failure { error, retry_after: response.retry_after })
}

/// Parses `expires_in`, which some servers send as a string.
fn seconds(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds.max(0.0)).ok()
}

#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    token_endpoint: String,
}

/// Returns the token endpoint of an issuer's metadata, which must name that issuer (OpenID Connect
/// Discovery 1.0 § 4.3).
fn discovered(issuer: &str, response: &TokenResponse) -> Result<Uri, Failure> {
    successful(response)?;
    let metadata: Metadata = serde_json::from_slice(&response.body).map_err(|_| {
        TokenError::Malformed("the issuer's metadata is not JSON with a `token_endpoint`")
    })?;
    if metadata.issuer.trim_end_matches('/') != issuer.trim_end_matches('/') {
        return Err(TokenError::Malformed("the metadata is another issuer's").into());
    }
    Ok(url_for_secrets("issuer's `token_endpoint`", &metadata.token_endpoint)?)
}
