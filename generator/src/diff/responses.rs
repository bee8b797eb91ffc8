//! Responses: statuses, media types with their schemas, and headers.

use super::change::{ChangeLocation, Changes};
use super::check::Check;
use super::operations::Pair;
use super::schema::{Direction, Schemas, Use};
use super::{ApiVersion, locate};
use crate::model::{Response, StatusMatch};

pub(super) fn compare(
    base: ApiVersion<'_>,
    head: ApiVersion<'_>,
    pair: Pair<'_>,
    schemas: &mut Schemas<'_>,
    changes: &mut Changes,
) {
    let title = pair.title();
    let find = |all: &[Response], status| all.iter().position(|it| it.status == status);
    for before in &pair.base.responses {
        let status = before.status;
        let earlier = locate::response(base, pair.base, before.status);
        let after = find(&pair.head.responses, before.status);
        let Some(after) = after.and_then(|it| pair.head.responses.get(it)) else {
            let check = match is_success(before.status) {
                true => Check::SuccessStatusRemoved,
                false => Check::ErrorStatusRemoved,
            };
            let message = format!("`{title}` declares no status {status} any more");
            let location = locate::both(earlier, None);
            changes.add(check, format!("{title} {status}"), message, location, Some(&title));
            continue;
        };
        let later = locate::response(head, pair.head, after.status);
        let place = ResponsePlace { title: &title, location: locate::both(earlier, later) };
        place.media(before, after, schemas, changes);
        place.headers(before, after, changes);
    }
    let added = pair.head.responses.iter();
    for after in added.filter(|it| find(&pair.base.responses, it.status).is_none()) {
        let status = after.status;
        let (check, words) = match is_success(after.status) {
            true => (Check::SuccessStatusAdded, "can succeed"),
            false => (Check::ErrorStatusAdded, "can fail"),
        };
        let location = locate::both(None, locate::response(head, pair.head, after.status));
        let message = format!("`{title}` {words} with status {status}");
        changes.add(check, format!("{title} {status}"), message, location, Some(&title));
    }
}

/// Whether a status is not that of an error.
fn is_success(status: StatusMatch) -> bool {
    match status {
        StatusMatch::Exact(status) => status < 400,
        StatusMatch::Range(class) => class < 4,
        StatusMatch::Default => false,
    }
}

/// A response in both versions.
struct ResponsePlace<'a> {
    title: &'a str,
    location: ChangeLocation,
}

impl ResponsePlace<'_> {
    fn add(&self, changes: &mut Changes, check: Check, subject: &str, message: String) {
        changes.add(check, subject, message, self.location, Some(self.title));
    }

    fn media(
        &self,
        before: &Response,
        after: &Response,
        schemas: &mut Schemas<'_>,
        changes: &mut Changes,
    ) {
        let (title, status) = (self.title, after.status);
        let subject = format!("{title} {status}");
        match (before.media.is_empty(), after.media.is_empty()) {
            (false, true) => {
                let message = format!("the response {status} of `{title}` has no body any more");
                return self.add(changes, Check::ResponseBodyRemoved, &subject, message);
            }
            (true, false) => {
                let message = format!("the response {status} of `{title}` has a body");
                return self.add(changes, Check::ResponseBodyAdded, &subject, message);
            }
            _ => {}
        }
        for media in &before.media {
            let name = media.essence();
            let Some(later) = after.media.iter().find(|it| it.essence() == name) else {
                let message = format!("the response {status} of `{title}` is no `{name}` any more");
                self.add(changes, Check::ResponseMediaTypeRemoved, &subject, message);
                continue;
            };
            if let (Some(before), Some(after)) = (media.ty, later.ty) {
                let uses = (Use::of(before), Use::of(after));
                let subject = format!("{subject} {name}");
                schemas.compare(title, &subject, uses, Direction::Response, self.location);
            }
        }
        let is_new = |name: &str| !before.media.iter().any(|it| it.essence() == name);
        for name in after.media.iter().map(|it| it.essence()).filter(|it| is_new(it)) {
            let message = format!("the response {status} of `{title}` can be `{name}`");
            self.add(changes, Check::ResponseMediaTypeAdded, &subject, message);
        }
    }

    fn headers(&self, before: &Response, after: &Response, changes: &mut Changes) {
        let (title, status) = (self.title, after.status);
        let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
        let subject = |name: &str| format!("{title} {status} header:{}", name.to_ascii_lowercase());
        for header in &before.headers {
            let name = header.name.as_str();
            match after.headers.iter().find(|it| same(it.name.as_str(), name)) {
                None => {
                    let message =
                        format!("the header `{name}` of response {status} of `{title}` is gone");
                    self.add(changes, Check::ResponseHeaderRemoved, &subject(name), message);
                }
                Some(later) if (later.value, later.list) != (header.value, header.list) => {
                    let message = format!(
                        "the header `{name}` of response {status} of `{title}` has another type"
                    );
                    self.add(changes, Check::ResponseHeaderChanged, &subject(name), message);
                }
                Some(_) => {}
            }
        }
        let is_new = |name: &str| !before.headers.iter().any(|it| same(it.name.as_str(), name));
        for name in after.headers.iter().map(|it| it.name.as_str()).filter(|it| is_new(it)) {
            let message = format!("the response {status} of `{title}` has a header `{name}`");
            self.add(changes, Check::ResponseHeaderAdded, &subject(name), message);
        }
    }
}
