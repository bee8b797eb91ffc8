//! `renkei lint`: findings as text or JSON, and an exit code for CI.

mod human;
mod json;

use renkei::pipeline::{self, Counts, Failure, Report};

use crate::args::{Lint, ReportFormat};
use crate::exit::Exit;
use crate::terminal::Terminal;

pub(crate) use json::text as json_text;

pub(crate) fn run(args: &Lint, terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Done;
    let mut reports = Vec::new();
    for spec in &args.specs {
        match pipeline::lint(spec, &args.config.options()) {
            Ok(linted) => reports.push(linted.report),
            // What is no document at all is a finding too, and in JSON as well.
            Err(Failure::Document(report)) => reports.push(report),
            Err(failure) => exit = exit.max(terminal.fail(&failure)),
        }
    }
    if reports.is_empty() {
        // An empty list would look as if all were well.
        return exit;
    }
    let text = match args.format {
        ReportFormat::Human => human::text(&reports, args.max),
        ReportFormat::Json => json::findings(&reports),
    };
    terminal.result(&text);
    let problems = counts(&reports).at_least(args.fail_on.into());
    if problems > 0 { exit.max(Exit::Problems) } else { exit }
}

fn counts(reports: &[Report]) -> Counts {
    reports.iter().map(Report::counts).fold(Counts::default(), |sum, counts| sum + counts)
}
