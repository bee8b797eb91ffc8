//! `renkei print`: the result of a stage on stdout, what was found on the way on stderr.

use renkei::pipeline;

use crate::args::Print;
use crate::exit::Exit;
use crate::listing;
use crate::terminal::Terminal;

pub(crate) fn run(args: &Print, terminal: &mut Terminal) -> Exit {
    let printed = match pipeline::print(&args.spec, args.stage.into(), &args.config.options()) {
        Ok(printed) => printed,
        Err(failure) => return terminal.fail(&failure),
    };
    terminal.say(&listing::all(&printed.report));
    terminal.result(&printed.text.unwrap_or_default());
    if printed.report.counts().errors > 0 { Exit::Problems } else { Exit::Done }
}
