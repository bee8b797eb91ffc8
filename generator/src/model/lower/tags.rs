//! What tells the members of a union apart where the document does not say it: a property whose literals differ.
//!
//! Every enum is open for the client, so that a member would take a value that carries the tag of another one.
//! A property is taken only where no value could be meant for two members.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::alias::is_null;
use super::all_of::AllOfMember;
use super::enumeration::tag;
use super::union::{MAX_LOOKING, members};
use super::view::{SchemaCursor, TypeKeyword};
use super::{Builder, Job, NOBODY};
use crate::model::WireName;

/// How many schemas are looked at for one union; unions of unions could cost much more than any document is worth.
const MAX_SCHEMAS: usize = 2_000;

/// How many literals one property may have; a tag has few.
const MAX_LITERALS: usize = 4_000;

/// A property that tells members apart, with the literals of each member in the members' order.
pub(super) struct Tags {
    pub(super) property: WireName,
    pub(super) of: Vec<Vec<String>>,
}

/// The literals that a property may be, as text: a tag is compared by its text, as `mapping` has no other keys.
#[derive(Clone)]
struct Literals {
    values: Vec<String>,
    required: bool,
}

/// The properties of one member that may only be some literals, in the document's order.
type Table<'a> = IndexMap<&'a str, Literals>;

impl<'a> Builder<'a> {
    /// The property that tells all members apart; one that must always be there goes before one that need not.
    pub(super) fn inferred(&self, members: &[SchemaCursor<'a>]) -> Option<Tags> {
        let mut left = MAX_SCHEMAS;
        let mut tables = Vec::with_capacity(members.len());
        for at in members {
            if !self.is_object(at, MAX_LOOKING) {
                return None;
            }
            tables.push(self.table(at, MAX_LOOKING, &mut left)?);
        }
        let (first, others) = tables.split_first().filter(|(_, others)| !others.is_empty())?;
        let everywhere = |name: &str| -> Option<Vec<&Literals>> {
            let rest = others.iter().map(|table| table.get(name));
            [first.get(name)].into_iter().chain(rest).collect()
        };
        let mut optional = None;
        for name in first.keys() {
            let Some(found) = everywhere(name).filter(|it| are_disjoint(it)) else { continue };
            let of = found.iter().map(|it| it.values.clone()).collect();
            let tags = Tags { property: WireName((*name).to_owned()), of };
            if found.iter().all(|it| it.required) {
                return Some(tags);
            }
            optional.get_or_insert(tags);
        }
        optional
    }

    /// The literals that a property of a member may be, each once.
    pub(super) fn literals(
        &self,
        member: &SchemaCursor<'a>,
        property: &str,
    ) -> Option<Vec<String>> {
        let mut left = MAX_SCHEMAS;
        let mut table = self.table(member, MAX_LOOKING, &mut left)?;
        let mut values = table.shift_remove(property)?.values;
        let mut seen = HashSet::new();
        values.retain(|it| seen.insert(it.clone()));
        (!values.is_empty()).then_some(values)
    }

    /// The literals of a member's properties. A member that is a union has what all its own members have.
    fn table(&self, at: &SchemaCursor<'a>, depth: u8, left: &mut usize) -> Option<Table<'a>> {
        let depth = depth.checked_sub(1)?;
        *left = left.checked_sub(1)?;
        let job = Job { id: NOBODY, at: at.clone(), also: Vec::new(), bytes: 0 };
        let parts = self.parts(&job)?;
        let required: HashSet<&str> =
            parts.iter().flat_map(|part| part.view.required).map(String::as_str).collect();
        let mut table = Table::new();
        for part in &parts {
            for (name, values) in self.own_literals(part) {
                table.insert(name, Literals { values, required: required.contains(name) });
            }
        }
        let id = self.reference(at).map_or(NOBODY, |it| it.id);
        for union in parts.iter().flat_map(|part| members(&part.at, &part.view)) {
            if self.is_chosen(id, &parts, &union) {
                continue;
            }
            let mut tables = Vec::with_capacity(union.at.len());
            for at in &union.at {
                tables.push(self.table(at, depth, left)?);
            }
            for (name, literals) in common(&tables) {
                table.entry(name).or_insert(literals);
            }
        }
        Some(table)
    }

    fn own_literals(&self, part: &AllOfMember<'a>) -> Vec<(&'a str, Vec<String>)> {
        let properties = part.at.properties(&part.view).into_iter();
        properties.filter_map(|(name, at)| Some((name, self.closed(&at, MAX_LOOKING)?))).collect()
    }

    /// The strings, integers or booleans that a schema allows, where it allows no others.
    pub(super) fn closed(&self, at: &SchemaCursor<'a>, depth: u8) -> Option<Vec<String>> {
        let (at, depth) = self.deref(at).zip(depth.checked_sub(1))?;
        let view = at.view()?;
        if matches!(view.kind, Some(TypeKeyword::Object | TypeKeyword::Array)) || view.is_raw() {
            return None;
        }
        if let Some(listed) = at.node.get("enum").filter(|it| it.items().len() > 0) {
            return listed.items().filter(|it| !it.is_null()).map(tag).collect();
        }
        let mut all = at.members("allOf", view.all_of).into_iter();
        if let Some(values) = all.find_map(|it| self.closed(&it, depth)) {
            return Some(values);
        }
        let either = [at.members("oneOf", view.one_of), at.members("anyOf", view.any_of)];
        let either = either.into_iter().find(|it| !it.is_empty())?;
        let mut values = Vec::new();
        for member in either.iter().filter(|it| !is_null(it)) {
            values.extend(self.closed(member, depth)?);
            if values.len() > MAX_LITERALS {
                return None;
            }
        }
        Some(values)
    }
}

/// The properties that all tables have, with the literals of all.
fn common<'a>(tables: &[Table<'a>]) -> Table<'a> {
    let Some((first, others)) = tables.split_first() else { return Table::new() };
    let mut found = Table::new();
    for (name, literals) in first {
        let mut literals = literals.clone();
        let rest: Option<Vec<&Literals>> = others.iter().map(|it| it.get(name)).collect();
        let Some(rest) = rest else { continue };
        for other in rest {
            literals.required &= other.required;
            literals.values.extend(other.values.iter().cloned());
        }
        found.insert(*name, literals);
    }
    found
}

/// Whether each member has literals, and none has one of another member.
fn are_disjoint(members: &[&Literals]) -> bool {
    let mut seen: HashSet<&str> = HashSet::new();
    members.iter().all(|member| {
        let own: HashSet<&str> = member.values.iter().map(String::as_str).collect();
        let fresh = !own.is_empty() && own.is_disjoint(&seen);
        seen.extend(own);
        fresh
    })
}
