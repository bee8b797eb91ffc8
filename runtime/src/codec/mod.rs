//! The codecs of formats whose bodies are one value of serde's data model.
//!
//! Each file has a method of [`Call`](crate::call::Call) that encodes a request, and functions that
//! decode a response and the body of an error. The generator's table of formats names them.

mod json;

pub use self::json::{error_json, json, json_or_empty};
