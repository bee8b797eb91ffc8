//! R007: examples of times are in UTC.

use super::super::facts::Facts;
use super::super::location::Location;
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::schema;
use super::super::subject::Subject;
use crate::diagnostic::{Applicability, Code, Edit, Fix, Severity};
use crate::document::Visit;
use crate::source::Node;

pub(super) const RULE: LintRule = LintRule {
    code: Code("R007"),
    name: "date-time-utc-example",
    severity: Some(Severity::Warning),
    summary: "Examples of times are in UTC",
    docs: "\
A time in UTC is understood without knowing where the server is: `2014-08-30T20:00:00Z`. An example with an offset \
tells clients to expect offsets, and one without any is no time of RFC 3339.

The rule reports an example or a default of a string with `format: date-time` whose offset is neither `Z` nor zero, \
or is missing.

Accepted are values that are no times at all, which is another error.

To fix a report, write the same moment in UTC. The automatic fix does that, if the offset is there.",
    bad: &[
        "type: string\nformat: date-time\nexample: '2014-08-31T05:00:00+09:00'",
        "type: object\nproperties: {at: {type: string, format: date-time, default: '2014-08-31T05:00:00'}}",
        "openapi: 3.1.0\ninfo: {title: Example, version: 1.0.0}\ncomponents: {schemas: {A: {type: string, format: date-time, examples: ['2014-08-31T05:00:00.5-02:30']}}}",
    ],
    good: &[
        "type: string\nformat: date-time\nexample: '2014-08-30T20:00:00Z'",
        "type: string\nformat: date-time\nexample: '2014-08-30T20:00:00.000+00:00'",
        "type: string\nformat: date-time\nexample: yesterday",
        "type: string\nexample: '2014-08-31T05:00:00+09:00'",
    ],
    source: "D",
    fix: Some(Applicability::Safe),
    check: Check::At(schema::SCHEMAS, check),
    ..LintRule::BASE
};

fn check<'a>(visit: &Visit<'a, '_>, facts: &Facts<'a>, reporter: &mut Reporter<'_>) {
    if visit.node.get("format").and_then(Node::as_str) != Some("date-time") {
        return;
    }
    let single = ["example", "default"].into_iter().filter_map(|key| visit.node.get(key));
    let listed = visit.node.get("examples").into_iter().flat_map(Node::items);
    for value in single.chain(listed) {
        let Some(time) = value.as_str().and_then(Time::parse) else { continue };
        let message = match time.offset {
            Some(0) => continue,
            Some(_) => "the time is not in UTC",
            None => "the time has no offset",
        };
        let utc = time.utc();
        let help = match &utc {
            Some(utc) => format!("write `{utc}`"),
            None => "add `Z` if it is in UTC".to_owned(),
        };
        let location = Location::new(value.span(), visit.pointer.clone());
        let finding = reporter.report(location, Subject::visit(facts, visit), message, help);
        if let Some(utc) = utc {
            let edit = Edit { span: value.span(), text: format!("\"{utc}\"") };
            finding.fix(Fix::safe(vec![edit]));
        }
    }
}

/// A time of RFC 3339, whose offset may be missing.
struct Time<'t> {
    date: (i64, i64, i64),
    minutes: i64,
    /// Seconds and their fraction.
    seconds: &'t str,
    /// The offset in minutes.
    offset: Option<i64>,
}

impl<'t> Time<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (date, time) = text.split_once(['T', 't'])?;
        let mut parts = date.split('-').map(|it| it.parse::<i64>().ok());
        let date = (parts.next()??, parts.next()??, parts.next()??);
        let end = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
        let (clock, zone) = time.split_at_checked(end)?;
        let (hours, rest) = clock.split_once(':')?;
        let (minutes, seconds) = rest.split_once(':')?;
        let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
        let is_clock = (0..1440).contains(&minutes) && seconds.len() >= 2;
        let is_date =
            parts.next().is_none() && (1..=12).contains(&date.1) && (1..=31).contains(&date.2);
        if !is_clock || !is_date {
            return None;
        }
        let offset = match zone {
            "" => None,
            "Z" | "z" => Some(0),
            zone => Some(offset(zone)?),
        };
        Some(Self { date, minutes, seconds, offset })
    }

    /// The same moment in UTC.
    fn utc(&self) -> Option<String> {
        let minutes = self.minutes - self.offset?;
        let (mut year, mut month, mut day) = self.date;
        day += minutes.div_euclid(1440);
        let minutes = minutes.rem_euclid(1440);
        if day < 1 {
            (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
            day = days_in(year, month);
        } else if day > days_in(year, month) {
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            day = 1;
        }
        let (hour, minute, seconds) = (minutes / 60, minutes % 60, self.seconds);
        Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{seconds}Z"))
    }
}

fn offset(zone: &str) -> Option<i64> {
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    Some(sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?))
}

fn days_in(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::Time;

    #[test]
    fn times_are_converted_to_utc() {
        for (text, expected) in [
            ("2014-08-31T05:00:00+09:00", Some("2014-08-30T20:00:00Z")),
            ("2024-02-28T23:30:00.25-02:30", Some("2024-02-29T02:00:00.25Z")),
            ("2023-12-31T23:59:59-00:01", Some("2024-01-01T00:00:59Z")),
            ("2024-01-01T00:00:00+00:30", Some("2023-12-31T23:30:00Z")),
            ("2024-01-01T00:00:00", None),
        ] {
            assert_eq!(Time::parse(text).unwrap().utc().as_deref(), expected, "{text}");
        }
        assert!(Time::parse("2024-13-01T00:00:00Z").is_none() && Time::parse("now").is_none());
    }
}
