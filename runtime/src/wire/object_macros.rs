//! The macros whose tables describe generated objects.
//!
//! Takes the name of a type and the wire names of its fields; returns implementations of serde's traits. Generated code
//! calls them as `codegen::object!` and so on. They call no other macro where a table has a line for each field, because
//! each call costs the compiler as much as a method. What is not generic is inline, so that only what a program uses is
//! compiled.

/// Implements `Serialize` and `Deserialize` for a struct.
///
/// Each line is a property: its name, the field and its presence. `required` is always present.
/// `nullable` is always written, and may be absent when it is read. `optional` is an `Option` or
/// `Maybe` that is omitted if it is `None` or absent. `read_only` is the same, and is never sent.
/// `"kind" = "cat"` is a property without a field, because it always has this value.
/// After `.. =>` follows the map of the additional properties that the schema describes, and after `.. keep =>` that of
/// properties that it does not declare.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($type:ident {
        $($wire:literal $(=> $field:ident: $presence:ident)? $(= $constant:literal)?,)*
        $(.. => $others:ident,)?
        $(.. keep => $kept:ident,)?
    }) => {
        impl $crate::codegen::Empty for $type {
            #[inline]
            fn empty() -> Self {
                Self {
                    $($($field: $crate::codegen::Empty::empty(),)?)*
                    $($others: ::std::collections::BTreeMap::new(),)?
                    $($kept: ::std::collections::BTreeMap::new(),)?
                }
            }
        }
        impl $crate::codegen::Object for $type {
            const TABLE: &'static $crate::codegen::ObjectTable = &$crate::codegen::ObjectTable {
                name: concat!("\u{2}", stringify!($type)),
                names: &[$($wire),*],
                presence: &[$(
                    $($crate::codegen::presence::$presence)?
                    $($crate::codegen::presence::of_constant($constant))?
                ),*],
            };

            #[inline]
            fn fill(&mut self, from: &mut dyn $crate::codegen::Source) {
                from.fill(
                    &mut [$(
                        $(&mut self.$field)?
                        $(&mut $crate::codegen::ConstantSlot::new($constant))?
                    ),*],
                    &mut ($($crate::codegen::Described(&mut self.$others))? $($crate::codegen::Kept(&mut self.$kept))?),
                );
            }
        }
        impl $crate::codegen::Member for $type {
            #[inline]
            fn read(
                reader: &mut $crate::codegen::Reader<'_>,
            ) -> ::std::result::Result<Self, $crate::codegen::ReadError> {
                $crate::codegen::read_object(reader)
            }
        }
        impl<'de> $crate::codegen::Deserialize<'de> for $type {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::codegen::deserialize_object(deserializer)
            }
        }
        impl $crate::codegen::Serialize for $type {
            fn serialize<S: $crate::codegen::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::codegen::write_object(
                    serializer,
                    <Self as $crate::codegen::Object>::TABLE,
                    ($(&self.$others)? $(&self.$kept)?),
                    &[$(
                        $(&self.$field)?
                        $(&$crate::codegen::Constant($constant))?
                    ),*],
                )
            }
        }
    };
}

/// Implements `Serialize` and `Deserialize` for a struct with fields that only serde can read: those of types that the user
/// configured, for example.
///
/// The table is that of `object!`.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_object {
    ($type:ident { $($wire:literal $(=> $field:ident: $presence:ident)? $(= $constant:literal)?,)* }) => {
        $crate::__serde_object_parts!($type {
            $($wire $(=> $field: $presence)? $(= $constant)?,)*
        } read_slots read ());
    };
    ($type:ident {
        $($wire:literal $(=> $field:ident: $presence:ident)? $(= $constant:literal)?,)*
        .. => $others:ident,
    }) => {
        $crate::__serde_object_parts!($type {
            $($wire $(=> $field: $presence)? $(= $constant)?,)*
        } read_open_slots read_open ($others));
    };
    ($type:ident {
        $($wire:literal $(=> $field:ident: $presence:ident)? $(= $constant:literal)?,)*
        .. keep => $others:ident,
    }) => {
        $crate::__serde_object_parts!($type {
            $($wire $(=> $field: $presence)? $(= $constant)?,)*
        } read_open_slots read_keeping ($others));
    };
}

/// The parts of `__serde_object`: how it is read, and the map of other properties, if there is one.
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_object_parts {
    ($type:ident {
        $($wire:literal $(=> $field:ident: $presence:ident)? $(= $constant:literal)?,)*
    } $slots:ident $read:ident ($($others:ident)?)) => {
        impl $crate::codegen::WireObject for $type {
            const TABLE: &'static $crate::codegen::ObjectTable = &$crate::codegen::ObjectTable {
                name: stringify!($type),
                names: &[$($wire),*],
                presence: &[$(
                    $($crate::codegen::presence::$presence)?
                    $($crate::codegen::presence::of_constant($constant))?
                ),*],
            };

            fn read<'de, A: $crate::codegen::MapAccess<'de>>(
                fields: $crate::codegen::Fields<A>,
            ) -> ::std::result::Result<Self, A::Error> {
                // One tuple for all slots and one exit for all fields: with a variable for each slot, or an
                // exit for each field, the clean-up code of every slot is compiled repeatedly.
                #[allow(unused_mut)]
                let mut slots = ($($($crate::__slot!($presence),)?)*);
                let ($($(ref mut $field,)?)*) = slots;
                let _others = match fields.$read(&mut [$(
                    $($field)? $(&mut $crate::codegen::ConstantSlot::new($constant))?
                ),*]) {
                    ::std::result::Result::Ok(others) => others,
                    ::std::result::Result::Err(error) => return ::std::result::Result::Err(error),
                };
                #[allow(unreachable_patterns)]
                match slots {
                    ($($($crate::__there!($presence $field),)?)*) => {
                        ::std::result::Result::Ok(Self { $($($field,)?)* $($others: _others,)? })
                    }
                    _ => ::std::result::Result::Err($crate::codegen::missing(stringify!($type))),
                }
            }
        }
        $crate::__by_serde!($type);
        impl<'de> $crate::codegen::Deserialize<'de> for $type {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::codegen::$slots(deserializer)
            }
        }
        impl $crate::codegen::Serialize for $type {
            fn serialize<S: $crate::codegen::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::codegen::write_object(
                    serializer,
                    <Self as $crate::codegen::WireObject>::TABLE,
                    ($(&self.$others)?),
                    &[$(
                        $($crate::__field!($presence self.$field))?
                        $(&$crate::codegen::Constant($constant))?
                    ),*],
                )
            }
        }
    };
}

/// A field for writing.
#[doc(hidden)]
#[macro_export]
macro_rules! __field {
    (required $self:ident.$field:ident) => {
        &$crate::codegen::Always(&$self.$field)
    };
    (nullable $self:ident.$field:ident) => {
        &$crate::codegen::Always(&$self.$field)
    };
    ($other:ident $self:ident.$field:ident) => {
        &$crate::codegen::Optional(&$self.$field)
    };
}

/// The slot of a field.
#[doc(hidden)]
#[macro_export]
macro_rules! __slot {
    (required) => {
        $crate::codegen::RequiredSlot::EMPTY
    };
    ($other:ident) => {
        $crate::codegen::OptionalSlot::EMPTY
    };
}

/// The pattern of a field's value in its slot.
#[doc(hidden)]
#[macro_export]
macro_rules! __there {
    (required $field:ident) => {
        $crate::codegen::RequiredSlot { value: ::std::option::Option::Some($field) }
    };
    ($other:ident $field:ident) => {
        $crate::codegen::OptionalSlot { value: $field, .. }
    };
}
