//! Whether a value fits a schema (JSON Schema 2020-12 validation, OpenAPI 3.0 section "Schema Object").
//!
//! Takes a schema and a value; returns the first problem. The recursion ends, because depth and steps are limited; a value
//! for which they do not suffice fits.

mod array;
mod object;
mod scalar;

use std::collections::HashMap;
use std::rc::Rc;

use super::problem::{Fit, Problem};
use crate::document::validate::regex::Regex;
use crate::document::validate::types::{equal, is_of, list, shown, types};
use crate::document::{Document, Side, Version};
use crate::source::Node;

/// How deep schemas are followed for one value.
const MAX_DEPTH: u32 = 48;
/// The steps that one value may take.
const MAX_STEPS_OF_VALUE: u32 = 50_000;

/// Keywords about the whole value that are not supported: they may allow what others forbid.
const UNSUPPORTED: &[&str] = &["$dynamicRef", "$recursiveRef"];

pub(in crate::document::validate) struct Fitting<'a> {
    pub(super) document: &'a Document,
    /// The steps that are left for the document, and for the value.
    total: u32,
    steps: u32,
    depth: u32,
    side: Side,
    patterns: HashMap<&'a str, Option<Rc<Regex>>>,
    /// The schemas that describe the same value, outermost first.
    around: Vec<Node<'a>>,
}

impl<'a> Fitting<'a> {
    pub(super) fn new(document: &'a Document, total: u32) -> Self {
        Self {
            document,
            total,
            steps: 0,
            depth: 0,
            side: Side::Either,
            patterns: HashMap::new(),
            around: Vec::new(),
        }
    }

    /// Why a value does not fit a schema.
    pub(super) fn problem(
        &mut self,
        schema: Node<'a>,
        value: Node<'a>,
        side: Side,
    ) -> Option<Problem> {
        let available = self.total.min(MAX_STEPS_OF_VALUE);
        (self.steps, self.depth, self.side) = (available, 0, side);
        self.around.clear();
        let fit = self.fit(schema, value);
        self.total -= available - self.steps;
        match fit {
            Fit::No(problem) if self.steps > 0 => Some(*problem),
            _ => None,
        }
    }

    fn version(&self) -> Version {
        self.document.version()
    }

    /// Whether a part of the value fits a schema of its own.
    fn fit_inside(&mut self, schema: Node<'a>, value: Node<'a>, token: &str) -> Fit {
        let around = std::mem::take(&mut self.around);
        let fit = self.fit(schema, value);
        self.around = around;
        match fit {
            Fit::No(problem) => Fit::No(Box::new(problem.inside(token))),
            other => other,
        }
    }

    fn fit(&mut self, schema: Node<'a>, value: Node<'a>) -> Fit {
        let Some(left) = self.steps.checked_sub(1).filter(|_| self.depth < MAX_DEPTH) else {
            self.steps = 0;
            return Fit::Unknown;
        };
        self.steps = left;
        self.depth += 1;
        let length = self.around.len();
        let fit = self.schema(schema, value);
        self.around.truncate(length);
        self.depth -= 1;
        fit
    }

    fn schema(&mut self, schema: Node<'a>, value: Node<'a>) -> Fit {
        match schema.as_bool() {
            Some(true) => return Fit::Yes,
            Some(false) => {
                return Fit::No(Box::new(Problem::new(value, "no value is allowed here")));
            }
            None => {}
        }
        if !schema.is_object() || UNSUPPORTED.iter().any(|it| schema.get(it).is_some()) {
            return Fit::Unknown;
        }
        if value.is_null() && self.allows_null(schema) {
            return Fit::Yes;
        }
        if schema.get("$ref").is_some_and(|it| it.as_str().is_some()) {
            let Ok(resolved) = self.document.resolve(schema) else { return Fit::Unknown };
            let fit = self.fit(resolved.node, value);
            let has_siblings = self.version() >= Version::V3_1 && schema.members().len() > 1;
            return if has_siblings { fit.and(|| self.keywords(schema, value)) } else { fit };
        }
        self.keywords(schema, value)
    }

    fn keywords(&mut self, schema: Node<'a>, value: Node<'a>) -> Fit {
        self.around.push(schema);
        Fit::unless(kind(schema, value))
            .and(|| Fit::unless(enumeration(schema, value)))
            .and(|| self.scalar(schema, value))
            .and(|| self.array(schema, value))
            .and(|| self.object(schema, value))
            .and(|| self.all_of(schema, value))
            .and(|| self.one_of(schema, value, "anyOf"))
            .and(|| self.one_of(schema, value, "oneOf"))
            .and(|| self.condition(schema, value))
    }

    /// Tools mark null in several ways, also next to references and in parts.
    fn allows_null(&self, schema: Node<'a>) -> bool {
        let is_true = |it: Node<'a>, key: &str| it.get(key).and_then(Node::as_bool) == Some(true);
        let is_marked = |it: Node<'a>| is_true(it, "nullable") || is_true(it, "x-nullable");
        is_marked(schema) || list(schema, "allOf").any(is_marked)
    }

    fn all_of(&mut self, schema: Node<'a>, value: Node<'a>) -> Fit {
        let mut fit = Fit::Yes;
        for part in list(schema, "allOf") {
            fit = fit.and(|| self.fit(part, value));
        }
        fit
    }

    /// Whether a member fits. That several members of `oneOf` fit is a property of the schema more than of the value, so
    /// it is accepted.
    fn one_of(&mut self, schema: Node<'a>, value: Node<'a>, keyword: &str) -> Fit {
        let Some(entry) = schema.entry(keyword) else { return Fit::Yes };
        let mut problems = Vec::new();
        for member in entry.value.items() {
            match self.fit(member, value) {
                Fit::No(problem) => problems.push(problem),
                other => return other,
            }
        }
        match problems.pop() {
            None => Fit::Yes,
            Some(problem) if problems.is_empty() => Fit::No(problem),
            Some(problem) => {
                // One member that fits the kind of the value is the one that was meant.
                problems.push(problem);
                let message = format!("no schema of `{keyword}` fits");
                let general = Problem::new(value, message).with_keyword(Some(entry.key_span));
                let mut deeper = problems.into_iter().filter(|it| !it.path.is_empty());
                Fit::No(match (deeper.next(), deeper.next()) {
                    (Some(problem), None) => problem,
                    _ => Box::new(general),
                })
            }
        }
    }

    fn condition(&mut self, schema: Node<'a>, value: Node<'a>) -> Fit {
        if self.version() < Version::V3_1 || schema.get("if").is_none() {
            return self.negation(schema, value);
        }
        let condition = schema.get("if").map_or(Fit::Yes, |it| self.fit(it, value));
        let branch = match condition {
            Fit::Yes => schema.get("then"),
            Fit::No(_) => schema.get("else"),
            Fit::Unknown => return Fit::Unknown,
        };
        let fit = branch.map_or(Fit::Yes, |it| self.fit(it, value));
        fit.and(|| self.negation(schema, value))
    }

    fn negation(&mut self, schema: Node<'a>, value: Node<'a>) -> Fit {
        let Some(entry) = schema.entry("not") else { return Fit::Yes };
        match self.fit(entry.value, value) {
            Fit::No(_) => Fit::Yes,
            Fit::Unknown => Fit::Unknown,
            Fit::Yes => {
                let problem = Problem::new(value, "the schema of `not` fits");
                Fit::No(Box::new(problem.with_keyword(Some(entry.key_span))))
            }
        }
    }

    /// The pattern, if it is supported.
    fn pattern(&mut self, text: &'a str) -> Option<Rc<Regex>> {
        let parsed = self.patterns.entry(text);
        parsed.or_insert_with(|| Regex::parse(text).ok().map(Rc::new)).clone()
    }
}

/// A type that the value does not have. `file` is no type of a value.
fn kind(schema: Node<'_>, value: Node<'_>) -> Option<Problem> {
    let types = types(schema);
    let fits = types.is_empty() || types.iter().any(|it| is_of(value, it));
    if fits {
        return None;
    }
    let names: Vec<String> = types.iter().map(|it| format!("`{it}`")).collect();
    let message = format!("{} is not of type {}", shown(value), names.join(" or "));
    let keyword = schema.entry("type").map(|it| it.key_span);
    Some(Problem::new(value, message).with_keyword(keyword))
}

fn enumeration(schema: Node<'_>, value: Node<'_>) -> Option<Problem> {
    if let Some(entry) = schema.entry("enum").filter(|it| it.value.items().len() > 0) {
        // A listed value of another type, such as a number without quotes, is reported in the list.
        let is_listed = entry.value.items().any(|it| {
            equal(it, value)
                || (it.scalar_text().is_some() && it.scalar_text() == value.scalar_text())
        });
        if !is_listed {
            let message = format!("{} is not listed in `enum`", shown(value));
            return Some(Problem::new(value, message).with_keyword(Some(entry.key_span)));
        }
    }
    let entry = schema.entry("const")?;
    let message = || format!("{} is not the value of `const`", shown(value));
    let differs = !equal(entry.value, value);
    differs.then(|| Problem::new(value, message()).with_keyword(Some(entry.key_span)))
}
