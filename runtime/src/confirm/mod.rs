//! Look-ups: whether a write took effect whose response is lost.
//!
//! Takes a call that failed with an unknown outcome; returns its error with what the look-up confirmed. It must not know how
//! an attempt is made: a look-up is a call like any other.

mod description;
mod look_up;

use std::time::Duration;

use tokio::time::Instant;

pub use self::description::Confirm;
pub(crate) use self::look_up::{Criteria, LookUp, tokens};
use crate::call::Call;
use crate::error::{Confirmation, Error, Outcome};
use crate::hooks::Event;

/// Returns the error of a write, with what its look-up confirmed if the outcome is unknown.
pub(crate) async fn confirmed(call: &Call, error: Error) -> Error {
    let Some(confirm) = call.operation().confirm else { return error };
    if error.outcome() != Outcome::Unknown || error.confirmation().is_some() {
        return error;
    }
    let within = call.confirm_within();
    match LookUp::of(call, confirm) {
        // Boxed, because few calls do this, and a future is as large as its largest branch.
        Some(look_up) if !within.is_zero() => {
            error.with_confirmation(Box::pin(run(call, &look_up, within)).await)
        }
        _ => error,
    }
}

/// Runs the look-up of a write, and reports what it said.
pub(crate) async fn run(write: &Call, look_up: &LookUp, within: Duration) -> Confirmation {
    let began = Instant::now();
    let confirmation = look_up.run(within).await;
    let operation = write.operation();
    write.core().hooks().report(|| Event::LookedUp {
        operation: operation.id,
        method: operation.method,
        path: operation.path,
        confirmation,
        duration: began.elapsed(),
    });
    confirmation
}
