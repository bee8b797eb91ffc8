//! Headers of responses, from the short form that `normalise` makes of them.

use super::keywords;
use crate::model::{Docs, Header, HeaderValue, WireName};
use crate::normalise::HEADERS;
use crate::source::Node;

pub(super) fn headers(response: Node<'_>) -> Vec<Header> {
    let entries = response.get(HEADERS).into_iter().flat_map(Node::members);
    let headers = entries.map(|entry| Header {
        name: WireName(entry.key.to_owned()),
        value: value(entry.value),
        list: keywords::flag(entry.value, "list"),
        docs: Docs {
            description: keywords::text(entry.value, "description"),
            deprecated: keywords::flag(entry.value, "deprecated"),
            ..Docs::default()
        },
    });
    headers.collect()
}

fn value(header: Node<'_>) -> HeaderValue {
    match header.get("type").and_then(Node::as_str) {
        Some("boolean") => HeaderValue::Boolean,
        Some("integer") => HeaderValue::Integer,
        Some("number") => HeaderValue::Number,
        Some("date-time") => HeaderValue::DateTime,
        Some("json") => HeaderValue::Json,
        _ => HeaderValue::Text,
    }
}
