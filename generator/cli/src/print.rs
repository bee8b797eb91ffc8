//! `renkei print`: the result of a stage on stdout, its diagnostics on stderr.

use renkei::pipeline::{self, Options};

use crate::args::Print;
use crate::exit::Exit;
use crate::listing;
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;

pub(crate) fn run(args: &Print, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(&args.remote, &args.spec, LockMode::Update) {
        Ok(session) => session,
        Err(message) => return terminal.cannot_run(&message),
    };
    let options = Options { remote: session.remote(), ..args.config.options() };
    let printed = match pipeline::print(&args.spec, args.stage.into(), &options) {
        Ok(printed) => printed,
        Err(failure) => return terminal.failure(&failure),
    };
    if let Err(message) = session.save() {
        return terminal.cannot_run(&message);
    }
    terminal.message(&listing::all(&printed.report));
    if let Some(text) = &printed.text {
        terminal.result(text);
    }
    if printed.report.counts().errors > 0 { Exit::Problems } else { Exit::Success }
}
