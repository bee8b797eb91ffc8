//! From the bytes of an answer to a value.
//!
//! Takes a [`RawResponse`], gives a value or a [`DecodeError`] with its place. It must not know how
//! the bytes came. The part that is generic over the value is one call of serde_json; the rest is
//! compiled once.

mod error;
mod find;
mod pointer;
mod raw;

use std::convert::Infallible;

use bytes::Bytes;
use serde::de::DeserializeOwned;

pub use self::error::DecodeError;
pub(crate) use self::error::explain;
pub(crate) use self::find::{PathValue, find};
pub use self::raw::RawResponse;

/// How an operation's answers are decoded: one function for successes, one for typed error bodies.
pub struct Decode<T, E = Infallible> {
    /// Decodes a success.
    pub ok: fn(&RawResponse) -> Result<T, DecodeError>,
    /// Decodes the body of a failure, where it is one that the document declares.
    pub err: fn(&RawResponse) -> Option<E>,
}

impl<T, E> Clone for Decode<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, E> Copy for Decode<T, E> {}

impl<T, E> std::fmt::Debug for Decode<T, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Decode")
    }
}

/// Decodes a JSON body.
///
/// # Errors
///
/// When the body is empty, is not JSON, or does not fit `T`; the error names the place in the body.
pub fn json<T: DeserializeOwned>(response: &RawResponse) -> Result<T, DecodeError> {
    crate::json::from_slice(response.json_text()).map_err(|cause| error::explain(response, &cause))
}

/// Decodes a JSON body that may be missing: 204, 205 or no bytes give `None`.
///
/// # Errors
///
/// As [`json`], where there is a body.
pub fn json_or_empty<T: DeserializeOwned>(
    response: &RawResponse,
) -> Result<Option<T>, DecodeError> {
    if response.is_empty() { Ok(None) } else { json(response).map(Some) }
}

/// Gives the body as text.
///
/// # Errors
///
/// When it is not UTF-8.
pub fn text(response: &RawResponse) -> Result<String, DecodeError> {
    match std::str::from_utf8(response.body()) {
        Ok(text) => Ok(text.to_owned()),
        Err(cause) => Err(error::not_utf8(cause.valid_up_to())),
    }
}

/// Gives the body as it is.
///
/// # Errors
///
/// Never; it has this form to serve as a decoder.
pub fn raw_bytes(response: &RawResponse) -> Result<Bytes, DecodeError> {
    Ok(response.body().clone())
}

/// Accepts any body and drops it: for answers that the document declares to have none.
///
/// # Errors
///
/// Never; it has this form to serve as a decoder.
pub fn empty(_response: &RawResponse) -> Result<(), DecodeError> {
    Ok(())
}

/// Decodes the body of a failure; `None` where it does not fit.
pub fn error_json<E: DeserializeOwned>(response: &RawResponse) -> Option<E> {
    crate::json::from_slice(response.json_text()).ok()
}

/// For operations that declare no error body.
pub fn no_error(_response: &RawResponse) -> Option<std::convert::Infallible> {
    None
}

/// For a status in the 200s that the document does not declare and that has no decoder.
pub fn undeclared_status(response: &RawResponse) -> DecodeError {
    DecodeError::new(format!("the document does not declare status {}", response.status()))
}
