//! R006: dates and times have an RFC 3339 format.

use super::super::facts::Facts;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use crate::diagnostic::{Applicability, Code, Fix, Severity};
use crate::document::{ObjectKind, SchemaRole, Visit};
use crate::source::Node;

mod description;

use description::Description;

pub(super) const RULE: LintRule = LintRule {
    code: Code("R006"),
    name: "date-time-format",
    severity: Some(Severity::Warning),
    summary: "Dates and times are strings with `format: date-time` or `date`",
    docs: "\
A property `createdAt: {type: string}` without a format can hold anything, so every client has to guess. With \
`format: date-time`, the value is an RFC 3339 timestamp (`2014-08-30T20:00:00Z`, preferably in UTC), and generated \
clients use a time type instead of a string.

The rule reports a plain string property whose description names such a format (ISO 8601, RFC 3339, YYYY-MM-DD), or whose \
name suggests a date or a point in time: `createdAt`, `birth_date`, `created_on`, `validUntil`, `startTime`.

Accepted are strings with a format, a pattern or an enumeration, and numbers. Also accepted are properties whose \
name, example or description shows another kind of value: a time of day (`10:00`), a duration, a partial date \
(`12/2030`, `2024-05`), a date of Microsoft's JSON (`/Date(1573755038314)/`, `x-is-msdate`), or an empty string.

To fix a report, add `format: date-time` or `format: date`.",
    bad: &[
        "type: object\nproperties:\n  createdAt: {type: string}",
        "type: object\nproperties:\n  updated_at: {type: string, nullable: true}",
        "type: object\nproperties:\n  birthDate: {type: string, example: '1990-01-01'}",
        "type: object\nproperties:\n  startTime: {type: string, example: '2014-08-30T20:00:00Z'}",
        "type: object\nproperties:\n  timestamp: {type: string}",
        "type: object\nproperties:\n  created_on: {type: string}",
        "type: object\nproperties:\n  dueAt: {type: string}",
        "type: object\nproperties:\n  validUntil: {type: string}",
        "type: object\nproperties:\n  dateOfBirth: {type: string}",
        "type: object\nproperties:\n  birthday: {type: string, description: The day in the format YYYY-MM-DD.}",
        "type: object\nproperties:\n  expires: {type: string, description: ISO 8601 timestamp of the expiry.}",
    ],
    good: &[
        "type: object\nproperties:\n  createdAt: {type: string, format: date-time}",
        "type: object\nproperties:\n  createdAt: {type: integer}",
        "type: object\nproperties:\n  birthDate: {type: string, format: date}",
        "type: object\nproperties:\n  openingTime: {type: string, example: '10:00'}",
        "type: object\nproperties:\n  responseTime: {type: string}",
        "type: object\nproperties:\n  expiryDate: {type: string, example: 12/2030}",
        "type: object\nproperties:\n  expiryDate: {type: string, description: Month and year of the card}",
        "type: object\nproperties:\n  startDate: {type: string, description: 'Year and month, such as 1981-12.'}",
        "type: object\nproperties:\n  createdAt: {type: string, description: Milliseconds since the epoch.}",
        "type: object\nproperties:\n  period: {type: string, description: An ISO 8601 duration.}",
        "type: object\nproperties:\n  approvalDate: {type: string, description: 'The date of the approval, or an empty string.'}",
        "type: object\nproperties:\n  basedOn: {type: string}",
        "type: object\nproperties:\n  dueDate: {type: string, x-is-msdate: true, description: YYYY-MM-DD}",
        "type: object\nproperties:\n  dueDate: {type: string, example: /Date(1573755038314+0000)/}",
        "type: object\nproperties:\n  orderDate: {type: string, description: 'Format: `ddMMyy`'}",
        "type: object\nproperties:\n  friendlyName: {type: string, description: 'Defaults to Created at YYYY-MM-DD HH:MM'}",
        "type: object\nproperties:\n  candidate: {type: string}\n  update: {type: string}\n  format: {type: string}",
        "type: object\nproperties:\n  lookAt: {type: string}\n  startDate: {type: string, pattern: '^[0-9]{4}$'}",
    ],
    source: "D, Z169",
    fix: Some(Applicability::Suggestion),
    check: Check::At(&[ObjectKind::Schema(SchemaRole::Property)], check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    let Some(key) = visit.key else { return };
    if !is_plain_string(visit.node) {
        return;
    }
    let text = visit.node.get("description").and_then(Node::as_str).unwrap_or("");
    let description = description::format_in(text);
    let in_name = format_in_name(&facts.name(key.name).words);
    let is_other = OTHER_NAMES.contains(&facts.name(key.name).last());
    let (format, evidence) = match (description, in_name) {
        (Description::Format(_), None) if is_other => return,
        (Description::Other, _) => return,
        (Description::Format(format), _) => (format, "its description says that it is"),
        (Description::Unclear, Some(format)) => (format, "its name suggests"),
        (Description::Unclear, None) => return,
    };
    if contradicts_format(visit.node, format) {
        return;
    }
    let is_date = || example(visit.node).is_some_and(description::is_date);
    let format = if is_date() { Format::Date } else { format };
    let message =
        format!("property `{}` is a plain string, but {evidence} a date or time", key.name);
    let help = match format {
        Format::DateTime => "add `format: date-time` (`2014-08-30T20:00:00Z`)",
        Format::Date if description == Description::Format(Format::Date) || is_date() => {
            "add `format: date` (`2014-08-30`)"
        }
        Format::Date => {
            "add `format: date` (`2014-08-30`), or `format: date-time` if it includes a time"
        }
    };
    let value = match format {
        Format::DateTime => "date-time",
        Format::Date => "date",
    };
    let edit = facts.editor().insert_after(visit.node, "type", ("format", value));
    let finding = reporter.report(visit, Subject::visit(facts, visit), message, help);
    if let Some(edit) = edit {
        finding.fix(Fix::suggestion(vec![edit]));
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Format {
    Date,
    DateTime,
}

/// The format that a name suggests.
fn format_in_name(words: &[String]) -> Option<Format> {
    let (last, preceding) = words.split_last()?;
    let previous = preceding.last().map_or("", String::as_str);
    let is_moment = previous.ends_with("ed") || POINTS_IN_TIME.contains(&previous);
    if let [first, second, ..] = words {
        if first == "date" && matches!(second.as_str(), "of" | "from" | "to") {
            return Some(Format::Date);
        }
    }
    match last.as_str() {
        "date" if previous != "up" => Some(Format::Date),
        "datetime" | "timestamp" => Some(Format::DateTime),
        "time" if previous == "date" || POINTS_IN_TIME.contains(&previous) => {
            Some(Format::DateTime)
        }
        "at" if is_moment => Some(Format::DateTime),
        "on" if previous.ends_with("ed") && !NOT_BEFORE_ON.contains(&previous) => {
            Some(Format::DateTime)
        }
        "until" if BEFORE_UNTIL.contains(&previous) => Some(Format::DateTime),
        _ => None,
    }
}

/// Last words of names whose description can name a format without being a date.
const OTHER_NAMES: &[&str] =
    &["description", "filter", "format", "id", "label", "name", "pattern", "query", "title"];

/// Participles before `on` that say on what, not when: `basedOn`.
const NOT_BEFORE_ON: &[&str] = &["based", "depended", "enabled", "hosted", "included", "installed"];

/// Words that make a following `until` a point in time.
const BEFORE_UNTIL: &[&str] = &["active", "blocked", "locked", "paused", "suspended", "valid"];

/// Words that make a following `time` or `at` a point in time rather than a duration.
const POINTS_IN_TIME: &[&str] = &[
    "begin",
    "begins",
    "built",
    "create",
    "created",
    "creation",
    "deleted",
    "deletion",
    "due",
    "end",
    "ended",
    "ends",
    "expiration",
    "expire",
    "expires",
    "expiry",
    "modification",
    "modified",
    "paid",
    "read",
    "resets",
    "run",
    "seen",
    "sent",
    "start",
    "started",
    "starts",
    "update",
    "updated",
];

fn is_plain_string(schema: Node<'_>) -> bool {
    let narrowing = ["format", "enum", "pattern", "const", "$ref", "x-format", "contentEncoding"];
    let is_narrowed = |key: &&str| schema.get(key).is_some();
    // `x-is-msdate`, `x-is-msdate-time`: `/Date(1573755038314)/`.
    let is_msdate = schema.members().any(|it| it.key.starts_with("x-is-msdate"));
    schema::has_type(schema, "string") && !is_msdate && !narrowing.iter().any(is_narrowed)
}

/// The first example, or the default.
fn example(schema: Node<'_>) -> Option<&str> {
    let listed = schema.get("examples").and_then(|it| it.items().next());
    let example = schema.get("example").or(listed).or_else(|| schema.get("default"));
    example.and_then(Node::as_str)
}

/// Whether an example or the length shows that the value is not a full date, despite its name.
fn contradicts_format(schema: Node<'_>, format: Format) -> bool {
    let example_differs = example(schema).is_some_and(|text| !is_full_date(text));
    let length = schema.get("maxLength").and_then(Node::as_number).and_then(|it| it.parse().ok());
    let min_length = if format == Format::Date { 8 } else { 10 };
    example_differs || length.is_some_and(|length: u64| length < min_length)
}

/// Year, month and day in some order and style: eight digits, or the name of a month with the digits of the year and day.
fn is_full_date(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let month = MONTHS.iter().any(|month| text.to_ascii_lowercase().contains(month));
    let only_digits = text.bytes().all(|it| it.is_ascii_digit());
    // The milliseconds of `/Date(1573755038314)/` have more digits than the fraction of a second.
    let is_number = |it: &str| it.len() > 9;
    if !only_digits && text.split(|it: char| !it.is_ascii_digit()).any(is_number) {
        return false;
    }
    (digits >= 8 && !only_digits) || (only_digits && digits == 8) || (month && digits >= 5)
}

const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
