//! `renkei diff`: what changed between two versions of an API, and whom it breaks.

mod approved;
mod human;
mod json;
mod markdown;
mod review;

use std::path::Path;

use renkei::diff::{ApiDiff, Change, Level, Scope};
use renkei::pipeline::{self, ApiComparison, BaseDocument, Failure, Options};

use self::approved::Approved;
use crate::args::{Diff, OutputFormat, one_stdout};
use crate::exit::Exit;
use crate::git;
use crate::output;
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;

/// What git names in place of a file that a version does not have.
const NO_FILE: &str = "/dev/null";

pub(crate) fn run(args: &Diff, terminal: &mut Terminal) -> Exit {
    if args.base == NO_FILE {
        terminal.result(&format!("{}: a new document\n", args.head.display()));
        return Exit::Success;
    }
    if args.head == Path::new(NO_FILE) {
        terminal.result(&format!("{}: a removed document\n", args.base));
        return Exit::Success;
    }
    let mut found = match compare(args) {
        Ok(found) => found,
        Err(DiffError::Message(message)) => return terminal.cannot_run(&message),
        Err(DiffError::Failure(failure)) => return terminal.failure(&failure),
    };
    let approved = match Approved::read(args.approved.as_deref()) {
        Ok(approved) => approved,
        Err(message) => return terminal.cannot_run(&message),
    };
    if args.update_approved {
        return match approved.update(&found.diff) {
            Ok(count) => {
                terminal.message(&format!("{count} changes are approved\n"));
                Exit::Success
            }
            Err(message) => terminal.cannot_run(&message),
        };
    }
    for line in approved.unused(&found.diff) {
        terminal.message(&format!("warning: the approved change `{line}` is not found any more\n"));
    }
    found.diff.changes.retain(|it| !approved.contains(it));
    let mut exit = Exit::Success;
    for it in &args.outputs {
        let text = text(args, it.format, &found);
        exit = exit.max(output::write(&text, it.file.as_deref(), terminal));
    }
    let worst = found.diff.changes.iter().map(Change::level).max();
    let fails = args.fail_on.level().is_some_and(|level| worst >= Some(level));
    if fails { exit.max(Exit::Problems) } else { exit }
}

/// Why there is no comparison.
enum DiffError {
    Message(String),
    Failure(Failure),
}

/// Reads and compares both versions.
fn compare(args: &Diff) -> Result<ApiComparison, DiffError> {
    one_stdout(&args.outputs).map_err(DiffError::Message)?;
    let session = Session::open(&args.remote, &args.head, LockMode::Update);
    let session = session.map_err(DiffError::Message)?;
    let options = Options { remote: session.remote(), ..args.config.options() };
    let path = Path::new(&args.base);
    let (base, _checkout) = if path.exists() || args.base.contains("://") {
        (BaseDocument::from(path), None)
    } else {
        let (base, checkout) = git::document(&args.base, &args.head).map_err(DiffError::Message)?;
        (base, Some(checkout))
    };
    let found = pipeline::diff(&base, &args.head, &options).map_err(DiffError::Failure)?;
    session.save().map_err(DiffError::Message)?;
    Ok(found)
}

fn text(args: &Diff, format: OutputFormat, found: &ApiComparison) -> String {
    match format {
        OutputFormat::Human => human::text(found, args.level.into()),
        OutputFormat::Json => json::text(found),
        OutputFormat::Markdown => markdown::text(found),
        OutputFormat::Review(format) => review::text(format, found),
    }
}

/// How many changes there are of a level.
fn count(diff: &ApiDiff, scope: Scope, level: Level) -> usize {
    let is = |it: &&Change| it.check.scope() == scope && it.level() == level;
    diff.changes.iter().filter(is).count()
}

/// Returns the version numbers in words, such as `1.0.0 → 1.1.0`.
fn versions(diff: &ApiDiff) -> String {
    match diff.base_version == diff.head_version {
        true => diff.head_version.clone(),
        false => format!("{} → {}", diff.base_version, diff.head_version),
    }
}

/// How many operations a change names before it only counts them.
const NAMED_OPERATIONS: usize = 3;

/// Returns the operations that a change concerns, if they are not obvious from its message.
fn operations(change: &Change) -> Option<String> {
    let is_named = change.operations.len() == 1
        && change.operations.iter().all(|it| change.message.contains(it.as_str()));
    if change.operations.is_empty() || is_named {
        return None;
    }
    let names: Vec<&str> =
        change.operations.iter().take(NAMED_OPERATIONS).map(String::as_str).collect();
    let more = change.operations.len() - names.len();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(format!("{}{rest}", names.join(", ")))
}
