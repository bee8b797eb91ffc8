//! What a document asks of requests, and what of responses: a property that only the other direction carries is not required.
//!
//! OpenAPI 3.0.4, "Schema Object", `readOnly` and `writeOnly`; JSON Schema 2020-12 validation section 9.4.

use serde_json::{Map, Value};

use super::pointer::{resolve, target};
use super::value::{Made, Maker, Pass};
use crate::corpus::examples::json_schema::{AROUND, ASSERTED};
use crate::corpus::examples::validity::{Validity, Verdict};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

impl Direction {
    /// The keyword for what goes only the other way.
    pub(super) fn absent(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }
}

/// A document as one direction sees it.
pub(super) struct View {
    pub(super) direction: Direction,
    pub(super) validity: Validity,
}

impl View {
    pub(super) fn new(document: &Value, is_modern: bool, direction: Direction) -> Self {
        let mut seen = document.clone();
        strip(document, &mut seen, direction.absent());
        let formats = [ASSERTED, &TELLING].concat();
        Self { direction, validity: Validity::with_formats(&seen, is_modern, &formats) }
    }

    /// Makes a valid value for the schema at a pointer of the document.
    pub(super) fn make(&self, schema: &str, pass: Pass) -> Result<Made, String> {
        let place = self.validity.place(schema);
        let mut why = String::new();
        for attempt in 0..ATTEMPTS {
            let pass = pass.attempt(attempt);
            let mut maker = Maker::new(&self.validity.document, self.direction, schema, pass);
            let Some(value) = maker.of_place(&place) else { continue };
            match self.validity.judge(schema, &value) {
                Verdict::Valid | Verdict::Unknown => return Ok(Made { value, arity: maker.arity }),
                Verdict::Invalid | Verdict::OnlyFormat if why.is_empty() => {
                    why = self.validity.why(schema, &value).unwrap_or_default();
                }
                Verdict::Invalid | Verdict::OnlyFormat => {}
            }
        }
        self.given(schema).map(|value| Made { value, arity: 1 }).ok_or(why)
    }

    /// Why the validator judges no value of the schema at a pointer of the document; `None` where it does.
    pub(super) fn refusal(&self, schema: &str) -> Option<String> {
        let judges = self.validity.judge(schema, &Value::Null) != Verdict::Unknown;
        if judges { None } else { self.validity.refusal(schema) }
    }

    /// An example or a default of the schema itself, where it is valid.
    fn given(&self, schema: &str) -> Option<Value> {
        let document = &self.validity.document;
        let node = document.pointer(&resolve(document, &self.validity.place(schema)))?;
        let list = node.get("examples").and_then(Value::as_array).into_iter().flatten();
        let values = ["example", "default"].iter().filter_map(|it| node.get(it)).chain(list);
        let valid = |it: &&Value| self.validity.judge(schema, it) == Verdict::Valid;
        values.into_iter().find(valid).cloned()
    }
}

/// Formats that tell the members of unions of real documents apart, beside those that types insist on.
const TELLING: [&str; 2] = ["ipv4", "ipv6"];

/// How often a value is made anew where the validator refuses it.
const ATTEMPTS: usize = 12;

/// Takes out of `required` what goes only the other way.
fn strip(document: &Value, node: &mut Value, keyword: &str) {
    match node {
        Value::Object(members) => {
            if members.get("required").is_some_and(Value::is_array) {
                let mut absent = Vec::new();
                collect(document, &Value::Object(members.clone()), keyword, STEPS, &mut absent);
                if let Some(Value::Array(required)) = members.get_mut("required") {
                    required
                        .retain(|it| !it.as_str().is_some_and(|it| absent.iter().any(|a| a == it)));
                }
            }
            open_tagged(members);
            members.values_mut().for_each(|it| strip(document, it, keyword));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| strip(document, it, keyword)),
        _ => {}
    }
}

/// A tag says which member of a union is meant, so that others may allow the value too (OpenAPI 3.0.4, "Discriminator
/// Object": it takes the place of looking for the one member that fits).
fn open_tagged(schema: &mut Map<String, Value>) {
    let tagged = schema.get("discriminator").is_some_and(|it| it.get("propertyName").is_some());
    if tagged && !schema.contains_key("anyOf") {
        if let Some(members) = schema.remove("oneOf") {
            schema.insert("anyOf".to_owned(), members);
        }
    }
}

const STEPS: usize = 16;

/// The names of the properties of a schema that go only the other way.
fn collect(document: &Value, schema: &Value, keyword: &str, steps: usize, names: &mut Vec<String>) {
    let Some(steps) = steps.checked_sub(1) else { return };
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    names.extend(
        properties.filter(|(_, it)| says(document, it, keyword)).map(|(name, _)| name.clone()),
    );
    for member in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        collect(document, member, keyword, steps, names);
    }
    let reference = schema.get("$ref").and_then(Value::as_str).and_then(target);
    if let Some(target) = reference.and_then(|it| document.pointer(&it)) {
        collect(document, target, keyword, steps, names);
    }
}

/// Whether a schema says a keyword of itself: at its place, where a reference leads, or in a part of `allOf`.
pub(super) fn says(document: &Value, schema: &Value, keyword: &str) -> bool {
    said(document, schema, keyword, STEPS)
}

fn said(document: &Value, schema: &Value, keyword: &str, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else { return false };
    if schema.get(keyword) == Some(&Value::Bool(true)) {
        return true;
    }
    let reference = schema.get("$ref").and_then(Value::as_str).and_then(target);
    let target = reference.and_then(|it| document.pointer(&it));
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    // The rewritten document puts null around a schema.
    let around = schema.get(AROUND).and_then(|_| schema.pointer("/anyOf/0"));
    target.into_iter().chain(parts).chain(around).any(|it| said(document, it, keyword, steps))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A value of one schema of the components, always valid.
    fn made(schemas: &Value) -> Value {
        let document = json!({ "components": { "schemas": schemas } });
        let view = View::new(&document, false, Direction::Request);
        view.make("/components/schemas/A", Pass::new(true, 1)).unwrap().value
    }

    #[test]
    fn a_member_of_a_union_is_told_by_its_tag_or_by_the_format_of_an_address() {
        let b = json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}});
        let refs = json!([{"$ref": "#/components/schemas/B"}, {"$ref": "#/components/schemas/C"}]);
        let tagged = || json!({"oneOf": refs, "discriminator": {"propertyName": "kind"}});
        assert_eq!(made(&json!({"A": tagged(), "B": b, "C": b})), json!({"kind": "C"}));
        let members =
            json!([{"type": "string", "format": "ipv4"}, {"type": "string", "format": "ipv6"}]);
        let address = made(&json!({"A": {"oneOf": members}}));
        assert!(address.as_str().is_some_and(|it| it.contains(':')), "{address}");
    }

    #[test]
    fn a_member_of_a_union_is_one_that_what_stands_beside_it_allows() {
        let literal =
            json!({"enum": [2], "allOf": [{"oneOf": [{"const": 1}, {"const": 2}, {"const": 3}]}]});
        assert_eq!(made(&json!({"A": literal})), json!(2));
        let number = json!({"type": "integer", "maximum": 0, "minimum": 0});
        let either = json!({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]});
        assert_eq!(made(&json!({"A": {"allOf": [either, number]}})), json!(0));
        assert_eq!(made(&json!({"A": {"enum": [], "type": "null"}})), Value::Null);
    }
}
