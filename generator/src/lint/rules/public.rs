//! Recognises public paths: health checks, login, webhooks, and documents about the API itself.

use super::super::api::Api;
use super::super::segment::is_version;
use super::super::words;

/// Words of paths about the state of the service or its description. They are the same in all versions.
const ABOUT_SERVICE: &[&str] = &[
    "actuator",
    "echo",
    "health",
    "healthcheck",
    "healthz",
    "heartbeat",
    "live",
    "liveness",
    "livez",
    "metrics",
    "openapi",
    "ping",
    "ready",
    "readiness",
    "readyz",
    "robots",
    "status",
    "swagger",
    "version",
    "versions",
];

/// Words of paths that clients call before they have a token.
const BEFORE_AUTHENTICATION: &[&str] = &[
    "authenticate",
    "authorize",
    "callback",
    "callbacks",
    "jwks",
    "login",
    "logout",
    "oauth",
    "oauth2",
    "oidc",
    "register",
    "saml",
    "session",
    "sessions",
    "signin",
    "signup",
    "sso",
    "token",
    "webhook",
    "webhooks",
];

/// Whether the path is independent of the API version.
pub(super) fn is_unversioned(api: &Api<'_, '_>, template: &str) -> bool {
    is_root(template)
        || is_well_known(template)
        || has_word(api, template, &[ABOUT_SERVICE, UNVERSIONED_LOGIN])
}

/// The part of [`BEFORE_AUTHENTICATION`] that is independent of the API version.
const UNVERSIONED_LOGIN: &[&str] = &[
    "authorize",
    "callback",
    "jwks",
    "login",
    "logout",
    "oauth",
    "oauth2",
    "oidc",
    "saml",
    "sso",
    "token",
];

/// Whether the path usually needs no authentication.
pub(super) fn is_public(api: &Api<'_, '_>, template: &str) -> bool {
    is_root(template)
        || is_well_known(template)
        || has_word(api, template, &[ABOUT_SERVICE, BEFORE_AUTHENTICATION])
}

fn is_root(template: &str) -> bool {
    template.trim_matches('/').is_empty()
}

fn is_well_known(template: &str) -> bool {
    template.contains("/.well-known/")
}

/// Whether the first segment after prefixes, or the last segment, is or begins with one of the words.
fn has_word(api: &Api<'_, '_>, template: &str, tables: &[&[&str]]) -> bool {
    let literal =
        |it: &&str| !it.is_empty() && !it.starts_with('{') && !is_version(it) && *it != "api";
    let segments: Vec<&str> = template.split('/').filter(literal).collect();
    let outer = [segments.first(), segments.last()];
    outer.into_iter().flatten().any(|segment| {
        let text = segment.to_ascii_lowercase();
        let known = |word: &str| tables.iter().any(|table| table.contains(&word));
        api.config().public_segments.contains(&text)
            || known(text.trim_start_matches('_'))
            || words::split(segment).first().is_some_and(|word| known(&word.to_ascii_lowercase()))
    })
}
