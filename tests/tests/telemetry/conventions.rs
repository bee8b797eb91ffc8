//! The semantic conventions of OpenTelemetry for HTTP clients, version 1.45.0, written from the standard:
//! <https://github.com/open-telemetry/semantic-conventions/blob/v1.45.0/docs/http/http-spans.md#http-client-span> and
//! <https://github.com/open-telemetry/semantic-conventions/blob/v1.45.0/docs/http/http-metrics.md#metric-httpclientrequestduration>.

use std::collections::BTreeMap;

/// What a value of an attribute is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Str,
    Int,
    Strings,
}

/// When an attribute is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Required,
    /// Conditionally required: if the request has ended with an error.
    IfFailed,
    /// Conditionally required: if a response was received.
    IfResponse,
    /// Recommended: if and only if the request was sent again.
    IfResent,
    /// Conditionally required: if it is available. The documents of clients have path templates.
    IfAvailable,
    /// Conditionally required in cases that do not occur in these tests: a method that the conventions do not know, and a protocol that is
    /// not HTTP.
    Never,
    Recommended,
    OptIn,
}

/// The name, the type and the requirement level of an attribute.
pub(crate) type Attribute = (&'static str, Type, Level);

pub(crate) const CLIENT_SPAN: [Attribute; 22] = [
    ("http.request.method", Type::Str, Level::Required),
    ("server.address", Type::Str, Level::Required),
    ("server.port", Type::Int, Level::Required),
    ("url.full", Type::Str, Level::Required),
    ("error.type", Type::Str, Level::IfFailed),
    ("http.request.method_original", Type::Str, Level::Never),
    ("http.response.status_code", Type::Int, Level::IfResponse),
    ("network.protocol.name", Type::Str, Level::Never),
    ("http.request.resend_count", Type::Int, Level::IfResent),
    ("network.peer.address", Type::Str, Level::Recommended),
    ("network.peer.port", Type::Int, Level::Recommended),
    ("network.protocol.version", Type::Str, Level::Recommended),
    ("http.request.body.size", Type::Int, Level::OptIn),
    ("http.request.size", Type::Int, Level::OptIn),
    ("http.response.body.size", Type::Int, Level::OptIn),
    ("http.response.size", Type::Int, Level::OptIn),
    ("network.transport", Type::Str, Level::OptIn),
    ("url.scheme", Type::Str, Level::OptIn),
    ("url.template", Type::Str, Level::OptIn),
    ("user_agent.original", Type::Str, Level::OptIn),
    ("user_agent.synthetic.type", Type::Str, Level::OptIn),
    ("http.request.header", Type::Strings, Level::OptIn),
];

/// The attributes of `http.client.request.duration`.
pub(crate) const REQUEST_DURATION: [Attribute; 9] = [
    ("http.request.method", Type::Str, Level::Required),
    ("server.address", Type::Str, Level::Required),
    ("server.port", Type::Int, Level::Required),
    ("error.type", Type::Str, Level::IfFailed),
    ("http.response.status_code", Type::Int, Level::IfResponse),
    ("network.protocol.name", Type::Str, Level::Never),
    ("url.template", Type::Str, Level::IfAvailable),
    ("network.protocol.version", Type::Str, Level::Recommended),
    ("url.scheme", Type::Str, Level::OptIn),
];

/// The buckets that the conventions advise for `http.client.request.duration`, in seconds.
pub(crate) const BOUNDS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// A request that has ended.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ended {
    pub(crate) has_failed: bool,
    pub(crate) has_response: bool,
    pub(crate) is_resent: bool,
}

/// The types and values of attributes, by name.
pub(crate) type Values = BTreeMap<String, (Type, String)>;

/// Compares the attributes of a request with a table of the conventions.
#[track_caller]
pub(crate) fn check(values: &Values, table: &[Attribute], ended: Ended) {
    for (name, (kind, value)) in values {
        let row = table.iter().find(|(it, ..)| it == name);
        let row =
            row.unwrap_or_else(|| panic!("the conventions have no attribute {name}: {values:?}"));
        assert_eq!(*kind, row.1, "the type of {name}");
        assert!(!value.is_empty(), "{name} is empty");
    }
    for (name, _, level) in table {
        let is_expected = match level {
            Level::Required | Level::IfAvailable => Some(true),
            Level::IfFailed => Some(ended.has_failed),
            Level::IfResponse => Some(ended.has_response),
            Level::IfResent => Some(ended.is_resent),
            Level::Never => Some(false),
            Level::Recommended | Level::OptIn => None,
        };
        if let Some(is_expected) = is_expected {
            assert_eq!(values.contains_key(*name), is_expected, "{name} ({level:?}): {values:?}");
        }
    }
    // "error.type" is the status as text, if the status is the error.
    let status = values.get("http.response.status_code").map(|(_, it)| it);
    if let (true, Some(status)) = (ended.has_failed, status) {
        assert_eq!(&values["error.type"].1, status);
    }
}
