//! Every code that a diagnostic can have, sorted: the generator itself (B), the client's code (C), reading and
//! configuration (D), and the lint rules (G, N, R, S, V, X).
//!
//! A code is stable: it is never reused with another meaning. Adding one is one entry here.

use super::Code;

macro_rules! codes {
    ($($(#[$about:meta])+ $name:ident = $code:literal;)+) => {
        $($(#[$about])+ pub const $name: Code = Code($code);)+

        #[cfg(test)]
        const ALL: &[Code] = &[$($name),+];
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
    /// Lint rule `idempotency-key`.
    IDEMPOTENCY_KEY = "G001";
    /// Lint rule `path-lowercase`.
    PATH_LOWERCASE = "N001";
    /// Lint rule `path-kebab-case`.
    PATH_KEBAB_CASE = "N002";
    /// Lint rule `path-no-crud-verb`.
    PATH_NO_CRUD_VERB = "N003";
    /// Lint rule `path-plural-collection`.
    PATH_PLURAL_COLLECTION = "N005";
    /// Lint rule `json-camel-case`.
    JSON_CAMEL_CASE = "N030";
    /// Lint rule `date-time-format`.
    DATE_TIME_FORMAT = "R006";
    /// Lint rule `auth-declared`.
    AUTH_DECLARED = "S001";
    /// A security requirement names an undefined scheme.
    SECURITY_DEFINED = "S005";
    /// Lint rule `version-in-url`.
    VERSION_IN_URL = "V001";
    /// A `$ref` cannot be resolved.
    UNRESOLVED_REF = "X001";
    /// Two operations have the same `operationId`.
    DUPLICATE_OPERATION_ID = "X002";
    /// The path template and the path parameters disagree.
    PATH_PARAMS = "X003";
    /// Two paths match the same URLs.
    AMBIGUOUS_PATH = "X004";
    /// An object has a duplicate key.
    DUPLICATE_KEY = "X007";
    /// The document violates the grammar of its version: an unknown, missing, wrong or exclusive field.
    DOCUMENT_VALID = "X011";
    /// A path template is malformed.
    PATH_FORM = "X014";
    /// A server's URL and its variables disagree.
    SERVER_VALID = "X015";
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
        for code in ALL {
            let (letter, digits) = code.0.split_at(1);
            assert!(letter.chars().all(|it| it.is_ascii_uppercase()), "{code}");
            assert!(digits.len() == 3 && digits.chars().all(|it| it.is_ascii_digit()), "{code}");
        }
    }
}
