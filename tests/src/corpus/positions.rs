//! How many places of an API hold their values in types, and why the others do not.

use std::collections::{BTreeMap, HashMap};

use renkei::diagnostic::{Code, Diagnostic, code};
use renkei::model::{Api, Carried};
use renkei::pipeline::Report;

/// The code for raw JSON.
const RAW_JSON: Code = code::RAW_JSON;

/// The places of one API.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Positions {
    /// In types.
    pub typed: usize,
    /// As raw JSON, because the schema allows every value.
    pub free: usize,
    /// As raw JSON though the schema says more, by cause.
    pub raw: BTreeMap<String, usize>,
}

impl Positions {
    /// Counts the places of an API; the report says why some are raw.
    #[must_use]
    pub fn of(api: &Api, report: &Report) -> Self {
        let causes = Causes::of(report);
        let mut positions = Self::default();
        for position in api.positions() {
            match position.carried {
                Carried::Typed => positions.typed += 1,
                Carried::Free => positions.free += 1,
                Carried::Raw => {
                    let cause = causes.find(position.ty.pointer.as_str());
                    *positions.raw.entry(cause).or_default() += 1;
                }
            }
        }
        positions
    }

    /// How many are raw.
    #[must_use]
    pub fn raw_count(&self) -> usize {
        self.raw.values().sum()
    }

    /// Adds those of another API.
    pub fn add(&mut self, other: &Self) {
        self.typed += other.typed;
        self.free += other.free;
        for (cause, count) in &other.raw {
            *self.raw.entry(cause.clone()).or_default() += count;
        }
    }

    /// The share of raw places among those that could be typed, in percent.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a figure of two digits")]
    pub fn raw_percent(&self) -> f64 {
        let all = self.typed + self.raw_count();
        if all == 0 { 0.0 } else { self.raw_count() as f64 * 100.0 / all as f64 }
    }
}

/// The messages about raw JSON by the place that they are about.
struct Causes<'a>(HashMap<&'a str, &'a Diagnostic>);

impl<'a> Causes<'a> {
    fn of(report: &'a Report) -> Self {
        let raw = report.diagnostics().iter().filter(|it| it.code == RAW_JSON);
        Self(raw.filter_map(|it| Some((it.pointer.as_ref()?.as_str(), it))).collect())
    }

    /// The message at a schema, at a keyword of it, or at the schema around it.
    fn find(&self, pointer: &str) -> String {
        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        let around = parent.rsplit_once('/').map_or("", |(around, _)| around);
        let exact = [pointer, parent].into_iter().find_map(|it| self.0.get(it));
        let required = || self.0.get(format!("{around}/required").as_str());
        let keyword = || {
            let below = format!("{pointer}/");
            let mut keywords: Vec<_> =
                self.0.iter().filter(|(it, _)| it.starts_with(&below)).collect();
            keywords.sort_by_key(|(it, _)| it.len());
            keywords.first().map(|(_, diagnostic)| *diagnostic)
        };
        let found = exact.or_else(required).or_else(keyword);
        found.map_or("no diagnostic says why".to_owned(), |it| general(&it.message))
    }
}

/// A message without the names of the document, so that equal causes are counted together.
fn general(message: &str) -> String {
    let Some(rest) = message.strip_prefix('`') else { return message.to_owned() };
    match rest.split_once('`') {
        Some((_, rest)) if rest.starts_with(" is required") => format!("a property{rest}"),
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use renkei::pipeline::{self, Options};

    #[test]
    fn places_are_counted_by_how_they_hold_their_values() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("a.yaml");
        let text = "openapi: 3.1.0
info: {title: t, version: '1'}
components:
  schemas:
    A:
      type: object
      required: [lost]
      properties:
        one: {type: string}
        any: {}
        mixed: {enum: [[1], {}]}
        list: {type: array, items: {not: {type: string}, enum: [[true], {}]}}
";
        std::fs::write(&spec, text).unwrap();
        let typed = pipeline::types(&spec, &Options::default()).unwrap();
        let positions = Positions::of(&typed.api, &typed.report);
        assert_eq!((positions.typed, positions.free, positions.raw_count()), (2, 1, 3));
        let causes: Vec<&str> = positions.raw.keys().map(String::as_str).collect();
        assert_eq!(
            causes,
            [
                "a property is required but not described; its value is raw JSON",
                "an `enum` of lists or objects has no Rust type yet; the value is raw JSON",
            ]
        );
        assert!((positions.raw_percent() - 60.0).abs() < 0.01);
    }
}
