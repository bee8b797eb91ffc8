//! Credentials that are asked for when they are needed, so that they can rotate and differ from
//! operation to operation.

use std::future::ready;

use super::Auth;
use crate::call::{Operation, is_safe};
use crate::error::BoxError;
use crate::transport::BoxFuture;

/// Gives the credential for each attempt of each call.
///
/// It is asked anew for every attempt, within the attempt's time; what takes long to get should be
/// kept. A call that the API answers with 401 is sent again only where the credential is one that
/// renews itself ([`Auth::client_credentials`]). [`Auth::by_operation`] makes one of a closure, where nothing has to be waited for.
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
    /// The credential for an attempt; `None` when there is none for this operation, which then has
    /// to do with the client's other credentials.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from giving one. The call fails with [`ErrorKind::Provider`], and shows the
    /// innermost cause, so that must not hold a secret.
    ///
    /// [`ErrorKind::Provider`]: crate::ErrorKind::Provider
    fn credential(&self, request: CredentialRequest) -> BoxFuture<Result<Option<Auth>, BoxError>>;
}

/// What a [`CredentialProvider`] is told of the operation that needs a credential.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct CredentialRequest {
    /// The operation's id in the document.
    pub operation: &'static str,
    /// Its method, such as `POST`.
    pub method: &'static str,
    /// Its path template, such as `/v1/orders/{order_id}`.
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
