//! A document whose schemas a JSON Schema validator understands.
//!
//! OpenAPI 3.0's and 2.0's own words become those of JSON Schema 2020-12; 3.1's schemas are that already. Only what changes
//! which values are valid is rewritten. Objects that are no schemas are rewritten by the same rules: no validator looks at them.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

/// Formats that generated types insist on; the others are annotations (JSON Schema 2020-12 "format").
pub(in crate::corpus) const ASSERTED: &[&str] = &["date-time", "date", "uuid"];

/// Marks the union of a schema and null, which the document does not have.
pub(in crate::corpus) const AROUND: &str = "x-renkei-or-null";

/// Rewrites a document; `formats` are those that a validator is to look at.
pub(super) fn rewrite(document: &Value, is_modern: bool, formats: &[&str]) -> Value {
    match document {
        Value::Object(members) => {
            let mut members: Map<String, Value> = members
                .iter()
                .map(|(key, it)| (key.clone(), rewrite(it, is_modern, formats)))
                .collect();
            exclusive_bounds(&mut members);
            if !is_modern {
                words_of_3_0(&mut members);
            }
            bounds_of_format(&mut members);
            only_valid_words(&mut members, formats);
            if is_modern { Value::Object(members) } else { with_null(members) }
        }
        Value::Array(items) => items.iter().map(|it| rewrite(it, is_modern, formats)).collect(),
        other => other.clone(),
    }
}

/// A bound that is exclusive, as 3.0 says it; documents of 3.1 say it too, where JSON Schema takes a number only.
fn exclusive_bounds(schema: &mut Map<String, Value>) {
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        match schema.get(exclusive).and_then(Value::as_bool) {
            Some(true) => {
                if let Some(bound) = schema.remove(bound) {
                    schema.insert(exclusive.to_owned(), bound);
                } else {
                    schema.remove(exclusive);
                }
            }
            Some(false) => drop(schema.remove(exclusive)),
            None => {}
        }
    }
}

fn words_of_3_0(schema: &mut Map<String, Value>) {
    // Siblings of a reference are ignored ("Reference Object"), but for null and the direction, which people mean.
    if schema.get("$ref").is_some_and(Value::is_string) {
        let meant = ["$ref", "nullable", "readOnly", "writeOnly"];
        schema.retain(|key, _| meant.contains(&key.as_str()));
    }
}

/// The range of an integer format, which JSON Schema has no word for. The registry of OpenAPI gives these formats to numbers
/// ("int32": "signed 32-bit integers", of the type number), so that a number with one is an integer.
fn bounds_of_format(schema: &mut Map<String, Value>) {
    let range = match schema.get("format").and_then(Value::as_str) {
        Some("int8") => (json!(i8::MIN), json!(i8::MAX)),
        Some("int16") => (json!(i16::MIN), json!(i16::MAX)),
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("int64") => (json!(i64::MIN), json!(i64::MAX)),
        Some("uint8") => (json!(u8::MIN), json!(u8::MAX)),
        Some("uint16") => (json!(u16::MIN), json!(u16::MAX)),
        Some("uint32") => (json!(u32::MIN), json!(u32::MAX)),
        Some("uint64" | "uint") => (json!(u64::MIN), json!(u64::MAX)),
        _ => return,
    };
    let mut types: Vec<&mut Value> = match schema.get_mut("type") {
        Some(Value::Array(types)) => types.iter_mut().collect(),
        Some(one) => vec![one],
        None => return,
    };
    for ty in &mut types {
        if **ty == "number" {
            **ty = json!("integer");
        }
    }
    if types.iter().any(|it| **it == "integer") {
        schema.entry("minimum").or_insert(range.0);
        schema.entry("maximum").or_insert(range.1);
    }
}

/// Leaves out words of the wrong kind, for which a validator would refuse the whole schema, and an `enum` of nothing, which
/// would allow nothing (JSON Schema 2020-12 validation section 6.1.2: there should be a value).
fn only_valid_words(schema: &mut Map<String, Value>, formats: &[&str]) {
    let asserted =
        |it: &Value| !it.is_string() || it.as_str().is_some_and(|it| formats.contains(&it));
    let types = ["string", "number", "integer", "boolean", "object", "array", "null"];
    let is_type = |it: &Value| it.as_str().is_none_or(|it| types.contains(&it));
    let is_pattern = |it: &Value| {
        !it.is_string() || jsonschema::options().build(&json!({ "pattern": it })).is_ok()
    };
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        // A validator counts the names, which have to be unique (JSON Schema 2020-12 validation section 6.5.3).
        let mut seen = HashSet::new();
        required.retain(|it| seen.insert(it.to_string()));
    }
    schema.retain(|key, value| match key.as_str() {
        "format" => asserted(value),
        "type" => is_type(value),
        "pattern" => is_pattern(value),
        "required" => !value.is_boolean(),
        "enum" => value.as_array().is_none_or(|it| !it.is_empty()),
        "$id" | "$schema" | "id" => !value.is_string(),
        _ => true,
    });
}

/// `nullable`: one more type where that is all there is to say, else one more member of a union around the schema.
fn with_null(mut schema: Map<String, Value>) -> Value {
    if schema.get("nullable") != Some(&Value::Bool(true)) {
        return Value::Object(schema);
    }
    schema.remove("nullable");
    let parts = ["$ref", "allOf", "oneOf", "anyOf", "not"];
    let simple = !parts.iter().any(|it| schema.contains_key(*it));
    if let Some(Value::String(ty)) = schema.get("type").filter(|_| simple) {
        let types = json!([ty, "null"]);
        schema.insert("type".to_owned(), types);
        if let Some(Value::Array(values)) = schema.get_mut("enum") {
            values.push(Value::Null);
        }
        return Value::Object(schema);
    }
    json!({ (AROUND): true, "anyOf": [schema, { "type": "null" }] })
}

/// Where the schema that was at a pointer is in the rewritten document.
pub(super) fn moved(document: &Value, pointer: &str) -> String {
    let mut place = String::new();
    let mut node = Some(document);
    for token in pointer.split('/').skip(1) {
        if node.and_then(|it| it.get(AROUND)).is_some() {
            place.push_str("/anyOf/0");
            node = node.and_then(|it| it.pointer("/anyOf/0"));
        }
        place.push('/');
        place.push_str(token);
        node = node.and_then(|it| it.pointer(&format!("/{token}")));
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_3_0_become_those_of_json_schema() {
        for (from, to) in [
            (
                json!({"type": "string", "nullable": true, "enum": ["a"]}),
                json!({"type": ["string", "null"], "enum": ["a", null]}),
            ),
            (json!({"minimum": 1, "exclusiveMinimum": true}), json!({"exclusiveMinimum": 1})),
            (json!({"minimum": 1, "exclusiveMinimum": false}), json!({"minimum": 1})),
            (json!({"$ref": "#/a", "description": "b"}), json!({"$ref": "#/a"})),
            (json!({"type": "string", "format": "email"}), json!({"type": "string"})),
            (json!({"type": "file"}), json!({})),
            (json!({"required": ["b", "a", "b"]}), json!({"required": ["b", "a"]})),
            (json!({"type": "string", "enum": []}), json!({"type": "string"})),
            (json!({"pattern": "(?<broken"}), json!({})),
            (
                json!({"properties": {"nullable": {"type": "string"}}}),
                json!({"properties": {"nullable": {"type": "string"}}}),
            ),
        ] {
            assert_eq!(rewrite(&from, false, ASSERTED), to, "{from}");
        }
        let either = json!({"type": ["integer", "null"], "format": "int8"});
        let bound = json!({"type": ["integer", "null"], "minimum": -128, "maximum": 127});
        assert_eq!(rewrite(&either, true, ASSERTED), bound);
        let number = json!({"type": ["number", "null"], "format": "int8"});
        assert_eq!(rewrite(&number, true, ASSERTED), bound);
        let fraction = json!({"type": "number", "format": "double"});
        assert_eq!(rewrite(&fraction, true, ASSERTED), json!({"type": "number"}));
        let modern = json!({"$ref": "#/a", "minimum": 1, "nullable": true});
        assert_eq!(rewrite(&modern, true, ASSERTED), modern);
        let left_over = json!({"type": "number", "minimum": 0, "exclusiveMinimum": true});
        let meant = json!({"type": "number", "exclusiveMinimum": 0});
        assert_eq!(rewrite(&left_over, true, ASSERTED), meant);
    }

    #[test]
    fn a_schema_around_which_null_was_put_is_found() {
        let from = json!({"A": {"nullable": true, "allOf": [{"properties": {"b": {}}}]}});
        let to = rewrite(&from, false, ASSERTED);
        assert_eq!(moved(&to, "/A"), "/A");
        let place = moved(&to, "/A/allOf/0/properties/b");
        assert_eq!(place, "/A/anyOf/0/allOf/0/properties/b");
        assert_eq!(to.pointer(&place), Some(&json!({})));
    }
}
