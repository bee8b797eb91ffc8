//! `Notices`: the headers of a response that tell a client something about later requests, found in one pass.
//!
//! Takes the result of an attempt; returns the values of these headers as they were sent. It must not know what they mean.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};

use super::single_attempt::AttemptResponse;
use crate::error::Error;

/// Headers that are read for every response, though most responses have none but `content_type`. To look at each name once costs
/// less than to look up each of these.
#[derive(Clone, Copy, Default)]
pub(super) struct Notices<'a> {
    /// All headers.
    pub(super) headers: Option<&'a HeaderMap>,
    pub(super) content_type: Option<&'a HeaderValue>,
    pub(super) deprecation: Option<&'a HeaderValue>,
    pub(super) sunset: Option<&'a HeaderValue>,
    /// Whether a header is about a quota of requests.
    pub(super) has_quota: bool,
}

impl<'a> Notices<'a> {
    /// Reads the headers of the response to an attempt, if there was one.
    pub(super) fn of_result(result: Result<&'a AttemptResponse, &'a Error>) -> Self {
        match result {
            Ok(response) => Self::of(response.head.headers()),
            Err(error) => error.headers().map_or_else(Self::default, Self::of),
        }
    }

    pub(super) fn of(headers: &'a HeaderMap) -> Self {
        let mut notices = Self { headers: Some(headers), ..Self::default() };
        for (name, value) in headers {
            // A name that the library knows is a number, and is compared as such.
            if *name == CONTENT_TYPE {
                notices.content_type.get_or_insert(value);
                continue;
            }
            match name.as_str() {
                "deprecation" => _ = notices.deprecation.get_or_insert(value),
                "sunset" => _ = notices.sunset.get_or_insert(value),
                it if it.starts_with("ratelimit") || it.starts_with("x-rate") => {
                    notices.has_quota = true;
                }
                _ => {}
            }
        }
        notices
    }
}
