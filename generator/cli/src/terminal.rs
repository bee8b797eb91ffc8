//! The two streams: results on stdout, everything else on stderr; colours only where they are wanted.

use std::io::{ErrorKind, Stderr, Stdout, Write as _};

use anstream::{AutoStream, ColorChoice};
use renkei::pipeline::Failure;

use crate::exit::Exit;
use crate::paint::{self, paint};

/// Where a run speaks to.
pub(crate) struct Terminal {
    out: AutoStream<Stdout>,
    err: AutoStream<Stderr>,
    lost: Option<std::io::Error>,
}

impl Terminal {
    /// Text may always have colours; they are taken out again where they are not wanted.
    pub(crate) fn new(colours: ColorChoice) -> Self {
        Self {
            out: AutoStream::new(std::io::stdout(), colours),
            err: AutoStream::new(std::io::stderr(), colours),
            lost: None,
        }
    }

    /// Writes a result. Once a reader has gone, as `head` does, the rest is dropped.
    pub(crate) fn result(&mut self, text: &str) {
        if self.lost.is_none() {
            self.lost = self.out.write_all(text.as_bytes()).err();
        }
    }

    /// Writes about the run. Where even that fails, nobody is left to be told.
    pub(crate) fn say(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes());
    }

    /// Says why the run cannot go on.
    pub(crate) fn complain(&mut self, what: &str) {
        let head = paint(paint::ERROR, "error:");
        self.say(&format!("{head} {what}\n"));
    }

    /// The same, with how the run ends for it.
    pub(crate) fn cannot(&mut self, what: &str) -> Exit {
        self.complain(what);
        Exit::CannotRun
    }

    /// Says why there is no result, and how the run ends for it.
    pub(crate) fn fail(&mut self, failure: &Failure) -> Exit {
        match failure {
            Failure::Document(report) => {
                self.say(&crate::listing::all(report));
                Exit::Problems
            }
            Failure::Config(report) => {
                self.say(&crate::listing::all(report));
                Exit::CannotRun
            }
            other => self.cannot(&other.to_string()),
        }
    }

    /// The end: what was written must have arrived, except at a reader that went away.
    pub(crate) fn finish(mut self, exit: Exit) -> Exit {
        let lost = self.lost.take().or_else(|| self.out.flush().err());
        match lost {
            Some(error) if error.kind() != ErrorKind::BrokenPipe => {
                self.complain(&format!("cannot write the result: {error}"));
                Exit::CannotRun
            }
            _ => exit,
        }
    }
}
