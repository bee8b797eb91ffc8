//! Validates a parameter of a request in its usual style.

use serde_json::Value;

use super::exchange::MockRequest;
use super::schema::{Direction, Schemas};

/// Returns the violation of one parameter. Objects and unusual styles are only checked for presence.
pub(super) fn check(
    schemas: &Schemas,
    parameter: &Value,
    request: &MockRequest,
) -> Result<(), String> {
    let text = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or("");
    let (name, location) = (text("name"), text("in"));
    let values: Vec<&str> = match location {
        "path" => request.path(name).into_iter().collect(),
        "query" => {
            let named = request.query.iter().filter(|(it, _)| it == name);
            named.map(|(_, value)| value.as_str()).collect()
        }
        "header" => request.header(name).into_iter().collect(),
        // Cookies and whole queries have no common form.
        _ => return Ok(()),
    };
    if values.is_empty() {
        let is_required = parameter.get("required") == Some(&Value::Bool(true));
        let has_style = parameter.get("style").is_some() || is_object(schemas, parameter);
        return match is_required && !has_style {
            true => Err(format!("the {location} parameter `{name}` is missing")),
            false => Ok(()),
        };
    }
    let Some(schema) = parameter.get("schema") else { return Ok(()) };
    if parameter.get("style").is_some() || is_object(schemas, parameter) {
        return Ok(());
    }
    let value = read(schemas, schema, &values, location == "query");
    match schemas.violations(schema, &value, Direction::Request).first() {
        None => Ok(()),
        Some(first) => Err(format!("the {location} parameter `{name}` at {first}")),
    }
}

fn is_object(schemas: &Schemas, parameter: &Value) -> bool {
    parameter.get("schema").is_some_and(|it| schemas.has_type(it, "object"))
}

/// Reads the text of a parameter as its schema says.
fn read(schemas: &Schemas, schema: &Value, values: &[&str], is_exploded: bool) -> Value {
    if !schemas.has_type(schema, "array") {
        return scalar(schemas, schema, values.first().copied().unwrap_or(""));
    }
    let items = schemas.resolved(schema).get("items").unwrap_or(&Value::Null);
    let parts: Vec<&str> = match is_exploded {
        true => values.to_vec(),
        false => values.iter().flat_map(|it| it.split(',')).collect(),
    };
    Value::Array(parts.into_iter().map(|it| scalar(schemas, items, it)).collect())
}

fn scalar(schemas: &Schemas, schema: &Value, text: &str) -> Value {
    let is_number = schemas.has_type(schema, "integer") || schemas.has_type(schema, "number");
    let is_plain = is_number || schemas.has_type(schema, "boolean");
    let parsed = serde_json::from_str::<Value>(text).ok().filter(|_| is_plain);
    parsed.unwrap_or_else(|| Value::String(text.to_owned()))
}
