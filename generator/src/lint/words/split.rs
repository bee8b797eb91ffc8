//! Names into words and words into names: camel, kebab and snake case, acronyms, digits, brands.

use super::tables;

/// Splits a name at case changes and at everything that is neither letter nor digit.
/// Digits stay with the letters before them (`oauth2`, `line1`); a plural `s` stays with its acronym (`userIDs`).
pub(in crate::lint) fn split(name: &str) -> Vec<&str> {
    name.split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .flat_map(humps)
        .collect()
}

/// The words of a name without separators.
fn humps(mut rest: &str) -> Vec<&str> {
    let mut words = Vec::new();
    while !rest.is_empty() {
        let end = brand(rest).unwrap_or_else(|| hump(rest));
        let (word, after) = rest.split_at_checked(end.max(1)).unwrap_or((rest, ""));
        words.push(word);
        rest = after;
    }
    words
}

/// The length of a brand at the start, where the next character does not go on with it.
fn brand(text: &str) -> Option<usize> {
    let fits = |brand: &&&str| {
        let rest = text.strip_prefix(**brand);
        rest.is_some_and(|rest| !rest.starts_with(|it: char| it.is_lowercase()))
    };
    tables::BRANDS.iter().find(fits).map(|brand| {
        let digits = text.bytes().skip(brand.len()).take_while(u8::is_ascii_digit).count();
        brand.len() + digits
    })
}

/// The length of the first word: up to a capital behind a small letter or digit, or to the last capital of an acronym.
fn hump(text: &str) -> usize {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let upper = |at: usize| characters.get(at).is_some_and(|(_, it)| it.is_uppercase());
    let lower = |at: usize| characters.get(at).is_some_and(|(_, it)| it.is_lowercase());
    let place = |at: usize| characters.get(at).map_or(text.len(), |(place, _)| *place);
    for at in 1..characters.len() {
        if !upper(at) {
            continue;
        }
        let acronym_goes_on = upper(at - 1) && !begins_word(text, place(at), lower(at + 1));
        if !acronym_goes_on {
            return place(at);
        }
    }
    text.len()
}

/// Whether a capital inside of an acronym is the first letter of the next word: `P|arser` in `XMLParser`, but not the `D` of `IDs`.
fn begins_word(text: &str, at: usize, small_follows: bool) -> bool {
    if !small_follows {
        return false;
    }
    let mut after = text.get(at..).unwrap_or_default().chars().skip(1);
    let plural = after.next() == Some('s') && !after.next().is_some_and(|it| it.is_lowercase());
    !plural
}

/// The words in lower case, joined by dashes.
pub(in crate::lint) fn kebab(name: &str) -> String {
    let words: Vec<String> = split(name).iter().map(|word| word.to_lowercase()).collect();
    words.join("-")
}

/// The first word in lower case, the others with a capital first letter; acronyms inside become words too.
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
