//! Selects the credentials of an operation.

use super::ConfiguredCredential;
use super::placement::SelectedCredential;
use crate::call::{SchemeKind, SecurityScheme};
use crate::error::{Error, ErrorKind};

/// Selects the credentials of an operation.
///
/// If `security` is `None`, the document declares nothing, and every credential with a place of its
/// own is sent. Otherwise the first alternative wins that names schemes and has a credential for
/// each of them. An empty alternative, which allows anonymous calls (OpenAPI 3.0.4, "Security
/// Requirement Object"), is used last. `certificate` says whether the transport may have a client
/// certificate.
///
/// # Errors
///
/// If no alternative is satisfied and none is anonymous, the error names what the first one lacks.
/// A credential that cannot be written where it belongs is an error too.
pub(super) fn select_credentials(
    security: Option<&[&[SecurityScheme]]>,
    given: &[ConfiguredCredential],
    certificate: bool,
) -> Result<Vec<SelectedCredential>, Error> {
    let Some(alternatives) = security else {
        return given
            .iter()
            .filter_map(|one| SelectedCredential::without_scheme(&one.auth))
            .map(checked)
            .collect();
    };
    for alternative in alternatives.iter().filter(|schemes| !schemes.is_empty()) {
        if missing(alternative, given, certificate).is_empty() {
            return alternative
                .iter()
                .filter_map(|scheme| find(scheme, given))
                .map(checked)
                .collect();
        }
    }
    match alternatives.iter().find(|schemes| !schemes.is_empty()) {
        Some(first) if alternatives.iter().all(|schemes| !schemes.is_empty()) => {
            Err(Error::new(ErrorKind::Auth { missing: missing(first, given, certificate) }))
        }
        _ => Ok(Vec::new()),
    }
}

fn checked(chosen: Result<SelectedCredential, String>) -> Result<SelectedCredential, Error> {
    chosen.map_err(Error::local)
}

fn missing(
    schemes: &[SecurityScheme],
    given: &[ConfiguredCredential],
    certificate: bool,
) -> Vec<&'static str> {
    let bare = |scheme: &&SecurityScheme| match scheme.kind {
        SchemeKind::MutualTls => !certificate,
        _ => find(scheme, given).is_none(),
    };
    schemes.iter().filter(bare).map(|scheme| scheme.id).collect()
}

/// Returns the credential bound to the scheme by name, or the first unbound one that fits.
fn find(
    scheme: &SecurityScheme,
    given: &[ConfiguredCredential],
) -> Option<Result<SelectedCredential, String>> {
    let place =
        |one: &ConfiguredCredential| SelectedCredential::for_scheme(&one.auth, &scheme.kind);
    let bound = given.iter().filter(|one| one.scheme.as_deref() == Some(scheme.id)).find_map(place);
    bound.or_else(|| given.iter().filter(|one| one.scheme.is_none()).find_map(place))
}

#[cfg(test)]
mod tests {
    use super::super::Auth;
    use super::super::placement::CredentialPlacement;
    use super::*;

    const KEY: SecurityScheme =
        SecurityScheme { id: "key", kind: SchemeKind::ApiKeyHeader("X-Key") };
    const QUERY: SecurityScheme =
        SecurityScheme { id: "query", kind: SchemeKind::ApiKeyQuery("k") };
    const COOKIE: SecurityScheme =
        SecurityScheme { id: "cookie", kind: SchemeKind::ApiKeyCookie("sid") };
    const BEARER: SecurityScheme = SecurityScheme { id: "bearer", kind: SchemeKind::Bearer };
    const OAUTH: SecurityScheme = SecurityScheme { id: "oauth", kind: SchemeKind::OAuth2 };
    const BASIC: SecurityScheme = SecurityScheme { id: "basic", kind: SchemeKind::Basic };
    const MTLS: SecurityScheme = SecurityScheme { id: "mtls", kind: SchemeKind::MutualTls };

    fn any(auth: Auth) -> ConfiguredCredential {
        ConfiguredCredential { scheme: None, auth }
    }

    fn shown(security: Option<&[&[SecurityScheme]]>, given: &[ConfiguredCredential]) -> String {
        match select_credentials(security, given, false) {
            Err(error) => match error.kind() {
                ErrorKind::Auth { missing } => format!("missing {}", missing.join("+")),
                _ => error.to_string(),
            },
            Ok(placements) => placements.iter().map(show).collect::<Vec<_>>().join(" & "),
        }
    }

    fn show(chosen: &SelectedCredential) -> String {
        match chosen {
            SelectedCredential::Token(_) => "a token".to_owned(),
            SelectedCredential::Ready(CredentialPlacement::Header(name, value)) => {
                assert!(value.is_sensitive());
                format!("{name}: {}", value.to_str().unwrap())
            }
            SelectedCredential::Ready(CredentialPlacement::Query(pair)) => format!("?{pair}"),
            SelectedCredential::Ready(CredentialPlacement::Cookie(pair)) => {
                format!("cookie {pair}")
            }
        }
    }

    fn key() -> ConfiguredCredential {
        any(Auth::api_key("k 1"))
    }

    fn token() -> ConfiguredCredential {
        any(Auth::bearer("t"))
    }

    fn header(name: &str) -> ConfiguredCredential {
        any(Auth::header(name, "v"))
    }

    #[test]
    fn alternatives() {
        let both = "x-key: k 1 & authorization: Bearer t";
        check(None, &[key(), token()], "authorization: Bearer t");
        check(None, &[], "");
        check(Some(&[]), &[token()], "");
        check(Some(&[&[KEY], &[BEARER]]), &[token()], "authorization: Bearer t");
        check(Some(&[&[KEY, BEARER]]), &[token(), key()], both);
        check(Some(&[&[KEY, BEARER]]), &[token()], "missing key");
        check(Some(&[&[KEY, BEARER], &[OAUTH]]), &[], "missing key+bearer");
        check(Some(&[&[], &[BEARER]]), &[token()], "authorization: Bearer t");
        check(Some(&[&[BEARER], &[]]), &[], "");
    }

    #[test]
    fn schemes() {
        let plain_key = any(Auth::api_key("k1"));
        let unfit = "the API key has characters that are invalid in a cookie (RFC 6265 § 4.1.1)";
        let colon = "a user name for basic authentication cannot contain a colon (RFC 7617 § 2)";
        let control = "the credential has characters that are invalid in a header";
        check(Some(&[&[KEY]]), &[key()], "x-key: k 1");
        check(Some(&[&[QUERY]]), &[key()], "?k=k%201");
        check(Some(&[&[COOKIE]]), &[plain_key], "cookie sid=k1");
        check(Some(&[&[COOKIE]]), &[key()], unfit);
        check(Some(&[&[OAUTH]]), &[token()], "authorization: Bearer t");
        check(Some(&[&[BASIC]]), &[any(Auth::basic("u", "p"))], "authorization: Basic dTpw");
        check(Some(&[&[BASIC]]), &[any(Auth::basic("u:v", "p"))], colon);
        check(Some(&[&[BEARER]]), &[any(Auth::bearer("a\nb"))], control);
        check(Some(&[&[MTLS]]), &[], "missing mtls");
        assert!(select_credentials(Some(&[&[MTLS]]), &[], true).is_ok());
        check(Some(&[&[KEY]]), &[header("x-key")], "x-key: v");
        check(Some(&[&[KEY]]), &[header("x-other")], "missing key");
        check(Some(&[&[BEARER]]), &[header("Authorization")], "authorization: v");
        check(None, &[header("x-other")], "x-other: v");
        let client = [any(Auth::client_credentials("https://id.test", "i", "s").into())];
        check(Some(&[&[KEY], &[OAUTH]]), &client, "a token");
        check(Some(&[&[BEARER]]), &client, "a token");
        check(Some(&[&[BASIC]]), &client, "missing basic");
        check(None, &client, "a token");
    }

    fn check(
        security: Option<&[&[SecurityScheme]]>,
        given: &[ConfiguredCredential],
        expected: &str,
    ) {
        assert_eq!(shown(security, given), expected, "{security:?} {given:?}");
    }

    #[test]
    fn a_bound_credential_takes_precedence() {
        let bound =
            ConfiguredCredential { scheme: Some("key".to_owned()), auth: Auth::api_key("mine") };
        let given = [any(Auth::api_key("other")), bound];
        assert_eq!(shown(Some(&[&[KEY, QUERY]]), &given), "x-key: mine & ?k=other");
        assert_eq!(shown(Some(&[&[QUERY]]), &given[1..]), "missing query");
    }
}
