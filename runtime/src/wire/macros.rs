//! The macros whose tables describe generated types.
//!
//! Takes the name of a type and the wire names of its parts; returns implementations of serde's
//! traits and conversions. Generated code calls them as `codegen::object!` and so on.

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
        $crate::__by_serde!($type = Self::$unknown($crate::codegen::unknown_value(
            ::std::string::String::new(),
        )));
        impl $crate::codegen::OpenEnum for $type {
            type Wire = ::std::string::String;

            #[inline]
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
        $crate::__by_serde!($type = Self::$unknown(0));
        impl $crate::codegen::OpenEnum for $type {
            type Wire = i64;

            #[inline]
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

/// Implements what a member of an object needs for a type that serde reads, perhaps with its empty value.
#[doc(hidden)]
#[macro_export]
macro_rules! __by_serde {
    ($type:ident $(= $empty:expr)?) => {
        impl $crate::codegen::Member for $type {
            #[inline]
            fn read(
                reader: &mut $crate::codegen::Reader<'_>,
            ) -> ::std::result::Result<Self, $crate::codegen::ReadError> {
                $crate::codegen::read_by_serde(reader)
            }
        }
        $(impl $crate::codegen::Empty for $type {
            #[inline]
            fn empty() -> Self {
                $empty
            }
        })?
    };
}
