//! A dependency of a generated crate, as the user declares it.

use super::keys::DEPENDENCY;
use super::table::Value;
use super::value::SpannedString;
use crate::source::{Entry, Node};

/// One entry of `dependencies`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// The name that code uses.
    pub name: SpannedString,
    /// The fields of its table in `Cargo.toml`, in a fixed order. A version alone is `version`.
    pub fields: Vec<(&'static str, Setting)>,
}

/// A value in the table of a dependency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// A string.
    Text(String),
    /// A list of strings.
    Texts(Vec<String>),
    /// `true` or `false`.
    Flag(bool),
}

pub(super) fn read(entry: Entry<'_>) -> Dependency {
    let name = SpannedString::key(entry);
    if let Some(version) = entry.value.as_str() {
        return Dependency { name, fields: vec![("version", Setting::Text(version.to_owned()))] };
    }
    let fields = DEPENDENCY.iter().filter_map(|key| {
        let node = entry.value.get(key.name).filter(|node| !node.is_null())?;
        Some((key.name, setting(key.value, node)?))
    });
    Dependency { name, fields: fields.collect() }
}

fn setting(value: Value, node: Node<'_>) -> Option<Setting> {
    match value {
        Value::Strings => {
            let items = node.items().filter_map(Node::as_str);
            Some(Setting::Texts(items.map(str::to_owned).collect()))
        }
        Value::Flag => node.as_bool().map(Setting::Flag),
        _ => node.as_str().map(|text| Setting::Text(text.to_owned())),
    }
}
