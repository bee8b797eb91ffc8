//! `renkei overlay apply`: changes a document by overlays, to a file or to stdout.

use renkei::pipeline::{self, Options};

use crate::args::OverlayApply;
use crate::exit::Exit;
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;
use crate::{listing, output};

pub(crate) fn apply(args: &OverlayApply, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(&args.remote, &args.spec, LockMode::Update) {
        Ok(session) => session,
        Err(message) => return terminal.cannot_run(&message),
    };
    let options =
        Options { overlays: args.overlays.clone(), remote: session.remote(), ..Options::default() };
    let notation = output::notation(Some(args.out.as_deref().unwrap_or(&args.spec)));
    let document = match pipeline::overlay(&args.spec, notation, &options) {
        Ok(document) => document,
        Err(failure) => return terminal.failure(&failure),
    };
    if let Err(message) = session.save() {
        return terminal.cannot_run(&message);
    }
    terminal.message(&listing::all(&document.report));
    output::write(&document.text, args.out.as_deref(), terminal)
}
