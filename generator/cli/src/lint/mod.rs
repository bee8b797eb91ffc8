//! `renkei lint`: diagnostics as text or JSON, and an exit code for CI.

mod diff;
mod fix;
mod human;
mod inputs;
mod json;
mod pattern;
mod run;
mod spectral;

use renkei::pipeline::{Counts, Report};

use crate::args::{Lint, ReportFormat};
use crate::exit::Exit;
use crate::rules::unknown_rule;
use crate::terminal::Terminal;
use run::LintError;

pub(crate) fn run(args: &Lint, terminal: &mut Terminal) -> Exit {
    if let Some(ruleset) = &args.import_spectral {
        return spectral::run(ruleset, terminal);
    }
    if let Some(unknown) = args.rules.iter().find(|it| renkei::lint::rule(it).is_none()) {
        return terminal.cannot_run(&unknown_rule(unknown));
    }
    let inputs = match inputs::find(&args.specs) {
        Ok(inputs) => inputs,
        Err(message) => return terminal.cannot_run(&message),
    };
    let mut exit = Exit::Success;
    let mut reports = Vec::new();
    for result in run::lint_all(args, &inputs, terminal) {
        match result {
            Ok(report) => reports.extend(report),
            Err(LintError::Message(message)) => exit = exit.max(terminal.cannot_run(&message)),
            Err(LintError::Failure(failure)) => exit = exit.max(terminal.failure(&failure)),
        }
    }
    if reports.is_empty() {
        // Empty output would look like a success.
        return exit.max(no_document(exit, terminal));
    }
    if args.fix {
        exit = exit.max(fix::run(args, &reports, terminal));
        if args.dry_run {
            return exit;
        }
    }
    let text = match args.format {
        ReportFormat::Human => human::text(&reports, args, terminal.has_links()),
        ReportFormat::Json => json::text(&reports),
    };
    terminal.result(&text);
    let problems = counts(&reports).at_least(args.fail_on.into());
    if problems > 0 { exit.max(Exit::Problems) } else { exit }
}

fn no_document(exit: Exit, terminal: &mut Terminal) -> Exit {
    match exit {
        Exit::Success => terminal.cannot_run("there is no OpenAPI document in these folders"),
        _ => exit,
    }
}

fn counts(reports: &[Report]) -> Counts {
    reports.iter().map(Report::counts).fold(Counts::default(), |sum, counts| sum + counts)
}
