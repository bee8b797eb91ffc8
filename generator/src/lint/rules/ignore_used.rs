//! I001: each suppression suppresses something.

use super::super::rule::{Check, LintRule};
use crate::diagnostic::{Severity, code};

pub(super) const RULE: LintRule = LintRule {
    code: code::IGNORE_USED,
    name: "ignore-used",
    severity: Some(Severity::Warning),
    summary: "Each suppression suppresses a finding",
    docs: "\
A suppression that is not used hides the next finding at its place, which nobody has decided to accept. It also tells \
readers of a problem that does not exist any more.

The rule reports comments with `renkei-ignore` and rules under `x-lint-ignore` that suppress no finding, also if the \
configuration turns the rule off. Entries of `lint.ignore` in renkei.yaml are not reported, because other documents can \
need them.

To fix a report, remove the suppression.",
    bad: &["/users: {x-lint-ignore: {N001: frozen}}", "/users: {} # renkei-ignore N001: frozen"],
    good: &["/users: {}"],
    source: "renkei",
    check: Check::Validation,
    ..LintRule::BASE
};
