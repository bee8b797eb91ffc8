//! The retry loop: one call from its request to an undecoded response, over as many attempts as the
//! policy allows.
//!
//! Takes a [`Call`](crate::call::Call); returns a [`RawResponse`](crate::decode::RawResponse), or
//! an error with the outcome. If the call requests a stream, the body is unread. Nothing here is
//! generic, so it is compiled once. It must not know what the bytes mean.

mod apply_credentials;
mod body;
mod call_state;
mod classify;
mod drift;
mod dropped;
mod ended_call;
mod envelope;
mod hedge;
mod http_date;
mod limits;
mod notices;
mod open_stream;
mod random;
mod rate_limit;
mod redirect;
mod retry_after;
mod retry_loop;
mod route;
mod settlement;
mod single_attempt;

pub(crate) use self::http_date::http_date;
pub(crate) use self::limits::{attempts, later};
pub(crate) use self::open_stream::{OpenResponse, open};
pub(crate) use self::random::Random;
pub(crate) use self::redirect::join;
pub(crate) use self::retry_after::{forbids_retry, read as read_retry_after};
pub(crate) use self::retry_loop::run;
