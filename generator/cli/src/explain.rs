//! `renkei explain`: what a rule wants, why, and how it looks.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use renkei::diagnostic::{Code, code};
use renkei::lint::{self, Rule};

use crate::args::Explain;
use crate::exit::Exit;
use crate::paint::{self, paint};
use crate::rules::level;
use crate::terminal::Terminal;

pub(crate) fn run(args: &Explain, terminal: &mut Terminal) -> Exit {
    let word = args.rule.as_str();
    let text = lint::rule(word).map(explained).or_else(|| other(word));
    match text {
        Some(text) => {
            terminal.result(&text);
            Exit::Done
        }
        None => {
            terminal.complain(&unknown(word));
            Exit::CannotRun
        }
    }
}

fn explained(rule: &Rule) -> String {
    let mut text = String::new();
    let head = paint(paint::NAME, &format!("{} {}", rule.code, rule.name));
    let level = paint(paint::severity(rule.severity), level(rule));
    let _ = writeln!(text, "{head} ({level})\n{}\n", rule.summary);
    let _ = writeln!(text, "{}\n", rule.docs.trim());
    let _ = writeln!(text, "{} {}", paint(paint::QUIET, "Source:"), rule.source);
    examples(&mut text, &paint(paint::ERROR, "Reported:"), rule.bad);
    examples(&mut text, &paint(paint::GOOD, "Fine:"), rule.good);
    let setting = format!("lint: {{ rules: {{ {}: off }} }}", rule.code);
    let _ = writeln!(text, "\n{} {setting}", paint(paint::QUIET, "In renkei.yaml:"));
    text
}

fn examples(text: &mut String, title: &str, snippets: &[&str]) {
    if !snippets.is_empty() {
        let _ = writeln!(text, "\n{title}");
    }
    for snippet in snippets {
        text.push('\n');
        for line in snippet.trim_end().lines() {
            let _ = writeln!(text, "{}", format!("    {line}").trim_end());
        }
    }
}

/// The codes of the generator, which cannot be configured.
const OTHERS: &[(Code, &str)] = &[
    (
        code::PAGING_FOUND,
        "Parameters and answer of an operation look like pages of a list, so its request has `items()` and `pages()`. \
         Where that is wrong, say so in the document: `x-renkei-pagination: false`, or `items` (a JSON pointer into the \
         answer) and one of `cursor` with `next`, `page`, `offset`, `url` and `link: true`.",
    ),
    (
        code::SYNTAX,
        "The file is neither JSON nor YAML. The place is where reading stopped; the cause may be a line above.",
    ),
    (
        code::NOT_OPENAPI,
        "The file can be read, but `openapi: 3.x` or `swagger: \"2.0\"` is not at its top.",
    ),
    (code::UNSUPPORTED_VERSION, "The document says a version of OpenAPI that is not read."),
    (
        code::MALFORMED,
        "A field has a value of the wrong kind, such as a text where the standard wants an object, or a required field is missing. Where a client can be made all the same, the field is left out.",
    ),
    (
        code::UNSUPPORTED,
        "The document is right, but this part of it cannot be carried into the client yet. The message says what the client does instead.",
    ),
    (
        code::CONFIG,
        "renkei.yaml has an unknown key, an unknown rule or a value that cannot be. Nothing is done until it is mended, because a setting that silently does nothing is worse.",
    ),
    (
        code::NAME_COLLISION,
        "Two names of the document become one Rust name, so one of them got a number. A rename in the document makes both readable.",
    ),
    (
        code::RAW_JSON,
        "This schema says something that no Rust type says well, so the client carries it as `serde_json::Value`. Nothing is lost, but nothing is checked either.",
    ),
];

fn other(word: &str) -> Option<String> {
    let (code, words) = OTHERS.iter().find(|(code, _)| code.0.eq_ignore_ascii_case(word))?;
    Some(format!("{} (from the generator, not a rule)\n\n{words}\n", paint(paint::NAME, code.0)))
}

fn unknown(word: &str) -> String {
    let asked = BTreeMap::from([(word.to_owned(), None)]);
    let unknown = lint::Config::with_severities(asked).err().into_iter().flatten().next();
    let guess = unknown.and_then(|it| it.suggestion);
    let guess = guess.map(|rule| format!("did you mean `{rule}`? ")).unwrap_or_default();
    format!("there is no rule `{word}`: {guess}`renkei rules` lists them all")
}
