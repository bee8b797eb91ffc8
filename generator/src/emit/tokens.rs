//! The small pieces of tokens that every item needs.

use proc_macro2::{Ident as Name, Span, TokenStream};
use quote::quote;

use super::text;
use crate::plan::Ident;

/// An identifier. One that is none becomes a keyword, at which parsing stops and names the item.
pub(super) fn ident(ident: &Ident) -> Name {
    name(ident.as_str())
}

/// The same, from text.
pub(super) fn name(text: &str) -> Name {
    if is_plain(text) {
        return Name::new(text, Span::call_site());
    }
    syn::parse_str(text).unwrap_or_else(|_| Name::new("abstract", Span::call_site()))
}

/// Whether it is an identifier or a keyword beyond doubt; for those few that are not, syn's lexer is asked.
fn is_plain(text: &str) -> bool {
    let starts = text.starts_with(|it: char| it.is_ascii_alphabetic());
    starts && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// `///` lines.
pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| text::doc_line(line));
    quote!(#(#[doc = #lines])*)
}

/// `///` lines, or else one that is ours.
pub(super) fn docs_or(lines: &[String], otherwise: &str) -> TokenStream {
    if lines.is_empty() { docs(&[otherwise.to_owned()]) } else { docs(lines) }
}

/// `wanted`, with `_` behind it as often as it takes to be none of `taken`.
pub(super) fn unlike(wanted: &str, taken: &[&Ident]) -> String {
    let mut text = wanted.to_owned();
    while taken.iter().any(|it| it.plain() == text) {
        text.push('_');
    }
    text
}
