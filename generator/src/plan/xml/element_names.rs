//! The names of elements and attributes (OpenAPI 3.0 "XML Object").

use crate::model::{Api, Place, Shape, TypeDef, TypeId, TypeRef, XmlFacts};
use crate::plan::ir::{XmlName, XmlValue};

/// The longest chain of aliases.
const MAX_ALIASES: usize = 64;

/// A root element before it has a static.
pub(super) struct RootElement {
    pub(super) name: XmlName,
    pub(super) is_named: bool,
    pub(super) value: XmlValue,
}

/// A type, the target of its alias, and so on.
pub(super) fn chain(api: &Api, ty: TypeRef) -> Vec<(TypeId, &TypeDef)> {
    let mut chain = Vec::new();
    let mut next = Some(ty.id);
    while let Some((id, def)) = next.and_then(|id| Some((id, api.ty(id)?))) {
        chain.push((id, def));
        next = match &def.shape {
            Shape::Alias(to) if chain.len() < MAX_ALIASES => Some(to.id),
            _ => None,
        };
    }
    chain
}

/// The own name of a type: its `xml.name`, or the name of its component.
pub(super) fn of_type(chain: &[(TypeId, &TypeDef)]) -> Option<String> {
    chain.iter().find_map(|(_, def)| match (&def.xml.name, &def.place) {
        (Some(name), _) => Some(name.clone()),
        (None, Place::Component(name)) => Some(name.clone()),
        _ => None,
    })
}

/// The XML Object of a type or of its alias targets.
pub(super) fn facts<'a>(chain: &[(TypeId, &'a TypeDef)]) -> Option<&'a XmlFacts> {
    chain.iter().map(|(_, def)| &def.xml).find(|it| **it != XmlFacts::default())
}

/// A name with its namespace.
///
/// # Errors
///
/// Returns the cause if the text is not a valid name.
pub(super) fn name(local: &str, facts: Option<&XmlFacts>) -> Result<XmlName, String> {
    let part = |of: fn(&XmlFacts) -> &Option<String>| {
        facts.and_then(|it| of(it).clone()).unwrap_or_default()
    };
    let (namespace, prefix) = (part(|it| &it.namespace), part(|it| &it.prefix));
    if !is_name(local) || !(prefix.is_empty() || is_name(&prefix)) {
        return Err(format!("the name {local:?}"));
    }
    Ok(XmlName { local: local.to_owned(), namespace, prefix })
}

/// Whether text is a name without a colon (Namespaces in XML 1.0 section 3).
fn is_name(text: &str) -> bool {
    let is_start = |it: char| it.is_alphabetic() || it == '_';
    let is_rest = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.');
    text.starts_with(is_start) && text.chars().all(is_rest)
}
