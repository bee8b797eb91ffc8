//! Generates the clients that the tests use, and a module from the code blocks of the README and of the guide.
//!
//! The clients are those of `specs/orders.yaml`, of the features in the round-trip tests, and of `specs/wire`, whose
//! requests and responses are compared byte by byte.

#[path = "build/snippets.rs"]
mod snippets;

use std::error::Error;
use std::path::{Path, PathBuf};

/// Documents of `specs/features` that `tests/round_trip.rs` and `tests/paging` use.
const FEATURES: [&str; 21] = [
    "all-of",
    "arrays-and-maps",
    "best-fit",
    "choice-in-all-of",
    "confirm",
    "constants",
    "enums",
    "formats",
    "json-schema",
    "long-running",
    "nullable-and-optional",
    "one-of-discriminator",
    "one-of-nested-tags",
    "one-of-other-tags",
    "one-of-untagged",
    "openapi-3-2",
    "paging",
    "paging-headers",
    "tuples",
    "union-beside-properties",
    "webhooks",
];

/// Documents of `specs/configured` in the same tests.
const CONFIGURED: [&str; 10] = [
    "check",
    "dates-chrono",
    "dates-text",
    "dates-time",
    "envelope",
    "maybe",
    "replace",
    "slashes",
    "slo",
    "used",
];

/// Documents of `specs/wire`, whose operations `tests/wire` calls.
const WIRE: &[&str] = &[
    "azure",
    "bodies",
    "read-write-only",
    "domain",
    "multipart",
    "own-servers",
    "parameters",
    "responses",
    "security",
    "servers",
    "streams",
    "swagger",
    "values",
    "xml",
];

fn main() -> Result<(), Box<dyn Error>> {
    renkei::Builder::new("../specs/orders.yaml").generate()?;
    for feature in FEATURES {
        renkei::Builder::new(format!("../specs/features/{feature}.yaml")).generate()?;
    }
    for name in CONFIGURED {
        renkei::Builder::new(format!("../specs/configured/{name}/{name}.yaml")).generate()?;
    }
    for document in WIRE {
        renkei::Builder::new(format!("../specs/wire/{document}.yaml")).generate()?;
    }
    guide()
}

/// Writes `$OUT_DIR/guide.rs`, which the test `guide` includes.
fn guide() -> Result<(), Box<dyn Error>> {
    let mut pages: Vec<PathBuf> = vec!["../README.md".into()];
    println!("cargo::rerun-if-changed=../docs");
    for entry in std::fs::read_dir("../docs")? {
        pages.push(entry?.path());
    }
    pages.retain(|it| it.extension().is_some_and(|it| it == "md"));
    pages.sort();
    let mut code = String::new();
    for page in pages {
        println!("cargo::rerun-if-changed={}", page.display());
        let name = page.display().to_string().replace(|it: char| !it.is_ascii_alphanumeric(), "_");
        let name = name.trim_matches('_').to_lowercase();
        code += &snippets::modules(&name, &std::fs::read_to_string(&page)?);
    }
    let out_dir = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    std::fs::write(Path::new(&out_dir).join("guide.rs"), code)?;
    Ok(())
}
