//! The tables that generated code writes down, and what they become.
//!
//! Takes a type's name and what its parts are called on the wire; gives the implementations of serde's traits and
//! conversions. They are seen as `codegen::object!` and so on.

/// `Serialize` and `Deserialize` of a struct.
///
/// A line for each property: its name, the field, and when it is there. `required` is always there; `nullable` is
/// always written, and may be missing when read; `optional` is an `Option` or a `Maybe` that is left out when it is
/// `None` or absent; `read_only` is the same, and never sent. After `..` comes the map of the properties that are not named.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($type:ident { $($wire:literal => $field:ident: $presence:ident,)* }) => {
        $crate::__object_fields!($type { $($wire => $field: $presence,)* } read);
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
                    &[$($crate::__field!($presence self.$field)),*],
                )
            }
        }
    };
    ($type:ident { $($wire:literal => $field:ident: $presence:ident,)* .. => $others:ident, }) => {
        $crate::__object_fields!($type { $($wire => $field: $presence,)* } read_open $others);
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
                    &[$($crate::__field!($presence self.$field)),*],
                    &self.$others,
                )
            }
        }
    };
}

/// The part of `__object` that is the same with others and without.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_fields {
    ($type:ident { $($wire:literal => $field:ident: $presence:ident,)* } $read:ident $($others:ident)?) => {
        impl $crate::codegen::WireObject for $type {
            const NAME: &'static str = stringify!($type);
            const FIELDS: &'static [&'static str] = &[$($wire),*];

            fn read<'de, A: $crate::codegen::MapAccess<'de>>(
                fields: $crate::codegen::Fields<A>,
            ) -> ::std::result::Result<Self, A::Error> {
                $(let mut $field = $crate::__slot!($presence);)*
                let _others = fields.$read(&mut [$(&mut $field),*])?;
                // One way out for all fields: with one for each, their clean-up is compiled over and over.
                #[allow(irrefutable_let_patterns)]
                let ($($crate::__there!($presence $field),)*) = ($($field,)*) else {
                    return ::std::result::Result::Err($crate::codegen::missing::<Self, _>());
                };
                ::std::result::Result::Ok(Self { $($field,)* $($others: _others,)? })
            }
        }
    };
}

/// A field as it is written.
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

/// A field's slot.
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

/// An open enum of strings: `as_str`, conversions, `Display`, `Serialize`, `Deserialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($type:ident { $($wire:literal => $variant:ident,)* _ => $unknown:ident, }) => {
        impl $type {
            /// The value on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)*
                    Self::$unknown(value) => value,
                }
            }
        }
        impl ::std::convert::From<::std::string::String> for $type {
            #[inline]
            fn from(value: ::std::string::String) -> Self {
                match value.as_str() {
                    $($wire => Self::$variant,)*
                    _ => Self::$unknown(value),
                }
            }
        }
        impl ::std::convert::From<&str> for $type {
            #[inline]
            fn from(value: &str) -> Self {
                Self::from(value.to_owned())
            }
        }
        impl ::std::convert::From<$type> for ::std::string::String {
            #[inline]
            fn from(value: $type) -> Self {
                match value {
                    $type::$unknown(value) => value,
                    known => known.as_str().to_owned(),
                }
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
                <::std::string::String as $crate::codegen::Deserialize>::deserialize(deserializer)
                    .map(Self::from)
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

/// An open enum of integers: `as_i64`, conversions, `Display`, `Serialize`, `Deserialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    ($type:ident { $($wire:literal => $variant:ident,)* _ => $unknown:ident, }) => {
        impl $type {
            /// The value on the wire.
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
                <i64 as $crate::codegen::Deserialize>::deserialize(deserializer).map(Self::from)
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

/// `Serialize` of an enum of types: what the variant holds.
#[doc(hidden)]
#[macro_export]
macro_rules! __one_of {
    ($type:ident { $($variant:ident),* $(,)? }) => {
        impl $crate::codegen::Serialize for $type {
            fn serialize<S: $crate::codegen::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $crate::codegen::Serialize::serialize(value, serializer)
                    })*
                }
            }
        }
    };
}

/// `Deserialize` of an enum of types, and how it chooses between them.
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    ($type:ident $tries:ident $choose:block) => {
        impl<'de> $crate::codegen::Deserialize<'de> for $type {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::codegen::read_union(deserializer)
            }
        }
        impl $crate::codegen::Union for $type {
            const NAME: &'static str = concat!("\0", module_path!(), "::", stringify!($type));

            fn choose<'de, A: $crate::codegen::MapAccess<'de>>(
                $tries: &mut $crate::codegen::UnionReader<A>,
            ) -> ::std::result::Result<Self, A::Error> {
                $choose
            }
        }
    };
}

/// `Serialize` and `Deserialize` of an enum of types of which the first that fits is taken.
#[doc(hidden)]
#[macro_export]
macro_rules! __first_of {
    ($type:ident { $($variant:ident),* $(,)? }) => {
        $crate::__one_of!($type { $($variant,)* });
        $crate::__union!($type tries {
            ::std::option::Option::None
                $(.or_else(|| tries.fit(Self::$variant)))*
                .ok_or_else($crate::codegen::no_variant::<Self, _>)
        });
    };
}

/// The same of which the one is taken that leaves least of a value unread, and those after `..` in order where none fits.
#[doc(hidden)]
#[macro_export]
macro_rules! __best_of {
    ($type:ident { $($variant:ident,)* .. $($later:ident),* $(,)? }) => {
        $crate::__one_of!($type { $($variant,)* $($later,)* });
        $crate::__union!($type tries {
            let mut best = ::std::option::Option::None;
            $(tries.better(&mut best, Self::$variant);)*
            best.map(|(best, _)| best)
                $(.or_else(|| tries.fit(Self::$later)))*
                .ok_or_else($crate::codegen::no_variant::<Self, _>)
        });
    };
}

/// The same, but what needs several of the types at once is left to those after `..`.
#[doc(hidden)]
#[macro_export]
macro_rules! __any_of {
    ($type:ident { $($variant:ident,)* .. $($later:ident),* $(,)? }) => {
        $crate::__one_of!($type { $($variant,)* $($later,)* });
        $crate::__union!($type tries {
            let mut best = ::std::option::Option::None;
            $(tries.better(&mut best, Self::$variant);)*
            best.filter(|_| tries.is_whole())
                .map(|(best, _)| best)
                $(.or_else(|| tries.fit(Self::$later)))*
                .ok_or_else($crate::codegen::no_variant::<Self, _>)
        });
    };
}

/// The same where the text of a property names the variant, or the variants of which the one is taken that leaves least
/// of the value unread; `any` stands before a property that need not be text. What names none is kept by those after `_`, of
/// which the first that fits is taken.
#[doc(hidden)]
#[macro_export]
macro_rules! __tagged {
    ($type:ident by $property:literal { $($arms:tt)* }) => {
        $crate::__tagged!($type tag $property { $($arms)* });
    };
    ($type:ident by any $property:literal { $($arms:tt)* }) => {
        $crate::__tagged!($type tag_text $property { $($arms)* });
    };
    ($type:ident $tag:ident $property:literal {
        $($($value:literal)|+ => $variant:ident $(or $next:ident)*,)*
        _ => $other:ident $(or $last:ident)*,
    }) => {
        $crate::__union!($type tries {
            match tries.$tag($property).as_deref() {
                $(::std::option::Option::Some($($value)|+) => {
                    $crate::__named!(tries $variant $($next)*)
                })*
                _ => tries.variant(Self::$other)$(.or_else(|_| tries.variant(Self::$last)))*,
            }
        });
    };
}

/// The one variant that a tag names, or the best of several.
#[doc(hidden)]
#[macro_export]
macro_rules! __named {
    ($tries:ident $variant:ident) => {
        $tries.variant(Self::$variant)
    };
    ($tries:ident $($variant:ident)*) => {{
        let mut best = ::std::option::Option::None;
        $($tries.better(&mut best, Self::$variant);)*
        best.map(|(best, _)| best).ok_or_else($crate::codegen::no_variant::<Self, _>)
    }};
}
