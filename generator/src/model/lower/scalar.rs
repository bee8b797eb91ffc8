//! Strings and numbers: what `format` and the bounds say.

use super::shape::ShapeInput;
use crate::model::{Constraints, IntegerFormat, Keyword, NumberFormat, StringFormat};
use crate::source::Node;

/// `format`, of the last part that has one.
pub(super) fn format<'a>(input: &ShapeInput<'a>) -> Option<&'a str> {
    let mut parts = input.parts.iter().rev();
    parts.find_map(|part| part.at.node.get("format").and_then(Node::as_str))
}

/// What a `format` makes of a type.
#[derive(Clone, Debug)]
enum FormatMapping {
    String(StringFormat),
    Integer(IntegerFormat),
    Number(NumberFormat),
}

/// The formats that change a type, after the registry of OpenAPI (spec.openapis.org/registry/format). All others are text
/// or numbers as if nothing were said: a time, a duration, a decimal or an address keeps every character that it had.
/// A number with a format of integers is an integer. Elsewhere, a format of another type than the one that is written
/// says nothing.
const FORMATS: &[(&str, FormatMapping)] = &[
    ("date-time", FormatMapping::String(StringFormat::DateTime)),
    ("date", FormatMapping::String(StringFormat::Date)),
    ("uuid", FormatMapping::String(StringFormat::Uuid)),
    ("byte", FormatMapping::String(StringFormat::Byte)),
    ("binary", FormatMapping::String(StringFormat::Binary)),
    ("int8", FormatMapping::Integer(IntegerFormat::Int32)),
    ("int16", FormatMapping::Integer(IntegerFormat::Int32)),
    ("int32", FormatMapping::Integer(IntegerFormat::Int32)),
    ("int64", FormatMapping::Integer(IntegerFormat::Int64)),
    ("int128", FormatMapping::Integer(IntegerFormat::Int128)),
    ("uint8", FormatMapping::Integer(IntegerFormat::Uint32)),
    ("uint16", FormatMapping::Integer(IntegerFormat::Uint32)),
    ("uint32", FormatMapping::Integer(IntegerFormat::Uint32)),
    ("uint64", FormatMapping::Integer(IntegerFormat::Uint64)),
    ("uint", FormatMapping::Integer(IntegerFormat::Uint64)),
    ("float", FormatMapping::Number(NumberFormat::Float)),
    ("double", FormatMapping::Number(NumberFormat::Double)),
];

fn mapping_of(input: &ShapeInput<'_>) -> Option<&'static FormatMapping> {
    let format = format(input)?;
    FORMATS.iter().find(|(name, _)| *name == format).map(|(_, mapping_of)| mapping_of)
}

/// Only a body is bytes; JSON contains none.
pub(super) fn string(input: &ShapeInput<'_>) -> StringFormat {
    match mapping_of(input) {
        Some(FormatMapping::String(StringFormat::Binary)) if input.bytes == 0 => {
            StringFormat::Plain
        }
        Some(FormatMapping::String(format)) => format.clone(),
        _ => StringFormat::Plain,
    }
}

pub(super) fn number(input: &ShapeInput<'_>) -> NumberFormat {
    match mapping_of(input) {
        Some(FormatMapping::Number(format)) => *format,
        _ => NumberFormat::Double,
    }
}

/// A number whose format is one of integers, which tools write that know one kind of number only.
pub(super) fn whole_number(input: &ShapeInput<'_>) -> Option<IntegerFormat> {
    match mapping_of(input) {
        Some(FormatMapping::Integer(format)) => Some(*format),
        _ => None,
    }
}

/// Bounds never make a type smaller, for a server may grow; they only make it large enough. `None` where no type is.
pub(super) fn integer(input: &ShapeInput<'_>) -> Option<IntegerFormat> {
    let format = match mapping_of(input) {
        Some(FormatMapping::Integer(format)) => *format,
        _ => IntegerFormat::Int64,
    };
    let (minimum, maximum) = bounds(&input.constraints);
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
    let whole = |keyword| {
        let text = constraints.bound(keyword)?;
        text.parse::<i128>().ok().filter(|it| *it != i128::MIN).or_else(|| rounded(text))
    };
    (whole(Keyword::Minimum), whole(Keyword::Maximum))
}

/// A bound with a fraction or an exponent; what is too large for the type saturates.
#[allow(clippy::cast_possible_truncation)]
fn rounded(text: &str) -> Option<i128> {
    text.parse::<f64>().ok().map(|it| (it as i128).max(-i128::MAX))
}
