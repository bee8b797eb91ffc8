//! JSON Pointer (RFC 6901) as a type of its own.

use std::borrow::Cow;
use std::fmt;

/// The character before each token.
const SEPARATOR: &str = "/";

/// A JSON Pointer in its string form: empty for the whole document, else `/`-led escaped tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JsonPointer(String);

impl JsonPointer {
    /// The pointer to the whole document.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Takes text that is a pointer already (RFC 6901 section 3), as in the fragment of a `$ref`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Builds a pointer from unescaped tokens.
    #[must_use]
    pub fn of(tokens: &[&str]) -> Self {
        let mut pointer = Self(String::with_capacity(tokens.iter().map(|it| it.len() + 1).sum()));
        tokens.iter().for_each(|token| pointer.push(token));
        pointer
    }

    /// This pointer and one more token, which is escaped here.
    #[must_use]
    pub fn child(&self, token: &str) -> Self {
        let mut next = Self(String::with_capacity(self.0.len() + 1 + token.len()));
        next.0.push_str(&self.0);
        next.push(token);
        next
    }

    /// Appends a token in place, escaping `~` and `/` (RFC 6901 section 3).
    pub fn push(&mut self, token: &str) {
        self.0.push_str(SEPARATOR);
        if !token.bytes().any(|it| matches!(it, b'~' | b'/')) {
            return self.0.push_str(token);
        }
        for character in token.chars() {
            match character {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                other => self.0.push(other),
            }
        }
    }

    /// Whether the pointer is `other`, or a value within it.
    #[must_use]
    pub fn is_below(&self, other: &Self) -> bool {
        self.0.strip_prefix(&other.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Removes the last token, if there is one.
    pub fn pop(&mut self) {
        let end = self.0.rfind('/').unwrap_or(0);
        self.0.truncate(end);
    }

    /// The tokens, unescaped (RFC 6901 section 4).
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let mut rest = self.0.get(1..);
        std::iter::from_fn(move || {
            let text = rest?;
            // Tokens are short, so a plain search is the fastest.
            let (token, after) = match text.bytes().position(|it| it == b'/') {
                Some(end) => (text.get(..end)?, text.get(end + 1..)),
                None => (text, None),
            };
            rest = after;
            Some(unescaped(token))
        })
    }

    /// The last token, unescaped.
    #[must_use]
    pub fn last(&self) -> Option<String> {
        self.tokens().last().map(Cow::into_owned)
    }

    /// The last token, unescaped, as the name of what it points to. The whole document has an empty name.
    #[must_use]
    pub fn name(&self) -> String {
        self.last().unwrap_or_default()
    }

    /// The string form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns a token without escapes.
fn unescaped(token: &str) -> Cow<'_, str> {
    if token.bytes().any(|it| it == b'~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

impl fmt::Display for JsonPointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_escaping() {
        let pointer = JsonPointer::of(&["paths", "/a~b/{c}", "get"]);
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1{c}/get");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{c}", "get"]);
        let mut parent = pointer.clone();
        parent.pop();
        assert_eq!(parent.child("get"), pointer);
        assert_eq!(JsonPointer::parse("no-slash"), None);
    }
}
