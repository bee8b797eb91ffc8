//! Splitting names into words and joining words into names: camel, kebab and snake case, acronyms, digits, brands.

use super::tables;

/// Splits a name at case changes and at characters that are neither letters nor digits.
/// Digits stay with the preceding letters (`oauth2`, `line1`), and a plural `s` stays with its acronym (`userIDs`).
pub(in crate::lint) fn split(name: &str) -> Vec<&str> {
    name.split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .flat_map(camel_words)
        .collect()
}

/// The words of a name without separators.
fn camel_words(mut rest: &str) -> Vec<&str> {
    let mut words = Vec::new();
    while !rest.is_empty() {
        let end = brand_len(rest).unwrap_or_else(|| word_len(rest));
        let (word, after) = rest.split_at_checked(end.max(1)).unwrap_or((rest, ""));
        words.push(word);
        rest = after;
    }
    words
}

/// The length of a leading brand name, unless a lower-case letter continues the word.
fn brand_len(text: &str) -> Option<usize> {
    let fits = |brand: &&&str| {
        let rest = text.strip_prefix(**brand);
        rest.is_some_and(|rest| !rest.starts_with(|it: char| it.is_lowercase()))
    };
    tables::BRANDS.iter().find(fits).map(|brand| {
        let digits = text.bytes().skip(brand.len()).take_while(u8::is_ascii_digit).count();
        brand.len() + digits
    })
}

/// The length of the first word: it ends before a capital that follows a lower-case letter or digit, or before the last
/// capital of an acronym.
fn word_len(text: &str) -> usize {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let upper = |at: usize| characters.get(at).is_some_and(|(_, it)| it.is_uppercase());
    let lower = |at: usize| characters.get(at).is_some_and(|(_, it)| it.is_lowercase());
    let offset = |at: usize| characters.get(at).map_or(text.len(), |(offset, _)| *offset);
    for at in 1..characters.len() {
        if !upper(at) {
            continue;
        }
        let acronym_continues = upper(at - 1) && !begins_word(text, offset(at), lower(at + 1));
        if !acronym_continues {
            return offset(at);
        }
    }
    text.len()
}

/// Whether a capital in an acronym begins the next word: the `P` of `XMLParser`, but not the `D` of `IDs`.
fn begins_word(text: &str, at: usize, lower_follows: bool) -> bool {
    if !lower_follows {
        return false;
    }
    let mut after = text.get(at..).unwrap_or("").chars().skip(1);
    let plural = after.next() == Some('s') && !after.next().is_some_and(|it| it.is_lowercase());
    !plural
}

/// Converts a name to kebab-case.
pub(in crate::lint) fn kebab(name: &str) -> String {
    let words: Vec<String> = split(name).iter().map(|word| word.to_lowercase()).collect();
    words.join("-")
}

/// Converts a name to camelCase. Acronyms become words: `UserID` to `userId`.
pub(in crate::lint) fn camel(name: &str) -> String {
    let words = split(name);
    let mut result = String::with_capacity(name.len());
    for (index, word) in words.iter().enumerate() {
        let word = word.to_lowercase();
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if index > 0 => result.extend(first.to_uppercase()),
            Some(first) => result.push(first),
            None => {}
        }
        result.push_str(letters.as_str());
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split() {
        let cases: &[(&str, &[&str])] = &[
            ("user_groups", &["user", "groups"]),
            ("findByStatus", &["find", "By", "Status"]),
            ("HTTPServer", &["HTTP", "Server"]),
            ("userIDs", &["user", "IDs"]),
            ("URLsToFetch", &["URLs", "To", "Fetch"]),
            ("IDset", &["I", "Dset"]),
            ("oauth2Token", &["oauth2", "Token"]),
            ("OAuth2Token", &["OAuth2", "Token"]),
            ("2fa", &["2fa"]),
            ("sha256Hash", &["sha256", "Hash"]),
            ("line_1", &["line", "1"]),
            ("__a--b", &["a", "b"]),
            ("GitHubApp", &["GitHub", "App"]),
            ("", &[]),
            ("ÜberÄnderung", &["Über", "Änderung"]),
            ("A", &["A"]),
        ];
        for (name, expected) in cases {
            assert_eq!(split(name), *expected, "{name}");
        }
    }

    #[test]
    fn names_are_joined() {
        for (name, in_kebab, in_camel) in [
            ("user_groups", "user-groups", "userGroups"),
            ("UserID", "user-id", "userId"),
            ("findPetsByStatus", "find-pets-by-status", "findPetsByStatus"),
            ("address_line_1", "address-line-1", "addressLine1"),
            ("OAuthToken", "oauth-token", "oauthToken"),
        ] {
            assert_eq!(
                (kebab(name).as_str(), camel(name).as_str()),
                (in_kebab, in_camel),
                "{name}"
            );
        }
    }
}
