//! Recognises public paths: health checks, login, webhooks, and documents about the API itself.

use super::super::api::Api;
use super::super::option::{LintOption, OptionKind};
use super::super::segment::EXTENSIONS;

/// Segments of paths that need no authentication.
pub(super) const SEGMENTS: LintOption = LintOption {
    rule: "S001",
    key: "public-segments",
    kind: OptionKind::Words(&[]),
    docs: "Segments of paths that need no authentication, in addition to the usual ones.",
    example: "[prices]",
};

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
];

/// Segments of paths that clients call before they have a token. Plurals are resources: `POST /webhooks` needs a token.
const BEFORE_AUTHENTICATION: &[&str] = &[
    "authenticate",
    "authorize",
    "callback",
    "forgot-password",
    "jwks",
    "login",
    "logout",
    "oauth",
    "oauth2",
    "oidc",
    "openid",
    "recovery",
    "register",
    "registration",
    "reset-password",
    "saml",
    "sign-in",
    "sign-up",
    "signin",
    "signup",
    "sso",
    "token",
];

/// Whether the path is independent of the API version.
pub(super) fn is_unversioned(api: &Api<'_, '_>, template: &str) -> bool {
    is_root(template)
        || is_well_known(template)
        || has_segment(api, template, &[ABOUT_SERVICE, UNVERSIONED_LOGIN])
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
        || has_segment(api, template, &[ABOUT_SERVICE, BEFORE_AUTHENTICATION])
}

fn is_root(template: &str) -> bool {
    template.trim_matches('/').is_empty()
}

fn is_well_known(template: &str) -> bool {
    template.contains("/.well-known/")
}

/// Whether a literal segment that no resource's id precedes is one of the words, as a whole. `/status-updates` and
/// `/files/{id}/versions` are not public.
fn has_segment(api: &Api<'_, '_>, template: &str, tables: &[&[&str]]) -> bool {
    let before_ids = template.split('{').next().unwrap_or(template);
    let is_whole = template.len() == before_ids.len() || before_ids.ends_with('/');
    let mut segments: Vec<&str> = before_ids.split('/').filter(|it| !it.is_empty()).collect();
    if !is_whole {
        segments.pop();
    }
    segments.into_iter().any(|segment| {
        let text = segment.to_ascii_lowercase();
        let stem = EXTENSIONS.iter().find_map(|it| text.strip_suffix(it)).unwrap_or(&text);
        let stem = stem.trim_start_matches('_');
        let known = |word: &str| tables.iter().any(|table| table.contains(&word));
        api.has_word(&SEGMENTS, &text) || known(stem)
    })
}
