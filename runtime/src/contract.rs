//! The version of the contract between generated code and `codegen`.
//!
//! A client that was generated for another contract must fail to compile with one sentence that says what to do. So a
//! generated crate wraps all its items in [`codegen::contract!`](crate::codegen::contract): where the numbers agree the
//! macro expands to the items; otherwise it expands to an error alone, and rustc reports nothing about the items.
//!
//! To raise the contract: change the number of the first arm, the number in the message, and the number that the
//! generator prints (`CONTRACT` in `generator/src/emit/layout.rs`). Then add an arm for the previous number:
//!
//! ```text
//! (1; $($items:tt)*) => {
//!     ::core::compile_error!("this client was generated for contract 1 of renkei-runtime, and this is contract 2: \
//!         regenerate it with renkei 0.2, or use renkei-runtime 0.1");
//! };
//! ```

/// Compiles a generated client if it was generated for this contract.
#[doc(hidden)]
#[macro_export]
macro_rules! __contract {
    (1; $($items:tt)*) => { $($items)* };
    // A number that this version does not know belongs to a later one.
    ($other:literal; $($items:tt)*) => {
        ::core::compile_error!(::core::concat!(
            "this client was generated for contract ",
            $other,
            " of renkei-runtime, and this is contract 1: regenerate it with renkei 0.1, or use a newer renkei-runtime",
        ));
    };
}

#[cfg(test)]
mod tests {
    // Items of a client for this contract are compiled as they are.
    crate::codegen::contract! { 1;

    /// Returns the name of the crate.
    fn name() -> &'static str {
        env!("CARGO_PKG_NAME")
    }

    }

    #[test]
    fn the_message_names_this_version() {
        assert_eq!(name(), "renkei-runtime");
        let (major, minor) = (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"));
        let message = format!("regenerate it with renkei {major}.{minor}, or use");
        assert!(include_str!("contract.rs").contains(&message), "update the message: {message}");
    }
}
