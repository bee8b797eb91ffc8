//! Look-ups: the operation that the runtime sends after a lost response.
//!
//! Takes a write of the model and the operation that its look-up names; returns the description that the runtime sends by. It
//! must not know whether the client has a method for that operation.

use super::{OperationPlanner, envelope, outcome, responses, sent_path};
use crate::model::Operation;
use crate::plan::ir::{ConfirmItem, LookUpItem};

impl OperationPlanner<'_, '_> {
    /// The look-up of a write. It needs no types, so the client need not have its operation.
    pub(super) fn confirm(&mut self, operation: &Operation) -> Option<ConfirmItem> {
        let confirm = operation.confirm.as_ref()?;
        let target = self.context.api.operations.get(confirm.operation)?;
        // What is wrong with its envelope is reported where it is planned itself.
        let envelope = envelope::of(self.context, target, self.envelope, &mut Vec::new());
        Some(ConfirmItem {
            operation: LookUpItem {
                id: confirm.id.clone(),
                http_method: target.method.clone(),
                path: sent_path(target),
                accept: responses::accept(self.body_context(), target),
                repeatable: target.repeatable,
                redirects: outcome::redirects(target),
                envelope,
                security: self.security(target),
                servers: self.own_servers(target),
                retry: target.retry.clone(),
            },
            parameters: confirm.parameters.clone(),
            found: confirm.found.clone(),
            equals: confirm.equals.clone(),
        })
    }
}
