//! Tables of constraints, where the configuration asks for checks.

use super::code::{self, Text};
use super::scope::Scope;
use crate::model::{Location, WireName};
use crate::plan::{
    Argument, BodyItem, BodyKind, CountRule, Ident, NumberRule, OperationItem, ParameterItem, Rule,
    VariantRules, VariantValues,
};

/// The rules of a type.
pub(super) fn item(out: &mut Text, name: &Ident, rules: &[Rule], scope: &Scope) {
    if !rules.is_empty() {
        out.table("codegen::checks", name.as_str(), &listed(rules, scope));
    }
}

/// The rules of a request, of which there are some.
pub(super) fn request(out: &mut Text, item: &OperationItem, scope: &Scope) {
    let parts = parts(item);
    if !parts.is_empty() {
        let entry = |(part, rules): &(String, &[Rule])| {
            format!("{part} => [{}]", listed(rules, scope).join(", "))
        };
        let entries: Vec<String> = parts.iter().map(entry).collect();
        out.table("codegen::call_checks", item.request.as_str(), &entries);
    }
}

/// Whether a request has rules.
pub(super) fn has_rules(item: &OperationItem) -> bool {
    !parts(item).is_empty()
}

/// The parts of a request that have rules: each once, whichever method sets it.
fn parts(item: &OperationItem) -> Vec<(String, &[Rule])> {
    let others = item.alternatives.iter().flat_map(|it| &it.arguments);
    let arguments = item.arguments.iter().chain(others).map(|it| match it {
        Argument::Parameter(it) => parameter(it),
        Argument::Body(it) => body(it),
    });
    let setters = item.setters.iter().map(parameter).chain(item.body_setters.iter().map(body));
    let mut parts: Vec<(String, &[Rule])> = Vec::new();
    for (part, rules) in arguments.chain(setters) {
        if !rules.is_empty() && !parts.iter().any(|(known, _)| *known == part) {
            parts.push((part, rules));
        }
    }
    parts
}

fn parameter(item: &ParameterItem) -> (String, &[Rule]) {
    let part = match item.position.location {
        Location::Path => "Path",
        Location::Query => "Query",
        Location::Header => "Header",
        Location::Cookie => "Cookie",
    };
    (format!("{part}({})", code::literal(item.wire.as_str())), &item.rules)
}

fn body(item: &BodyItem) -> (String, &[Rule]) {
    let media = match item.kind {
        BodyKind::Form => "application/x-www-form-urlencoded",
        _ => &item.media_type,
    };
    (format!("Body({})", code::literal(media)), &item.rules)
}

fn listed(rules: &[Rule], scope: &Scope) -> Vec<String> {
    rules.iter().map(|it| rule(it, scope)).collect()
}

/// The function of the table for a rule of a number.
fn number_rule(rule: NumberRule) -> &'static str {
    match rule {
        NumberRule::Minimum => "minimum",
        NumberRule::ExclusiveMinimum => "exclusive_minimum",
        NumberRule::Maximum => "maximum",
        NumberRule::ExclusiveMaximum => "exclusive_maximum",
        NumberRule::MultipleOf => "multiple_of",
    }
}

/// The function of the table for a rule of a count.
fn count_rule(rule: CountRule) -> &'static str {
    match rule {
        CountRule::MinLength => "min_length",
        CountRule::MaxLength => "max_length",
        CountRule::MinItems => "min_items",
        CountRule::MaxItems => "max_items",
        CountRule::MinProperties => "min_properties",
        CountRule::MaxProperties => "max_properties",
    }
}

/// A rule, by its word.
fn rule(rule: &Rule, scope: &Scope) -> String {
    let all = |rules: &[Rule]| format!("&[{}]", listed(rules, scope).join(", "));
    match rule {
        Rule::Number(rule, text) => format!("{}({})", number_rule(*rule), code::literal(text)),
        Rule::Count(rule, count) => format!("{}({count})", count_rule(*rule)),
        Rule::Pattern(pattern) => format!("pattern({})", code::literal(pattern)),
        Rule::OneOf(values) => format!("one_of({})", texts(values.iter().map(String::as_str))),
        Rule::Unique => "unique_items()".to_owned(),
        Rule::Names(rules) => format!("names({})", all(rules)),
        Rule::Property(name, rules) => {
            format!("property({}, {})", code::literal(name.as_str()), all(rules))
        }
        Rule::Others(named, rules) => format!("others({}, {})", names(named), all(rules)),
        Rule::Items(rules) => format!("items({})", all(rules)),
        Rule::Item(index, rules) => format!("item({index}, {})", all(rules)),
        Rule::Of(path) => format!("of::<{}>()", scope.path(path)),
        Rule::Tagged(tag, entries) => {
            let entry = |(tags, rules): &(Vec<String>, Vec<Rule>)| {
                format!("({}, {})", texts(tags.iter().map(String::as_str)), all(rules))
            };
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("tagged({}, &[{}])", code::literal(tag.as_str()), entries.join(", "))
        }
        Rule::Untagged(forms) => {
            let forms: Vec<String> = forms.iter().map(|it| form(it, scope)).collect();
            format!("fitting(&[{}])", forms.join(", "))
        }
    }
}

fn form(form: &VariantRules, scope: &Scope) -> String {
    let rules = format!("&[{}]", listed(&form.rules, scope).join(", "));
    match &form.values {
        VariantValues::Any => format!("anything({rules})"),
        VariantValues::Boolean => format!("boolean({rules})"),
        VariantValues::Number => format!("number({rules})"),
        VariantValues::String => format!("text({rules})"),
        VariantValues::Array => format!("list({rules})"),
        VariantValues::Object(required) => format!("object({}, {rules})", names(required)),
    }
}

fn names(names: &[WireName]) -> String {
    texts(names.iter().map(WireName::as_str))
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    format!("&[{}]", texts.map(code::literal).collect::<Vec<_>>().join(", "))
}
