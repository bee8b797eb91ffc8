//! Writes an object.
//!
//! Takes names and fields, and passes them to serde's `SerializeStruct`. It must not know what the
//! fields mean.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::maybe::Maybe;

/// Writes an object. Absent fields are omitted and not counted.
///
/// # Errors
///
/// Those of the serializer and of the fields.
pub fn write_object<S: Serializer>(
    serializer: S,
    type_name: &'static str,
    names: &'static [&'static str],
    fields: &[&dyn Field<S::SerializeStruct>],
) -> Result<S::Ok, S::Error> {
    let present = fields.iter().filter(|field| !field.is_absent()).count();
    let mut out = serializer.serialize_struct(type_name, present)?;
    write_fields(&mut out, names, fields)?;
    out.end()
}

pub(super) fn write_fields<W: SerializeStruct>(
    out: &mut W,
    names: &'static [&'static str],
    fields: &[&dyn Field<W>],
) -> Result<(), W::Error> {
    for (name, field) in names.iter().zip(fields) {
        if field.is_absent() { out.skip_field(name)? } else { field.write(name, out)? }
    }
    Ok(())
}

/// A field of any type, which keeps the loop over the fields out of each type's code.
pub trait Field<W: SerializeStruct> {
    /// Whether the field is omitted.
    fn is_absent(&self) -> bool;

    /// Writes the field under its name.
    ///
    /// # Errors
    ///
    /// Those of the serializer and of the value.
    fn write(&self, name: &'static str, out: &mut W) -> Result<(), W::Error>;
}

/// A field that is always present.
impl<W: SerializeStruct, T: Serialize> Field<W> for T {
    fn is_absent(&self) -> bool {
        false
    }

    fn write(&self, name: &'static str, out: &mut W) -> Result<(), W::Error> {
        out.serialize_field(name, self)
    }
}

/// A field that may be absent.
#[derive(Debug)]
pub struct Optional<'a, T>(pub &'a T);

impl<W: SerializeStruct, T: Serialize> Field<W> for Optional<'_, Option<T>> {
    fn is_absent(&self) -> bool {
        self.0.is_none()
    }

    fn write(&self, name: &'static str, out: &mut W) -> Result<(), W::Error> {
        out.serialize_field(name, self.0)
    }
}

impl<W: SerializeStruct, T: Serialize> Field<W> for Optional<'_, Maybe<T>> {
    fn is_absent(&self) -> bool {
        self.0.is_absent()
    }

    fn write(&self, name: &'static str, out: &mut W) -> Result<(), W::Error> {
        out.serialize_field(name, self.0)
    }
}
