//! Stage 2b: what is wrong with an API's design, before anybody depends on it.
//!
//! Takes a [`Document`] and a [`Config`]; gives diagnostics, each with a code, a place and a way out.
//! One walk serves all rules. It must know neither `openapiv3`, the model, nor Rust.

mod api;
mod config;
mod example;
mod report;
mod rule;
mod rules;
mod schema;
mod segment;
mod words;

use crate::diagnostic::Diagnostic;
use crate::document::{Document, walk};

pub use config::{Config, UnknownRule};
pub use example::expand;
pub use rule::{Rule, rule, rules};

use api::Api;
use report::Reporter;
use rule::{Active, Check};

/// Runs every rule that the configuration has on. The result is sorted by place and has each finding once.
#[must_use]
pub fn lint(document: &Document, config: &Config) -> Vec<Diagnostic> {
    let active = Active::of(config);
    let mut api = Api::new(document, config);
    let mut found = Vec::new();
    walk(document, &mut |visit| {
        api.note(visit);
        for (rule, severity, check) in active.for_object(visit.object) {
            check(visit, &api, &mut Reporter::new(rule, *severity, &mut found));
        }
    });
    api.classify();
    for (rule, severity) in active.rules() {
        if let Check::Api(check) = rule.check {
            check(&api, &mut Reporter::new(rule, severity, &mut found));
        }
    }
    in_order(found)
}

fn in_order(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.sort_by(|a, b| {
        (a.span, a.code, &a.message, &a.pointer).cmp(&(b.span, b.code, &b.message, &b.pointer))
    });
    // A YAML alias shows one place under several pointers: it is still one finding.
    found.dedup_by(|a, b| {
        a.span.is_some() && (a.span, a.code, &a.message) == (b.span, b.code, &b.message)
    });
    found
}
