//! The measured precision of rules: which share of their reports about public documents is correct.
//!
//! `RENKEI_UPDATE=1 cargo test -p renkei-tests --test precision` writes the table from the judged reports.

use std::fmt;

/// How many reports of a rule were judged, and how many of them were correct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Precision {
    /// The reports that were correct.
    pub correct: u16,
    /// The reports that were judged.
    pub judged: u16,
    /// The documents that they are about.
    pub documents: u16,
    /// Whether these are all reports of the rule about the documents, and not a sample.
    pub is_complete: bool,
}

impl Precision {
    const fn all(correct: u16, judged: u16, documents: u16) -> Self {
        Self { correct, judged, documents, is_complete: true }
    }

    const fn sample(correct: u16, judged: u16, documents: u16) -> Self {
        Self { correct, judged, documents, is_complete: false }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { correct, judged, documents, is_complete } = self;
        let kind = if *is_complete { "all" } else { "sampled" };
        write!(formatter, "{correct} of {judged} reports ({kind}) about {documents} public ")?;
        formatter.write_str(if *documents == 1 { "document" } else { "documents" })?;
        formatter.write_str(if *judged == 1 { " was correct" } else { " were correct" })
    }
}

/// The precision of each measured rule, by code.
pub(super) const PRECISIONS: &[(&str, Precision)] = &[
    ("G001", Precision::sample(40, 40, 26)),
    ("G002", Precision::sample(40, 40, 27)),
    ("N001", Precision::sample(40, 40, 12)),
    ("N002", Precision::sample(40, 40, 11)),
    ("N003", Precision::sample(40, 40, 16)),
    ("N005", Precision::all(32, 32, 9)),
    ("N008", Precision::sample(40, 40, 1)),
    ("N009", Precision::all(11, 11, 4)),
    ("N012", Precision::sample(40, 40, 10)),
    ("N014", Precision::all(33, 33, 2)),
    ("N020", Precision::sample(40, 40, 10)),
    ("N021", Precision::all(25, 25, 4)),
    ("N030", Precision::sample(40, 40, 25)),
    ("N031", Precision::sample(41, 42, 16)),
    ("N032", Precision::all(2, 2, 2)),
    ("P001", Precision::sample(40, 40, 7)),
    ("P002", Precision::sample(27, 42, 7)),
    ("P004", Precision::sample(40, 40, 15)),
    ("R001", Precision::all(24, 25, 3)),
    ("R002", Precision::sample(40, 40, 9)),
    ("R003", Precision::sample(40, 40, 12)),
    ("R004", Precision::sample(40, 40, 24)),
    ("R005", Precision::sample(40, 40, 4)),
    ("R006", Precision::sample(39, 40, 17)),
    ("R007", Precision::sample(40, 40, 3)),
    ("R012", Precision::all(12, 12, 3)),
    ("R013", Precision::sample(40, 40, 1)),
    ("R014", Precision::all(40, 40, 4)),
    ("R015", Precision::all(3, 3, 2)),
    ("S001", Precision::sample(40, 40, 14)),
    ("S002", Precision::all(12, 12, 11)),
    ("S003", Precision::all(3, 3, 3)),
    ("S004", Precision::all(10, 10, 5)),
    ("S005", Precision::all(4, 4, 1)),
    ("T001", Precision::sample(40, 40, 8)),
    ("V001", Precision::sample(40, 40, 10)),
    ("V002", Precision::all(5, 5, 5)),
    ("X002", Precision::sample(40, 40, 5)),
    ("X003", Precision::all(1, 1, 1)),
    ("X004", Precision::all(38, 38, 5)),
    ("X005", Precision::all(19, 19, 2)),
    ("X006", Precision::sample(40, 40, 12)),
    ("X010", Precision::all(38, 38, 8)),
    ("X011", Precision::sample(40, 40, 4)),
    ("X012", Precision::sample(40, 40, 7)),
    ("X013", Precision::sample(40, 40, 16)),
    ("X014", Precision::all(25, 25, 2)),
    ("X015", Precision::all(10, 10, 6)),
    ("X016", Precision::all(9, 9, 2)),
];
