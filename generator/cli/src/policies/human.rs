//! The table for a terminal.

use std::fmt::Write as _;

use renkei::policies::{Class, Policies};

use super::{TITLES, cells, counts, notes};
use crate::paint::{self, paint};

/// Returns the table, in columns that are as wide as their widest cell.
pub(super) fn text(policies: &Policies) -> String {
    let rows: Vec<[String; 8]> = policies.operations.iter().map(cells).collect();
    let mut widths = TITLES.map(|it| it.chars().count());
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    let (title, version) = (paint(paint::NAME, &policies.title), &policies.version);
    let _ = writeln!(text, "{title} {version}, {}\n", counts(&policies.operations));
    let titles = line(&TITLES.map(str::to_owned), &widths);
    let _ = writeln!(text, "{}", paint(paint::QUIET, titles.trim_end()));
    for (row, policy) in rows.iter().zip(&policies.operations) {
        let row = line(row, &widths);
        let row = row.trim_end();
        let row =
            if policy.class == Class::Unsafe { paint(paint::ERROR, row) } else { row.to_owned() };
        let _ = writeln!(text, "{row}");
    }
    text.push('\n');
    for note in notes() {
        let _ = writeln!(text, "{note}");
    }
    text
}

fn line(cells: &[String; 8], widths: &[usize; 8]) -> String {
    let padded = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
    padded.collect::<Vec<_>>().join("  ")
}
