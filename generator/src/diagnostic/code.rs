//! Every code that a diagnostic can have but those of lint rules, sorted: the generator itself (B), the client's code (C),
//! reading and configuration (D), suppressions of findings (I), and what the standard forbids (S, X). A lint rule declares its code itself.
//!
//! A code is stable: it is never reused with another meaning. Adding one is one entry here.

use super::Code;

macro_rules! codes {
    ($($(#[$about:meta])+ $name:ident = $code:literal;)+) => {
        $($(#[$about])+ pub const $name: Code = Code($code);)+

        #[cfg(test)]
        pub(crate) const ALL: &[Code] = &[$($name),+];
    };
}

codes! {
    /// The generator has a bug; the message asks for a report.
    BUG = "B001";
    /// Two names become the same Rust identifier.
    NAME_COLLISION = "C001";
    /// A schema is represented as raw JSON.
    RAW_JSON = "C002";
    /// The file is neither JSON nor YAML.
    SYNTAX = "D001";
    /// The file is not an OpenAPI document.
    NOT_OPENAPI = "D002";
    /// The version of OpenAPI is not supported.
    UNSUPPORTED_VERSION = "D003";
    /// A value that the standard allows and a client cannot use: of an extension, or of keywords that contradict each other.
    MALFORMED = "D004";
    /// The document is valid, but the client does not support this part of it yet.
    UNSUPPORTED = "D005";
    /// The configuration file is invalid.
    CONFIG = "D010";
    /// An overlay is invalid, or one of its actions cannot be applied.
    OVERLAY = "D011";
    /// An action of an overlay selects nothing.
    OVERLAY_UNUSED = "D012";
    /// An operation is paged although the document does not declare it.
    PAGING_FOUND = "D020";
    /// A suppression suppresses nothing.
    IGNORE_USED = "I001";
    /// A suppression is not complete.
    IGNORE_VALID = "I002";
    /// A suppression has ended.
    IGNORE_EXPIRED = "I003";
    /// A security requirement names an undefined scheme.
    SECURITY_DEFINED = "S005";
    /// A `$ref` cannot be resolved.
    UNRESOLVED_REF = "X001";
    /// Two operations have the same `operationId`.
    DUPLICATE_OPERATION_ID = "X002";
    /// The path template and the path parameters disagree.
    PATH_PARAMS = "X003";
    /// Two paths match the same URLs.
    AMBIGUOUS_PATH = "X004";
    /// An `enum` has a repeated value, one of another type, or none.
    ENUM_VALUES = "X005";
    /// An example or a default does not fit its schema.
    EXAMPLE_VALID = "X006";
    /// An object has a duplicate key.
    DUPLICATE_KEY = "X007";
    /// The tag of an operation is not defined, or a tag is defined twice.
    TAG_DEFINED = "X008";
    /// A component is not used.
    COMPONENT_USED = "X009";
    /// A required property is not defined.
    REQUIRED_DEFINED = "X010";
    /// The document violates the grammar of its version: an unknown, missing, wrong or exclusive field.
    DOCUMENT_VALID = "X011";
    /// Members next to a `$ref` have no effect.
    REF_SIBLINGS = "X012";
    /// A keyword of a schema does not fit the type or another keyword.
    KEYWORDS = "X013";
    /// A path template is malformed.
    PATH_FORM = "X014";
    /// A server's URL and its variables disagree.
    SERVER_VALID = "X015";
    /// The property of a discriminator is not defined or not required, or its mapping names a schema outside of the union.
    DISCRIMINATOR = "X016";
}

#[cfg(test)]
impl Code {
    /// Whether the code is a letter and three digits.
    pub(crate) fn is_well_formed(self) -> bool {
        matches!(self.0.as_bytes(), [letter, digits @ ..]
            if letter.is_ascii_uppercase() && digits.len() == 3 && digits.iter().all(u8::is_ascii_digit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_sorted() {
        assert!(ALL.is_sorted_by(|left, right| left < right));
    }

    #[test]
    fn a_code_is_a_letter_and_three_digits() {
        assert!(ALL.iter().all(|it| it.is_well_formed()), "{ALL:?}");
    }
}
