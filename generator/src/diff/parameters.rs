//! Parameters: path parameters by their position, headers without regard to case, the others by name.

use super::change::{ChangeLocation, Changes};
use super::check::Check;
use super::operations::Pair;
use super::schema::{Direction, Schemas, Use};
use super::{ApiVersion, locate};
use crate::model::{Location, Operation, Parameter};

pub(super) fn compare(
    base: ApiVersion<'_>,
    head: ApiVersion<'_>,
    pair: Pair<'_>,
    schemas: &mut Schemas<'_>,
    changes: &mut Changes,
) {
    let title = pair.title();
    let (before, after) = (keyed(pair.base), keyed(pair.head));
    for (key, earlier) in &before {
        let Some((_, later)) = after.iter().find(|(it, _)| it == key) else {
            let location = locate::both(locate::parameter(base, pair.base, earlier), None);
            let message = format!("the {} of `{title}` is gone", shown(earlier));
            changes.add(
                Check::ParameterRemoved,
                subject(&title, earlier),
                message,
                location,
                Some(&title),
            );
            continue;
        };
        let location = ChangeLocation {
            base: locate::parameter(base, pair.base, earlier),
            head: locate::parameter(head, pair.head, later),
        };
        compare_one(&title, earlier, later, location, changes);
        let subject = subject(&title, later);
        let uses = (of(earlier), of(later));
        schemas.compare(&title, &subject, uses, Direction::Request, location);
    }
    for (_, it) in after.iter().filter(|(key, _)| !before.iter().any(|(it, _)| it == key)) {
        let location = locate::both(None, locate::parameter(head, pair.head, it));
        let (check, words) = match it.required {
            true => (Check::RequiredParameterAdded, "new and required"),
            false => (Check::OptionalParameterAdded, "new"),
        };
        let message = format!("the {} of `{title}` is {words}", shown(it));
        changes.add(check, subject(&title, it), message, location, Some(&title));
    }
}

fn compare_one(
    title: &str,
    before: &Parameter,
    after: &Parameter,
    location: ChangeLocation,
    changes: &mut Changes,
) {
    let name = shown(after);
    let mut add = |check, words: String| {
        let message = format!("the {name} of `{title}` {words}");
        changes.add(check, subject(title, after), message, location, Some(title));
    };
    if before.name != after.name && after.location == Location::Path {
        add(Check::PathParameterRenamed, format!("was `{}`", before.name));
    }
    match (before.required, after.required) {
        (false, true) => add(Check::ParameterBecameRequired, "is required now".to_owned()),
        (true, false) => add(Check::ParameterBecameOptional, "is optional now".to_owned()),
        _ => {}
    }
    if before.encoding != after.encoding {
        add(Check::ParameterEncodingChanged, "is encoded in another way".to_owned());
    }
    if !before.docs.deprecated && after.docs.deprecated {
        add(Check::ParameterDeprecated, "is deprecated".to_owned());
    }
    if before.default != after.default {
        let text =
            |it: &Parameter| it.default.as_ref().map_or("none", |it| it.0.as_str()).to_owned();
        let words = format!("had the default {}, and has {}", text(before), text(after));
        add(Check::ParameterDefaultChanged, words);
    }
}

fn of(it: &Parameter) -> Use<'_> {
    Use { ty: it.ty, constraints: Some(&it.constraints) }
}

/// What identifies a parameter in both versions.
#[derive(PartialEq, Eq)]
enum Key {
    Path(usize),
    Named(Location, String),
}

fn keyed(operation: &Operation) -> Vec<(Key, &Parameter)> {
    let names: Vec<&str> =
        operation.path.split('{').skip(1).filter_map(|it| it.split('}').next()).collect();
    let key = |it: &Parameter| match it.location {
        Location::Path => match names.iter().position(|name| *name == it.name.as_str()) {
            Some(position) => Key::Path(position),
            None => Key::Named(it.location, it.name.to_string()),
        },
        Location::Header => Key::Named(it.location, it.name.as_str().to_ascii_lowercase()),
        Location::Query | Location::Cookie => Key::Named(it.location, it.name.to_string()),
    };
    operation.parameters.iter().map(|it| (key(it), it)).collect()
}

fn shown(it: &Parameter) -> String {
    format!("{} parameter `{}`", locate::location(it.location), it.name)
}

fn subject(title: &str, it: &Parameter) -> String {
    format!("{title} {}:{}", locate::location(it.location), it.name)
}
