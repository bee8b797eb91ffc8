//! Lints several documents in parallel, with a progress line on a terminal.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use renkei::diagnostic::code;
use renkei::pipeline::{self, BaseDocument, Failure, LintReport, Options};

use super::base::Bases;
use super::inputs::Input;
use crate::args::Lint;
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;

/// Why a document has no report.
pub(super) enum LintError {
    /// A message about remote documents.
    Message(String),
    /// A failure of the library.
    Failure(Failure),
}

/// The report of a document; `None` for a file of a folder that is not an OpenAPI document.
type Outcome = Result<Option<LintReport>, LintError>;

/// Lints all documents. The results are in the order of the inputs.
pub(super) fn lint_all(
    args: &Lint,
    inputs: &[Input],
    bases: &Bases,
    terminal: &mut Terminal,
) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let mut results: Vec<Option<Outcome>> = inputs.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        for _ in 0..workers(args, inputs.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some((index, input)) = take(inputs, next) {
                    // The receiver lives until all threads have ended.
                    let _ = sender.send((index, lint(args, input, bases.get(index))));
                }
            });
        }
        drop(sender);
        let mut done = 0;
        for (index, result) in receiver {
            if let Some(slot) = results.get_mut(index) {
                *slot = Some(result);
            }
            done += 1;
            if inputs.len() > 1 {
                terminal.progress(&format!("linted {done} of {} documents", inputs.len()));
            }
        }
    });
    terminal.end_progress();
    results.into_iter().flatten().collect()
}

fn take<'i>(inputs: &'i [Input], next: &AtomicUsize) -> Option<(usize, &'i Input)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    inputs.get(index).map(|input| (index, input))
}

/// Documents that may be fetched share a lock file, so they are linted one after the other.
fn workers(args: &Lint, documents: usize) -> usize {
    if args.remote.allow_remote || args.remote.update_remote {
        return 1;
    }
    std::thread::available_parallelism().map_or(1, NonZero::get).min(documents)
}

fn lint(args: &Lint, input: &Input, base: Option<BaseDocument>) -> Outcome {
    let spec = &input.path;
    let session =
        Session::open(&args.remote, spec, LockMode::Update).map_err(LintError::Message)?;
    let options = Options {
        remote: session.remote(),
        preset: args.preset.map(Into::into),
        rules: args.rules.clone(),
        base,
        ..args.config.options()
    };
    let linted = match pipeline::lint(spec, &options) {
        Ok(linted) => linted,
        Err(Failure::Document(report)) if input.is_from_folder && is_other(&report) => {
            return Ok(None);
        }
        // A file that is not an OpenAPI document is reported as a diagnostic, also in JSON.
        Err(Failure::Document(report)) => return Ok(Some(LintReport::from(report))),
        Err(failure) => return Err(LintError::Failure(failure)),
    };
    session.save().map_err(LintError::Message)?;
    Ok(Some(linted))
}

/// Whether the file is not an OpenAPI document.
fn is_other(report: &renkei::pipeline::Report) -> bool {
    report.codes().contains(&code::NOT_OPENAPI)
}
