//! Look-ups: whether a write took effect whose response is lost.
//!
//! Takes a call that failed with an unknown outcome; returns its error with what the look-up confirmed. It must not know how
//! an attempt is made: a look-up is a call like any other.

mod description;
mod look_up;

pub use self::description::Confirm;
pub(crate) use self::look_up::{Criteria, LookUp, tokens};
use crate::call::Call;
use crate::error::{Error, Outcome};

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
            error.with_confirmation(Box::pin(look_up.run(within)).await)
        }
        _ => error,
    }
}
