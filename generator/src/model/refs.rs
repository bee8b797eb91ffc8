//! Every use of a type in the model, in one place, so that a pass over them cannot forget one.

use std::collections::HashSet;

use super::{Additional, Api, Shape, TypeId, TypeRef};

impl Api {
    /// The types that may stand in a request's body.
    pub(crate) fn asked(&mut self) -> HashSet<TypeId> {
        let bodies = self.operations.iter().flat_map(|it| &it.body).flat_map(|it| &it.media);
        let types = bodies.filter_map(|it| it.ty).map(|it| it.id).collect();
        self.reached(types)
    }

    /// The types that may stand in an answer.
    pub(crate) fn answered(&mut self) -> HashSet<TypeId> {
        let answers = self.operations.iter().flat_map(|it| &it.responses).flat_map(|it| &it.media);
        let types = answers.filter_map(|it| it.ty).map(|it| it.id);
        let types = types.chain(self.webhooks.iter().copied()).collect();
        self.reached(types)
    }

    fn reached(&mut self, mut next: Vec<TypeId>) -> HashSet<TypeId> {
        let mut found = HashSet::new();
        while let Some(id) = next.pop() {
            if !found.insert(id) {
                continue;
            }
            if let Some(def) = self.types.get_mut(id.0 as usize) {
                shape_refs(&mut def.shape, &mut |it| next.push(it.id));
            }
        }
        found
    }

    /// Calls `change` with each use of a type, in the model's order.
    pub(crate) fn each_ref(&mut self, change: &mut impl FnMut(&mut TypeRef)) {
        for def in &mut self.types {
            shape_refs(&mut def.shape, change);
        }
        self.schemas.iter_mut().for_each(|it| change(&mut it.ty));
        for operation in &mut self.operations {
            operation.parameters.iter_mut().for_each(|it| change(&mut it.ty));
            let body = operation.body.iter_mut().flat_map(|it| &mut it.media);
            let responses = operation.responses.iter_mut().flat_map(|it| &mut it.media);
            body.chain(responses).filter_map(|it| it.ty.as_mut()).for_each(&mut *change);
        }
    }
}

fn shape_refs(shape: &mut Shape, change: &mut impl FnMut(&mut TypeRef)) {
    match shape {
        Shape::Alias(ty) | Shape::Array(ty) | Shape::Map(ty) => change(ty),
        Shape::Tuple(items) => items.iter_mut().for_each(change),
        Shape::Object(object) => {
            object.fields.iter_mut().for_each(|it| change(&mut it.ty));
            if let Additional::Kept(ty) = &mut object.additional {
                change(ty);
            }
        }
        Shape::Union(union) => union.variants.iter_mut().for_each(|it| change(&mut it.ty)),
        Shape::Any
        | Shape::Raw
        | Shape::Boolean
        | Shape::Integer(_)
        | Shape::Number(_)
        | Shape::String(_)
        | Shape::Enum(_) => {}
    }
}
