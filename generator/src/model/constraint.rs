//! Constraints on values: a table with one row for each keyword of JSON Schema validation that clients check.
//!
//! A constraint goes through the stages as data: a [`Keyword`] with its [`Argument`]. A new keyword is a variant with its row,
//! and its check in the runtime.

use std::cmp::Ordering;

use crate::source::Node;
use crate::text::Span;

/// A keyword that clients check (JSON Schema validation section 6), in the order of the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Keyword {
    Minimum,
    Maximum,
    MultipleOf,
    MinLength,
    MaxLength,
    MinItems,
    MaxItems,
    UniqueItems,
    MinProperties,
    MaxProperties,
}

/// What the generator knows of a keyword.
#[derive(Clone, Copy, Debug)]
pub struct KeywordRow {
    /// The keyword in a schema.
    pub name: &'static str,
    /// How its argument is read.
    kind: ArgumentKind,
    /// How the keyword in several schemas that hold together becomes one.
    merge: Merge,
    /// How its documentation reads.
    pub phrase: Phrase,
}

/// How the argument of a keyword is read.
#[derive(Clone, Copy, Debug)]
enum ArgumentKind {
    /// A number, and the flag that excludes it.
    Bound(&'static str),
    Number,
    Count,
    Flag,
}

/// How a keyword in several schemas that hold together becomes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Merge {
    /// The largest argument is the tightest.
    Largest,
    /// The smallest argument is the tightest.
    Smallest,
    /// Each different argument holds.
    Each,
}

/// How the documentation of a keyword reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// "at least 1".
    AtLeast,
    /// "at most 9".
    AtMost,
    /// "at least 1 item", or the start of "1 to 9 items": one unit, and several.
    LeastOf(&'static str, &'static str),
    /// "at most 9 items", or the end of "1 to 9 items".
    MostOf(&'static str, &'static str),
    /// These words, followed by the argument where there is one.
    Words(&'static str),
}

/// The argument of a keyword; numbers stay text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A number, and whether it is excluded itself.
    Bound(String, bool),
    /// A number.
    Number(String),
    /// A number of characters, items or properties.
    Count(u64),
    /// None.
    None,
}

/// A keyword with its argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// The keyword.
    pub keyword: Keyword,
    /// Its argument.
    pub argument: Argument,
}

/// Constraints that hold together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Keywords in their order.
    keywords: Vec<Constraint>,
    /// `pattern`, each of several schemas that hold together.
    pub patterns: Vec<Pattern>,
    /// `propertyNames`.
    pub names: Option<Box<Names>>,
}

/// A regular expression of ECMA-262, and where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As it is written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// What the names of an object's properties may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// A list of all of them, where there is one.
    pub values: Option<Vec<String>>,
    /// Bounds of each.
    pub bounds: Constraints,
}

impl Keyword {
    /// Every keyword.
    const ALL: [Self; 10] = [
        Self::Minimum,
        Self::Maximum,
        Self::MultipleOf,
        Self::MinLength,
        Self::MaxLength,
        Self::MinItems,
        Self::MaxItems,
        Self::UniqueItems,
        Self::MinProperties,
        Self::MaxProperties,
    ];

    /// Its row.
    #[must_use]
    pub const fn row(self) -> KeywordRow {
        use ArgumentKind::{Bound, Count, Flag, Number};
        use Merge::{Each, Largest, Smallest};
        use Phrase::{AtLeast, AtMost, LeastOf, MostOf, Words};
        let (name, kind, merge, phrase) = match self {
            Self::Minimum => ("minimum", Bound("exclusiveMinimum"), Largest, AtLeast),
            Self::Maximum => ("maximum", Bound("exclusiveMaximum"), Smallest, AtMost),
            Self::MultipleOf => ("multipleOf", Number, Each, Words("a multiple of")),
            Self::MinLength => ("minLength", Count, Largest, LeastOf("character", "characters")),
            Self::MaxLength => ("maxLength", Count, Smallest, MostOf("character", "characters")),
            Self::MinItems => ("minItems", Count, Largest, LeastOf("item", "items")),
            Self::MaxItems => ("maxItems", Count, Smallest, MostOf("item", "items")),
            Self::UniqueItems => ("uniqueItems", Flag, Each, Words("no duplicate items")),
            Self::MinProperties => {
                ("minProperties", Count, Largest, LeastOf("property", "properties"))
            }
            Self::MaxProperties => {
                ("maxProperties", Count, Smallest, MostOf("property", "properties"))
            }
        };
        KeywordRow { name, kind, merge, phrase }
    }

    /// The argument of the keyword in a schema.
    fn read(self, schema: Node<'_>) -> Option<Argument> {
        let row = self.row();
        let value = schema.get(row.name)?;
        let flag = |key: &str| schema.get(key).and_then(Node::as_bool).unwrap_or(false);
        match row.kind {
            ArgumentKind::Bound(excludes) => {
                Some(Argument::Bound(value.as_number()?.to_owned(), flag(excludes)))
            }
            ArgumentKind::Number => Some(Argument::Number(value.as_number()?.to_owned())),
            ArgumentKind::Count => value.as_number()?.parse().ok().map(Argument::Count),
            ArgumentKind::Flag => flag(row.name).then_some(Argument::None),
        }
    }
}

impl Constraint {
    /// The keyword of JSON Schema 2020-12, which has one of its own for a bound that is excluded.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match (self.keyword.row().kind, &self.argument) {
            (ArgumentKind::Bound(excludes), Argument::Bound(_, true)) => excludes,
            _ => self.keyword.row().name,
        }
    }

    /// Whether every value satisfies it.
    #[must_use]
    pub fn is_trivial(&self) -> bool {
        self.argument == Argument::Count(0) && self.keyword.row().merge == Merge::Largest
    }
}

impl std::fmt::Display for Argument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bound(number, _) | Self::Number(number) => f.write_str(number),
            Self::Count(count) => count.fmt(f),
            Self::None => Ok(()),
        }
    }
}

impl Constraints {
    /// The keywords of a schema; a pattern and the names of properties are not among them.
    #[must_use]
    pub fn of_keywords(schema: Node<'_>) -> Self {
        let mut constraints = Self::default();
        for keyword in Keyword::ALL {
            let argument = keyword.read(schema);
            argument.into_iter().for_each(|it| constraints.add(keyword, it));
        }
        constraints
    }

    /// The keywords in their order.
    #[must_use]
    pub fn keywords(&self) -> &[Constraint] {
        &self.keywords
    }

    /// The number that is the argument of a keyword.
    #[must_use]
    pub fn bound(&self, keyword: Keyword) -> Option<&str> {
        let found = self.keywords.iter().find(|it| it.keyword == keyword)?;
        match &found.argument {
            Argument::Bound(number, _) | Argument::Number(number) => Some(number),
            Argument::Count(_) | Argument::None => None,
        }
    }

    /// Adds a keyword; of two arguments the tighter one holds.
    pub fn add(&mut self, keyword: Keyword, argument: Argument) {
        let merge = keyword.row().merge;
        let rival = |it: &&mut Constraint| {
            it.keyword == keyword && (merge != Merge::Each || it.argument == argument)
        };
        match self.keywords.iter_mut().find(rival) {
            None => {
                let at = self.keywords.partition_point(|it| it.keyword <= keyword);
                self.keywords.insert(at, Constraint { keyword, argument });
            }
            Some(known) if is_tighter(merge, &argument, &known.argument) => {
                known.argument = argument;
            }
            Some(_) => {}
        }
    }

    /// Adds the constraints of another schema that holds too.
    pub fn narrow(&mut self, later: Self) {
        for Constraint { keyword, argument } in later.keywords {
            self.add(keyword, argument);
        }
        for pattern in later.patterns {
            if !self.patterns.iter().any(|it| it.text == pattern.text) {
                self.patterns.push(pattern);
            }
        }
        match (self.names.as_deref_mut(), later.names) {
            (Some(names), Some(later)) => names.narrow(*later),
            (None, later @ Some(_)) => self.names = later,
            (_, None) => {}
        }
    }
}

impl Names {
    fn narrow(&mut self, later: Self) {
        self.values = match (self.values.take(), later.values) {
            (Some(values), Some(later)) => {
                Some(values.into_iter().filter(|it| later.contains(it)).collect())
            }
            (values, later) => later.or(values),
        };
        self.bounds.narrow(later.bounds);
    }
}

/// Whether an argument replaces a known one. Of equal bounds the one that is excluded itself is tighter; bounds that cannot be
/// compared replace each other.
fn is_tighter(merge: Merge, later: &Argument, known: &Argument) -> bool {
    let tighter = match merge {
        Merge::Largest => Ordering::Greater,
        Merge::Smallest => Ordering::Less,
        Merge::Each => return false,
    };
    match (later, known) {
        (Argument::Bound(later, _), Argument::Bound(known, excludes)) => {
            match compare(later, known) {
                Some(Ordering::Equal) => !excludes,
                order => order != Some(tighter.reverse()),
            }
        }
        (Argument::Count(later), Argument::Count(known)) => later.cmp(known) == tighter,
        _ => false,
    }
}

fn compare(a: &str, b: &str) -> Option<Ordering> {
    match (a.parse::<i128>(), b.parse::<i128>()) {
        (Ok(a), Ok(b)) => Some(a.cmp(&b)),
        _ => a.parse::<f64>().ok()?.partial_cmp(&b.parse().ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_read_in_its_order() {
        assert!(Keyword::ALL.is_sorted());
        let mut names: Vec<_> = Keyword::ALL.iter().map(|it| it.row().name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Keyword::ALL.len(), "two keywords share a row");
    }

    #[test]
    fn the_tighter_of_two_arguments_holds() {
        let bound = |number: &str, excludes| Argument::Bound(number.to_owned(), excludes);
        let cases = [
            (Keyword::Minimum, bound("1", false), bound("2", false), "[2]"),
            (Keyword::Minimum, bound("2.5", false), bound("2", true), "[2.5]"),
            (Keyword::Maximum, bound("2", false), bound("2", true), "[2!]"),
            (Keyword::Maximum, bound("2", true), bound("2", false), "[2!]"),
            (Keyword::MaxItems, Argument::Count(3), Argument::Count(2), "[2]"),
            (Keyword::MinItems, Argument::Count(3), Argument::Count(2), "[3]"),
            (
                Keyword::MultipleOf,
                Argument::Number("2".into()),
                Argument::Number("3".into()),
                "[2, 3]",
            ),
            (
                Keyword::MultipleOf,
                Argument::Number("2".into()),
                Argument::Number("2".into()),
                "[2]",
            ),
            (Keyword::UniqueItems, Argument::None, Argument::None, "[]"),
        ];
        for (keyword, first, second, expected) in cases {
            let mut constraints = Constraints::default();
            constraints.add(keyword, first);
            let mut later = Constraints::default();
            later.add(keyword, second);
            constraints.narrow(later);
            let shown = constraints.keywords().iter().map(|it| match &it.argument {
                Argument::Bound(number, true) => format!("{number}!"),
                other => other.to_string(),
            });
            let shown: Vec<_> = shown.filter(|it| !it.is_empty()).collect();
            assert_eq!(format!("[{}]", shown.join(", ")), expected, "{keyword:?}");
        }
    }
}
