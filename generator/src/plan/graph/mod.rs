//! The graph of operations and types: which of them the client has, which types contain which, and who uses them.
//!
//! Takes the model; returns sets and tables of types. It must not know names.

pub(super) mod constants;
pub(super) mod cycles;
pub(super) mod filter;
pub(super) mod ownership;
pub(super) mod reachability;
pub(super) mod sharing;
pub(super) mod type_map;
