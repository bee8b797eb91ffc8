//! The JSON Schema of `renkei.yaml`, for editors.

use serde_json::{Map, Value as Json, json};

use super::keys::{Body, Key, SECTIONS, Value};

/// The schema, in the words of draft 2020-12, which editors read.
#[must_use]
pub fn schema() -> String {
    let sections = SECTIONS.iter().map(|section| {
        let body = match section.body {
            Body::Keys(keys) => object(section.about, keys),
            Body::Entries(keys, _) => json!({
                "description": section.about,
                "type": ["object", "null"],
                "additionalProperties": {
                    "anyOf": [{ "type": "string" }, object("A dependency.", keys)],
                },
            }),
            Body::Operations(keys, _) => json!({
                "description": section.about,
                "type": ["object", "null"],
                "additionalProperties": {
                    "anyOf": [{ "enum": [false, "none"] }, object("How its pages follow each other.", keys)],
                },
            }),
        };
        (section.name.to_owned(), body)
    });
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "renkei.yaml",
        "description": "The configuration of Renkei. `renkei config-schema` prints this schema.",
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": sections.collect::<Map<_, _>>(),
    });
    format!("{schema:#}\n")
}

fn object(about: &str, keys: &[Key]) -> Json {
    let properties = keys.iter().map(|key| (key.name.to_owned(), property(key)));
    json!({
        "description": about,
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": properties.collect::<Map<_, _>>(),
    })
}

fn property(key: &Key) -> Json {
    let mut property = match key.value {
        Value::Text(..) => json!({ "type": ["string", "null"] }),
        Value::Choice(words) => json!({ "enum": words }),
        Value::Flag => json!({ "type": ["boolean", "null"] }),
        Value::Count => json!({ "type": ["integer", "null"], "minimum": 0 }),
        Value::Texts => json!({ "type": ["array", "null"], "items": { "type": "string" } }),
        Value::Levels => by_name(json!({ "enum": ["off", "info", "warning", "error"] })),
        Value::Names => by_name(json!({ "type": "string" })),
        Value::Scalars => json!({
            "type": ["array", "null"],
            "items": { "type": ["string", "number", "boolean"] },
        }),
        Value::Table(keys) => object(key.about, keys),
        Value::Lists => by_name(json!({ "type": "array", "items": { "type": "string" } })),
    };
    if let Some(property) = property.as_object_mut() {
        property.insert("description".to_owned(), key.about.into());
    }
    property
}

fn by_name(value: Json) -> Json {
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
            if let Body::Keys(keys) = section.body {
                let properties = sections[section.name]["properties"].as_object().unwrap();
                let mut known: Vec<_> = keys.iter().map(|key| key.name).collect();
                known.sort_unstable();
                let mut listed: Vec<_> = properties.keys().map(String::as_str).collect();
                listed.sort_unstable();
                assert_eq!(listed, known, "{}", section.name);
            }
        }
    }
}
