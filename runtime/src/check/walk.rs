//! Applies constraints to a value recursively.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::RequestPart;
use super::constraint::{Constraint, Constraints, JsonKind, UnionMember};
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
            (_, Constraint::Keyword(keyword)) => {
                if let Some((name, what)) = keyword.violation(value) {
                    self.breaks(name, what);
                }
            }
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

    fn list(&mut self, rule: &Constraint, items: &[Value]) {
        match *rule {
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

    fn object(
        &mut self,
        rule: &Constraint,
        fields: &Map<String, Value>,
        value: &Value,
        types: usize,
    ) {
        match *rule {
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
        // No member has the kind of the value: its type reports that.
        least.unwrap_or_default()
    }
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
