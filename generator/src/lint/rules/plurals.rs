//! Shared by the rules about the number of names: which names must be plural, and which cannot be.

use super::super::name::Name;
use super::super::words::{self, Number};

/// Nouns that can be counted and that are nothing else. Other last words may be adjectives, verbs or names of groups.
const COUNTABLE: &str = "\
    account action address agent alias amount ancestor app asset attachment attribute author bank block bucket \
    category channel charge client cluster code color column company component contact country credential \
    currency customer dataset date deployment device discount document domain email employee endpoint entry event \
    extension feature field file filename flag folder header host hostname id identifier image instance interface \
    invoice ip item job key label language level line link loan machine member merchant message method milestone \
    mode name network node number object operation option owner parameter parent participant partner party payment \
    payout permission person phone pipeline plan platform policy port privilege product project provider reason \
    recipient record region registry report repository resource reviewer role rule scope section segment server \
    service setting signature snapshot source state statement status store style subscriber subscription symbol \
    tag task team tenant ticket token topic transaction transfer translation type uri url user username \
    uuid variable vendor version volume webhook weight word workflow workspace";

/// The plural of a name that ends in a singular noun; `None` if it does not, or if it is not known to be countable.
pub(super) fn of_singular(name: &Name<'_>) -> Option<String> {
    let head = name.head()?;
    let word = head.to_lowercase();
    let is_countable = COUNTABLE.split_ascii_whitespace().any(|it| it == word);
    is_countable.then(|| of_noun(name)).flatten()
}

/// The plural of a name that ends in a singular noun, whatever the noun; `None` if the name is a phrase.
pub(super) fn of_noun(name: &Name<'_>) -> Option<String> {
    let is_phrase = name.words.iter().any(|it| words::is_preposition(it))
        || matches!(name.first(), "has" | "is" | "can" | "by");
    let head = name.head().filter(|_| !is_phrase)?;
    Some(name.with_head(&words::plural(head)))
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
