//! Makes a value of what is requirements, its parts by the same rules.

use std::hash::{DefaultHasher, Hash, Hasher};

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::requirements::{Choose, Requirements, list};
use super::{Letters, Pass, number, text};
use crate::corpus::drive::pointer::{resolve, target};
use crate::corpus::drive::view::{Direction, says};
use crate::corpus::examples::json_schema::AROUND;

/// Up to which depth optional members are there: the members of a type are tried where it stands near the top.
const FULL_DEPTH: usize = 4;

/// The depth from which the shortest alternative is used.
const DEEP: usize = 8;

/// The depth at which a value is given up.
const MAX_DEPTH: usize = 24;

/// How many values there may be in one with optional members.
const MAX_PARTS: usize = 4_000;

pub(in crate::corpus::drive) struct Maker<'a> {
    document: &'a Value,
    direction: Direction,
    pass: Pass,
    rng: Rng,
    parts: usize,
    /// The most members that a union near the top has.
    pub(in crate::corpus::drive) arity: usize,
}

impl<'a> Maker<'a> {
    /// `document` is in the words of JSON Schema; `name` tells one value from others.
    pub(in crate::corpus::drive) fn new(
        document: &'a Value,
        direction: Direction,
        name: &str,
        pass: Pass,
    ) -> Self {
        let mut hasher = DefaultHasher::new();
        (name, pass.turn, pass.full, pass.nulls, pass.seed).hash(&mut hasher);
        let rng = Rng::with_seed(hasher.finish());
        Self { document, direction, pass, rng, parts: 0, arity: 1 }
    }

    /// A value for the schema at a pointer; `None` where there seems to be none.
    pub(in crate::corpus::drive) fn of_place(&mut self, pointer: &str) -> Option<Value> {
        let schema = self.document.pointer(&resolve(self.document, pointer))?;
        self.value(&[schema], 0)
    }

    fn value(&mut self, schemas: &[&'a Value], depth: usize) -> Option<Value> {
        self.parts += 1;
        if depth > MAX_DEPTH {
            return None;
        }
        let document = self.document;
        let requirements = {
            let mut choose = |members: &[&'a Value]| self.choose(members, depth);
            let choose: &mut Choose<'_, 'a> = &mut choose;
            Requirements::of(document, schemas, choose)
        };
        if requirements.impossible {
            return None;
        }
        if let Some(literals) = &requirements.literals {
            return self.literal(&requirements, literals);
        }
        match self.kind(&requirements) {
            "null" => Some(Value::Null),
            "boolean" => Some(json!(self.rng.bool())),
            "integer" => Some(number::integer(&requirements, &mut self.rng)),
            "number" => Some(number::number(&requirements, &mut self.rng)),
            "array" => self.array(&requirements, depth),
            "object" => self.object(&requirements, depth),
            _ => {
                let text =
                    text::string(&requirements, self.pass.letters, self.pass.filled, &mut self.rng);
                Some(json!(text))
            }
        }
    }

    /// Which member of a union is taken.
    fn choose(&mut self, members: &[&'a Value], depth: usize) -> usize {
        let open: Vec<usize> = (0..members.len())
            .filter(|it| members.get(*it).is_some_and(|it| means_null(it) == self.pass.nulls))
            .collect();
        let open = if open.is_empty() { (0..members.len()).collect() } else { open };
        if depth < FULL_DEPTH {
            self.arity = self.arity.max(open.len());
        }
        if depth >= DEEP {
            let height = |it: &&usize| members.get(**it).map_or(0, |it| self.height(it, 6));
            return open.iter().min_by_key(height).copied().unwrap_or(0);
        }
        open.get(self.pass.turn % open.len().max(1)).copied().unwrap_or(0)
    }

    /// How deep a value of a schema must be at least, as far as it is looked.
    fn height(&self, schema: &Value, fuel: usize) -> usize {
        let Some(fuel) = fuel.checked_sub(1) else { return 100 };
        let below = |it: &Value| self.height(it, fuel);
        if let Some(target) = schema.get("$ref").and_then(Value::as_str).and_then(target) {
            return self.document.pointer(&target).map_or(0, below);
        }
        let required = list(schema, "required")
            .filter_map(|it| schema.get("properties")?.get(it.as_str()?).map(|it| 1 + below(it)));
        let items =
            schema.get("items").filter(|_| schema.get("minItems").is_some_and(|it| it != 0));
        let own = required.chain(items.map(|it| 1 + below(it))).max().unwrap_or(0);
        let all = list(schema, "allOf").map(below).max().unwrap_or(0);
        let one =
            ["oneOf", "anyOf"].iter().filter_map(|it| list(schema, it).map(below).min()).max();
        own.max(all).max(one.unwrap_or(0))
    }

    fn literal(&mut self, requirements: &Requirements<'_>, literals: &[&Value]) -> Option<Value> {
        let is_type = |it: &Value| {
            requirements.types.as_ref().is_none_or(|types| types.iter().any(|ty| is(it, ty)))
        };
        let fitting: Vec<&Value> = literals
            .iter()
            .copied()
            .filter(|it| is_type(it) && (it.is_null() == self.pass.nulls || literals.len() == 1))
            .collect();
        let all: Vec<&Value> = if fitting.is_empty() { literals.to_vec() } else { fitting };
        let empty = |it: &&Value| it.as_str() == Some("") && self.pass.filled;
        let all: Vec<&Value> = match all.iter().any(|it| !empty(it)) {
            true => all.into_iter().filter(|it| !empty(it)).collect(),
            false => all,
        };
        self.rng.choice(&all).map(|it| (*it).clone())
    }

    /// The JSON type of the value.
    fn kind(&mut self, requirements: &Requirements<'a>) -> &'a str {
        let Some(types) = &requirements.types else {
            let has = |keyword: &str| requirements.all(keyword).next().is_some();
            return match () {
                () if !requirements.properties.is_empty() || !requirements.required.is_empty() => {
                    "object"
                }
                () if has("additionalProperties") || has("patternProperties") => "object",
                () if has("items") || has("prefixItems") => "array",
                () if has("minimum") || has("maximum") => "number",
                () => "string",
            };
        };
        let open: Vec<&str> =
            types.iter().copied().filter(|it| (*it == "null") == self.pass.nulls).collect();
        let open = if open.is_empty() { types.clone() } else { open };
        self.arity = self.arity.max(open.len());
        open.get(self.pass.turn % open.len().max(1)).copied().unwrap_or("string")
    }

    fn array(&mut self, requirements: &Requirements<'a>, depth: usize) -> Option<Value> {
        let least = requirements.at_least("minItems");
        let most = requirements.at_most("maxItems").unwrap_or(usize::MAX);
        let usual = if self.is_full(depth) { 2 } else { usize::from(self.pass.filled) };
        let places = requirements.prefix.len();
        let usual = if places > 0 { places } else { usual };
        let unique = requirements.all("uniqueItems").any(|it| it == &Value::Bool(true));
        let mut items: Vec<Value> = Vec::new();
        let count = usual.max(least).min(most);
        for index in 0..count {
            let place = requirements.prefix.get(index).map(|it| vec![*it]);
            let schemas = place.unwrap_or_else(|| requirements.items.clone());
            let mut item = self.value(&schemas, depth + 1);
            // Where there are not as many different items, a shorter list is as good.
            for _ in 0..20 {
                if unique && item.as_ref().is_some_and(|it| items.contains(it)) {
                    item = self.value(&schemas, depth + 1);
                }
            }
            match item {
                Some(item) if !(unique && items.contains(&item)) => items.push(item),
                Some(_) => {}
                None if items.len() < least => return None,
                None => break,
            }
        }
        Some(Value::Array(items))
    }

    fn is_full(&self, depth: usize) -> bool {
        self.pass.full && depth < FULL_DEPTH && self.parts < MAX_PARTS
    }

    fn object(&mut self, requirements: &Requirements<'a>, depth: usize) -> Option<Value> {
        let mut members = Map::new();
        let least = requirements.at_least("minProperties");
        let most = requirements.at_most("maxProperties").unwrap_or(usize::MAX);
        let full = self.is_full(depth);
        for (name, schemas) in &requirements.properties {
            let needed = requirements.required.contains(name);
            let absent = schemas.iter().any(|it| says(self.document, it, self.direction.absent()));
            let room = members.len() < most || needed;
            if absent || !room || !(needed || full || members.len() < least) {
                continue;
            }
            match self.member(requirements, name, schemas, depth) {
                Some(value) => drop(members.insert((*name).to_owned(), value)),
                None if needed => return None,
                None => {}
            }
        }
        for name in &requirements.required {
            let known = requirements.properties.iter().any(|(it, _)| it == name);
            if !known && !members.contains_key(*name) {
                let value = self.member(requirements, name, &requirements.additional, depth)?;
                members.insert((*name).to_owned(), value);
            }
        }
        self.more(requirements, &mut members, (least, most, full), depth);
        Some(Value::Object(members))
    }

    fn member(
        &mut self,
        requirements: &Requirements<'a>,
        name: &str,
        schemas: &[&'a Value],
        depth: usize,
    ) -> Option<Value> {
        let tag = requirements.tags.iter().find(|(property, _)| *property == name);
        let value = self.value(schemas, depth + 1)?;
        Some(match tag {
            Some((_, tag)) if value.is_string() => json!(tag),
            _ => value,
        })
    }

    /// Members that no schema names, where one says what they are.
    fn more(
        &mut self,
        requirements: &Requirements<'a>,
        members: &mut Map<String, Value>,
        (least, most, full): (usize, usize, bool),
        depth: usize,
    ) {
        let open = requirements.additional.iter().all(|it| **it != Value::Bool(false));
        let said = !requirements.additional.is_empty() || !requirements.patterned.is_empty();
        let usual = usize::from(full && said && (open || !requirements.patterned.is_empty()));
        let count = (members.len() + usual).max(least).min(most);
        for _ in 0..count.saturating_sub(members.len()) {
            let (name, schemas) = match requirements.patterned.first() {
                Some((pattern, schema)) => {
                    (self.name(&[&json!({ "pattern": pattern })]), vec![*schema])
                }
                None if requirements.names.is_empty() => {
                    (Some(format!("more {}", members.len())), requirements.additional.clone())
                }
                None => (self.name(&requirements.names.clone()), requirements.additional.clone()),
            };
            let value = self.value(&schemas, depth + 1);
            if let (Some(name), Some(value)) = (name, value) {
                members.entry(name).or_insert(value);
            }
        }
    }

    fn name(&mut self, schemas: &[&Value]) -> Option<String> {
        let mut maker = Maker {
            document: self.document,
            direction: self.direction,
            pass: self.pass,
            rng: self.rng.fork(),
            parts: 0,
            arity: 1,
        };
        maker.pass.letters = Letters::Undelimited;
        maker.value(schemas, 0)?.as_str().map(str::to_owned)
    }
}

/// Whether a member of a union is there for null. One that says nothing but `nullable` allows everything, which would make
/// the members beside it mean nothing: those who write it (schemars does) mean null.
fn means_null(member: &Value) -> bool {
    let says_nothing = |it: &Value| it.as_object().is_some_and(Map::is_empty);
    let is_null = |it: &Value| it.get("type").is_some_and(|it| it == "null");
    let around = member.get(AROUND).and_then(|_| member.pointer("/anyOf/0"));
    is_null(member) || around.is_some_and(says_nothing)
}

fn is(value: &Value, ty: &str) -> bool {
    match ty {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        _ => value.is_object(),
    }
}
