//! The attempt loop: one call from request to undecoded answer, over as many attempts as policy
//! allows.
//!
//! Takes a [`Call`](crate::call::Call), gives a [`RawResponse`](crate::decode::RawResponse) or an
//! error that says what became of it; with an unread body, where the call asks for a stream. Nothing here is generic, so it is compiled once; and it must
//! not know what the bytes mean.

mod apply_credentials;
mod body;
mod budget;
mod classify;
mod envelope;
mod random;
mod redirect;
mod retry_after;
mod retry_loop;
mod single_attempt;

pub(crate) use self::budget::Budget;
pub(crate) use self::random::Random;
pub(crate) use self::redirect::join;
pub(crate) use self::retry_after::{http_date, read as read_retry_after};
pub(crate) use self::retry_loop::{OpenResponse, attempts, open, run};
