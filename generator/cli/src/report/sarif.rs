//! SARIF 2.1.0 (OASIS Standard), which GitHub, Azure DevOps and editors read.

use std::collections::BTreeMap;

use renkei::diagnostic::{Code, Fix, LineColumn, Severity, Span};
use renkei::pipeline::Report;
use serde_json::{Map, Value, json};

use super::problem::{Problem, problems, slashed};
use super::{Review, RuleInfo};
use crate::json::json_text;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

pub(super) fn text(review: Review<'_>) -> String {
    let problems = problems(review);
    let codes: BTreeMap<Code, Severity> =
        problems.iter().map(|it| (it.diagnostic.code, it.severity())).collect();
    let index: BTreeMap<Code, usize> =
        codes.keys().enumerate().map(|(at, code)| (*code, at)).collect();
    let rules: Vec<Value> =
        codes.iter().map(|(code, severity)| descriptor(review, *code, *severity)).collect();
    let results: Vec<Value> = problems.iter().map(|it| result(it, &index)).collect();
    let driver = json!({
        "name": "renkei",
        "version": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": rules,
    });
    json_text(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

/// A `reportingDescriptor` (section 3.49).
fn descriptor(review: Review<'_>, code: Code, severity: Severity) -> Value {
    let mut descriptor =
        json!({ "id": code.0, "defaultConfiguration": { "level": level(severity) } });
    if let (Some(rule), Some(members)) = ((review.rules)(code), descriptor.as_object_mut()) {
        members.extend(documentation(&rule));
    }
    descriptor
}

fn documentation(rule: &RuleInfo) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("name".to_owned(), rule.name.into());
    members.insert("shortDescription".to_owned(), json!({ "text": rule.summary }));
    members.insert("fullDescription".to_owned(), json!({ "text": rule.docs }));
    let markdown = format!("{}\n\n[{}]({})", rule.docs, rule.name, rule.page);
    members.insert("help".to_owned(), json!({ "text": rule.docs, "markdown": markdown }));
    members.insert("helpUri".to_owned(), rule.page.clone().into());
    members
}

/// A `result` (section 3.27).
fn result(problem: &Problem<'_>, index: &BTreeMap<Code, usize>) -> Value {
    let diagnostic = problem.diagnostic;
    let mut location = json!({ "physicalLocation": physical(&problem.file, problem.range) });
    if let (Some(subject), Some(members)) = (&diagnostic.subject, location.as_object_mut()) {
        members.insert("logicalLocations".to_owned(), json!([{ "fullyQualifiedName": subject }]));
    }
    let mut result = json!({
        "ruleId": problem.code(),
        "ruleIndex": index.get(&diagnostic.code),
        "level": level(problem.severity()),
        "message": { "text": problem.message_with_help() },
        "locations": [location],
        "partialFingerprints": { "primaryLocationLineHash": problem.fingerprint },
    });
    let Some(members) = result.as_object_mut() else { return result };
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().map(|(span, label)| {
            let (file, range) = place(problem.report, *span);
            json!({ "physicalLocation": physical(&file, Some(range)), "message": { "text": label } })
        });
        members.insert("relatedLocations".to_owned(), related.collect());
    }
    if let Some(fix) = &diagnostic.fix {
        members.insert("fixes".to_owned(), json!([sarif_fix(problem, fix)]));
    }
    result
}

fn place(report: &Report, span: Span) -> (String, (LineColumn, LineColumn)) {
    let file = report.file_at(span);
    (slashed(file.path()), (file.position(span.start), file.position(span.end)))
}

/// A `physicalLocation` (section 3.29).
fn physical(file: &str, range: Option<(LineColumn, LineColumn)>) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(file) } });
    if let (Some(range), Some(members)) = (range, location.as_object_mut()) {
        members.insert("region".to_owned(), region(range));
    }
    location
}

/// A `region` (section 3.30). Its end is exclusive, as ours.
fn region((start, end): (LineColumn, LineColumn)) -> Value {
    json!({
        "startLine": start.line, "startColumn": start.column,
        "endLine": end.line, "endColumn": end.column,
    })
}

/// A `fix` (section 3.55).
fn sarif_fix(problem: &Problem<'_>, fix: &Fix) -> Value {
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        let (file, range) = place(problem.report, edit.span);
        let replacement =
            json!({ "deletedRegion": region(range), "insertedContent": { "text": edit.text } });
        files.entry(file).or_default().push(replacement);
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(file, edits)| json!({ "artifactLocation": { "uri": uri(&file) }, "replacements": edits }))
        .collect();
    let help = problem.diagnostic.help.as_deref().unwrap_or(&problem.diagnostic.message);
    json!({ "description": { "text": help }, "artifactChanges": changes })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The path as a URI reference (RFC 3986): bytes outside of `unreserved`, `/` and `:` of URLs are percent-encoded.
fn uri(path: &str) -> String {
    if path.contains("://") {
        return path.to_owned();
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encoded = path.bytes().map(|byte| match is_plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_uri_references() {
        assert_eq!(uri("specs/a b/ü.yaml"), "specs/a%20b/%C3%BC.yaml");
        assert_eq!(uri("https://a.example/x?y=1"), "https://a.example/x?y=1");
    }
}
