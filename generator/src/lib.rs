//! Renkei (連携, "working together") reads an OpenAPI document, lints it, and emits a typed Rust client
//! that uses the shared runtime `renkei-runtime`.
//!
//! # Entry points
//!
//! - [`Builder`] generates a client in a `build.rs`, so that it always matches the document.
//! - The command `renkei` (package `renkei-cli`) lints documents and generates clients: `renkei generate`, `renkei lint`.
//! - [`pipeline`] does the same in memory, for tools: it returns [`emit::Files`] and [`diagnostic::Diagnostic`]s.
//!
//! ```
//! use renkei::emit::Layout;
//! use renkei::pipeline::{self, Options};
//!
//! let text = "openapi: 3.0.3\ninfo: {title: Orders, version: '1'}\npaths: {}\n";
//! let client = pipeline::generate_text("orders.yaml", text, Layout::Module, &Options::default())?;
//! assert_eq!(client.summary.operations, 0);
//! # Ok::<(), renkei::pipeline::Failure>(())
//! ```
//!
//! # The flow
//!
//! ```text
//! source ─► document ─┬─► lint ─► diagnostics
//!                     └─► normalise ─► model ─► plan ─► emit ─► write
//! ```
//!
//! Each stage is one function over plain data. The stages are internal; the feature `internals` exposes them to the tests
//! and the command of this repository, without any promise of stability. `renkei print --stage …` prints their results.

#![cfg_attr(
    not(feature = "internals"),
    allow(
        dead_code,
        unreachable_pub,
        unused_imports,
        reason = "the stages are public only for the tests and the command"
    )
)]

mod bug;
mod build_script;
pub mod diagnostic;
pub mod emit;
pub mod pipeline;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod config;
#[cfg(not(feature = "internals"))]
mod config;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod diff;
#[cfg(not(feature = "internals"))]
mod diff;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod document;
#[cfg(not(feature = "internals"))]
mod document;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod json_path;
#[cfg(not(feature = "internals"))]
mod json_path;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod lint;
#[cfg(not(feature = "internals"))]
mod lint;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod media;
#[cfg(not(feature = "internals"))]
mod media;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod model;
#[cfg(not(feature = "internals"))]
mod model;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod normalise;
#[cfg(not(feature = "internals"))]
mod normalise;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod plan;
#[cfg(not(feature = "internals"))]
mod plan;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod policies;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod probe;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod source;
#[cfg(not(feature = "internals"))]
mod source;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod text;
#[cfg(not(feature = "internals"))]
mod text;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod usage;
#[cfg(not(feature = "internals"))]
mod usage;

#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod write;
#[cfg(not(feature = "internals"))]
mod write;

pub use build_script::{BuildError, Builder};
pub use config::{Dates, TypedProperties};
