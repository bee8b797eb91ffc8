//! Tables of constraints, where the configuration asks for them.

use super::forms;
use super::printer::{List, Printer};
use super::scope::Scope;
use crate::plan::ir::{
    CheckedPart, CountRule, Ident, Location, NumberRule, OperationItem, RequestCheck, Rule,
    VariantRules, VariantValues, WireName,
};

/// The rules of a type.
pub(super) fn item(out: &mut Printer, name: &Ident, rules: &[Rule], scope: &Scope) {
    if rules.is_empty() {
        return;
    }
    out.item();
    forms::table(out, "codegen::checks", &[name.as_str()], |out| {
        rules.iter().for_each(|it| entry(out, |out| rule(out, it, scope)));
    });
}

/// The rules of a request.
pub(super) fn request(out: &mut Printer, item: &OperationItem, scope: &Scope) {
    if item.checks.is_empty() {
        return;
    }
    out.item();
    forms::table(out, "codegen::call_checks", &[item.request.as_str()], |out| {
        for RequestCheck { part, rules } in &item.checks {
            entry(out, |out| {
                self::part(out, part);
                out.text(" => ");
                out.list(List::ARRAY, rules, |out, it| rule(out, it, scope));
            });
        }
    });
}

fn entry(out: &mut Printer, print: impl FnOnce(&mut Printer)) {
    out.start();
    print(out);
    out.text(",");
    out.end();
}

fn part(out: &mut Printer, part: &CheckedPart) {
    let (name, key) = match part {
        CheckedPart::Parameter(Location::Path, name) => ("Path", name.as_str()),
        CheckedPart::Parameter(Location::Query, name) => ("Query", name.as_str()),
        CheckedPart::Parameter(Location::Header, name) => ("Header", name.as_str()),
        CheckedPart::Parameter(Location::Cookie, name) => ("Cookie", name.as_str()),
        CheckedPart::Body(media_type) => ("Body", media_type.as_str()),
    };
    out.texts(&[name, "("]);
    out.literal(key);
    out.text(")");
}

fn all(out: &mut Printer, rules: &[Rule], scope: &Scope) {
    out.text("&");
    out.list(List::ARRAY, rules, |out, it| rule(out, it, scope));
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

/// A rule, as the function of the table that makes it.
fn rule(out: &mut Printer, rule: &Rule, scope: &Scope) {
    match rule {
        Rule::Number(rule, text) => of_literal(out, number_rule(*rule), text),
        Rule::Count(rule, count) => {
            out.texts(&[count_rule(*rule), "(", &count.to_string(), ")"]);
        }
        Rule::Pattern(pattern) => of_literal(out, "pattern", pattern),
        Rule::OneOf(values) => {
            out.text("one_of(");
            forms::strings(out, values.iter().map(String::as_str));
            out.text(")");
        }
        Rule::Unique => out.text("unique_items()"),
        Rule::Names(rules) => of_rules(out, "names", rules, scope),
        Rule::Items(rules) => of_rules(out, "items", rules, scope),
        Rule::Property(name, rules) => {
            of_key(out, "property", |out| out.literal(name.as_str()), rules, scope);
        }
        Rule::Others(named, rules) => {
            of_key(out, "others", |out| names(out, named), rules, scope);
        }
        Rule::Item(index, rules) => {
            of_key(out, "item", |out| out.text(&index.to_string()), rules, scope);
        }
        Rule::Of(path) => {
            out.text("of::<");
            scope.path(out, path);
            out.text(">()");
        }
        Rule::Tagged(tag, entries) => tagged(out, tag, entries, scope),
        Rule::Untagged(variants) => {
            out.text("fitting(&");
            out.list(List::ARRAY, variants, |out, it| variant(out, it, scope));
            out.text(")");
        }
    }
}

fn of_literal(out: &mut Printer, name: &str, text: &str) {
    out.texts(&[name, "("]);
    out.literal(text);
    out.text(")");
}

fn of_rules(out: &mut Printer, name: &str, rules: &[Rule], scope: &Scope) {
    out.texts(&[name, "("]);
    all(out, rules, scope);
    out.text(")");
}

/// A function of a key and the rules for what is there.
fn of_key(
    out: &mut Printer,
    name: &str,
    key: impl Fn(&mut Printer),
    rules: &[Rule],
    scope: &Scope,
) {
    out.text(name);
    out.list(List::ARGUMENTS, [true, false], |out, is_key| {
        if is_key { key(out) } else { all(out, rules, scope) }
    });
}

fn tagged(out: &mut Printer, tag: &WireName, entries: &[(Vec<String>, Vec<Rule>)], scope: &Scope) {
    out.text("tagged");
    out.list(List::ARGUMENTS, [true, false], |out, is_tag| {
        if is_tag {
            return out.literal(tag.as_str());
        }
        out.text("&");
        out.list(List::ARRAY, entries, |out, (tags, rules)| {
            out.list(List::ARGUMENTS, [true, false], |out, is_tags| {
                if is_tags {
                    forms::strings(out, tags.iter().map(String::as_str));
                } else {
                    all(out, rules, scope);
                }
            });
        });
    });
}

fn variant(out: &mut Printer, variant: &VariantRules, scope: &Scope) {
    let name = match &variant.values {
        VariantValues::Any => "anything",
        VariantValues::Boolean => "boolean",
        VariantValues::Number => "number",
        VariantValues::String => "text",
        VariantValues::Array => "list",
        VariantValues::Object(required) => {
            return of_key(out, "object", |out| names(out, required), &variant.rules, scope);
        }
    };
    of_rules(out, name, &variant.rules, scope);
}

fn names(out: &mut Printer, names: &[WireName]) {
    forms::strings(out, names.iter().map(WireName::as_str));
}
