//! From what was given to what an attempt carries: providers are asked, and tokens fetched.
//!
//! Takes an operation and its request, gives places and secrets. A token is asked for only when
//! the operation's security wants it, and nothing at all where it could be overheard.

use std::borrow::Cow;
use std::sync::Arc;

use http::header::AUTHORIZATION;

use super::placement::{SelectedCredential, bearer};
use super::token::TokenSource;
use super::{
    Auth, ConfiguredCredential, Credential, CredentialPlacement, CredentialRequest,
    select_credentials,
};
use crate::call::{Operation, Prepared};
use crate::client::{Core, exposes};
use crate::error::{Error, ErrorKind};

/// The tokens that an attempt carried, to be told when the server refuses them.
#[derive(Default)]
pub(crate) struct UsedTokens(Vec<(Arc<TokenSource>, u64)>);

impl UsedTokens {
    /// Takes these tokens out of use, and no newer ones that have replaced them meanwhile. `true`
    /// when the next attempt will carry others.
    pub(crate) fn invalidate(&self) -> bool {
        self.0.iter().fold(false, |any, (source, id)| source.invalidate(*id) || any)
    }
}

/// Gets all credentials for an attempt; the tokens among them are also entered in `used`.
///
/// # Errors
///
/// As [`select_credentials`]; when a provider or a token endpoint gives none; and when they would go over
/// plain http to another machine.
pub(crate) async fn resolve_credentials(
    operation: &'static Operation,
    core: &Core,
    prepared: &Prepared,
    used: &mut UsedTokens,
) -> Result<Vec<CredentialPlacement>, Error> {
    let given = query_providers(operation, core.credentials()).await?;
    let chosen = select_credentials(operation.security, &given, core.may_have_certificate())?;
    if !chosen.is_empty() && exposes(&prepared.uri) {
        return Err(Error::local(
            "credentials are not sent over plain http, except to this machine: use https",
        ));
    }
    let mut placements = Vec::with_capacity(chosen.len());
    for one in chosen {
        placements.push(match one {
            SelectedCredential::Ready(placements) => placements,
            // The caller has set the header by hand, and that goes before ours.
            SelectedCredential::Token(_) if prepared.headers.contains_key(AUTHORIZATION) => {
                continue;
            }
            SelectedCredential::Token(source) => {
                let token = source.token(core).await.map_err(Error::from)?;
                used.0.push((source, token.id));
                bearer(&token.secret).map_err(Error::local)?
            }
        });
    }
    Ok(placements)
}

/// Puts what the providers give in their places.
async fn query_providers<'a>(
    operation: &'static Operation,
    given: &'a [ConfiguredCredential],
) -> Result<Cow<'a, [ConfiguredCredential]>, Error> {
    if !given.iter().any(|one| matches!(one.auth.0, Credential::Provider(_))) {
        return Ok(Cow::Borrowed(given));
    }
    let mut answered = Vec::with_capacity(given.len());
    for one in given {
        let auth = match &one.auth.0 {
            Credential::Provider(_) if !may_serve(one, operation) => None,
            Credential::Provider(provider) => provider
                .credential(CredentialRequest::of(operation))
                .await
                .map_err(|cause| Error::new(ErrorKind::Provider).with_source(Some(cause)))?,
            _ => Some(one.auth.clone()),
        };
        if matches!(auth, Some(Auth(Credential::Provider(_)))) {
            return Err(Error::local("a credential provider gave another provider"));
        }
        answered.extend(auth.map(|auth| ConfiguredCredential { scheme: one.scheme.clone(), auth }));
    }
    Ok(Cow::Owned(answered))
}

/// Whether a credential could be for this operation, going by the scheme that it was given for.
fn may_serve(one: &ConfiguredCredential, operation: &Operation) -> bool {
    let Some(alternatives) = operation.security else { return true };
    alternatives
        .iter()
        .flat_map(|schemes| schemes.iter())
        .any(|scheme| one.scheme.as_deref().is_none_or(|bound| bound == scheme.id))
}
