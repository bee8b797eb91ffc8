//! A name of the document with its words, which are split and inflected once per distinct name.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::words::{self, Number};

/// A name and its words.
#[derive(Debug)]
pub(super) struct Name<'a> {
    /// The name as it is written.
    pub(super) text: &'a str,
    /// Its words as they are written.
    pub(super) parts: Vec<&'a str>,
    /// Its words in lower case.
    pub(super) words: Vec<String>,
    number: OnceCell<Number>,
    camel: OnceCell<String>,
}

impl<'a> Name<'a> {
    fn new(text: &'a str) -> Self {
        let parts = words::split(text);
        let words = parts.iter().map(|it| it.to_lowercase()).collect();
        Self { text, parts, words, number: OnceCell::new(), camel: OnceCell::new() }
    }

    /// The first word in lower case.
    pub(super) fn first(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    /// The last word in lower case.
    pub(super) fn last(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }

    /// The noun that the other words modify, as it is written.
    pub(super) fn head(&self) -> Option<&'a str> {
        words::head(&self.parts)
    }

    /// The grammatical number of the head noun.
    pub(super) fn number(&self) -> Number {
        *self.number.get_or_init(|| self.head().map_or(Number::Either, words::number))
    }

    /// The name in camelCase.
    pub(super) fn camel(&self) -> &str {
        self.camel.get_or_init(|| words::camel(self.text))
    }

    /// The name with its head noun replaced, in the case of that noun.
    pub(super) fn with_head(&self, noun: &str) -> String {
        let Some(head) = self.head() else { return self.text.to_owned() };
        let noun = words::in_case_of(head, noun);
        match self.text.rsplit_once(head) {
            Some((prefix, suffix)) => format!("{prefix}{noun}{suffix}"),
            None => noun,
        }
    }
}

/// The names that were split, each once.
#[derive(Debug, Default)]
pub(super) struct Names<'a>(RefCell<HashMap<&'a str, Rc<Name<'a>>>>);

impl<'a> Names<'a> {
    pub(super) fn get(&self, text: &'a str) -> Rc<Name<'a>> {
        let mut names = self.0.borrow_mut();
        Rc::clone(names.entry(text).or_insert_with(|| Rc::new(Name::new(text))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_nouns_are_replaced_in_their_case() {
        let names = Names::default();
        for (text, noun, expected) in [
            ("userId", "ids", "userIds"),
            ("codes_of_conduct", "code", "code_of_conduct"),
            ("ORDER", "orders", "ORDERS"),
            ("user-group", "groups", "user-groups"),
        ] {
            assert_eq!(names.get(text).with_head(noun), expected);
        }
        assert!(Rc::ptr_eq(&names.get("a"), &names.get("a")));
    }
}
