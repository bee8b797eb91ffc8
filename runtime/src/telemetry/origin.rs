//! The parts of an origin: scheme, host and port as [`Event`](crate::hooks::Event) names them.

/// Returns the scheme, the address without brackets, and the port.
pub(crate) fn split_origin(origin: &str) -> (&str, &str, u16) {
    // Searching for a character costs much less than searching for a text.
    let (scheme, rest) = origin.split_once(':').unwrap_or(("", origin));
    let authority = rest.trim_start_matches('/');
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    let address = host.trim_start_matches('[').trim_end_matches(']');
    (scheme, address, port.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_no_brackets() {
        assert_eq!(split_origin("https://api.test:443"), ("https", "api.test", 443));
        assert_eq!(split_origin("http://[::1]:8080"), ("http", "::1", 8080));
    }
}
