//! Singular and plural of English nouns.

use super::tables;

/// The grammatical number of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lint) enum Number {
    /// One.
    Singular,
    /// Several.
    Plural,
    /// The word has one form for both numbers, or no number: `news`, `metadata`, `dns`.
    Either,
}

/// The number of a noun, ignoring case.
pub(in crate::lint) fn number(word: &str) -> Number {
    let word = word.to_lowercase();
    let letters = word.trim_end_matches(|it: char| it.is_ascii_digit());
    // `ipv6`, `ec2` and `sha256` are names, not nouns.
    let is_acronym = letters.len() < word.len() && letters.len() <= 3;
    let has_number = !is_acronym && letters.ends_with(char::is_alphabetic);
    if !has_number || tables::has(tables::UNCOUNTABLE, letters) {
        return Number::Either;
    }
    if let Some(number) = irregular(letters).map(|it| it.number) {
        return number;
    }
    if tables::has(tables::PLURAL_IN_US_AND_IS, letters) {
        return Number::Plural;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| letters.ends_with(ending));
    if tables::has(tables::SINGULAR_IN_S, letters) || ends(&["ss", "us", "sis", "is"]) {
        return Number::Singular;
    }
    if letters.ends_with('s') { Number::Plural } else { Number::Singular }
}

/// The plural in lower case. A plural stays as it is.
pub(in crate::lint) fn plural(word: &str) -> String {
    let word = word.to_lowercase();
    if number(&word) != Number::Singular {
        return word;
    }
    if let Some(irregular) = irregular(&word) {
        return irregular.other();
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    let vowel_before_y = ends(&["ay", "ey", "iy", "oy", "uy"]) && !word.ends_with("quy");
    let hard_ch = tables::has(tables::HARD_CH, &word);
    if word.ends_with('y') && !vowel_before_y {
        return format!("{}ies", word.trim_end_matches('y'));
    }
    if ends(&["sis", "xis"]) {
        return format!("{}es", word.strip_suffix("is").unwrap_or(&word));
    }
    if (ends(&["s", "x", "z", "ch", "sh"]) && !hard_ch) || tables::has(tables::PLURAL_IN_OES, &word)
    {
        return format!("{word}es");
    }
    format!("{word}s")
}

/// The singular in lower case. A singular stays as it is.
pub(in crate::lint) fn singular(word: &str) -> String {
    let word = word.to_lowercase();
    if number(&word) != Number::Plural {
        return word;
    }
    if let Some(irregular) = irregular(&word) {
        return irregular.other();
    }
    let strip = |ending: &str| word.strip_suffix(ending).filter(|stem| !stem.is_empty());
    if let Some(stem) =
        strip("ies").filter(|stem| stem.len() > 1 && !tables::has(tables::SINGULAR_IN_IE, &word))
    {
        return format!("{stem}y");
    }
    if let Some(stem) = strip("es").filter(|stem| takes_es(stem)) {
        return stem.to_owned();
    }
    strip("s").unwrap_or(&word).to_owned()
}

/// An irregular noun: what precedes it in a longer word, its number, and its other form.
struct Irregular<'w> {
    prefix: &'w str,
    number: Number,
    other: &'static str,
}

impl Irregular<'_> {
    fn other(&self) -> String {
        format!("{}{}", self.prefix, self.other)
    }
}

/// The irregular noun that a word is, or that it ends with.
fn irregular(word: &str) -> Option<Irregular<'_>> {
    let find = |is_fit: &dyn Fn(&str, &str) -> bool| {
        let plural = tables::IRREGULAR.iter().find(|(one, many)| is_fit(many, one));
        let plural = plural.map(|(one, many)| (*many, Number::Plural, *one));
        plural.or_else(|| {
            let singular = tables::IRREGULAR.iter().find(|(one, _)| is_fit(one, one));
            singular.map(|(one, many)| (*one, Number::Singular, *many))
        })
    };
    let whole = find(&|form, _| form == word);
    let suffix = || {
        // `woman` ends with `man`, so the longest form counts.
        let is_suffix = |form: &str, one: &str| {
            word.len() > form.len() + 2
                && word.ends_with(form)
                && tables::has(tables::SUFFIXES, one)
        };
        find(&is_suffix).filter(|_| !tables::has(tables::NOT_SUFFIXED, word))
    };
    let (form, number, other) = whole.or_else(suffix)?;
    Some(Irregular { prefix: word.strip_suffix(form)?, number, other })
}

/// Whether the plural of this word appends `es` rather than `s`.
fn takes_es(stem: &str) -> bool {
    if tables::has(tables::SINGULAR_IN_CHE, stem) {
        return false;
    }
    tables::has(tables::SINGULAR_IN_S, stem)
        || tables::has(tables::PLURAL_IN_OES, stem)
        || ["ss", "us", "x", "ch", "sh", "zz"].iter().any(|ending| stem.ends_with(ending))
            && !tables::has(tables::SINGULAR_IN_USE, stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOUNS: &[(&str, &str)] = &[
        ("user", "users"),
        ("category", "categories"),
        ("key", "keys"),
        ("address", "addresses"),
        ("status", "statuses"),
        ("box", "boxes"),
        ("branch", "branches"),
        ("cache", "caches"),
        ("epoch", "epochs"),
        ("child", "children"),
        ("person", "people"),
        ("analysis", "analyses"),
        ("criterion", "criteria"),
        ("matrix", "matrices"),
        ("query", "queries"),
        ("movie", "movies"),
        ("sku", "skus"),
        ("id", "ids"),
        ("url", "urls"),
        ("api", "apis"),
        ("saga", "sagas"),
        ("schema", "schemas"),
        ("alias", "aliases"),
        ("bus", "buses"),
        ("case", "cases"),
        ("database", "databases"),
        ("response", "responses"),
        ("purchase", "purchases"),
        ("warehouse", "warehouses"),
        ("archive", "archives"),
        ("leaf", "leaves"),
        ("photo", "photos"),
        ("hero", "heroes"),
        ("quiz", "quizzes"),
        ("size", "sizes"),
        ("process", "processes"),
        ("lens", "lenses"),
        ("canvas", "canvases"),
        ("gas", "gases"),
        ("menu", "menus"),
        ("order", "orders"),
        ("report", "reports"),
        ("grandchild", "grandchildren"),
        ("salesperson", "salespeople"),
        ("policeman", "policemen"),
        ("chairwoman", "chairwomen"),
        ("human", "humans"),
        ("corpus", "corpora"),
        ("curriculum", "curricula"),
        ("alumnus", "alumni"),
        ("syllabus", "syllabi"),
        ("radius", "radii"),
        ("nucleus", "nuclei"),
        ("ox", "oxen"),
        ("base", "bases"),
        ("thief", "thieves"),
        ("bookshelf", "bookshelves"),
        ("catalog", "catalogs"),
        ("configuration", "configurations"),
        ("authorization", "authorizations"),
        ("whitelist", "whitelists"),
        ("request", "requests"),
    ];

    #[test]
    fn numbers_plurals_and_singulars_agree() {
        for (one, many) in NOUNS {
            assert_eq!(
                (number(one), number(many)),
                (Number::Singular, Number::Plural),
                "{one} {many}"
            );
            assert_eq!((plural(one).as_str(), singular(many).as_str()), (*many, *one));
            assert_eq!((plural(many).as_str(), singular(one).as_str()), (*many, *one));
        }
    }

    #[test]
    fn some_words_have_one_form() {
        for word in [
            "news",
            "series",
            "analytics",
            "media",
            "data",
            "config",
            "me",
            "self",
            "dns",
            "Metadata",
            "timeseries",
            "chassis",
            "lfs",
            "mtls",
            "csv",
            "inbound",
            "userinfo",
            "ipv6",
            "siprec",
        ] {
            assert_eq!(number(word), Number::Either, "{word}");
            assert_eq!(plural(word), word.to_lowercase());
        }
    }
}
