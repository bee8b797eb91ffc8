//! N006: plural names in paths are correct.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::words;
use super::path_name;
use crate::diagnostic::{Applicability, Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N006"),
    name: "path-correct-plural",
    severity: Some(Severity::Warning),
    summary: "Plural names in paths are correct",
    docs: "\
A plural with a wrong ending looks like a slip, and everyone who writes the path from memory gets a 404. Frameworks \
often append an `s` to any word; the API should not show this.

The rule reports a word of a path segment that is a wrong plural: an irregular noun with `s` (`childs`), a plural \
with a second ending (`peoples`), a mass noun in the plural (`informations`), or `s` where English writes `es` or \
`ies` (`addresss`, `categorys`).

Accepted are correct alternatives such as `indexes` and `persons`, and words that the rule does not know.

To fix a report, rename the segment, as long as no client depends on it.",
    bad: &[
        "/childs: {get: {}}",
        "/informations/{id}: {get: {}}",
        "/user-categorys: {get: {}}",
        "/childrens/{id}: {get: {}}",
        "/mail-boxs: {get: {}}",
    ],
    good: &[
        "/children: {get: {}}",
        "/indexes: {get: {}}",
        "/persons: {get: {}}",
        "/keys: {get: {}}",
        "/sys: {get: {}}",
        "/statuses: {get: {}}",
        "/monkeys: {get: {}}",
    ],
    source: "D",
    fix: Some(Applicability::Suggestion),
    check: Check::Api(check),
    ..LintRule::BASE
};

/// Wrong plurals that no ending shows, with the correct ones.
const WRONG: &[(&str, &str)] = &[
    ("advices", "advice"),
    ("analysises", "analyses"),
    ("baggages", "baggage"),
    ("calfs", "calves"),
    ("childrens", "children"),
    ("childs", "children"),
    ("criterias", "criteria"),
    ("criterions", "criteria"),
    ("datas", "data"),
    ("equipments", "equipment"),
    ("feedbacks", "feedback"),
    ("foots", "feet"),
    ("furnitures", "furniture"),
    ("halfs", "halves"),
    ("hardwares", "hardware"),
    ("informations", "information"),
    ("knifes", "knives"),
    ("knowledges", "knowledge"),
    ("leafs", "leaves"),
    ("lifes", "lives"),
    ("loafs", "loaves"),
    ("luggages", "luggage"),
    ("mans", "men"),
    ("matrixs", "matrices"),
    ("mens", "men"),
    ("metadatas", "metadata"),
    ("mices", "mice"),
    ("newses", "news"),
    ("peoples", "people"),
    ("phenomenas", "phenomena"),
    ("phenomenons", "phenomena"),
    ("researchs", "research"),
    ("salesmans", "salesmen"),
    ("shelfs", "shelves"),
    ("softwares", "software"),
    ("thiefs", "thieves"),
    ("tooths", "teeth"),
    ("wifes", "wives"),
    ("wolfs", "wolves"),
    ("womans", "women"),
    ("womens", "women"),
];

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for segment in path_name::literal(api) {
        let name = api.name(segment.text);
        let wrong = name.parts.iter().zip(&name.words);
        let Some((part, right)) =
            wrong.into_iter().find_map(|(part, word)| Some((*part, corrected(word)?)))
        else {
            continue;
        };
        let text = segment.text.replacen(part, &words::in_case_of(part, &right), 1);
        let message = format!("`{part}` is a wrong plural");
        path_name::report(api, segment, reporter, message, &path_name::with_text(segment, &text));
    }
}

/// The correct plural of a wrong one.
fn corrected(word: &str) -> Option<String> {
    if let Some((_, right)) = WRONG.iter().find(|(wrong, _)| *wrong == word) {
        return Some((*right).to_owned());
    }
    let stem = word.strip_suffix('s').filter(|it| it.len() > 2)?;
    if let Some(base) = stem.strip_suffix('y').filter(|it| it.len() > 2) {
        return (!base.ends_with(['a', 'e', 'i', 'o', 'u', 'y'])).then(|| format!("{base}ies"));
    }
    let needs_es = ["ss", "x", "sh"].iter().any(|it| stem.ends_with(it))
        || ["tch", "anch", "rch", "nch"].iter().any(|it| stem.ends_with(it));
    (needs_es && !EXCEPTIONS.contains(&word)).then(|| format!("{stem}es"))
}

/// Words that look like wrong plurals and are correct.
const EXCEPTIONS: &[&str] = &["epochs", "monarchs", "patriarchs"];
