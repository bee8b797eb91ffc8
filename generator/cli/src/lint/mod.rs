//! `renkei lint`: findings as text or JSON, and an exit code for CI.

mod human;
mod json;

use std::path::Path;

use renkei::pipeline::{self, Counts, Failure, Options, Report};

use crate::args::{Lint, ReportFormat};
use crate::exit::Exit;
use crate::remote::{Pins, Session};
use crate::terminal::Terminal;

pub(crate) use json::text as json_text;

pub(crate) fn run(args: &Lint, terminal: &mut Terminal) -> Exit {
    let mut exit = Exit::Done;
    let mut reports = Vec::new();
    for spec in &args.specs {
        match lint(args, spec, terminal) {
            Ok(report) => reports.push(report),
            Err(worse) => exit = exit.max(worse),
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

fn lint(args: &Lint, spec: &Path, terminal: &mut Terminal) -> Result<Report, Exit> {
    let session = Session::open(&args.remote, spec, Pins::Grow);
    let session = session.map_err(|why| terminal.cannot(&why))?;
    let options = Options { remote: session.remote(), ..args.config.options() };
    let report = match pipeline::lint(spec, &options) {
        Ok(linted) => linted.report,
        // What is no document at all is a finding too, and in JSON as well.
        Err(Failure::Document(report)) => return Ok(report),
        Err(failure) => return Err(terminal.fail(&failure)),
    };
    session.save().map_err(|why| terminal.cannot(&why))?;
    Ok(report)
}

fn counts(reports: &[Report]) -> Counts {
    reports.iter().map(Report::counts).fold(Counts::default(), |sum, counts| sum + counts)
}
