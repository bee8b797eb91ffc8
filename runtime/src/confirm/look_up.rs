//! `LookUp`: asks the server whether a write took effect, until it knows.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until};

use super::Confirm;
use crate::attempt::later;
use crate::call::{Call, CallOptions};
use crate::decode::{PathValue, RawResponse, find, whole};
use crate::error::{Confirmation, Error, ErrorKind};
use crate::json;

/// When the look-ups begin, in fifths of the time for them. The server may still work on the write during the first ones.
const STARTS: [u32; 3] = [0, 1, 3];
const PARTS: u32 = 5;
/// How many look-ups must not find the write before it counts as not applied. The last one is among them.
const LEAST_NOT_FOUND: usize = 2;

/// The look-up of one write.
pub(crate) struct LookUp {
    pub(crate) call: Call,
    pub(crate) criteria: Criteria,
}

/// How the response of a look-up is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Criteria {
    /// Whether the write removes what is looked up.
    removes: bool,
    found: Option<Vec<String>>,
    equals: Vec<(Vec<String>, String)>,
}

/// What one look-up shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Finding {
    Applied,
    NotApplied,
    Unclear,
}

impl LookUp {
    /// Returns the look-up of a write; `None` if the request lacks a value that it needs.
    pub(crate) fn of(write: &Call, confirm: &'static Confirm) -> Option<Self> {
        let equals = confirm.equals.iter().map(|(path, value)| {
            let value = write.value(value)?;
            Some((tokens(path), value))
        });
        let criteria = Criteria {
            removes: write.operation().method == "DELETE",
            found: confirm.found.map(tokens),
            equals: equals.collect::<Option<_>>()?,
        };
        Some(Self { call: write.look_up(confirm)?, criteria })
    }

    /// Looks the write up, again after a while if it is not found, and returns what is confirmed.
    pub(super) async fn run(&self, within: Duration) -> Confirmation {
        let (began, ends_at) = (Instant::now(), later(within));
        let (mut not_found, mut last) = (0, Finding::Unclear);
        for start in STARTS {
            // A further look-up is load of its own, so the retry budget limits it in an outage.
            if start > 0 && !self.call.pay_reconnection() {
                return Confirmation::Inconclusive;
            }
            let wait = within.saturating_mul(start) / PARTS;
            sleep_until(began.checked_add(wait).unwrap_or(ends_at)).await;
            last = self.single_look_up(ends_at).await;
            match last {
                Finding::Applied => return Confirmation::Applied,
                Finding::NotApplied => not_found += 1,
                Finding::Unclear => {}
            }
        }
        match last {
            Finding::NotApplied if not_found >= LEAST_NOT_FOUND => Confirmation::NotApplied,
            _ => Confirmation::Inconclusive,
        }
    }

    async fn single_look_up(&self, ends_at: Instant) -> Finding {
        // A write goes to no canary, so its look-up does not either.
        let mut call = self.call.page_copy();
        let left = ends_at.saturating_duration_since(Instant::now());
        call.options(CallOptions::new().deadline(left));
        self.criteria.read(&call.run().await)
    }
}

impl Criteria {
    fn read(&self, result: &Result<RawResponse, Error>) -> Finding {
        match result {
            Ok(response) => self.success(response.json_text()),
            Err(error) if is_missing(error) => self.missing(),
            Err(_) => Finding::Unclear,
        }
    }

    /// Reads the body of a success.
    fn success(&self, body: &[u8]) -> Finding {
        let has_paths = self.found.is_some() || !self.equals.is_empty();
        if has_paths && json::text_at(body, &[]).is_none() {
            return Finding::Unclear;
        }
        if self.found.as_ref().is_some_and(|path| !is_present(&value_at(body, path))) {
            return self.missing();
        }
        // Another value proves nothing: the server may write it in another form, or another write may have followed.
        match self.equals.iter().all(|(path, value)| is_equal(&value_at(body, path), value)) {
            false => Finding::Unclear,
            true if self.removes && self.equals.is_empty() => Finding::NotApplied,
            true => Finding::Applied,
        }
    }

    fn missing(&self) -> Finding {
        if self.removes { Finding::Applied } else { Finding::NotApplied }
    }
}

/// Whether the server says that there is no such resource.
fn is_missing(error: &Error) -> bool {
    let is_response = matches!(error.kind(), ErrorKind::Status { .. } | ErrorKind::Domain { .. });
    is_response && matches!(error.status().map(|it| it.as_u16()), Some(404 | 410))
}

fn value_at(body: &[u8], path: &[String]) -> PathValue {
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    find(body, &path, &[])
}

fn is_present(value: &PathValue) -> bool {
    match value {
        PathValue::Missing | PathValue::Bool(false) => false,
        PathValue::String(text) => !text.is_empty(),
        PathValue::List { count, .. } => *count > 0,
        PathValue::Number(_) | PathValue::Bool(true) | PathValue::Object => true,
    }
}

fn is_equal(value: &PathValue, expected: &str) -> bool {
    match value {
        PathValue::String(text) => text == expected,
        PathValue::Number(digits) => whole(digits) == whole(expected),
        PathValue::Bool(flag) => expected == if *flag { "true" } else { "false" },
        PathValue::Missing | PathValue::Object | PathValue::List { .. } => false,
    }
}

/// Returns the unescaped tokens of a JSON Pointer (RFC 6901 § 4).
pub(crate) fn tokens(pointer: &str) -> Vec<String> {
    let tokens = pointer.split('/').skip(1);
    tokens.map(|it| it.replace("~1", "/").replace("~0", "~")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn criteria(removes: bool, found: Option<&str>, equals: &[(&str, &str)]) -> Criteria {
        let equals = equals.iter().map(|(path, value)| (tokens(path), (*value).to_owned()));
        Criteria { removes, found: found.map(tokens), equals: equals.collect() }
    }

    #[test]
    fn bodies_of_successes() {
        use Finding::{Applied, NotApplied, Unclear};
        for (found, body, expected) in [
            (None, "not json", Applied),
            (Some("/data"), "not json", Unclear),
            (Some("/data"), r#"{"data":[{}]}"#, Applied),
            (Some("/data"), r#"{"data":[]}"#, NotApplied),
            (Some("/data"), r#"{"data":null}"#, NotApplied),
            (Some("/data"), r#"{"data":""}"#, NotApplied),
            (Some("/data"), r#"{"data":false}"#, NotApplied),
            (Some("/data"), r#"{"data":0}"#, Applied),
            (Some("/data"), "{}", NotApplied),
            (Some("/a~1b/~0"), r#"{"a/b":{"~":"x"}}"#, Applied),
            (Some(""), "[]", NotApplied),
            (Some(""), "[1]", Applied),
        ] {
            let finding = criteria(false, found, &[]).success(body.as_bytes());
            assert_eq!(finding, expected, "{found:?} {body}");
        }
    }

    #[test]
    fn equal_values_confirm_and_other_values_prove_nothing() {
        let status = [("/status", "paid")];
        for (body, expected) in [
            (r#"{"status":"paid"}"#, Finding::Applied),
            (r#"{"status":"PAID"}"#, Finding::Unclear),
            (r#"{"status":null}"#, Finding::Unclear),
            ("{}", Finding::Unclear),
        ] {
            assert_eq!(criteria(false, None, &status).success(body.as_bytes()), expected, "{body}");
            assert_eq!(criteria(true, None, &status).success(body.as_bytes()), expected, "{body}");
        }
        for (body, expected) in [("7.0", Finding::Applied), ("7.5", Finding::Unclear)] {
            let body = format!(r#"{{"n":{body},"ok":true}}"#);
            let both = criteria(false, None, &[("/n", "7"), ("/ok", "true")]);
            assert_eq!(both.success(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn what_is_removed_is_gone_if_the_write_took_effect() {
        let plain = criteria(true, None, &[]);
        assert_eq!(
            (plain.success(b"{}"), plain.missing()),
            (Finding::NotApplied, Finding::Applied)
        );
        let listed = criteria(true, Some("/data"), &[]);
        assert_eq!(listed.success(br#"{"data":[]}"#), Finding::Applied);
        assert_eq!(listed.success(br#"{"data":[1]}"#), Finding::NotApplied);
    }
}
