//! The attempt loop: one call from request to undecoded answer, over as many attempts as policy
//! allows.
//!
//! Takes a [`Call`](crate::call::Call), gives a [`RawResponse`](crate::decode::RawResponse) or an
//! error that says what became of it; with an unread body, where the call asks for a stream. Nothing here is generic, so it is compiled once; and it must
//! not know what the bytes mean.

mod body;
mod budget;
mod classify;
mod domain;
mod dress;
mod hint;
mod once;
mod random;
mod redirect;
mod run;

pub(crate) use self::budget::Budget;
pub(crate) use self::hint::{http_date, read as retry_hint};
pub(crate) use self::random::Random;
pub(crate) use self::redirect::join;
pub(crate) use self::run::{Open, attempts, open, run};
