//! The options of rules: what each declares, and the values that a configuration gives. Plain data.

use std::collections::BTreeMap;

/// An option of one rule.
#[derive(Debug)]
#[non_exhaustive]
pub struct LintOption {
    /// The code of the rule.
    pub rule: &'static str,
    /// The key in `renkei.yaml`: `singular-words`.
    pub key: &'static str,
    /// Its type and default.
    pub kind: OptionKind,
    /// The documentation, as one paragraph.
    pub docs: &'static str,
    /// A value as YAML.
    pub example: &'static str,
}

/// The type of an option, with its default.
#[derive(Clone, Copy, Debug)]
pub enum OptionKind {
    /// A list of words, compared without case.
    Words(&'static [&'static str]),
    /// One of these words, of which the first is the default.
    Choice(&'static [&'static str]),
    /// A whole number.
    Count(u64),
    /// `true` or `false`.
    Flag(bool),
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// A list of words.
    Words(Vec<String>),
    /// One word.
    Choice(String),
    /// A whole number.
    Count(u64),
    /// `true` or `false`.
    Flag(bool),
}

/// Values of options, by the code of the rule and the key.
pub type OptionValues = BTreeMap<(&'static str, &'static str), OptionValue>;

/// The first word is the default. A choice without words is never declared.
pub(super) fn default_choice(words: &'static [&'static str]) -> &'static str {
    words.first().copied().unwrap_or_default()
}

impl LintOption {
    /// The default value.
    #[must_use]
    pub fn default_value(&self) -> OptionValue {
        match self.kind {
            OptionKind::Words(words) => {
                OptionValue::Words(words.iter().map(|it| (*it).to_owned()).collect())
            }
            OptionKind::Choice(words) => OptionValue::Choice(default_choice(words).to_owned()),
            OptionKind::Count(count) => OptionValue::Count(count),
            OptionKind::Flag(flag) => OptionValue::Flag(flag),
        }
    }
}

impl OptionValue {
    /// The value as YAML.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        match self {
            Self::Words(words) => format!("[{}]", words.join(", ")),
            Self::Choice(word) => word.clone(),
            Self::Count(count) => count.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}
