//! Values of a filter, and how they compare (RFC 9535 section 2.3.5.2.2).

use super::query::Comparison;
use crate::source::Node;

/// A value of the JSON data model, or none.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    /// A query selected no node, or a function has no result.
    Nothing,
    Null,
    Bool(bool),
    Number(f64),
    String(&'a str),
    Array(Node<'a>),
    Object(Node<'a>),
}

impl<'a> Value<'a> {
    pub(super) fn of(node: Node<'a>) -> Self {
        if let Some(text) = node.as_str() {
            Self::String(text)
        } else if let Some(number) = node.as_number() {
            number.parse().map_or(Self::Nothing, Self::Number)
        } else if let Some(value) = node.as_bool() {
            Self::Bool(value)
        } else if node.is_array() {
            Self::Array(node)
        } else if node.is_object() {
            Self::Object(node)
        } else {
            Self::Null
        }
    }
}

pub(super) fn compare(left: &Value<'_>, comparison: Comparison, right: &Value<'_>) -> bool {
    match comparison {
        Comparison::Equal => is_equal(left, right),
        Comparison::NotEqual => !is_equal(left, right),
        Comparison::Less => is_less(left, right),
        Comparison::LessOrEqual => is_less(left, right) || is_equal(left, right),
        Comparison::Greater => is_less(right, left),
        Comparison::GreaterOrEqual => is_less(right, left) || is_equal(left, right),
    }
}

/// Only numbers and strings have an order.
fn is_less(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left < right,
        (Value::String(left), Value::String(right)) => left < right,
        _ => false,
    }
}

fn is_equal(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Nothing, Value::Nothing) | (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Number(left), Value::Number(right)) => left == right,
        (Value::String(left), Value::String(right)) => left == right,
        (Value::Array(left), Value::Array(right)) => {
            left.items().len() == right.items().len()
                && left.items().zip(right.items()).all(|(left, right)| is_same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.members().len() == right.members().len()
                && left.members().all(|member| {
                    right.get(member.key).is_some_and(|right| is_same(member.value, right))
                })
        }
        _ => false,
    }
}

/// Whether two nodes have equal values. Nodes that a YAML alias shares need no look.
fn is_same(left: Node<'_>, right: Node<'_>) -> bool {
    left.id() == right.id() || is_equal(&Value::of(left), &Value::of(right))
}
