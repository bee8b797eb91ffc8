//! The macros whose tables describe generated types.
//!
//! Takes the name of a type and the wire names of its parts; returns implementations of serde's
//! traits and conversions. Generated code calls them as `codegen::object!` and so on.

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
    ($type:ident { $($wire:literal $(=> $field:ident: $presence:ident)? $(= $constant:literal)?,)* }) => {
        $crate::__object_fields!($type { $($wire $(=> $field: $presence)? $(= $constant)?,)* } read);
        impl<'de> $crate::codegen::Deserialize<'de> for $type {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::codegen::read_object(deserializer)
            }
        }
        impl $crate::codegen::Serialize for $type {
            fn serialize<S: $crate::codegen::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::codegen::write_object(
                    serializer,
                    <Self as $crate::codegen::WireObject>::NAME,
                    <Self as $crate::codegen::WireObject>::FIELDS,
                    &[$($($crate::__field!($presence self.$field))? $(&$crate::codegen::constant($constant))?),*],
                )
            }
        }
    };
    ($type:ident { $($wire:literal $(=> $field:ident: $presence:ident)? $(= $constant:literal)?,)* .. => $others:ident, }) => {
        $crate::__object_open!($type { $($wire $(=> $field: $presence)? $(= $constant)?,)* } read_open $others);
    };
    ($type:ident { $($wire:literal $(=> $field:ident: $presence:ident)? $(= $constant:literal)?,)* .. keep => $others:ident, }) => {
        $crate::__object_open!($type { $($wire $(=> $field: $presence)? $(= $constant)?,)* } read_keeping $others);
    };
}

/// An object that keeps its other properties.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_open {
    ($type:ident { $($wire:literal $(=> $field:ident: $presence:ident)? $(= $constant:literal)?,)* } $read:ident $others:ident) => {
        $crate::__object_fields!($type { $($wire $(=> $field: $presence)? $(= $constant)?,)* } $read $others);
        impl<'de> $crate::codegen::Deserialize<'de> for $type {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::codegen::read_open(deserializer)
            }
        }
        impl $crate::codegen::Serialize for $type {
            fn serialize<S: $crate::codegen::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::codegen::write_open(
                    serializer,
                    <Self as $crate::codegen::WireObject>::FIELDS,
                    &[$(
                        $($crate::__field!($presence self.$field))?
                        $(&$crate::codegen::Constant::new($constant, &self.$others, $wire))?
                    ),*],
                    &self.$others,
                )
            }
        }
    };
}

/// The part of `__object` that does not depend on other properties.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_fields {
    ($type:ident { $($wire:literal $(=> $field:ident: $presence:ident)? $(= $constant:literal)?,)* } $read:ident $($others:ident)?) => {
        impl $crate::codegen::WireObject for $type {
            const NAME: &'static str = stringify!($type);
            const FIELDS: &'static [&'static str] = &[$($wire),*];

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
                    _ => ::std::result::Result::Err($crate::codegen::missing(
                        <Self as $crate::codegen::WireObject>::NAME,
                    )),
                }
            }
        }
    };
}

/// A field for writing.
#[doc(hidden)]
#[macro_export]
macro_rules! __field {
    (optional $self:ident.$field:ident) => {
        &$crate::codegen::Optional(&$self.$field)
    };
    (read_only $self:ident.$field:ident) => {
        &$crate::codegen::ReadOnly(&$self.$field)
    };
    ($always:ident $self:ident.$field:ident) => {
        &$self.$field
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

/// Implements an open enum of strings: `as_str`, `KNOWN`, conversions, `FromStr`, `AsRef<str>`,
/// `Display`, `Serialize`, `Deserialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($type:ident { $($wire:literal => $variant:ident,)* _ => $unknown:ident, }) => {
        impl $type {
            /// Returns the value on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::$unknown(value) => value.as_str(),
                }
            }

            /// The values that the document lists.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];
        }
        impl ::std::convert::From<::std::string::String> for $type {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                match value.as_str() {
                    $($wire => Self::$variant,)*
                    _ => Self::$unknown($crate::codegen::unknown_value(value)),
                }
            }
        }
        impl ::std::convert::From<&str> for $type {
            #[inline]
            fn from(value: &str) -> Self {
                Self::from(value.to_owned())
            }
        }
        impl ::std::str::FromStr for $type {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(
                value: &str,
            ) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(value))
            }
        }
        impl ::std::convert::AsRef<str> for $type {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::std::convert::From<$type> for ::std::string::String {
            #[inline]
            fn from(value: $type) -> Self {
                value.as_str().to_owned()
            }
        }
        impl ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl<'de> $crate::codegen::Deserialize<'de> for $type {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::codegen::read_open_enum(deserializer)
            }
        }
        impl $crate::codegen::OpenEnum for $type {
            type Wire = ::std::string::String;

            fn is_known(&self) -> bool {
                !::std::matches!(self, Self::$unknown(_))
            }
        }
        impl $crate::codegen::Serialize for $type {
            fn serialize<S: $crate::codegen::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// Implements an open enum of integers: `as_i64`, conversions, `Display`, `Serialize`,
/// `Deserialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    ($type:ident { $($wire:literal => $variant:ident,)* _ => $unknown:ident, }) => {
        impl $type {
            /// Returns the value on the wire.
            #[inline]
            pub fn as_i64(&self) -> i64 {
                match *self {
                    $(Self::$variant => $wire,)*
                    Self::$unknown(value) => value,
                }
            }
        }
        impl ::std::convert::From<i64> for $type {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($wire => Self::$variant,)*
                    _ => Self::$unknown(value),
                }
            }
        }
        impl ::std::convert::From<$type> for i64 {
            #[inline]
            fn from(value: $type) -> Self {
                value.as_i64()
            }
        }
        impl ::std::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }
        impl<'de> $crate::codegen::Deserialize<'de> for $type {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::codegen::read_open_enum(deserializer)
            }
        }
        impl $crate::codegen::OpenEnum for $type {
            type Wire = i64;

            fn is_known(&self) -> bool {
                !::std::matches!(self, Self::$unknown(_))
            }
        }
        impl $crate::codegen::Serialize for $type {
            fn serialize<S: $crate::codegen::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }
    };
}
