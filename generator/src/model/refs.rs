//! Every use of a type in the model, in one place, so that a pass over them cannot forget one.

use std::collections::HashSet;

use super::{Api, TypeId, TypeRef};

impl Api {
    /// The types that a request's body can contain.
    pub(crate) fn asked(&self) -> HashSet<TypeId> {
        let bodies = self.operations.iter().flat_map(|it| &it.body).flat_map(|it| &it.media);
        let types = bodies.filter_map(|it| it.ty).map(|it| it.id).collect();
        self.reached(types)
    }

    /// The types that a response can contain.
    pub(crate) fn answered(&self) -> HashSet<TypeId> {
        let answers = self.operations.iter().flat_map(|it| &it.responses).flat_map(|it| &it.media);
        let types = answers.filter_map(|it| it.ty).map(|it| it.id);
        let types = types.chain(self.webhooks.iter().copied()).collect();
        self.reached(types)
    }

    fn reached(&self, mut next: Vec<TypeId>) -> HashSet<TypeId> {
        let mut found = HashSet::new();
        while let Some(id) = next.pop() {
            if !found.insert(id) {
                continue;
            }
            let children = self.types.get(id.0 as usize).map(|def| def.shape.children());
            next.extend(children.into_iter().flatten().map(|(_, ty)| ty.id));
        }
        found
    }

    /// Calls `change` with each use of a type, in the model's order.
    pub(crate) fn each_ref(&mut self, change: &mut impl FnMut(&mut TypeRef)) {
        for def in &mut self.types {
            def.shape.children_mut().into_iter().for_each(&mut *change);
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
