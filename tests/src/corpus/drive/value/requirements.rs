//! Everything that is asked of one value: a schema with all that it refers to and one member of each of its unions.

use std::collections::{BTreeSet, VecDeque};

use serde_json::Value;

use crate::corpus::drive::pointer::target;

/// How many schemas may be between a value and what it is asked for.
const STEPS: usize = 64;

/// What is asked of a value, by all schemas together.
#[derive(Default)]
pub(super) struct Requirements<'a> {
    /// The types that are left; `None`: all.
    pub(super) types: Option<Vec<&'a str>>,
    /// The values that are left; `None`: all.
    pub(super) literals: Option<Vec<&'a Value>>,
    /// Schemas by property.
    pub(super) properties: Vec<(&'a str, Vec<&'a Value>)>,
    pub(super) required: BTreeSet<&'a str>,
    /// Schemas of all other members.
    pub(super) additional: Vec<&'a Value>,
    pub(super) patterned: Vec<(&'a str, &'a Value)>,
    pub(super) names: Vec<&'a Value>,
    pub(super) items: Vec<&'a Value>,
    pub(super) prefix: Vec<&'a Value>,
    /// Words with a bound, such as `minimum`: the schemas that have them.
    bounds: Vec<&'a Value>,
    /// Properties whose value is a tag of a union.
    pub(super) tags: Vec<(&'a str, String)>,
    /// `false` somewhere: there is no such value.
    pub(super) impossible: bool,
    /// Unions that no member was taken of yet, with the steps that are left.
    unions: VecDeque<(&'a Value, &'static str, usize)>,
}

/// Says which member of a union is taken.
pub(super) type Choose<'c, 'a> = dyn FnMut(&[&'a Value]) -> usize + 'c;

impl<'a> Requirements<'a> {
    pub(super) fn of(
        document: &'a Value,
        schemas: &[&'a Value],
        choose: &mut Choose<'_, 'a>,
    ) -> Self {
        let mut requirements = Self::default();
        for schema in schemas {
            requirements.absorb(document, schema, STEPS);
        }
        // A member is selected after all keywords next to the union are known.
        while let Some((schema, keyword, steps)) = requirements.unions.pop_front() {
            requirements.take(document, (schema, keyword), choose, steps);
        }
        requirements
    }

    fn absorb(&mut self, document: &'a Value, schema: &'a Value, steps: usize) {
        self.impossible |= schema == &Value::Bool(false);
        let (Some(steps), Value::Object(_)) = (steps.checked_sub(1), schema) else { return };
        self.read_keywords(schema);
        let reference = schema.get("$ref").and_then(Value::as_str).and_then(target);
        if let Some(target) = reference.and_then(|it| document.pointer(&it)) {
            self.absorb(document, target, steps);
        }
        for member in list(schema, "allOf") {
            self.absorb(document, member, steps);
        }
        self.unions.extend(["oneOf", "anyOf"].map(|it| (schema, it, steps)));
    }

    /// Takes one member of a union.
    fn take(
        &mut self,
        document: &'a Value,
        (schema, keyword): (&'a Value, &str),
        choose: &mut Choose<'_, 'a>,
        steps: usize,
    ) {
        let members: Vec<&Value> = list(schema, keyword).collect();
        let left = |it: &&Value| self.leaves(document, it);
        let fitting: Vec<&Value> = members.iter().copied().filter(left).collect();
        let members = if fitting.is_empty() { members } else { fitting };
        let Some(member) = members.get(choose(&members)) else { return };
        if let Some(tag) = tag(document, schema, member) {
            self.tags.push(tag);
        }
        self.absorb(document, member, steps);
    }

    /// Whether a member of a union leaves one of the values that are left.
    fn leaves(&self, document: &'a Value, member: &'a Value) -> bool {
        let reference = member.get("$ref").and_then(Value::as_str).and_then(target);
        let behind = reference.and_then(|it| document.pointer(&it)).unwrap_or(member);
        let mut both = Self { types: self.types.clone(), ..Self::default() };
        both.types(behind);
        let is_type = both.types.is_none_or(|it| !it.is_empty());
        let (Some(left), Some(own)) = (&self.literals, literals(behind)) else { return is_type };
        is_type && own.iter().any(|it| left.contains(it))
    }

    /// The words of one schema.
    fn read_keywords(&mut self, schema: &'a Value) {
        self.types(schema);
        if let Some(values) = literals(schema) {
            let left = self.literals.take();
            let both = |it: &&Value| left.as_ref().is_none_or(|left| left.contains(it));
            self.literals = Some(values.into_iter().filter(both).collect());
        }
        for (name, property) in members(schema, "properties") {
            match self.properties.iter_mut().find(|(it, _)| it == name) {
                Some((_, schemas)) => schemas.push(property),
                None => self.properties.push((name, vec![property])),
            }
        }
        self.required.extend(list(schema, "required").filter_map(Value::as_str));
        self.additional.extend(schema.get("additionalProperties"));
        self.patterned.extend(members(schema, "patternProperties").map(|(k, v)| (k.as_str(), v)));
        self.names.extend(schema.get("propertyNames"));
        self.items.extend(schema.get("items").filter(|it| !it.is_array()));
        if self.prefix.is_empty() {
            self.prefix.extend(list(schema, "prefixItems"));
        }
        self.bounds.push(schema);
    }

    fn types(&mut self, schema: &'a Value) {
        let named: Vec<&str> = match schema.get("type") {
            Some(Value::String(one)) => vec![one.as_str()],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => return,
        };
        let Some(left) = self.types.take() else {
            self.types = Some(named);
            return;
        };
        // An integer is a number too.
        let both = |it: &&str| left.contains(it) || (*it == "integer" && left.contains(&"number"));
        let mut both: Vec<&str> = named.iter().copied().filter(both).collect();
        if left.contains(&"integer") && named.contains(&"number") && !both.contains(&"integer") {
            both.push("integer");
        }
        self.types = Some(both);
    }

    /// All values of a keyword, such as `pattern`.
    pub(super) fn all(&self, keyword: &str) -> impl Iterator<Item = &'a Value> + use<'a, '_> {
        self.bounds.iter().filter_map(move |it| it.get(keyword)).collect::<Vec<_>>().into_iter()
    }

    /// The largest of a keyword that counts.
    pub(super) fn at_least(&self, keyword: &str) -> usize {
        self.counts(keyword).max().unwrap_or(0)
    }

    /// The smallest of a keyword that counts.
    pub(super) fn at_most(&self, keyword: &str) -> Option<usize> {
        self.counts(keyword).min()
    }

    fn counts(&self, keyword: &str) -> impl Iterator<Item = usize> + use<'a, '_> {
        // Some documents write `1.0`.
        let count = |it: &Value| it.as_f64().map(|it| it as usize);
        self.all(keyword).filter_map(count)
    }
}

/// The values that a schema lists.
fn literals(schema: &Value) -> Option<Vec<&Value>> {
    match (schema.get("const"), schema.get("enum")) {
        (Some(value), _) => Some(vec![value]),
        (None, Some(Value::Array(values))) => Some(values.iter().collect()),
        _ => None,
    }
}

/// The property that names a member of a union, and its value there (OpenAPI "Discriminator Object").
fn tag<'a>(document: &'a Value, schema: &'a Value, member: &'a Value) -> Option<(&'a str, String)> {
    let discriminator = schema.get("discriminator")?;
    let property = discriminator.get("propertyName")?.as_str()?;
    let reference = member.get("$ref")?.as_str()?;
    let name = target(reference)?.rsplit('/').next()?.replace("~1", "/").replace("~0", "~");
    let mapped = members(discriminator, "mapping").find(|(_, to)| {
        let to = to.as_str().unwrap_or_default();
        to == reference || target(to).is_some_and(|it| target(reference) == Some(it)) || to == name
    });
    // Where nothing is mapped, what the member itself says of the property goes before its name.
    if mapped.is_none() {
        let mut own = Requirements::of(document, &[member], &mut |_| 0);
        let at = own.properties.iter().position(|(it, _)| *it == property);
        let (_, schemas) = at.map(|it| own.properties.swap_remove(it)).unwrap_or_default();
        if Requirements::of(document, &schemas, &mut |_| 0).literals.is_some() {
            return None;
        }
    }
    Some((property, mapped.map_or(name, |(key, _)| key.clone())))
}

pub(super) fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    schema.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn members<'a>(
    schema: &'a Value,
    key: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
    schema.get(key).and_then(Value::as_object).into_iter().flatten()
}
