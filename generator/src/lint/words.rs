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

/// The word that the others describe: the last, or the last before a preposition (`codes_of_conduct`).
pub(super) fn head<'a>(words: &[&'a str]) -> Option<&'a str> {
    let end = words.iter().skip(1).position(|word| is_preposition(word)).map(|at| at + 1);
    words.get(..end.unwrap_or(words.len()))?.last().copied()
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
