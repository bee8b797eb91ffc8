//! `renkei bundle`: a document of several files as one, in a file or on stdout.

use std::path::Path;

use renkei::pipeline::{self, Notation, Options};

use crate::args::Bundle;
use crate::exit::Exit;
use crate::listing;
use crate::remote::{Pins, Session};
use crate::terminal::Terminal;

pub(crate) fn run(args: &Bundle, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(&args.remote, &args.spec, Pins::Grow) {
        Ok(session) => session,
        Err(why) => return terminal.cannot(&why),
    };
    let options = Options { remote: session.remote(), ..Options::default() };
    let bundled = match pipeline::bundle(&args.spec, notation(args.out.as_deref()), &options) {
        Ok(bundled) => bundled,
        Err(failure) => return terminal.fail(&failure),
    };
    if let Err(why) = session.save() {
        return terminal.cannot(&why);
    }
    terminal.say(&listing::all(&bundled.report));
    let Some(out) = &args.out else {
        terminal.result(&bundled.text);
        return Exit::Done;
    };
    match std::fs::write(out, &bundled.text) {
        Ok(()) => Exit::Done,
        Err(error) => terminal.cannot(&format!("cannot write {}: {error}", out.display())),
    }
}

fn notation(out: Option<&Path>) -> Notation {
    let ending = out.and_then(Path::extension);
    let json = ending.is_some_and(|it| it.eq_ignore_ascii_case("json"));
    if json { Notation::Json } else { Notation::Yaml }
}
