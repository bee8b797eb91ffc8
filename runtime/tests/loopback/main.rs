//! The runtime against real sockets: a raw server on loopback plays a script, and a client of the
//! shape that renkei generates calls it.

// Clippy allows these in functions marked as tests, and not in the helpers that those share.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
#![allow(unreachable_pub)]

mod bodies;
mod domain;
mod faults;
mod mutual_tls;
mod orders;
mod paging;
mod paging_styles;
mod policy;
mod providers;
mod requests;
mod retry;
mod server;
mod shape;
mod streams;
mod tokens;
mod waits;
