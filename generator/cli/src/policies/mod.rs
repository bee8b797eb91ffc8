//! `renkei policies`: what a client does when a call fails, operation by operation.

mod human;
mod json;
mod markdown;

pub(crate) use self::markdown::escaped;

use renkei::diagnostic::Severity;
use renkei::pipeline::{self, Options};
use renkei::policies::{Class, OperationPolicy};

use crate::args::{Policies, PolicyFormat};
use crate::exit::Exit;
use crate::listing::Listing;
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;

pub(crate) fn run(args: &Policies, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(&args.remote, &args.spec, LockMode::Update) {
        Ok(session) => session,
        Err(message) => return terminal.cannot_run(&message),
    };
    let options = Options { remote: session.remote(), ..args.config.options() };
    let found = match pipeline::policies(&args.spec, &options) {
        Ok(found) => found,
        Err(failure) => return terminal.failure(&failure),
    };
    if let Err(message) = session.save() {
        return terminal.cannot_run(&message);
    }
    let listed = Listing::new(0).show(&found.report, |it| it.severity >= Severity::Warning);
    terminal.message(&listed);
    terminal.result(&match args.format {
        PolicyFormat::Human => human::text(&found.policies),
        PolicyFormat::Json => json::text(&found.policies),
        PolicyFormat::Markdown => markdown::text(&found.policies),
    });
    let has_unsafe = found.policies.operations.iter().any(|it| it.class == Class::Unsafe);
    if args.fail_on_unsafe && has_unsafe { Exit::Problems } else { Exit::Success }
}

/// Returns the cells of a row for people: class, operation, reason, statuses, attempts, key, paging, lost response.
fn cells(it: &OperationPolicy) -> [String; 8] {
    let name = if it.id.contains(' ') { String::new() } else { format!(" ({})", it.id) };
    let key = it.key_header.as_ref().map_or_else(
        || "-".to_owned(),
        |key| format!("{}{}", key.name, if key.declared { "" } else { " (not declared)" }),
    );
    [
        it.class.letter().to_owned(),
        format!("{} {}{name}", it.method, it.path),
        it.reason.clone(),
        retries(it),
        it.attempts.to_string(),
        key,
        it.paging.clone().unwrap_or_else(|| "-".to_owned()),
        it.lost_response.text.clone(),
    ]
}

/// The titles of [`cells`].
const TITLES: [&str; 8] =
    ["", "operation", "why", "retried on", "attempts", "key", "paging", "a lost response is"];

fn retries(it: &OperationPolicy) -> String {
    let list =
        |statuses: &[u16]| statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    match (it.attempts, it.more_statuses.as_slice(), it.ignored_statuses.as_slice()) {
        (1, _, _) => "nothing".to_owned(),
        (_, [], []) => format!("{} failures", it.class.letter()),
        (_, more, []) => format!("{} failures, {}", it.class.letter(), list(more)),
        (_, _, ignored) => format!("{} failures, not {}", it.class.letter(), list(ignored)),
    }
}

/// Returns how many operations each class has.
fn counts(operations: &[OperationPolicy]) -> String {
    let count = |class| operations.iter().filter(|it| it.class == class).count();
    let [safe, keyed, other] = Class::ALL.map(count);
    let plural = if operations.len() == 1 { "" } else { "s" };
    format!("{} operation{plural}: {safe} S, {keyed} K, {other} N", operations.len())
}

/// Returns the lines that explain a class and the limits.
fn notes() -> Vec<String> {
    let limits = renkei::policies::LIMITS;
    let seconds = |ms: u64| format!("{} s", ms / 1000);
    let mut lines: Vec<String> = Class::ALL
        .into_iter()
        .map(|it| {
            format!(
                "{}: {}. Retried on: {}.",
                it.letter(),
                it.meaning(),
                it.retried_on().join("; ")
            )
        })
        .collect();
    lines.push(format!(
        "Time limits: {} to connect, {} for an attempt, {} for a call, {} of silence in a stream, {} for look-ups after a call whose response is lost.",
        seconds(limits.connect),
        seconds(limits.attempt),
        seconds(limits.deadline),
        seconds(limits.stream_idle),
        seconds(limits.confirm),
    ));
    lines.push(
        "All of these are defaults, which the client and its calls can change. A key that is not declared is sent, but no retry relies on it."
            .to_owned(),
    );
    lines
}
