//! What the commands share that measure renkei beside other programs: their arguments, the other programs, and what a program costs.

pub mod arguments;
pub mod copies;
pub mod install;

use std::fmt;
use std::process::Command;
use std::time::Duration;

use crate::binary::Run;
use crate::corpus::measure::{self, Cost};

/// A program that needs more processor time than this runs once.
const SLOW: Duration = Duration::from_secs(10);

/// The exit code of `timeout` for a program that it has ended.
const TIMED_OUT: i32 = 124;

/// Why a program has no cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It failed.
    Fails,
    /// It took longer than this.
    TooLong(Duration),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fails => f.write_str("fails"),
            Self::TooLong(limit) => write!(f, "more than {} s", limit.as_secs()),
        }
    }
}

/// Returns the median cost of some runs, by processor time, after one that is not counted. A slow program runs once. `main` of
/// this program calls [`measure::if_asked`].
///
/// # Errors
///
/// Returns why a run is not one that `is_good` accepts.
pub fn median(
    runs: usize,
    limit: Duration,
    command: &Command,
    is_good: impl Fn(&Run) -> bool,
) -> Result<Cost, Failure> {
    let measurer = std::env::current_exe().expect("this program has a path");
    let command = limited(limit, command);
    let mut costs = Vec::new();
    for number in 0..=runs.max(1) {
        let (run, cost) = measure::run(&measurer, &command);
        if run.code == TIMED_OUT {
            return Err(Failure::TooLong(limit));
        }
        if !is_good(&run) {
            eprintln!("{command:?} exits with {}: {}", run.code, run.stderr);
            return Err(Failure::Fails);
        }
        if cost.cpu > SLOW {
            return Ok(cost);
        }
        if number > 0 {
            costs.push(cost);
        }
    }
    costs.sort_by_key(|it| it.cpu);
    Ok(costs[costs.len() / 2])
}

/// The command, which the program `timeout` ends after the limit.
fn limited(limit: Duration, command: &Command) -> Command {
    let mut limited = Command::new("timeout");
    limited.arg(limit.as_secs().to_string()).arg(command.get_program()).args(command.get_args());
    limited.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    limited
}

/// Prints a row of a table.
pub fn print_row(cells: &[String]) {
    println!("| {} |", cells.join(" | "));
}

/// Prints the head of a table.
pub fn print_head(cells: &[String]) {
    print_row(cells);
    println!("|{}", "---|".repeat(cells.len()));
}

/// Returns two cells for each peer: its cost, and how many times ours that is.
#[must_use]
pub fn compared(ours: Cost, peer: &Result<Cost, Failure>) -> [String; 2] {
    match peer {
        Ok(cost) => [cost.to_string(), format!("{:.1}", cost.times(ours))],
        Err(failure) => [failure.to_string(), String::new()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_takes_too_long_is_ended() {
        let mut command = Command::new("sleep");
        command.arg("20");
        let run = Run::of(&mut limited(Duration::from_secs(1), &command));
        assert_eq!(run.code, TIMED_OUT);
        assert_eq!(Failure::TooLong(Duration::from_secs(90)).to_string(), "more than 90 s");
    }
}
