//! `renkei completions`: completion scripts for shells, generated from the arguments.

use clap::CommandFactory as _;

use crate::args::{Args, Completions};
use crate::exit::Exit;
use crate::terminal::Terminal;

/// Prints the completion script of a shell.
pub(crate) fn run(args: &Completions, terminal: &mut Terminal) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "renkei", &mut script);
    terminal.result(&String::from_utf8_lossy(&script));
    Exit::Success
}
