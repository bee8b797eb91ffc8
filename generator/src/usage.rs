//! The names that a program's Rust sources use, so that only the operations that it calls are generated.
//!
//! Takes a file or a folder; returns [`UsedNames`]. It must not know what the names mean. It reads tokens, not syntax, so calls inside
//! macros count too. A name too many costs an operation that is not needed; a name too few would break the program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

/// How deep folders nest.
const MAX_DEPTH: usize = 64;
/// How large a source file is, in bytes. Larger files are generated.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The identifiers of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsedNames {
    /// Those after `.` or `::`, as in `client.orders()` and `Orders::list`.
    called: BTreeSet<String>,
    /// All.
    all: BTreeSet<String>,
}

impl UsedNames {
    /// Reads a file, or all files below a folder that end in `.rs`.
    ///
    /// # Errors
    ///
    /// Fails with the path that cannot be read.
    pub fn read(path: &Path) -> Result<Self, (PathBuf, std::io::Error)> {
        let mut names = Self::default();
        names.add_path(path, 0)?;
        Ok(names)
    }

    /// Whether a name follows `.` or `::` anywhere.
    #[must_use]
    pub fn calls(&self, name: &str) -> bool {
        self.called.contains(name)
    }

    /// Whether a name occurs anywhere.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.all.contains(name)
    }

    fn add_path(&mut self, path: &Path, depth: usize) -> Result<(), (PathBuf, std::io::Error)> {
        let failed = |error| (path.to_owned(), error);
        if !path.is_dir() {
            let text = std::fs::read(path).map_err(failed)?;
            self.add_text(&String::from_utf8_lossy(&text));
            return Ok(());
        }
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let about = entry.metadata().map_err(failed)?;
            let path = entry.path();
            let is_source = path.extension().is_some_and(|it| it == "rs");
            // Symbolic links are neither, so a folder that contains itself does no harm.
            if about.is_dir() && depth < MAX_DEPTH
                || about.is_file() && is_source && about.len() <= MAX_BYTES
            {
                self.add_path(&path, depth + 1)?;
            }
        }
        Ok(())
    }

    fn add_text(&mut self, text: &str) {
        match text.parse::<TokenStream>() {
            Ok(tokens) => self.add_tokens(tokens),
            // The compiler reports what is wrong with the file. Until then, every word counts.
            Err(_) => {
                for word in text.split(|c: char| !c.is_alphanumeric() && c != '_') {
                    self.add(word, true);
                }
            }
        }
    }

    /// No deeper than the compiler accepts.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut is_after_separator = false;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    self.add(name.trim_start_matches("r#"), is_after_separator);
                    is_after_separator = false;
                }
                TokenTree::Punct(punct) => {
                    is_after_separator = matches!(punct.as_char(), '.' | ':');
                }
                TokenTree::Group(group) => {
                    self.add_tokens(group.stream());
                    is_after_separator = false;
                }
                TokenTree::Literal(_) => is_after_separator = false,
            }
        }
    }

    fn add(&mut self, name: &str, is_called: bool) {
        if name.is_empty() {
            return;
        }
        self.all.insert(name.to_owned());
        if is_called {
            self.called.insert(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> UsedNames {
        let mut names = UsedNames::default();
        names.add_text(text);
        names
    }

    #[test]
    fn calls_are_found_wherever_they_are() {
        let used = names(
            "async fn f(c: &Client) { let orders = c /* a */ . orders();
               let (a, b) = try_join!(orders.list().limit(3), Orders::create(&orders, x))?;
               assert_eq!(c.r#type().await, 1); }",
        );
        for name in ["orders", "list", "limit", "create", "type"] {
            assert!(used.calls(name), "{name}");
        }
        assert!(used.contains("Orders") && !used.calls("Orders"));
        assert!(!used.contains("a/") && !used.calls("x") && !used.calls("f"));
    }

    #[test]
    fn comments_and_strings_are_no_calls() {
        let used = names("// c.orders()\nconst A: &str = \"c.list()\"; /* c.create() */");
        assert!(!used.calls("orders") && !used.calls("list") && !used.calls("create"));
    }

    #[test]
    fn every_word_of_a_broken_file_counts() {
        assert!(names("fn f( { client.orders().list()").calls("list"));
    }
}
