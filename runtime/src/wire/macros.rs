//! The macros whose tables describe generated types.
//!
//! Takes the name of a type and the wire names of its parts; returns implementations of serde's
//! traits and conversions. Generated code calls them as `codegen::object!` and so on.

/// Implements `Serialize` and `Deserialize` for a struct.
///
/// Each line is a property: its name, the field and its presence. `required` is always present.
/// `nullable` is always written, and may be absent when it is read. `optional` is an `Option` or
/// `Maybe` that is omitted if it is `None` or absent. `read_only` is the same, and is never sent.
/// After `..` follows the map of all other properties.
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

/// The part of `__object` that does not depend on other properties.
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
                // One exit for all fields: with one exit per field, their clean-up code is compiled
                // repeatedly.
                #[allow(irrefutable_let_patterns)]
                let ($($crate::__there!($presence $field),)*) = ($($field,)*) else {
                    return ::std::result::Result::Err($crate::codegen::missing::<Self, _>());
                };
                ::std::result::Result::Ok(Self { $($field,)* $($others: _others,)? })
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

/// Implements an open enum of strings: `as_str`, conversions, `Display`, `Serialize`,
/// `Deserialize`.
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

/// Implements `Serialize` for an enum of types: the content of the variant. `by "kind" { A = "a", … }` adds the
/// property `kind` to a variant whose type does not declare it.
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
    ($type:ident by $property:literal { $($variant:ident $(= $tag:literal)?),* $(,)? }) => {
        impl $crate::codegen::Serialize for $type {
            fn serialize<S: $crate::codegen::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $crate::__write_variant!(serializer value $property $($tag)?)
                    })*
                }
            }
        }
    };
}

/// The content of a variant, with the tag where its type does not have it.
#[doc(hidden)]
#[macro_export]
macro_rules! __write_variant {
    ($serializer:ident $value:ident $property:literal) => {
        $crate::codegen::Serialize::serialize($value, $serializer)
    };
    ($serializer:ident $value:ident $property:literal $tag:literal) => {
        $crate::codegen::write_tagged($serializer, $property, $tag, $value)
    };
}

/// Implements `Deserialize` for an enum of types, with a block that selects the variant.
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

/// Implements serde's traits for an enum of types: the first variant that matches. The variant after
/// `_` keeps any value.
#[doc(hidden)]
#[macro_export]
macro_rules! __first_of {
    ($type:ident { $($variant:ident,)* _ => $unknown:ident $(,)? }) => {
        $crate::__one_of!($type { $($variant,)* $unknown });
        $crate::__union!($type tries {
            $crate::__choose!(tries [] .. [$($variant)*] $unknown)
        });
    };
    ($type:ident { $($variant:ident),* $(,)? }) => {
        $crate::__one_of!($type { $($variant,)* });
        $crate::__union!($type tries { $crate::__choose!(tries [] .. [$($variant)*]) });
    };
}

/// Implements serde's traits for an enum of types: the variant that skips the least of the value,
/// or else the first match after `..`.
#[doc(hidden)]
#[macro_export]
macro_rules! __best_of {
    ($type:ident { $($variant:ident,)* .. $($later:ident,)* $(_ => $unknown:ident $(,)?)? }) => {
        $crate::__one_of!($type { $($variant,)* $($later,)* $($unknown)? });
        $crate::__union!($type tries {
            $crate::__choose!(tries [$($variant)*] .. [$($later)*] $($unknown)?)
        });
    };
}

/// Implements serde's traits for an enum of types: the best variant, but a value that needs several
/// variants at once goes to those after `..`.
#[doc(hidden)]
#[macro_export]
macro_rules! __any_of {
    ($type:ident { $($variant:ident,)* .. $($later:ident,)* $(_ => $unknown:ident $(,)?)? }) => {
        $crate::__one_of!($type { $($variant,)* $($later,)* $($unknown)? });
        $crate::__union!($type tries {
            $crate::__choose!(tries [$($variant)*] is_whole [$($later)*] $($unknown)?)
        });
    };
}

/// Chooses the best of some variants, or else the first of others, or else the one that keeps any
/// value.
#[doc(hidden)]
#[macro_export]
macro_rules! __choose {
    ($tries:ident [$($variant:ident)*] $whole:tt [$($later:ident)*] $($unknown:ident)?) => {{
        let mut best = ::std::option::Option::None;
        $($tries.better(&mut best, Self::$variant);)*
        $crate::__if_whole!($tries best $whole);
        if let ::std::option::Option::Some(best) = $crate::codegen::take_whole(&mut best) {
            return ::std::result::Result::Ok(best);
        }
        $(if let ::std::option::Option::Some(first) = $tries.first(&mut best, Self::$later) {
            return ::std::result::Result::Ok(first);
        })*
        match $crate::codegen::take_known(&mut best) {
            ::std::option::Option::Some(best) => ::std::result::Result::Ok(best),
            ::std::option::Option::None => $crate::__last_resort!($tries $($unknown)?),
        }
    }};
}

/// Drops the best variant if it does not hold all that the others read.
#[doc(hidden)]
#[macro_export]
macro_rules! __if_whole {
    ($tries:ident $best:ident is_whole) => {
        if !$tries.is_whole() {
            $best = ::std::option::Option::None;
        }
    };
    ($tries:ident $best:ident ..) => {};
}

/// The variant that keeps any value, or an error if there is none.
#[doc(hidden)]
#[macro_export]
macro_rules! __last_resort {
    ($tries:ident $unknown:ident) => {
        $tries.unknown(Self::$unknown)
    };
    ($tries:ident) => {
        ::std::result::Result::Err($crate::codegen::no_variant::<Self, _>())
    };
}

/// Implements `Deserialize` for an enum of types whose variant a property names.
///
/// If several variants have the same tag, the one that skips the least of the value wins. `any`
/// allows a tag that is not a string. A value with another tag becomes the variant after `_`; the
/// last one keeps any value.
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
        _ => $($other:ident)or+,
    }) => {
        $crate::__union!($type tries {
            match tries.$tag($property).as_deref() {
                $(::std::option::Option::Some($($value)|+) => {
                    $crate::__named!(tries $variant $($next)*)
                })*
                _ => $crate::__untagged!(tries $($other)+),
            }
        });
    };
}

/// The default variant if it matches, or the one that keeps any value.
#[doc(hidden)]
#[macro_export]
macro_rules! __untagged {
    ($tries:ident $unknown:ident) => {
        $tries.unknown(Self::$unknown)
    };
    ($tries:ident $default:ident $unknown:ident) => {
        $crate::__choose!($tries [] .. [$default] $unknown)
    };
}

/// The variant that a tag names, or the best of several.
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
