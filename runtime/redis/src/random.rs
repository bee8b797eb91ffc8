//! Random numbers that are not secrets.

use std::hash::{BuildHasher, RandomState};

/// Returns a random number: the standard library's hasher has random keys.
pub(crate) fn random() -> u64 {
    RandomState::new().hash_one(0)
}
