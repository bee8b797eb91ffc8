//! URLs of documents (RFC 3986): recognises and joins them.

use std::path::Path;

/// Returns the path as text if it is a URL. The path of a remote document is its URL.
pub(crate) fn of(path: &Path) -> Option<&str> {
    path.to_str().filter(|text| is_url(text))
}

/// Whether a text is an absolute URL of the web.
pub(crate) fn is_url(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|it| ["http", "https"].iter().any(|web| it.eq_ignore_ascii_case(web)))
}

/// Normalises a URL (section 6.2.2) and removes its fragment, so that one document has one URL.
pub(super) fn normal(url: &str) -> String {
    let UrlParts { start, path, query } = UrlParts::of(url);
    format!("{}{}{query}", start.to_ascii_lowercase(), without_dots(path))
}

/// Joins a relative path, which is percent-decoded, to the URL of a document (section 5.2.3).
pub(super) fn join(base: &str, relative: &str) -> String {
    let UrlParts { start, path, .. } = UrlParts::of(base);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    normal(&format!("{start}{folder}/{}", encoded(relative)))
}

/// Joins the relative URL of a server to the URL of its document (section 5.2.2). Variables in braces stay.
pub(crate) fn join_server(base: &str, relative: &str) -> String {
    let UrlParts { start, path, .. } = UrlParts::of(base);
    if let Some(authority) = relative.strip_prefix("//") {
        let scheme = start.split_once("://").map_or("https", |(scheme, _)| scheme);
        return format!("{scheme}://{authority}");
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = match relative.starts_with('/') {
        true => without_dots(relative),
        false => without_dots(&format!("{folder}/{relative}")),
    };
    format!("{}{path}", start.to_ascii_lowercase())
}

struct UrlParts<'a> {
    /// Scheme and authority.
    start: &'a str,
    path: &'a str,
    /// With its question mark.
    query: &'a str,
}

impl<'a> UrlParts<'a> {
    fn of(url: &'a str) -> Self {
        let url = url.split_once('#').map_or(url, |(url, _)| url);
        let authority = url.find("://").map_or(0, |at| at + 3);
        let length = url.get(authority..).and_then(|it| it.find(['/', '?']));
        let (start, rest) = url.split_at(length.map_or(url.len(), |it| authority + it));
        let (path, query) = rest.split_at(rest.find('?').unwrap_or(rest.len()));
        Self { start, path, query }
    }
}

/// Section 5.2.4.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut parts = path.split('/').skip(1).peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        match part {
            "." | ".." => {
                if part == ".." {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            name => kept.push(name),
        }
    }
    format!("/{}", kept.join("/"))
}

/// Percent-encodes characters that a path or query does not allow.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_told_from_paths() {
        for url in ["https://a.b/c", "HTTP://a"] {
            assert!(is_url(url), "{url}");
        }
        for path in ["a.yaml", "https:/a.b/c", "ftp://a/b", "C:/a", "//a.b/c", ""] {
            assert!(!is_url(path), "{path}");
        }
    }

    #[test]
    fn urls_are_joined_as_the_standard_says() {
        let cases = [
            ("https://a.b/c/d.yaml", "e.yaml", "https://a.b/c/e.yaml"),
            ("https://a.b/c/d.yaml?x=../y", "../e.yaml", "https://a.b/e.yaml"),
            ("https://a.b/c", "../../../e", "https://a.b/e"),
            ("HTTPS://A.b", "e f#.yaml", "https://a.b/e%20f%23.yaml"),
            ("https://a.b/c/", "./..", "https://a.b/"),
            ("https://a.b/c/", "x//y", "https://a.b/c/x//y"),
        ];
        for (base, relative, expected) in cases {
            assert_eq!(join(base, relative), expected, "{base} {relative}");
        }
        assert_eq!(normal("HTTPS://A.b/C/./d?Q#x"), "https://a.b/C/d?Q");
        assert_eq!(normal("http://a"), "http://a/");
    }

    #[test]
    fn relative_servers_are_joined() {
        let cases = [
            ("/api/{v}", "https://a.b/api/{v}"),
            ("/", "https://a.b/"),
            ("//c.d/x", "https://c.d/x"),
            ("v2", "https://a.b/docs/v2"),
            ("../v2", "https://a.b/v2"),
            ("", "https://a.b/docs/"),
        ];
        for (relative, expected) in cases {
            assert_eq!(join_server("https://A.b/docs/x.yaml", relative), expected, "{relative}");
        }
    }
}
