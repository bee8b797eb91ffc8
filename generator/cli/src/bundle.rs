//! `renkei bundle`: merges a multi-file document into one file or to stdout.

use std::path::Path;

use renkei::pipeline::{self, Notation, Options};

use crate::args::Bundle;
use crate::exit::Exit;
use crate::listing;
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;

pub(crate) fn run(args: &Bundle, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(&args.remote, &args.spec, LockMode::Update) {
        Ok(session) => session,
        Err(message) => return terminal.cannot_run(&message),
    };
    let options = Options { remote: session.remote(), ..Options::default() };
    let bundled = match pipeline::bundle(&args.spec, notation(args.out.as_deref()), &options) {
        Ok(bundled) => bundled,
        Err(failure) => return terminal.failure(&failure),
    };
    if let Err(message) = session.save() {
        return terminal.cannot_run(&message);
    }
    terminal.message(&listing::all(&bundled.report));
    let Some(out) = &args.out else {
        terminal.result(&bundled.text);
        return Exit::Success;
    };
    match std::fs::write(out, &bundled.text) {
        Ok(()) => Exit::Success,
        Err(error) => terminal.cannot_run(&format!("cannot write {}: {error}", out.display())),
    }
}

fn notation(out: Option<&Path>) -> Notation {
    let ending = out.and_then(Path::extension);
    let json = ending.is_some_and(|it| it.eq_ignore_ascii_case("json"));
    if json { Notation::Json } else { Notation::Yaml }
}
