//! Generates the client of `vendor.yaml`, which `main.rs` includes.

fn main() -> Result<(), renkei::BuildError> {
    renkei::Builder::new("vendor.yaml").generate()
}
