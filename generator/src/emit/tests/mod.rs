//! The printed code, part by part and as a whole.

mod manifest;
mod operations;
mod rustfmt;
mod types;
mod whole;

use super::sample::*;
use super::*;
use crate::emit::Options;
use crate::plan::ir::*;

fn options(layout: Layout) -> Options {
    Options { layout, spec_name: "orders.yaml".to_owned(), ..Options::default() }
}

fn printed(plan: &Crate, layout: Layout) -> Files {
    let files = emit(plan, &options(layout)).unwrap();
    for (path, text) in files.iter() {
        if path.as_str().ends_with(".rs") {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
        }
    }
    files
}

/// Text without what depends on line breaks.
fn squeezed(text: &str) -> String {
    let text: String = text.chars().filter(|it| !it.is_whitespace()).collect();
    text.replace(",)", ")").replace(",}", "}").replace(",>", ">")
}

fn expect(text: &str, expected: &[&str]) {
    let found = squeezed(text);
    for piece in expected {
        assert!(found.contains(&squeezed(piece)), "expected\n{piece}\nin\n{text}");
    }
}
