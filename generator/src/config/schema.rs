//! The JSON Schema of `renkei.yaml`, for editors.

use serde_json::{Map, Value as Json, json};

use super::keys::SECTIONS;
use super::rules;
use super::table::{Key, Value};

/// Returns the schema, in draft 2020-12, which editors support.
#[must_use]
pub fn schema() -> String {
    let mut schema = object(SECTIONS);
    if let Some(schema) = schema.as_object_mut() {
        let about = "The configuration of Renkei. `renkei config-schema` prints this schema.";
        schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("title".to_owned(), "renkei.yaml".into());
        schema.insert("description".to_owned(), about.into());
    }
    format!("{schema:#}\n")
}

fn object(keys: &[Key]) -> Json {
    let properties = keys.iter().map(|key| (key.name.to_owned(), property(key)));
    json!({
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": properties.collect::<Map<_, _>>(),
    })
}

fn property(key: &Key) -> Json {
    let mut schema = value(key.value);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), key.docs().into());
        match key.value.default() {
            Some("false") => schema.insert("default".to_owned(), false.into()),
            Some(word) => schema.insert("default".to_owned(), word.into()),
            None => None,
        };
    }
    schema
}

/// The schema of a value.
pub(super) fn value(value: Value) -> Json {
    match value {
        Value::String(..) => json!({ "type": ["string", "null"] }),
        Value::Choice(words) => json!({ "enum": words }),
        Value::Flag => json!({ "type": ["boolean", "null"] }),
        Value::Count => json!({ "type": ["integer", "null"], "minimum": 0 }),
        Value::Strings => json!({ "type": ["array", "null"], "items": { "type": "string" } }),
        Value::Rules => rules::json_schema(),
        Value::CustomRules(keys) | Value::Ignores(keys) => by_name(&object(keys)),
        Value::Schema => json!({ "type": ["object", "null"] }),
        Value::Names => by_name(&json!({ "type": "string" })),
        Value::Lists => by_name(&json!({ "type": "array", "items": { "type": "string" } })),
        Value::Scalars => json!({
            "type": ["array", "null"],
            "items": { "type": ["string", "number", "boolean"] },
        }),
        Value::Object(keys) => object(keys),
        Value::Table(keys) => {
            let mut schema = object(keys);
            let required: Vec<_> = keys.first().map(|key| key.name).into_iter().collect();
            if let Some(schema) = schema.as_object_mut() {
                schema.insert("required".to_owned(), required.into());
            }
            schema
        }
        Value::Paging(keys) => {
            by_name(&json!({ "anyOf": [{ "enum": [false, "none"] }, object(keys)] }))
        }
        Value::Dependencies(keys) => {
            by_name(&json!({ "anyOf": [{ "type": "string" }, object(keys)] }))
        }
    }
}

fn by_name(value: &Json) -> Json {
    json!({ "type": ["object", "null"], "additionalProperties": value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_in_the_schema_and_no_other() {
        let schema: Json = serde_json::from_str(&schema()).unwrap();
        let sections = schema["properties"].as_object().unwrap();
        assert_eq!(sections.len(), SECTIONS.len());
        for section in SECTIONS {
            if let Value::Object(keys) = section.value {
                let properties = sections[section.name]["properties"].as_object().unwrap();
                let mut known: Vec<_> = keys.iter().map(|key| key.name).collect();
                known.sort_unstable();
                let mut listed: Vec<_> = properties.keys().map(String::as_str).collect();
                listed.sort_unstable();
                assert_eq!(listed, known, "{}", section.name);
            }
        }
        assert_eq!(schema["properties"]["client"]["properties"]["dates"]["default"], "jiff");
    }
}
