//! Whether a value is valid for a schema of the document, by a JSON Schema validator.

use std::cell::RefCell;
use std::collections::HashMap;

use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use super::json_schema;

/// The name under which schemas refer to the document.
const DOCUMENT: &str = "urn:renkei:document";

/// Whether an example counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::corpus) enum Verdict {
    /// It is valid.
    Valid,
    /// It is not.
    Invalid,
    /// It would be, but for the form of a string.
    OnlyFormat,
    /// The validator refuses the schema.
    Unknown,
}

/// The document's schemas, each compiled when it is first asked for.
pub(in crate::corpus) struct Validity {
    /// The document in the words of JSON Schema.
    pub(in crate::corpus) document: Value,
    registry: Option<Registry<'static>>,
    with_formats: RefCell<HashMap<String, Option<Validator>>>,
    without_formats: RefCell<HashMap<String, Option<Validator>>>,
}

impl Validity {
    pub(in crate::corpus) fn new(document: &Value, is_modern: bool) -> Self {
        Self::with_formats(document, is_modern, json_schema::ASSERTED)
    }

    /// The same with these formats as assertions.
    pub(in crate::corpus) fn with_formats(
        document: &Value,
        is_modern: bool,
        formats: &[&str],
    ) -> Self {
        let document = json_schema::rewrite(document, is_modern, formats);
        let registry = Registry::new()
            .draft(Draft::Draft202012)
            .add(DOCUMENT, document.clone())
            .and_then(jsonschema::RegistryBuilder::prepare);
        Self {
            document,
            registry: registry.ok(),
            with_formats: RefCell::default(),
            without_formats: RefCell::default(),
        }
    }

    /// Where the schema at a pointer of the document is in [`Validity::document`].
    pub(in crate::corpus) fn place(&self, pointer: &str) -> String {
        json_schema::moved(&self.document, pointer)
    }

    /// Judges a value by the schema at a pointer.
    pub(in crate::corpus) fn judge(&self, pointer: &str, value: &Value) -> Verdict {
        let place = self.place(pointer);
        match self.valid(&self.with_formats, true, &place, value) {
            Some(true) => return Verdict::Valid,
            Some(false) => {}
            None => return Verdict::Unknown,
        }
        match self.valid(&self.without_formats, false, &place, value) {
            Some(true) => Verdict::OnlyFormat,
            _ => Verdict::Invalid,
        }
    }

    /// Whether a value is valid for the schema at a pointer; where the validator refuses the schema, it is taken to be.
    pub(in crate::corpus) fn allows(&self, pointer: &str, value: &Value) -> bool {
        self.allows_at(&self.place(pointer), value)
    }

    /// The same for a place in [`Validity::document`].
    pub(in crate::corpus) fn allows_at(&self, place: &str, value: &Value) -> bool {
        self.valid(&self.with_formats, true, place, value).unwrap_or(true)
    }

    /// Why a value is not valid, in the validator's words, with the place in the value.
    pub(in crate::corpus) fn why(&self, pointer: &str, value: &Value) -> Option<String> {
        let validator = self.compile(&self.place(pointer), true)?;
        let error = validator.iter_errors(value).next()?;
        let text: String = error.to_string().chars().take(200).collect();
        Some(format!("at {:?}: {text}", error.instance_path().to_string()))
    }

    /// Why the validator refuses the schema at a pointer, in its words; `None` where it takes it.
    pub(in crate::corpus) fn refusal(&self, pointer: &str) -> Option<String> {
        let error = self.build(&self.place(pointer), true).err()?;
        Some(error.chars().take(200).collect())
    }

    fn valid(
        &self,
        cache: &RefCell<HashMap<String, Option<Validator>>>,
        formats: bool,
        place: &str,
        value: &Value,
    ) -> Option<bool> {
        let mut cache = cache.borrow_mut();
        if !cache.contains_key(place) {
            cache.insert(place.to_owned(), self.compile(place, formats));
        }
        cache.get(place)?.as_ref().map(|it| it.is_valid(value))
    }

    fn compile(&self, place: &str, formats: bool) -> Option<Validator> {
        self.build(place, formats).ok()
    }

    fn build(&self, place: &str, formats: bool) -> Result<Validator, String> {
        let schema = json!({ "$ref": format!("{DOCUMENT}#{}", fragment(place)) });
        let registry = self.registry.as_ref().ok_or("the document is no registry of schemas")?;
        let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(registry);
        let built = options.should_validate_formats(formats).build(&schema);
        built.map_err(|it| it.to_string())
    }
}

/// A JSON pointer as a fragment of a URI (RFC 6901 section 6).
fn fragment(pointer: &str) -> String {
    let mut text = String::with_capacity(pointer.len());
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"/~-._".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_judged_by_the_schema_at_a_pointer() {
        let document = json!({"components": {"schemas": {
            "A b": {"type": "object", "required": ["at"], "properties": {"at": {"$ref": "#/components/schemas/When"}}},
            "When": {"type": "string", "format": "date-time", "nullable": true},
            "Lost": {"$ref": "#/components/schemas/None"},
        }}});
        let validity = Validity::new(&document, false);
        let judge = |name: &str, value: Value| {
            validity.judge(&format!("/components/schemas/{name}"), &value)
        };
        assert_eq!(judge("A b", json!({"at": "2025-04-01T09:30:00Z"})), Verdict::Valid);
        assert_eq!(judge("A b", json!({"at": null})), Verdict::Valid);
        assert_eq!(judge("A b", json!({"at": "yesterday"})), Verdict::OnlyFormat);
        assert_eq!(judge("A b", json!({})), Verdict::Invalid);
        assert_eq!(judge("Lost", json!({})), Verdict::Unknown);
    }
}
