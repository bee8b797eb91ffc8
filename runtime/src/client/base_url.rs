//! Base URLs, and which URLs may receive secrets.

use http::Uri;

use super::shown_url::shown_url;

/// Validates a base URL and removes trailing slashes.
pub(crate) fn normalise(text: &str) -> Result<String, String> {
    let shown = shown_url(text);
    let uri: Uri = text.parse().map_err(|_| format!("base URL {shown:?} is not a URL"))?;
    let Some(authority) = uri.authority() else {
        return Err(format!("base URL {shown:?} has no host: it must be absolute"));
    };
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(format!("base URL {shown:?} is neither http nor https"));
    }
    if authority.as_str().contains('@') {
        return Err(
            "the base URL contains a user name or password: set them with `.auth(…)`".to_owned()
        );
    }
    if uri.query().is_some() || text.contains('#') {
        return Err(format!(
            "base URL {shown:?} has a query or fragment, which paths cannot be appended to"
        ));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Whether two URIs have the same scheme, host and port (RFC 9110 § 4.3.1).
pub(crate) fn same_origin(one: &Uri, other: &Uri) -> bool {
    let host = |uri: &Uri| uri.host().map(str::to_ascii_lowercase);
    one.scheme() == other.scheme() && host(one) == host(other) && port(one) == port(other)
}

fn port(uri: &Uri) -> Option<u16> {
    uri.port_u16().or(match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    })
}

/// Whether a URI leads to this machine: `localhost` and below (RFC 6761 § 6.3), 127/8 or `::1`.
pub(crate) fn is_loopback(uri: &Uri) -> bool {
    let Some(host) = uri.host() else { return false };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse::<std::net::IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host.rsplit('.').next().is_some_and(|it| it.eq_ignore_ascii_case("localhost")),
    }
}

/// Whether data sent to this URI can be read in transit: plain http to another machine.
pub(crate) fn exposes(uri: &Uri) -> bool {
    uri.scheme_str() != Some("https") && !is_loopback(uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls() {
        for (text, expected) in [
            ("https://api.example.com", Some("https://api.example.com")),
            ("http://localhost:8080/v1/", Some("http://localhost:8080/v1")),
            ("/v1", None),
            ("ftp://x", None),
            ("https://user:secret@x/", None),
            ("https://x/?a=1", None),
            ("https://x/#a", None),
            ("", None),
        ] {
            assert_eq!(normalise(text).ok().as_deref(), expected, "{text}");
        }
        for text in [
            "https://user:secret@x/",
            "https://user:secret x@y/",
            "user:secret@x",
            "ftp://user:secret@x",
            "https://x/?api_key=secret",
            "/v1?api_key=secret",
            "https://x/#secret",
        ] {
            assert!(!normalise(text).unwrap_err().contains("secret"), "{text}");
        }
    }

    #[test]
    fn origins() {
        for (one, other, same) in [
            ("http://a/x", "http://A:80/y", true),
            ("https://a/x", "https://a:443/", true),
            ("http://a/", "https://a/", false),
            ("http://a/", "http://a:81/", false),
            ("http://a/", "http://b/", false),
        ] {
            assert_eq!(
                same_origin(&one.parse().unwrap(), &other.parse().unwrap()),
                same,
                "{one} {other}"
            );
        }
    }

    #[test]
    fn loopback() {
        for (uri, expected) in [
            ("http://localhost:1/", true),
            ("http://a.localhost/", true),
            ("http://127.9.9.9/", true),
            ("http://[::1]:80/", true),
            ("http://localhost.example.com/", false),
            ("http://128.0.0.1/", false),
        ] {
            assert_eq!(is_loopback(&uri.parse().unwrap()), expected, "{uri}");
        }
    }
}
