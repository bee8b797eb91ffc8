//! Text and locations in it. A leaf: it imports nothing of the crate.

mod suggest;

pub(crate) use suggest::closest;
