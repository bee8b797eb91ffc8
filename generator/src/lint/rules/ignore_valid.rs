//! I002: each suppression names known rules and has a reason.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::IGNORE_VALID,
    name: "ignore-valid",
    severity: Some(Severity::Warning),
    summary: "Each suppression names known rules and has a reason",
    docs: "\
A suppression without a reason cannot be reviewed: later readers do not know whether it is still needed. A suppression of \
a rule that does not exist has no effect. Such suppressions are ignored, so the findings are reported.

The rule reports comments with `renkei-ignore` and rules under `x-lint-ignore` without a reason, with an unknown rule, or \
with a date that is not of the form `2027-01-31`.

To fix a report, write the suppression as `# renkei-ignore N001 until 2027-01-31: the reason`. The date is optional.",
    bad: &[
        "/users: {x-lint-ignore: {N999: frozen}}",
        "/users: {x-lint-ignore: {N001: ''}}",
        "/users: {} # renkei-ignore N001",
        "/users: {x-lint-ignore: {N001: {reason: frozen, until: soon}}}",
    ],
    good: &["/users: {x-lint-ignore: {N001: frozen}}", "/users: {} # renkei-ignore N001: frozen"],
    source: "renkei",
    check: Check::Validation,
    ..LintRule::BASE
};
