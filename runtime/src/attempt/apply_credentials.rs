//! Adds credentials to a request.
//!
//! Takes the prepared request and the placement of each credential; returns the request of one
//! attempt.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue, Request, Uri};

use crate::auth::CredentialPlacement;
use crate::call::{Prepared, add_pairs};
use crate::error::Error;
use crate::transport::{RequestBody, SecretQuery};

/// Adds credentials to the request. A header that the caller set takes precedence.
pub(super) fn apply_credentials(
    prepared: &Prepared,
    placements: &[CredentialPlacement],
    uri: &Uri,
) -> Result<Request<RequestBody>, Error> {
    let mut headers = prepared.headers.clone();
    let mut uri = uri.clone();
    let mut secrets = Vec::new();
    for one in placements {
        match one {
            CredentialPlacement::Header(name, value) => {
                headers.entry(name.clone()).or_insert_with(|| value.clone());
            }
            CredentialPlacement::Query(pair) => {
                uri = with_pair(&uri, pair)?;
                secrets.push(pair.clone());
            }
            CredentialPlacement::Cookie(pair) => add_cookie(&mut headers, pair)?,
        }
    }
    let mut request = Request::new(prepared.body.open());
    *request.method_mut() = prepared.method.clone();
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    if !secrets.is_empty() {
        request.extensions_mut().insert(SecretQuery(secrets));
    }
    Ok(request)
}

/// Adds a pair to the query, unless a redirect already contains it.
fn with_pair(uri: &Uri, pair: &str) -> Result<Uri, Error> {
    let query = uri.query().unwrap_or("");
    if query.split('&').any(|there| there == pair) {
        return Ok(uri.clone());
    }
    let mut text = uri.to_string();
    add_pairs(&mut text, pair);
    text.parse().map_err(|_| Error::local("the API key makes the URI too long"))
}

fn add_cookie(headers: &mut HeaderMap, pair: &str) -> Result<(), Error> {
    let text = match headers.get(COOKIE).and_then(|there| there.to_str().ok()) {
        Some(there) => format!("{there}; {pair}"),
        None => pair.to_owned(),
    };
    let mut value = HeaderValue::try_from(text)
        .map_err(|_| Error::local("the cookie is not a valid header value"))?;
    value.set_sensitive(true);
    headers.insert(COOKIE, value);
    Ok(())
}
