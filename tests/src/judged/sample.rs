//! Samples that are balanced over documents.
//!
//! The documents take turns, and the reports of each are in the order of a hash, so a sample is the same in every run. Judged
//! reports come first, so a sample keeps them as long as the rule reports them.

use std::collections::BTreeMap;

use super::{Judged, Report};

/// The smallest sample of a rule that has more reports.
pub const SAMPLE: usize = 40;

/// The reports that a sample of a rule needs and that are not judged.
#[must_use]
pub fn missing<'r>(reports: &'r [Report], judged: &Judged, count: usize) -> Vec<&'r Report> {
    let is_judged = |it: &Report| {
        judged.judgements.iter().any(|row| row.file == it.file && row.pointer == it.pointer)
    };
    let mut documents: BTreeMap<&str, Vec<(bool, u64, &Report)>> = BTreeMap::new();
    for report in reports {
        let place = (!is_judged(report), hash(report), report);
        documents.entry(report.document()).or_default().push(place);
    }
    documents.values_mut().for_each(|list| list.sort_unstable());
    let turns = documents.values().map(Vec::len).max().unwrap_or(0);
    let turn = |at: usize| {
        let mut turn: Vec<_> = documents.values().filter_map(|it| it.get(at)).collect();
        turn.sort_unstable();
        turn
    };
    let sample = (0..turns).flat_map(turn).take(count.max(judged.judgements.len()));
    sample.filter(|(is_new, ..)| *is_new).map(|(.., report)| *report).collect()
}

/// The documents that have fewer judged reports than others although they have more reports.
#[must_use]
pub fn unbalanced(reports: &[Report], judged: &Judged) -> Vec<String> {
    let judged_of =
        |document: &str| judged.judgements.iter().filter(|it| it.document() == document).count();
    let most = judged.documents().into_iter().map(judged_of).max().unwrap_or(0);
    let mut documents: BTreeMap<&str, usize> = BTreeMap::new();
    for report in reports {
        *documents.entry(report.document()).or_default() += 1;
    }
    let is_short =
        |(document, count): &(&str, usize)| judged_of(document) + 1 < most.min(*count + 1);
    documents.into_iter().filter(is_short).map(|(document, _)| document.to_owned()).collect()
}

/// FNV-1a.
fn hash(report: &Report) -> u64 {
    let Report { code, file, pointer, text } = report;
    let bytes = format!("{code}\t{file}\t{pointer}\t{text}");
    bytes.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Judgement, Verdict};
    use super::*;

    fn report(file: &str, pointer: usize) -> Report {
        let pointer = format!("/{pointer}");
        Report { code: "N001".to_owned(), file: file.to_owned(), pointer, text: String::new() }
    }

    fn judgement(report: &Report) -> Judgement {
        Judgement {
            file: report.file.clone(),
            pointer: report.pointer.clone(),
            first: Verdict::Right,
            second: Some(Verdict::Right),
            verdict: Verdict::Right,
            reason: "x".to_owned(),
        }
    }

    #[test]
    fn documents_take_turns_and_judged_reports_stay() {
        let reports: Vec<Report> =
            (0..9).map(|at| report("a", at)).chain([report("b", 0), report("c/d", 0)]).collect();
        let mut judged = Judged::default();
        assert_eq!(missing(&reports, &judged, 5).len(), 5);
        judged.judgements = vec![judgement(&reports[3])];
        let new = missing(&reports, &judged, 5);
        assert_eq!(new.len(), 4, "{new:?}");
        assert_eq!(new.iter().filter(|it| it.file == "a").count(), 2);
        judged.judgements.extend(new.into_iter().map(judgement));
        assert_eq!(missing(&reports, &judged, 5), Vec::<&Report>::new());
        assert_eq!(unbalanced(&reports, &judged), Vec::<String>::new());
        judged.judgements.retain(|it| it.file != "b");
        assert_eq!(unbalanced(&reports, &judged), ["b"]);
    }
}
