//! How generated types are read and written with serde, in little code for each type.
//!
//! Takes tables of wire names and fields (the macros below `codegen`), gives `Serialize` and
//! `Deserialize`. It must not know HTTP, nor the format: whatever serde can read and write will do. Only unions are
//! read from JSON text, wherever they come from.
//!
//! Why not serde's derive: it was more than half of the time that compiling a generated crate
//! takes. Here the loop over an object's properties is compiled once for each format; a type only
//! lists its fields. What comes out is what the derive would give, but for one thing: an object is
//! never read from an array.

mod json_text;
mod macros;
mod object;
mod open;
mod read_only;
mod union;
mod write;

pub use self::object::{Fields, OptionalSlot, RequiredSlot, WireObject, missing, read_object};
pub use self::open::{read_open, write_open};
pub use self::read_only::ReadOnly;
pub(crate) use self::read_only::RequestScope;
pub use self::union::{Union, UnionReader, no_variant, read_union};
pub use self::write::{Optional, write_object};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod union_tests;
