//! What a program costs: its processor time with that of all that it starts, its wall time and its peak memory.
//!
//! The system counts these for children that have ended, all together. So a program is started by a process that
//! starts nothing else: this command itself, called with [`MEASURE`] first.

use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::binary::Run;

/// The first argument of the process that measures; a file for the result, the program and its arguments follow.
pub const MEASURE: &str = "--measure-into";

/// The costs of a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Processor time, of the user and of the system.
    pub cpu: Duration,
    /// From start to end.
    pub wall: Duration,
    /// The most memory that one of its processes had resident, in KiB.
    pub peak_kib: u64,
}

impl Cost {
    /// How many times the processor time of another program this is.
    #[must_use]
    pub fn times(self, other: Self) -> f64 {
        self.cpu.as_secs_f64() / other.cpu.as_secs_f64().max(0.001)
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cpu, wall) = (self.cpu.as_millis(), self.wall.as_millis());
        write!(f, "{cpu} ms CPU, {wall} ms, {} MiB", self.peak_kib / 1024)
    }
}

/// The costs of the run with the least processor time, where `main` of this program calls [`if_asked`].
///
/// # Panics
///
/// Panics if `is_good` refuses a run.
#[must_use]
pub fn least(runs: usize, command: &Command, is_good: impl Fn(&Run) -> bool) -> Cost {
    let measurer = std::env::current_exe().expect("this program has a path");
    let costs = (0..runs.max(1)).map(|_| {
        let (run, cost) = run(&measurer, command);
        assert!(is_good(&run), "{command:?}: {}", run.stderr);
        cost
    });
    costs.min_by_key(|it| it.cpu).expect("a run")
}

/// Runs a command to its end and says what it cost. `measurer` is the program whose `main` calls [`if_asked`].
#[must_use]
pub fn run(measurer: &Path, command: &Command) -> (Run, Cost) {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let result = folder.path().join("cost.json");
    let mut outer = Command::new(measurer);
    outer.arg(MEASURE).arg(&result).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => outer.env(name, value),
            None => outer.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        outer.current_dir(folder);
    }
    let run = Run::of(&mut outer);
    let cost = std::fs::read(&result).unwrap_or_default();
    let cost: Value = serde_json::from_slice(&cost).unwrap_or_default();
    let number = |key: &str| cost.get(key).and_then(Value::as_u64).unwrap_or(0);
    let micros = |key: &str| Duration::from_micros(number(key));
    (run, Cost { cpu: micros("cpu"), wall: micros("wall"), peak_kib: number("peak") })
}

/// Does what [`run`] describes; returns the exit code of the program, or `None` where nothing is asked for.
#[must_use]
pub fn if_asked() -> Option<u8> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != MEASURE {
        return None;
    }
    let result = arguments.next()?;
    let started = Instant::now();
    let status = Command::new(arguments.next()?).args(arguments).status().ok()?;
    let wall = started.elapsed();
    let (cpu, peak) = children_usage()?;
    let cost = json!({ "cpu": cpu, "wall": wall.as_micros() as u64, "peak": peak });
    std::fs::write(result, cost.to_string()).ok()?;
    let code = status.code().and_then(|it| u8::try_from(it).ok());
    Some(code.unwrap_or(u8::MAX))
}

/// Returns the processor time in microseconds and the peak memory in KiB of the children that have ended.
#[cfg(unix)]
fn children_usage() -> Option<(i64, i64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;

    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let cpu = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Some((cpu, usage.max_rss()))
}

/// Windows has no such count, so a run there shows zeros.
#[cfg(not(unix))]
fn children_usage() -> Option<(i64, i64)> {
    Some((0, 0))
}
