//! Words in names: splitting, joining and inflection.
//!
//! Takes strings; returns words. It must not know what a name is used for. The inflection uses tables for irregular nouns
//! and rules for the rest, because general inflectors fail on the vocabulary of APIs (`skus`, `statuses`, `userIDs`).

mod inflect;
mod split;
mod tables;

pub(super) use inflect::{Number, number, plural, singular};
pub(super) use split::{camel, kebab, split};

/// Whether the word alone names an action: `activate`, `search`.
pub(super) fn is_verb(word: &str) -> bool {
    tables::has(tables::VERBS, &word.to_ascii_lowercase())
}

/// Whether the word names an action and, before an id, a resource as well: `test`.
pub(super) fn is_noun_and_verb(word: &str) -> bool {
    tables::has(tables::NOUNS_LIKE_VERBS, &word.to_ascii_lowercase())
}

/// Whether the word modifies a noun: `latest`, `starred`, `pending`.
pub(super) fn is_modifier(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    if tables::has(tables::MODIFIERS, &word) {
        return true;
    }
    let participle = word.len() > 4 && (word.ends_with("ed") || word.ends_with("ing"));
    participle && !tables::has(tables::NOUNS_LIKE_PARTICIPLES, &word)
}

/// Whether the word is a preposition: `of`, `by`.
pub(super) fn is_preposition(word: &str) -> bool {
    tables::has(tables::PREPOSITIONS, &word.to_ascii_lowercase())
}

/// A noun in the case of the word that it replaces: `Users` for `User`, `ORDERS` for `ORDER`.
pub(super) fn in_case_of(word: &str, noun: &str) -> String {
    if word.chars().count() > 1 && !word.contains(char::is_lowercase) {
        return noun.to_uppercase();
    }
    let mut letters = noun.chars();
    match letters.next() {
        Some(first) if word.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => noun.to_owned(),
    }
}

/// The head noun: the last word, or a plural before a preposition (`codes_of_conduct`, but not `add-ons`).
pub(super) fn head<'a>(words: &[&'a str]) -> Option<&'a str> {
    let plural = words.windows(2).find_map(|pair| match pair {
        [word, next] if is_preposition(next) && number(word) == Number::Plural => Some(*word),
        _ => None,
    });
    plural.or(words.last().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_nouns_precede_prepositions() {
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
            ("embedding", false),
            ("timing", false),
            ("draft", false),
            ("string", false),
            ("user", false),
        ] {
            assert_eq!(is_modifier(word), expected, "{word}");
        }
    }
}
