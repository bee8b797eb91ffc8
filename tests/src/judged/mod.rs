//! Reports of lint rules about public documents that were judged by hand (`tests/lint/judged.tsv`), and the sampling of them.
//!
//! It must not know what a rule checks.

mod reports;
mod sample;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::repo;

pub use reports::{Report, corpus, reports};
pub use sample::{SAMPLE, missing, unbalanced};

/// What a reader says of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The report is correct, and its author should act on it.
    Right,
    /// It is a false alarm.
    Wrong,
}

impl Verdict {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "right" => Some(Self::Right),
            "wrong" => Some(Self::Wrong),
            _ => None,
        }
    }
}

/// The judgement of one report.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The file, below the folder of the documents.
    pub file: String,
    /// The pointer in the file.
    pub pointer: String,
    /// The verdict of the first reading.
    pub first: Verdict,
    /// The verdict of the second reading, which did not know the first.
    pub second: Option<Verdict>,
    /// The final verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
}

impl Judgement {
    /// The document: the first folder or file of the path.
    #[must_use]
    pub fn document(&self) -> &str {
        self.file.split('/').next().unwrap_or(&self.file)
    }
}

/// The judged reports of one rule.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// The reports.
    pub judgements: Vec<Judgement>,
    /// Whether these are all reports of the rule about the documents.
    pub is_complete: bool,
}

impl Judged {
    /// The reports that are correct.
    #[must_use]
    pub fn correct(&self) -> usize {
        self.judgements.iter().filter(|it| it.verdict == Verdict::Right).count()
    }

    /// The documents of the reports.
    #[must_use]
    pub fn documents(&self) -> BTreeSet<&str> {
        self.judgements.iter().map(Judgement::document).collect()
    }

    /// Whether the second reading judged each report.
    #[must_use]
    pub fn is_judged_twice(&self) -> bool {
        self.judgements.iter().all(|it| it.second.is_some())
    }

    /// The reports about which the two readings differ.
    #[must_use]
    pub fn disagreements(&self) -> usize {
        self.judgements.iter().filter(|it| it.second.is_some_and(|it2| it2 != it.first)).count()
    }
}

/// The row of the generated table of precisions.
impl fmt::Display for Judged {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_complete { "all" } else { "sample" };
        let (judged, documents) = (self.judgements.len(), self.documents().len());
        write!(formatter, "Precision::{kind}({}, {judged}, {documents})", self.correct())
    }
}

/// The judged reports by rule.
#[must_use]
pub fn read() -> BTreeMap<String, Judged> {
    let path = repo::root().join("tests/lint/judged.tsv");
    let text = std::fs::read_to_string(path).expect("the judgements are there");
    let mut rules: BTreeMap<String, Judged> = BTreeMap::new();
    for line in text.lines().filter(|it| !it.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let judged = rules.entry(cells[0].to_owned()).or_default();
        if cells[1..] == ["*", "*", "all"] {
            judged.is_complete = true;
        } else {
            judged.judgements.push(judgement(&cells).unwrap_or_else(|| panic!("a row: {line}")));
        }
    }
    rules
}

fn judgement(cells: &[&str]) -> Option<Judgement> {
    let [_, file, pointer, first, second, verdict, reason] = cells else { return None };
    let second = match *second {
        "-" => None,
        text => Some(Verdict::parse(text)?),
    };
    (!reason.is_empty()).then_some(Judgement {
        file: (*file).to_owned(),
        pointer: (*pointer).to_owned(),
        first: Verdict::parse(first)?,
        second,
        verdict: Verdict::parse(verdict)?,
        reason: (*reason).to_owned(),
    })
}
