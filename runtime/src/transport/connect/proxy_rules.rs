//! Which proxy a URL uses, by the rules of curl's environment variables.
//!
//! Takes their texts; returns a proxy. It must not know how a proxy is used.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Uri};
use percent_encoding::percent_decode_str;

use super::proxy::{ProxyServer, Scheme};

/// The proxy of each scheme, and the hosts that need none.
#[derive(Default)]
pub(super) struct ProxyRules {
    http: Option<Rule>,
    https: Option<Rule>,
    except: Vec<Exception>,
}

/// A proxy, unless its URL is that of no supported proxy. Such requests fail: they must not bypass the proxy.
type Rule = Result<ProxyServer, Unsupported>;

/// The URL of a proxy is not http, https, socks5 or socks5h. It is not shown, because it may contain a password.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unsupported;

/// Hosts that need no proxy.
#[derive(Debug, PartialEq)]
enum Exception {
    Everything,
    /// The addresses whose first bits are these.
    Network(IpAddr, u32),
    /// A name and its subdomains, in lower case.
    Domain(String),
}

impl ProxyRules {
    /// Reads environment variables through `get`.
    pub(super) fn of_variables(get: impl Fn(&str) -> Option<String>) -> Self {
        // In a CGI script `HTTP_PROXY` is the header `Proxy` of the request, which an attacker sets (CVE-2016-5385).
        if get("REQUEST_METHOD").is_some() {
            return Self::default();
        }
        let either = |upper: &str| get(upper).or_else(|| get(&upper.to_ascii_lowercase()));
        let rule = |name: &str| either(name).filter(|it| !it.is_empty()).map(|it| server(&it));
        let all = rule("ALL_PROXY");
        Self {
            http: rule("HTTP_PROXY").or_else(|| all.clone()),
            https: rule("HTTPS_PROXY").or(all),
            except: either("NO_PROXY").map_or_else(Vec::new, |it| exceptions(&it)),
        }
    }

    /// One proxy for every URL except those of the hosts in `except`.
    pub(super) fn all(url: &str, except: &str) -> Result<Self, Unsupported> {
        let all = server(url)?;
        Ok(Self { http: Some(Ok(all.clone())), https: Some(Ok(all)), except: exceptions(except) })
    }

    /// Returns the proxy for a URL.
    pub(super) fn proxy_for(&self, uri: &Uri) -> Result<Option<&ProxyServer>, Unsupported> {
        let rule = match uri.scheme_str() {
            Some("http") => &self.http,
            Some("https") => &self.https,
            _ => &None,
        };
        match (rule, uri.host()) {
            (Some(rule), Some(host)) if !self.excepts(host) => {
                rule.as_ref().map(Some).map_err(|unsupported| *unsupported)
            }
            _ => Ok(None),
        }
    }

    fn excepts(&self, host: &str) -> bool {
        let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.');
        let (address, host) = (host.parse::<IpAddr>().ok(), host.to_ascii_lowercase());
        self.except.iter().any(|it| match it {
            Exception::Everything => true,
            Exception::Network(network, bits) => {
                address.is_some_and(|it| first_bits(it, *bits) == first_bits(*network, *bits))
            }
            Exception::Domain(name) => {
                let before = host.strip_suffix(name.as_str());
                address.is_none() && before.is_some_and(|it| it.is_empty() || it.ends_with('.'))
            }
        })
    }
}

/// Parses the URL of a proxy. Without a scheme it is http.
fn server(url: &str) -> Rule {
    let uri: Uri = url.parse().map_err(|_| Unsupported)?;
    let (scheme, usual_port) = match uri.scheme_str() {
        None | Some("http") => (Scheme::Http, 80),
        Some("https") => (Scheme::Https, 443),
        Some("socks5") => (Scheme::Socks { remote_names: false }, 1080),
        Some("socks5h") => (Scheme::Socks { remote_names: true }, 1080),
        Some(_) => return Err(Unsupported),
    };
    let authority = uri.authority().ok_or(Unsupported)?;
    let login = authority.as_str().rsplit_once('@').map(|(login, _)| {
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
        (decoded(user), decoded(password))
    });
    let is_socks = matches!(scheme, Scheme::Socks { .. });
    let authorization = match login.as_ref().filter(|_| !is_socks) {
        Some((user, password)) => Some(basic(user, password)?),
        None => None,
    };
    Ok(ProxyServer {
        scheme,
        host: authority.host().to_owned(),
        port: authority.port_u16().unwrap_or(usual_port),
        authorization,
        login: login.filter(|_| is_socks),
    })
}

/// RFC 7617.
fn basic(user: &str, password: &str) -> Result<HeaderValue, Unsupported> {
    let value = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
    let mut value = HeaderValue::try_from(value).map_err(|_| Unsupported)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Parses a list of names, addresses and networks, separated by commas.
fn exceptions(list: &str) -> Vec<Exception> {
    let entries = list.split(',').map(str::trim).filter(|it| !it.is_empty());
    entries.map(exception).collect()
}

fn exception(entry: &str) -> Exception {
    let domain = || {
        let name = entry.trim_start_matches('.').trim_end_matches('.');
        Exception::Domain(name.to_ascii_lowercase())
    };
    if entry == "*" {
        return Exception::Everything;
    }
    let (address, bits) = match entry.split_once('/') {
        Some((address, bits)) => (address, bits.parse::<u32>().ok()),
        None => (entry, Some(128)),
    };
    let address = address.trim_start_matches('[').trim_end_matches(']').parse();
    match (address, bits) {
        (Ok(address), Some(bits)) => Exception::Network(address, bits),
        _ => domain(),
    }
}

/// Returns the first bits of an address, and of which kind it is.
fn first_bits(address: IpAddr, bits: u32) -> (bool, u128) {
    match address {
        IpAddr::V4(it) => {
            let rest = 32_u32.saturating_sub(bits);
            (true, u128::from(u32::from(it).checked_shr(rest).unwrap_or(0)))
        }
        IpAddr::V6(it) => {
            let rest = 128_u32.saturating_sub(bits);
            (false, u128::from(it).checked_shr(rest).unwrap_or(0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Variables = &'static [(&'static str, &'static str)];

    fn rules(variables: Variables) -> ProxyRules {
        ProxyRules::of_variables(|name| {
            let found = variables.iter().find(|(set, _)| *set == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    /// Host and port of the proxy; empty for none.
    fn proxy(rules: &ProxyRules, uri: &str) -> String {
        match rules.proxy_for(&uri.parse().unwrap()) {
            Ok(Some(it)) => format!("{}:{}", it.host, it.port),
            Ok(None) => String::new(),
            Err(Unsupported) => "unsupported".to_owned(),
        }
    }

    #[test]
    fn variables() {
        let cases: [(Variables, [&str; 2]); 9] = [
            (&[], ["", ""]),
            (&[("HTTP_PROXY", "http://p.test:3128")], ["p.test:3128", ""]),
            (&[("https_proxy", "p.test")], ["", "p.test:80"]),
            (&[("ALL_PROXY", "socks5://p.test")], ["p.test:1080", "p.test:1080"]),
            (
                &[("ALL_PROXY", "http://a.test"), ("HTTPS_PROXY", "https://b.test")],
                ["a.test:80", "b.test:443"],
            ),
            // The upper case is first, even if it is empty.
            (&[("HTTP_PROXY", ""), ("http_proxy", "http://p.test")], ["", ""]),
            (&[("HTTP_PROXY", "http://p.test"), ("REQUEST_METHOD", "GET")], ["", ""]),
            (&[("ALL_PROXY", "socks4://p.test")], ["unsupported", "unsupported"]),
            (&[("HTTP_PROXY", "http://not a url")], ["unsupported", ""]),
        ];
        for (variables, expected) in cases {
            let rules = rules(variables);
            let found = ["http://api.test/", "https://api.test/"].map(|uri| proxy(&rules, uri));
            assert_eq!(found, expected, "{variables:?}");
        }
    }

    #[test]
    fn hosts_that_need_no_proxy() {
        let cases = [
            ("api.test", "https://api.test/", true),
            (" .api.test , x", "https://www.API.test/", true),
            ("api.test.", "https://api.test/", true),
            ("api.test", "https://api.test./", true),
            ("api.test", "https://myapi.test/", false),
            ("api.test", "https://test/", false),
            ("*", "https://10.0.0.1/", true),
            ("*.api.test", "https://www.api.test/", false),
            ("10.0.0.0/8", "https://10.255.0.1/", true),
            ("10.0.0.0/8", "https://11.0.0.1/", false),
            ("10.0.0.1", "https://10.0.0.1:8443/", true),
            ("10.0.0.1", "https://10.0.0.2/", false),
            ("0.0.0.0/0", "https://192.0.2.1/", true),
            ("0.0.0.0/0", "https://[2001:db8::1]/", false),
            ("2001:db8::/32", "https://[2001:db8::1]/", true),
            ("[2001:db8::1]", "https://[2001:db8::1]/", true),
            ("::/0", "https://10.0.0.1/", false),
            ("10.0.0.1/x", "https://10.0.0.1/", false),
            ("1", "https://10.0.0.1/", false),
            ("", "https://api.test/", false),
        ];
        for (except, uri, excepted) in cases {
            let rules = ProxyRules::all("http://p.test", except).unwrap_or_default();
            let expected = if excepted { "" } else { "p.test:80" };
            assert_eq!(proxy(&rules, uri), expected, "{except} {uri}");
        }
    }

    #[test]
    fn logins() {
        let parsed = |url: &str| server(url).unwrap();
        let http = parsed("https://Aladdin:open%20sesame@p.test");
        assert_eq!(http.authorization.unwrap(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(http.login.is_none());
        let socks = parsed("socks5h://user@p.test:9050");
        assert_eq!(socks.login, Some(("user".to_owned(), String::new())));
        assert!(socks.authorization.is_none() && socks.port == 9050);
    }
}
