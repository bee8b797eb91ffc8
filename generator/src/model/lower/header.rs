//! Headers of responses, from the facts that `normalise` recorded.

use crate::model::{Docs, Header, HeaderValue, WireName};
use crate::normalise::{HeaderFacts, HeaderType};

pub(super) fn header(facts: &HeaderFacts) -> Header {
    Header {
        name: WireName(facts.name.clone()),
        value: value(facts.value),
        list: facts.is_list,
        docs: Docs {
            description: facts.description.clone(),
            deprecated: facts.deprecated,
            ..Docs::default()
        },
    }
}

fn value(ty: HeaderType) -> HeaderValue {
    match ty {
        HeaderType::Text => HeaderValue::Text,
        HeaderType::Boolean => HeaderValue::Boolean,
        HeaderType::Integer => HeaderValue::Integer,
        HeaderType::Number => HeaderValue::Number,
        HeaderType::DateTime => HeaderValue::DateTime,
        HeaderType::Json => HeaderValue::Json,
    }
}
