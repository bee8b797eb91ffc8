//! Measures the processor time that cargo and rustc need for generated clients. Compare only the ratios of one run.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin compile_time -- structs [--runs N] [--miniserde]
//! cargo run --release -p renkei-tests --bin compile_time -- clients DOCUMENTS… [--runs N] [--peer openapi-to-rust|FILE] [--no-release] [--plot FILE]
//! cargo run --release -p renkei-tests --bin compile_time -- used DOCUMENT PROGRAM [--part TAG|PATH] [--runs N]
//! ```
//!
//! `structs` compiles 300 structs as types of a client and with serde's derive. `clients` compiles the clients of
//! documents, and those that openapi-to-rust generates from them, which is a FILE or is installed below `target/peers`. `check again`
//! and `debug again` are incremental builds of a client that was generated again, after one property was added to the document. `used`
//! compiles the whole client of a document, the one for a tag or for a path, and the one for a program (`keep: {used: …}`), such as
//! those in `tests/programs`, with all types and with those that the program uses. There, `again` is a build of the program after an
//! edit of it.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::process::ExitCode;

use renkei_tests::compile_time::{arguments::Arguments, run};
use renkei_tests::corpus::measure;

fn main() -> ExitCode {
    if let Some(code) = measure::if_asked() {
        return ExitCode::from(code);
    }
    let Some(arguments) = Arguments::parse(std::env::args().skip(1)) else {
        eprintln!("usage: compile_time structs|clients|used …; see tests/src/bin/compile_time.rs");
        return ExitCode::from(2);
    };
    run(&arguments);
    ExitCode::SUCCESS
}
