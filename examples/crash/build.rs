//! Generates the client of `bank.yaml`, which `main.rs` includes.

fn main() -> Result<(), renkei::BuildError> {
    renkei::Builder::new("bank.yaml").generate()
}
