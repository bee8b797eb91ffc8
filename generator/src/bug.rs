//! Impossible states: a unit test fails on one, and a user sees a diagnostic and still gets a result.
//!
//! Takes a message from any stage; returns all of them to `pipeline`, which reports each as a diagnostic. It must not
//! know what a stage does.

use std::cell::RefCell;

thread_local! {
    static RECORDED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Reports a state that cannot happen unless the generator itself is wrong.
///
/// Panics in this crate's unit tests. Elsewhere the message becomes a diagnostic (`B001`) that asks for a report, and
/// the run goes on with the value that the caller falls back to.
macro_rules! bug {
    ($($message:tt)+) => {
        $crate::bug::record(format!($($message)+), file!(), line!())
    };
}
pub(crate) use bug;

/// Keeps the message of a [`bug!`] until the pipeline asks for it.
pub(crate) fn record(message: String, file: &str, line: u32) {
    if cfg!(test) {
        unreachable!("a bug in renkei: {message} ({file}:{line})");
    }
    RECORDED.with_borrow_mut(|all| all.push(format!("{message} ({file}:{line})")));
}

/// The messages of this thread since the last call.
pub(crate) fn take() -> Vec<String> {
    RECORDED.take()
}
