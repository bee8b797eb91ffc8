//! How the tables look that say what a type is on the wire: `codegen::object!(Order { … });`.
//!
//! Takes a macro call with a name and entries in braces, gives text with a line for each entry. It must not know what
//! the entries mean.

use proc_macro2::{Spacing, TokenStream, TokenTree};

/// How long a line may be.
const WIDTH: usize = 100;

/// The table's text, with a line break at its end. Entries that are names only stand in one line if they fit.
pub(super) fn print(table: &syn::Macro) -> String {
    let path: Vec<String> = table.path.segments.iter().map(|it| it.ident.to_string()).collect();
    let path = path.join("::");
    let (head, entries) = parts(table.tokens.clone());
    let one_line = format!("{path}!({head} {{ {} }});\n", entries.join(", "));
    if entries.iter().all(|entry| !entry.contains(' ')) && one_line.len() <= WIDTH {
        return one_line;
    }
    let lines: String = entries.iter().map(|entry| format!("    {entry},\n")).collect();
    format!("{path}!({head} {{\n{lines}}});\n")
}

/// What stands before the braces, and what is in them, by commas.
fn parts(tokens: TokenStream) -> (String, Vec<String>) {
    let (mut head, mut entries) = (Vec::new(), Vec::new());
    for token in tokens {
        match token {
            TokenTree::Group(group) => entries = self::entries(group.stream()),
            other => head.push(other),
        }
    }
    (words(&head), entries)
}

fn entries(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let entries = tokens.split(|token| is_punct(token, ','));
    entries.filter(|entry| !entry.is_empty()).map(words).collect()
}

/// The tokens with spaces between words.
fn words(tokens: &[TokenTree]) -> String {
    let mut text = String::new();
    let mut joined = true;
    for token in tokens {
        if !joined && !is_punct(token, ':') {
            text.push(' ');
        }
        text.push_str(&token.to_string());
        joined = is_joined(token);
    }
    text
}

/// Whether the next token follows without a space: the second half of `=>` or `..`, and the digits after a sign.
fn is_joined(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(it) => it.spacing() == Spacing::Joint || it.as_char() == '-',
        _ => false,
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(it) if it.as_char() == wanted)
}
