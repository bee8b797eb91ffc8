//! Documents with another one several times, to see how the cost of a program grows with the size.
//!
//! Takes a document as JSON and a number; returns the larger document. It must not know who reads it.

use std::path::Path;

use renkei::document::Document;
use serde_json::{Map, Value};

/// Reads a document as JSON.
#[must_use]
pub fn read(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).expect("the document can be read");
    let sources = renkei::source::read_text(&file.to_string_lossy(), &text).expect("it is text");
    let document = Document::new(sources).expect("it is a document").to_json();
    serde_json::from_str(&document).expect("it is JSON")
}

/// Returns a document with the paths and components of another one `count` times, under other names.
#[must_use]
pub fn copied(document: &Value, count: usize) -> Value {
    const SHARED: &str = "securitySchemes";
    let mut all = document.clone();
    all["paths"] = Value::Object(Map::new());
    let sections = all["components"].as_object_mut().into_iter().flatten();
    for (_, section) in sections.filter(|(name, _)| *name != SHARED) {
        *section = Value::Object(Map::new());
    }
    for number in 0..count {
        let mut copy = document.clone();
        rename(&mut copy, number);
        add(&mut all["paths"], &copy["paths"], |path| format!("/copy{number}{path}"));
        let sections = copy["components"].as_object().into_iter().flatten();
        for (section, members) in sections.filter(|(name, _)| *name != SHARED) {
            add(&mut all["components"][section], members, |name| format!("{name}{number}"));
        }
    }
    all
}

/// Adds the members of an object to another one, under other names.
fn add(all: &mut Value, members: &Value, name: impl Fn(&str) -> String) {
    for (key, member) in members.as_object().into_iter().flatten() {
        all[name(key)] = member.clone();
    }
}

/// Numbers the ids of operations, and the components that references name.
fn rename(value: &mut Value, number: usize) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(text)
                        if key == "operationId" || text.starts_with("#/components/") =>
                    {
                        text.push_str(&number.to_string());
                    }
                    member => rename(member, number),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| rename(it, number)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_copy_refers_to_its_own_components() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let document = json!({
            "openapi": "3.0.3",
            "paths": { "/pets": { "get": { "operationId": "list", "schema": reference("Pet") } } },
            "components": {
                "schemas": { "Pet": { "properties": { "owner": reference("Owner") } }, "Owner": {} },
                "securitySchemes": { "key": { "type": "apiKey" } },
            },
        });
        let operation = |number: usize| json!({ "get": { "operationId": format!("list{number}"), "schema": reference(&format!("Pet{number}")) } });
        let pet = |number: usize| json!({ "properties": { "owner": reference(&format!("Owner{number}")) } });
        let expected = json!({
            "openapi": "3.0.3",
            "paths": { "/copy0/pets": operation(0), "/copy1/pets": operation(1) },
            "components": {
                "schemas": { "Pet0": pet(0), "Pet1": pet(1), "Owner0": {}, "Owner1": {} },
                "securitySchemes": { "key": { "type": "apiKey" } },
            },
        });
        assert_eq!(copied(&document, 2), expected);
    }
}
