//! Redirects: GET and HEAD only, at most five, never to another origin.

use http::header::LOCATION;
use http::{HeaderMap, Method, StatusCode, Uri};

use crate::client::same_origin;
use crate::error::RedirectRefusal;

/// The maximum number of redirects in a row.
pub(super) const MAX_HOPS: usize = 5;

/// Returns the target of a redirect, or `None` if the response is not one.
pub(super) fn target(
    method: &Method,
    from: &Uri,
    status: StatusCode,
    headers: &HeaderMap,
) -> Option<Result<Uri, RedirectRefusal>> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    if !matches!(*method, Method::GET | Method::HEAD) {
        return Some(Err(RedirectRefusal::Write));
    }
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    Some(match location.and_then(|reference| join(from, reference)) {
        None => Err(RedirectRefusal::NoLocation),
        Some(to) if same_origin(from, &to) => Ok(to),
        Some(_) => Err(RedirectRefusal::OtherOrigin),
    })
}

/// Resolves a reference against an absolute URI (RFC 3986 § 5.2.2).
pub(crate) fn join(base: &Uri, reference: &str) -> Option<Uri> {
    let reference = reference.split('#').next()?;
    let scheme = base.scheme_str()?;
    let authority = base.authority()?;
    if has_scheme(reference) {
        return reference
            .parse::<Uri>()
            .ok()
            .filter(|uri| uri.scheme().is_some() && uri.authority().is_some());
    }
    if reference.starts_with("//") {
        return format!("{scheme}:{reference}").parse().ok();
    }
    let (path, query) = match reference.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (reference, None),
    };
    let (path, query) = match path {
        "" => (base.path().to_owned(), query.or(base.query())),
        path if path.starts_with('/') => (without_dots(path), query),
        path => {
            let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
            (without_dots(&format!("{folder}/{path}")), query)
        }
    };
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    format!("{scheme}://{authority}{path}{query}").parse().ok()
}

/// Whether a reference starts with a scheme (RFC 3986 § 3.1).
fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|one| one.is_ascii_alphanumeric() || "+-.".contains(one))
    })
}

/// Removes dot segments from an absolute path (RFC 3986 § 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let segments = path.split('/').skip(1);
    for segment in segments {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => kept.push(segment),
        }
    }
    if matches!(path.rsplit('/').next(), Some("." | "..")) {
        kept.push("");
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        let base: Uri = "http://a.test/b/c/d?q".parse().unwrap();
        for (reference, expected) in [
            ("g", "http://a.test/b/c/g"),
            ("./g/", "http://a.test/b/c/g/"),
            ("/g?y#s", "http://a.test/g?y"),
            ("?y", "http://a.test/b/c/d?y"),
            ("", "http://a.test/b/c/d?q"),
            ("..", "http://a.test/b/"),
            ("../../../g", "http://a.test/g"),
            ("//g.test/x", "http://g.test/x"),
            ("https://g.test", "https://g.test/"),
        ] {
            assert_eq!(join(&base, reference).unwrap().to_string(), expected, "{reference}");
        }
        assert!(join(&base, "mailto:x").is_none());
    }

    #[test]
    fn refused_redirects() {
        let from: Uri = "http://a.test/x".parse().unwrap();
        let read = |method: Method, location: Option<&str>| {
            let headers = location.map(|to| (LOCATION, to.parse().unwrap())).into_iter().collect();
            target(&method, &from, StatusCode::FOUND, &headers).unwrap().map(|to| to.to_string())
        };
        assert_eq!(read(Method::GET, Some("/y")), Ok("http://a.test/y".to_owned()));
        assert_eq!(read(Method::GET, Some("https://a.test/y")), Err(RedirectRefusal::OtherOrigin));
        assert_eq!(read(Method::GET, None), Err(RedirectRefusal::NoLocation));
        assert_eq!(read(Method::POST, Some("/y")), Err(RedirectRefusal::Write));
        assert!(target(&Method::GET, &from, StatusCode::NOT_MODIFIED, &HeaderMap::new()).is_none());
    }
}
