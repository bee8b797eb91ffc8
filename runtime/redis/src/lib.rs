//! Shared limits of clients that renkei generates, over Redis or Valkey.
//!
//! A vendor limits an account, not a process. [`RedisLimiter`] keeps a fleet of processes under one limit.
//!
//! Redis is never a reason for a call to fail: while it is away, each process applies its own share of the limit.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod connection;
mod limiter;

pub use crate::connection::Redis;
pub use crate::limiter::{LimitScope, Rate, RedisLimiter, RedisLimiterBuilder};

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
