//! What is different between the value that was read and the one that was written.
//!
//! Numbers are the same by value, strings to the letter; an absent member and one that is null are not the same.

use std::fmt;

use serde_json::{Number, Value};

/// A place where two values differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The member names and indices on the way to it.
    pub tokens: Vec<String>,
    /// What was read; `None`: nothing was there.
    pub expected: Option<Value>,
    /// What was written; `None`: nothing is there.
    pub got: Option<Value>,
}

impl Difference {
    /// Whether a member that was read was not written.
    pub(in crate::corpus) fn is_dropped(&self) -> bool {
        self.got.is_none()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |it: &Option<Value>| {
            let text = it.as_ref().map_or("nothing".to_owned(), Value::to_string);
            let cut: String = text.chars().take(80).collect();
            if cut.len() < text.len() { format!("{cut}…") } else { cut }
        };
        let place: String = self.tokens.iter().map(|it| format!("/{it}")).collect();
        write!(f, "at {place:?}: read {}, wrote {}", shown(&self.expected), shown(&self.got))
    }
}

/// All differences, in the order of the value that was read.
pub(in crate::corpus) fn between(expected: &Value, got: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(Some(expected), Some(got), &mut Vec::new(), &mut found);
    found
}

fn compare(
    expected: Option<&Value>,
    got: Option<&Value>,
    place: &mut Vec<String>,
    found: &mut Vec<Difference>,
) {
    match (expected, got) {
        (Some(Value::Object(a)), Some(Value::Object(b))) => {
            let more = b.keys().filter(|key| !a.contains_key(*key));
            for key in a.keys().chain(more) {
                place.push(key.clone());
                compare(a.get(key), b.get(key), place, found);
                place.pop();
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for index in 0..a.len().max(b.len()) {
                place.push(index.to_string());
                compare(a.get(index), b.get(index), place, found);
                place.pop();
            }
        }
        (Some(a), Some(b)) if is_same(a, b) => {}
        _ => found.push(Difference {
            tokens: place.clone(),
            expected: expected.cloned(),
            got: got.cloned(),
        }),
    }
}

fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => is_same_number(a, b),
        _ => a == b,
    }
}

#[allow(clippy::float_cmp, reason = "a number must come back as it was")]
fn is_same_number(a: &Number, b: &Number) -> bool {
    let whole = |it: &Number| it.as_i64().map(i128::from).or(it.as_u64().map(i128::from));
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.as_f64() == b.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(expected: Value, got: Value) -> Vec<String> {
        between(&expected, &got).iter().map(Difference::to_string).collect()
    }

    #[test]
    fn numbers_are_the_same_by_value() {
        let (a, b) = (json!({"a": 1, "b": [1.0, "x"]}), json!({"b": [1, "x"], "a": 1.0}));
        assert_eq!(between(&a, &b), []);
    }

    #[test]
    fn strings_are_the_same_to_the_letter() {
        for (a, b) in [
            ("2025-04-01T18:30:00.250+09:00", "2025-04-01T09:30:00.25Z"),
            ("2C1F6F0A-3F0B-4D0E-9B6A-6D0F6F7A9C11", "2c1f6f0a-3f0b-4d0e-9b6a-6d0f6f7a9c11"),
        ] {
            assert_eq!(between(&json!(a), &json!(b)).len(), 1, "{a}");
        }
    }

    #[test]
    fn what_is_lost_is_named() {
        let expected =
            json!({"a": null, "b": {"c": [1, 2]}, "d": "x", "e": 9_007_199_254_740_993_u64});
        let got = json!({"b": {"c": [1]}, "d": "y", "e": 9_007_199_254_740_992_u64, "f": null});
        assert_eq!(
            shown(expected, got),
            [
                r#"at "/a": read null, wrote nothing"#,
                r#"at "/b/c/1": read 2, wrote nothing"#,
                r#"at "/d": read "x", wrote "y""#,
                r#"at "/e": read 9007199254740993, wrote 9007199254740992"#,
                r#"at "/f": read nothing, wrote null"#,
            ]
        );
    }
}
