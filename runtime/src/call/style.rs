//! Parameter serialization: the styles of OpenAPI 3.0.4, "Style Values".
//!
//! Takes a name, a style and a JSON value; returns the text for the path, the query or a header. It
//! must not know operations. Comments document the behaviour where the standard leaves a
//! combination undefined.

use std::borrow::Cow;

use serde_json::Value;

use super::{encode, form};
use crate::json;

/// The style of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b` in paths and headers.
    Simple,
    /// `.a.b` in paths.
    Label,
    /// `;name=a,b` in paths.
    Matrix,
    /// `name=a&name=b` or `name=a,b` in queries and cookies.
    Form,
    /// `name=a%20b` in queries.
    SpaceDelimited,
    /// `name=a%7Cb` in queries.
    PipeDelimited,
    /// `name=a%09b` in queries: `tsv` of OpenAPI 2.0, which has no equivalent in 3.0.
    TabDelimited,
    /// `name[key]=a` in queries.
    DeepObject,
    /// `a=b&c=d`: the whole query as a form, without the parameter's name (OpenAPI 3.2, `in:
    /// querystring`).
    QueryString,
    /// The whole query as JSON.
    QueryStringJson,
    /// `name=a; name=b` in cookies, not encoded (OpenAPI 3.2, `style: cookie`).
    Cookie,
}

/// The maximum depth of a value in a query or form.
const MAX_DEPTH: usize = 32;

/// How values are encoded: percent-encoded (paths, queries, cookies, forms), percent-encoded except
/// for reserved characters (`allowReserved`), or not at all (headers).
#[derive(Clone, Copy)]
pub(super) enum PercentEncoding {
    Percent,
    Reserved,
    /// Like `Reserved`, in a path, which `?` and `#` would end.
    Path,
    Plain,
}

impl PercentEncoding {
    fn apply(self, text: &str) -> String {
        match self {
            Self::Percent => encode::component(text),
            Self::Reserved => encode::reserved(text),
            Self::Path => encode::reserved(text).replace('?', "%3F"),
            Self::Plain => text.to_owned(),
        }
    }
}

/// Writes a path parameter. `Err` says what is wrong with the value.
pub(super) fn path(
    name: &str,
    style: Style,
    explode: bool,
    coding: PercentEncoding,
    value: &Value,
) -> Result<String, &'static str> {
    if is_empty(value) {
        return Err("is empty");
    }
    let text = match style {
        Style::Label => label(explode, value),
        Style::Matrix => matrix(name, explode, value),
        _ => simple(explode, value, coding),
    };
    // URI normalization removes dot segments (RFC 3986 § 5.2.4), so the path would name another resource. A server may
    // decode an escaped dot before.
    let is_dots = |segment: &str| {
        // Most segments are longer than two escaped dots.
        segment.len() <= "%2e%2e".len()
            && matches!(&*segment.to_ascii_lowercase().replace("%2e", "."), "." | "..")
    };
    if text.is_empty() {
        return Err("is empty");
    }
    if is_dots(&text) {
        return Err("is a dot segment");
    }
    if text.split('/').any(is_dots) { Err("has a dot segment") } else { Ok(text) }
}

/// Writes a header parameter. Header values are not percent-encoded.
pub(super) fn header(explode: bool, value: &Value) -> String {
    simple(explode, value, PercentEncoding::Plain)
}

/// Writes a query parameter or form field as `name=value` pairs joined by `&`. Returns `None` for
/// null and for an empty array or object, which are not sent.
pub(super) fn query(
    name: &str,
    style: Style,
    explode: bool,
    coding: PercentEncoding,
    value: &Value,
) -> Result<Option<String>, &'static str> {
    if style == Style::QueryStringJson && !value.is_null() {
        return Ok(Some(encode::component(&json::value_text(value))));
    }
    if is_empty(value) {
        return Ok(None);
    }
    if style == Style::QueryString {
        return form::query_string(value).map(Some);
    }
    let name_coded = encode::component(name);
    let pairs = match (style, value) {
        (Style::DeepObject, Value::Object(_) | Value::Array(_)) => {
            let mut pairs = Vec::new();
            deep(&name_coded, value, MAX_DEPTH, coding, &mut pairs)?;
            pairs
        }
        (_, Value::Array(items)) if explode => {
            let coded = |item: &Value| coding.apply(&scalar(item));
            items.iter().map(|item| format!("{name_coded}={}", coded(item))).collect()
        }
        (_, Value::Object(_)) if explode => equations(value, coding),
        (Style::SpaceDelimited, _) => {
            vec![format!("{name_coded}={}", joined(value, "%20", coding))]
        }
        (Style::PipeDelimited, _) => vec![format!("{name_coded}={}", joined(value, "%7C", coding))],
        (Style::TabDelimited, _) => vec![format!("{name_coded}={}", joined(value, "%09", coding))],
        _ => vec![format!("{name_coded}={}", joined(value, ",", coding))],
    };
    Ok(Some(pairs.join("&")))
}

/// Writes a cookie parameter without encoding (OpenAPI 3.2, "Style Values"). Returns `None` for
/// null and for an empty array or object, which are not sent.
pub(super) fn cookie(
    name: &str,
    explode: bool,
    value: &Value,
) -> Result<Option<String>, &'static str> {
    if is_empty(value) {
        return Ok(None);
    }
    let pairs = match value {
        Value::Array(items) if explode => {
            items.iter().map(|item| format!("{name}={}", scalar(item))).collect()
        }
        Value::Object(_) if explode => equations(value, PercentEncoding::Plain),
        _ => vec![format!("{name}={}", joined(value, ",", PercentEncoding::Plain))],
    };
    // A semicolon starts another cookie (RFC 6265 § 4.2.1).
    let cannot_stand = |it: char| it == ';' || it.is_control() || !it.is_ascii();
    if pairs.iter().any(|pair| pair.contains(cannot_stand)) {
        return Err("has characters that are invalid in a cookie");
    }
    Ok(Some(pairs.join("; ")))
}

fn simple(explode: bool, value: &Value, coding: PercentEncoding) -> String {
    match value {
        Value::Object(_) if explode => equations(value, coding).join(","),
        _ => joined(value, ",", coding),
    }
}

fn label(explode: bool, value: &Value) -> String {
    let parts = match value {
        Value::Object(_) if explode => equations(value, PercentEncoding::Percent).join("."),
        _ if explode => joined(value, ".", PercentEncoding::Percent),
        _ => joined(value, ",", PercentEncoding::Percent),
    };
    format!(".{parts}")
}

fn matrix(name: &str, explode: bool, value: &Value) -> String {
    let name = encode::component(name);
    match value {
        Value::Object(_) if explode => equations(value, PercentEncoding::Percent)
            .iter()
            .map(|pair| format!(";{pair}"))
            .collect(),
        Value::Array(items) if explode => {
            items.iter().map(|item| format!(";{name}={}", percent(item))).collect()
        }
        _ => match joined(value, ",", PercentEncoding::Percent).as_str() {
            "" => format!(";{name}"),
            text => format!(";{name}={text}"),
        },
    }
}

/// Writes `a[b][c]=d`. The standard defines one level. Deeper levels follow common practice, with
/// indices for arrays (`a[0]=x`), which servers that parse brackets accept.
fn deep(
    prefix: &str,
    value: &Value,
    depth: usize,
    coding: PercentEncoding,
    pairs: &mut Vec<String>,
) -> Result<(), &'static str> {
    let below = depth.checked_sub(1).ok_or("is nested too deeply")?;
    match value {
        Value::Null => Ok(()),
        Value::Object(fields) => fields.iter().try_for_each(|(key, value)| {
            let prefix = format!("{prefix}%5B{}%5D", encode::component(key));
            deep(&prefix, value, below, coding, pairs)
        }),
        Value::Array(items) => items.iter().enumerate().try_for_each(|(index, item)| {
            deep(&format!("{prefix}%5B{index}%5D"), item, below, coding, pairs)
        }),
        _ => {
            pairs.push(format!("{prefix}={}", coding.apply(&scalar(value))));
            Ok(())
        }
    }
}

/// Joins an array's items, or an object's keys and values in turn. A scalar is written alone.
fn joined(value: &Value, separator: &str, coding: PercentEncoding) -> String {
    match value {
        Value::Array(items) => {
            items.iter().map(|item| coding.apply(&scalar(item))).collect::<Vec<_>>().join(separator)
        }
        Value::Object(_) => members(value, coding)
            .map(|(key, text)| format!("{key}{separator}{text}"))
            .collect::<Vec<_>>()
            .join(separator),
        _ => coding.apply(&scalar(value)),
    }
}

fn equations(value: &Value, coding: PercentEncoding) -> Vec<String> {
    members(value, coding).map(|(key, text)| format!("{key}={text}")).collect()
}

/// Returns an object's members without those that are null.
fn members(value: &Value, coding: PercentEncoding) -> impl Iterator<Item = (String, String)> + '_ {
    let fields = value.as_object().into_iter().flatten();
    fields
        .filter(|(_, value)| !value.is_null())
        .map(move |(key, value)| (coding.apply(key), coding.apply(&scalar(value))))
}

fn percent(value: &Value) -> String {
    encode::component(&scalar(value))
}

/// Writes a value as plain text. Nested containers, which the styles do not define, are written as
/// JSON.
pub(super) fn scalar(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Null => Cow::Borrowed(""),
        _ => Cow::Owned(json::value_text(value)),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(Value::is_null),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Style::*;
    use super::*;
    use serde_json::json;

    fn values() -> [Value; 4] {
        [
            json!(""),
            json!("blue"),
            json!(["blue", "black", "brown"]),
            json!({"R": 100, "G": 200, "B": 150}),
        ]
    }

    /// Writes the example values of the standard under the name `color`. Members of an object are
    /// in alphabetical order, unlike in the standard.
    fn check(
        write: impl Fn(Style, bool, &Value) -> Option<String>,
        rows: &[(Style, bool, [&str; 4])],
    ) {
        for (style, explode, expected) in rows {
            for (value, expected) in values().iter().zip(expected) {
                let written = write(*style, *explode, value).unwrap_or_default();
                assert_eq!(written, *expected, "{style:?} {explode} {value}");
            }
        }
    }

    /// OpenAPI 3.0.4, "Style Examples", except that an empty path parameter and a dot segment are
    /// errors.
    #[test]
    fn path_examples_of_the_standard() {
        check(
            |style, explode, value| {
                path("color", style, explode, PercentEncoding::Percent, value).ok()
            },
            &[
                (
                    Matrix,
                    false,
                    [
                        ";color",
                        ";color=blue",
                        ";color=blue,black,brown",
                        ";color=B,150,G,200,R,100",
                    ],
                ),
                (
                    Matrix,
                    true,
                    [
                        ";color",
                        ";color=blue",
                        ";color=blue;color=black;color=brown",
                        ";B=150;G=200;R=100",
                    ],
                ),
                (Label, false, ["", ".blue", ".blue,black,brown", ".B,150,G,200,R,100"]),
                (Label, true, ["", ".blue", ".blue.black.brown", ".B=150.G=200.R=100"]),
                (Simple, false, ["", "blue", "blue,black,brown", "B,150,G,200,R,100"]),
                (Simple, true, ["", "blue", "blue,black,brown", "B=150,G=200,R=100"]),
            ],
        );
    }

    /// OpenAPI 3.0.4, "Style Examples", and arrays in `deepObject`, which the standard leaves
    /// undefined.
    #[test]
    fn query_examples_of_the_standard() {
        const EMPTY: &str = "color=";
        const BLUE: &str = "color=blue";
        check(
            |style, explode, value| {
                query("color", style, explode, PercentEncoding::Percent, value).unwrap()
            },
            &[
                (Form, false, [EMPTY, BLUE, "color=blue,black,brown", "color=B,150,G,200,R,100"]),
                (
                    Form,
                    true,
                    [EMPTY, BLUE, "color=blue&color=black&color=brown", "B=150&G=200&R=100"],
                ),
                (
                    SpaceDelimited,
                    false,
                    [
                        EMPTY,
                        BLUE,
                        "color=blue%20black%20brown",
                        "color=B%20150%20G%20200%20R%20100",
                    ],
                ),
                (
                    PipeDelimited,
                    false,
                    [
                        EMPTY,
                        BLUE,
                        "color=blue%7Cblack%7Cbrown",
                        "color=B%7C150%7CG%7C200%7CR%7C100",
                    ],
                ),
                (
                    DeepObject,
                    true,
                    [
                        EMPTY,
                        BLUE,
                        "color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown",
                        "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100",
                    ],
                ),
            ],
        );
    }

    #[test]
    fn encoding() {
        for (value, expected) in [
            (json!("a/b c?&é"), "a%2Fb%20c%3F%26%C3%A9"),
            (json!(["a,b", "c"]), "a%2Cb,c"),
            (json!(true), "true"),
            (json!(1.5), "1.5"),
            (json!(5.0), "5"),
            (json!([1e20, 2.5]), "100000000000000000000,2.5"),
            (json!("..."), "..."),
        ] {
            assert_eq!(
                path("x", Simple, false, PercentEncoding::Percent, &value).unwrap(),
                expected
            );
        }
        assert_eq!(
            query("a b", Form, true, PercentEncoding::Percent, &json!("c=d")).unwrap().as_deref(),
            Some("a%20b=c%3Dd")
        );
        assert_eq!(
            query(
                "a",
                DeepObject,
                true,
                PercentEncoding::Percent,
                &json!({"b c": {"d": [1, {"e": 2}]}})
            )
            .unwrap()
            .as_deref(),
            Some("a%5Bb%20c%5D%5Bd%5D%5B0%5D=1&a%5Bb%20c%5D%5Bd%5D%5B1%5D%5Be%5D=2")
        );
        assert_eq!(header(false, &json!(["a b", "c"])), "a b,c");
    }

    #[test]
    fn invalid_parameter_values() {
        for value in [json!(null), json!([]), json!({}), json!(""), json!("."), json!("..")] {
            assert!(path("x", Simple, false, PercentEncoding::Percent, &value).is_err(), "{value}");
        }
        for value in [json!(null), json!([]), json!({"a": null})] {
            assert_eq!(
                query("x", Form, true, PercentEncoding::Percent, &value),
                Ok(None),
                "{value}"
            );
        }
        let deep = (0..100).fold(json!(1), |inner, _| json!({ "a": inner }));
        assert!(query("x", DeepObject, true, PercentEncoding::Percent, &deep).is_err());
    }
}
