//! Types that contain themselves without a `Vec` or a map between, and so need a `Box`.

use crate::model::{Api, Shape, TypeId};
use crate::plan::graph::reachability::children;
use crate::plan::graph::type_map::TypeMap;

/// The strongly connected components of the containment graph.
pub(crate) struct Cycles {
    component: TypeMap<usize>,
    /// Whether each component contains itself.
    recursive: Vec<bool>,
}

impl Cycles {
    /// Whether `part` inside `whole` must be boxed, because each contains the other.
    pub(crate) fn must_box(&self, whole: TypeId, part: TypeId) -> bool {
        let (Some(one), Some(other)) = (self.component.get(whole), self.component.get(part)) else {
            return false;
        };
        one == other && self.recursive.get(*one).copied().unwrap_or(false)
    }
}

/// The parts that a type stores inline. Arrays and maps store theirs on the heap.
fn inline_parts(api: &Api, id: TypeId) -> Vec<TypeId> {
    match api.ty(id) {
        None => Vec::new(),
        Some(def) if matches!(def.shape, Shape::Array(_) | Shape::Map(_)) => Vec::new(),
        Some(def) => children(def).iter().map(|part| part.id).collect(),
    }
}

/// Tarjan's algorithm with an explicit stack, because a chain of schemas can be as long as the document.
pub(crate) fn find(api: &Api, types: &[TypeId]) -> Cycles {
    let mut search = Search {
        api,
        entered: 0,
        index: TypeMap::default(),
        low: TypeMap::default(),
        stack: Vec::new(),
        cycles: Cycles { component: TypeMap::default(), recursive: Vec::new() },
    };
    for id in types {
        if search.index.get(*id).is_none() {
            search.visit(*id);
        }
    }
    search.cycles
}

struct Search<'a> {
    api: &'a Api,
    entered: usize,
    index: TypeMap<usize>,
    low: TypeMap<usize>,
    stack: Vec<TypeId>,
    cycles: Cycles,
}

struct Frame {
    id: TypeId,
    parts: std::vec::IntoIter<TypeId>,
}

impl Search<'_> {
    fn visit(&mut self, root: TypeId) {
        let mut frames = vec![self.enter(root)];
        while let Some(frame) = frames.last_mut() {
            let id = frame.id;
            match frame.parts.next() {
                Some(part) if self.index.get(part).is_none() => {
                    let frame = self.enter(part);
                    frames.push(frame);
                }
                Some(part) if self.cycles.component.get(part).is_none() => {
                    self.lower(id, self.index.get(part).copied())
                }
                Some(_) => {}
                None => {
                    frames.pop();
                    self.leave(id);
                    if let Some(parent) = frames.last() {
                        self.lower(parent.id, self.low.get(id).copied());
                    }
                }
            }
        }
    }

    fn enter(&mut self, id: TypeId) -> Frame {
        let number = self.entered;
        self.entered += 1;
        self.index.insert(id, number);
        self.low.insert(id, number);
        self.stack.push(id);
        Frame { id, parts: inline_parts(self.api, id).into_iter() }
    }

    fn lower(&mut self, id: TypeId, to: Option<usize>) {
        if let (Some(low), Some(to)) = (self.low.get_mut(id), to) {
            *low = (*low).min(to);
        }
    }

    fn leave(&mut self, id: TypeId) {
        if self.low.get(id) != self.index.get(id) {
            return;
        }
        let start = self.stack.iter().rposition(|it| *it == id).unwrap_or(self.stack.len());
        let members = self.stack.split_off(start);
        let number = self.cycles.recursive.len();
        self.cycles.recursive.push(members.len() > 1 || inline_parts(self.api, id).contains(&id));
        members.into_iter().for_each(|member| self.cycles.component.insert(member, number));
    }
}
