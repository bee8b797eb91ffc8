//! A part of a large document: some of its paths, and the components that they reference.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The document with only the paths that `keeps` names by their number, and without unreferenced components.
#[must_use]
pub fn excerpt(document: &Value, keeps: impl Fn(usize) -> bool) -> Value {
    let mut part = document.clone();
    if let Some(Value::Object(paths)) = part.get_mut("paths") {
        let mut at = 0..;
        paths.retain(|_, _| at.next().is_some_and(&keeps));
    }
    let homes = [
        "/components/schemas",
        "/components/parameters",
        "/components/responses",
        "/components/requestBodies",
        "/definitions",
    ];
    for home in homes {
        if let Some(Value::Object(all)) = part.pointer_mut(home) {
            all.clear();
        }
    }
    let mut waiting = references(&part);
    let mut seen = BTreeSet::new();
    while let Some(pointer) = waiting.pop() {
        let Some((home, name)) = pointer.rsplit_once('/').filter(|(home, _)| homes.contains(home))
        else {
            continue;
        };
        let target = document.pointer(&pointer).filter(|_| seen.insert(pointer.clone()));
        let slot = part.pointer_mut(home).and_then(Value::as_object_mut);
        let Some((target, slot)) = target.zip(slot) else { continue };
        waiting.extend(references(target));
        slot.insert(name.replace("~1", "/").replace("~0", "~"), target.clone());
    }
    part
}

/// The pointers of all local references in a value.
fn references(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut stack = vec![value];
    while let Some(value) = stack.pop() {
        match value {
            Value::Array(items) => stack.extend(items),
            Value::Object(members) => {
                found.extend(reference(members));
                stack.extend(members.values());
            }
            _ => {}
        }
    }
    found
}

fn reference(members: &Map<String, Value>) -> Option<String> {
    Some(members.get("$ref")?.as_str()?.strip_prefix('#')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn components_are_kept_that_are_needed() {
        let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let schemas = json!({ "A": { "items": to("B") }, "B": { "items": to("A") }, "C": {} });
        let document = json!({ "paths": { "/a": to("A"), "/c": to("C") }, "components": { "schemas": schemas } });
        let kept = |keeps: fn(usize) -> bool| {
            let part = excerpt(&document, keeps);
            let schemas = part["components"]["schemas"].as_object().unwrap();
            let paths = part["paths"].as_object().unwrap();
            paths.keys().chain(schemas.keys()).cloned().collect::<Vec<_>>()
        };
        assert_eq!(kept(|at| at == 0), ["/a", "A", "B"]);
        assert_eq!(kept(|at| at == 1), ["/c", "C"]);
        assert_eq!(kept(|_| false), Vec::<String>::new());
    }
}
