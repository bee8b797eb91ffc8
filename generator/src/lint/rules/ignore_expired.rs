//! I003: no suppression is used after its last day.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::IGNORE_EXPIRED,
    name: "ignore-expired",
    severity: Some(Severity::Warning),
    summary: "No suppression has ended",
    docs: "\
A suppression with `until` is a promise to fix a problem by that day. From the next day on, in UTC, it suppresses nothing: \
the finding is reported again, together with the suppression that has ended.

The rule reports comments with `renkei-ignore` and rules under `x-lint-ignore` whose last day is over.

To fix a report, fix the problem and remove the suppression, or set a later date.",
    bad: &[
        "/users: {x-lint-ignore: {N001: {reason: frozen, until: 2020-01-31}}}",
        "/users: {} # renkei-ignore N001 until 2020-01-31: frozen",
    ],
    good: &["/users: {x-lint-ignore: {N001: {reason: frozen, until: 9999-12-31}}}"],
    source: "renkei",
    check: Check::Validation,
    ..LintRule::BASE
};
