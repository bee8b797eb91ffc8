//! Evaluates the condition of a filter for one node.

use super::comparison::{Value, compare};
use super::query::{Condition, Literal, Operand, Pattern, Query};
use super::regexp::Regexp;
use super::select::Evaluation;
use crate::source::Node;

/// Whether a condition holds for a node.
pub(super) fn holds<'a>(
    evaluation: &Evaluation<'a>,
    condition: &Condition,
    current: Node<'a>,
) -> bool {
    let holds = |condition| holds(evaluation, condition, current);
    let value = |operand| value(evaluation, operand, current);
    match condition {
        Condition::Or(conditions) => conditions.iter().any(holds),
        Condition::And(conditions) => conditions.iter().all(holds),
        Condition::Not(condition) => !holds(condition),
        Condition::Compare(left, comparison, right) => {
            compare(&value(left), *comparison, &value(right))
        }
        Condition::Exists(query) => !evaluation.query(query, current).is_empty(),
        Condition::Matches { subject, pattern, is_whole } => {
            let Value::String(subject) = value(subject) else { return false };
            match pattern {
                Pattern::Fixed(regexp) => regexp.matches(subject, *is_whole),
                Pattern::Computed(operand) => {
                    let Value::String(pattern) = value(operand) else { return false };
                    Regexp::parse(pattern).is_ok_and(|it| it.matches(subject, *is_whole))
                }
            }
        }
    }
}

fn value<'v>(evaluation: &Evaluation<'v>, operand: &'v Operand, current: Node<'v>) -> Value<'v> {
    match operand {
        Operand::Literal(literal) => literal_value(literal),
        Operand::Singular(query) | Operand::Value(query) => only_value(evaluation, query, current),
        Operand::Length(operand) => length(&value(evaluation, operand, current)),
        Operand::Count(query) => number(evaluation.query(query, current).len()),
    }
}

fn literal_value(literal: &Literal) -> Value<'_> {
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Number(value) => Value::Number(*value),
        Literal::String(text) => Value::String(text),
    }
}

/// The value of the only node that a query selects.
fn only_value<'a>(evaluation: &Evaluation<'a>, query: &Query, current: Node<'a>) -> Value<'a> {
    match evaluation.query(query, current).as_slice() {
        [selected] => Value::of(selected.node),
        _ => Value::Nothing,
    }
}

/// The function `length` (RFC 9535 section 2.4.4).
fn length(value: &Value<'_>) -> Value<'static> {
    match value {
        Value::String(text) => number(text.chars().count()),
        Value::Array(node) => number(node.items().len()),
        Value::Object(node) => number(node.members().len()),
        Value::Nothing | Value::Null | Value::Bool(_) | Value::Number(_) => Value::Nothing,
    }
}

#[expect(clippy::cast_precision_loss, reason = "no tree has 2^53 nodes")]
fn number(count: usize) -> Value<'static> {
    Value::Number(count as f64)
}
