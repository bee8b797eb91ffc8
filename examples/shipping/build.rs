//! Generates the client of `carrier.yaml`, which `main.rs` includes.

fn main() -> Result<(), renkei::BuildError> {
    renkei::Builder::new("carrier.yaml").generate()
}
