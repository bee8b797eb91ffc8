//! `UnknownValue`: a value of an enum that the document does not list.
//!
//! It must not know the rest of the runtime.

use std::fmt;

/// A value that an enum of the document does not list.
///
/// Only an enum creates it, from a string that is none of its values, so it is never equal to a
/// known one. It is opaque: code that matched on its text would change its meaning when a later
/// version of the document lists the value.
///
/// ```
/// fn report(value: &renkei_runtime::UnknownValue) {
///     println!("a status from the future: {value}");
/// }
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// Returns the value on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Creates an unknown value, for enums that do not list it.
#[must_use]
pub fn unknown_value(text: String) -> UnknownValue {
    UnknownValue(text.into_boxed_str())
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(unreachable_pub, reason = "what a table implements is public")]

    use crate::codegen;

    #[derive(Clone, Debug, PartialEq)]
    enum Status {
        Open,
        Closed,
        Unknown(crate::UnknownValue),
    }

    codegen::string_enum!(Status {
        "open" => Open,
        "closed" => Closed,
        _ => Unknown,
    });

    #[test]
    fn an_enum_of_strings_converts_to_and_from_text() {
        assert_eq!(Status::KNOWN, [Status::Open, Status::Closed]);
        for text in ["open", "closed", "lost"] {
            let status: Status = text.parse().unwrap();
            assert_eq!((status.as_str(), status.as_ref()), (text, text));
            assert_eq!((status.to_string(), String::from(status)), (text.into(), text.into()));
        }
        assert!(matches!(Status::from("open"), Status::Open));
        let Status::Unknown(lost) = Status::from("lost") else { panic!("it is not listed") };
        assert_eq!((lost.as_str(), format!("{lost} {lost:?}")), ("lost", "lost \"lost\"".into()));
    }
}
