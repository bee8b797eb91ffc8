//! `renkei lint`: diagnostics in several formats, and an exit code for CI.

mod base;
mod baseline;
mod diff;
mod fix;
mod human;
pub(crate) mod inputs;
mod json;
mod markdown;
mod output;
mod run;
mod spectral;

use renkei::pipeline::{Counts, LintReport};

use self::output::LintRun;
use crate::args::{Lint, one_stdout};
use crate::exit::Exit;
use crate::rules::unknown_rule;
use crate::terminal::Terminal;
use base::Bases;
use baseline::Baseline;
use run::LintError;

pub(crate) fn run(args: &Lint, terminal: &mut Terminal) -> Exit {
    if let Some(ruleset) = &args.import_spectral {
        return spectral::run(ruleset, terminal);
    }
    let (mut reports, mut exit) = match reports(args, terminal) {
        Ok(found) => found,
        Err(message) => return terminal.cannot_run(&message),
    };
    if reports.is_empty() {
        // Empty output would look like a success.
        return exit.max(no_document(exit, terminal));
    }
    if let Some(path) = &args.baseline {
        match known_problems(args, path, &mut reports, terminal) {
            Ok(true) => return exit,
            Ok(false) => {}
            Err(message) => return exit.max(terminal.cannot_run(&message)),
        }
    }
    if args.fix {
        exit = exit.max(fix::run(args, &reports, terminal));
        if args.dry_run {
            return exit;
        }
    }
    for it in &args.outputs {
        let has_links = it.file.is_none() && terminal.has_links();
        let run = LintRun { reports: &reports, is_quiet: args.quiet, max: args.max, has_links };
        let text = output::text(it.format, run);
        exit = exit.max(crate::output::write(&text, it.file.as_deref(), terminal));
    }
    let problems = counts(&reports).at_least(args.fail_on.into());
    if problems > 0 { exit.max(Exit::Problems) } else { exit }
}

/// Lints all documents. Failures are reported, and are part of the exit code.
fn reports(args: &Lint, terminal: &mut Terminal) -> Result<(Vec<LintReport>, Exit), String> {
    one_stdout(&args.outputs)?;
    if let Some(unknown) = args.rules.iter().find(|it| renkei::lint::rule(it).is_none()) {
        return Err(unknown_rule(unknown));
    }
    let inputs = inputs::find(&args.specs)?;
    let specs: Vec<_> = inputs.iter().map(|it| it.path.clone()).collect();
    let bases = Bases::find(args, &specs)?;
    let mut exit = Exit::Success;
    let mut reports = Vec::new();
    for result in run::lint_all(args, &inputs, &bases, terminal) {
        match result {
            Ok(report) => reports.extend(report),
            Err(LintError::Message(message)) => exit = exit.max(terminal.cannot_run(&message)),
            Err(LintError::Failure(failure)) => exit = exit.max(terminal.failure(&failure)),
        }
    }
    Ok((reports, exit))
}

/// Applies or updates the baseline. Returns whether the run is done.
fn known_problems(
    args: &Lint,
    path: &std::path::Path,
    reports: &mut [LintReport],
    terminal: &mut Terminal,
) -> Result<bool, String> {
    let shown = path.display();
    if args.update_baseline {
        let count = baseline::update(path, reports)?;
        terminal.message(&format!("{shown}: {count} known problems\n"));
        return Ok(true);
    }
    let fixed = Baseline::read(path)?.apply(reports);
    if fixed > 0 {
        terminal.message(&format!(
            "{fixed} problems of {shown} are fixed; `--update-baseline` removes them\n"
        ));
    }
    Ok(false)
}

fn no_document(exit: Exit, terminal: &mut Terminal) -> Exit {
    match exit {
        Exit::Success => terminal.cannot_run("there is no OpenAPI document in these folders"),
        _ => exit,
    }
}

fn counts(reports: &[LintReport]) -> Counts {
    let counts = reports.iter().map(|it| it.report.counts());
    counts.fold(Counts::default(), |sum, counts| sum + counts)
}
