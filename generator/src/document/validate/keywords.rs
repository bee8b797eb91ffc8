//! X013: the keywords of a schema fit its type and each other (JSON Schema 2020-12 validation section 6, OpenAPI 3.0 section
//! "Schema Object").

use std::collections::HashMap;

use super::Violation;
use super::names::list_of;
use super::regex::{Regex, RegexError};
use super::types::{has_keywords, is_of, shown, types};
use crate::diagnostic::code;
use crate::document::{ObjectKind, Version, Visit};
use crate::source::{Entry, Node};

/// The keywords that constrain values of some types only.
const OF_TYPES: &[(&[&str], &[&str])] = &[
    (&["string"], &["minLength", "maxLength", "pattern"]),
    (
        &["number", "integer"],
        &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
    ),
    (&["array"], &["items", "minItems", "maxItems", "uniqueItems"]),
    (
        &["object"],
        &["properties", "additionalProperties", "required", "minProperties", "maxProperties"],
    ),
];

/// Lower and upper limits.
const LIMITS: &[(&str, &str)] = &[
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
];

/// The errors of patterns, each pattern once.
#[derive(Default)]
pub(super) struct Keywords<'a> {
    patterns: HashMap<&'a str, Option<RegexError>>,
}

impl<'a> Keywords<'a> {
    pub(super) fn check(&mut self, visit: &Visit<'a, '_>, found: &mut Vec<Violation>) {
        if !has_keywords(visit) || !visit.node.is_object() {
            return;
        }
        let is_ignored = visit.reference().is_some() && visit.version < Version::V3_1;
        if is_ignored {
            return;
        }
        let check = Check { visit, types: types(visit.node) };
        check.types(found);
        check.limits(found);
        check.array(found);
        check.null(found);
        check.exclusive(found);
        check.access(found);
        check.constant(found);
        self.pattern(&check, found);
    }

    fn pattern(&mut self, check: &Check<'_, 'a, '_>, found: &mut Vec<Violation>) {
        let Some(entry) = check.visit.node.entry("pattern") else { return };
        let Some(text) = entry.value.as_str() else { return };
        let error = self.patterns.entry(text).or_insert_with(|| Regex::parse(text).err());
        if let Some(RegexError { message, help }) = error {
            check.report(entry, entry.value.span(), format!("the pattern {message}"), help, found);
        }
    }
}

struct Check<'v, 'a, 'w> {
    visit: &'v Visit<'a, 'w>,
    types: Vec<&'a str>,
}

impl<'a> Check<'_, 'a, '_> {
    fn entry(&self, key: &str) -> Option<Entry<'a>> {
        self.visit.node.entry(key)
    }

    fn report(
        &self,
        entry: Entry<'_>,
        span: crate::text::Span,
        message: String,
        help: &str,
        found: &mut Vec<Violation>,
    ) {
        let pointer = self.visit.pointer.child(entry.key);
        let violation = Violation::new(code::KEYWORDS, span, pointer, message);
        found.push(violation.with_help(help).lenient().lint_only());
    }

    /// One report for each group of keywords that another type has.
    fn types(&self, found: &mut Vec<Violation>) {
        if self.types.is_empty() || self.types.contains(&"file") {
            return;
        }
        let is_parameter = !matches!(self.visit.object, ObjectKind::Schema(_));
        for (of, keywords) in OF_TYPES {
            if self.types.iter().any(|it| of.contains(it)) {
                continue;
            }
            let present = keywords.iter().filter_map(|it| self.entry(it));
            // The `required` of a parameter and of a 3.0 property that was copied from one is a boolean.
            let present =
                present.filter(|it| it.key != "required" || (!is_parameter && it.value.is_array()));
            let present: Vec<Entry<'_>> = present.filter(|it| !is_harmless(*it)).collect();
            let Some(first) = present.first().copied() else { continue };
            let names: Vec<&str> = present.iter().map(|it| it.key).collect();
            let verb = if names.len() == 1 { "has" } else { "have" };
            let message = format!(
                "{} {verb} no effect on a value of type {}",
                list_of(&names, "and"),
                list_of(&self.types, "or")
            );
            self.report(first, first.key_span, message, "remove it, or correct `type`", found);
        }
    }

    fn limits(&self, found: &mut Vec<Violation>) {
        for (lower, upper) in LIMITS {
            let (Some(low), Some(high)) = (self.entry(lower), self.entry(upper)) else { continue };
            let Some((least, most)) = number(low.value).zip(number(high.value)) else { continue };
            let is_true = |key: &str| {
                self.visit.node.get(key).and_then(Node::as_bool) == Some(true)
                    && *lower == "minimum"
            };
            let is_exclusive = is_true("exclusiveMinimum") || is_true("exclusiveMaximum");
            if least > most || (least == most && is_exclusive) {
                let message = format!("no value fits between `{lower}` and `{upper}`");
                self.report(low, low.key_span, message, "exchange or correct the two", found);
            }
        }
    }

    /// `items` is required up to 3.0.
    fn array(&self, found: &mut Vec<Violation>) {
        let is_composed = ["allOf", "anyOf", "oneOf"].iter().any(|it| self.entry(it).is_some());
        let is_array = self.types == ["array"] && self.visit.version < Version::V3_1;
        if !is_array || is_composed || self.entry("items").is_some() {
            return;
        }
        if let Some(entry) = self.entry("type") {
            let message = "an array without `items`".to_owned();
            let help = "add `items` with the schema of an item; `items: {}` allows anything";
            self.report(entry, entry.value.span(), message, help, found);
        }
    }

    /// "This keyword only takes effect if `type` is explicitly defined within the same Schema Object" (OpenAPI 3.0.4).
    fn null(&self, found: &mut Vec<Violation>) {
        let nullable = self.entry("nullable").filter(|it| it.value.as_bool() == Some(true));
        let Some(entry) = nullable.filter(|_| self.entry("type").is_none()) else { return };
        if self.visit.version != Version::V3_0 {
            return;
        }
        // A schema without any other keyword about the value allows null anyway.
        let names = ["allOf", "anyOf", "oneOf", "enum", "properties", "items", "not"];
        if names.iter().any(|it| self.entry(it).is_some()) {
            let message = "`nullable` has no effect without a `type`".to_owned();
            self.report(entry, entry.key_span, message, "add the `type` of the value", found);
        }
    }

    /// Up to 3.0, `exclusiveMinimum` only changes how `minimum` is read.
    fn exclusive(&self, found: &mut Vec<Violation>) {
        for (flag, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            let Some(entry) = self.entry(flag).filter(|it| it.value.as_bool() == Some(true)) else {
                continue;
            };
            if self.visit.version < Version::V3_1 && self.entry(limit).is_none() {
                let message = format!("`{flag}` has no effect without `{limit}`");
                self.report(entry, entry.key_span, message, &format!("add `{limit}`"), found);
            }
        }
    }

    fn access(&self, found: &mut Vec<Violation>) {
        let is_true = |it: &Entry<'_>| it.value.as_bool() == Some(true);
        let read_only = self.entry("readOnly").filter(is_true);
        let write_only = self.entry("writeOnly").filter(is_true);
        if let Some((_, entry)) = read_only.zip(write_only) {
            let message = "a value cannot be both `readOnly` and `writeOnly`".to_owned();
            self.report(entry, entry.key_span, message, "remove one of the two", found);
        }
    }

    fn constant(&self, found: &mut Vec<Violation>) {
        let Some(entry) = self.entry("const").filter(|_| self.visit.version >= Version::V3_1)
        else {
            return;
        };
        let fits = self.types.is_empty() || self.types.iter().any(|it| is_of(entry.value, it));
        if !fits {
            let types = list_of(&self.types, "or");
            let message = format!("{} is not of type {types}", shown(entry.value));
            self.report(entry, entry.value.span(), message, "correct the value, or `type`", found);
        }
    }
}

/// Whether a keyword says nothing, so that it does not matter which type it belongs to.
fn is_harmless(entry: Entry<'_>) -> bool {
    let value = entry.value;
    value.is_null()
        || match entry.key {
            "uniqueItems" | "exclusiveMinimum" | "exclusiveMaximum" | "additionalProperties" => {
                value.as_bool().is_some()
            }
            "properties" | "items" => value.members().len() == 0,
            "required" => value.items().len() == 0,
            _ => false,
        }
}

fn number(node: Node<'_>) -> Option<f64> {
    node.as_number()?.parse().ok()
}
