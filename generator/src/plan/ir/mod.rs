//! The plan as data: everything that `emit` may see.
//!
//! Holds what the other rooms decided. It must not know how they decide.

pub(super) mod item;
pub(super) mod operation;
mod print;
pub(super) mod rust_type;
