//! The `renkei` command.
//!
//! Takes arguments; returns text and an exit code. The library makes every decision about documents and clients.

mod args;
mod bundle;
mod completions;
mod diff;
mod digest;
mod exit;
mod explain;
mod generate;
mod git;
mod init;
mod json;
mod lint;
mod listing;
mod location;
mod lsp;
mod man;
mod output;
mod overlay;
mod paint;
mod policies;
mod print;
mod probe;
mod remote;
mod report;
mod rules;
mod terminal;
mod watch;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command, Overlay};
use exit::Exit;
use terminal::Terminal;

/// A large document becomes millions of small strings and nodes. With the system's allocator, they take a quarter of the
/// run time. Transparent huge pages are off: the kernel would clear up to twice as much memory as is used.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help that cannot be written, as when piped into `head`, is not an error.
            let _ = error.print();
            return if error.use_stderr() { Exit::CannotRun.into() } else { Exit::Success.into() };
        }
    };
    let mut terminal = Terminal::new(args.color.into());
    let exit = run(&args.command, &mut terminal);
    terminal.finish(exit).into()
}

fn run(command: &Command, terminal: &mut Terminal) -> Exit {
    match command {
        Command::Generate(args) => generate::run(args, terminal),
        Command::Overlay(Overlay::Apply(args)) => overlay::apply(args, terminal),
        Command::Init(args) => init::run(args, terminal),
        Command::ConfigSchema => init::schema(terminal),
        Command::Bundle(args) => bundle::run(args, terminal),
        Command::Diff(args) => diff::run(args, terminal),
        Command::Policies(args) => policies::run(args, terminal),
        Command::Probe(args) => probe::run(args, terminal),
        Command::Print(args) => print::run(args, terminal),
        Command::Lint(args) => lint::run(args, terminal),
        Command::Lsp(args) => lsp::run(args, terminal),
        Command::Rules(args) => rules::run(args, terminal),
        Command::Explain(args) => explain::run(args, terminal),
        Command::Watch(args) => watch::run(args, terminal),
        Command::Completions(args) => completions::run(args, terminal),
        Command::Man(args) => man::run(args, terminal),
    }
}
