//! Makes the clients that the tests use: that of `specs/orders.yaml`, of the features whose values are sent back and forth,
//! and of all documents of `specs/wire`, whose requests and answers are looked at byte by byte.

/// Documents of `specs/features` that `tests/round_trip.rs` and `tests/paging.rs` use.
const FEATURES: [&str; 17] = [
    "all-of",
    "arrays-and-maps",
    "best-fit",
    "choice-in-all-of",
    "enums",
    "formats",
    "json-schema",
    "nullable-and-optional",
    "one-of-discriminator",
    "one-of-nested-tags",
    "one-of-other-tags",
    "one-of-untagged",
    "openapi-3-2",
    "paging",
    "tuples",
    "union-beside-properties",
    "webhooks",
];

/// Documents of `specs/configured` with the same.
const CONFIGURED: [&str; 6] =
    ["check", "dates-chrono", "dates-text", "dates-time", "envelope", "replace"];

/// Documents of `specs/wire`, which `tests/wire` calls.
const WIRE: &[&str] = &[
    "bodies",
    "read-write-only",
    "domain",
    "own-servers",
    "parameters",
    "responses",
    "security",
    "servers",
    "streams",
    "swagger",
    "xml",
];

fn main() -> Result<(), renkei::BuildError> {
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
    Ok(())
}
