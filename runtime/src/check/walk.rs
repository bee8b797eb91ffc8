//! Applies constraints to a value recursively.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::constraint::{Constraint, Constraints, JsonKind, UnionMember};
use super::decimal::{self, Decimal};
use super::{RequestPart, decimal::Order};
use crate::error::Violation;

/// The maximum number of nested types without descending into the value: unions may contain
/// themselves.
const MAX_TYPES: usize = 32;

/// Returns the violations of the constraints by `value`.
pub(super) fn walk(part: RequestPart, rules: Constraints, value: &Value) -> Vec<Violation> {
    let mut walk = Walk { part, pointer: String::new(), found: Vec::new(), known: HashMap::new() };
    walk.all(rules, value, MAX_TYPES);
    walk.found
}

struct Walk {
    part: RequestPart,
    /// The current location in the value.
    pointer: String,
    found: Vec<Violation>,
    /// Cached violations of unions, by the addresses of the value and of the union. Nested unions
    /// would otherwise check a value repeatedly. All values live as long as the cache; see
    /// [`names`](Self::names).
    known: HashMap<(usize, usize), Vec<Violation>>,
}

impl Walk {
    fn all(&mut self, rules: Constraints, value: &Value, types: usize) {
        for rule in rules {
            self.one(rule, value, types);
        }
    }

    fn one(&mut self, rule: &Constraint, value: &Value, types: usize) {
        match (value, *rule) {
            (_, Constraint::Of(rules)) if types > 0 => self.all(rules(), value, types - 1),
            (_, Constraint::Fitting(members)) if types > 0 => {
                self.fitting(members, value, types - 1)
            }
            (Value::Number(number), _) => self.number(rule, number),
            (Value::String(text), _) => self.text(rule, text),
            (Value::Array(items), _) => self.list(rule, items),
            (Value::Object(fields), _) => self.object(rule, fields, value, types),
            _ => {}
        }
    }

    /// Applies constraints to a part of the value.
    fn inside(&mut self, token: &str, rules: Constraints, value: &Value) {
        let end = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
        self.all(rules, value, MAX_TYPES);
        self.pointer.truncate(end);
    }

    fn breaks(&mut self, keyword: &'static str, what: String) {
        self.found.push(Violation::new(self.part, self.pointer.clone(), keyword, what));
    }

    fn number(&mut self, rule: &Constraint, number: &serde_json::Number) {
        let (keyword, bound, allowed, what): (_, _, &[Order], _) = match *rule {
            Constraint::Minimum(bound) => {
                ("minimum", bound, &[Order::Greater, Order::Equal], "is less than")
            }
            Constraint::ExclusiveMinimum(bound) => {
                ("exclusiveMinimum", bound, &[Order::Greater], "is not more than")
            }
            Constraint::Maximum(bound) => {
                ("maximum", bound, &[Order::Less, Order::Equal], "is more than")
            }
            Constraint::ExclusiveMaximum(bound) => {
                ("exclusiveMaximum", bound, &[Order::Less], "is not less than")
            }
            Constraint::MultipleOf(step) => {
                let number = number.to_string();
                if Decimal::parse(&number)
                    .zip(Decimal::parse(step))
                    .is_some_and(|(number, step)| !number.is_multiple_of(step))
                {
                    self.breaks("multipleOf", format!("is not a multiple of {step}"));
                }
                return;
            }
            _ => return,
        };
        let order = decimal::compare(&number.to_string(), bound);
        if order.is_some_and(|order| !allowed.contains(&order)) {
            self.breaks(keyword, format!("{what} {bound}"));
        }
    }

    fn text(&mut self, rule: &Constraint, text: &str) {
        match *rule {
            Constraint::MinLength(least) => {
                self.at_least("minLength", text.chars().count(), least, "character")
            }
            Constraint::MaxLength(most) => {
                self.at_most("maxLength", text.chars().count(), most, "character")
            }
            #[cfg(feature = "regex")]
            Constraint::Pattern(pattern) if !super::pattern::matches(pattern, text) => {
                self.breaks("pattern", format!("does not match `{pattern}`"));
            }
            Constraint::OneOf(texts) if !texts.contains(&text) => {
                let texts: Vec<String> = texts.iter().map(|it| format!("`{it}`")).collect();
                self.breaks("enum", format!("is not one of {}", texts.join(", ")));
            }
            _ => {}
        }
    }

    fn list(&mut self, rule: &Constraint, items: &[Value]) {
        match *rule {
            Constraint::MinItems(least) => self.at_least("minItems", items.len(), least, "item"),
            Constraint::MaxItems(most) => self.at_most("maxItems", items.len(), most, "item"),
            Constraint::UniqueItems => self.unique(items),
            Constraint::Items(rules) => {
                for (index, item) in items.iter().enumerate() {
                    self.inside(&index.to_string(), rules, item);
                }
            }
            Constraint::Item(index, rules) => {
                if let Some(item) = items.get(index) {
                    self.inside(&index.to_string(), rules, item);
                }
            }
            _ => {}
        }
    }

    /// Items are compared as JSON text, in which members have a fixed order.
    fn unique(&mut self, items: &[Value]) {
        let mut seen = HashSet::new();
        let again = items.iter().position(|item| !seen.insert(item.to_string()));
        if let Some(index) = again {
            self.breaks("uniqueItems", format!("has the item at {index} twice"));
        }
    }

    fn object(
        &mut self,
        rule: &Constraint,
        fields: &Map<String, Value>,
        value: &Value,
        types: usize,
    ) {
        match *rule {
            Constraint::MinProperties(least) => {
                let unit = if least == 1 { "property" } else { "properties" };
                self.at_least_of("minProperties", fields.len(), least, unit);
            }
            Constraint::MaxProperties(most) => {
                let unit = if most == 1 { "property" } else { "properties" };
                self.at_most_of("maxProperties", fields.len(), most, unit);
            }
            Constraint::Property(name, rules) => {
                if let Some(value) = fields.get(name) {
                    self.inside(name, rules, value);
                }
            }
            Constraint::Others(named, rules) => {
                for (name, value) in fields.iter().filter(|(it, _)| !named.contains(&it.as_str())) {
                    self.inside(name, rules, value);
                }
            }
            Constraint::Names(rules) => self.names(rules, fields),
            Constraint::Tagged(tag, entries) => {
                let tag = fields.get(tag).map(|it| match it {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                });
                let known = |tags: &[&str]| tag.as_deref().is_some_and(|it| tags.contains(&it));
                if let Some((_, rules)) = entries.iter().find(|(tags, _)| known(tags)) {
                    self.all(rules, value, types);
                }
            }
            _ => {}
        }
    }

    /// A violation by a name has the location of its property.
    fn names(&mut self, rules: Constraints, fields: &Map<String, Value>) {
        for name in fields.keys() {
            let before = self.found.len();
            // The name is a temporary value, so its cached violations must not be used for the next
            // one.
            let known = std::mem::take(&mut self.known);
            self.inside(name, rules, &Value::String(name.clone()));
            self.known = known;
            for violation in self.found.iter_mut().skip(before) {
                violation.in_name();
            }
        }
    }

    /// A value may have the kind of several members, and is valid if it satisfies one of them.
    /// Otherwise the violations of the closest member are reported.
    fn fitting(&mut self, members: &'static [UnionMember], value: &Value, types: usize) {
        let key = (std::ptr::from_ref(value).addr(), members.as_ptr().addr());
        if !self.known.contains_key(&key) {
            let found = self.least_broken(members, value, types);
            self.known.insert(key, found);
        }
        self.found.extend(self.known.get(&key).into_iter().flatten().cloned());
    }

    fn least_broken(
        &mut self,
        members: &'static [UnionMember],
        value: &Value,
        types: usize,
    ) -> Vec<Violation> {
        let mut least: Option<Vec<Violation>> = None;
        for member in members.iter().filter(|it| matches_member(value, it)) {
            let outer = std::mem::take(&mut self.found);
            self.all(member.rules, value, types);
            let found = std::mem::replace(&mut self.found, outer);
            if found.is_empty() {
                return found;
            }
            if least.as_ref().is_none_or(|it| found.len() < it.len()) {
                least = Some(found);
            }
        }
        least.unwrap_or_default()
    }

    fn at_least(&mut self, keyword: &'static str, count: usize, least: usize, unit: &str) {
        self.at_least_of(keyword, count, least, &plural(least, unit));
    }

    fn at_most(&mut self, keyword: &'static str, count: usize, most: usize, unit: &str) {
        self.at_most_of(keyword, count, most, &plural(most, unit));
    }

    fn at_least_of(&mut self, keyword: &'static str, count: usize, least: usize, unit: &str) {
        if count < least {
            self.breaks(keyword, format!("has {count} of at least {least} {unit}"));
        }
    }

    fn at_most_of(&mut self, keyword: &'static str, count: usize, most: usize, unit: &str) {
        if count > most {
            self.breaks(keyword, format!("has {count} of at most {most} {unit}"));
        }
    }
}

fn plural(count: usize, unit: &str) -> String {
    if count == 1 { unit.to_owned() } else { format!("{unit}s") }
}

fn matches_member(value: &Value, member: &UnionMember) -> bool {
    let kind = match value {
        Value::Null => return false,
        Value::Bool(_) => JsonKind::Boolean,
        Value::Number(_) => JsonKind::Number,
        Value::String(_) => JsonKind::Text,
        Value::Array(_) => JsonKind::List,
        Value::Object(_) => JsonKind::Object,
    };
    let has = |name: &&str| value.get(*name).is_some();
    (member.kind == JsonKind::Any || member.kind == kind) && member.required.iter().all(has)
}
