//! The codes that are not lint rules: reading (D), paging that was found (P), and the client that is made (C).
//!
//! Codes are stable: one is never given a second meaning.

use super::Code;

/// The file is neither JSON nor YAML.
pub const SYNTAX: Code = Code("D001");
/// The file is not an OpenAPI document.
pub const NOT_OPENAPI: Code = Code("D002");
/// The version of OpenAPI is not supported.
pub const UNSUPPORTED_VERSION: Code = Code("D003");
/// A field has a value of the wrong kind, or a required one is missing.
pub const MALFORMED: Code = Code("D004");
/// Something is valid, but cannot be carried into the client yet.
pub const UNSUPPORTED: Code = Code("D005");
/// The configuration file is wrong.
pub const CONFIG: Code = Code("D010");
/// A `$ref` that leads nowhere.
pub const UNRESOLVED_REF: Code = Code("X001");
/// Two operations with one operationId.
pub const DUPLICATE_OPERATION_ID: Code = Code("X002");
/// Path template and parameters disagree.
pub const PATH_PARAMS: Code = Code("X003");
/// Two paths that match the same URLs.
pub const AMBIGUOUS_PATH: Code = Code("X004");
/// An object has a duplicate key.
pub const DUPLICATE_KEY: Code = Code("X007");
/// The document breaks the grammar of the standard: an unknown, missing, wrong or exclusive field.
pub const DOCUMENT_VALID: Code = Code("X011");
/// A path template is malformed.
pub const PATH_FORM: Code = Code("X014");
/// A server's URL and its variables disagree.
pub const SERVER_VALID: Code = Code("X015");
/// A security requirement names a scheme that is not defined.
pub const SECURITY_DEFINED: Code = Code("S005");
/// An operation was found to be paged, though nothing declares it.
pub const PAGING_FOUND: Code = Code("P001");
/// Two names become one Rust identifier.
pub const NAME_COLLISION: Code = Code("C001");
/// A schema is carried as raw JSON.
pub const RAW_JSON: Code = Code("C002");
/// The generator itself is wrong; the message asks for a report.
pub const BUG: Code = Code("B001");
