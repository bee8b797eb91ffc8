//! Resolves the credentials of an attempt: queries providers and fetches tokens.
//!
//! Takes an operation and its request; returns credential placements. A token is fetched only if
//! the operation's security requires it, and nothing is sent in clear text.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::AUTHORIZATION;

use super::placement::{SelectedCredential, bearer};
use super::token::TokenSource;
use super::{
    Auth, ConfiguredCredential, Credential, CredentialPlacement, CredentialProvider,
    CredentialRequest, select_credentials,
};
use crate::call::{Operation, Prepared};
use crate::client::{Core, exposes};
use crate::error::{Error, ErrorKind};

/// The tokens of an attempt, which are invalidated if the server rejects them.
#[derive(Default)]
pub(crate) struct UsedTokens {
    tokens: Vec<(Arc<TokenSource>, u64)>,
    providers: Vec<(Arc<dyn CredentialProvider>, CredentialRequest)>,
}

impl UsedTokens {
    /// Invalidates these tokens, unless newer ones have replaced them. Returns whether the next
    /// attempt will have other tokens.
    pub(crate) fn invalidate(&self) -> bool {
        let mut any = false;
        for (source, id) in &self.tokens {
            any |= source.invalidate(*id);
        }
        for (provider, request) in &self.providers {
            any |= provider.invalidate(*request);
        }
        any
    }
}

/// Resolves all credentials of an attempt, and adds their tokens to `used`.
///
/// # Errors
///
/// Those of [`select_credentials`]; a failed provider or token endpoint; and credentials that would
/// be sent over plain http to another machine.
pub(crate) async fn resolve_credentials(
    operation: &'static Operation,
    core: &Core,
    prepared: &Prepared,
    used: &mut UsedTokens,
) -> Result<Vec<CredentialPlacement>, Error> {
    // Providers are not asked for credentials that must not be sent.
    let given = match prepared.credentials {
        true => query_providers(operation, core.credentials(), used).await?,
        false => Cow::Owned(Vec::new()),
    };
    let chosen = select(operation, core, &given, prepared)?;
    let mut placements = Vec::with_capacity(chosen.len());
    for one in chosen {
        placements.push(match one {
            SelectedCredential::Ready(placements) => placements,
            // A header that the caller set takes precedence.
            SelectedCredential::Token(_) if prepared.headers.contains_key(AUTHORIZATION) => {
                continue;
            }
            SelectedCredential::Token(source) => {
                let token = source.token(core).await.map_err(Error::from)?;
                used.tokens.push((source, token.id));
                bearer(&token.secret).map_err(Error::local)?
            }
        });
    }
    Ok(placements)
}

/// Returns the credentials of an attempt, if none of the client has to be fetched.
///
/// # Errors
///
/// Those of [`resolve_credentials`].
pub(crate) fn ready_credentials(
    operation: &'static Operation,
    core: &Core,
    prepared: &Prepared,
) -> Option<Result<Vec<CredentialPlacement>, Error>> {
    let is_fetched = |one: &ConfiguredCredential| {
        matches!(one.auth.0, Credential::Token(_) | Credential::Provider(_))
    };
    if core.credentials().iter().any(is_fetched) {
        return None;
    }
    let chosen = select(operation, core, core.credentials(), prepared);
    let ready = |one| match one {
        SelectedCredential::Ready(placement) => Some(placement),
        SelectedCredential::Token(_) => None,
    };
    Some(chosen.map(|chosen| chosen.into_iter().filter_map(ready).collect()))
}

/// Selects credentials that may be sent to the URI of the request.
fn select(
    operation: &Operation,
    core: &Core,
    given: &[ConfiguredCredential],
    prepared: &Prepared,
) -> Result<Vec<SelectedCredential>, Error> {
    // Whoever chose the URL of this call must not receive them.
    if !prepared.credentials {
        return Ok(Vec::new());
    }
    let chosen = select_credentials(operation.security, given, core.may_have_certificate())?;
    if !chosen.is_empty() && exposes(&prepared.uri) {
        return Err(Error::local(
            "credentials are not sent over plain http, except to this machine: use https",
        ));
    }
    Ok(chosen)
}

/// Replaces providers by the credentials that they return.
async fn query_providers<'a>(
    operation: &'static Operation,
    given: &'a [ConfiguredCredential],
    used: &mut UsedTokens,
) -> Result<Cow<'a, [ConfiguredCredential]>, Error> {
    if !given.iter().any(|one| matches!(one.auth.0, Credential::Provider(_))) {
        return Ok(Cow::Borrowed(given));
    }
    let mut answered = Vec::with_capacity(given.len());
    for one in given {
        let auth = match &one.auth.0 {
            Credential::Provider(_) if !may_serve(one, operation) => None,
            Credential::Provider(provider) => {
                let request = CredentialRequest::of(operation);
                used.providers.push((provider.clone(), request));
                let provided = provider.credential(request).await;
                provided.map_err(|it| Error::new(ErrorKind::Provider).with_source(Some(it)))?
            }
            _ => Some(one.auth.clone()),
        };
        if matches!(auth, Some(Auth(Credential::Provider(_)))) {
            return Err(Error::local("a credential provider returned another provider"));
        }
        answered.extend(auth.map(|auth| ConfiguredCredential { scheme: one.scheme.clone(), auth }));
    }
    Ok(Cow::Owned(answered))
}

/// Whether a credential may serve this operation, judging by its scheme.
fn may_serve(one: &ConfiguredCredential, operation: &Operation) -> bool {
    let Some(alternatives) = operation.security else { return true };
    alternatives
        .iter()
        .flat_map(|schemes| schemes.iter())
        .any(|scheme| one.scheme.as_deref().is_none_or(|bound| bound == scheme.id))
}
