//! The Rust types that replace what schemas would become.

use std::collections::BTreeMap;

use crate::model::TypeId;
use crate::plan::graph::type_map::TypeSet;
use crate::plan::ir::RustType;

/// The replaced schemas.
#[derive(Default)]
pub(crate) struct TypeReplacements {
    types: BTreeMap<TypeId, RustType>,
    omitted: TypeSet,
}

impl TypeReplacements {
    /// The type that replaces a schema.
    pub(crate) fn get(&self, id: TypeId) -> Option<&RustType> {
        self.types.get(&id)
    }

    /// The schemas that are not generated, because the configuration names them. One that is replaced for its format
    /// alone keeps its name.
    pub(crate) fn omitted(&self) -> &TypeSet {
        &self.omitted
    }

    /// Replaces a schema that the configuration names.
    pub(crate) fn replace(&mut self, id: TypeId, ty: RustType) {
        self.types.insert(id, ty);
        self.omitted.insert(id);
    }

    /// Replaces a schema for its format, unless it is replaced already.
    pub(crate) fn replace_format(&mut self, id: TypeId, ty: &RustType) {
        self.types.entry(id).or_insert_with(|| ty.clone());
    }
}
