//! Serialization of generated types with serde, in little code per type.
//!
//! Takes tables of wire names and fields (the macros in `codegen`); returns `Serialize` and
//! `Deserialize`. It must not know HTTP or the format: any serde format works. Only unions are
//! always read from JSON text.
//!
//! This replaces serde's derive, which took more than half of the time to compile a generated
//! crate. Here the loop over an object's properties is compiled once per format, and a type only
//! lists its fields. Their slots are one tuple, so that the code that drops them is compiled once per
//! type. The result is that of the derive, except that an object is never read from an
//! array.

mod constant;
mod json_text;
mod macros;
mod object;
mod open;
mod open_enum;
mod read_only;
mod setters;
mod tagged;
mod union;
mod union_macros;
mod write;

pub use self::constant::{Constant, ConstantSlot, constant};
pub use self::object::{Fields, OptionalSlot, RequiredSlot, WireObject, missing, read_object};
pub use self::open::{read_open, write_open};
pub use self::open_enum::{OpenEnum, read_open_enum};
pub use self::read_only::ReadOnly;
pub(crate) use self::read_only::RequestScope;
pub use self::setters::Field;
pub use self::tagged::write_tagged;
pub use self::union::{Union, UnionReader, no_variant, read_union, take_known, take_whole, view};
pub use self::write::{Optional, write_object};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod union_tests;
#[cfg(test)]
mod unknown_tests;
