//! The body of a request: whether it is required, its media types and their schemas.

use super::change::{ChangeLocation, Changes};
use super::check::Check;
use super::operations::Pair;
use super::schema::{Direction, Schemas, Use};
use super::{ApiVersion, locate};
use crate::model::{Body, Media};

pub(super) fn compare(
    base: ApiVersion<'_>,
    head: ApiVersion<'_>,
    pair: Pair<'_>,
    schemas: &mut Schemas<'_>,
    changes: &mut Changes,
) {
    let title = pair.title();
    let location = locate::both(
        locate::member(base, pair.base, &["requestBody"]),
        locate::member(head, pair.head, &["requestBody"]),
    );
    let subject = format!("{title} body");
    let mut add = |check, message: String| {
        changes.add(check, subject.clone(), message, location, Some(&title));
    };
    let (before, after) = match (&pair.base.body, &pair.head.body) {
        (None, None) => return,
        (None, Some(body)) if body.required => {
            return add(Check::RequiredBodyAdded, format!("`{title}` requires a body"));
        }
        (None, Some(_)) => {
            return add(Check::OptionalBodyAdded, format!("`{title}` accepts a body"));
        }
        (Some(_), None) => {
            return add(Check::BodyRemoved, format!("`{title}` has no body any more"));
        }
        (Some(before), Some(after)) => (before, after),
    };
    match (before.required, after.required) {
        (false, true) => {
            add(Check::BodyBecameRequired, format!("the body of `{title}` is required now"))
        }
        (true, false) => {
            add(Check::BodyBecameOptional, format!("the body of `{title}` is optional now"))
        }
        _ => {}
    }
    let found = MediaTypes { title: &title, subject: &subject, location, before, after };
    found.compare(schemas, changes);
}

/// The media types of a body in both versions.
struct MediaTypes<'a> {
    title: &'a str,
    subject: &'a str,
    location: ChangeLocation,
    before: &'a Body,
    after: &'a Body,
}

impl MediaTypes<'_> {
    fn compare(&self, schemas: &mut Schemas<'_>, changes: &mut Changes) {
        let Self { title, subject, location, before, after } = *self;
        let mut add = |check, message: String| {
            changes.add(check, subject, message, location, Some(title));
        };
        for media in &before.media {
            let name = media.essence();
            let Some(later) = find(after, &name) else {
                add(
                    Check::RequestMediaTypeRemoved,
                    format!("`{title}` accepts no `{name}` any more"),
                );
                continue;
            };
            if media.encodings != later.encodings {
                let message =
                    format!("fields of the `{name}` body of `{title}` are encoded in another way");
                add(Check::RequestEncodingChanged, message);
            }
            if let (Some(before), Some(after)) = (media.ty, later.ty) {
                let uses = (Use::of(before), Use::of(after));
                schemas.compare(
                    title,
                    &format!("{subject} {name}"),
                    uses,
                    Direction::Request,
                    location,
                );
            }
        }
        for media in after.media.iter().filter(|it| find(before, &it.essence()).is_none()) {
            let name = media.essence();
            add(Check::RequestMediaTypeAdded, format!("`{title}` accepts `{name}`"));
        }
    }
}

fn find<'a>(body: &'a Body, essence: &str) -> Option<&'a Media> {
    body.media.iter().find(|it| it.essence() == essence)
}
