//! A document as one file, as a value, and with the types of its schemas.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use renkei::model::{Additional, Api, SchemaUse, Shape, StringFormat, TypeId};
use renkei::pipeline::{self, Notation, Options};
use renkei::plan::RustType;
use serde_json::Value;

/// What the examples of a document are judged by.
pub(super) struct Typed {
    /// The document as one JSON file; all pointers are into this.
    pub(super) file: PathBuf,
    pub(super) document: Value,
    /// Whether its schemas are JSON Schema as it is (OpenAPI 3.1 and later).
    pub(super) is_modern: bool,
    pub(super) api: Api,
    types: Vec<Option<RustType>>,
    by_pointer: HashMap<String, usize>,
}

impl Typed {
    pub(super) fn read(spec: &Path, scratch: &Path) -> Result<Self, String> {
        let bundled = pipeline::bundle(spec, Notation::Json, &Options::default())
            .map_err(|it| it.to_string())?;
        let file = scratch.join("bundled.json");
        std::fs::write(&file, &bundled.text).map_err(|it| it.to_string())?;
        let document: Value =
            serde_json::from_str(&bundled.text).map_err(|error| error.to_string())?;
        let options = Options { config_text: Some(super::CONFIG.to_owned()), ..Options::default() };
        let typed = pipeline::types(&file, &options).map_err(|it| it.to_string())?;
        let version = document.get("openapi").and_then(Value::as_str).unwrap_or_default();
        let is_modern = !version.is_empty() && !version.starts_with("3.0");
        let mut by_pointer = HashMap::new();
        for (index, schema) in typed.api.schemas.iter().enumerate() {
            by_pointer.entry(schema.pointer.to_string()).or_insert(index);
        }
        Ok(Self { file, document, is_modern, api: typed.api, types: typed.types, by_pointer })
    }

    /// What a schema was made into.
    pub(super) fn schema(&self, pointer: &str) -> Option<&SchemaUse> {
        self.api.schemas.get(*self.by_pointer.get(pointer)?)
    }

    /// The Rust type of a schema.
    pub(super) fn rust(&self, pointer: &str) -> Option<&RustType> {
        self.types.get(*self.by_pointer.get(pointer)?)?.as_ref()
    }

    /// Whether what a schema was made into holds files, which are sent in forms and are no JSON.
    pub(super) fn holds_files(&self, pointer: &str) -> bool {
        let mut open: Vec<TypeId> = self.schema(pointer).map(|it| it.ty.id).into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            let Some(def) = self.api.ty(id).filter(|_| seen.insert(id)) else { continue };
            match &def.shape {
                Shape::String(StringFormat::Binary) => return true,
                Shape::Alias(of) | Shape::Array(of) | Shape::Map(of) => open.push(of.id),
                Shape::Tuple(items) => open.extend(items.iter().map(|it| it.id)),
                Shape::Union(union) => open.extend(union.variants.iter().map(|it| it.ty.id)),
                Shape::Object(object) => {
                    open.extend(object.fields.iter().map(|it| it.ty.id));
                    if let Additional::Kept(of) = &object.additional {
                        open.push(of.id);
                    }
                }
                _ => {}
            }
        }
        false
    }
}
