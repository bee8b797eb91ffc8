//! Pure functions over texts and documents, without the protocol of editors.
//!
//! `text`, `shift`, `cursor`, `block` and `flow` read a text that can be malformed. `snapshot`, `locate` and `references` look up
//! nodes of a document that was read. The others answer a request each.

mod block;
mod completion;
mod cursor;
mod excerpt;
mod expected;
mod flow;
mod hover;
mod locate;
mod lookup;
mod references;
mod rename;
mod shift;
mod snapshot;
mod symbols;
mod text;

pub(super) use completion::{Completion, CompletionKind, complete};
pub(super) use hover::hover;
pub(super) use lookup::{reference_at, target_at};
pub(super) use rename::Rename;
pub(super) use shift::Shift;
pub(super) use snapshot::Snapshot;
pub(super) use symbols::{Symbol, SymbolKind, symbols};
pub(super) use text::{LineIndex, Position, offset_at, replace};

#[cfg(test)]
mod tests {
    use std::path::Path;

    use renkei::pipeline::{self, Options};
    use renkei::source::UnsavedTexts;

    use super::Snapshot;

    /// The snapshot of a document that is no file.
    pub(super) fn snapshot(text: &str) -> Snapshot {
        let path = Path::new("/api.yaml");
        let mut texts = UnsavedTexts::default();
        texts.insert(path, text);
        let config_text = Some("lint: {}".to_owned());
        let options = Options { config_text, ..Options::default() };
        Snapshot::new(pipeline::open(path, &texts, &options).unwrap())
    }
}
