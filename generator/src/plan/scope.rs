//! A scope of names, in which each is given once.

use std::collections::BTreeMap;

use super::rust_type::Ident;
use crate::diagnostic::{Diagnostic, code};
use crate::source::Span;

/// Names taken so far, with the text that each was made from.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    taken: BTreeMap<String, Taken>,
}

#[derive(Clone, Debug)]
enum Taken {
    Reserved,
    By(String),
}

/// How a number is put behind a name that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// `name_2`.
    Snake,
    /// `Name2`.
    Camel,
}

impl Scope {
    /// A scope in which some names are not to be had.
    pub(super) fn reserving(names: &[&str]) -> Self {
        let taken = names.iter().map(|name| ((*name).to_owned(), Taken::Reserved)).collect();
        Self { taken }
    }

    /// Takes a name for `text`. A reserved one gets `_` behind it, one that is taken the next free number, with a C001 diagnostic.
    pub(super) fn claim(
        &mut self,
        wanted: Ident,
        text: &str,
        case: Case,
        span: Option<Span>,
        found: &mut Vec<Diagnostic>,
    ) -> Ident {
        let wanted = self.beside_reserved(wanted);
        let key = wanted.plain().to_owned();
        let Some(Taken::By(first)) = self.taken.get(&key).cloned() else {
            self.taken.insert(key, Taken::By(text.to_owned()));
            return wanted;
        };
        let free = self.next_free(&key, case);
        self.taken.insert(free.clone(), Taken::By(text.to_owned()));
        let message = format!(
            "`{text}` and `{first}` both become `{wanted}` in Rust; this one is named `{free}`"
        );
        let mut diagnostic = Diagnostic::warning(code::NAME_COLLISION, message);
        diagnostic.span = span;
        found.push(diagnostic);
        Ident(free)
    }

    /// Takes a name, or a numbered one, without a diagnostic: for names that are not the document's.
    pub(super) fn claim_quietly(&mut self, wanted: Ident, case: Case) -> Ident {
        let text = wanted.plain().to_owned();
        self.claim(wanted, &text, case, None, &mut Vec::new())
    }

    /// Whether a name is taken or reserved.
    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains_key(name)
    }

    fn beside_reserved(&self, wanted: Ident) -> Ident {
        match self.taken.get(wanted.plain()) {
            Some(Taken::Reserved) => Ident(format!("{}_", wanted.plain())),
            _ => wanted,
        }
    }

    fn next_free(&self, name: &str, case: Case) -> String {
        let separator = match case {
            Case::Snake => "_",
            // A digit behind a digit would read as another number.
            Case::Camel if name.ends_with(|it: char| it.is_ascii_digit()) => "_",
            Case::Camel => "",
        };
        // `self_` has an underscore behind it already, and rustc wants no two in a row.
        let name = if case == Case::Snake { name.trim_end_matches('_') } else { name };
        let numbered = (2_u32..).map(|number| format!("{name}{separator}{number}"));
        numbered.into_iter().find(|name| !self.has(name)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::name;
    use super::*;

    #[test]
    fn a_name_is_given_once() {
        let mut scope = Scope::reserving(&["with"]);
        let mut found = Vec::new();
        let mut claim =
            |text: &str| scope.claim(name::snake(text), text, Case::Snake, None, &mut found).0;
        assert_eq!(
            ["userId", "user_id", "UserID", "with", "with", "type", "@type"].map(&mut claim),
            ["user_id", "user_id_2", "user_id_3", "with_", "with_2", "r#type", "type_2"]
        );
        let messages: Vec<_> = found.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages.len(), 4);
        assert_eq!(
            messages[0],
            "`user_id` and `userId` both become `user_id` in Rust; this one is named `user_id_2`"
        );
    }
}
