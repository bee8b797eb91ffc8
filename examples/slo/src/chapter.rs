//! A chapter of the story: what it measured, and what it expects of that.

use std::fmt;

use crate::Error;

/// The lines of a chapter.
pub(crate) struct Chapter {
    title: &'static str,
    lines: Vec<String>,
    failed: Vec<String>,
}

impl Chapter {
    pub(crate) fn new(title: &'static str) -> Self {
        Self { title, lines: Vec::new(), failed: Vec::new() }
    }

    /// Adds a line of figures.
    pub(crate) fn tell(&mut self, line: impl fmt::Display) {
        self.lines.push(format!("   {line}"));
    }

    /// Adds an expectation.
    pub(crate) fn expect(&mut self, holds: bool, what: &str) {
        self.lines.push(format!("   {} {what}", if holds { '✓' } else { '✗' }));
        if !holds {
            self.failed.push(what.to_owned());
        }
    }

    /// Prints the chapter. Returns an error if an expectation failed.
    pub(crate) fn end(self) -> Result<(), Error> {
        println!("\n{}\n", self.title);
        for line in &self.lines {
            println!("{line}");
        }
        if self.failed.is_empty() {
            return Ok(());
        }
        Err(format!("not true: {}", self.failed.join("; ")).into())
    }
}
