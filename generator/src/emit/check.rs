//! Tables of constraints, where the configuration asks for them.

use super::forms;
use super::printer::{List, Printer};
use super::scope::Scope;
use crate::plan::ir::{
    CheckedPart, Ident, Location, OperationItem, RequestCheck, Rule, RuleArgument, VariantRules,
    VariantValues, WireName,
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

/// A rule, as the function of the table that makes it.
fn rule(out: &mut Printer, rule: &Rule, scope: &Scope) {
    match rule {
        Rule::Keyword(function, argument) => {
            out.texts(&[function.as_str(), "("]);
            self::argument(out, argument);
            out.text(")");
        }
        Rule::Pattern(pattern) => of_literal(out, "pattern", pattern),
        Rule::OneOf(values) => {
            out.text("one_of(");
            forms::strings(out, values.iter().map(String::as_str));
            out.text(")");
        }
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

fn argument(out: &mut Printer, argument: &RuleArgument) {
    match argument {
        RuleArgument::Bound(number, _) | RuleArgument::Number(number) => out.literal(number),
        RuleArgument::Count(count) => out.text(&count.to_string()),
        RuleArgument::None => {}
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
