//! Additions to a document that have nothing to do with what it contains: operations, components and optional properties.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Makes additions by chance.
pub(super) struct Adder {
    rng: Rng,
    /// Inline schemas of the document without references: copies of them have the shape of existing types.
    copies: Vec<Value>,
    is_swagger: bool,
    /// XML represents no list of lists without wrapper elements: a body with such a property becomes bytes.
    has_xml: bool,
    made: usize,
}

/// Names of properties, of which some are everywhere.
const NAMES: [&str; 8] = ["id", "name", "status", "data", "items", "kind", "value", "note"];

impl Adder {
    pub(super) fn new(document: &Value, seed: u64) -> Self {
        let mut copies = Vec::new();
        collect(document, false, &mut copies);
        let is_swagger = document.get("swagger").is_some();
        let has_xml = document.to_string().contains("/xml\":");
        Self { rng: Rng::with_seed(seed), copies, is_swagger, has_xml, made: 0 }
    }

    /// Makes so many additions, and returns how many were possible.
    pub(super) fn add(mut self, document: &mut Value, count: usize) -> usize {
        for _ in 0..count {
            let is_made = match self.rng.u8(0..9) {
                0 | 1 => self.component(document),
                2 => self.union(document),
                3 | 4 => self.property(document),
                _ => self.operation(document),
            };
            self.made += usize::from(is_made);
        }
        self.made
    }

    /// A name that is first or last among others, or in between.
    fn name(&mut self, word: &str) -> String {
        let first = char::from(self.rng.u8(b'A'..=b'Z'));
        format!("{first}dded{word}{}", self.made)
    }

    fn component(&mut self, document: &mut Value) -> bool {
        let schema = self.schema(2);
        self.insert(document, schema)
    }

    /// A union of two existing components that both require a string, with a discriminator by it.
    fn union(&mut self, document: &mut Value) -> bool {
        let path = if self.is_swagger { "/definitions" } else { "/components/schemas" };
        let schemas = document.pointer(path).and_then(Value::as_object);
        let tagged: Vec<(&str, &str)> = schemas.into_iter().flatten().filter_map(tagged).collect();
        let Some((first, property)) = self.rng.choice(&tagged).copied() else { return false };
        let others = tagged.iter().filter(|(name, tag)| *tag == property && *name != first);
        let Some((second, _)) = self.rng.choice(others.collect::<Vec<_>>()).copied() else {
            return false;
        };
        let reference = |name: &str| json!({"$ref": format!("#{path}/{name}")});
        let schema = json!({
            "oneOf": [reference(first), reference(second)],
            "discriminator": {"propertyName": property},
        });
        !self.is_swagger && self.insert(document, schema)
    }

    fn insert(&mut self, document: &mut Value, schema: Value) -> bool {
        let name = self.name("Schema");
        let parent = if self.is_swagger { "" } else { "/components" };
        let Some(parent) = document.pointer_mut(parent).and_then(Value::as_object_mut) else {
            return false;
        };
        let key = if self.is_swagger { "definitions" } else { "schemas" };
        let schemas = parent.entry(key).or_insert_with(|| json!({}));
        schemas.as_object_mut().is_some_and(|it| it.insert(name, schema).is_none())
    }

    /// An operation with the tags of another one, or none.
    fn operation(&mut self, document: &mut Value) -> bool {
        let id = self.name("Operation");
        let (request, response) = (self.schema(2), self.schema(2));
        let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
            return false;
        };
        let operations = paths.values().filter_map(Value::as_object).flat_map(Map::values);
        let tags: Vec<Value> = operations.filter_map(|it| it.get("tags").cloned()).collect();
        let mut operation = match self.is_swagger {
            true => json!({
                "parameters": [{"in": "body", "name": "body", "schema": request}],
                "responses": {"200": {"description": "ok", "schema": response}},
            }),
            false => json!({
                "requestBody": {"content": {"application/json": {"schema": request}}},
                "responses": {"200": {
                    "description": "ok",
                    "content": {"application/json": {"schema": response}},
                }},
            }),
        };
        operation["operationId"] = json!(id);
        if let Some(tags) = self.rng.choice(tags) {
            operation["tags"] = tags;
        }
        // Paths of an API often begin alike, and untagged operations are grouped by their paths.
        let path = match self.rng.choice(paths.keys().collect::<Vec<_>>()) {
            Some(path) if !path.contains('{') => format!("{path}/{id}"),
            _ => format!("/{id}"),
        };
        paths.insert(path, json!({ "post": operation })).is_none()
    }

    /// An optional property of an object that has properties.
    fn property(&mut self, document: &mut Value) -> bool {
        if self.has_xml {
            return false;
        }
        let name = format!("{}_added_{}", self.rng.choice(NAMES).unwrap_or("x"), self.made);
        let schema = self.schema(1);
        let mut objects = Vec::new();
        objects_with_properties(document, &mut objects);
        match self.rng.choice(objects) {
            Some(properties) => properties.insert(name, schema).is_none(),
            None => false,
        }
    }

    /// A schema: a copy of an existing one, or a new one.
    fn schema(&mut self, depth: u8) -> Value {
        if self.rng.bool() {
            if let Some(copy) = self.rng.choice(&self.copies) {
                return copy.clone();
            }
        }
        match self.rng.u8(0..7) {
            0 => json!({"type": "string", "enum": ["a", "b"]}),
            1 => json!({"type": "string", "enum": ["only"]}),
            2 => json!({"type": "integer"}),
            3 if depth > 0 => json!({"type": "array", "items": self.schema(depth - 1)}),
            4 | 5 if depth > 0 => self.object(depth - 1),
            _ => json!({"type": "string"}),
        }
    }

    fn object(&mut self, depth: u8) -> Value {
        let mut properties = Map::new();
        for _ in 0..self.rng.u8(1..5) {
            let name = self.rng.choice(NAMES).unwrap_or("x");
            properties.insert(name.to_owned(), self.schema(depth));
        }
        json!({"type": "object", "properties": properties})
    }
}

/// A component that is an object with a required string, and that string.
fn tagged<'v>((name, schema): (&'v String, &'v Value)) -> Option<(&'v str, &'v str)> {
    let is_plain = |it: &&str| {
        let property = schema.get("properties").and_then(|all| all.get(it));
        property.is_some_and(|it| it.get("type").is_some_and(|it| it == "string"))
    };
    let is_reference = |it: &char| it.is_ascii_alphanumeric() || "._-".contains(*it);
    let mut required = schema.get("required")?.as_array()?.iter().filter_map(Value::as_str);
    required
        .find(is_plain)
        .filter(|_| name.chars().all(|it| is_reference(&it)))
        .map(|it| (name.as_str(), it))
}

/// The keys of values that only look like schemas.
const NO_SCHEMAS: [&str; 5] = ["example", "examples", "default", "enum", "const"];

/// Collects inline objects and enums without references. A direct member of `schemas` is a component.
fn collect(value: &Value, is_schema: bool, copies: &mut Vec<Value>) {
    let Some(members) = value.as_object() else {
        value.as_array().into_iter().flatten().for_each(|it| collect(it, false, copies));
        return;
    };
    let is_shape = members.contains_key("properties") || members.contains_key("enum");
    if is_schema && is_shape && members.contains_key("type") && !has_reference(value) {
        copies.push(value.clone());
    }
    for (key, member) in members.iter().filter(|(key, _)| !NO_SCHEMAS.contains(&key.as_str())) {
        match key.as_str() {
            "properties" => {
                let properties = member.as_object().into_iter().flat_map(Map::values);
                properties.for_each(|it| collect(it, true, copies));
            }
            "schema" | "items" => collect(member, true, copies),
            _ => collect(member, false, copies),
        }
    }
}

fn has_reference(value: &Value) -> bool {
    match value {
        Value::Object(members) => {
            members.contains_key("$ref") || members.values().any(has_reference)
        }
        Value::Array(items) => items.iter().any(has_reference),
        _ => false,
    }
}

/// The properties of each plain object schema.
fn objects_with_properties<'v>(value: &'v mut Value, found: &mut Vec<&'v mut Map<String, Value>>) {
    const COMBINED: [&str; 6] = ["allOf", "oneOf", "anyOf", "not", "discriminator", "$ref"];
    match value {
        Value::Object(members) => {
            let is_plain = members.get("type").is_some_and(|it| it == "object")
                && !COMBINED.iter().any(|it| members.contains_key(*it));
            for (key, member) in members {
                if NO_SCHEMAS.contains(&key.as_str()) || COMBINED.contains(&key.as_str()) {
                    continue;
                }
                if is_plain && key == "properties" && member != &json!({}) {
                    found.extend(member.as_object_mut());
                } else {
                    objects_with_properties(member, found);
                }
            }
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|it| objects_with_properties(it, found));
        }
        _ => {}
    }
}
