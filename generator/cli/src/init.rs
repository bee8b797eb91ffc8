//! `renkei init` creates a commented renkei.yaml and its JSON Schema; `renkei config-schema` prints the schema.

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
        terminal.error(&format!("{} is not a file", spec.display()));
        return Exit::CannotRun;
    }
    let in_folder =
        |name: &str| spec.map_or_else(|| PathBuf::from(name), |it| it.with_file_name(name));
    let (path, schema) = (in_folder(config::FILE_NAME), in_folder(config::SCHEMA_NAME));
    for (path, text) in [(&path, config::template()), (&schema, config::schema())] {
        if let Err(error) = create(path, &text) {
            terminal.error(&format!("cannot write {}: {error}", path.display()));
            return Exit::CannotRun;
        }
    }
    terminal.result(&format!("Created {}, and {} for editors\n", path.display(), schema.display()));
    Exit::Success
}

pub(crate) fn schema(terminal: &mut Terminal) -> Exit {
    terminal.result(&config::schema());
    Exit::Success
}

/// Creates a file. An existing file with the same content is not an error.
fn create(path: &Path, text: &str) -> std::io::Result<()> {
    if std::fs::read(path).is_ok_and(|content| content == text.as_bytes()) {
        return Ok(());
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
