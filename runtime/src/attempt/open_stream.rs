//! Calls that request a stream. They end with the head of a success.

use super::limits::CallLimits;
use super::retry_loop::retry_loop;
use super::route;
use super::single_attempt::AttemptResponse;
use crate::call::Call;
use crate::confirm::confirmed;
use crate::decode::RawResponse;
use crate::error::Error;
use crate::transport::{Progress, ResponseBody};

/// A success whose body is unread.
pub(crate) struct OpenResponse {
    pub(crate) head: RawResponse,
    pub(crate) body: ResponseBody,
    /// The request body, which may still be in flight.
    pub(crate) upload: Option<Progress>,
}

/// Runs a call that requests a stream up to the head of a success. The body is not read.
pub(crate) async fn open(call: &Call) -> Result<OpenResponse, Error> {
    let response = match open_prepared(call).await {
        Ok(response) => response,
        Err(error) => return Err(confirmed(call, error.of(call.operation().id)).await),
    };
    // A body that was read is part of the head.
    let body = response.unread.unwrap_or_else(|| ResponseBody::from(response.head.body().clone()));
    Ok(OpenResponse { head: response.head, body, upload: response.upload })
}

async fn open_prepared(call: &Call) -> Result<AttemptResponse, Error> {
    let mut prepared = call.prepare()?;
    let limits = CallLimits::of(call);
    let (core, flights) = (call.core(), call.core().flights());
    route::route(call, &mut prepared);
    if prepared.idempotency_key.is_some() && call.shares_key() {
        let deadline = call.call_options().deadline.unwrap_or(core.settings().deadline);
        flights.request(&prepared, deadline).map_or(Ok(()), |it| flights.claim(&it))?;
    }
    match core.journals().filter(|_| prepared.idempotency_key.is_some()) {
        // Boxed, because few calls do this, and a future is as large as its largest branch.
        Some(journals) => {
            let ends_at = limits.ends_at;
            let work = async {
                match retry_loop(call, &prepared, limits).await {
                    Ok(response) => Ok(response),
                    Err(error) => Err(confirmed(call, error).await),
                }
            };
            Box::pin(journals.record(call, &prepared, ends_at, work)).await
        }
        None => retry_loop(call, &prepared, limits).await,
    }
}
