//! The head of a request for HTTP/2, and the value of `Host`.

use http::header::{CONNECTION, CONTENT_LENGTH, HOST, HeaderName, TE, TRANSFER_ENCODING, UPGRADE};
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, Method, Request, Version};
use http_body::Body;

use super::super::RequestBody;

/// Returns the value of `Host`: the authority without user information and without the usual port.
pub(in super::super) fn host_header(authority: &Authority, is_https: bool) -> Option<HeaderValue> {
    let usual = if is_https { 443 } else { 80 };
    let text = match authority.port_u16().filter(|it| *it != usual) {
        Some(port) => format!("{}:{port}", authority.host()),
        None => authority.host().to_owned(),
    };
    HeaderValue::try_from(text).ok()
}

/// Headers of one connection, which HTTP/2 does not have (RFC 9113 § 8.2.2).
const OF_CONNECTION: [HeaderName; 6] = [
    CONNECTION,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
    TRANSFER_ENCODING,
    UPGRADE,
    HOST,
];

/// Separates a request into the head for HTTP/2 and the body.
pub(super) fn for_http2(request: Request<RequestBody>) -> (Request<()>, RequestBody) {
    let (mut parts, body) = request.into_parts();
    parts.version = Version::HTTP_2;
    for name in OF_CONNECTION {
        parts.headers.remove(name);
    }
    if parts.headers.get(TE).is_some_and(|value| value != "trailers") {
        parts.headers.remove(TE);
    }
    set_content_length(&parts.method, &mut parts.headers, &body);
    (Request::from_parts(parts, ()), body)
}

fn set_content_length(method: &Method, headers: &mut HeaderMap, body: &RequestBody) {
    let Some(length) = body.size_hint().exact() else { return };
    let has_content = matches!(*method, Method::POST | Method::PUT | Method::PATCH);
    if length > 0 || has_content {
        headers.entry(CONTENT_LENGTH).or_insert_with(|| HeaderValue::from(length));
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn request(uri: &str) -> Request<RequestBody> {
        let mut request = Request::new(RequestBody::from(Bytes::new()));
        *request.uri_mut() = uri.parse().unwrap();
        request
    }

    #[test]
    fn http2_has_no_headers_of_the_connection() {
        let mut given = request("https://a.test/");
        *given.method_mut() = Method::POST;
        for name in OF_CONNECTION.into_iter().chain([TE]) {
            given.headers_mut().insert(name, HeaderValue::from_static("x"));
        }
        let (head, _) = for_http2(given);
        let names: Vec<_> = head.headers().keys().collect();
        assert_eq!(
            (names, &head.headers()[CONTENT_LENGTH]),
            (vec![&CONTENT_LENGTH], &HeaderValue::from_static("0"))
        );
    }
}
