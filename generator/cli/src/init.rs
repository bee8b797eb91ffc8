//! `renkei init`: a commented renkei.yaml and its JSON Schema; `renkei config-schema`: the schema alone.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use renkei::config;

use crate::args::Init;
use crate::exit::Exit;
use crate::terminal::Terminal;

pub(crate) fn run(args: &Init, terminal: &mut Terminal) -> Exit {
    let spec = args.spec.as_deref();
    if let Some(spec) = spec.filter(|spec| !spec.is_file()) {
        terminal.complain(&format!("{} is no file", spec.display()));
        return Exit::CannotRun;
    }
    let beside =
        |name: &str| spec.map_or_else(|| PathBuf::from(name), |it| it.with_file_name(name));
    let (path, schema) = (beside(config::FILE_NAME), beside(config::SCHEMA_NAME));
    for (path, text) in [(&path, config::template()), (&schema, config::schema())] {
        if let Err(error) = create(path, &text) {
            terminal.complain(&format!("cannot write {}: {error}", path.display()));
            return Exit::CannotRun;
        }
    }
    terminal.result(&format!(
        "Made {} and {}, which editors read\n",
        path.display(),
        schema.display()
    ));
    Exit::Done
}

pub(crate) fn schema(terminal: &mut Terminal) -> Exit {
    terminal.result(&config::schema());
    Exit::Done
}

/// Writes a file that is not there yet. One that says the same already may stay.
fn create(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read(path).is_ok_and(|had| had == text.as_bytes()) {
        return Ok(());
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
