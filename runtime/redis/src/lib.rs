//! What a fleet of processes shares that calls an API with clients that renkei generates, over Redis or Valkey.
//!
//! - [`RedisLimiter`] keeps a fleet under one rate limit, because a vendor limits an account and not a process.
//! - [`RedisJournal`] records writes before they are sent, so that another process can complete them.
//! - [`RedisResponses`] remembers the responses of keyed calls, so that a repeated call needs no request.
//! - [`RedisCheckpoints`] keeps the positions of syncs, so that another process can continue them.
//!
//! No call fails because of Redis: while it is away, each process applies its own share of the limit, as long as that has a place
//! before the deadline of the call, and keeps the records itself.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod checkpoints;
mod connection;
mod fallback;
mod journal;
mod limiter;
mod random;
mod responses;

pub use crate::checkpoints::RedisCheckpoints;
pub use crate::connection::Redis;
pub use crate::journal::RedisJournal;
pub use crate::limiter::{LimitScope, Rate, RedisLimiter, RedisLimiterBuilder};
pub use crate::responses::RedisResponses;

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
