//! A validator of JSON Schema as OpenAPI 3 documents use it, over plain JSON.
//!
//! It reads the document and not the generated code, so it judges both.

use std::fmt;

use serde_json::Value;

/// How deep references are followed.
const MAX_DEPTH: usize = 64;

/// Which side sends the value: read-only properties are not in requests, write-only ones not in responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

impl Direction {
    fn absent(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }
}

/// A violation: the pointer of the value, and what is wrong. It does not show the value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Violation {
    pointer: String,
    what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = if self.pointer.is_empty() { "the root" } else { &self.pointer };
        write!(f, "{pointer}: {}", self.what)
    }
}

/// A document whose schemas are used.
pub(super) struct Schemas {
    root: Value,
}

struct Check<'a> {
    schemas: &'a Schemas,
    direction: Direction,
    found: Vec<Violation>,
}

impl Schemas {
    pub(super) fn new(root: Value) -> Self {
        Self { root }
    }

    /// Follows the references of a node within the document.
    pub(super) fn resolved<'a>(&'a self, node: &'a Value) -> &'a Value {
        let mut node = node;
        for _ in 0..MAX_DEPTH {
            let target = node.get("$ref").and_then(Value::as_str);
            let target = target.and_then(|it| self.root.pointer(it.strip_prefix('#')?));
            let Some(target) = target else { break };
            node = target;
        }
        node
    }

    /// Whether a schema has a type, also as part of an `allOf`.
    pub(super) fn has_type(&self, schema: &Value, name: &str) -> bool {
        let schema = self.resolved(schema);
        let own = match schema.get("type") {
            Some(Value::String(own)) => own == name,
            Some(Value::Array(names)) => names.iter().any(|it| it == name),
            _ => false,
        };
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        own || parts
            .map(|it| self.resolved(it))
            .any(|it| it.get("type").is_some_and(|it| it == name))
    }

    /// Returns every violation of a schema by a value.
    pub(super) fn violations(
        &self,
        schema: &Value,
        value: &Value,
        direction: Direction,
    ) -> Vec<Violation> {
        let mut check = Check { schemas: self, direction, found: Vec::new() };
        check.value(schema, value, "", 0);
        check.found
    }
}

impl Check<'_> {
    fn fail(&mut self, pointer: &str, what: impl Into<String>) {
        self.found.push(Violation { pointer: pointer.to_owned(), what: what.into() });
    }

    fn value(&mut self, schema: &Value, value: &Value, pointer: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        if *schema == Value::Bool(false) {
            return self.fail(pointer, "nothing is allowed here");
        }
        let schemas = self.schemas;
        let schema = schemas.resolved(schema);
        if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
            return;
        }
        self.kind(schema, value, pointer);
        match value {
            Value::String(text) => self.string(schema, text, pointer),
            Value::Number(number) => self.number(schema, number.as_f64().unwrap_or(0.0), pointer),
            Value::Array(items) => self.array(schema, items, pointer, depth),
            Value::Object(_) => self.object(schema, value, pointer, depth),
            Value::Null | Value::Bool(_) => {}
        }
        self.combined(schema, value, pointer, depth);
    }

    fn kind(&mut self, schema: &Value, value: &Value, pointer: &str) {
        let is = |name: &str| match (name, value) {
            ("null", Value::Null)
            | ("boolean", Value::Bool(_))
            | ("string", Value::String(_))
            | ("array", Value::Array(_))
            | ("object", Value::Object(_))
            | ("number", Value::Number(_)) => true,
            ("integer", Value::Number(it)) => it.as_f64().is_some_and(|it| it.fract() == 0.0),
            _ => false,
        };
        let fits = match schema.get("type") {
            Some(Value::String(name)) => is(name),
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is),
            _ => true,
        };
        if !fits {
            self.fail(pointer, format!("it is not of type {}", schema["type"]));
        }
        let listed = schema.get("enum").and_then(Value::as_array);
        if listed.is_some_and(|it| !it.contains(value)) {
            self.fail(pointer, "it is not one of the listed values");
        }
        if schema.get("const").is_some_and(|it| it != value) {
            self.fail(pointer, "it is not the only possible value");
        }
    }

    fn string(&mut self, schema: &Value, text: &str, pointer: &str) {
        let length = text.chars().count() as f64;
        self.bounds(schema, length, ["minLength", "maxLength"], pointer);
        let pattern = schema.get("pattern").and_then(Value::as_str);
        // A pattern that this engine does not support is not checked.
        if let Some(Ok(pattern)) = pattern.map(regex_lite::Regex::new) {
            if !pattern.is_match(text) {
                self.fail(pointer, "it does not match its pattern");
            }
        }
    }

    fn number(&mut self, schema: &Value, number: f64, pointer: &str) {
        self.bounds(schema, number, ["minimum", "maximum"], pointer);
        for (key, below) in [("exclusiveMinimum", true), ("exclusiveMaximum", false)] {
            // OpenAPI 3.0 has a flag, and 3.1 a number.
            let inclusive = if below { "minimum" } else { "maximum" };
            let bound = match schema.get(key) {
                Some(Value::Bool(true)) => schema.get(inclusive).and_then(Value::as_f64),
                Some(bound) => bound.as_f64(),
                None => None,
            };
            let is_outside = |bound| if below { number <= bound } else { number >= bound };
            if bound.is_some_and(is_outside) {
                self.fail(pointer, format!("it violates {key}"));
            }
        }
        if let Some(unit) = schema.get("multipleOf").and_then(Value::as_f64).filter(|it| *it > 0.0)
        {
            let ratio = number / unit;
            if (ratio - ratio.round()).abs() > 1e-9 * ratio.abs().max(1.0) {
                self.fail(pointer, "it violates multipleOf");
            }
        }
    }

    fn bounds(&mut self, schema: &Value, size: f64, [least, most]: [&str; 2], pointer: &str) {
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        if bound(least).is_some_and(|it| size < it) {
            self.fail(pointer, format!("it violates {least}"));
        }
        if bound(most).is_some_and(|it| size > it) {
            self.fail(pointer, format!("it violates {most}"));
        }
    }

    fn array(&mut self, schema: &Value, items: &[Value], pointer: &str, depth: usize) {
        self.bounds(schema, items.len() as f64, ["minItems", "maxItems"], pointer);
        let repeated =
            items.iter().enumerate().any(|(at, it)| items.iter().take(at).any(|other| other == it));
        if repeated && schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            self.fail(pointer, "it violates uniqueItems");
        }
        let first = schema.get("prefixItems").and_then(Value::as_array);
        for (index, item) in items.iter().enumerate() {
            let place = format!("{pointer}/{index}");
            let own = first.and_then(|it| it.get(index));
            if let Some(schema) = own.or_else(|| schema.get("items")) {
                self.value(schema, item, &place, depth + 1);
            }
        }
    }

    fn object(&mut self, schema: &Value, value: &Value, pointer: &str, depth: usize) {
        let Some(members) = value.as_object() else { return };
        self.bounds(schema, members.len() as f64, ["minProperties", "maxProperties"], pointer);
        let properties = schema.get("properties").and_then(Value::as_object);
        let declared = |name: &str| properties.and_then(|it| it.get(name));
        let absent = |name: &str| {
            let schema = declared(name).map(|it| self.schemas.resolved(it));
            schema.is_some_and(|it| it.get(self.direction.absent()) == Some(&Value::Bool(true)))
        };
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let missing = required.filter_map(Value::as_str);
        let missing = missing.filter(|name| !members.contains_key(*name) && !absent(name));
        let missing: Vec<String> = missing.map(str::to_owned).collect();
        for name in missing {
            self.fail(pointer, format!("`{name}` is missing"));
        }
        for (name, member) in members {
            let place = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            match (declared(name), schema.get("additionalProperties")) {
                (Some(schema), _) => self.value(schema, member, &place, depth + 1),
                (None, Some(Value::Bool(false))) => self.fail(&place, "it is not declared"),
                (None, Some(schema)) => self.value(schema, member, &place, depth + 1),
                (None, None) => {}
            }
        }
    }

    fn combined(&mut self, schema: &Value, value: &Value, pointer: &str, depth: usize) {
        let parts = |key: &str| schema.get(key).and_then(Value::as_array);
        for part in parts("allOf").into_iter().flatten() {
            self.value(part, value, pointer, depth + 1);
        }
        let fits = |it: &Self, part: &Value| {
            let mut check =
                Check { schemas: it.schemas, direction: it.direction, found: Vec::new() };
            check.value(part, value, pointer, depth + 1);
            check.found.is_empty()
        };
        if parts("anyOf").is_some_and(|all| !all.iter().any(|it| fits(self, it))) {
            self.fail(pointer, "it fits no member of anyOf");
        }
        if let Some(all) = parts("oneOf") {
            let count = all.iter().filter(|it| fits(self, it)).count();
            if count != 1 {
                self.fail(pointer, format!("it fits {count} members of oneOf"));
            }
        }
        if schema.get("not").is_some_and(|it| fits(self, it)) {
            self.fail(pointer, "it fits what `not` excludes");
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(schema: Value, value: Value, expected: &[&str]) {
        let schemas = Schemas::new(json!({"components": {"schemas": {
            "Name": {"type": "string", "minLength": 2},
            "Node": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}},
        }}}));
        let found = schemas.violations(&schema, &value, Direction::Request);
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{schema} {value}");
    }

    #[test]
    fn keywords() {
        check(json!({"type": "integer"}), json!(1.0), &[]);
        check(json!({"type": "integer"}), json!(1.5), &["the root: it is not of type \"integer\""]);
        check(json!({"type": ["string", "null"]}), json!(null), &[]);
        check(json!({"type": "string", "nullable": true}), json!(null), &[]);
        check(json!({"enum": [1, 2]}), json!(3), &["the root: it is not one of the listed values"]);
        check(
            json!({"minimum": 1, "exclusiveMinimum": true}),
            json!(1),
            &["the root: it violates exclusiveMinimum"],
        );
        check(
            json!({"exclusiveMaximum": 5}),
            json!(5),
            &["the root: it violates exclusiveMaximum"],
        );
        check(json!({"multipleOf": 0.1}), json!(0.3), &[]);
        check(json!({"pattern": "^a"}), json!("b"), &["the root: it does not match its pattern"]);
        check(json!({"maxLength": 2}), json!("äöü"), &["the root: it violates maxLength"]);
        check(
            json!({"items": {"type": "string"}}),
            json!(["a", 1]),
            &["/1: it is not of type \"string\""],
        );
        check(json!({"uniqueItems": true}), json!([1, 1]), &["the root: it violates uniqueItems"]);
    }

    #[test]
    fn objects_references_and_combinations() {
        let object = json!({"type": "object", "required": ["id", "name"], "additionalProperties": false,
            "properties": {"id": {"type": "string", "readOnly": true}, "name": {"$ref": "#/components/schemas/Name"}}});
        check(object.clone(), json!({"name": "ab"}), &[]);
        check(object.clone(), json!({}), &["the root: `name` is missing"]);
        check(
            object,
            json!({"name": "a", "x/y": 1}),
            &["/name: it violates minLength", "/x~1y: it is not declared"],
        );
        check(
            json!({"oneOf": [{"type": "string"}, {"minLength": 1}]}),
            json!("ab"),
            &["the root: it fits 2 members of oneOf"],
        );
        check(
            json!({"anyOf": [{"type": "string"}]}),
            json!(1),
            &["the root: it fits no member of anyOf"],
        );
        check(
            json!({"not": {"type": "string"}}),
            json!("a"),
            &["the root: it fits what `not` excludes"],
        );
        check(
            json!({"$ref": "#/components/schemas/Node"}),
            json!({"next": {"next": {"next": 1}}}),
            &["/next/next/next: it is not of type \"object\""],
        );
    }
}
