//! URLs as they are shown: without user information, query and fragment, which may be secrets.

/// Returns the part of a URL that may be shown. If the text contains `@`, a password may end
/// anywhere before it, so only the scheme is shown.
pub(crate) fn shown_url(url: &str) -> String {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    if url.contains('@') {
        return if scheme.is_empty() { "…".to_owned() } else { format!("{scheme}://…") };
    }
    url.split_once(['?', '#']).map_or(url, |(shown, _)| shown).to_owned()
}

/// Returns a text in which every URL is shown without its secrets. Messages of other libraries may
/// contain the URL of a request.
pub(crate) fn redacted(text: &str) -> String {
    if !text.contains("://") {
        return text.to_owned();
    }
    let ends = |one: char| one.is_whitespace() || matches!(one, '"' | '\'' | '`' | '<' | '>' | ')');
    let words = text.split_inclusive(ends);
    words
        .map(|word| if word.contains("://") { shown_word(word, ends) } else { word.to_owned() })
        .collect()
}

fn shown_word(word: &str, ends: impl Fn(char) -> bool) -> String {
    let end = word.find(ends).unwrap_or(word.len());
    let (url, rest) = word.split_at(end);
    shown_url(url) + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_urls_are_not_shown() {
        for (url, shown) in [
            ("https://a.test/b", "https://a.test/b"),
            ("https://a.test/b?k=s3cret#s3cret", "https://a.test/b"),
            ("https://u:s3cret@a.test/b", "https://…"),
            ("https://u:s3/cr?et#s3cret@a.test", "https://…"),
            ("u:s3cret@a.test", "…"),
            ("/v1?k=s3cret", "/v1"),
        ] {
            assert_eq!(shown_url(url), shown);
        }
        for (text, shown) in [
            ("connection refused", "connection refused"),
            (
                "error for url (https://u:s3cret@a.test/?k=s3cret): no",
                "error for url (https://…): no",
            ),
            ("at \"http://a.test/x?k=s3cret\" and b", "at \"http://a.test/x\" and b"),
        ] {
            assert_eq!(redacted(text), shown);
        }
    }
}
