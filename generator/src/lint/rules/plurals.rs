//! Shared by the rules about the number of names: which names must be plural, and which cannot be.

use super::super::name::Name;
use super::super::words::{self, Number};

/// Nouns that can be counted and that are nothing else. Other last words may be adjectives, verbs or names of groups.
const COUNTABLE: &str = "\
    account action address alias amount ancestor app asset attachment attribute author category channel client code \
    color column company contact country credential currency customer date device document domain email employee \
    entry event extension feature file filename flag folder header host hostname id identifier image interface \
    invoice ip item key label language level line link loan member message method mode name network node number \
    object operation option owner parameter parent participant partner party permission person phone platform \
    policy port privilege product project provider record region report repository resource role rule server \
    service signature source state statement status style subscription symbol tag task team tenant ticket token \
    topic transaction translation type uri url user username uuid variable vendor version volume webhook weight";

/// The plural of a name that ends in a singular noun; `None` if it does not, or if it is not known to be countable.
pub(super) fn of_singular(name: &Name<'_>) -> Option<String> {
    let head = name.head()?;
    let word = head.to_lowercase();
    let is_countable = COUNTABLE.split_ascii_whitespace().any(|it| it == word);
    let is_phrase = name.words.iter().any(|it| words::is_preposition(it))
        || matches!(name.first(), "has" | "is" | "can" | "by");
    (is_countable && !is_phrase).then(|| name.with_head(&words::plural(head)))
}

/// The singular of a name that ends in a plural noun.
pub(super) fn of_plural(name: &Name<'_>) -> Option<String> {
    let head = name.head().filter(|it| it.len() > 2)?;
    let is_other = words::is_modifier(head) || COUNTS.contains(&name.last());
    let is_phrase = name.words.iter().any(|it| words::is_preposition(it));
    if is_phrase || is_other || name.number() != Number::Plural {
        return None;
    }
    Some(name.with_head(&words::singular(head)))
}

/// Last words whose plural names one value.
const COUNTS: &[&str] = &[
    "args",
    "bytes",
    "cents",
    "comments",
    "contents",
    "credentials",
    "days",
    "details",
    "docs",
    "fields",
    "graphics",
    "hours",
    "includes",
    "instructions",
    "minutes",
    "months",
    "ms",
    "notes",
    "params",
    "permissions",
    "preferences",
    "remarks",
    "results",
    "seconds",
    "secs",
    "settings",
    "stats",
    "terms",
    "thanks",
    "units",
    "weeks",
    "years",
];
