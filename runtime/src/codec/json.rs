//! JSON (RFC 8259).

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::{Call, json_body};
use crate::decode::{DecodeError, RawResponse, explain};

impl Call {
    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(&mut self, content_type: &'static str, body: &T) {
        let written = self.check_body(content_type, json_body(body));
        self.set_json(content_type, written);
    }
}

/// Decodes a JSON body.
///
/// # Errors
///
/// Fails if the body is empty, is not JSON, or does not match `T`. The error names the location in
/// the body.
pub fn json<T: DeserializeOwned>(response: &RawResponse) -> Result<T, DecodeError> {
    crate::json::from_response(response.json_text()).map_err(|cause| explain(response, &cause))
}

/// Decodes an optional JSON body: `None` for 204, 205 and an empty body.
///
/// # Errors
///
/// Those of [`json`], if there is a body.
pub fn json_or_empty<T: DeserializeOwned>(
    response: &RawResponse,
) -> Result<Option<T>, DecodeError> {
    if response.is_empty() { Ok(None) } else { json(response).map(Some) }
}

/// Decodes the body of a failure. Returns `None` if it does not match.
pub fn error_json<E: DeserializeOwned>(response: &RawResponse) -> Option<E> {
    crate::json::from_response(response.json_text()).ok()
}
