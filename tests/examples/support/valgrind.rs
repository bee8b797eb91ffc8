//! Counts what a program does, with valgrind.

use std::process::Command;

/// Returns the instructions of a run of this program with `arguments`.
pub(crate) fn instructions(arguments: &[&str]) -> u64 {
    count(&["--tool=callgrind", "--callgrind-out-file=/dev/null"], arguments, "Collected : ")
}

/// Runs this program and returns the number that valgrind's report has after `marker`.
pub(crate) fn count(tool: &[&str], arguments: &[&str], marker: &str) -> u64 {
    let program = std::env::current_exe().expect("this program has a path");
    let run = Command::new("valgrind")
        .args(tool)
        .arg(program)
        .args(arguments)
        .output()
        .expect("valgrind is installed");
    let report = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{report}");
    let (_, rest) = report.split_once(marker).expect("valgrind reports a number");
    let is_part = |it: &char| it.is_ascii_digit() || *it == ',';
    let digits: String = rest.chars().take_while(is_part).filter(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}
