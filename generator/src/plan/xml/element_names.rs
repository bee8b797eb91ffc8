//! The names of elements and attributes (OpenAPI 3.0 "XML Object").

use crate::model::{Api, Place, Shape, TypeDef, TypeId, TypeRef, XmlFacts};
use crate::plan::ir::{XmlName, XmlValue};

/// How many aliases may follow each other.
const MAX_ALIASES: usize = 64;

/// A root element before it has a static.
pub(super) struct Named {
    pub(super) name: XmlName,
    pub(super) is_named: bool,
    pub(super) value: XmlValue,
}

/// A type and what it is an alias of, to the end.
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

/// The name that a type has by itself: its `xml.name`, else that of its component.
pub(super) fn of_type(chain: &[(TypeId, &TypeDef)]) -> Option<String> {
    chain.iter().find_map(|(_, def)| match (&def.xml.name, &def.place) {
        (Some(name), _) => Some(name.clone()),
        (None, Place::Component(name)) => Some(name.clone()),
        _ => None,
    })
}

/// What a type says of XML by itself.
pub(super) fn facts<'a>(chain: &[(TypeId, &'a TypeDef)]) -> Option<&'a XmlFacts> {
    chain.iter().map(|(_, def)| &def.xml).find(|it| **it != XmlFacts::default())
}

/// A name with its namespace; what cannot be a name is said.
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

/// Whether a text can be a name without a colon (Namespaces in XML 1.0 section 3).
fn is_name(text: &str) -> bool {
    let starts = |it: char| it.is_alphabetic() || it == '_';
    let goes_on = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.');
    text.starts_with(starts) && text.chars().all(goes_on)
}
