//! Strings and numbers: what `format` and the bounds say.

use super::shape::Plan;
use crate::model::{Constraints, IntegerFormat, NumberFormat, StringFormat};
use crate::source::Node;

fn format<'a>(plan: &Plan<'a>) -> Option<&'a str> {
    let mut parts = plan.parts.iter().rev();
    parts.find_map(|part| part.at.node.get("format").and_then(Node::as_str))
}

/// The format registry of OpenAPI (spec.openapis.org/registry/format), as far as it changes a type.
pub(super) fn string(plan: &Plan<'_>) -> StringFormat {
    match format(plan).unwrap_or_default() {
        "date-time" => StringFormat::DateTime,
        "date" => StringFormat::Date,
        "uuid" => StringFormat::Uuid,
        "byte" => StringFormat::Byte,
        "binary" if plan.bytes > 0 => StringFormat::Binary,
        _ => StringFormat::Plain,
    }
}

pub(super) fn number(plan: &Plan<'_>) -> NumberFormat {
    match format(plan) {
        Some("float") => NumberFormat::Float,
        _ => NumberFormat::Double,
    }
}

/// Bounds never make a type smaller, for a server may grow; they only make it large enough. `None` where no type is.
pub(super) fn integer(plan: &Plan<'_>) -> Option<IntegerFormat> {
    let format = match format(plan).unwrap_or_default() {
        "int8" | "int16" | "int32" => IntegerFormat::Int32,
        "uint8" | "uint16" | "uint32" => IntegerFormat::Uint32,
        "uint64" | "uint" => IntegerFormat::Uint64,
        _ => IntegerFormat::Int64,
    };
    let (minimum, maximum) = bounds(&plan.constraints);
    let beyond = maximum.is_some_and(|it| is_past(it, i128::from(i64::MAX)));
    let below = minimum.is_some_and(|it| is_past(-it, -i128::from(i64::MIN)));
    if format != IntegerFormat::Int64 || !(beyond || below) {
        return Some(format);
    }
    let negative = minimum.is_some_and(|it| it < 0);
    let past_unsigned = maximum.is_some_and(|it| is_past(it, i128::from(u64::MAX)));
    let past_all = [minimum, maximum].contains(&Some(i128::MAX)) || minimum == Some(-i128::MAX);
    match (negative || past_unsigned, past_all) {
        (_, true) => None,
        (true, false) => Some(IntegerFormat::Int128),
        (false, false) => Some(IntegerFormat::Uint64),
    }
}

/// Whether a bound is past the end of a type. Tools that count in doubles write 9223372036854776000 for the largest
/// integer of 64 bits, and mean that.
#[allow(clippy::cast_precision_loss)]
fn is_past(bound: i128, end: i128) -> bool {
    bound > end && bound as f64 > end as f64
}

fn bounds(constraints: &Constraints) -> (Option<i128>, Option<i128>) {
    let whole = |bound: &Option<(String, bool)>| {
        let (text, _) = bound.as_ref()?;
        text.parse::<i128>().ok().filter(|it| *it != i128::MIN).or_else(|| rounded(text))
    };
    (whole(&constraints.minimum), whole(&constraints.maximum))
}

/// A bound with a fraction or an exponent; what is too large for the type saturates.
#[allow(clippy::cast_possible_truncation)]
fn rounded(text: &str) -> Option<i128> {
    text.parse::<f64>().ok().map(|it| (it as i128).max(-i128::MAX))
}
