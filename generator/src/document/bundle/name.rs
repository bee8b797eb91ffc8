//! Names of components that other files hold: the last token of the pointer, else the file's name. Where several
//! want one name, each gets what tells them apart in front: a token, the file, or the nearest folder.
//!
//! A name depends on no order in which files are read, and on no name that is not the same for Rust.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use super::Section;
use crate::source::{JsonPointer, NodeId};

/// Something that needs a name.
pub(super) struct Nameless {
    pub(super) section: Section,
    pub(super) id: NodeId,
    /// From the outermost folder inwards; the last word is the name's first choice.
    words: Vec<String>,
}

impl Nameless {
    pub(super) fn new(section: Section, id: NodeId, path: &Path, pointer: &JsonPointer) -> Self {
        Self { section, id, words: words(path, pointer) }
    }

    fn last(&self) -> &str {
        self.words.last().map_or("component", String::as_str)
    }

    /// The name with one more word in front, counted from the nearest one.
    fn with(&self, level: usize) -> Option<String> {
        let front = self.words.iter().rev().nth(level + 1)?;
        Some(format!("{front}_{}", self.last()))
    }
}

/// Where schemas are.
const SCHEMAS: [Section; 2] = ["schemas", "definitions"];

/// What is put behind a name that a schema has as well: the types of inline bodies are called after these.
const KINDS: &[(Section, &str)] = &[("responses", "response"), ("requestBodies", "request")];

/// Names that are given already, and all that are given here.
#[derive(Default)]
pub(super) struct Names {
    taken: BTreeSet<(Section, String)>,
}

impl Names {
    pub(super) fn take(&mut self, section: Section, name: &str) -> bool {
        self.taken.insert((section, folded(name)))
    }

    fn is_free(&self, section: Section, name: &str) -> bool {
        !self.taken.contains(&(section, folded(name)))
    }

    /// Names everything: schemas first, whose names are seen most.
    pub(super) fn give(&mut self, all: Vec<Nameless>) -> Vec<(Section, NodeId, String)> {
        let (schemas, mut others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|it| SCHEMAS.contains(&it.section));
        let mut given = self.give_to(&schemas);
        for one in &mut others {
            let clash = SCHEMAS.iter().any(|schemas| !self.is_free(schemas, one.last()));
            let kind = KINDS.iter().find(|(section, _)| *section == one.section);
            if let Some(((_, kind), last)) = kind.filter(|_| clash).zip(one.words.last_mut()) {
                *last = format!("{last}_{kind}");
            }
        }
        given.extend(self.give_to(&others));
        given
    }

    /// Those who are alone in their wish come first.
    fn give_to(&mut self, all: &[Nameless]) -> Vec<(Section, NodeId, String)> {
        let mut groups: BTreeMap<(Section, String), Vec<&Nameless>> = BTreeMap::new();
        for one in all {
            groups.entry((one.section, folded(one.last()))).or_default().push(one);
        }
        let (alone, contested): (Vec<_>, Vec<_>) = groups.into_values().partition(|group| {
            group.len() == 1 && group.iter().all(|it| self.is_free(it.section, it.last()))
        });
        let mut given = Vec::new();
        for one in alone.into_iter().flatten() {
            self.take(one.section, one.last());
            given.push((one.section, one.id, one.last().to_owned()));
        }
        for mut group in contested {
            group.sort_by(|a, b| a.words.cmp(&b.words));
            given.extend(self.tell_apart(&group));
        }
        given
    }

    fn tell_apart(&mut self, group: &[&Nameless]) -> Vec<(Section, NodeId, String)> {
        let depth = group.iter().map(|it| it.words.len()).max().unwrap_or(0);
        let names = (0..depth).find_map(|level| self.all_with(group, level));
        let names = names.unwrap_or_else(|| group.iter().map(|it| it.words.join("_")).collect());
        let pairs = group.iter().zip(names);
        pairs.map(|(one, name)| (one.section, one.id, self.numbered(one.section, name))).collect()
    }

    /// The names with the word of a level in front, where they are all different and free.
    fn all_with(&self, group: &[&Nameless], level: usize) -> Option<Vec<String>> {
        let names: Option<Vec<String>> = group.iter().map(|it| it.with(level)).collect();
        let names = names?;
        let different: BTreeSet<String> = names.iter().map(|it| folded(it)).collect();
        let free = group.iter().zip(&names).all(|(one, name)| self.is_free(one.section, name));
        (free && different.len() == names.len()).then_some(names)
    }

    fn numbered(&mut self, section: Section, name: String) -> String {
        if self.take(section, &name) {
            return name;
        }
        let mut number = 2_usize;
        loop {
            let next = format!("{name}_{number}");
            if self.take(section, &next) {
                return next;
            }
            number += 1;
        }
    }
}

/// Folders, the file without its ending and the tokens of the pointer, as far as they name things.
fn words(path: &Path, pointer: &JsonPointer) -> Vec<String> {
    let folders = path.parent().into_iter().flat_map(Path::components);
    let folders = folders.filter_map(|it| match it {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    let mut words: Vec<String> = folders.map(|it| clean(&it)).collect();
    let stem = clean(&path.file_stem().unwrap_or_default().to_string_lossy());
    if words.is_empty() || !INDEX.contains(&stem.as_str()) {
        words.push(stem);
    }
    words.extend(pointer.tokens().filter(|it| !is_structural(it)).map(|it| clean(&it)));
    words
}

/// Files that are called after their folder's purpose and not after their own.
const INDEX: &[&str] = &["index", "_index", "main"];

/// Words of the standard that name no thing of the document.
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

/// Names of components have these characters only (OpenAPI 3.0 "Components Object").
fn clean(text: &str) -> String {
    let fits = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
    text.chars().map(|it| if fits(it) { it } else { '_' }).collect()
}

/// Names that differ only in this are one name in Rust.
fn folded(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|it| it.to_ascii_lowercase()).collect()
}
