//! Generates the client of `specs/orders.yaml`, which `main.rs` includes.

fn main() -> Result<(), renkei::BuildError> {
    renkei::Builder::new("../../specs/orders.yaml").generate()
}
