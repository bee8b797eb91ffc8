//! Keywords about strings and numbers.

use super::super::number::{count, is_multiple, number};
use super::super::problem::{Fit, Problem};
use super::Fitting;
use crate::document::validate::types::shown;
use crate::source::Node;

impl<'a> Fitting<'a> {
    pub(super) fn scalar(&mut self, schema: Node<'a>, value: Node<'a>) -> Fit {
        if let Some(text) = value.as_str() {
            return Fit::unless(length(schema, value, text))
                .and(|| self.matches(schema, value, text));
        }
        let problem = number(value).and_then(|it| {
            limit(schema, value, it, true)
                .or_else(|| limit(schema, value, it, false))
                .or_else(|| multiple(schema, value, it))
        });
        Fit::unless(problem)
    }

    fn matches(&mut self, schema: Node<'a>, value: Node<'a>, text: &str) -> Fit {
        let Some(entry) = schema.entry("pattern") else { return Fit::Yes };
        let Some(regex) = entry.value.as_str().and_then(|it| self.pattern(it)) else {
            return Fit::Unknown;
        };
        match regex.is_match(text) {
            Some(true) => Fit::Yes,
            None => Fit::Unknown,
            Some(false) => {
                let is_short = entry.value.as_str().is_some_and(|it| it.len() <= 60);
                let pattern = if is_short { shown(entry.value) } else { "the pattern".to_owned() };
                let message = format!("{} does not match {pattern}", shown(value));
                Fit::No(Box::new(Problem::new(value, message).with_keyword(Some(entry.key_span))))
            }
        }
    }
}

/// JSON Schema counts characters.
fn length(schema: Node<'_>, value: Node<'_>, text: &str) -> Option<Problem> {
    let length = text.chars().count();
    let limit = |key: &str| schema.entry(key).and_then(|it| Some((it.key_span, count(it.value)?)));
    if let Some((span, least)) = limit("minLength").filter(|(_, least)| length < *least) {
        let message = format!("{} is shorter than {least} characters", shown(value));
        return Some(Problem::new(value, message).with_keyword(Some(span)));
    }
    let (span, most) = limit("maxLength").filter(|(_, most)| length > *most)?;
    let message = format!("{} is longer than {most} characters", shown(value));
    Some(Problem::new(value, message).with_keyword(Some(span)))
}

/// Compares with the lower or the upper limit, in the notation of any version.
fn limit(schema: Node<'_>, value: Node<'_>, number: f64, is_lower: bool) -> Option<Problem> {
    let (inclusive, exclusive) = match is_lower {
        true => ("minimum", "exclusiveMinimum"),
        false => ("maximum", "exclusiveMaximum"),
    };
    let is_strict = schema.get(exclusive).and_then(Node::as_bool) == Some(true);
    let problem = |key: &str, is_strict: bool| {
        let entry = schema.entry(key)?;
        let limit = self::number(entry.value)?;
        let (beyond, within) = match is_lower {
            true => (number < limit, number > limit),
            false => (number > limit, number < limit),
        };
        let wrong = match (is_strict, is_lower) {
            (false, _) if !beyond => return None,
            (true, _) if within => return None,
            (false, true) => "less than",
            (false, false) => "greater than",
            (true, true) => "not greater than",
            (true, false) => "not less than",
        };
        let message = format!("{} is {wrong} {}", shown(value), shown(entry.value));
        Some(Problem::new(value, message).with_keyword(Some(entry.key_span)))
    };
    problem(inclusive, is_strict).or_else(|| problem(exclusive, true))
}

fn multiple(schema: Node<'_>, value: Node<'_>, is: f64) -> Option<Problem> {
    let entry = schema.entry("multipleOf")?;
    let of = number(entry.value)?;
    let message = || format!("{} is no multiple of {}", shown(value), shown(entry.value));
    (!is_multiple(is, of))
        .then(|| Problem::new(value, message()).with_keyword(Some(entry.key_span)))
}
