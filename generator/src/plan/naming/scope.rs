//! A scope of names, in which every name is unique.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, code};
use crate::plan::ir::Ident;
use crate::plan::naming::renames::ConfiguredName;
use crate::text::Span;

/// The names of a scope, each with the text that it is made from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scope {
    taken: BTreeMap<String, Taken>,
    /// The next number for each numbered name. A name never becomes free again.
    next: BTreeMap<String, u64>,
}

#[derive(Clone, Debug)]
enum Taken {
    Reserved,
    /// By the name for this text. The span is the location of a configured name.
    By(String, Option<Span>),
}

/// A request for a name.
pub(crate) struct NameRequest<'a> {
    pub(crate) text: &'a str,
    /// The identifier for the text.
    pub(crate) ident: Ident,
    /// The configured name, which replaces it.
    pub(crate) configured: Option<&'a ConfiguredName>,
    /// The location of the text.
    pub(crate) span: Option<Span>,
}

/// How a number is appended to a name that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// `name_2`.
    Snake,
    /// `Name2`.
    Camel,
}

impl Scope {
    /// A scope with reserved names.
    pub(crate) fn reserving(names: &[&str]) -> Self {
        let taken = names.iter().map(|name| ((*name).to_owned(), Taken::Reserved)).collect();
        Self { taken, next: BTreeMap::new() }
    }

    /// Claims a name for `text`.
    ///
    /// A reserved name gets `_` as its suffix. A name that is taken gets the next free number, which is reported (C001).
    pub(crate) fn claim(
        &mut self,
        wanted: Ident,
        text: &str,
        case: Case,
        span: Option<Span>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Ident {
        let wanted = self.unreserved(wanted);
        let key = wanted.plain().to_owned();
        let Some(Taken::By(first, configured)) = self.taken.get(&key).cloned() else {
            self.taken.insert(key, Taken::By(text.to_owned(), None));
            return wanted;
        };
        let free = self.next_free(&key, case);
        self.taken.insert(free.clone(), Taken::By(text.to_owned(), None));
        diagnostics.push(match configured {
            None => both_become(text, &first, &wanted, &free, span),
            Some(configured) => {
                let message = format!(
                    "`{first}` is renamed to the Rust name of `{text}`, which is named `{free}` instead"
                );
                let diagnostic = Diagnostic::warning(code::NAME_COLLISION, message).at(configured);
                match span {
                    Some(span) => diagnostic.with_related(span, format!("`{text}` is here")),
                    None => diagnostic,
                }
            }
        });
        Ident(free)
    }

    /// Claims the configured name of `text`. Configured names are claimed before all others.
    pub(crate) fn claim_configured(
        &mut self,
        configured: &ConfiguredName,
        text: &str,
        case: Case,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Ident {
        let (wanted, key) = (&configured.ident, configured.ident.plain().to_owned());
        let taken = Taken::By(text.to_owned(), Some(configured.span));
        let ident = match self.taken.get(&key).cloned() {
            None => wanted.clone(),
            Some(Taken::By(first, _)) => {
                let free = self.next_free(&key, case);
                diagnostics.push(both_become(text, &first, wanted, &free, Some(configured.span)));
                Ident(free)
            }
            Some(Taken::Reserved) => {
                let suffixed = format!("{key}_");
                let taken = self.has(&suffixed);
                let free = if taken { self.next_free(&suffixed, case) } else { suffixed };
                let message = format!(
                    "`{text}` cannot be named `{wanted}`, which is reserved; it is named `{free}`"
                );
                diagnostics
                    .push(Diagnostic::warning(code::NAME_COLLISION, message).at(configured.span));
                Ident(free)
            }
        };
        self.taken.insert(ident.plain().to_owned(), taken);
        ident
    }

    /// Claims several names, the configured ones first, so that these stay as they are.
    pub(crate) fn claim_all(
        &mut self,
        requests: Vec<NameRequest<'_>>,
        case: Case,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Ident> {
        let mut claim_configured = |it: &NameRequest<'_>| {
            Some(self.claim_configured(it.configured?, it.text, case, diagnostics))
        };
        let configured: Vec<Option<Ident>> = requests.iter().map(&mut claim_configured).collect();
        let pairs = requests.into_iter().zip(configured);
        pairs
            .map(|(it, configured)| match configured {
                Some(ident) => ident,
                None => self.claim(it.ident, it.text, case, it.span, diagnostics),
            })
            .collect()
    }

    /// Claims a name that the document does not contain. A collision is not reported.
    pub(crate) fn claim_unreported(&mut self, wanted: Ident, case: Case) -> Ident {
        let text = wanted.plain().to_owned();
        self.claim(wanted, &text, case, None, &mut Vec::new())
    }

    /// Whether a name is taken or reserved.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.taken.contains_key(name)
    }

    fn unreserved(&self, wanted: Ident) -> Ident {
        match self.taken.get(wanted.plain()) {
            Some(Taken::Reserved) => Ident(format!("{}_", wanted.plain())),
            _ => wanted,
        }
    }

    fn next_free(&mut self, name: &str, case: Case) -> String {
        let separator = match case {
            Case::Snake => "_",
            // Two digits in a row would read as another number.
            Case::Camel if name.ends_with(|it: char| it.is_ascii_digit()) => "_",
            Case::Camel => "",
        };
        // `self_` ends with an underscore already, and rustc warns about two in a row.
        let name = if case == Case::Snake { name.trim_end_matches('_') } else { name };
        let stem = format!("{name}{separator}");
        let mut number = self.next.get(&stem).copied().unwrap_or(2);
        while self.taken.contains_key(&format!("{stem}{number}")) {
            number += 1;
        }
        let name = format!("{stem}{number}");
        self.next.insert(stem, number + 1);
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
    diagnostic.with_help("`rename` in renkei.yaml sets another name")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::naming::identifier;

    #[test]
    fn names_are_unique_in_a_scope() {
        let mut scope = Scope::reserving(&["with"]);
        let mut diagnostics = Vec::new();
        let mut claim = |text: &str| {
            scope.claim(identifier::snake(text), text, Case::Snake, None, &mut diagnostics).0
        };
        assert_eq!(
            ["userId", "user_id", "UserID", "with", "with", "type", "@type"].map(&mut claim),
            ["user_id", "user_id_2", "user_id_3", "with_", "with_2", "r#type", "type_2"]
        );
        let messages: Vec<_> = diagnostics.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages.len(), 4);
        assert_eq!(
            messages[0],
            "`user_id` and `userId` both become `user_id` in Rust; this one is named `user_id_2`"
        );
    }
}
