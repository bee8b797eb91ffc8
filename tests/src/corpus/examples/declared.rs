//! Whether a schema says anything about a member: what none declares, a typed client may pass over.
//!
//! Asked of the document and not of the model, so that a property which the model forgets is a loss.

use serde_json::Value;

use super::validity::Validity;

/// How many schemas may lie between a value and a member: references that run in a circle end here.
const MAX_STEPS: usize = 64;

/// A value and the pointer of its schema.
#[derive(Clone, Copy)]
pub(in crate::corpus) struct Place<'a> {
    pub(in crate::corpus) pointer: &'a str,
    pub(in crate::corpus) value: &'a Value,
}

/// Whether the schema of a value describes the member at the end of `tokens`.
pub(in crate::corpus) fn is_declared(
    place: Place<'_>,
    tokens: &[String],
    validity: &Validity,
) -> bool {
    let pointer = validity.place(place.pointer);
    describes(Place { pointer: &pointer, ..place }, tokens, validity, MAX_STEPS)
}

fn describes(place: Place<'_>, tokens: &[String], validity: &Validity, steps: usize) -> bool {
    let Some(steps) = steps.checked_sub(1) else { return false };
    let Some([token, rest @ ..]) = tokens.get(..) else { return true };
    let Some(schema) = validity.document.pointer(place.pointer) else { return false };
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let target = Place { pointer: &validity.place(&decoded(target)), value: place.value };
        if target.pointer != place.pointer && describes(target, tokens, validity, steps) {
            return true;
        }
    }
    for (keyword, chooses) in [("allOf", false), ("oneOf", true), ("anyOf", true)] {
        let members = schema.get(keyword).and_then(Value::as_array);
        for index in 0..members.map_or(0, Vec::len) {
            let pointer = format!("{}/{keyword}/{index}", place.pointer);
            let chosen = !chooses || validity.allows_at(&pointer, place.value);
            let member = Place { pointer: &pointer, value: place.value };
            if chosen && describes(member, tokens, validity, steps) {
                return true;
            }
        }
    }
    let Some(next) = member_schema(schema, token) else { return false };
    let inner = match place.value {
        Value::Object(members) => members.get(token),
        Value::Array(items) => token.parse().ok().and_then(|it: usize| items.get(it)),
        _ => None,
    };
    let Some(value) = inner else { return false };
    let pointer = format!("{}{next}", place.pointer);
    // `additionalProperties: true` says that everything may come, and is no schema to go on with.
    let open = validity.document.pointer(&pointer) == Some(&Value::Bool(true));
    open || describes(Place { pointer: &pointer, value }, rest, validity, steps)
}

/// Where, below a schema, the schema of a member or an item is.
fn member_schema(schema: &Value, token: &str) -> Option<String> {
    let escaped = token.replace('~', "~0").replace('/', "~1");
    if schema.get("properties").and_then(|it| it.get(token)).is_some() {
        return Some(format!("/properties/{escaped}"));
    }
    let is_index = token.bytes().all(|it| it.is_ascii_digit());
    if is_index && schema.get("items").is_some_and(Value::is_object) {
        return Some("/items".to_owned());
    }
    let rest = schema.get("additionalProperties")?;
    (rest.is_object() || rest == &Value::Bool(true)).then(|| "/additionalProperties".to_owned())
}

/// The pointer in a reference to this document.
fn decoded(reference: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = reference.strip_prefix('#').unwrap_or(reference).bytes();
    while let Some(byte) = rest.next() {
        let escaped = (byte == b'%').then(|| {
            let digits = [rest.next()?, rest.next()?];
            u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()
        });
        bytes.push(escaped.flatten().unwrap_or(byte));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_member_is_declared_where_a_schema_that_holds_names_it() {
        let document = json!({
            "Base": {"properties": {"id": {}}},
            "Cat": {"type": "object", "required": ["lives"], "properties": {"lives": {}}},
            "Dog": {"type": "object", "required": ["barks"], "properties": {"barks": {}, "weeks": {}}},
            "Pet": {"allOf": [{"$ref": "#/Base"}], "oneOf": [{"$ref": "#/Cat"}, {"$ref": "#/Dog"}]},
            "Pets": {"items": {"$ref": "#/Pet"}},
            "Labels": {"additionalProperties": {"type": "string"}},
        });
        let validity = Validity::new(&document, false);
        let cat = json!({"id": 1, "lives": 9, "weeks": 3, "more": true});
        let cats = json!([cat]);
        let tokens = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        let declared =
            |pointer, value, path| is_declared(Place { pointer, value }, &tokens(path), &validity);
        assert!(declared("/Pet", &cat, "id"));
        assert!(declared("/Pet", &cat, "lives"));
        assert!(!declared("/Pet", &cat, "weeks"), "that is a dog's");
        assert!(!declared("/Pet", &cat, "more"));
        assert!(declared("/Pets", &cats, "0/lives"));
        assert!(declared("/Labels", &json!({"a": "b"}), "a"));
    }
}
