//! Makes the clients that the tests use: that of `specs/orders.yaml`, and of the features whose values are sent back and forth.

/// Documents of `specs/features` whose types `tests/round_trip.rs` reads and writes.
const FEATURES: [&str; 13] = [
    "all-of",
    "arrays-and-maps",
    "best-fit",
    "enums",
    "formats",
    "json-schema",
    "nullable-and-optional",
    "one-of-discriminator",
    "one-of-other-tags",
    "one-of-untagged",
    "tuples",
    "union-beside-properties",
    "webhooks",
];

fn main() -> Result<(), renkei::BuildError> {
    renkei::Builder::new("../specs/orders.yaml").generate()?;
    for feature in FEATURES {
        renkei::Builder::new(format!("../specs/features/{feature}.yaml")).generate()?;
    }
    Ok(())
}
