//! How a response differs from the document: its status, its media type and its body.

use serde_json::Value;

use crate::model::{
    Additional, Api, EnumShape, Method, ObjectShape, OperationId, Response, Shape, StatusMatch,
    TypeRef, UnionKind, UnionShape,
};
use crate::text::MediaType;

/// How many parts of a body are compared at most. Unions are tried variant by variant, so a small body can take many steps.
const MAX_STEPS: u32 = 1_000_000;

/// A response, as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// The status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The value of `Deprecation`.
    pub deprecation: Option<&'a str>,
    /// The value of `Sunset`.
    pub sunset: Option<&'a str>,
    /// The decoded body.
    pub body: &'a [u8],
}

/// How a response differs from the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// What kind of difference it is.
    pub kind: DifferenceKind,
    /// The place in the body, as a JSON Pointer with `*` for an index or a key of a map. It is empty for the response as a whole.
    pub pointer: String,
    /// What differs. It has no text of the response but values of enums and names of properties.
    pub message: String,
}

/// A kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// The body does not fit its schema, so a client cannot use it.
    Invalid,
    /// A property that the document does not declare.
    UnknownField,
    /// A value that the document does not list.
    UnknownValue,
    /// A status that the document does not declare for the operation.
    UndeclaredStatus,
    /// A media type that the document does not declare for the status.
    UndeclaredMediaType,
    /// The response announces that the operation is deprecated.
    Deprecated,
}

impl DifferenceKind {
    /// All kinds.
    pub const ALL: [Self; 6] = [
        Self::Invalid,
        Self::UnknownField,
        Self::UnknownValue,
        Self::UndeclaredStatus,
        Self::UndeclaredMediaType,
        Self::Deprecated,
    ];

    /// Returns the name that programs see.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::UnknownField => "unknown_field",
            Self::UnknownValue => "unknown_value",
            Self::UndeclaredStatus => "undeclared_status",
            Self::UndeclaredMediaType => "undeclared_media_type",
            Self::Deprecated => "deprecated",
        }
    }
}

/// Returns how a response of an operation differs from the document.
#[must_use]
pub fn differences(api: &Api, operation: OperationId, received: Received<'_>) -> Vec<Difference> {
    let mut found = content_differences(api, operation, received);
    if is_deprecated(received.deprecation, received.sunset) {
        let message = "the response announces a deprecation";
        add(&mut found, DifferenceKind::Deprecated, "", message);
    }
    found
}

/// Whether the values of `Deprecation` (RFC 9745) and `Sunset` (RFC 8594) announce that an operation is deprecated. It was possible
/// to deny that in drafts. The runtime has the same rule.
#[must_use]
pub fn is_deprecated(deprecation: Option<&str>, sunset: Option<&str>) -> bool {
    sunset.is_some() || deprecation.is_some_and(|it| !matches!(it.trim(), "false" | "?0"))
}

fn content_differences(
    api: &Api,
    operation: OperationId,
    received: Received<'_>,
) -> Vec<Difference> {
    let Some(operation) = api.operation(operation) else { return Vec::new() };
    let of_whole = |kind, message| vec![Difference { kind, pointer: String::new(), message }];
    let Some(declared) = declared(&operation.responses, received.status) else {
        let message = format!("status {} is not declared", received.status);
        return of_whole(DifferenceKind::UndeclaredStatus, message);
    };
    let has_no_body = operation.method == Method::Head || matches!(received.status, 204 | 304);
    if has_no_body || declared.media.is_empty() {
        return Vec::new();
    }
    let found = received.content_type.map(MediaType::parse);
    let essence = found.as_ref().map_or("", MediaType::essence);
    let Some(media) = declared.media.iter().find(|it| covers(&it.essence(), essence)) else {
        let shown = if essence.is_empty() { "no media type" } else { essence };
        let message = format!("{shown} is not declared for status {}", received.status);
        return of_whole(DifferenceKind::UndeclaredMediaType, message);
    };
    let Some(ty) = media.ty.filter(|_| found.is_some_and(|it| it.is_json()) && !media.of_item)
    else {
        return Vec::new();
    };
    let Ok(body) = serde_json::from_slice(received.body) else {
        return of_whole(DifferenceKind::Invalid, "the body is not JSON".to_owned());
    };
    let mut comparison = Comparison { api, steps: MAX_STEPS };
    let mut found = Vec::new();
    comparison.value(ty, &body, "", &mut found);
    found.sort();
    found.dedup();
    found
}

fn declared(responses: &[Response], status: u16) -> Option<&Response> {
    let find = |wanted| responses.iter().find(|it| it.status == wanted);
    find(StatusMatch::Exact(status))
        .or_else(|| find(StatusMatch::Range(status / 100)))
        .or_else(|| find(StatusMatch::Default))
}

/// Whether a media type, which may be a range, covers another one.
fn covers(declared: &str, found: &str) -> bool {
    let prefix = declared.strip_suffix('*');
    declared == found || declared == "*/*" || prefix.is_some_and(|it| found.starts_with(it))
}

struct Comparison<'a> {
    api: &'a Api,
    steps: u32,
}

type Found = Vec<Difference>;

fn add(found: &mut Found, kind: DifferenceKind, pointer: &str, message: impl Into<String>) {
    found.push(Difference { kind, pointer: pointer.to_owned(), message: message.into() });
}

impl Comparison<'_> {
    fn value(&mut self, ty: TypeRef, value: &Value, at: &str, found: &mut Found) {
        let Some(steps) = self.steps.checked_sub(1) else { return };
        self.steps = steps;
        let api = self.api;
        let Some((ty, def)) = api.resolve(ty, |_| false) else { return };
        if value.is_null() {
            if !ty.nullable && !matches!(def.shape, Shape::Any | Shape::Raw) {
                add(found, DifferenceKind::Invalid, at, "null is not allowed");
            }
            return;
        }
        let expects = |what, fits: bool, found: &mut Found| {
            if !fits {
                add(found, DifferenceKind::Invalid, at, format!("{what} is expected"));
            }
        };
        match &def.shape {
            Shape::Any | Shape::Raw | Shape::Alias(_) => {}
            Shape::Boolean => expects("a boolean", value.is_boolean(), found),
            Shape::Integer(_) => {
                let fits = is_whole(value) || (def.numeric && value.is_string());
                expects("an integer", fits, found);
            }
            Shape::Number(_) => {
                expects("a number", value.is_number() || (def.numeric && value.is_string()), found);
            }
            Shape::String(_) => expects("a string", value.is_string(), found),
            Shape::Enum(shape) => enumerated(shape, value, at, found),
            Shape::Array(item) => match value {
                Value::Array(items) => {
                    for it in items {
                        self.value(*item, it, &format!("{at}/*"), found);
                    }
                }
                _ => expects("an array", false, found),
            },
            Shape::Tuple(types) => match value {
                Value::Array(items) => {
                    for (index, (ty, it)) in types.iter().zip(items).enumerate() {
                        self.value(*ty, it, &format!("{at}/{index}"), found);
                    }
                }
                _ => expects("an array", false, found),
            },
            Shape::Map(of) => match value {
                Value::Object(members) => {
                    for it in members.values() {
                        self.value(*of, it, &format!("{at}/*"), found);
                    }
                }
                _ => expects("an object", false, found),
            },
            Shape::Object(shape) => match value {
                Value::Object(members) => self.object(shape, members, at, found),
                _ => expects("an object", false, found),
            },
            Shape::Union(shape) => self.union(shape, value, at, found),
        }
    }

    fn object(
        &mut self,
        shape: &ObjectShape,
        members: &serde_json::Map<String, Value>,
        at: &str,
        found: &mut Found,
    ) {
        for field in &shape.fields {
            let name = field.name.as_str();
            match members.get(name) {
                Some(value) => self.value(field.ty, value, &below(at, name), found),
                None if field.required && !field.write_only => {
                    let message = "the required property is missing";
                    add(found, DifferenceKind::Invalid, &below(at, name), message);
                }
                None => {}
            }
        }
        let others = members
            .iter()
            .filter(|(name, _)| !shape.fields.iter().any(|it| it.name.as_str() == name.as_str()));
        for (name, value) in others {
            match shape.additional {
                Additional::Kept(ty) => self.value(ty, value, &format!("{at}/*"), found),
                Additional::Ignored => {
                    let message = "the property is not declared";
                    add(found, DifferenceKind::UnknownField, &below(at, name), message);
                }
            }
        }
    }

    fn union(&mut self, shape: &UnionShape, value: &Value, at: &str, found: &mut Found) {
        if let Some(discriminator) = &shape.discriminator {
            let property = discriminator.property.as_str();
            if let Some(tag) = value.get(property).and_then(Value::as_str) {
                let tagged = shape.variants.iter().find(|it| it.tags.iter().any(|it| it == tag));
                let fallback =
                    || shape.variants.iter().find(|it| Some(it.ty.id) == discriminator.default);
                return match tagged.or_else(fallback) {
                    Some(variant) => self.value(variant.ty, value, at, found),
                    None => unknown(tag, &below(at, property), found),
                };
            }
        }
        let mut fitting: Vec<Found> = Vec::new();
        for variant in &shape.variants {
            let mut of_variant = Vec::new();
            self.value(variant.ty, value, at, &mut of_variant);
            if of_variant.iter().all(|it| it.kind != DifferenceKind::Invalid) {
                fitting.push(of_variant);
            }
        }
        let Some(best) = fitting.iter().min_by_key(|it| it.len()).cloned() else {
            return add(found, DifferenceKind::Invalid, at, "no variant of the union fits");
        };
        // A value of `anyOf` may have properties of several variants.
        let is_known = |it: &Difference| {
            shape.kind == UnionKind::AnyOf
                && it.kind == DifferenceKind::UnknownField
                && !fitting.iter().all(|other| other.contains(it))
        };
        found.extend(best.into_iter().filter(|it| !is_known(it)));
    }
}

fn enumerated(shape: &EnumShape, value: &Value, at: &str, found: &mut Found) {
    let text = match value {
        Value::String(text) if !shape.integer => text.clone(),
        Value::Number(_) if shape.integer && is_whole(value) => {
            let digits = value.to_string();
            digits.strip_suffix(".0").unwrap_or(&digits).to_owned()
        }
        _ => {
            let what = if shape.integer { "an integer" } else { "a string" };
            return add(found, DifferenceKind::Invalid, at, format!("{what} is expected"));
        }
    };
    if !shape.open && !shape.values.iter().any(|it| it.wire == text) {
        unknown(&text, at, found);
    }
}

/// Reports an unknown value. What does not look like the value of an enum is not shown, because it may be personal.
fn unknown(value: &str, at: &str, found: &mut Found) {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "_-.:/".contains(it);
    let message = match value.len() <= 40 && value.chars().all(is_plain) {
        true => format!("`{value}` is not a declared value"),
        false => "the value is not declared".to_owned(),
    };
    add(found, DifferenceKind::UnknownValue, at, message);
}

fn is_whole(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|it| it.fract() == 0.0)
}

/// Returns the JSON Pointer of a member (RFC 6901 section 3).
fn below(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}
