//! Settings that a program makes instead of a file.

use serde_json::{Map, Value};

/// Keys of `renkei.yaml` that a program sets. They replace those of the file, key by key.
///
/// They become a small JSON document, so that they are validated exactly as a file is.
#[derive(Clone, Debug, Default)]
pub struct Settings(Map<String, Value>);

impl Settings {
    /// Sets a key; `path` is a section, a key, and further keys.
    pub(crate) fn set(&mut self, path: &[&str], value: impl Into<Value>) {
        *self.slot(path) = value.into();
    }

    /// Appends to a list.
    pub(crate) fn extend<T: Into<String>>(
        &mut self,
        path: &[&str],
        items: impl IntoIterator<Item = T>,
    ) {
        let slot = self.slot(path);
        if !slot.is_array() {
            *slot = Value::Array(Vec::new());
        }
        if let Value::Array(list) = slot {
            list.extend(items.into_iter().map(|it| Value::String(it.into())));
        }
    }

    /// The settings as JSON; `None` where there are none.
    pub(super) fn to_text(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| format!("{:#}\n", Value::Object(self.0.clone())))
    }

    fn slot(&mut self, path: &[&str]) -> &mut Value {
        let (first, rest) = path.split_first().unwrap_or((&"", &[]));
        let mut slot = self.0.entry(*first).or_insert(Value::Null);
        for key in rest {
            if !slot.is_object() {
                *slot = Value::Object(Map::new());
            }
            slot = &mut slot[*key];
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_become_a_document() {
        let mut settings = Settings::default();
        assert_eq!(settings.to_text(), None);
        settings.set(&["client", "check"], true);
        settings.set(&["rename", "fields", "Order.crtd"], "created");
        settings.extend(&["keep", "tags"], ["a"]);
        settings.extend(&["keep", "tags"], ["b"]);
        let text = settings.to_text().unwrap().replace(char::is_whitespace, "");
        assert_eq!(
            text,
            r#"{"client":{"check":true},"keep":{"tags":["a","b"]},"rename":{"fields":{"Order.crtd":"created"}}}"#
        );
    }
}
