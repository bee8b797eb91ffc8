//! Decodes the bytes of a response.
//!
//! Takes a [`RawResponse`]; returns a value or a [`DecodeError`] with its location. It must not
//! know the transport. Only one call is generic over the value; the rest is compiled once.

mod decoding;
mod error;
mod find;
mod pointer;
mod raw;

use std::borrow::Cow;
use std::convert::Infallible;

use bytes::Bytes;

pub(crate) use self::decoding::{
    Decoding, ItemDecoding, Job, Received, decode_failure, decode_here, job,
};
pub use self::error::DecodeError;
pub(crate) use self::error::explain;
pub(crate) use self::find::{PathValue, find, whole};
pub use self::raw::RawResponse;
use crate::charset;

/// The decoders of an operation: one for successes, one for typed error bodies.
pub struct Decode<T, E = Infallible> {
    /// Decodes a success.
    pub ok: fn(&RawResponse) -> Result<T, DecodeError>,
    /// Decodes the body of a failure, if the document declares it.
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

/// Returns the body as text, in the charset of its content type. The default is UTF-8.
///
/// # Errors
///
/// Fails if the charset is unsupported, or the body is invalid in it.
pub fn text(response: &RawResponse) -> Result<String, DecodeError> {
    let charset = response.media_type().and_then(|it| it.parameter("charset"));
    charset::decode(response.body(), charset).map(Cow::into_owned)
}

/// Returns the body unchanged.
///
/// # Errors
///
/// Never fails; the signature is that of a decoder.
pub fn raw_bytes(response: &RawResponse) -> Result<Bytes, DecodeError> {
    Ok(response.body().clone())
}

/// Ignores the body, for responses that the document declares without one.
///
/// # Errors
///
/// Never fails; the signature is that of a decoder.
pub fn empty(_response: &RawResponse) -> Result<(), DecodeError> {
    Ok(())
}

/// The error decoder of operations that declare no error body.
pub fn no_error(_response: &RawResponse) -> Option<std::convert::Infallible> {
    None
}

/// Creates the error for a 2xx status that the document does not declare and that has no decoder.
pub fn undeclared_status(response: &RawResponse) -> DecodeError {
    DecodeError::new(format!("the document does not declare status {}", response.status()))
}
