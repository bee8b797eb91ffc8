//! The security that applies to an operation.

use super::{Api, ApiOperation};
use crate::document::{Key, Version};
use crate::source::Node;

/// A `security` list and where it comes from.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Security<'a> {
    /// The list of alternatives.
    pub(in crate::lint) list: Node<'a>,
    /// Whether the operation has it itself.
    pub(in crate::lint) is_own: bool,
}

impl<'a> Security<'a> {
    /// Whether a client may call without credentials: the list is empty or contains an empty alternative.
    pub(in crate::lint) fn is_public(&self) -> bool {
        self.list.items().len() == 0 || self.list.items().any(|it| it.members().len() == 0)
    }

    /// The schemes of all alternatives with their scopes.
    pub(in crate::lint) fn schemes(&self) -> impl Iterator<Item = (Key<'a>, Node<'a>)> + use<'a> {
        self.list
            .items()
            .flat_map(Node::members)
            .map(|entry| (Key { name: entry.key, span: entry.key_span }, entry.value))
    }
}

pub(super) fn of<'a>(api: &Api<'a, '_>, operation: &ApiOperation<'a>) -> Option<Security<'a>> {
    let own = operation.node.get("security").map(|list| Security { list, is_own: true });
    own.or_else(|| Some(Security { list: api.root()?.get("security")?, is_own: false }))
}

impl<'a> Api<'a, '_> {
    /// The security scheme of a name, with its reference followed.
    pub(in crate::lint) fn scheme(&self, name: &str) -> Option<Node<'a>> {
        let root = self.root()?;
        let schemes = match self.version() {
            Version::V2_0 => root.get("securityDefinitions"),
            _ => root.get("components")?.get("securitySchemes"),
        };
        self.resolve(schemes?.get(name)?)
    }
}
