//! `renkei bundle`: merges a multi-file document into one file or to stdout.

use renkei::pipeline::{self, Options};

use crate::args::Bundle;
use crate::exit::Exit;
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;
use crate::{listing, output};

pub(crate) fn run(args: &Bundle, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(&args.remote, &args.spec, LockMode::Update) {
        Ok(session) => session,
        Err(message) => return terminal.cannot_run(&message),
    };
    let options =
        Options { root: args.root.folder.clone(), remote: session.remote(), ..Options::default() };
    let bundled =
        match pipeline::bundle(&args.spec, output::notation(args.out.as_deref()), &options) {
            Ok(bundled) => bundled,
            Err(failure) => return terminal.failure(&failure),
        };
    if let Err(message) = session.save() {
        return terminal.cannot_run(&message);
    }
    terminal.message(&listing::all(&bundled.report));
    output::write(&bundled.text, args.out.as_deref(), terminal)
}
