//! XML bodies.
//!
//! Takes a value as serde's JSON and a table that describes its type in XML (OpenAPI 3.0 "XML
//! Object"); returns XML text. It also does the reverse. It must not know the types: generated code
//! has serde's traits for JSON names only, and one small table for each type that is sent as XML.
//!
//! A response is untrusted. A document type definition is an error, so entities are never expanded.
//! Depth and number of elements are limited, and the size is limited like that of any body.

mod element;
mod encoding;
mod read;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod write;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::table::{Xml, XmlElement, XmlField, XmlName};
use crate::call::{Call, parameter_value};
use crate::check::RequestPart;
use crate::decode::{DecodeError, RawResponse};
use crate::json;
use crate::media_type::MediaType;

/// The namespace of `nil` (XML Schema Part 1 § 2.6.2).
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The maximum depth of elements. The JSON reader accepts 128 levels.
const MAX_DEPTH: usize = 100;

/// Decodes an XML body.
///
/// # Errors
///
/// Fails if the body is empty, is not XML, has another root element, or does not match `T`. The
/// error names the location.
pub fn xml<T: DeserializeOwned>(
    response: &RawResponse,
    element: &XmlElement,
) -> Result<T, DecodeError> {
    let text = json_of(response, element)?;
    json::from_response(text.as_bytes()).map_err(|cause| DecodeError::of_xml(&text, &cause))
}

/// Decodes the body of a failure. Returns `None` if it does not match.
pub fn error_xml<E: DeserializeOwned>(response: &RawResponse, element: &XmlElement) -> Option<E> {
    json::from_response(json_of(response, element).ok()?.as_bytes()).ok()
}

/// Converts an XML body to JSON with the names that serde knows.
///
/// # Errors
///
/// Those of [`xml`] that do not depend on the type.
pub fn json_of(response: &RawResponse, element: &XmlElement) -> Result<String, DecodeError> {
    if response.is_empty() {
        return Err(DecodeError::new("the body is empty where XML was expected"));
    }
    let text = encoding::text(response.body(), response.content_type())?;
    let tree = tree::parse(&text).map_err(|error| {
        let is_xml = response.media_type().is_some_and(MediaType::is_xml);
        let declared = response.media_type().map_or("nothing", MediaType::essence);
        if is_xml { error } else { error.explained(&not_xml(declared)) }
    })?;
    let root = tree.root().ok_or_else(|| DecodeError::new("the body has no root element"))?;
    read::json(root, element)
}

fn not_xml(declared: &str) -> String {
    format!("the body is not XML, and its content type is {declared:?}")
}

impl Call {
    /// Sets an XML body.
    pub fn xml<T: Serialize + ?Sized>(
        &mut self,
        content_type: &'static str,
        body: &T,
        element: &XmlElement,
    ) {
        let body = self.check_parameter(RequestPart::Body(content_type), parameter_value(body));
        self.set_xml(content_type, body, element);
    }

    fn set_xml(
        &mut self,
        content_type: &'static str,
        body: Result<serde_json::Value, json::WriteError>,
        element: &XmlElement,
    ) {
        let text = body.map_err(|cause| cause.to_string());
        match text.and_then(|body| write::document(&body, element)) {
            Ok(text) => self.bytes(content_type, text.into()),
            Err(cause) => self.fail(format!("cannot serialize the body as XML: {cause}")),
        }
    }
}
