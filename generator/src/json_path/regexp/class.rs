//! Sets of characters.

/// A set of characters.
#[derive(Clone, Debug)]
pub(super) enum CharacterClass {
    /// Every character but line feed and carriage return.
    Any,
    /// The characters of any of the ranges and categories, or of none of them.
    Items { items: Vec<ClassItem>, is_negated: bool },
}

#[derive(Clone, Copy, Debug)]
pub(super) enum ClassItem {
    /// Both ends are part of it.
    Range(char, char),
    Category {
        category: Category,
        is_negated: bool,
    },
}

/// A general category of Unicode, as far as the standard library knows it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Category {
    Letter,
    UppercaseLetter,
    LowercaseLetter,
    Number,
    Separator,
    Control,
}

impl CharacterClass {
    pub(super) fn one(c: char) -> Self {
        Self::Items { items: vec![ClassItem::Range(c, c)], is_negated: false }
    }

    pub(super) fn contains(&self, c: char) -> bool {
        match self {
            Self::Any => !matches!(c, '\n' | '\r'),
            Self::Items { items, is_negated } => {
                items.iter().any(|item| item.contains(c)) != *is_negated
            }
        }
    }
}

impl ClassItem {
    fn contains(self, c: char) -> bool {
        match self {
            Self::Range(first, last) => (first..=last).contains(&c),
            Self::Category { category, is_negated } => category.contains(c) != is_negated,
        }
    }
}

impl Category {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "L" => Self::Letter,
            "Lu" => Self::UppercaseLetter,
            "Ll" => Self::LowercaseLetter,
            "N" => Self::Number,
            "Z" => Self::Separator,
            "Cc" => Self::Control,
            _ => return None,
        })
    }

    fn contains(self, c: char) -> bool {
        match self {
            Self::Letter => c.is_alphabetic(),
            Self::UppercaseLetter => c.is_uppercase(),
            Self::LowercaseLetter => c.is_lowercase(),
            Self::Number => c.is_numeric(),
            Self::Separator => c.is_whitespace() && !c.is_control(),
            Self::Control => c.is_control(),
        }
    }
}
