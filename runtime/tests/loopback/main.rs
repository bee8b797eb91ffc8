//! The runtime over real sockets: a raw server on loopback plays a script, and a client in the form
//! of generated code calls it.

// Clippy allows these in test functions, but not in their shared helpers.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
#![allow(unreachable_pub)]

mod bodies;
mod cancellation;
mod checkpoints;
mod classification;
mod client_settings;
mod connections;
mod domain_errors;
mod failure_table;
mod folder;
mod http2_server;
mod idempotency_keys;
#[cfg(feature = "journal")]
mod journal;
#[cfg(feature = "journal")]
mod journal_accounts;
#[cfg(feature = "journal")]
mod journal_look_ups;
#[cfg(feature = "journal")]
mod journal_repeats;
#[cfg(feature = "journal")]
mod journal_stalls;
mod long_running;
mod metrics;
mod mutual_tls;
mod orders_client;
mod paging;
mod paging_ends;
mod paging_styles;
mod providers;
mod proxies;
mod refresh_tokens;
mod requests;
mod retry;
mod retry_rules;
mod retry_waits;
mod scan;
mod secrets;
mod server;
mod shape;
mod storm;
mod streams;
mod syncs;
mod tokens;
mod transport_errors;
mod undeclared_statuses;
mod upstreams;
