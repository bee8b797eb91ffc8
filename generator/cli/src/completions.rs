//! `renkei completions` and `renkei man`: shell completions and man pages, generated from the arguments.

use std::path::Path;

use clap::CommandFactory as _;

use crate::args::{Args, Completions, Man};
use crate::exit::Exit;
use crate::terminal::Terminal;

/// Prints the completion script of a shell.
pub(crate) fn run(args: &Completions, terminal: &mut Terminal) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "renkei", &mut script);
    terminal.result(&String::from_utf8_lossy(&script));
    Exit::Success
}

/// Writes one page for the command and one for each subcommand.
pub(crate) fn man(args: &Man, terminal: &mut Terminal) -> Exit {
    match write_pages(&args.out) {
        Ok(()) => {
            terminal.result(&format!("Wrote the man pages to {}\n", args.out.display()));
            Exit::Success
        }
        Err(error) => {
            terminal.cannot_run(&format!("cannot write to {}: {error}", args.out.display()))
        }
    }
}

fn write_pages(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Args::command().disable_help_subcommand(true), folder)
}
