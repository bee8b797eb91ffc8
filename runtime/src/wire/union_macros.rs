//! The macros whose tables describe generated unions.
//!
//! Takes the name of a type and its variants; returns implementations of serde's traits. Generated code calls them as
//! `codegen::first_of!` and so on.

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
    ($type:ident $tries:ident [$($unknown:ident)?] $choose:block) => {
        impl<'de> $crate::codegen::Deserialize<'de> for $type {
            fn deserialize<D: $crate::codegen::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::codegen::read_union(deserializer)
            }
        }
        $crate::__by_serde!($type $(= Self::$unknown(::std::default::Default::default()))?);
        impl $crate::codegen::Union for $type {
            const NAME: &'static str = concat!("\0", module_path!(), "::", stringify!($type));

            $(#[inline]
            fn placeholder() -> ::std::option::Option<Self> {
                ::std::option::Option::Some(Self::$unknown(::std::default::Default::default()))
            })?

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
        $crate::__union!($type tries [$unknown] {
            $crate::__choose!(tries [] .. [$($variant)*] $unknown)
        });
    };
    ($type:ident { $($variant:ident),* $(,)? }) => {
        $crate::__one_of!($type { $($variant,)* });
        $crate::__union!($type tries [] { $crate::__choose!(tries [] .. [$($variant)*]) });
    };
}

/// Implements serde's traits for an enum of types: the variant that skips the least of the value,
/// or else the first match after `..`.
#[doc(hidden)]
#[macro_export]
macro_rules! __best_of {
    ($type:ident { $($variant:ident,)* .. $($later:ident,)* $(_ => $unknown:ident $(,)?)? }) => {
        $crate::__one_of!($type { $($variant,)* $($later,)* $($unknown)? });
        $crate::__union!($type tries [$($unknown)?] {
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
        $crate::__union!($type tries [$($unknown)?] {
            $crate::__choose!(tries [$($variant)*] is_whole [$($later)*] $($unknown)?)
        });
    };
}

/// Implements a method for each variant that returns a value as the type of the variant. A value may
/// match several of them.
#[doc(hidden)]
#[macro_export]
macro_rules! __views {
    ($type:ident { $($method:ident($view:ty) => $variant:ident,)* }) => {
        impl $type {
            $(
                /// Returns the value as this type, if it matches, also if it matches others too.
                #[must_use]
                #[inline]
                pub fn $method(&self) -> ::std::option::Option<$view> {
                    match self {
                        Self::$variant(value) => {
                            ::std::option::Option::Some(::std::clone::Clone::clone(&**value))
                        }
                        other => $crate::codegen::view(other),
                    }
                }
            )*
        }
    };
}

/// Chooses the best of some variants, or else the first of others, or else the one that keeps any
/// value.
#[doc(hidden)]
#[macro_export]
macro_rules! __choose {
    ($tries:ident [$($variant:ident)*] $whole:tt [$($later:ident)*] $($unknown:ident)?) => {{
        let mut best = ::std::option::Option::None;
        $crate::__before!($tries $whole);
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

/// Announces what is compared.
#[doc(hidden)]
#[macro_export]
macro_rules! __before {
    ($tries:ident is_whole) => {
        $tries.compare_skipped();
    };
    ($tries:ident ..) => {};
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
        $crate::__tagged_union!($type tries [$($other)+] {
            match tries.$tag($property).as_deref() {
                $(::std::option::Option::Some($($value)|+) => {
                    $crate::__named!(tries $variant $($next)*)
                })*
                _ => $crate::__untagged!(tries $($other)+),
            }
        });
    };
}

/// A union whose last variant keeps any value.
#[doc(hidden)]
#[macro_export]
macro_rules! __tagged_union {
    ($type:ident $tries:ident [$unknown:ident] $choose:block) => {
        $crate::__union!($type $tries [$unknown] $choose);
    };
    ($type:ident $tries:ident [$default:ident $unknown:ident] $choose:block) => {
        $crate::__union!($type $tries [$unknown] $choose);
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
        $tries.only(Self::$variant)
    };
    ($tries:ident $($variant:ident)*) => {{
        let mut best = ::std::option::Option::None;
        $($tries.better(&mut best, Self::$variant);)*
        best.map(|(best, _)| best).ok_or_else($crate::codegen::no_variant::<Self, _>)
    }};
}
