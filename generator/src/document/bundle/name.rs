//! Names of components from other files: the last token of the pointer, or the file's name. Components with equal names get
//! a distinguishing prefix: a token, the file, or the nearest folder.
//!
//! Takes sections, nodes, paths and pointers; returns names. They must not depend on the order in which files are read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use super::Section;
use crate::source::NodeId;
use crate::text::JsonPointer;

/// Content that needs a component name.
pub(super) struct Unnamed {
    pub(super) section: Section,
    pub(super) id: NodeId,
    /// The path and pointer, from the outermost folder inwards. The last word is the preferred name.
    words: Vec<String>,
}

impl Unnamed {
    pub(super) fn new(section: Section, id: NodeId, path: &Path, pointer: &JsonPointer) -> Self {
        Self { section, id, words: words(path, pointer) }
    }

    fn preferred(&self) -> &str {
        self.words.last().map_or("component", String::as_str)
    }

    /// The preferred name with a preceding word as prefix; level 0 is the nearest word.
    fn prefixed(&self, level: usize) -> Option<String> {
        let prefix = self.words.iter().rev().nth(level + 1)?;
        Some(format!("{prefix}_{}", self.preferred()))
    }
}

/// The sections of schemas.
const SCHEMAS: [Section; 2] = ["schemas", "definitions"];

/// Suffixes of names that a schema has too, because types of inline bodies use these names.
const KINDS: &[(Section, &str)] = &[("responses", "response"), ("requestBodies", "request")];

/// The component names in use.
#[derive(Default)]
pub(super) struct ComponentNames {
    taken: BTreeSet<(Section, String)>,
}

impl ComponentNames {
    /// Reserves a name; `false` if it is in use.
    pub(super) fn reserve(&mut self, section: Section, name: &str) -> bool {
        self.taken.insert((section, normalised(name)))
    }

    fn is_free(&self, section: Section, name: &str) -> bool {
        !self.taken.contains(&(section, normalised(name)))
    }

    /// Assigns all names, to schemas first, because their names are the most visible.
    pub(super) fn assign(&mut self, all: Vec<Unnamed>) -> Vec<(Section, NodeId, String)> {
        let (schemas, mut others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|it| SCHEMAS.contains(&it.section));
        let mut assigned = self.assign_section(&schemas);
        for one in &mut others {
            let clash = SCHEMAS.iter().any(|schemas| !self.is_free(schemas, one.preferred()));
            let kind = KINDS.iter().find(|(section, _)| *section == one.section);
            if let Some(((_, kind), last)) = kind.filter(|_| clash).zip(one.words.last_mut()) {
                *last = format!("{last}_{kind}");
            }
        }
        assigned.extend(self.assign_section(&others));
        assigned
    }

    /// Assigns uncontested names first.
    fn assign_section(&mut self, all: &[Unnamed]) -> Vec<(Section, NodeId, String)> {
        let mut groups: BTreeMap<(Section, String), Vec<&Unnamed>> = BTreeMap::new();
        for one in all {
            groups.entry((one.section, normalised(one.preferred()))).or_default().push(one);
        }
        let (unique, contested): (Vec<_>, Vec<_>) = groups.into_values().partition(|group| {
            group.len() == 1 && group.iter().all(|it| self.is_free(it.section, it.preferred()))
        });
        let mut assigned = Vec::new();
        for one in unique.into_iter().flatten() {
            self.reserve(one.section, one.preferred());
            assigned.push((one.section, one.id, one.preferred().to_owned()));
        }
        for mut group in contested {
            group.sort_by(|a, b| a.words.cmp(&b.words));
            assigned.extend(self.disambiguate(&group));
        }
        assigned
    }

    /// Names a group of equal preferred names.
    fn disambiguate(&mut self, group: &[&Unnamed]) -> Vec<(Section, NodeId, String)> {
        let depth = group.iter().map(|it| it.words.len()).max().unwrap_or(0);
        let names = (0..depth).find_map(|level| self.prefixed_names(group, level));
        let names = names.unwrap_or_else(|| group.iter().map(|it| it.words.join("_")).collect());
        let pairs = group.iter().zip(names);
        pairs.map(|(one, name)| (one.section, one.id, self.numbered(one.section, name))).collect()
    }

    /// The names with prefixes of one level, if they are all different and free.
    fn prefixed_names(&self, group: &[&Unnamed], level: usize) -> Option<Vec<String>> {
        let names: Option<Vec<String>> = group.iter().map(|it| it.prefixed(level)).collect();
        let names = names?;
        let different: BTreeSet<String> = names.iter().map(|it| normalised(it)).collect();
        let free = group.iter().zip(&names).all(|(one, name)| self.is_free(one.section, name));
        (free && different.len() == names.len()).then_some(names)
    }

    /// The name itself, or the first free one with a number.
    fn numbered(&mut self, section: Section, name: String) -> String {
        if self.reserve(section, &name) {
            return name;
        }
        let mut number = 2_usize;
        loop {
            let next = format!("{name}_{number}");
            if self.reserve(section, &next) {
                return next;
            }
            number += 1;
        }
    }
}

/// The folders, the file stem and the tokens of the pointer, without structural words.
fn words(path: &Path, pointer: &JsonPointer) -> Vec<String> {
    let folders = path.parent().into_iter().flat_map(Path::components);
    let folders = folders.filter_map(|it| match it {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    let mut words: Vec<String> = folders.map(|it| clean(&it)).collect();
    let stem = path.file_stem().map_or_else(String::new, |it| clean(&it.to_string_lossy()));
    if words.is_empty() || !INDEX.contains(&stem.as_str()) {
        words.push(stem);
    }
    words.extend(pointer.tokens().filter(|it| !is_structural(it)).map(|it| clean(&it)));
    words
}

/// Stems of files whose folder names the content.
const INDEX: &[&str] = &["index", "_index", "main"];

/// Keywords of the standard and indexes, which name nothing in the document.
fn is_structural(token: &str) -> bool {
    STRUCTURAL.contains(&token) || token.bytes().all(|it| it.is_ascii_digit())
}

const STRUCTURAL: &[&str] = &[
    "$defs",
    "additionalProperties",
    "allOf",
    "anyOf",
    "components",
    "content",
    "definitions",
    "examples",
    "headers",
    "items",
    "links",
    "oneOf",
    "parameters",
    "properties",
    "requestBodies",
    "responses",
    "schema",
    "schemas",
];

/// Replaces characters that component names cannot contain (OpenAPI 3.0 "Components Object").
fn clean(text: &str) -> String {
    let is_allowed = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
    text.chars().map(|it| if is_allowed(it) { it } else { '_' }).collect()
}

/// The name without case and punctuation: names that differ only in these are equal in Rust.
fn normalised(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|it| it.to_ascii_lowercase()).collect()
}
