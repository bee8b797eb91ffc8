//! The guide's page of each lint rule, and their index, come from the rules.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use renkei::lint::{LintRule, Preset, rules};
use renkei_tests::judged::{self, Judged};
use renkei_tests::repo;

/// The note at the top of each page.
const NOTE: &str = "<!-- RENKEI_UPDATE=1 cargo test -p renkei-tests --test rule_pages writes this page from the rule. -->";

#[test]
fn every_rule_has_a_current_page() {
    let folder = repo::root().join("docs/rules");
    let expected = pages();
    if std::env::var_os("RENKEI_UPDATE").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &expected {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let help = "set RENKEI_UPDATE=1 to update the pages of rules";
    for (name, text) in &expected {
        let written = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(written == *text, "docs/rules/{name} is not current: {help}");
    }
    let count = fs::read_dir(&folder).unwrap().count();
    assert_eq!(count, expected.len(), "a page has no rule: {help}");
}

/// The pages by file name.
fn pages() -> BTreeMap<String, String> {
    let pages = rules().iter().map(|rule| (format!("{}.md", rule.code), page(rule)));
    pages.chain([("README.md".to_owned(), index())]).collect()
}

/// The table of all rules.
fn index() -> String {
    let mut text = format!(
        "# Lint rules\n\n{NOTE}\n\n| code | rule | house | zalando | minimal | fix | precision | |\n|---|---|---|---|---|---|---|---|\n"
    );
    for rule in rules() {
        let code = rule.code;
        let levels: Vec<String> = Preset::NAMES
            .iter()
            .map(|preset| level(rule, Preset::parse(preset).unwrap()))
            .collect();
        let fix = rule.fix.map_or("", |it| it.as_str());
        let precision =
            rule.precision().map_or(String::new(), |it| format!("{} of {}", it.correct, it.judged));
        let _ = writeln!(
            text,
            "| [{code}]({code}.md) | {} | {} | {fix} | {precision} | {} |",
            rule.name,
            levels.join(" | "),
            rule.summary.replace('|', "\\|")
        );
    }
    text.push_str(
        "\nThe columns `house`, `zalando` and `minimal` are the severities in the presets. A safe fix is made by `renkei lint --fix`. \
         The precision is the share of correct reports about public documents: all, or a sample of at least 40 that is balanced over \
         the documents. ",
    );
    let judged = judged::read();
    let count: usize = judged.values().map(|it| it.judgements.len()).sum();
    let differ: usize = judged.values().map(Judged::disagreements).sum();
    let _ = writeln!(
        text,
        "Two readings judged each report of an error or warning. Of the {count} reports that were judged and are still made, they \
         differed about {differ}. Rules without a figure reported nothing there, or are no errors or warnings."
    );
    text
}

fn level(rule: &LintRule, preset: Preset) -> String {
    preset.severity(rule).map_or("off", |it| it.as_str()).to_owned()
}

fn page(rule: &LintRule) -> String {
    let mut text = format!("# {}: {}\n\n{NOTE}\n\n{}.\n\n", rule.code, rule.name, rule.summary);
    text.push_str("| | |\n|---|---|\n");
    let presets = Preset::NAMES
        .iter()
        .map(|name| format!("{name}: {}", level(rule, Preset::parse(name).unwrap())));
    let mut rows = vec![
        ("severity", presets.collect::<Vec<_>>().join(", ")),
        ("status", format!("{}, since {}", rule.status.as_str(), rule.since)),
        ("source", rule.source.to_owned()),
    ];
    rows.extend(rule.fix.map(|it| ("fix", it.as_str().to_owned())));
    rows.extend(rule.precision().map(|it| ("precision", it.to_string())));
    for (name, value) in rows {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    let _ = write!(text, "\n{}\n", rule.docs.trim());
    options(&mut text, rule);
    examples(&mut text, "Reported", rule.bad);
    examples(&mut text, "Not reported", rule.good);
    text
}

fn options(text: &mut String, rule: &LintRule) {
    if rule.options.is_empty() {
        return;
    }
    text.push_str("\n## Options\n\n| key | default | |\n|---|---|---|\n");
    for option in rule.options {
        let default = option.default_value().to_yaml();
        let _ = writeln!(text, "| `{}` | `{default}` | {} |", option.key, option.docs);
    }
    let _ = write!(text, "\n```yaml\n# renkei.yaml\nlint:\n  rules:\n    {}:\n", rule.code);
    for option in rule.options {
        let _ = writeln!(text, "      {}: {}", option.key, option.example);
    }
    text.push_str("```\n");
}

fn examples(text: &mut String, title: &str, snippets: &[&str]) {
    let _ = write!(text, "\n## {title}\n");
    for snippet in snippets {
        let _ = write!(text, "\n```yaml\n{}\n```\n", snippet.trim_end());
    }
}
