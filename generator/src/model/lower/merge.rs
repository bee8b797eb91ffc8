//! One type for several schemas that hold together: a property that several members of an `allOf` declare, or a member
//! of a union with properties of its own.
//!
//! Where one of the schemas says all that the others say, it is the type. Else they are merged as an `allOf` is, and where one
//! of them is a choice, what the others say goes into each of its members.

use std::collections::HashSet;

use super::alias::has_enum;
use super::all_of::AllOfMember;
use super::union::{MAX_LOOKING, Members, members};
use super::view::{SchemaCursor, SchemaOrReference};
use super::{Builder, Job, NOBODY};
use crate::model::{Place, TypeId, TypeRef};
use crate::text::JsonPointer;

/// The owner of a merged type, its name there where it is no item, and the schemas.
pub(super) type Key = (TypeId, String, Vec<(JsonPointer, bool)>);

/// How many types are made by merging; schemas that lead back to themselves could be combined without end.
const MAX_MERGED: usize = 20_000;

impl<'a> Builder<'a> {
    /// The type of what satisfies all of some schemas; the last one says most.
    pub(super) fn type_of_all(
        &mut self,
        before: &[SchemaCursor<'a>],
        at: &SchemaCursor<'a>,
        place: Place,
    ) -> TypeRef {
        if before.is_empty() {
            return self.type_at(at, place);
        }
        let all: Vec<SchemaCursor<'a>> = before.iter().chain([at]).cloned().collect();
        let telling: Vec<SchemaCursor<'a>> =
            all.iter().filter(|it| !self.is_plain(it)).cloned().collect();
        let all = if telling.is_empty() { vec![at.clone()] } else { telling };
        let Some(last) = all.last() else { return self.type_at(at, place) };
        if self.merged.len() >= MAX_MERGED {
            return self.type_at(last, place);
        }
        let Some(contents) = self.contents(&all) else {
            return match self.is_beside_choice(&all) {
                true => self.merged_type(all, place),
                false => self.type_at(last, place),
            };
        };
        let mut candidates = all.iter().zip(&contents).rev().filter(|(at, _)| !at.bare);
        let whole = candidates.find(|(_, own)| contents.iter().all(|it| it.is_subset(own)));
        if let Some((at, _)) = whole {
            return self.type_at(at, place);
        }
        self.merged_type(all, place)
    }

    /// Whether exactly one of the schemas is a choice, of objects that what the others say can go into.
    fn is_beside_choice(&self, all: &[SchemaCursor<'a>]) -> bool {
        let is_choice = |at: &&SchemaCursor<'a>| self.contents(std::slice::from_ref(*at)).is_none();
        let (choices, others): (Vec<&SchemaCursor<'a>>, Vec<&SchemaCursor<'a>>) =
            all.iter().partition(is_choice);
        let [choice] = choices.as_slice() else { return false };
        let Some(members) = self.choice(choice) else { return false };
        let objects = others.iter().all(|at| self.is_object(at, MAX_LOOKING));
        if others.is_empty() || !objects || !self.fits_each(all.iter(), &members) {
            return false;
        }
        let pointers =
            |at: &SchemaCursor<'a>| self.contents(std::slice::from_ref(at)).into_iter().flatten();
        let beside: HashSet<JsonPointer> =
            others.iter().flat_map(|it| pointers(it)).flatten().collect();
        let own: Vec<HashSet<JsonPointer>> = members.at.iter().flat_map(pointers).collect();
        // The member itself is in the list, so it is chosen already.
        let is_chosen = own.iter().any(|it| it.is_subset(&beside));
        let lacks = own.iter().any(|it| !beside.is_subset(it));
        let is_last = all.last().is_some_and(|it| it.pointer == choice.pointer);
        !is_chosen && (lacks || !is_last)
    }

    /// The only union in a schema.
    fn choice(&self, at: &SchemaCursor<'a>) -> Option<Members<'a>> {
        let target = self.reference(at).map(|it| it.id);
        let job = Job { id: NOBODY, at: at.clone(), also: Vec::new(), bytes: 0 };
        let parts = self.parts(&job).filter(|_| !target.is_some_and(|id| self.is_family(id)))?;
        if parts.iter().any(|it| it.view.is_raw()) {
            return None;
        }
        let unions = parts.iter().flat_map(|it| members(&it.at, &it.view));
        <[Members<'a>; 1]>::try_from(unions.collect::<Vec<_>>()).ok().map(|[only]| only)
    }

    fn merged_type(&mut self, mut all: Vec<SchemaCursor<'a>>, place: Place) -> TypeRef {
        let pointers = all.iter().map(|it| {
            let end = self.deref(it).unwrap_or_else(|| it.clone());
            (end.pointer, it.bare)
        });
        let (owner, name) = match &place {
            Place::Property(owner, name) => (*owner, name.0.clone()),
            Place::Item(owner) => (*owner, "[]".to_owned()),
            Place::Variant(owner, index) => (*owner, index.to_string()),
            _ => (TypeId(u32::MAX), String::new()),
        };
        let key = (owner, name, pointers.collect());
        if let Some(id) = self.merged.get(&key) {
            return TypeRef { id: *id, nullable: false };
        }
        let Some(at) = all.pop() else { return TypeRef { id: TypeId(u32::MAX), nullable: false } };
        let id = self.reserve(place, &at.pointer, at.node.span());
        self.merged.insert(key, id);
        self.queue.push_back(Job { id, at, also: all, bytes: self.bytes });
        TypeRef { id, nullable: false }
    }

    /// The schemas that each of several consists of; `None` where they cannot be merged, for one of them is a choice.
    pub(super) fn contents(&self, all: &[SchemaCursor<'a>]) -> Option<Vec<HashSet<JsonPointer>>> {
        all.iter()
            .map(|at| {
                let target = self.reference(at).map(|it| it.id);
                let base = target.is_some_and(|id| self.is_family(id));
                let job = Job { id: NOBODY, at: at.clone(), also: Vec::new(), bytes: 0 };
                let parts = self.parts(&job).filter(|_| !base)?;
                let taken = |it: &AllOfMember<'a>| {
                    all.iter().any(|at| at.bare && at.pointer == it.at.pointer)
                };
                let is_choice = |it: &AllOfMember<'a>| {
                    !(it.view.one_of.is_empty() && it.view.any_of.is_empty())
                };
                let choice =
                    parts.iter().any(|it| it.view.is_raw() || (is_choice(it) && !taken(it)));
                let pointers = parts.iter().map(|it| it.at.pointer.clone()).collect();
                (!choice).then_some(pointers)
            })
            .collect()
    }

    /// Whether a schema in place says its `type` and nothing else that a type is made of.
    fn is_plain(&self, at: &SchemaCursor<'a>) -> bool {
        let SchemaOrReference::Inline(_) = at.schema else { return false };
        let format = at.node.get("format").is_some();
        at.view().is_some_and(|view| {
            !view.has_structure()
                && view.required.is_empty()
                && !view.is_raw()
                && !has_enum(at.node)
                && !format
        })
    }

    /// The type in whose name a merged property stands: the one that declares it last, where that one inherits the
    /// others too, or otherwise the one that unites them.
    pub(super) fn owner_of(
        &self,
        whole: TypeId,
        name: &str,
        last: TypeId,
        before: &[SchemaCursor<'a>],
    ) -> TypeId {
        if before.is_empty() || last == whole {
            return last;
        }
        let inherited = self.targets.get(last.0 as usize).and_then(|at| {
            let job = Job { id: last, at: at.clone(), also: Vec::new(), bytes: 0 };
            let parts = self.parts(&job)?;
            let own = parts.iter().flat_map(|part| part.at.properties(&part.view));
            Some(own.filter(|(own, _)| *own == name).map(|(_, at)| at.pointer).collect::<Vec<_>>())
        });
        let all = inherited.is_some_and(|it| before.iter().all(|at| it.contains(&at.pointer)));
        if all { last } else { whole }
    }

    /// Whether null is a value of a schema, looked at by itself.
    pub(super) fn says_null(&self, at: &SchemaCursor<'a>) -> bool {
        let Some(at) = self.deref(at) else { return false };
        at.view()
            .is_none_or(|view| view.data.nullable || (view.kind.is_none() && !view.has_structure()))
    }
}
