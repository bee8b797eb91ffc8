//! A document whose schemas a JSON Schema validator understands.
//!
//! OpenAPI 3.0's and 2.0's own words become those of JSON Schema 2020-12; 3.1's schemas are that already. Only what changes
//! which values are valid is rewritten. Objects that are no schemas are rewritten by the same rules: no validator looks at them.

use serde_json::{Map, Value, json};

/// Formats that generated types insist on; the others are annotations (JSON Schema 2020-12 "format").
const ASSERTED: [&str; 3] = ["date-time", "date", "uuid"];

/// Rewrites a document.
pub(super) fn rewrite(document: &Value, is_modern: bool) -> Value {
    match document {
        Value::Object(members) => {
            let mut members: Map<String, Value> =
                members.iter().map(|(key, it)| (key.clone(), rewrite(it, is_modern))).collect();
            if !is_modern {
                words_of_3_0(&mut members);
            }
            bounds_of_format(&mut members);
            only_valid_words(&mut members);
            if is_modern { Value::Object(members) } else { with_null(members) }
        }
        Value::Array(items) => items.iter().map(|it| rewrite(it, is_modern)).collect(),
        other => other.clone(),
    }
}

fn words_of_3_0(schema: &mut Map<String, Value>) {
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
    // What stands beside a reference is ignored ("Reference Object"), but for null, which people mean.
    if schema.get("$ref").is_some_and(Value::is_string) {
        schema.retain(|key, _| key == "$ref" || key == "nullable");
    }
}

/// The range of an integer format, which JSON Schema has no word for.
fn bounds_of_format(schema: &mut Map<String, Value>) {
    let range = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("int64") => (json!(i64::MIN), json!(i64::MAX)),
        Some("uint32") => (json!(u32::MIN), json!(u32::MAX)),
        Some("uint64") => (json!(u64::MIN), json!(u64::MAX)),
        _ => return,
    };
    if schema.get("type").is_some_and(|it| it == "integer") {
        schema.entry("minimum").or_insert(range.0);
        schema.entry("maximum").or_insert(range.1);
    }
}

/// Leaves out words of the wrong kind, for which a validator would refuse the whole schema.
fn only_valid_words(schema: &mut Map<String, Value>) {
    let asserted =
        |it: &Value| !it.is_string() || it.as_str().is_some_and(|it| ASSERTED.contains(&it));
    let types = ["string", "number", "integer", "boolean", "object", "array", "null"];
    let is_type = |it: &Value| it.as_str().is_none_or(|it| types.contains(&it));
    let is_pattern = |it: &Value| {
        !it.is_string() || jsonschema::options().build(&json!({ "pattern": it })).is_ok()
    };
    schema.retain(|key, value| match key.as_str() {
        "format" => asserted(value),
        "type" => is_type(value),
        "pattern" => is_pattern(value),
        "required" => !value.is_boolean(),
        "$id" | "$schema" | "id" => !value.is_string(),
        _ => true,
    });
}

/// `nullable` beside a type, and beside anything else.
fn with_null(mut schema: Map<String, Value>) -> Value {
    if schema.get("nullable") != Some(&Value::Bool(true)) {
        return Value::Object(schema);
    }
    schema.remove("nullable");
    json!({ "anyOf": [schema, { "type": "null" }] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_3_0_become_those_of_json_schema() {
        for (from, to) in [
            (
                json!({"type": "string", "nullable": true}),
                json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
            ),
            (json!({"minimum": 1, "exclusiveMinimum": true}), json!({"exclusiveMinimum": 1})),
            (json!({"minimum": 1, "exclusiveMinimum": false}), json!({"minimum": 1})),
            (json!({"$ref": "#/a", "description": "b"}), json!({"$ref": "#/a"})),
            (json!({"type": "string", "format": "email"}), json!({"type": "string"})),
            (json!({"type": "file"}), json!({})),
            (json!({"pattern": "(?<broken"}), json!({})),
            (
                json!({"properties": {"nullable": {"type": "string"}}}),
                json!({"properties": {"nullable": {"type": "string"}}}),
            ),
        ] {
            assert_eq!(rewrite(&from, false), to, "{from}");
        }
        let modern = json!({"$ref": "#/a", "minimum": 1, "nullable": true});
        assert_eq!(rewrite(&modern, true), modern);
    }
}
