//! `renkei lint`: diagnostics as text or JSON, and an exit code for CI.

mod human;
mod json;

use std::path::Path;

use renkei::pipeline::{self, Counts, Failure, Options, Report};

use crate::args::{Lint, ReportFormat};
use crate::exit::Exit;
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;

pub(crate) fn run(args: &Lint, terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Success;
    let mut reports = Vec::new();
    for spec in &args.specs {
        match lint(args, spec, terminal) {
            Ok(report) => reports.push(report),
            Err(failed) => exit = exit.max(failed),
        }
    }
    if reports.is_empty() {
        // Empty output would look like a success.
        return exit;
    }
    let text = match args.format {
        ReportFormat::Human => human::text(&reports, args.max),
        ReportFormat::Json => json::text(&reports),
    };
    terminal.result(&text);
    let problems = counts(&reports).at_least(args.fail_on.into());
    if problems > 0 { exit.max(Exit::Problems) } else { exit }
}

fn lint(args: &Lint, spec: &Path, terminal: &mut Terminal) -> Result<Report, Exit> {
    let session = Session::open(&args.remote, spec, LockMode::Update);
    let session = session.map_err(|message| terminal.cannot_run(&message))?;
    let preset = args.preset.map(Into::into);
    let options = Options { remote: session.remote(), preset, ..args.config.options() };
    let report = match pipeline::lint(spec, &options) {
        Ok(linted) => linted.report,
        // A file that is not an OpenAPI document is reported as a diagnostic, also in JSON.
        Err(Failure::Document(report)) => return Ok(report),
        Err(failure) => return Err(terminal.failure(&failure)),
    };
    session.save().map_err(|message| terminal.cannot_run(&message))?;
    Ok(report)
}

fn counts(reports: &[Report]) -> Counts {
    reports.iter().map(Report::counts).fold(Counts::default(), |sum, counts| sum + counts)
}
