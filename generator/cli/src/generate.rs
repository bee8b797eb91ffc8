//! `renkei generate`: writes a client to a folder, or checks that the folder is up to date.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;

use renkei::diagnostic::Severity;
use renkei::emit::Layout;
use renkei::pipeline::{self, Generated, Options};
use renkei::write::{self, DifferenceKind};

use crate::args::{ClientFormat, Generate};
use crate::exit::Exit;
use crate::listing::Listing;
use crate::location;
use crate::paint::{self, paint};
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;

/// The number of diagnostics shown for each code without `--verbose`.
const MAX_DIAGNOSTICS: usize = 5;

pub(crate) fn run(args: &Generate, terminal: &mut Terminal) -> Exit {
    let mode = if args.check { LockMode::Frozen } else { LockMode::Update };
    let session = match Session::open(&args.remote, &args.spec, mode) {
        Ok(session) => session,
        Err(message) => return terminal.cannot_run(&message),
    };
    let options = Options {
        crate_name: args.crate_name.clone(),
        types_only: args.types_only,
        runtime_path: args.runtime_path.as_deref().map(|it| location::relative_to(&args.out, it)),
        in_workspace: location::is_in_workspace(&args.out),
        // Only the summary of a written client counts problems.
        lint: !args.no_lint && !args.check,
        remote: session.remote(),
        ..args.config.options()
    };
    let generated = match pipeline::generate(&args.spec, Layout::from(args.format), &options) {
        Ok(generated) => generated,
        Err(failure) => return terminal.failure(&failure),
    };
    show_diagnostics(&generated, args.verbose, terminal);
    if let Err(message) = session.save() {
        return terminal.cannot_run(&message);
    }
    if args.check { check(args, &generated, terminal) } else { write(args, &generated, terminal) }
}

fn show_diagnostics(generated: &Generated, verbose: bool, terminal: &mut Terminal) {
    let (max, lowest) =
        if verbose { (0, Severity::Info) } else { (MAX_DIAGNOSTICS, Severity::Warning) };
    let mut listing = Listing::new(max);
    terminal.message(&listing.show(&generated.report, |it| it.severity >= lowest));
    let counts = generated.report.counts();
    let hidden = listing.all_hidden() + if verbose { 0 } else { counts.infos };
    if hidden > 0 {
        let hidden = plural(hidden, "diagnostic");
        terminal.message(&format!("{hidden} not shown (of {counts}); `--verbose` shows all\n\n"));
    }
}

fn check(args: &Generate, generated: &Generated, terminal: &mut Terminal) -> Exit {
    let differences = match write::check(&generated.files, &args.out) {
        Ok(differences) => differences,
        Err(error) => return terminal.cannot_run(&error.to_string()),
    };
    let folder = quoted(&args.out);
    if differences.is_empty() {
        let up_to_date = paint(paint::GOOD, "up to date");
        terminal.result(&format!(
            "{folder} is {up_to_date}: {}\n",
            plural(generated.files.len(), "file")
        ));
        return Exit::Success;
    }
    let out_of_date = paint(paint::ERROR, "out of date");
    let mut text = format!("{folder} is {out_of_date}:\n");
    for difference in &differences {
        let _ = writeln!(text, "  {:9} {}", difference_word(difference.kind), difference.path);
    }
    let _ = writeln!(text, "\nNext:\n  {}", regenerate_command(args));
    terminal.result(&text);
    Exit::Problems
}

fn difference_word(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Missing => "missing",
        DifferenceKind::Changed => "different",
        DifferenceKind::Stale => "obsolete",
    }
}

fn write(args: &Generate, generated: &Generated, terminal: &mut Terminal) -> Exit {
    match write::write(&generated.files, &args.out) {
        Ok(written) => {
            terminal.result(&summary(args, generated, &written));
            Exit::Success
        }
        Err(error) => terminal.cannot_run(&error.to_string()),
    }
}

fn summary(args: &Generate, generated: &Generated, written: &write::Summary) -> String {
    let size = &generated.summary;
    let mut text = format!(
        "{} {}: {} in {}, {}\n",
        paint(paint::GOOD, "Generated"),
        paint(paint::NAME, &size.crate_name),
        plural(size.operations, "operation"),
        plural(size.groups, "group"),
        plural(size.types, "type"),
    );
    let files = plural(generated.files.len(), "file");
    let _ = writeln!(text, "  in    {}: {files}, {}", quoted(&args.out), changes(written));
    if !args.no_lint {
        let _ = writeln!(text, "  lint  {}", lint_summary(args, generated));
    }
    let _ = writeln!(text, "\nNext:\n  {}", next_step(args));
    text
}

fn changes(written: &write::Summary) -> String {
    let counts = [(written.written.len(), "written"), (written.removed.len(), "removed")];
    let words: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if words.is_empty() { "none changed".to_owned() } else { words.join(", ") }
}

fn lint_summary(args: &Generate, generated: &Generated) -> String {
    if generated.lint.total() == 0 {
        return "no problems".to_owned();
    }
    format!("{}; `renkei lint {}` shows them", generated.lint, quoted(&args.spec))
}

fn next_step(args: &Generate) -> String {
    match args.format {
        ClientFormat::Crate => {
            // At the root of such a workspace, cargo cannot tell which package depends on the client.
            let is_virtual = location::is_virtual_workspace(Path::new("."));
            let package = if is_virtual { "--package PACKAGE " } else { "" };
            format!("cargo add {package}--path {}", quoted(&args.out))
        }
        ClientFormat::Module => {
            let module = args.out.file_name().map_or("NAME".into(), OsStr::to_string_lossy);
            format!("cargo add renkei-runtime\n  add `mod {module};` to the parent module")
        }
    }
}

/// Returns the command that updates the folder: the current command without `--check`.
fn regenerate_command(args: &Generate) -> String {
    let mut text = format!("renkei generate {} --out {}", quoted(&args.spec), quoted(&args.out));
    if args.format == ClientFormat::Module {
        text.push_str(" --format module");
    }
    if args.types_only {
        text.push_str(" --types-only");
    }
    let values = [("crate-name", &args.crate_name), ("runtime-path", &args.runtime_path)];
    for (flag, value) in values {
        text.extend(value.iter().map(|it| format!(" --{flag} {}", quoted(Path::new(it)))));
    }
    text.extend(args.config.overlays.iter().map(|it| format!(" --overlay {}", quoted(it))));
    text.extend(args.config.path.iter().map(|it| format!(" --config {}", quoted(it))));
    text.extend(args.config.root.folder.iter().map(|it| format!(" --root {}", quoted(it))));
    if args.remote.allow_remote || args.remote.update_remote {
        text.push_str(" --allow-remote");
    }
    text
}

/// Returns a path as the user wrote it, quoted for a shell if necessary.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_safe = |it: char| it.is_alphanumeric() || "/._-+@%,=:".contains(it);
    if !text.is_empty() && text.chars().all(is_safe) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_quoted_for_a_shell() {
        let cases = [
            ("a/b-c.yaml", "a/b-c.yaml"),
            ("my api", "'my api'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
        ];
        for (path, expected) in cases {
            assert_eq!(quoted(Path::new(path)), expected);
        }
    }
}
