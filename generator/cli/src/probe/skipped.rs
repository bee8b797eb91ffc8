//! Operations that are not called, and whether that is a failure.

use std::collections::BTreeMap;

use renkei::probe::{SkipKind, SkippedOperation};

use crate::args;
use crate::terminal::Terminal;

/// How many operations a message names.
const MAX_NAMED: usize = 3;

/// An operation that is not called.
pub(super) struct Skipped {
    pub(super) operation: SkippedOperation,
    /// Whether `--operation` names it.
    is_named: bool,
    /// Whether the probe fails, because it would not see that the operation fails.
    pub(super) is_failure: bool,
}

impl Skipped {
    /// An operation that the user has named must be called. Otherwise it is a failure if the environment lacks what it needs.
    pub(super) fn new(args: &args::Probe, operation: SkippedOperation) -> Self {
        let is_named = args.operations.contains(&operation.id);
        let is_failure = match operation.kind {
            _ if is_named => true,
            SkipKind::BaseUrl => true,
            SkipKind::Credentials => !args.allow_missing_credentials,
            SkipKind::Stream
            | SkipKind::Parameter
            | SkipKind::OwnServer
            | SkipKind::SecurityScheme => false,
        };
        Self { operation, is_named, is_failure }
    }

    fn is_without_credentials(&self) -> bool {
        self.operation.kind == SkipKind::Credentials
    }
}

/// Reports the failures to stderr, those with one reason together.
pub(super) fn report_failures(skipped: &[Skipped], terminal: &mut Terminal) {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Skipped { operation, .. } in skipped.iter().filter(|it| it.is_failure) {
        by_reason.entry(&operation.reason).or_default().push(&operation.id);
    }
    for (reason, ids) in by_reason {
        let named: Vec<_> = ids.iter().take(MAX_NAMED).copied().collect();
        let more = match ids.len() - named.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        terminal.error(&format!("not called: {}{more}: {reason}", named.join(", ")));
    }
    let can_be_accepted =
        |it: &Skipped| it.is_failure && !it.is_named && it.is_without_credentials();
    if skipped.iter().any(can_be_accepted) {
        let help = "help: accept missing credentials with --allow-missing-credentials\n";
        terminal.message(help);
    }
}
