//! Documents changed by chance: nodes are dropped, doubled, replaced, moved and referred to, and keys get awkward names.
//!
//! The same steps make the same document, so a failure is a list of small numbers that can be kept as a test.

use serde_json::{Map, Value, json};

/// One change, and where it is made; every number means something in every document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub change: u8,
    /// The node that is changed.
    pub at: u16,
    /// A second node, or a value of a table.
    pub with: u16,
}

impl Step {
    /// Steps out of bytes: five make one, and a rest is left alone.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Vec<Self> {
        let steps = bytes.chunks_exact(5).map(|it| Self {
            change: it[0],
            at: u16::from_be_bytes([it[1], it[2]]),
            with: u16::from_be_bytes([it[3], it[4]]),
        });
        steps.collect()
    }
}

/// The largest document that is made, in nodes; so that a failure by time or memory is not caused by the document's size.
const MAX_NODES: usize = 20_000;

/// A number that JSON allows and no type of ours holds; a [`Value`] cannot hold it, so a placeholder string is used.
const HUGE: &str = "@huge@";

/// The text of `document` after all steps.
#[must_use]
pub fn mutate(document: &Value, steps: &[Step]) -> String {
    let mut document = document.clone();
    for step in steps {
        let count = count(&document);
        if count > MAX_NODES {
            break;
        }
        apply(&mut document, *step, count);
    }
    document.to_string().replace(&format!("\"{HUGE}\""), "1e999")
}

fn apply(root: &mut Value, step: Step, count: usize) {
    let with = usize::from(step.with);
    let at = usize::from(step.at) % count;
    match step.change % 13 {
        0 => delete(root, at, with),
        1 => double(root, at, with),
        2 | 3 => replace(root, at, value(with)),
        4 => copy(root, at, with % count),
        5 | 6 => refer(root, at, with % count),
        7 => rename(root, at, with),
        8 => wrap(root, at, with),
        9 => swap(root, at, with % count),
        _ => add_keyword(root, at, with),
    }
}

fn delete(root: &mut Value, at: usize, with: usize) {
    match nth(root, at) {
        Value::Object(members) => {
            if let Some(key) = key(members, with) {
                members.remove(&key);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            items.remove(with % items.len());
        }
        other => *other = Value::Null,
    }
}

fn double(root: &mut Value, at: usize, with: usize) {
    match nth(root, at) {
        Value::Object(members) => {
            if let Some(key) = key(members, with) {
                let copy = members[&key].clone();
                members.insert(name(with), copy);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            let copy = items[with % items.len()].clone();
            items.push(copy);
        }
        _ => {}
    }
}

fn replace(root: &mut Value, at: usize, value: Value) {
    *nth(root, at) = value;
}

fn copy(root: &mut Value, at: usize, from: usize) {
    let copy = nth(root, from).clone();
    *nth(root, at) = copy;
}

fn refer(root: &mut Value, at: usize, to: usize) {
    let pointer = pointer(root, to).unwrap_or_default();
    *nth(root, at) = json!({ "$ref": format!("#{pointer}") });
}

fn rename(root: &mut Value, at: usize, with: usize) {
    match nth(root, at) {
        Value::Object(members) => {
            if let Some(value) = key(members, with / 64).and_then(|key| members.remove(&key)) {
                members.insert(name(with), value);
            }
        }
        Value::String(text) => *text = name(with),
        _ => {}
    }
}

fn wrap(root: &mut Value, at: usize, with: usize) {
    let words = ["allOf", "oneOf", "anyOf", "not", "items", "schema", "x-renkei-any"];
    let slot = nth(root, at);
    let inner = slot.take();
    *slot = match words.get(with % (words.len() + 1)) {
        None => json!([inner]),
        Some(word @ &("allOf" | "oneOf" | "anyOf")) => json!({ *word: [inner.clone(), inner] }),
        Some(word) => json!({ *word: inner }),
    };
}

/// The later node goes to the earlier place and the other way round, unless one is inside the other.
fn swap(root: &mut Value, one: usize, other: usize) {
    let (first, second) = (nth(root, one).clone(), nth(root, other).clone());
    *nth(root, one.max(other)) = if one > other { second.clone() } else { first.clone() };
    *nth(root, one.min(other)) = if one > other { first } else { second };
}

fn add_keyword(root: &mut Value, at: usize, with: usize) {
    let keyword = KEYWORDS[with % KEYWORDS.len()];
    let value = value(with / KEYWORDS.len());
    if let Value::Object(members) = nth(root, at) {
        members.insert(keyword.to_owned(), value);
    }
}

/// Words that OpenAPI knows, where a document may not have them.
const KEYWORDS: [&str; 48] = [
    "$ref",
    "type",
    "format",
    "nullable",
    "enum",
    "const",
    "default",
    "example",
    "examples",
    "items",
    "prefixItems",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "discriminator",
    "readOnly",
    "writeOnly",
    "minimum",
    "exclusiveMaximum",
    "maxLength",
    "pattern",
    "uniqueItems",
    "deprecated",
    "description",
    "title",
    "content",
    "schema",
    "style",
    "explode",
    "in",
    "name",
    "parameters",
    "requestBody",
    "responses",
    "security",
    "servers",
    "tags",
    "operationId",
    "callbacks",
    "$defs",
    "x-renkei-pagination",
    "contentEncoding",
    "propertyNames",
];

/// Keys and texts that names are made of.
const NAMES: [&str; 40] = [
    "",
    " ",
    "type",
    "self",
    "Self",
    "super",
    "crate",
    "_",
    "fn",
    "Option",
    "Result",
    "Vec",
    "String",
    "Box",
    "None",
    "Client",
    "Error",
    "codegen",
    "types",
    "client",
    "new",
    "with",
    "items",
    "build",
    "body",
    "+1",
    "-1",
    "$ref",
    "@type",
    "a_b",
    "aB",
    "AB",
    "名前",
    "😀",
    "e\u{301}",
    "\u{202E}x",
    "../x",
    "*/ \" {{ x }} ```",
    "\u{0}",
    "/v1/{id}/{id}",
];

fn name(with: usize) -> String {
    let name = NAMES[with % NAMES.len()];
    if with % 97 == 96 { name.repeat(2_000) } else { name.to_owned() }
}

fn value(with: usize) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(HUGE),
        json!([]),
        json!({}),
        json!([{}]),
        json!([null, null]),
        json!(["null", "object", "string"]),
        json!("string"),
        json!("integer"),
        json!("array"),
        json!("object"),
        json!("#/components/schemas"),
        json!("#"),
        json!({ "$ref": "#" }),
        json!({ "$ref": "../../etc/passwd" }),
        json!({ "type": "array" }),
        json!({ "type": "object", "required": ["a", "a"] }),
        json!({ "a": {}, "A": {}, "": {} }),
        json!({ "type": "string", "enum": ["", "a", "A", null, 1] }),
        json!({ "propertyName": "type", "mapping": { "a": "#", "b": "b" } }),
    ];
    let names = NAMES.len();
    let at = with % (values.len() + names);
    values.get(at).cloned().unwrap_or_else(|| Value::String(name(at - values.len())))
}

fn key(members: &Map<String, Value>, with: usize) -> Option<String> {
    members.keys().nth(with % members.len().max(1)).cloned()
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum::<usize>(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// The node of a number, counted in the order of the text; the root where there are not so many.
fn nth(root: &mut Value, at: usize) -> &mut Value {
    match pointer(root, at).filter(|pointer| root.pointer(pointer).is_some()) {
        Some(pointer) => root.pointer_mut(&pointer).expect("it was looked up"),
        None => root,
    }
}

fn pointer(root: &Value, at: usize) -> Option<String> {
    let mut left = at;
    let mut path = String::new();
    find(root, &mut left, &mut path).then_some(path)
}

fn find(value: &Value, left: &mut usize, path: &mut String) -> bool {
    if *left == 0 {
        return true;
    }
    *left -= 1;
    let length = path.len();
    let mut child = |token: &str, child: &Value| {
        path.truncate(length);
        path.push('/');
        path.push_str(&token.replace('~', "~0").replace('/', "~1"));
        find(child, left, path)
    };
    match value {
        Value::Array(items) => items.iter().enumerate().any(|(at, it)| child(&at.to_string(), it)),
        Value::Object(members) => members.iter().any(|(key, it)| child(key, it)),
        _ => false,
    }
}
