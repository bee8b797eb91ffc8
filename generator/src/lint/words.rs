//! Words in names: splitting, joining, and number. Takes text, gives words; it must not know where a name stands.
//!
//! The inflection is our own: tables for what English does irregularly, rules for the rest. Names of
//! APIs are a small language (`skus`, `statuses`, `userIDs`), and a general inflector is wrong where it matters.

mod inflect;
mod split;
mod tables;

pub(super) use inflect::{Number, number, plural, singular};
pub(super) use split::{camel, kebab, split};

/// Whether the word names an action when it stands alone: `activate`, `search`.
pub(super) fn is_verb(word: &str) -> bool {
    tables::has(tables::VERBS, &word.to_ascii_lowercase())
}

/// Whether the word describes rather than names: `latest`, `starred`, `pending`.
pub(super) fn is_modifier(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    if tables::has(tables::MODIFIERS, &word) {
        return true;
    }
    let participle = word.len() > 4 && (word.ends_with("ed") || word.ends_with("ing"));
    participle && !tables::has(tables::NOUNS_LIKE_PARTICIPLES, &word)
}

/// Whether the word joins others: `of`, `by`.
pub(super) fn is_preposition(word: &str) -> bool {
    tables::has(tables::PREPOSITIONS, &word.to_ascii_lowercase())
}

/// The word that the others describe: the last, or a plural before a preposition (`codes_of_conduct`, but not `add-ons`).
pub(super) fn head<'a>(words: &[&'a str]) -> Option<&'a str> {
    let before = words.windows(2).find_map(|pair| match pair {
        [word, next] if is_preposition(next) && number(word) == Number::Plural => Some(*word),
        _ => None,
    });
    before.or(words.last().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_stand_before_prepositions() {
        for (name, expected) in [
            ("codes_of_conduct", "codes"),
            ("audit-logs", "logs"),
            ("by-id", "id"),
            ("AddOnResults", "Results"),
            ("users", "users"),
        ] {
            assert_eq!(head(&split(name)), Some(expected), "{name}");
        }
    }

    #[test]
    fn modifiers_are_not_nouns() {
        for (word, expected) in [
            ("starred", true),
            ("following", true),
            ("Pending", true),
            ("latest", true),
            ("feed", false),
            ("embed", false),
            ("listing", false),
            ("setting", false),
            ("string", false),
            ("user", false),
        ] {
            assert_eq!(is_modifier(word), expected, "{word}");
        }
    }
}
