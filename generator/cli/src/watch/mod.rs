//! `renkei watch`: generates and lints whenever a file changes that the client depends on.
//!
//! Files are polled. That works on every file system, in containers and with every way in which an editor saves, and a document has
//! few files.

mod stamps;

use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use renkei::pipeline::{self, Options};

use crate::args::{FailOn, Generate, Lint, Output, OutputFormat, Watch};
use crate::exit::Exit;
use crate::lint;
use crate::paint::{self, paint};
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;
use stamps::Stamps;

/// The time between two looks at the files.
const INTERVAL: Duration = Duration::from_millis(200);

/// The number of diagnostics shown for each rule.
const MAX_DIAGNOSTICS: usize = 5;

pub(crate) fn run(args: &Watch, terminal: &mut Terminal) -> Exit {
    let args = &args.generate;
    if args.check {
        return terminal.cannot_run("`--check` writes nothing, so there is nothing to watch");
    }
    let mut stamps = Stamps::of(dependencies(args).unwrap_or_else(|| configuration(args)));
    loop {
        run_once(args, terminal);
        if terminal.is_closed() {
            return Exit::CannotRun;
        }
        // A document that cannot be read depends on what it depended on before.
        if let Some(paths) = dependencies(args) {
            stamps.watch(paths);
        }
        let changed = wait(&mut stamps);
        let names: Vec<String> = changed.iter().map(|it| it.display().to_string()).collect();
        let label = paint(paint::NAME, "changed");
        terminal.message(&format!("\n{label} {}\n\n", names.join(", ")));
    }
}

fn run_once(args: &Generate, terminal: &mut Terminal) {
    if crate::generate::run(args, terminal) != Exit::Success {
        terminal.message("the client is unchanged\n");
    } else if !args.no_lint {
        lint::run(&lint_args(args), terminal);
    }
}

fn lint_args(args: &Generate) -> Lint {
    Lint {
        specs: vec![args.spec.clone()],
        import_spectral: None,
        outputs: vec![Output { format: OutputFormat::Human, file: None }],
        base: None,
        baseline: None,
        update_baseline: false,
        rules: Vec::new(),
        fix: false,
        dry_run: false,
        quiet: false,
        fail_on: FailOn::Error,
        preset: None,
        max: MAX_DIAGNOSTICS,
        config: args.config.clone(),
        remote: args.remote.clone(),
    }
}

/// What the client depends on; `None` if the document cannot be read.
fn dependencies(args: &Generate) -> Option<Vec<PathBuf>> {
    let session = Session::open(&args.remote, &args.spec, LockMode::Update).ok()?;
    let options = Options { remote: session.remote(), ..args.config.options() };
    let paths = pipeline::dependencies(&args.spec, &options).ok()?;
    Some(paths.into_iter().chain(configuration(args)).collect())
}

/// The document, overlays, and the files that can be its configuration, whether they exist or not.
fn configuration(args: &Generate) -> Vec<PathBuf> {
    let name = renkei::config::FILE_NAME;
    let config = match &args.config.path {
        Some(path) => vec![path.clone()],
        None => vec![args.spec.with_file_name(name), PathBuf::from(name)],
    };
    let given = [args.spec.clone()].into_iter().chain(args.config.overlays.clone());
    given.chain(config).collect()
}

/// Waits for a change, and then for the end of a burst of changes. Returns the changed paths.
fn wait(stamps: &mut Stamps) -> Vec<PathBuf> {
    let mut changed = Vec::new();
    loop {
        sleep(INTERVAL);
        let more = stamps.update();
        if more.is_empty() && !changed.is_empty() {
            changed.sort();
            changed.dedup();
            return changed;
        }
        changed.extend(more);
    }
}
