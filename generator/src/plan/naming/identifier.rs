//! Rust identifiers for arbitrary text.
//!
//! `heck` converts the case. Symbols are spelled out if a name consists only of symbols or begins with a sign. A leading
//! digit gets the prefix `n`. A keyword becomes a raw identifier, or gets `_` as its suffix where none is allowed.

use std::borrow::Cow;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::plan::ir::Ident;
use crate::plan::naming::spelling::{is_unchanged, lead_with_letter, spelled};

/// `snake_case`: fields, functions, modules.
pub(crate) fn snake(text: &str) -> Ident {
    let name = match is_plain_snake(text) {
        true => text.to_owned(),
        false => lead_with_letter(spelled(&with_brands(text)).to_snake_case(), "n"),
    };
    let name = bounded(name, "_");
    if NEVER_RAW.contains(&name.as_str()) {
        return Ident(format!("{name}_"));
    }
    if KEYWORDS.contains(&name.as_str()) { Ident(format!("r#{name}")) } else { Ident(name) }
}

/// Whether text consists of plain words, as most names do: ASCII letters and digits with single gaps between words, and no two
/// capitals in a row. The case of such a name is changed without inspecting every character.
fn is_plain(text: &str) -> bool {
    let is_gap = |it: u8| matches!(it, b'_' | b' ');
    let may_follow = |before: u8, it: u8| match before {
        b'A'..=b'Z' => it.is_ascii_lowercase(),
        b'0'..=b'9' => it.is_ascii_lowercase() || it.is_ascii_digit() || is_gap(it),
        b'a'..=b'z' => it.is_ascii_alphanumeric() || is_gap(it),
        _ => it.is_ascii_alphabetic(),
    };
    let mut before = b' ';
    let good = text.bytes().all(|it| may_follow(std::mem::replace(&mut before, it), it));
    good && !is_gap(before) && !before.is_ascii_uppercase()
}

/// Whether text is in `snake_case` already.
fn is_plain_snake(text: &str) -> bool {
    is_plain(text) && !text.contains(|it: char| it == ' ' || it.is_ascii_uppercase())
}

/// `UpperCamelCase`: types and variants, of which only `Self` is reserved. Names of the prelude are allowed: `emit` prints the
/// paths of the prelude's own where an item has such a name.
pub(crate) fn camel(text: &str) -> Ident {
    let name = match is_plain(text) {
        true => text.split(['_', ' ']).flat_map(capitalised).collect(),
        false => {
            // Only the underscores between digits are left, and they stay.
            let camel: Vec<_> =
                spelled(text).split('_').map(ToUpperCamelCase::to_upper_camel_case).collect();
            lead_with_letter(camel.join("_"), "N")
        }
    };
    let name = bounded(name, "X");
    if name == "Self" { Ident("SelfValue".to_owned()) } else { Ident(name) }
}

/// Signs before a value, the longer ones first.
const LEADING_SIGNS: [(&str, &str); 7] = [
    ("<=", "at most"),
    (">=", "at least"),
    ("<", "less than"),
    (">", "more than"),
    ("!", "not"),
    ("-", "minus"),
    ("+", "plus"),
];

/// Signs after a value.
const TRAILING_SIGNS: [(&str, &str); 4] =
    [("+", "plus"), ("-", "minus"), ("#", "sharp"), ("%", "percent")];

/// The variant for a value. Signs around a word or a number are spelled out: the sort orders `name` and `-name` differ, and so
/// do `<18` and `>18`.
pub(crate) fn variant(text: &str) -> Ident {
    let is_word = |rest: &str| rest.trim_start().starts_with(char::is_alphanumeric);
    let leading = LEADING_SIGNS.iter().find_map(|(sign, word)| {
        let rest = text.strip_prefix(sign).filter(|rest| is_word(rest))?;
        // A number keeps its own sign.
        let is_number = matches!(*sign, "-" | "+") && !rest.starts_with(char::is_alphabetic);
        (!is_number).then(|| format!("{word} {rest}"))
    });
    let text = leading.as_deref().unwrap_or(text);
    let ends_word = |rest: &str| rest.ends_with(char::is_alphanumeric);
    let trailing = TRAILING_SIGNS.iter().find_map(|(sign, word)| {
        let rest = text.trim_end_matches(sign);
        let count = (text.len() - rest.len()) / sign.len();
        (count > 0 && ends_word(rest))
            .then(|| format!("{rest}{}", format!(" {word}").repeat(count)))
    });
    camel(trailing.as_deref().unwrap_or(text))
}

/// Brands that are one word in spite of their capitals.
const BRANDS: [&str; 16] = [
    "GitHub",
    "GitLab",
    "OpenAPI",
    "OpenApi",
    "OAuth",
    "YouTube",
    "PayPal",
    "LinkedIn",
    "WhatsApp",
    "DocuSign",
    "HubSpot",
    "SendGrid",
    "GraphQL",
    "WordPress",
    "MongoDB",
    "JavaScript",
];

/// The text with each brand as one word.
fn with_brands(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    // Each brand has capitals, and most wire names have none.
    if !text.bytes().any(|it| it.is_ascii_uppercase()) {
        return text;
    }
    for brand in BRANDS {
        let ends = |at: usize| {
            let next = text.get(at + brand.len()..).and_then(|rest| rest.chars().next());
            next.is_none_or(|it| !it.is_ascii_lowercase())
        };
        if text.find(brand).is_some_and(ends) {
            let mut word: String = capitalised(&brand.to_ascii_lowercase()).collect();
            // The next word begins with a capital, or after a gap.
            word.push(' ');
            text = Cow::Owned(text.replace(brand, &word).trim_end().to_owned());
        }
    }
    text
}

/// A word with its first letter in upper case.
fn capitalised(word: &str) -> impl Iterator<Item = char> {
    let mut letters = word.chars();
    letters.next().map(|it| it.to_ascii_uppercase()).into_iter().chain(letters)
}

/// A configured type name, unchanged if rustc's naming lint accepts it. Acronyms may be in capitals.
///
/// # Errors
///
/// Returns a valid name that is close.
pub(crate) fn configured_type(text: &str) -> Result<Ident, Ident> {
    let first = text.chars().next().is_some_and(unicode_ident::is_xid_start);
    let good = first
        && text.chars().all(is_unchanged)
        && !text.starts_with(char::is_lowercase)
        && text != "Self"
        && !KEYWORDS.contains(&text);
    if good { Ok(Ident(text.to_owned())) } else { Err(camel(text)) }
}

/// A configured name of a field, a function or a module. A keyword becomes raw.
///
/// # Errors
///
/// Returns a valid name that is close.
pub(crate) fn configured_snake(text: &str) -> Result<Ident, Ident> {
    let ident = snake(text);
    let first = text.chars().next().is_some_and(unicode_ident::is_xid_start);
    let good = first
        && text.chars().all(unicode_ident::is_xid_continue)
        && !text.chars().any(char::is_uppercase)
        && !text.contains("__")
        && !NEVER_RAW.contains(&text);
    match good {
        true if is_keyword(text) => Ok(ident),
        true => Ok(Ident(text.to_owned())),
        false => Err(ident),
    }
}

/// Whether text is a valid identifier.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|it| unicode_ident::is_xid_start(it) || it == '_')
        && letters.all(unicode_ident::is_xid_continue)
        && !is_keyword(text)
}

/// Whether text is a keyword.
pub(crate) fn is_keyword(text: &str) -> bool {
    KEYWORDS.contains(&text) || NEVER_RAW.contains(&text) || text == "Self"
}

/// `SHOUTY_SNAKE_CASE`: constants and statics.
pub(crate) fn constant(text: &str) -> Ident {
    let name = lead_with_letter(spelled(&with_brands(text)).to_shouty_snake_case(), "N");
    // In a script without case, a static would have the name of a parameter, which rustc rejects (E0530).
    if name.contains(|it: char| it.is_ascii_uppercase()) {
        Ident(name)
    } else {
        Ident(format!("OP_{name}"))
    }
}

/// `kebab-case`: packages.
pub(crate) fn package(text: &str) -> String {
    let ascii: String = with_brands(text)
        .chars()
        .map(|it| if it.is_ascii_alphanumeric() { it } else { ' ' })
        .collect();
    let name: String =
        heck::ToKebabCase::to_kebab_case(ascii.as_str()).chars().take(MAX_PACKAGE).collect();
    let name = name.trim_end_matches('-');
    match name.chars().next() {
        None => "api-client".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("api-{name}"),
        Some(_) if is_taken_package(name) => format!("{name}-api"),
        Some(_) => name.to_owned(),
    }
}

/// The limit of crates.io, less the affixes that are added.
const MAX_PACKAGE: usize = 60;

/// Whether a crate cannot have this name, or would hide another crate: keywords, the crates of Rust itself, and the runtime.
fn is_taken_package(name: &str) -> bool {
    let reserved = ["alloc", "core", "proc-macro", "renkei-runtime", "std", "test"];
    reserved.contains(&name) || KEYWORDS.contains(&name) || NEVER_RAW.contains(&name)
}

/// The longest name, in bytes of a file name. A module's file is named after it, and most file systems allow 255 bytes.
const MAX_NAME: usize = 200;

/// Truncates a name that is too long and appends a hash of the whole name, so that two long names stay different.
fn bounded(name: String, join: &str) -> String {
    if name.is_ascii() && name.len() <= MAX_NAME {
        return name;
    }
    // A file name spells out a character beyond ASCII as `u1f600`.
    let mut room = MAX_NAME;
    let fits = |it: &char| {
        let cost = if it.is_ascii() { 1 } else { 6 };
        let left = room.checked_sub(cost);
        room = left.unwrap_or(0);
        left.is_some()
    };
    let kept: String = name.chars().take_while(fits).collect();
    if kept.len() == name.len() {
        return name;
    }
    format!("{}{join}{:016x}", kept.trim_end_matches('_'), fnv1a(&name))
}

/// The longest name of a type that its location in the document determines, in characters.
const MAX_TYPE: usize = 60;

/// The most characters of a shortened name's first words.
const MAX_HEAD: usize = 24;

/// Shortens the name of a type to [`MAX_TYPE`] characters: its first and last words and a hash of the whole name. The result
/// depends on nothing but the name.
pub(crate) fn shortened(name: &Ident) -> Ident {
    let text = name.plain();
    if text.chars().count() <= MAX_TYPE {
        return name.clone();
    }
    let hash = format!("X{:04x}", fnv1a(text) & 0xffff);
    let words = words(text);
    let head = fitting(words.iter(), MAX_HEAD);
    let room = MAX_TYPE - hash.len() - length(&head);
    let mut tail = fitting(words.iter().skip(head.len()).rev(), room);
    tail.reverse();
    match tail.is_empty() {
        false => Ident([head.concat(), tail.concat(), hash].concat()),
        true => Ident(text.chars().take(MAX_TYPE - hash.len()).chain(hash.chars()).collect()),
    }
}

/// The words of a name in `UpperCamelCase`.
fn words(text: &str) -> Vec<&str> {
    let mut before = '\0';
    let starts = text.char_indices().filter(|(at, it)| {
        let follows_capital = std::mem::replace(&mut before, *it).is_uppercase();
        *at == 0 || (it.is_uppercase() && !follows_capital)
    });
    let starts: Vec<usize> = starts.map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end)).collect()
}

/// The first of these words, as many as fit into so many characters.
fn fitting<'a>(words: impl Iterator<Item = &'a &'a str>, mut room: usize) -> Vec<&'a str> {
    let fits = words.map_while(|word| {
        room = room.checked_sub(word.chars().count())?;
        Some(*word)
    });
    fits.collect()
}

fn length(words: &[&str]) -> usize {
    words.iter().map(|it| it.chars().count()).sum()
}

/// FNV-1a in 64 bits. Its result is stable across machines and versions, unlike that of the hashers in `std`.
fn fnv1a(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: [&str; 4] = ["self", "super", "crate", "_"];

/// Strict and reserved keywords of the editions 2015 to 2024 (Rust reference, "Keywords").
const KEYWORDS: [&str; 49] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configured_name_is_used_unchanged_or_rejected() {
        for good in ["Order", "IPAddress", "名前", "V2"] {
            assert_eq!(configured_type(good), Ok(Ident(good.to_owned())));
        }
        for bad in ["", "order", "A_B", "Self", "A<B>", "2fa", "A; x"] {
            assert!(configured_type(bad).is_err(), "{bad}");
        }
        for (good, ident) in [("created_at", "created_at"), ("type", "r#type"), ("v_", "v_")] {
            assert_eq!(configured_snake(good), Ok(Ident(ident.to_owned())));
        }
        for bad in ["", "createdAt", "a-b", "self", "a__b", "1a", "_a", "a b"] {
            assert!(configured_snake(bad).is_err(), "{bad}");
        }
        assert_eq!(configured_snake("createdAt"), Err(Ident("created_at".to_owned())));
    }

    #[test]
    fn plain_words_change_case_like_all_others() {
        let mut texts = vec![String::new()];
        let mut plain = 0;
        for _ in 0..7 {
            let longer = |it: &String| "aBx1_ ".chars().map(|last| format!("{it}{last}")).collect();
            texts = texts.iter().flat_map::<Vec<String>, _>(longer).collect();
            for text in texts.iter().filter(|it| is_plain(it)) {
                plain += 1;
                assert_eq!(camel(text).0, spelled(text).to_upper_camel_case(), "{text}");
                assert_eq!(snake(text).0, spelled(text).to_snake_case(), "{text}");
            }
        }
        assert!(plain > 1_000, "{plain}");
    }

    #[test]
    fn every_text_becomes_an_identifier() {
        let cases = [
            ("userId", "user_id", "UserId"),
            ("type", "r#type", "Type"),
            ("self", "self_", "SelfValue"),
            ("2fa", "n2fa", "N2fa"),
            ("+1", "plus_1", "Plus1"),
            ("-1", "minus_1", "Minus1"),
            ("@type", "r#type", "Type"),
            ("*", "star", "Star"),
            (">=", "greater_equal", "GreaterEqual"),
            ("", "empty", "Empty"),
            ("   ", "space_space_space", "SpaceSpaceSpace"),
            ("名前", "名前", "名前"),
            ("e\u{301}tat", "etat", "Etat"),
            ("état", "état", "État"),
            ("İd", "id", "İd"),
            ("ﬁn", "ufb01_n", "Ufb01N"),
            ("ｕｓｅｒＩｄ", "user_id", "UserId"),
            ("ß", "ß", "SS"),
            ("😀", "u1f600", "U1f600"),
            ("issues/list-for-repo", "issues_list_for_repo", "IssuesListForRepo"),
            ("1.5", "n1_5", "N1_5"),
            ("_id", "id", "Id"),
            ("filter[name]", "filter_name", "FilterName"),
        ];
        for (text, snake_case, camel_case) in cases {
            assert_eq!(snake(text).as_str(), snake_case, "{text}");
            assert_eq!(camel(text).as_str(), camel_case, "{text}");
        }
        assert_eq!(constant("create-order").as_str(), "CREATE_ORDER");
        assert_eq!(constant("検索").as_str(), "OP_検索");
        assert_eq!(package("Orders API (v2)"), "orders-api-v2");
        assert_eq!(package("日本"), "api-client");
    }
    #[test]
    fn a_long_name_is_truncated_and_stays_unique() {
        let (one, two) = ("x".repeat(300), format!("{}y", "x".repeat(299)));
        assert_eq!(snake(&one).as_str(), format!("{}_e78ddf9f1ba85555", "x".repeat(200)));
        assert_ne!(snake(&one), snake(&two));
        assert_eq!(camel(&"名".repeat(100)).as_str().chars().count(), 33 + 17);
        assert_eq!(snake(&"x".repeat(200)).as_str().len(), 200);
    }
    #[test]
    fn a_long_type_name_keeps_its_first_and_last_words() {
        let long =
            "PostCustomersCustomerSubscriptionsBodyPaymentSettingsMandateOptionsTransactionType";
        let short = shortened(&Ident(long.to_owned()));
        assert_eq!(short.0, "PostCustomersCustomerMandateOptionsTransactionTypeXdb61");
        let other = shortened(&Ident(long.replace("Settings", "Plans")));
        assert_ne!(short, other);
        let (fits, single) = ("A".repeat(60), format!("A{}", "b".repeat(80)));
        assert_eq!(shortened(&Ident(fits.clone())).0, fits);
        assert_eq!(shortened(&Ident(single)).0.len(), 60);
        let name = "名".repeat(70);
        assert_eq!(shortened(&Ident(name)).0.chars().count(), 60);
        assert_eq!(words("PostV1XYBodyÉtat"), ["Post", "V1", "XYBody", "État"]);
    }
    #[test]
    fn every_title_becomes_a_package() {
        for (title, name) in [
            ("Orders API", "orders-api"),
            ("3scale", "api-3scale"),
            ("注文", "api-client"),
            ("Self", "self-api"),
            ("core", "core-api"),
        ] {
            assert_eq!(package(title), name);
        }
        assert_eq!(package(&"x y ".repeat(50)).len(), 59);
    }
}
