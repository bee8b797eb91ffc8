//! Whether a response is about the effect of an earlier request, by the ids of the resources in it.
//!
//! A repeated response may have a request id or a time of its own, and an effect of its own may have the same text. Only ids tell
//! effects apart: `Location`, and members such as `id` and `orderId` whose values another key changes.

use std::collections::BTreeMap;

use serde_json::Value;

use super::send::Response;

/// Names of ids, in lower case and without signs.
const IDS: [&str; 4] = ["id", "uuid", "guid", "href"];

/// What an id can be of that is not a resource, as in `requestId`.
const NOT_RESOURCES: [&str; 9] = [
    "request",
    "xrequest",
    "trace",
    "span",
    "correlation",
    "debug",
    "log",
    "invocation",
    "session",
];

/// What the ids of a repeated response show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Evidence {
    /// It has the ids of the first response, and the request with another key has others.
    SameEffect,
    /// It has ids of its own.
    NewEffect,
    /// Some of its ids are those of the first response, and some are its own.
    Contradictory,
    /// No id differs between the requests.
    None,
}

impl Evidence {
    /// Compares the first response, the repeated one and the one to another key. `keys` are the keys: an id that contains one is
    /// an echo.
    pub(super) fn of(responses: [&Response; 3], keys: [&str; 2]) -> Self {
        // An error may have an id of its own.
        let identity = |it: &Response| match it.is_success() {
            true => Identity::of(it, keys),
            false => Identity::default(),
        };
        let [first, second, third] = responses.map(identity);
        let own = compare([&first.own, &second.own, &third.own]);
        let related = compare([&first.related, &second.related, &third.related]);
        match own {
            // Ids of something else say nothing against a repeated id of the resource itself, but may say that an `id` is
            // one of the response.
            Self::NewEffect if matches!(related, Self::SameEffect | Self::Contradictory) => {
                Self::Contradictory
            }
            Self::None => related,
            own => own,
        }
    }
}

/// Ids by their place in a response.
type Ids = BTreeMap<String, String>;

#[derive(Default)]
struct Identity {
    /// `Location`, and members such as `id`.
    own: Ids,
    /// Members such as `orderId`.
    related: Ids,
}

impl Identity {
    fn of(response: &Response, keys: [&str; 2]) -> Self {
        let mut identity = Self::default();
        if let Some(location) = &response.location {
            identity.own.insert("Location".to_owned(), location.clone());
        }
        if let Ok(body) = serde_json::from_slice(&response.body) {
            identity.collect(&body, "");
        }
        let keys = keys.map(plain);
        let is_echo = |id: &str| keys.iter().any(|key| plain(id).contains(key));
        identity.own.retain(|_, id| !is_echo(id));
        identity.related.retain(|_, id| !is_echo(id));
        identity
    }

    fn collect(&mut self, value: &Value, at: &str) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.collect(item, &format!("{at}/{index}"));
                }
            }
            Value::Object(members) => {
                for (name, value) in members {
                    let at = format!("{at}/{name}");
                    self.add(name, value, &at);
                    self.collect(value, &at);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, name: &str, value: &Value, at: &str) {
        let id = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return,
        };
        let plain = plain(name);
        if IDS.contains(&plain.as_str()) {
            self.own.insert(at.to_owned(), id);
        } else if is_of_resource(name, &plain) {
            self.related.insert(at.to_owned(), id);
        }
    }
}

/// Whether a name ends with the word `id`, as in `orderId` and `order_id`, and names a resource.
fn is_of_resource(name: &str, plain: &str) -> bool {
    let has_word = name.ends_with("Id") || name.ends_with("ID") || {
        let lower = name.to_ascii_lowercase();
        ["_id", "-id"].iter().any(|it| lower.ends_with(it))
    };
    has_word && !plain.strip_suffix("id").is_some_and(|it| NOT_RESOURCES.contains(&it))
}

/// Returns the letters and digits of a text, in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Compares ids in the same place.
fn compare([first, second, third]: [&Ids; 3]) -> Evidence {
    let (mut same, mut new) = (false, false);
    for (place, id) in first {
        let Some(repeated) = second.get(place) else { continue };
        if id != repeated {
            new = true;
        } else if third.get(place).is_some_and(|it| it != id) {
            same = true;
        }
    }
    match (same, new) {
        (true, true) => Evidence::Contradictory,
        (true, false) => Evidence::SameEffect,
        (false, true) => Evidence::NewEffect,
        (false, false) => Evidence::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(bodies: [&str; 3]) -> Evidence {
        let response = |body: &str| Response {
            status: 201,
            body: body.as_bytes().to_vec(),
            ..Response::default()
        };
        let responses = bodies.map(response);
        let [first, second, third] = &responses;
        Evidence::of([first, second, third], ["aa-bb", "cc-dd"])
    }

    #[test]
    fn ids_tell_effects_apart() {
        use Evidence::{Contradictory, NewEffect, None, SameEffect};
        for (bodies, expected) in [
            ([r#"{"id":1,"at":1}"#, r#"{"id":1,"at":2}"#, r#"{"id":2,"at":3}"#], SameEffect),
            ([r#"{"id":1,"at":1}"#, r#"{"id":2,"at":1}"#, r#"{"id":3,"at":1}"#], NewEffect),
            ([r#"[{"order_id":1}]"#, r#"[{"order_id":1}]"#, r#"[{"order_id":2}]"#], SameEffect),
            ([r#"{"orderID":1}"#, r#"{"orderID":2}"#, r#"{"orderID":3}"#], NewEffect),
            // The id of an event of its own says nothing, unless nothing says more.
            (
                [r#"{"id":1,"eventId":1}"#, r#"{"id":1,"eventId":2}"#, r#"{"id":2,"eventId":3}"#],
                SameEffect,
            ),
            // The `id` may be the one of the response.
            (
                [r#"{"id":1,"orderId":1}"#, r#"{"id":2,"orderId":1}"#, r#"{"id":3,"orderId":2}"#],
                Contradictory,
            ),
            (
                [
                    r#"{"meta":{"id":1},"data":{"id":1}}"#,
                    r#"{"meta":{"id":2},"data":{"id":1}}"#,
                    r#"{"meta":{"id":3},"data":{"id":2}}"#,
                ],
                Contradictory,
            ),
            // Echoes of the key, ids of requests, words that end with the letters, and what is not an id.
            ([r#"{"id":"AABB"}"#, r#"{"id":"AABB"}"#, r#"{"id":"CCDD"}"#], None),
            ([r#"{"requestId":1}"#, r#"{"requestId":2}"#, r#"{"requestId":3}"#], None),
            ([r#"{"X-Request-ID":1}"#, r#"{"X-Request-ID":2}"#, "{}"], None),
            ([r#"{"paid":1,"valid":1}"#, r#"{"paid":2,"valid":2}"#, "{}"], None),
            ([r#"{"key":"aa-bb"}"#, r#"{"key":"aa-bb"}"#, r#"{"key":"cc-dd"}"#], None),
            ([r#"{"id":1}"#, r#"{"id":1}"#, r#"{"id":1}"#], None),
            ([r#"{"id":1}"#, r#"{"id":1}"#, ""], None),
            ([r#"{"id":1}"#, "{}", r#"{"id":2}"#], None),
            (["order 1", "order 1", "order 2"], None),
        ] {
            assert_eq!(evidence(bodies), expected, "{bodies:?}");
        }
    }
}
