//! The graph of types and operations: which are generated, which reach which, and who uses what.

pub(super) mod cycles;
pub(super) mod filter;
pub(super) mod ownership;
pub(super) mod reachability;
pub(super) mod type_map;
