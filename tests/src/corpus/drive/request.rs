//! Whether a request is what the document says of its operation, and carries what was meant.
//!
//! Takes the operation, what was meant and the bytes that came; returns what is wrong in words.

use serde_json::Value;

use super::body;
use super::percent::{decode, literal};
use super::server::Raw;
use super::spec::{Form, Media, Operation, Parameter, Place, Scheme, Style};
use super::style::{self, Pairs, is_nothing, is_same};
use super::view::View;

/// What a call was meant to send.
pub(super) struct Meant<'a> {
    /// Each parameter of the document, with its value where it has one.
    pub(super) parameters: Vec<(&'a Parameter, Sent)>,
    pub(super) body: Option<Content<'a>>,
    /// The schemes whose credentials go along.
    pub(super) schemes: Vec<&'a Scheme>,
}

/// The declared form of a parameter's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sent {
    Nothing,
    /// The client makes one by itself: an idempotency key.
    Something,
    Value(Value),
}

/// The body of a request.
pub(super) struct Content<'a> {
    pub(super) media: &'a Media,
    pub(super) value: Value,
    /// The content type that the caller gave.
    pub(super) given: Option<String>,
}

/// Headers that any request may have.
const USUAL: [&str; 11] = [
    "host",
    "user-agent",
    "accept",
    "accept-encoding",
    "content-type",
    "content-length",
    "transfer-encoding",
    "cookie",
    "idempotency-key",
    "traceparent",
    "connection",
];

/// What is wrong with a request.
pub(super) fn mismatches(
    operation: &Operation,
    meant: &Meant<'_>,
    raw: &Raw,
    view: &View,
) -> Vec<String> {
    let mut checks = Checks { operation, meant, raw, mismatches: Vec::new() };
    checks.method();
    checks.path();
    checks.query();
    checks.headers();
    checks.cookies();
    let mut mismatches = checks.mismatches;
    mismatches.extend(body::mismatches(meant.body.as_ref(), raw, view));
    mismatches
}

struct Checks<'a> {
    operation: &'a Operation,
    meant: &'a Meant<'a>,
    raw: &'a Raw,
    mismatches: Vec<String>,
}

impl Checks<'_> {
    fn wrong(&mut self, text: String) {
        self.mismatches.push(text);
    }

    fn values(&self, place: Place) -> Vec<(&Parameter, &Value)> {
        let given = self.meant.parameters.iter().filter(|(it, _)| it.place == place);
        given
            .filter_map(|(it, sent)| match sent {
                Sent::Value(value) => Some((*it, value)),
                _ => None,
            })
            .collect()
    }

    fn method(&mut self) {
        if self.raw.method != self.operation.method {
            self.wrong(format!("the method is {}", self.raw.method));
        }
        // RFC 3986 section 2: what may stand in a URI at all.
        let fits = |it: u8| it.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=%".contains(&it);
        if !self.raw.target.bytes().all(fits) {
            self.wrong(format!(
                "the target {:?} has characters that a URI cannot have",
                self.raw.target
            ));
        }
    }

    fn path(&mut self) {
        let path = self.raw.target.split('?').next().unwrap_or_default();
        let template = self.operation.path.split('?').next().unwrap_or_default();
        let values = self.values(Place::Path);
        if !matches(template, path, &values) {
            let shown: Vec<String> =
                values.iter().map(|(it, value)| format!("{}={value}", it.name)).collect();
            self.wrong(format!("the path {path:?} is not {template} with {}", shown.join(", ")));
        }
    }

    fn query(&mut self) {
        let query = self.raw.target.split_once('?').map_or("", |(_, it)| it);
        let mut pairs = Pairs::new(query, "&", decode);
        if let Some((_, begun)) = self.operation.path.split_once('?') {
            for (name, _) in begun.split('&').filter_map(|it| it.split_once('=')) {
                pairs.text(name);
            }
        }
        let mut wrong = Vec::new();
        let mut values = self.values(Place::Query);
        // What goes by its own name alone comes first, then what has brackets behind it, then the members of exploded
        // objects, which have names of their own.
        let rank = |(parameter, value): &(&Parameter, &Value)| match parameter.form {
            Form::Style { style: Style::Deep, .. } => 1,
            Form::Style { explode: true, .. } if value.is_object() => 2,
            _ => 0,
        };
        values.sort_by_key(rank);
        for (parameter, value) in values {
            let got = match parameter.form {
                Form::Json => {
                    pairs.text(&parameter.name).and_then(|it| serde_json::from_str(&it).ok())
                }
                Form::Style { style, explode, .. } => {
                    pairs.value(&parameter.name, style, explode, value)
                }
            };
            wrong.extend(differs(parameter, value, got));
        }
        for scheme in &self.meant.schemes {
            if let Scheme::Query(name) = scheme {
                if pairs.text(name).as_deref() != Some("key-credential") {
                    wrong.push(format!("the API key is not in the query parameter `{name}`"));
                }
            }
        }
        wrong.extend(
            pairs.names().iter().map(|it| format!("the query has {it:?}, which nobody meant")),
        );
        self.mismatches.extend(wrong);
    }

    fn headers(&mut self) {
        let mut wrong = Vec::new();
        let mut known: Vec<String> = USUAL.iter().map(|it| (*it).to_owned()).collect();
        for (parameter, sent) in &self.meant.parameters {
            if parameter.place != Place::Header {
                continue;
            }
            let name = parameter.name.to_ascii_lowercase();
            let text = self.raw.header(&name);
            match sent {
                Sent::Nothing => continue,
                Sent::Something if text.is_none_or(str::is_empty) => {
                    wrong.push(format!("the header `{name}` is missing"));
                }
                Sent::Something => {}
                Sent::Value(value) => {
                    let got = text.and_then(|it| header(parameter, it, value));
                    wrong.extend(differs(parameter, value, got));
                }
            }
            known.push(name);
        }
        for scheme in &self.meant.schemes {
            let (name, value) = match scheme {
                Scheme::Header(name) => (name.to_ascii_lowercase(), "key-credential".to_owned()),
                Scheme::Bearer => {
                    ("authorization".to_owned(), "Bearer token-credential".to_owned())
                }
                Scheme::Basic => {
                    ("authorization".to_owned(), "Basic dXNlcjpwYXNzd29yZA==".to_owned())
                }
                Scheme::Other => ("authorization".to_owned(), "Other credential".to_owned()),
                Scheme::Query(_) | Scheme::Cookie(_) | Scheme::MutualTls => continue,
            };
            if self.raw.header(&name) != Some(value.as_str()) {
                wrong.push(format!("the header `{name}` does not carry the credential"));
            }
            known.push(name);
        }
        let others = self.raw.headers.iter().filter(|(name, _)| !known.contains(name));
        wrong.extend(
            others.map(|(name, _)| format!("the header `{name}` is there, which nobody meant")),
        );
        self.mismatches.extend(wrong);
    }

    fn cookies(&mut self) {
        let text = self.raw.header("cookie").unwrap_or_default();
        let mut pairs = Pairs::new(text, "; ", decode);
        let mut wrong = Vec::new();
        for (parameter, value) in self.values(Place::Cookie) {
            let got = match parameter.form {
                Form::Json => {
                    pairs.text(&parameter.name).and_then(|it| serde_json::from_str(&it).ok())
                }
                // A cookie has one value, so that nothing can be exploded in it (RFC 6265 section 4.2.1).
                Form::Style { style, .. } => pairs.value(&parameter.name, style, false, value),
            };
            wrong.extend(differs(parameter, value, got));
        }
        for scheme in &self.meant.schemes {
            if let Scheme::Cookie(name) = scheme {
                if pairs.text(name).as_deref() != Some("key-credential") {
                    wrong.push(format!("the API key is not in the cookie `{name}`"));
                }
            }
        }
        wrong.extend(
            pairs.names().iter().map(|it| format!("there is a cookie {it:?}, which nobody meant")),
        );
        self.mismatches.extend(wrong);
    }
}

fn header(parameter: &Parameter, text: &str, like: &Value) -> Option<Value> {
    match parameter.form {
        Form::Json => serde_json::from_str(text).ok(),
        Form::Style { explode, .. } => style::joined(text, ",", explode, like, style::plain),
    }
}

fn differs(parameter: &Parameter, meant: &Value, got: Option<Value>) -> Option<String> {
    if is_nothing(meant) && got.is_none() {
        return None;
    }
    let same = got.as_ref().is_some_and(|it| match parameter.form {
        Form::Json => crate::corpus::examples::difference::between(meant, it).is_empty(),
        Form::Style { .. } => is_same(meant, it),
    });
    let shown = got.map_or("nothing".to_owned(), |it| it.to_string());
    let (place, name) = (parameter.place, &parameter.name);
    (!same).then(|| format!("the {place:?} parameter `{name}` is {shown}, meant was {meant}"))
}

/// Whether a path is a template with these values.
fn matches(template: &str, path: &str, values: &[(&Parameter, &Value)]) -> bool {
    let Some((before, after)) = template.split_once('{') else {
        return literal(template) == path;
    };
    let Some(rest) = path.strip_prefix(literal(before).as_str()) else { return false };
    let Some((name, after)) = after.split_once('}') else { return template == path };
    let given = values.iter().find(|(it, _)| it.name == name);
    let fits = |text: &str| match given {
        None => !text.is_empty(),
        Some((parameter, value)) => {
            let got = match parameter.form {
                Form::Json => decode(text).and_then(|it| serde_json::from_str(&it).ok()),
                Form::Style { style, explode, .. } => {
                    style::path(name, style, explode, text, value)
                }
            };
            differs(parameter, value, got).is_none()
        }
    };
    // Where the template goes on in the same segment, the value may end at several places.
    let end = rest.find('/').unwrap_or(rest.len());
    let ends = (1..=end).rev().filter(|it| rest.is_char_boundary(*it));
    ends.into_iter().any(|end| fits(&rest[..end]) && matches(after, &rest[end..], values))
}
