//! The bodies of webhooks and callbacks.

use super::view::SchemaCursor;
use super::{Builder, Job};
use crate::bug::bug;
use crate::model::Place;
use crate::normalise::WEBHOOK_BODIES;
use crate::source::Node;
use crate::text::JsonPointer;

impl Builder<'_> {
    /// Gives the body of each webhook and callback a type with the name of that.
    pub(super) fn webhooks(&mut self) {
        let normalised = self.normalised;
        for entry in self.root.get(WEBHOOK_BODIES).into_iter().flat_map(Node::members) {
            let Some(written) = JsonPointer::parse(entry.key) else {
                bug!("key `{}` of the webhooks is not a pointer", entry.key);
                continue;
            };
            let Some(schema) = normalised.webhooks.get(&written) else { continue };
            let Some(facts) = normalised.facts.webhook(&written) else {
                bug!("webhook `{written}` has no facts");
                continue;
            };
            let place = Place::Webhook(facts.name.clone());
            let pointer = JsonPointer::of(&[WEBHOOK_BODIES, entry.key]);
            let id = self.reserve(place, &pointer, entry.value.span());
            let at = SchemaCursor::new(schema, entry.value, pointer, &normalised.facts);
            self.queue.push_back(Job { id, at, also: Vec::new(), bytes: 0 });
            self.api.webhooks.push(id);
        }
    }

    /// Adds the documentation of the request to that of its schema.
    pub(super) fn describe_webhooks(&mut self) {
        for id in self.api.webhooks.clone() {
            let Some(def) = self.api.types.get_mut(id.0 as usize) else { continue };
            let Some(facts) = self.normalised.facts.webhook(&def.pointer) else { continue };
            let non_blank = |it: &Option<String>| it.clone().filter(|it| !it.trim().is_empty());
            def.docs.title = def.docs.title.take().or(non_blank(&facts.summary));
            def.docs.description = def.docs.description.take().or(non_blank(&facts.description));
        }
    }
}
