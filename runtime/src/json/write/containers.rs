//! Lists and objects.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::{WriteError, Writer, key};

/// A list or an object that is being written.
pub(super) struct Container<'w> {
    pub(super) writer: &'w mut Writer,
    close: &'static str,
    /// The number of entries so far.
    count: usize,
}

impl<'w> Container<'w> {
    pub(super) fn new(writer: &'w mut Writer, close: &'static str) -> Self {
        Self { writer, close, count: 0 }
    }

    fn separate(&mut self) {
        if self.count > 0 {
            self.writer.push(",");
        }
        self.count += 1;
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.separate();
        value.serialize(&mut *self.writer).map_err(|error| error.in_item(self.count - 1))
    }

    fn begin_field(&mut self, name: &str) {
        self.separate();
        self.writer.string(name);
        self.writer.push(":");
    }

    fn field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        self.begin_field(name);
        value.serialize(&mut *self.writer).map_err(|error| error.in_field(name))
    }

    fn close(self) -> Result<(), WriteError> {
        self.writer.push(self.close);
        Ok(())
    }
}

macro_rules! lists {
    ($($of:ident $method:ident;)*) => {
        $(impl $of for Container<'_> {
            type Ok = ();
            type Error = WriteError;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
                self.item(value)
            }

            fn end(self) -> Result<(), WriteError> {
                self.close()
            }
        })*
    };
}

lists! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

macro_rules! objects {
    ($($of:ident)*) => {
        $(impl $of for Container<'_> {
            type Ok = ();
            type Error = WriteError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), WriteError> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), WriteError> {
                self.close()
            }
        })*
    };
}

objects! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Container<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.separate();
        key::write(self.writer, key)?;
        self.writer.push(":");
        Ok(())
    }

    /// The location of an error does not name the key, because a key may be a secret.
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        value.serialize(&mut *self.writer).map_err(|error| error.in_field("*"))
    }

    fn end(self) -> Result<(), WriteError> {
        self.close()
    }
}
