//! The macros whose tables describe methods that set a field, and conversions into unions.
//!
//! Takes a line for each method; returns the method. Generated code calls them as
//! `codegen::setters!` and `codegen::conversions!`. No macro calls another one here, because each
//! call costs the compiler as much as a method.

use std::collections::BTreeMap;

use crate::maybe::Maybe;

/// Implements methods that take a value and set a field to it.
///
/// `with_note(impl Into<String>) => note` sets `note`. The field may be an `Option` or a [`Maybe`]
/// of the value, and may hold it in a box.
#[doc(hidden)]
#[macro_export]
macro_rules! __setters {
    ($type:ident { $($(#[$attribute:meta])* $method:ident($takes:ty) => $field:ident,)* }) => {
        impl $type {
            $($(#[$attribute])*
            /// Sets the field of this name.
            #[must_use]
            #[inline]
            pub fn $method(mut self, $field: $takes) -> Self {
                self.$field = $crate::codegen::Field::holding($field);
                self
            })*
        }
    };
}

/// Implements `From` of each variant's type, which the variant may hold in a box.
#[doc(hidden)]
#[macro_export]
macro_rules! __conversions {
    ($type:ident { $($from:ty => $variant:ident,)* }) => {
        $(impl ::std::convert::From<$from> for $type {
            #[inline]
            fn from(value: $from) -> Self {
                Self::$variant(::std::convert::Into::into(value))
            }
        })*
    };
}

/// A field that may be absent, or holds all undeclared properties.
pub trait Field {
    /// What a setter sets.
    type Value;

    /// The field with a value.
    fn holding(value: impl Into<Self::Value>) -> Self;
}

impl<T> Field for Option<T> {
    type Value = T;

    #[inline]
    fn holding(value: impl Into<T>) -> Self {
        Some(value.into())
    }
}

impl<T> Field for Maybe<T> {
    type Value = T;

    #[inline]
    fn holding(value: impl Into<T>) -> Self {
        Self::Value(value.into())
    }
}

impl<T> Field for BTreeMap<String, T> {
    type Value = Self;

    #[inline]
    fn holding(value: impl Into<Self>) -> Self {
        value.into()
    }
}
