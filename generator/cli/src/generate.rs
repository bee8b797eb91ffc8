//! `renkei generate`: a client in a folder, or whether the one there is up to date.

use std::fmt::Write as _;
use std::path::Path;

use renkei::diagnostic::Severity;
use renkei::emit::Layout;
use renkei::pipeline::{self, Generated, Options};
use renkei::write::{self, DifferenceKind};

use crate::args::{ClientFormat, Generate};
use crate::exit::Exit;
use crate::listing::Listing;
use crate::paint::{self, paint};
use crate::remote::{Pins, Session};
use crate::terminal::Terminal;

/// So many findings of one code are shown without `--verbose`.
const MAX_FINDINGS: usize = 5;

pub(crate) fn run(args: &Generate, terminal: &mut Terminal) -> Exit {
    let pins = if args.check { Pins::Frozen } else { Pins::Grow };
    let session = match Session::open(&args.remote, &args.spec, pins) {
        Ok(session) => session,
        Err(why) => return terminal.cannot(&why),
    };
    let options = Options {
        crate_name: args.crate_name.clone(),
        runtime_path: args.runtime_path.clone(),
        remote: session.remote(),
        ..args.config.options()
    };
    let made = match pipeline::generate(&args.spec, Layout::from(args.format), &options) {
        Ok(made) => made,
        Err(failure) => return terminal.fail(&failure),
    };
    say_findings(&made, args.verbose, terminal);
    if let Err(why) = session.save() {
        return terminal.cannot(&why);
    }
    if args.check { check(args, &made, terminal) } else { write(args, &made, terminal) }
}

fn say_findings(made: &Generated, verbose: bool, terminal: &mut Terminal) {
    let (max, least) =
        if verbose { (0, Severity::Info) } else { (MAX_FINDINGS, Severity::Warning) };
    let mut listing = Listing::new(max);
    terminal.say(&listing.show(&made.report, |it| it.severity >= least));
    let counts = made.report.counts();
    let hidden = listing.all_hidden() + if verbose { 0 } else { counts.infos };
    if hidden > 0 {
        terminal.say(&format!("{counts}; {hidden} not shown, `--verbose` shows all\n\n"));
    }
}

fn check(args: &Generate, made: &Generated, terminal: &mut Terminal) -> Exit {
    let differences = match write::check(&made.files, &args.out) {
        Ok(differences) => differences,
        Err(error) => return terminal.cannot(&error.to_string()),
    };
    let folder = shown(&args.out);
    if differences.is_empty() {
        let fresh = paint(paint::GOOD, "up to date");
        terminal.result(&format!("{folder} is {fresh}: {}\n", plural(made.files.len(), "file")));
        return Exit::Done;
    }
    let stale = paint(paint::ERROR, "out of date");
    let mut text = format!("{folder} is {stale}:\n");
    for difference in &differences {
        let _ = writeln!(text, "  {:9} {}", word(difference.kind), difference.path);
    }
    let _ = writeln!(text, "\nNext:\n  {}", again(args));
    terminal.result(&text);
    Exit::Problems
}

fn word(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Missing => "missing",
        DifferenceKind::Changed => "different",
        DifferenceKind::Stale => "obsolete",
    }
}

fn write(args: &Generate, made: &Generated, terminal: &mut Terminal) -> Exit {
    match write::write(&made.files, &args.out) {
        Ok(written) => {
            terminal.result(&summary(args, made, &written));
            Exit::Done
        }
        Err(error) => terminal.cannot(&error.to_string()),
    }
}

fn summary(args: &Generate, made: &Generated, written: &write::Summary) -> String {
    let what = &made.summary;
    let mut text = format!(
        "{} {}: {} in {}, {}\n",
        paint(paint::GOOD, "Made"),
        paint(paint::NAME, &what.crate_name),
        plural(what.operations, "operation"),
        plural(what.groups, "group"),
        plural(what.types, "type"),
    );
    let files = plural(made.files.len(), "file");
    let _ = writeln!(text, "  in    {}: {files}, {}", shown(&args.out), changes(written));
    let _ = writeln!(text, "  lint  {}", lint(args, made));
    let _ = writeln!(text, "\nNext:\n  {}", next(args));
    text
}

fn changes(written: &write::Summary) -> String {
    let counts = [(written.written.len(), "written"), (written.removed.len(), "removed")];
    let words: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if words.is_empty() { "none had to change".to_owned() } else { words.join(", ") }
}

fn lint(args: &Generate, made: &Generated) -> String {
    if made.lint.total() == 0 {
        return "nothing to report".to_owned();
    }
    format!("{}; `renkei lint {}` shows them", made.lint, shown(&args.spec))
}

fn next(args: &Generate) -> String {
    match args.format {
        ClientFormat::Crate => format!("cargo add --path {}", shown(&args.out)),
        ClientFormat::Module => {
            let module = args.out.file_name().unwrap_or_default().to_string_lossy();
            format!("cargo add renkei-runtime    # and `mod {module};` beside {}", shown(&args.out))
        }
    }
}

/// The command that brings the folder up to date: this one without `--check`.
fn again(args: &Generate) -> String {
    let mut text = format!("renkei generate {} --out {}", shown(&args.spec), shown(&args.out));
    if args.format == ClientFormat::Module {
        text.push_str(" --format module");
    }
    let texts = [("crate-name", &args.crate_name), ("runtime-path", &args.runtime_path)];
    for (flag, value) in texts {
        text.extend(value.iter().map(|it| format!(" --{flag} {}", shown(Path::new(it)))));
    }
    text.extend(args.config.path.iter().map(|it| format!(" --config {}", shown(it))));
    if args.remote.allow_remote || args.remote.update_remote {
        text.push_str(" --allow-remote");
    }
    text
}

/// A path as it was given, in quotes where a shell would take it apart.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |it: char| it.is_alphanumeric() || "/._-+@%,=:".contains(it);
    if !text.is_empty() && text.chars().all(plain) {
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
    fn paths_survive_a_shell() {
        let cases = [
            ("a/b-c.yaml", "a/b-c.yaml"),
            ("my api", "'my api'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
        ];
        for (path, expected) in cases {
            assert_eq!(shown(Path::new(path)), expected);
        }
    }
}
