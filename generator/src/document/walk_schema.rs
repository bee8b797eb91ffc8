//! The positions of schemas inside of schemas (OpenAPI 3.0 "Schema Object", JSON Schema 2020-12 section 10).

use super::Version;
use super::walk::{Spot, Walker};
use super::walk_visit::{Context, Object, SchemaRole};

/// How a keyword holds schemas.
#[derive(Clone, Copy)]
enum Holds {
    One,
    List,
    Map,
    /// `items` before 2020-12, `dependencies`: one schema, or a list or map of them.
    OneOrList,
}

/// A keyword that holds schemas, and the first version that knows it.
struct Keyword {
    name: &'static str,
    holds: Holds,
    role: SchemaRole,
    since: Version,
}

const fn keyword(name: &'static str, holds: Holds, role: SchemaRole, since: Version) -> Keyword {
    Keyword { name, holds, role, since }
}

const KEYWORDS: &[Keyword] = &[
    keyword("properties", Holds::Map, SchemaRole::Property, Version::V2_0),
    keyword("additionalProperties", Holds::One, SchemaRole::Values, Version::V2_0),
    keyword("items", Holds::OneOrList, SchemaRole::Item, Version::V2_0),
    keyword("allOf", Holds::List, SchemaRole::Part, Version::V2_0),
    keyword("oneOf", Holds::List, SchemaRole::Part, Version::V3_0),
    keyword("anyOf", Holds::List, SchemaRole::Part, Version::V3_0),
    keyword("not", Holds::One, SchemaRole::Part, Version::V3_0),
    keyword("patternProperties", Holds::Map, SchemaRole::Values, Version::V3_1),
    keyword("unevaluatedProperties", Holds::One, SchemaRole::Values, Version::V3_1),
    keyword("propertyNames", Holds::One, SchemaRole::Part, Version::V3_1),
    keyword("prefixItems", Holds::List, SchemaRole::Item, Version::V3_1),
    keyword("contains", Holds::One, SchemaRole::Item, Version::V3_1),
    keyword("unevaluatedItems", Holds::One, SchemaRole::Item, Version::V3_1),
    keyword("if", Holds::One, SchemaRole::Part, Version::V3_1),
    keyword("then", Holds::One, SchemaRole::Part, Version::V3_1),
    keyword("else", Holds::One, SchemaRole::Part, Version::V3_1),
    keyword("dependentSchemas", Holds::Map, SchemaRole::Part, Version::V3_1),
    keyword("contentSchema", Holds::One, SchemaRole::Part, Version::V3_1),
    keyword("$defs", Holds::Map, SchemaRole::Component, Version::V3_1),
    keyword("definitions", Holds::Map, SchemaRole::Component, Version::V3_1),
];

impl<'a> Walker<'a, '_> {
    /// A schema and everything in it. References are shown, not followed; the tree's depth bounds the recursion.
    pub(super) fn schema(&mut self, role: SchemaRole, spot: Spot<'a>, context: &Context<'a>) {
        self.show(Object::Schema(role), spot, context);
        // One pass over what is written is shorter than one look-up for each keyword that could be.
        for entry in spot.node.members() {
            let Some(keyword) = find(entry.key, self.version()) else { continue };
            let role = keyword.role;
            let below = |walker: &mut Self, spot: Spot<'a>, context: &Context<'a>| {
                walker.schema(role, spot, context);
            };
            match keyword.holds {
                Holds::OneOrList if entry.value.is_array() => {
                    self.each_item(entry, context, below);
                }
                Holds::One | Holds::OneOrList => self.enter(entry, context, below),
                Holds::List => self.each_item(entry, context, below),
                Holds::Map => self.each_member(entry, context, below),
            }
        }
    }
}

fn find(name: &str, version: Version) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.name == name && keyword.since <= version)
}
