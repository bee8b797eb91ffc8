//! `renkei man`: the man pages, generated from the arguments.

use std::fs;
use std::io;
use std::path::Path;

use clap::CommandFactory as _;

use crate::args::{Args, Man};
use crate::exit::Exit;
use crate::terminal::Terminal;

/// Writes one page for the command and one for each subcommand.
pub(crate) fn run(args: &Man, terminal: &mut Terminal) -> Exit {
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

fn write_pages(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut command = Args::command().disable_help_subcommand(true);
    command.build();
    let subcommands = command.get_subcommands().filter(|it| !it.is_hide_set()).cloned();
    for command in subcommands.chain([command.clone()]) {
        let page = clap_mangen::Man::new(command);
        fs::write(folder.join(page.get_filename()), render(&page)?)?;
    }
    Ok(())
}

/// Renders a page. The text after the options keeps its line breaks, because it has tables and examples.
fn render(page: &clap_mangen::Man) -> io::Result<String> {
    let mut text = Vec::new();
    page.render(&mut text)?;
    let text = String::from_utf8_lossy(&text);
    let Some((options, details)) = text.split_once(".SH EXTRA\n") else {
        return Ok(text.into_owned());
    };
    let (details, version) = match details.split_once(".SH VERSION\n") {
        Some((details, version)) => (details, format!(".SH VERSION\n{version}")),
        None => (details, String::new()),
    };
    Ok(format!("{options}.SH DETAILS\n.nf\n{details}.fi\n{version}"))
}
