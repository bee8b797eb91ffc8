//! Domain errors: successes whose body reports a failure.
//!
//! Takes a 2xx response and the envelope of its operation; returns the response, or the error that
//! it represents. It must not know the rest of the body.

use http::StatusCode;

use super::retry_after;
use crate::call::Envelope;
use crate::decode::{PathValue, RawResponse, find, whole};
use crate::error::{Error, ErrorKind};
use crate::media_type::MediaType;

/// Returns the response, unless its body reports a failure.
pub(super) fn check_envelope(
    envelope: Option<&Envelope>,
    response: RawResponse,
) -> Result<RawResponse, Error> {
    match envelope.and_then(|it| failure(it, &response)) {
        None => Ok(response),
        Some(code) => Err(failed(envelope, response, code)),
    }
}

/// Whether a response is JSON although a stream of another media type was requested, so that it may
/// be a failure. A sequence of JSON values is a stream.
pub(super) fn may_replace_stream(accept: &str, head: &RawResponse) -> bool {
    head.media_type().is_some_and(|it| {
        it.is_json() && !MediaType::parse_list(accept).any(|accepted| accepted.same_essence(it))
    })
}

/// Returns the code in the body, if it is not a success.
fn failure(envelope: &Envelope, response: &RawResponse) -> Option<String> {
    if !may_be_json(response) {
        return None;
    }
    let (code, is_number) = match find(response.json_text(), envelope.status, &[]) {
        PathValue::Number(digits) => (whole(&digits).into_owned(), true),
        PathValue::String(text) => (text, false),
        PathValue::Bool(flag) => (flag.to_string(), false),
        PathValue::Missing | PathValue::Object | PathValue::List { .. } => return None,
    };
    let success = match (envelope.success, named(&code)) {
        ([], Some(status)) => status.is_success(),
        // A text that is not an HTTP status, such as `pending`, does not describe the request.
        ([], None) => !is_number,
        (values, _) => values.contains(&code.as_str()),
    };
    (!success).then_some(code)
}

/// Whether a response may be JSON. Many servers send JSON as text, or without a content type.
fn may_be_json(response: &RawResponse) -> bool {
    response.media_type().is_none_or(|it| it.is_json() || it.is_text())
}

/// Returns the HTTP status of three digits, whether a number or a string.
fn named(code: &str) -> Option<StatusCode> {
    let status: u16 = code.parse().ok().filter(|_| code.len() == 3)?;
    StatusCode::from_u16(status).ok().filter(|_| status < 600)
}

fn failed(envelope: Option<&Envelope>, response: RawResponse, code: String) -> Error {
    let message = envelope.filter(|it| !it.message.is_empty()).and_then(|it| {
        match find(response.json_text(), it.message, &[]) {
            PathValue::String(text) | PathValue::Number(text) => Some(text),
            _ => None,
        }
    });
    let status = named(&code);
    let wait = retry_after::read(response.headers());
    let throttled = status.is_some_and(|status| retry_after::is_throttled(status, wait));
    let body = response.body().clone();
    // The document declares typed bodies by status, and the status in the body selects among them.
    let response = match status {
        Some(status) => response.with_status(status),
        None => response,
    };
    Error::new(ErrorKind::Domain { status, code, message, throttled, body })
        .with_retry_after(wait)
        .with_response(response)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::HeaderMap;

    use super::*;

    const HOUSE: Envelope = Envelope { status: &["status"], message: &["message"], success: &[] };
    const CODED: Envelope = Envelope { success: &["0", "ok"], ..HOUSE };
    const NESTED: Envelope = Envelope { status: &["meta", "code"], message: &[], success: &[] };

    fn said(envelope: &Envelope, media_type: &str, body: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        if !media_type.is_empty() {
            headers.insert("content-type", media_type.parse().unwrap());
        }
        failure(envelope, &RawResponse::new(StatusCode::OK, headers, Bytes::from(body)))
    }

    #[test]
    fn bodies_that_report_a_failure() {
        for (envelope, body, expected) in [
            (&HOUSE, r#"{"users":[],"status":404,"message":"not found"}"#, Some("404")),
            (&HOUSE, r#"{"status":"404"}"#, Some("404")),
            (&HOUSE, r#"{"status":404.0}"#, Some("404")),
            (&HOUSE, "\u{feff}{\"status\":503}", Some("503")),
            (&HOUSE, r#"{"status":301}"#, Some("301")),
            (&HOUSE, r#"{"status":0}"#, Some("0")),
            (&HOUSE, r#"{"status":40401}"#, Some("40401")),
            (&HOUSE, r#"{"status":200}"#, None),
            (&HOUSE, r#"{"status":"201"}"#, None),
            (&HOUSE, r#"{"status":"pending"}"#, None),
            (&HOUSE, r#"{"status":"0404"}"#, None),
            (&HOUSE, r#"{"status":true}"#, None),
            (&HOUSE, r#"{"status":null}"#, None),
            (&HOUSE, r#"{"status":{"code":404}}"#, None),
            (&HOUSE, r#"{"data":{"status":404}}"#, None),
            (&HOUSE, r#"[{"status":404}]"#, None),
            (&HOUSE, r#"{"status":404"#, None),
            (&HOUSE, "", None),
            (&CODED, r#"{"status":0}"#, None),
            (&CODED, r#"{"status":"ok"}"#, None),
            (&CODED, r#"{"status":200}"#, Some("200")),
            (&CODED, r#"{"status":"no"}"#, Some("no")),
            (&CODED, r#"{"status":false}"#, Some("false")),
            (&CODED, r#"{}"#, None),
            (&NESTED, r#"{"meta":{"code":429}}"#, Some("429")),
            (&NESTED, r#"{"code":429}"#, None),
        ] {
            assert_eq!(said(envelope, "application/json", body).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn only_possible_json_is_searched() {
        for (media_type, looked_at) in [
            ("", true),
            ("application/json; charset=utf-8", true),
            ("Application/Problem+JSON", true),
            ("text/plain", true),
            ("application/octet-stream", false),
            ("image/png", false),
        ] {
            let found = said(&HOUSE, media_type, r#"{"status":404}"#).is_some();
            assert_eq!(found, looked_at, "{media_type}");
        }
    }

    #[test]
    fn only_unrequested_json_may_replace_a_stream() {
        for (accept, media_type, expected) in [
            ("application/octet-stream", "application/json; charset=utf-8", true),
            ("application/jsonl, text/plain", "Application/Problem+JSON", true),
            ("*/*", "application/json", true),
            ("image/png, Application/JSON;v=1", "application/json", false),
            ("application/jsonl", "application/stream+json", false),
            ("application/jsonl", "application/json-seq", false),
            ("image/png", "text/plain", false),
            ("image/png", "", false),
        ] {
            let mut headers = HeaderMap::new();
            if !media_type.is_empty() {
                headers.insert("content-type", media_type.parse().unwrap());
            }
            let head = RawResponse::new(StatusCode::OK, headers, Bytes::new());
            assert_eq!(may_replace_stream(accept, &head), expected, "{accept} {media_type}");
        }
    }

    #[test]
    fn a_domain_error_keeps_the_body_and_hides_it() {
        let body = r#"{"status":404,"message":"no user tanaka"}"#;
        let response = RawResponse::new(StatusCode::OK, HeaderMap::new(), Bytes::from(body));
        let error = check_envelope(Some(&HOUSE), response).unwrap_err();
        let ErrorKind::Domain { status, code, message, throttled, .. } = error.kind() else {
            panic!("{error}")
        };
        assert_eq!((*status, code.as_str()), (Some(StatusCode::NOT_FOUND), "404"));
        assert_eq!((message.as_deref(), *throttled), (Some("no user tanaka"), false));
        assert_eq!(error.to_string(), "the response body reports status 404 Not Found");
        assert!(!format!("{error:?}").contains("tanaka"));
    }
}
