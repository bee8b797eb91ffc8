//! What the server sends by itself.

use super::view::At;
use super::{Builder, Job, keywords};
use crate::model::Place;
use crate::normalise::{WEBHOOK_WORDS, WEBHOOKS};
use crate::source::{JsonPointer, Node};

impl Builder<'_> {
    /// Gives the body of each webhook and callback a type with the name of that.
    pub(super) fn webhooks(&mut self) {
        let normalised = self.normalised;
        for entry in self.root.get(WEBHOOKS).into_iter().flat_map(Node::members) {
            let written = JsonPointer::parse(entry.key).unwrap_or_default();
            let Some(schema) = normalised.webhooks.get(&written) else { continue };
            let name = self.webhook_words(entry.key).and_then(|it| keywords::text(it, "name"));
            let place = Place::Webhook(name.unwrap_or_default());
            let pointer = JsonPointer::of(&[WEBHOOKS, entry.key]);
            let id = self.reserve(place, &pointer, entry.value.span());
            let at = At::new(schema, entry.value, pointer);
            self.queue.push_back(Job { id, at, also: Vec::new(), bytes: 0 });
            self.api.webhooks.push(id);
        }
    }

    /// Adds what is said about the request to what its schema says about itself.
    pub(super) fn describe_webhooks(&mut self) {
        for id in self.api.webhooks.clone() {
            let pointer = self.api.ty(id).map(|it| it.pointer.clone()).unwrap_or_default();
            let said = self.webhook_words(pointer.as_str());
            let text = |key: &str| said.and_then(|it| keywords::text(it, key));
            let (title, description) = (text("summary"), text("description"));
            let Some(def) = self.api.types.get_mut(id.0 as usize) else { continue };
            def.docs.title = def.docs.title.take().or(title);
            def.docs.description = def.docs.description.take().or(description);
        }
    }

    fn webhook_words(&self, key: &str) -> Option<Node<'_>> {
        self.root.get(WEBHOOK_WORDS)?.get(key)
    }
}
