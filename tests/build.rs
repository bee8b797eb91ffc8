//! Makes the client of `specs/orders.yaml` for the tests over the wire.

fn main() -> Result<(), renkei::BuildError> {
    renkei::Builder::new("../specs/orders.yaml").generate()
}
