//! Shared by the rules about errors: which responses are errors, and the bodies whose properties are known.

use std::rc::Rc;

use super::super::api::{Api, Content, Merged, Response};
use crate::text::MediaType;

/// The members that the house's errors have.
pub(super) const MEMBERS: [&str; 2] = ["status", "message"];

/// Whether a response is an error, or may be one.
pub(super) fn is_error(response: &Response<'_>) -> bool {
    response.is_class('4') || response.is_class('5') || response.status.name == "default"
}

/// Whether the body can say that the request failed, in the house's members.
pub(super) fn has_status<'a>(api: &Api<'a, '_>, response: &Response<'a>) -> bool {
    let bodies = response.contents.iter().filter_map(|it| known_body(api, it));
    bodies.into_iter().any(|body| MEMBERS.iter().all(|it| body.property(it).is_some()))
}

/// The properties of a JSON object, if all of them are known. Problem details have members of their own (RFC 9457).
pub(super) fn known_body<'a>(api: &Api<'a, '_>, content: &Content<'a>) -> Option<Rc<Merged<'a>>> {
    let media_type = MediaType::parse(content.media_type);
    let is_json = media_type.is_json() || content.media_type.is_empty();
    let is_problem = content.media_type.contains("problem");
    let body = api.merged(content.schema.filter(|_| is_json && !is_problem)?);
    (!body.properties.is_empty() && !body.has_alternatives).then_some(body)
}
