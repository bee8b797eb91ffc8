//! The table: one line per document, and the totals.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::drive::{self, drill};
use super::examples::{LeafCounts, Outcome};
use super::positions::Positions;
use super::row::Row;

/// The line above the rows.
#[must_use]
pub fn head() -> String {
    format!(
        "{:<30} {:>7} {:>4} {:>5} {:>6} {:>8} {:>6} {:>6} {:>5} {:>8} {:>7} {:>6} {:>5} {:>12} {:>7}",
        "document",
        "version",
        "exit",
        "ops",
        "types",
        "lines",
        "cpu s",
        "wall s",
        "MiB",
        "compiled",
        "cpu s",
        "typed",
        "raw",
        "examples",
        "equal"
    )
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compiled =
            self.compiled.as_ref().map_or(("–", String::from("–")), |(run, cost)| {
                let word = if run.code == 0 && run.stderr.is_empty() { "yes" } else { "NO" };
                (word, seconds(cost.cpu))
            });
        let examples = match &self.examples {
            None => ("–".to_owned(), "–".to_owned()),
            Some(Err(_)) => ("FAILED".to_owned(), "–".to_owned()),
            Some(Ok(it)) => (format!("{}/{}", it.tried, it.found), it.equal.to_string()),
        };
        write!(
            f,
            "{:<30} {:>7} {:>4} {:>5} {:>6} {:>8} {:>6} {:>6} {:>5} {:>8} {:>7} {:>6} {:>5} {:>12} {:>7}",
            self.name
                .chars()
                .rev()
                .take(30)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect::<String>(),
            self.version,
            self.generated.code,
            self.operations,
            self.types,
            self.lines,
            seconds(self.cost.cpu),
            seconds(self.cost.wall),
            self.cost.peak_kib / 1024,
            compiled.0,
            compiled.1,
            self.positions.typed,
            self.positions.raw_count(),
            examples.0,
            examples.1
        )?;
        match &self.driven {
            Some(Ok(driven)) => write!(f, "\n{:<30} {driven}", "")?,
            Some(Err(_)) => write!(f, "\n{:<30} drive FAILED", "")?,
            None => {}
        }
        match &self.drilled {
            Some(Ok(drilled)) => write!(f, "\n{:<30} {drilled}", ""),
            Some(Err(_)) => write!(f, "\n{:<30} drill FAILED", ""),
            None => Ok(()),
        }
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64())
}

/// The totals of all documents.
#[derive(Debug, Default)]
pub struct Total {
    documents: usize,
    made: usize,
    compiled: (usize, usize),
    cpu: Duration,
    compile_cpu: Duration,
    peak_kib: u64,
    codes: BTreeMap<String, usize>,
    positions: Positions,
    examples: Examples,
    driven: Option<drive::Outcome>,
    drilled: Option<drill::Outcome>,
}

#[derive(Debug, Default)]
struct Examples {
    found: usize,
    untried: BTreeMap<&'static str, usize>,
    tried: usize,
    equal: usize,
    leaves: LeafCounts,
}

impl Total {
    /// Adds a document.
    pub fn add(&mut self, row: &Row) {
        self.documents += 1;
        self.made += usize::from(row.generated.code == 0);
        self.cpu += row.cost.cpu;
        self.peak_kib = self.peak_kib.max(row.cost.peak_kib);
        if let Some((run, cost)) = &row.compiled {
            self.compiled.0 += usize::from(run.code == 0 && run.stderr.is_empty());
            self.compiled.1 += 1;
            self.compile_cpu += cost.cpu;
        }
        for (code, count) in &row.codes {
            *self.codes.entry(code.clone()).or_default() += count;
        }
        self.positions.add(&row.positions);
        if let Some(Ok(outcome)) = &row.examples {
            self.examples.add(outcome);
        }
        if let Some(Ok(outcome)) = &row.driven {
            self.driven.get_or_insert_default().add(outcome);
        }
        if let Some(Ok(outcome)) = &row.drilled {
            self.drilled.get_or_insert_default().add(outcome);
        }
    }
}

impl Examples {
    fn add(&mut self, outcome: &Outcome) {
        self.found += outcome.found;
        for (cause, count) in &outcome.untried {
            *self.untried.entry(cause).or_default() += count;
        }
        self.tried += outcome.tried;
        self.equal += outcome.equal;
        self.leaves += outcome.leaves;
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cpu, peak) = (seconds(self.cpu), self.peak_kib / 1024);
        writeln!(
            f,
            "{} of {} documents became a client, in {cpu} s of processor time, at most {peak} MiB",
            self.made, self.documents
        )?;
        if self.compiled.1 > 0 {
            let (good, all) = self.compiled;
            writeln!(
                f,
                "{good} of {all} clients compile without a warning, in {} s of processor time",
                seconds(self.compile_cpu)
            )?;
        }
        let codes: Vec<String> =
            self.codes.iter().map(|(code, count)| format!("{code} {count}")).collect();
        writeln!(f, "diagnostics: {}", codes.join(", "))?;
        let it = &self.positions;
        writeln!(
            f,
            "positions: {} typed, {} raw ({:.2} % of both), {} free by an empty schema",
            it.typed,
            it.raw_count(),
            it.raw_percent(),
            it.free
        )?;
        for (cause, count) in largest(&it.raw) {
            writeln!(f, "  {count:>6}  {cause}")?;
        }
        if self.examples.found > 0 {
            self.examples.fmt(f)?;
        }
        if let Some(driven) = &self.driven {
            writeln!(f, "driven: {driven}")?;
        }
        match &self.drilled {
            Some(drilled) => writeln!(f, "drilled: {drilled}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Examples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LeafCounts { typed, free, raw } = self.leaves;
        writeln!(
            f,
            "examples: {} found, {} tried, {} equal ({:.3} %)",
            self.found,
            self.tried,
            self.equal,
            percent(self.equal, self.tried)
        )?;
        writeln!(
            f,
            "  their values: {typed} typed, {raw} raw ({:.2} % typed of both), {free} free by an empty schema",
            percent(typed, typed + raw)
        )?;
        for (cause, count) in &self.untried {
            writeln!(f, "  {count:>6}  not tried: {cause}")?;
        }
        Ok(())
    }
}

#[allow(clippy::cast_precision_loss, reason = "a figure of two digits")]
fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { part as f64 * 100.0 / whole as f64 }
}

fn largest(counts: &BTreeMap<String, usize>) -> Vec<(&String, &usize)> {
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    sorted
}
