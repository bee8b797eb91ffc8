//! Applies the segments of a query, one after the other, to a list of nodes.

use std::cell::Cell;

use super::location::{Location, Step};
use super::query::{Query, QueryOrigin, Segment, Selector};
use super::{TooManyNodes, filter};
use crate::source::Node;

/// How many nodes one query visits at most, those of its filters included.
pub(super) const MAX_NODES: usize = 5_000_000;

/// A node and its location.
#[derive(Clone, Debug)]
pub struct Selected<'a> {
    /// The node.
    pub node: Node<'a>,
    /// Its location.
    pub location: Location<'a>,
}

pub(super) fn select<'a>(query: &Query, root: Node<'a>) -> Result<Vec<Selected<'a>>, TooManyNodes> {
    let evaluation = Evaluation { root, left: Cell::new(MAX_NODES) };
    let selected = evaluation.query(query, root);
    if evaluation.left.get() == 0 { Err(TooManyNodes) } else { Ok(selected) }
}

/// One evaluation of a query against one tree.
pub(super) struct Evaluation<'a> {
    root: Node<'a>,
    /// How many more nodes it visits; at 0 it selects nothing more.
    left: Cell<usize>,
}

impl<'a> Evaluation<'a> {
    /// The nodes that a query selects; `current` is the node that a filter tests.
    pub(super) fn query(&self, query: &Query, current: Node<'a>) -> Vec<Selected<'a>> {
        let node = match query.origin {
            QueryOrigin::Root => self.root,
            QueryOrigin::Current => current,
        };
        let mut selected = vec![Selected { node, location: Location::default() }];
        for segment in &query.segments {
            let mut next = Vec::new();
            for from in &selected {
                self.segment(segment, from, &mut next);
            }
            selected = next;
        }
        selected
    }

    fn segment(&self, segment: &Segment, from: &Selected<'a>, into: &mut Vec<Selected<'a>>) {
        if !self.visit() {
            return;
        }
        for selector in &segment.selectors {
            self.selector(selector, from, into);
        }
        if segment.is_descendant {
            for child in children(from) {
                self.segment(segment, &child, into);
            }
        }
    }

    /// Counts a visit. Returns whether it is allowed.
    fn visit(&self) -> bool {
        self.left.set(self.left.get().saturating_sub(1));
        self.left.get() > 0
    }

    fn selector(&self, selector: &Selector, from: &Selected<'a>, into: &mut Vec<Selected<'a>>) {
        match selector {
            Selector::Name(name) => into.extend(member(from, name)),
            Selector::Wildcard => into.extend(children(from).filter(|_| self.visit())),
            Selector::Index(index) => into.extend(item(from, *index)),
            Selector::Slice { start, end, step } => {
                let indices = slice(from.node.items().len(), *start, *end, *step);
                into.extend(indices.into_iter().filter_map(|index| item(from, index)));
            }
            Selector::Filter(condition) => {
                let is_selected = |child: &Selected<'a>| {
                    self.visit() && filter::holds(self, condition, child.node)
                };
                into.extend(children(from).filter(is_selected));
            }
        }
    }
}

fn member<'a>(from: &Selected<'a>, name: &str) -> Option<Selected<'a>> {
    let entry = from.node.entry(name)?;
    Some(Selected { node: entry.value, location: from.location.child(Step::Key(entry.key)) })
}

/// An item; a negative index counts from the end.
fn item<'a>(from: &Selected<'a>, index: i64) -> Option<Selected<'a>> {
    let items = from.node.items();
    let length = i64::try_from(items.len()).ok()?;
    let index = usize::try_from(if index < 0 { index.checked_add(length)? } else { index }).ok()?;
    let node = from.node.items().nth(index)?;
    Some(Selected { node, location: from.location.child(Step::Index(index)) })
}

/// The values of an object or an array, in source order.
fn children<'a>(from: &Selected<'a>) -> impl Iterator<Item = Selected<'a>> {
    let location = from.location.clone();
    let members = from.node.members().map(|it| (Step::Key(it.key), it.value));
    let items = from.node.items().enumerate().map(|(index, it)| (Step::Index(index), it));
    let children = members.chain(items);
    children.map(move |(step, node)| Selected { node, location: location.child(step) })
}

/// The indices of a slice (RFC 9535 section 2.3.4.2.2).
fn slice(length: usize, start: Option<i64>, end: Option<i64>, step: i64) -> Vec<i64> {
    let Ok(length) = i64::try_from(length) else { return Vec::new() };
    let normal = |index: i64| if index < 0 { length.saturating_add(index) } else { index };
    if step > 0 {
        let first = normal(start.unwrap_or(0)).clamp(0, length);
        let last = normal(end.unwrap_or(length)).clamp(0, length);
        steps(first, step).take_while(|index| *index < last).collect()
    } else if step < 0 {
        let first = normal(start.unwrap_or(length.saturating_sub(1))).clamp(-1, length - 1);
        let last = end.map_or(-1, |end| normal(end).clamp(-1, length - 1));
        steps(first, step).take_while(|index| *index > last).collect()
    } else {
        Vec::new()
    }
}

fn steps(first: i64, step: i64) -> impl Iterator<Item = i64> {
    std::iter::successors(Some(first), move |index| index.checked_add(step))
}
