//! Writes an object.
//!
//! Takes names and fields, and passes them to serde's `SerializeStruct`. It must not know what the
//! fields mean.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::member::{Member, Written};
use super::read_only;
use super::table::{ObjectTable, Presence};
use crate::maybe::Maybe;

/// Writes an object. Absent fields are omitted and not counted.
///
/// # Errors
///
/// Those of the serializer and of the fields.
pub fn write_object<S: Serializer, O: WrittenOthers<S>>(
    serializer: S,
    table: &'static ObjectTable,
    others: O,
    fields: &[&dyn Field<O::Fields>],
) -> Result<S::Ok, S::Error> {
    others.write(serializer, table, fields)
}

/// The properties of an object without a field.
pub trait WrittenOthers<S: Serializer> {
    /// What the fields are written to.
    type Fields: SerializeStruct;

    /// Writes the fields, and then these properties.
    ///
    /// # Errors
    ///
    /// Those of [`write_object`].
    fn write(
        self,
        serializer: S,
        table: &'static ObjectTable,
        fields: &[&dyn Field<Self::Fields>],
    ) -> Result<S::Ok, S::Error>;
}

/// There are no others.
impl<S: Serializer> WrittenOthers<S> for () {
    type Fields = S::SerializeStruct;

    fn write(
        self,
        serializer: S,
        table: &'static ObjectTable,
        fields: &[&dyn Field<Self::Fields>],
    ) -> Result<S::Ok, S::Error> {
        let is_replaced = |_: &str| false;
        let properties = table.properties().zip(fields);
        let is_there =
            |(it, field): &(_, &&dyn Field<Self::Fields>)| is_written(*it, **field, &is_replaced);
        let count = properties.filter(is_there).count();
        let mut out = serializer.serialize_struct(table.type_name(), count)?;
        write_fields(&mut out, table, fields, &is_replaced)?;
        out.end()
    }
}

/// Writes the fields. A constant is omitted if another property replaces it.
pub(super) fn write_fields<W: SerializeStruct>(
    out: &mut W,
    table: &'static ObjectTable,
    fields: &[&dyn Field<W>],
    is_replaced: &dyn Fn(&str) -> bool,
) -> Result<(), W::Error> {
    for (property, field) in table.properties().zip(fields) {
        if is_written(property, *field, is_replaced) {
            field.write(property.0, out)?;
        } else {
            out.skip_field(property.0)?;
        }
    }
    Ok(())
}

fn is_written<W: SerializeStruct>(
    (name, presence): (&str, Presence),
    field: &dyn Field<W>,
    is_replaced: &dyn Fn(&str) -> bool,
) -> bool {
    match presence {
        Presence::Required | Presence::Nullable => true,
        Presence::Optional => !field.is_absent(),
        Presence::ReadOnly => !read_only::is_in_request() && !field.is_absent(),
        Presence::Constant => !is_replaced(name),
    }
}

/// A field of any type, which keeps the loop over the fields out of each type's code.
pub trait Field<W: SerializeStruct> {
    /// Whether the value takes the place of an absent property.
    fn is_absent(&self) -> bool;

    /// Writes the field under its name.
    ///
    /// # Errors
    ///
    /// Those of the serializer and of the value.
    fn write(&self, name: &'static str, out: &mut W) -> Result<(), W::Error>;
}

impl<W: SerializeStruct, T: Member> Field<W> for T {
    fn is_absent(&self) -> bool {
        Member::is_absent(self)
    }

    fn write(&self, name: &'static str, out: &mut W) -> Result<(), W::Error> {
        out.serialize_field(name, &Written(self))
    }
}

/// A field of a type that only serde knows, and that is always present.
#[derive(Debug)]
pub struct Always<'a, T>(pub &'a T);

impl<W: SerializeStruct, T: Serialize> Field<W> for Always<'_, T> {
    fn is_absent(&self) -> bool {
        false
    }

    fn write(&self, name: &'static str, out: &mut W) -> Result<(), W::Error> {
        out.serialize_field(name, self.0)
    }
}

/// A field of a type that only serde knows, and that may be absent.
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
