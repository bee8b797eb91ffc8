//! The responses of an operation: a value of each schema, as the server gives it and as the client has to read it.

use serde_json::Value;

use super::server::Response;
use super::session::Reply;
use super::spec::{self, Media, Operation, is_json};
use super::view::View;
use crate::corpus::examples::{declared, difference};

/// A declared response that is JSON.
pub(super) struct Case<'a> {
    pub(super) status: u16,
    media: &'a Media,
}

/// The responses that are JSON, each with a status that it is for.
pub(super) fn cases(operation: &Operation) -> Vec<Case<'_>> {
    if operation.method == "HEAD" {
        return Vec::new();
    }
    let is_good = |it: &spec::Response| it.status.starts_with('2');
    let has_good = operation.responses.iter().any(is_good);
    let mut cases = Vec::new();
    for response in &operation.responses {
        let readable = |it: &&Media| is_json(&it.name) || it.name == "*/*";
        let json = response.media.iter().find(|it| is_json(&it.name));
        let Some(media) = json.or_else(|| response.media.first().filter(readable)) else {
            continue;
        };
        for status in statuses(operation, &response.status, has_good) {
            cases.push(Case { status, media });
        }
    }
    cases
}

/// Statuses that a declaration is for, and no other is.
fn statuses(operation: &Operation, declared: &str, has_good: bool) -> Vec<u16> {
    let free = |it: &u16| !operation.responses.iter().any(|of| of.status == it.to_string());
    let in_class =
        |class: u16| (class * 100..class * 100 + 100).find(|it| free(it) && !is_bare(*it));
    let is_free_class = |class: &u16| {
        !operation.responses.iter().any(|it| it.status.eq_ignore_ascii_case(&format!("{class}XX")))
    };
    if declared == "default" {
        let good = Some(2).filter(|_| !has_good);
        let bad = [4, 5].into_iter().find(is_free_class);
        return good.into_iter().chain(bad).filter_map(in_class).collect();
    }
    if let Some(class) = declared.to_ascii_uppercase().strip_suffix("XX") {
        return class
            .parse()
            .ok()
            .and_then(in_class)
            .filter(|it| is_driven(*it))
            .into_iter()
            .collect();
    }
    declared.parse().ok().filter(|it| is_driven(*it)).into_iter().collect()
}

/// Responses without content, and those that only say that there is more to come.
fn is_bare(status: u16) -> bool {
    matches!(status, 204 | 205 | 304) || status < 200
}

/// Redirects say where to go and not what there is; what has no content cannot be read.
fn is_driven(status: u16) -> bool {
    !is_bare(status) && !(300..400).contains(&status)
}

impl Case<'_> {
    pub(super) fn schema(&self) -> Option<&str> {
        self.media.schema.as_deref()
    }

    pub(super) fn response(&self, value: &Value) -> Response {
        let media = &self.media.name;
        let media = if media.contains('*') { "application/json" } else { media };
        Response {
            status: self.status,
            content_type: Some(media.to_owned()),
            body: value.to_string().into_bytes(),
        }
    }

    /// What was lost of a value, in words.
    pub(super) fn lost(&self, value: &Value, reply: &Reply, view: &View) -> Option<String> {
        let expected = if (200..300).contains(&self.status) { "ok" } else { "err" };
        if reply.word != expected {
            return Some(format!(
                "{} is not read: {} {}; sent was {value}",
                self.status, reply.word, reply.message
            ));
        }
        let Some(got) = &reply.value else {
            return Some(format!(
                "{} has no typed body: {}; sent was {value}",
                self.status, reply.message
            ));
        };
        // A schema of bytes gives the bytes as they came.
        let raw = value.to_string();
        if got.as_str() == Some(raw.as_str()) {
            return None;
        }
        let place = self.schema().map(|pointer| declared::Place { pointer, value });
        let lost = difference::between(value, got).into_iter().find(|it| {
            let declared =
                place.is_none_or(|place| declared::is_declared(place, &it.tokens, &view.validity));
            !it.is_dropped() || declared
        })?;
        Some(format!("{} comes back otherwise {lost}", self.status))
    }
}
