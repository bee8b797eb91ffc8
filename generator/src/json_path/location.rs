//! The location of a selected node: the steps that lead to it.

use std::rc::Rc;

/// One step from a node to a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step<'a> {
    /// The value of a member.
    Key(&'a str),
    /// An item of an array, from 0.
    Index(usize),
}

/// The steps from the root to a node. Locations share their beginnings.
#[derive(Clone, Debug, Default)]
pub struct Location<'a>(Option<Rc<Link<'a>>>);

#[derive(Debug)]
struct Link<'a> {
    parent: Location<'a>,
    step: Step<'a>,
}

impl<'a> Location<'a> {
    /// The location of a child.
    pub(super) fn child(&self, step: Step<'a>) -> Self {
        Self(Some(Rc::new(Link { parent: self.clone(), step })))
    }

    /// The steps, the first one first.
    pub fn steps(&self) -> Vec<Step<'a>> {
        let links = std::iter::successors(self.0.as_deref(), |it| it.parent.0.as_deref());
        let mut steps: Vec<Step<'a>> = links.map(|it| it.step).collect();
        steps.reverse();
        steps
    }
}
