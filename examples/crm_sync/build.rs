//! Generates the client of `crm.yaml`, which `main.rs` includes.

fn main() -> Result<(), renkei::BuildError> {
    renkei::Builder::new("crm.yaml").generate()
}
