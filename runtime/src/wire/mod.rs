//! Serialization of generated types with serde, in little code per type.
//!
//! Takes tables of wire names and fields (the macros in `codegen`); returns `Serialize` and
//! `Deserialize`. It must not know HTTP or the format: any serde format works. Only unions are
//! always read from JSON text.
//!
//! This replaces serde's derive, which took more than half of the time to compile a generated
//! crate. Here an object is read into an empty value of its type: the loop over its properties, and what is wrong with
//! them, is compiled once, and a type only lists its fields. The JSON reader does this directly; other formats convert
//! each property to JSON first. The result is that of the derive, except that an object is never read from an array, and
//! that another format takes the position of a wrong value inside a property from the end of the property.

mod constant;
mod in_place;
mod json_text;
mod macros;
mod member;
mod object;
mod object_macros;
mod open;
mod open_enum;
mod read_only;
mod setters;
mod table;
mod tagged;
mod union;
mod union_macros;
mod write;

pub use self::constant::{Constant, ConstantSlot};
pub use self::in_place::{Described, Kept, Object, Source, deserialize_object, read_object};
pub(crate) use self::in_place::{Others, Slot};
pub use self::member::{Empty, Member, read_by_serde};
pub use self::object::{Fields, OptionalSlot, RequiredSlot, WireObject, missing, read_slots};
pub use self::open::read_open_slots;
pub use self::open_enum::{OpenEnum, read_open_enum};
pub(crate) use self::read_only::RequestScope;
pub use self::setters::Field;
pub use self::table::{ObjectTable, presence};
pub(crate) use self::table::{Seen, position};
pub use self::tagged::write_tagged;
pub use self::union::{Union, UnionReader, no_variant, read_union, take_known, take_whole, view};
pub use self::write::{Always, Optional, write_object};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod union_tests;
#[cfg(test)]
mod unknown_tests;
