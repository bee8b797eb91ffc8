//! A scope of names, in which each is given once.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, code};
use crate::plan::ir::Ident;
use crate::plan::naming::renames::Given;
use crate::source::Span;

/// Names taken so far, with the text that each was made from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    taken: BTreeMap<String, Taken>,
    /// For each name that was numbered, the number to try next: no name becomes free again.
    next: BTreeMap<String, u32>,
}

#[derive(Clone, Debug)]
enum Taken {
    Reserved,
    /// By what is made from this text; where the user gave the name, with its place.
    By(String, Option<Span>),
}

/// A text that needs a name.
pub(crate) struct Wanted<'a> {
    pub(crate) text: &'a str,
    /// The name that is made from it.
    pub(crate) ident: Ident,
    /// The name that the user gave in its stead.
    pub(crate) given: Option<&'a Given>,
    /// Where it is written.
    pub(crate) span: Option<Span>,
}

/// How a number is put behind a name that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `name_2`.
    Snake,
    /// `Name2`.
    Camel,
}

impl Scope {
    /// A scope in which some names are not to be had.
    pub(crate) fn reserving(names: &[&str]) -> Self {
        let taken = names.iter().map(|name| ((*name).to_owned(), Taken::Reserved)).collect();
        Self { taken, next: BTreeMap::new() }
    }

    /// Takes a name for `text`. A reserved one gets `_` behind it, one that is taken the next free number, with a C001 diagnostic.
    pub(crate) fn claim(
        &mut self,
        wanted: Ident,
        text: &str,
        case: Case,
        span: Option<Span>,
        found: &mut Vec<Diagnostic>,
    ) -> Ident {
        let wanted = self.beside_reserved(wanted);
        let key = wanted.plain().to_owned();
        let Some(Taken::By(first, given)) = self.taken.get(&key).cloned() else {
            self.taken.insert(key, Taken::By(text.to_owned(), None));
            return wanted;
        };
        let free = self.next_free(&key, case);
        self.taken.insert(free.clone(), Taken::By(text.to_owned(), None));
        found.push(match given {
            None => both_become(text, &first, &wanted, &free, span),
            Some(given) => {
                let message = format!(
                    "`{first}` is renamed to what `{text}` becomes in Rust; that one is named `{free}`"
                );
                let diagnostic = Diagnostic::warning(code::NAME_COLLISION, message).at(given);
                match span {
                    Some(span) => diagnostic.with_related(span, format!("`{text}` is here")),
                    None => diagnostic,
                }
            }
        });
        Ident(free)
    }

    /// Takes the name that the user gave for `text`. It comes before all names that are made.
    pub(crate) fn claim_given(
        &mut self,
        given: &Given,
        text: &str,
        case: Case,
        found: &mut Vec<Diagnostic>,
    ) -> Ident {
        let (wanted, key) = (&given.ident, given.ident.plain().to_owned());
        let taken = Taken::By(text.to_owned(), Some(given.span));
        let ident = match self.taken.get(&key).cloned() {
            None => wanted.clone(),
            Some(Taken::By(first, _)) => {
                let free = self.next_free(&key, case);
                found.push(both_become(text, &first, wanted, &free, Some(given.span)));
                Ident(free)
            }
            Some(Taken::Reserved) => {
                let beside = format!("{key}_");
                let taken = self.has(&beside);
                let free = if taken { self.next_free(&beside, case) } else { beside };
                let message = format!(
                    "`{text}` cannot be named `{wanted}`, which generated code needs; it is named `{free}`"
                );
                found.push(Diagnostic::warning(code::NAME_COLLISION, message).at(given.span));
                Ident(free)
            }
        };
        self.taken.insert(ident.plain().to_owned(), taken);
        ident
    }

    /// Takes names for several texts: first those that the user gave, so that they hold.
    pub(crate) fn claim_all(
        &mut self,
        wanted: Vec<Wanted<'_>>,
        case: Case,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Ident> {
        let given: Vec<Option<Ident>> = wanted
            .iter()
            .map(|it| it.given.map(|given| self.claim_given(given, it.text, case, found)))
            .collect();
        wanted
            .into_iter()
            .zip(given)
            .map(|(it, given)| {
                given.unwrap_or_else(|| self.claim(it.ident, it.text, case, it.span, found))
            })
            .collect()
    }

    /// Takes a name, or a numbered one, without a diagnostic: for names that are not the document's.
    pub(crate) fn claim_unreported(&mut self, wanted: Ident, case: Case) -> Ident {
        let text = wanted.plain().to_owned();
        self.claim(wanted, &text, case, None, &mut Vec::new())
    }

    /// Whether a name is taken or reserved.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.taken.contains_key(name)
    }

    fn beside_reserved(&self, wanted: Ident) -> Ident {
        match self.taken.get(wanted.plain()) {
            Some(Taken::Reserved) => Ident(format!("{}_", wanted.plain())),
            _ => wanted,
        }
    }

    fn next_free(&mut self, name: &str, case: Case) -> String {
        let separator = match case {
            Case::Snake => "_",
            // A digit behind a digit would read as another number.
            Case::Camel if name.ends_with(|it: char| it.is_ascii_digit()) => "_",
            Case::Camel => "",
        };
        // `self_` has an underscore behind it already, and rustc wants no two in a row.
        let name = if case == Case::Snake { name.trim_end_matches('_') } else { name };
        let stem = format!("{name}{separator}");
        let taken = &self.taken;
        let mut numbers = self.next.get(&stem).copied().unwrap_or(2)..;
        let free = numbers.find(|number| !taken.contains_key(&format!("{stem}{number}")));
        let free = free.unwrap_or_default();
        let name = format!("{stem}{free}");
        self.next.insert(stem, free.saturating_add(1));
        name
    }
}

fn both_become(
    text: &str,
    first: &str,
    wanted: &Ident,
    free: &str,
    span: Option<Span>,
) -> Diagnostic {
    let message = format!(
        "`{text}` and `{first}` both become `{wanted}` in Rust; this one is named `{free}`"
    );
    let mut diagnostic = Diagnostic::warning(code::NAME_COLLISION, message);
    diagnostic.span = span;
    diagnostic
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::naming::identifier;

    #[test]
    fn a_name_is_given_once() {
        let mut scope = Scope::reserving(&["with"]);
        let mut found = Vec::new();
        let mut claim = |text: &str| {
            scope.claim(identifier::snake(text), text, Case::Snake, None, &mut found).0
        };
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
