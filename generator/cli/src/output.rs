//! Writes a document to a file or to stdout.

use std::path::Path;

use renkei::pipeline::Notation;
use renkei::write::write_file;

use crate::exit::Exit;
use crate::terminal::Terminal;

/// The notation of a file, by the ending of its name. Defaults to YAML.
pub(crate) fn notation(out: Option<&Path>) -> Notation {
    let ending = out.and_then(Path::extension);
    let is_json = ending.is_some_and(|it| it.eq_ignore_ascii_case("json"));
    if is_json { Notation::Json } else { Notation::Yaml }
}

/// Writes a text to a file, which is replaced whole, or to stdout without one.
pub(crate) fn write(text: &str, out: Option<&Path>, terminal: &mut Terminal) -> Exit {
    let Some(out) = out else {
        terminal.result(text);
        return Exit::Success;
    };
    match write_file(out, text.as_bytes()) {
        Ok(()) => Exit::Success,
        Err(error) => terminal.cannot_run(&error.to_string()),
    }
}
