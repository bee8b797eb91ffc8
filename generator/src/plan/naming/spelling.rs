//! The characters of identifiers: which are used unchanged, and how the others are spelled.

/// Whether a character is used unchanged: letters and digits that no Unicode normalisation changes. rustc compares names in
/// NFC and warns about characters that NFKC changes, so it would reject one of two texts that look alike.
pub(super) fn is_unchanged(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    let block = LETTERS.iter().any(|(first, last)| (*first..=*last).contains(&character));
    block && unicode_ident::is_xid_continue(character) && !UNSTABLE.contains(&character)
}

/// Blocks of scripts in which no letter, and no pair of letters, changes under normalisation.
const LETTERS: [(char, char); 14] = [
    ('À', 'ž'),
    ('Ά', 'ώ'),
    ('Ѐ', 'ԯ'),
    ('Ա', 'ֆ'),
    ('א', 'ת'),
    ('ؠ', 'ي'),
    ('ऄ', 'ह'),
    ('ा', '्'),
    ('ก', 'ฺ'),
    ('เ', '๎'),
    ('ぁ', 'ゖ'),
    ('ァ', 'ー'),
    ('一', '鿿'),
    ('가', '힣'),
];

/// Characters of those blocks that normalisation changes, or that older versions of Unicode do not treat as letters.
const UNSTABLE: [char; 8] = ['Ĳ', 'ĳ', 'Ŀ', 'ŀ', 'ŉ', '\u{387}', 'ำ', '\u{30FB}'];

/// Whether a character is a combining accent, as in decomposed text. It is omitted, because it would merge with the letter
/// before it.
fn is_accent(character: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&character)
}

/// The ASCII character for a full-width letter or digit, which Japanese keyboards produce.
fn narrow(character: char) -> char {
    let offset = u32::from(character).wrapping_sub(0xFF01);
    let ascii = (offset < 0x5E).then(|| char::from_u32(offset + 0x21)).flatten();
    ascii.unwrap_or(character)
}

/// The text with only letters, digits and gaps. Symbols become gaps, or words if the text consists only of symbols.
pub(super) fn spelled(text: &str) -> String {
    let has_words = text.chars().map(narrow).any(is_unchanged);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().map(narrow).filter(|it| !is_accent(*it)).peekable();
    while let Some(character) = rest.next() {
        let sign_of_number = out.is_empty() && rest.peek().is_some_and(char::is_ascii_digit);
        match character {
            _ if is_unchanged(character) => out.push(character),
            '+' | '-' if sign_of_number => {
                out.push_str(if character == '+' { "plus " } else { "minus " })
            }
            _ if between_digits(&out, rest.peek()) => out.push('_'),
            _ if !has_words || is_letter(character) => {
                out.push_str(&symbol(character));
                out.push(' ');
            }
            _ => out.push(' '),
        }
    }
    if out.trim().is_empty() { "empty".to_owned() } else { out }
}

/// Whether a character is a letter that is not used unchanged, of a script or a style that is rare in names.
fn is_letter(character: char) -> bool {
    !character.is_ascii() && unicode_ident::is_xid_continue(character)
}

/// Whether a separator is between two digits: `1.5`, `1:5` and `15` must have different names.
fn between_digits(before: &str, after: Option<&char>) -> bool {
    before.ends_with(|it: char| it.is_ascii_digit()) && after.is_some_and(char::is_ascii_digit)
}

/// Adds the prefix to a name that does not begin with a letter. Accents are omitted again, because a letter such as `İ`
/// becomes two characters in another case.
pub(super) fn lead_with_letter(name: String, prefix: &str) -> String {
    let name: String = name.chars().filter(|it| *it == '_' || is_unchanged(*it)).collect();
    match name.chars().next() {
        Some(first) if unicode_ident::is_xid_start(first) => name,
        _ => format!("{prefix}{name}"),
    }
}

fn symbol(character: char) -> String {
    let word = match character {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '?' => "question",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '_' => "underscore",
        '^' => "caret",
        '~' => "tilde",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '\'' | '"' | '`' => "quote",
        ' ' => "space",
        other => return format!("u{:x}", u32::from(other)),
    };
    word.to_owned()
}
