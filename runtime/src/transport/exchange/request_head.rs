//! The head of a request as each HTTP version wants it.

use http::header::{
    CONNECTION, CONTENT_LENGTH, HOST, HeaderName, PROXY_AUTHORIZATION, TE, TRANSFER_ENCODING,
    UPGRADE,
};
use http::uri::{Authority, PathAndQuery};
use http::{HeaderMap, HeaderValue, Method, Request, Uri, Version};
use http_body::Body;

use super::super::RequestBody;
use super::super::connect::Forwarding;

/// Sets the target and the headers of an HTTP/1.1 request (RFC 9112 § 3.2).
pub(super) fn for_http1(
    request: &mut Request<RequestBody>,
    host: &HeaderValue,
    forwarding: Option<&Forwarding>,
) {
    *request.version_mut() = Version::HTTP_11;
    if !request.headers().contains_key(HOST) {
        request.headers_mut().insert(HOST, host.clone());
    }
    match forwarding {
        None => *request.uri_mut() = origin_form(request.uri()),
        // A proxy receives the absolute URI.
        Some(proxy) => {
            if let Some(value) = &proxy.authorization {
                request.headers_mut().insert(PROXY_AUTHORIZATION, value.clone());
            }
        }
    }
}

fn origin_form(uri: &Uri) -> Uri {
    let path = uri.path_and_query().filter(|it| it.as_str().starts_with('/'));
    match path.cloned() {
        Some(path) => Uri::from(path),
        // A query without a path.
        None => {
            let text = format!("/{}", uri.path_and_query().map_or("", PathAndQuery::as_str));
            text.parse().unwrap_or_else(|_| Uri::from_static("/"))
        }
    }
}

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
    fn targets_of_http1() {
        for (uri, target, host) in [
            ("http://a.test/b?c=d", "/b?c=d", "a.test"),
            ("http://u:p@a.test:80", "/", "a.test"),
            ("https://a.test:80/", "/", "a.test:80"),
            ("https://[::1]:8443/x", "/x", "[::1]:8443"),
        ] {
            let mut request = request(uri);
            let is_https = uri.starts_with("https");
            let value = host_header(request.uri().authority().unwrap(), is_https).unwrap();
            for_http1(&mut request, &value, None);
            assert_eq!((request.uri().to_string().as_str(), &value), (target, &value), "{uri}");
            assert_eq!(request.headers()[HOST], host);
        }
        let mut proxied = request("http://a.test/b");
        let authorization = Some(HeaderValue::from_static("Basic x"));
        let host = HeaderValue::from_static("a.test");
        for_http1(&mut proxied, &host, Some(&Forwarding { authorization }));
        assert_eq!(proxied.uri(), "http://a.test/b");
        assert_eq!(proxied.headers()[PROXY_AUTHORIZATION], "Basic x");
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
