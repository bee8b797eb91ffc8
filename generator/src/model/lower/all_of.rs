//! A schema with its `allOf` unfolded: a list of schemas that all apply, bases first.

use std::collections::HashSet;

use super::alias::is_null;
use super::view::{SchemaCursor, SchemaOrReference, View};
use super::{Builder, Job};
use crate::model::TypeId;

/// How many schemas are merged; real documents stay under 20.
const MAX_PARTS: usize = 256;

/// One schema of an unfolded `allOf`.
#[derive(Clone, Debug)]
pub(super) struct AllOfMember<'a> {
    pub(super) at: SchemaCursor<'a>,
    pub(super) view: View<'a>,
    /// The type whose properties these are, for the names of inline types.
    pub(super) owner: TypeId,
    /// Whether it was reached through a reference.
    pub(super) referred: bool,
}

enum UnfoldStep<'a> {
    Visit { at: SchemaCursor<'a>, owner: TypeId, referred: bool },
    Emit(AllOfMember<'a>),
}

impl<'a> Builder<'a> {
    /// Unfolds a schema, each component once; `None` if there are too many.
    pub(super) fn parts(&self, job: &Job<'a>) -> Option<Vec<AllOfMember<'a>>> {
        let mut parts = Vec::new();
        let mut seen: HashSet<TypeId> = HashSet::from([job.id]);
        let visit = |at: &SchemaCursor<'a>| UnfoldStep::Visit {
            at: at.clone(),
            owner: job.id,
            referred: false,
        };
        let mut steps: Vec<UnfoldStep<'a>> =
            job.also.iter().chain([&job.at]).rev().map(visit).collect();
        while let Some(step) = steps.pop() {
            let (at, owner, referred) = match step {
                UnfoldStep::Visit { at, owner, referred } => (at, owner, referred),
                UnfoldStep::Emit(part) => {
                    parts.push(part);
                    continue;
                }
            };
            if steps.len() + parts.len() > MAX_PARTS {
                return None;
            }
            match at.schema {
                SchemaOrReference::Reference(text) => {
                    let Some((id, target)) = self.target(text) else { continue };
                    let at = SchemaCursor { bare: at.bare, ..target };
                    if seen.insert(id) {
                        steps.push(UnfoldStep::Visit { at, owner: id, referred: true });
                    }
                }
                SchemaOrReference::Inline(_) => unfold(&mut steps, at, owner, referred),
            }
        }
        Some(parts)
    }
}

/// Pushes a schema and the members of its `allOf`, which come first.
fn unfold<'a>(
    steps: &mut Vec<UnfoldStep<'a>>,
    at: SchemaCursor<'a>,
    owner: TypeId,
    referred: bool,
) {
    let Some(mut view) = at.view() else { return };
    let mut members = at.members("allOf", view.all_of);
    // A union of one is that one.
    for (key, typed) in [("oneOf", &mut view.one_of), ("anyOf", &mut view.any_of)] {
        let mut real: Vec<SchemaCursor<'a>> = at.members(key, typed);
        real.retain(|it| !is_null(it));
        if real.len() == 1 {
            members.append(&mut real);
            *typed = &[];
        }
    }
    if at.bare {
        (view.one_of, view.any_of) = (&[], &[]);
    }
    let bare = at.bare;
    steps.push(UnfoldStep::Emit(AllOfMember { at, view, owner, referred }));
    for at in members.into_iter().rev().map(|it| SchemaCursor { bare, ..it }) {
        steps.push(UnfoldStep::Visit { at, owner, referred });
    }
}
