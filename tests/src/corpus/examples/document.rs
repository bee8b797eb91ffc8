//! A document as one file, as a value, and with the types of its schemas.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use renkei::model::{Api, SchemaUse};
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
        let typed = pipeline::types(&file, &Options::default()).map_err(|it| it.to_string())?;
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
}
