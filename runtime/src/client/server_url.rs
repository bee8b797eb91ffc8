//! The URL of a server, made from a template and the values of its variables.
//!
//! Takes the template; returns a URL in which every value stays in its component, or the variable
//! whose value does not. Credentials are sent to this URL, and values often come from third
//! parties, such as a tenant's name. So a value never moves the end of the host (RFC 3986 § 3.2.2).
//! It must not know clients.

use super::base_url;
use crate::error::Error;

/// A variable of a server's URL.
#[derive(Clone, Copy, Debug)]
pub struct UrlVariable<'a> {
    name: &'a str,
    value: &'a str,
    /// The default of the document, if the user may set any value.
    default: Option<&'a str>,
}

impl<'a> UrlVariable<'a> {
    /// Creates a variable whose values the document lists.
    pub fn listed(name: &'a str, value: &'a str) -> Self {
        Self { name, value, default: None }
    }

    /// Creates a variable that may have any value.
    pub fn free(name: &'a str, value: &'a str, default: &'a str) -> Self {
        Self { name, value, default: Some(default) }
    }
}

/// Expands a template.
///
/// # Errors
///
/// Returns a [`Build`](crate::ErrorKind::Build) error that names the variable whose value is
/// invalid at its position.
pub fn server_url(template: &str, variables: &[UrlVariable<'_>]) -> Result<String, Error> {
    fill(template, variables).map_err(Error::build)
}

fn fill(template: &str, variables: &[UrlVariable<'_>]) -> Result<String, String> {
    let (mut url, mut rest) = (String::new(), template);
    while let Some((before, braced)) = rest.split_once('{') {
        url.push_str(before);
        let behind =
            |it: &UrlVariable<'_>| braced.strip_prefix(it.name).and_then(|it| it.strip_prefix('}'));
        let found = variables.iter().find_map(|it| Some((it, behind(it)?)));
        let Some((variable, after)) = found else {
            return Err(format!("the server {template:?} has a variable without a value"));
        };
        check(variable, &url, after)
            .map_err(|what| format!("the server variable `{}` {what}", variable.name))?;
        url.push_str(variable.value);
        rest = after;
    }
    url.push_str(rest);
    Ok(url)
}

/// Checks that the value may stand between `before` and `after`. The document's own values may be
/// anything.
fn check(variable: &UrlVariable<'_>, before: &str, after: &str) -> Result<(), String> {
    let UrlVariable { value, default, .. } = *variable;
    if value.contains(['{', '}']) {
        return Err("has no value".to_owned());
    }
    let Some(default) = default.filter(|it| *it != value) else { return Ok(()) };
    let ends = after.is_empty() || after.starts_with('/');
    match before.split_once("//").map(|(_, it)| it) {
        None if before.starts_with('/') => path(value),
        None if ends => {
            base_url::normalise(value).map(drop).map_err(|what| format!("is not a URL: {what}"))
        }
        None if after.starts_with(':') => scheme(value),
        None => match value.split_once("://") {
            Some((start, name)) => scheme(start).and_then(|()| host(name)),
            None => Err("is not a URL: it must begin with `https://`".to_owned()),
        },
        Some(authority) if authority.contains('/') => path(value),
        Some("") if after.is_empty() && default.contains('/') => match value.split_once('/') {
            Some((start, rest)) => whole(start).and_then(|()| path(rest)),
            None => whole(value),
        },
        Some("") if ends => whole(value),
        Some(authority) if authority.contains(':') => port(value),
        // The default of `https://api.example.com{path}` shows how the URL continues.
        Some(_) if ends && (default.is_empty() || default.starts_with(['/', ':'])) => {
            match value.strip_prefix(':') {
                Some(value) => port(value),
                None if value.is_empty() || value.starts_with('/') => path(value),
                None => Err("must begin with `/`, because it follows the host".to_owned()),
            }
        }
        Some(_) => host(value),
    }
}

fn scheme(value: &str) -> Result<(), String> {
    if matches!(value, "http" | "https") {
        return Ok(());
    }
    Err("is neither http nor https".to_owned())
}

/// Checks that the value is a host, or a host and a port.
fn whole(value: &str) -> Result<(), String> {
    let (name, number) = match value.rsplit_once(':') {
        // IPv6 addresses contain colons (RFC 3986 § 3.2.2).
        Some((name, number)) if !number.ends_with(']') => (name, Some(number)),
        _ => (value, None),
    };
    number.map_or(Ok(()), port)?;
    match name.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        Some(address) if address.parse::<std::net::Ipv6Addr>().is_ok() => Ok(()),
        _ => host(name),
    }
}

/// Whether it is a name or a part of one: letters, digits and what RFC 3986 calls unreserved. Its other characters
/// occur in no name that DNS has.
fn host(value: &str) -> Result<(), String> {
    let can = |it: char| it.is_ascii_alphanumeric() || "-._~".contains(it);
    match value.chars().find(|it| !can(*it)) {
        Some(other) => Err(format!(
            "contains {other:?}; a host may contain letters, digits, `-`, `.`, `_` and `~`"
        )),
        None if value.is_empty() => Err("is empty, but is a part of the host".to_owned()),
        None => Ok(()),
    }
}

fn port(value: &str) -> Result<(), String> {
    if value.parse::<u16>().is_ok() && value.bytes().all(|it| it.is_ascii_digit()) {
        return Ok(());
    }
    Err("is not a port number".to_owned())
}

/// Whether it stays within a path (RFC 3986 section 3.3), and leads out of no folder.
fn path(value: &str) -> Result<(), String> {
    let mut rest = value.chars();
    while let Some(next) = rest.next() {
        let fits = match next {
            '%' => rest.by_ref().take(2).filter(char::is_ascii_hexdigit).count() == 2,
            it => it.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/".contains(it),
        };
        if !fits {
            return Err(format!(
                "contains {next:?}, which is invalid in a path; percent-encode it"
            ));
        }
    }
    let dots = |it: &str| !it.is_empty() && it.bytes().all(|it| it == b'.');
    // `%2e` is equivalent to a dot.
    if value.replace("%2e", ".").replace("%2E", ".").split('/').any(dots) {
        return Err("has a segment of dots, which would change the path".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expands a template with the variable `x`.
    fn filled(template: &str, default: &str, value: &str) -> Result<String, String> {
        fill(template, &[UrlVariable::free("x", value, default)])
    }

    #[test]
    fn values_that_stay_in_their_component() {
        for (template, default, value, expected) in [
            ("https://{x}.a.test/v1", "d", "eu-1.b", "https://eu-1.b.a.test/v1"),
            ("https://{x}/v1", "d", "b.test:8443", "https://b.test:8443/v1"),
            ("https://{x}", "d", "[::1]:80", "https://[::1]:80"),
            ("https://{x}", "d", "[::1]", "https://[::1]"),
            ("https://{x}", "a.test/v1", "b.test/v2", "https://b.test/v2"),
            ("https://{x}:1", "d", "b", "https://b:1"),
            ("https://a.test:{x}", "443", "65535", "https://a.test:65535"),
            ("https://a.test{x}", "/v1", "/v2/b", "https://a.test/v2/b"),
            ("https://a.test{x}", "", "/v2", "https://a.test/v2"),
            ("https://a.test{x}/v1", ":443", ":8443", "https://a.test:8443/v1"),
            ("https://a{x}.test", "", "-b", "https://a-b.test"),
            ("https://a.test/{x}", "v1", "b/v2;c=%2F", "https://a.test/b/v2;c=%2F"),
            ("{x}://a.test", "https", "http", "http://a.test"),
            ("{x}", "https://a.test", "http://b.test:1/v2", "http://b.test:1/v2"),
            ("{x}/v1", "https://a.test", "https://b.test/b", "https://b.test/b/v1"),
            ("{x}.a.test/v1", "https://d", "https://b", "https://b.a.test/v1"),
            // Values of the document are used as they are.
            ("https://a{x}", ".test/v1", ".test/v1", "https://a.test/v1"),
            ("https://{x}.{x}", "d", "b", "https://b.b"),
        ] {
            let got = filled(template, default, value);
            assert_eq!(got.as_deref(), Ok(expected), "{template} {value}");
        }
    }

    #[test]
    fn values_that_would_change_the_url() {
        for (template, default, values) in [
            (
                "https://{x}.a.test/v1",
                "d",
                &["b/", "b\\", "b?", "b#", "me@b", "b:1", "", "b%2f", "b c", "\u{fc}", "b\n"][..],
            ),
            ("https://{x}/v1", "d", &["b/c", "me@b", "b:", "b:x", "b:1/", "[b]", "b?", ":1", ""]),
            ("https://{x}", "d", &["b/c", "[::1", "::1"]),
            ("https://{x}", "a/v1", &["b/../c", "me@b/c", "b/c?d", "/c"]),
            ("https://a.test:{x}", "443", &["1@b", "+1", "", "65536", "1/x"]),
            ("https://a.test:4{x}/", "43", &["1@b.test"]),
            ("https://a.test{x}", "/v1", &[".b.test", "@b.test", "v2", "/v2?", "/../x", ":1@b"]),
            ("https://a.test{x}", "", &[".b.test", "@b.test"]),
            ("https://a{x}.test", "", &["/b", "@b", ":1"]),
            (
                "https://a.test/{x}",
                "v1",
                &["..", "b/../c", "%2E.", "b?c", "b#c", "b\\c", "b c", "%zz", "%2"],
            ),
            ("{x}://a.test", "https", &["ftp", "https://b.test/", ""]),
            ("{x}/v1", "https://a", &["b", "https://me@b", "https://b?c", "https://b#c", ""]),
            ("{x}.a.test", "https://d", &["https://b/", "https://me@b", "b", "ftp://b"]),
            ("/{x}", "v1", &["..", "?"]),
            ("https://{x}", "{x}", &["{x}"]),
        ] {
            for value in values {
                let what = filled(template, default, value).unwrap_err();
                assert!(what.starts_with("the server variable `x` "), "{template} {value}: {what}");
            }
        }
        let what = fill("https://{y}", &[]).unwrap_err();
        assert_eq!(what, "the server \"https://{y}\" has a variable without a value");
        let listed = UrlVariable::listed("x", "a.test/v1");
        assert_eq!(fill("https://{x}/b", &[listed]).as_deref(), Ok("https://a.test/v1/b"));
    }
}
