//! The static description of a look-up in generated code.

use crate::call::Operation;

/// The look-up of a write whose response is lost. Values of the write are runtime expressions (OpenAPI 3.1, "Runtime
/// Expressions"), such as `$request.body#/id`, or literals.
#[derive(Debug)]
pub struct Confirm {
    /// The operation that is sent.
    pub operation: &'static Operation,
    /// Its parameters, such as `path.id`, each with its value.
    pub parameters: &'static [(&'static str, &'static str)],
    /// The JSON Pointer to what only a write that took effect has: a value that is present and not empty.
    pub found: Option<&'static str>,
    /// JSON Pointers into the response, each with the value that it has if the write took effect.
    pub equals: &'static [(&'static str, &'static str)],
}
