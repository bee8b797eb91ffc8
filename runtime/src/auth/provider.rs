//! Credentials that are requested when they are needed, so that they can rotate and depend on the
//! operation.

use std::future::ready;

use super::Auth;
use crate::call::{Operation, is_safe};
use crate::error::BoxError;
use crate::transport::BoxFuture;

/// Provides the credential for each attempt of each call.
///
/// It is called for every attempt, so cache what takes long to get. A 401 is retried only if the
/// credential renews itself ([`Auth::client_credentials`], [`invalidate`](Self::invalidate)). For a provider that does
/// not need to wait, use a closure with [`Auth::by_operation`].
///
/// # Examples
///
/// ```
/// use std::sync::{Arc, Mutex};
///
/// use renkei_runtime::transport::BoxFuture;
/// use renkei_runtime::{Auth, BoxError, CredentialProvider, CredentialRequest};
///
/// /// A key that another part of the program replaces now and then.
/// struct Rotating(Arc<Mutex<String>>);
///
/// impl CredentialProvider for Rotating {
///     fn credential(
///         &self,
///         _request: CredentialRequest,
///     ) -> BoxFuture<Result<Option<Auth>, BoxError>> {
///         let key = self.0.lock().map(|key| Some(Auth::bearer(key.clone())));
///         let key = key.map_err(|_| "the key is lost".into());
///         Box::pin(std::future::ready(key))
///     }
/// }
///
/// let auth = Auth::provider(Rotating(Arc::default()));
/// ```
pub trait CredentialProvider: Send + Sync + 'static {
    /// Returns the credential for an attempt, or `None` if there is none for this operation. The
    /// call then uses the client's other credentials.
    ///
    /// # Errors
    ///
    /// Any reason why there is no credential. The call fails with [`ErrorKind::Provider`] and shows
    /// the root cause, which must not contain a secret.
    ///
    /// [`ErrorKind::Provider`]: crate::ErrorKind::Provider
    fn credential(&self, request: CredentialRequest) -> BoxFuture<Result<Option<Auth>, BoxError>>;

    /// Reports that the API rejected the last credential of this provider with 401. Returns whether
    /// the next one will be another; then the call is sent once more.
    ///
    /// The default returns `false`.
    fn invalidate(&self, request: CredentialRequest) -> bool {
        let _ = request;
        false
    }
}

/// The operation for which a [`CredentialProvider`] is asked for a credential.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CredentialRequest {
    /// The operation's id in the document.
    pub operation: &'static str,
    /// The method, such as `POST`.
    pub method: &'static str,
    /// The path template, such as `/v1/orders/{order_id}`.
    pub path: &'static str,
}

impl CredentialRequest {
    pub(super) fn of(operation: &'static Operation) -> Self {
        Self { operation: operation.id, method: operation.method, path: operation.path }
    }

    /// Whether the operation only reads: its method is safe (RFC 9110 § 9.2.1).
    pub fn is_read(&self) -> bool {
        is_safe(self.method)
    }
}

/// A closure as a provider.
pub(super) struct ByOperation<F>(pub(super) F);

impl<F> CredentialProvider for ByOperation<F>
where
    F: Fn(CredentialRequest) -> Option<Auth> + Send + Sync + 'static,
{
    fn credential(&self, request: CredentialRequest) -> BoxFuture<Result<Option<Auth>, BoxError>> {
        Box::pin(ready(Ok((self.0)(request))))
    }
}
