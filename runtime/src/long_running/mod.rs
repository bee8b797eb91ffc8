//! Long-running operations: an operation that goes on after its response, and is polled until it ends.
//!
//! Takes a call and the description of how the server reports its progress; returns a [`Poller`]. It must not know how a
//! call is made.

mod descriptor;
mod driver;
mod machine;
mod poller;
mod state;
mod token;

pub use self::descriptor::{LongRunning, ResultSource, StateUrl};
pub use self::poller::Poller;
pub use self::state::{PollerState, PollerStatus};
pub use self::token::PollerToken;

/// A path in a JSON body: property names from the root; empty for the root itself.
type Path = &'static [&'static str];
