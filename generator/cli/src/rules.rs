//! `renkei rules`: lists the lint rules.

use std::fmt::Write as _;

use renkei::lint::{LintRule, rules};
use serde::Serialize;

use crate::args::{ReportFormat, Rules};
use crate::exit::Exit;
use crate::json::json_text;
use crate::paint::{self, paint};
use crate::terminal::Terminal;

pub(crate) fn run(args: &Rules, terminal: &mut Terminal) -> Exit {
    let text = match args.format {
        ReportFormat::Human => table(),
        ReportFormat::Json => json_text(&rules().iter().map(Row::of).collect::<Vec<_>>()),
    };
    terminal.result(&text);
    Exit::Success
}

/// Returns the default severity as `renkei.yaml` spells it.
pub(crate) fn level(rule: &LintRule) -> &'static str {
    rule.severity.map_or("off", |severity| severity.as_str())
}

/// Says that there is no such rule, with the closest one.
pub(crate) fn unknown_rule(name: &str) -> String {
    let help = match renkei::lint::similar_rule(name) {
        Some(rule) => format!("did you mean `{rule}`?"),
        None => "`renkei rules` lists all rules".to_owned(),
    };
    format!("there is no rule `{name}`; {help}")
}

fn table() -> String {
    let width = rules().iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules() {
        let code = paint(paint::NAME, rule.code.0);
        let level = paint(paint::severity(rule.severity), &format!("{:7}", level(rule)));
        let _ = writeln!(text, "{code}  {:width$}  {level}  {}", rule.name, rule.summary);
    }
    let count = rules().len();
    let _ = writeln!(
        text,
        "\n{count} rules. `renkei explain CODE` explains a rule; `lint.rules` in renkei.yaml sets severities."
    );
    text
}

#[derive(Serialize)]
struct Row {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    summary: &'static str,
    source: &'static str,
    status: &'static str,
    since: &'static str,
    fix: Option<&'static str>,
    options: Vec<RowOption>,
}

#[derive(Serialize)]
struct RowOption {
    key: &'static str,
    default: String,
    docs: &'static str,
}

impl Row {
    fn of(rule: &LintRule) -> Self {
        Self {
            code: rule.code.0,
            name: rule.name,
            severity: level(rule),
            summary: rule.summary,
            source: rule.source,
            status: rule.status.as_str(),
            since: rule.since,
            fix: rule.fix.map(renkei::diagnostic::Applicability::as_str),
            options: rule
                .options
                .iter()
                .map(|it| RowOption {
                    key: it.key,
                    default: it.default_value().to_yaml(),
                    docs: it.docs,
                })
                .collect(),
        }
    }
}
