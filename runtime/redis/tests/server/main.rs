//! Everything that a fleet shares, with a real Redis on a free port. Without `redis-server`, the tests are skipped.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod checkpoints;
mod connections;
mod journal;
mod limiter;
mod records;
mod redis_server;
mod responses;
mod shares;
