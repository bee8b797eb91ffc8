//! The two output streams: results go to stdout, everything else to stderr.

use std::io::{ErrorKind, Stderr, Stdout, Write as _};

use anstream::{AutoStream, ColorChoice};
use renkei::pipeline::Failure;

use crate::exit::Exit;
use crate::paint::{self, paint};

/// The output of a run.
pub(crate) struct Terminal {
    out: AutoStream<Stdout>,
    err: AutoStream<Stderr>,
    write_error: Option<std::io::Error>,
    has_progress: bool,
}

impl Terminal {
    /// Creates the output. Text may always have colours; they are removed if `colours` requires it.
    pub(crate) fn new(colours: ColorChoice) -> Self {
        Self {
            out: AutoStream::new(std::io::stdout(), colours),
            err: AutoStream::new(std::io::stderr(), colours),
            write_error: None,
            has_progress: false,
        }
    }

    /// Writes a result to stdout. After the first failed write, the rest is dropped.
    pub(crate) fn result(&mut self, text: &str) {
        if self.write_error.is_none() {
            self.write_error = self.out.write_all(text.as_bytes()).err();
        }
    }

    /// Whether a result could not be written, as when the reader has closed the pipe.
    pub(crate) fn is_closed(&self) -> bool {
        self.write_error.is_some()
    }

    /// Writes a message about the run to stderr.
    pub(crate) fn message(&mut self, text: &str) {
        // If stderr is closed, there is nowhere left to report to.
        let _ = self.err.write_all(text.as_bytes());
    }

    /// Whether links to pages can be shown: stdout is a terminal that has colours.
    pub(crate) fn has_links(&self) -> bool {
        self.out.is_terminal() && self.out.current_choice() != ColorChoice::Never
    }

    /// Replaces the progress line, if stderr is a terminal.
    pub(crate) fn progress(&mut self, text: &str) {
        if self.err.is_terminal() && self.err.current_choice() != ColorChoice::Never {
            self.message(&format!("\r\x1b[2K{text}"));
            self.has_progress = true;
        }
    }

    /// Removes the progress line.
    pub(crate) fn end_progress(&mut self) {
        if std::mem::take(&mut self.has_progress) {
            self.message("\r\x1b[2K");
        }
    }

    /// Writes an error to stderr.
    pub(crate) fn error(&mut self, message: &str) {
        let label = paint(paint::ERROR, "error:");
        self.message(&format!("{label} {message}\n"));
    }

    /// Writes an error to stderr and returns the exit code of a run that is not possible.
    pub(crate) fn cannot_run(&mut self, message: &str) -> Exit {
        self.error(message);
        Exit::CannotRun
    }

    /// Reports why there is no result and returns the exit code.
    pub(crate) fn failure(&mut self, failure: &Failure) -> Exit {
        match failure {
            Failure::Document(report) => {
                self.message(&crate::listing::all(report));
                Exit::Problems
            }
            Failure::Config(report) => {
                self.message(&crate::listing::all(report));
                Exit::CannotRun
            }
            other => self.cannot_run(&other.to_string()),
        }
    }

    /// Flushes the output and returns the final exit code.
    ///
    /// A failed write is an error, except if the reader closed the pipe, as `head` does.
    pub(crate) fn finish(mut self, exit: Exit) -> Exit {
        let error = self.write_error.take().or_else(|| self.out.flush().err());
        match error {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                self.cannot_run(&format!("cannot write the result: {error}"))
            }
            _ => exit,
        }
    }
}
