//! A large document with many findings, and changes of it that are no findings.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

/// How many operations the document has.
const OPERATIONS: usize = 300;

/// The key of a schema's properties.
const PROPERTIES: &str = "properties";

/// The reference to a component.
const SCHEMAS: &str = "#/components/schemas/";

/// A document with 300 operations and thousands of findings.
pub(crate) fn large() -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for number in 0..OPERATIONS {
        let name = format!("Thing{number}");
        let next = format!("{SCHEMAS}Thing{}", (number + 1) % OPERATIONS);
        let schema = json!({ "$ref": format!("{SCHEMAS}{name}") });
        let content = json!({ "application/json": { "schema": schema } });
        let responses = json!({ "200": { "description": "ok", "content": content } });
        let operation =
            json!({ "operationId": format!("getThing{number}"), "responses": responses });
        paths.insert(format!("/Old_Things{number}"), json!({ "get": operation }));
        let text = json!({ "type": "string" });
        let properties = json!({
            "firstName": text, "last_name": text, "created_at": text, "next_thing": { "$ref": next },
            "more_names": { "type": "array", "items": { PROPERTIES: { "inner_name": text } } },
        });
        schemas.insert(name, json!({ "type": "object", PROPERTIES: properties }));
    }
    json!({
        "openapi": "3.0.3",
        "info": { "title": "Things", "version": "1" },
        "servers": [{ "url": "https://api.example.com/v1" }],
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

/// The name of a property that breaks a rule in documents of any style.
pub(crate) const PLANTED: &str = "planted_Name-x";

/// Adds a property that breaks a rule to the component in the middle.
pub(crate) fn plant(document: &mut Value) {
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    let middle = schemas.len() / 2;
    let with_properties =
        schemas.iter_mut().skip(middle).find(|(_, it)| it.get(PROPERTIES).is_some());
    let (_, schema) = with_properties.unwrap();
    schema[PROPERTIES][PLANTED] = json!({ "type": "string" });
}

/// Renames every third component.
pub(crate) fn rename_components(document: &Value) -> Value {
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let renamed: Vec<String> = schemas.keys().step_by(3).cloned().collect();
    let mut document = document.clone();
    map_references(&mut document, &|reference| {
        let name = reference.strip_prefix(SCHEMAS)?;
        renamed.iter().any(|it| it == name).then(|| format!("{SCHEMAS}{name}Renamed"))
    });
    rename_mappings(&mut document, &renamed);
    let schemas = document["components"]["schemas"].as_object_mut().unwrap();
    for name in &renamed {
        let schema = schemas.remove(name).unwrap();
        schemas.insert(format!("{name}Renamed"), schema);
    }
    document
}

/// Renames the components that discriminators name without a reference.
fn rename_mappings(value: &mut Value, renamed: &[String]) {
    if let Some(mapping) = value.pointer_mut("/discriminator/mapping") {
        for name in mapping.as_object_mut().unwrap().values_mut() {
            if renamed.iter().any(|it| name == it) {
                *name = format!("{}Renamed", name.as_str().unwrap()).into();
            }
        }
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(|it| rename_mappings(it, renamed)),
        Value::Array(items) => items.iter_mut().for_each(|it| rename_mappings(it, renamed)),
        _ => {}
    }
}

/// Writes the document with a file for each component.
pub(crate) fn split(document: &Value, folder: &Path) {
    let mut document = document.clone();
    let parts = folder.join("schemas");
    fs::create_dir_all(&parts).unwrap();
    for (name, schema) in document["components"]["schemas"].as_object_mut().unwrap() {
        let mut part = schema.take();
        map_references(&mut part, &|reference| {
            Some(format!("{}.json", reference.strip_prefix(SCHEMAS)?))
        });
        fs::write(parts.join(format!("{name}.json")), pretty(&part)).unwrap();
        *schema = json!({ "$ref": format!("schemas/{name}.json") });
    }
    fs::write(folder.join("api.json"), pretty(&document)).unwrap();
}

/// The document as indented JSON, with sorted keys.
pub(crate) fn pretty(document: &Value) -> String {
    serde_json::to_string_pretty(document).unwrap()
}

/// Replaces the references for which `new` returns another one.
fn map_references(value: &mut Value, new: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(|it| map_references(it, new));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| map_references(it, new)),
        // `$ref`, and the mapping of a discriminator.
        Value::String(text) => {
            if let Some(reference) = new(text) {
                *text = reference;
            }
        }
        _ => {}
    }
}
