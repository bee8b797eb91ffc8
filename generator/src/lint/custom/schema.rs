//! Whether a value of the document satisfies the JSON Schema of a custom rule. Other keywords than those here are ignored.

use crate::json_path::Regexp;
use crate::source::Node;

/// Whether the schema accepts a value.
pub(super) fn accepts(schema: Node<'_>, value: Node<'_>) -> bool {
    if let Some(always) = schema.as_bool() {
        return always;
    }
    schema.members().all(|entry| keyword(schema, entry.key, entry.value, value))
}

fn keyword(schema: Node<'_>, key: &str, argument: Node<'_>, value: Node<'_>) -> bool {
    let count = || argument.as_number().and_then(|it| it.parse::<usize>().ok());
    let number = |node: Node<'_>| node.as_number().and_then(|it| it.parse::<f64>().ok());
    let characters = || value.as_str().map(|it| it.chars().count());
    let items = || value.is_array().then(|| value.items().len());
    let members = || value.is_object().then(|| value.members().len());
    let at_least = |found: Option<usize>| compare(found, count(), |found, bound| found >= bound);
    let at_most = |found: Option<usize>| compare(found, count(), |found, bound| found <= bound);
    match key {
        "type" => has_type(argument, value),
        "const" => equal(argument, value),
        "enum" => argument.items().any(|it| equal(it, value)),
        "minLength" => at_least(characters()),
        "maxLength" => at_most(characters()),
        "minItems" => at_least(items()),
        "maxItems" => at_most(items()),
        "minProperties" => at_least(members()),
        "maxProperties" => at_most(members()),
        "minimum" => compare(number(value), number(argument), |found, bound| found >= bound),
        "maximum" => compare(number(value), number(argument), |found, bound| found <= bound),
        "exclusiveMinimum" => {
            compare(number(value), number(argument), |found, bound| found > bound)
        }
        "exclusiveMaximum" => {
            compare(number(value), number(argument), |found, bound| found < bound)
        }
        "pattern" => match (argument.as_str().map(Regexp::parse), value.as_str()) {
            (Some(Ok(regexp)), Some(text)) => regexp.matches(text, false),
            _ => true,
        },
        "required" => {
            let mut names = argument.items().filter_map(Node::as_str);
            !value.is_object() || names.all(|name| value.get(name).is_some())
        }
        "properties" => argument
            .members()
            .all(|it| value.get(it.key).is_none_or(|value| accepts(it.value, value))),
        "additionalProperties" => {
            let known =
                |name: &str| schema.get("properties").is_some_and(|it| it.get(name).is_some());
            value.members().filter(|it| !known(it.key)).all(|it| accepts(argument, it.value))
        }
        "items" => value.items().all(|item| accepts(argument, item)),
        "not" => !accepts(argument, value),
        "allOf" => argument.items().all(|it| accepts(it, value)),
        "anyOf" => argument.items().any(|it| accepts(it, value)),
        "oneOf" => argument.items().filter(|it| accepts(*it, value)).count() == 1,
        _ => true,
    }
}

/// Compares a value with a bound, if there are both.
fn compare<T>(found: Option<T>, bound: Option<T>, fits: impl Fn(T, T) -> bool) -> bool {
    match (found, bound) {
        (Some(found), Some(bound)) => fits(found, bound),
        _ => true,
    }
}

fn has_type(wanted: Node<'_>, value: Node<'_>) -> bool {
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.as_str().is_some(),
        "boolean" => value.as_bool().is_some(),
        "null" => value.is_null(),
        "number" => value.as_number().is_some(),
        "integer" => value.as_number().is_some_and(|it| !it.contains(['.', 'e', 'E'])),
        _ => true,
    };
    wanted.as_str().map_or_else(|| wanted.items().filter_map(Node::as_str).any(is), is)
}

fn equal(left: Node<'_>, right: Node<'_>) -> bool {
    if left.is_object() && right.is_object() {
        return left.members().len() == right.members().len()
            && left
                .members()
                .all(|it| right.get(it.key).is_some_and(|other| equal(it.value, other)));
    }
    if left.is_array() && right.is_array() {
        return left.items().len() == right.items().len()
            && left.items().zip(right.items()).all(|(left, right)| equal(left, right));
    }
    match (left.as_number(), right.as_number()) {
        (Some(left), Some(right)) => left.parse::<f64>().ok() == right.parse::<f64>().ok(),
        _ => left.kind() == right.kind(),
    }
}
