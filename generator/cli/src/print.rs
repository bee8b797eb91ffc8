//! `renkei print`: the result of a stage on stdout, what was found on the way on stderr.

use renkei::pipeline::{self, Options};

use crate::args::Print;
use crate::exit::Exit;
use crate::listing;
use crate::remote::{Pins, Session};
use crate::terminal::Terminal;

pub(crate) fn run(args: &Print, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(&args.remote, &args.spec, Pins::Grow) {
        Ok(session) => session,
        Err(why) => return terminal.cannot(&why),
    };
    let options = Options { remote: session.remote(), ..args.config.options() };
    let printed = match pipeline::print(&args.spec, args.stage.into(), &options) {
        Ok(printed) => printed,
        Err(failure) => return terminal.fail(&failure),
    };
    if let Err(why) = session.save() {
        return terminal.cannot(&why);
    }
    terminal.say(&listing::all(&printed.report));
    terminal.result(&printed.text.unwrap_or_default());
    if printed.report.counts().errors > 0 { Exit::Problems } else { Exit::Done }
}
