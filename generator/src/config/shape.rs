//! The shape of `renkei.yaml` for serde, and what each value may be. A section may be empty, which YAML reads as null.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _};

use crate::diagnostic::Severity;

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct File {
    #[serde(default)]
    pub(super) lint: Option<Lint>,
    #[serde(default)]
    pub(super) client: Option<Client>,
    #[serde(default)]
    pub(super) keep: Option<Keep>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Lint {
    #[serde(default)]
    pub(super) preset: Option<Preset>,
    #[serde(default)]
    pub(super) rules: Option<BTreeMap<String, Level>>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Client {
    #[serde(default)]
    pub(super) crate_name: Option<String>,
    #[serde(default)]
    pub(super) base_url: Option<String>,
    #[serde(default)]
    pub(super) idempotency_header: Option<String>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Keep {
    #[serde(default)]
    pub(super) tags: Option<Vec<String>>,
    #[serde(default)]
    pub(super) paths: Option<Vec<String>>,
    #[serde(default)]
    pub(super) operations: Option<Vec<String>>,
}

/// What the value of a key may be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value {
    /// A text that this accepts, and what it wants.
    Text(fn(&str) -> bool, &'static str),
    /// A list of texts.
    Texts,
    /// Rules with levels.
    Levels,
}

/// A section and its keys.
pub(super) type Section = (&'static str, &'static [(&'static str, Value)]);

/// What the structs above know, for messages at the place of a mistake; a test keeps both equal.
pub(super) const SECTIONS: &[Section] = &[
    ("lint", &[("preset", Value::Text(Preset::is_known, PRESET)), ("rules", Value::Levels)]),
    (
        "client",
        &[
            ("crate-name", Value::Text(is_crate_name, CRATE_NAME)),
            ("base-url", Value::Text(is_absolute_url, BASE_URL)),
            ("idempotency-header", Value::Text(is_header_name, HEADER_NAME)),
        ],
    ),
    ("keep", &[("tags", Value::Texts), ("paths", Value::Texts), ("operations", Value::Texts)]),
];

const PRESET: &str = "a preset; there is `house`";
const CRATE_NAME: &str = "a package name: letters, digits, `-` and `_`, and a letter first";
const BASE_URL: &str = "an absolute URL such as `https://api.example.com`";
const HEADER_NAME: &str = "a header name such as `Idempotency-Key`";
/// What the value of a rule wants to be.
pub(super) const LEVEL: &str = "one of `off`, `info`, `warning` and `error`";

/// Which rules are on at which severity before `rules` changes them.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Preset {
    #[default]
    House,
}

impl Preset {
    fn is_known(text: &str) -> bool {
        text == "house"
    }
}

/// The severity of a rule, or none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Level(pub(super) Option<Severity>);

impl Level {
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "off" => Some(Self(None)),
            "info" => Some(Self(Some(Severity::Info))),
            "warning" => Some(Self(Some(Severity::Warning))),
            "error" => Some(Self(Some(Severity::Error))),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("`{text}` is not {LEVEL}")))
    }
}

/// Whether cargo takes it as the name of a package.
#[must_use]
pub fn is_crate_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_'))
        && text.len() <= 64
}

fn is_absolute_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let odd = |it: char| it.is_whitespace() || it.is_control() || matches!(it, '#' | '?');
    rest.is_some_and(|rest| rest.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '['))
        && !text.contains(odd)
}

/// A token (RFC 9110 section 5.6.2).
fn is_header_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// serde lists the fields it knows when it meets one that it does not know.
    fn check_keys<T: serde::de::DeserializeOwned + std::fmt::Debug>(known: &[&str]) {
        let message = serde_yaml::from_str::<T>("no-such-key: 1").unwrap_err().to_string();
        let listed: Vec<&str> = message.split('`').skip(1).step_by(2).skip(1).collect();
        assert_eq!(listed, known);
    }

    #[test]
    fn the_known_keys_are_those_of_the_structs() {
        let names = |keys: &[(&'static str, Value)]| keys.iter().map(|it| it.0).collect::<Vec<_>>();
        let sections: Vec<&str> = SECTIONS.iter().map(|it| it.0).collect();
        check_keys::<File>(&sections);
        check_keys::<Lint>(&names(SECTIONS[0].1));
        check_keys::<Client>(&names(SECTIONS[1].1));
        check_keys::<Keep>(&names(SECTIONS[2].1));
    }

    #[test]
    fn values_are_checked() {
        type Case = (fn(&str) -> bool, &'static [&'static str], &'static [&'static str]);
        let cases: &[Case] = &[
            (is_crate_name, &["orders-api", "a1_b"], &["", "1a", "a b", "é", "a/b", "-a"]),
            (
                is_absolute_url,
                &["https://a.example", "http://localhost:8080/v1", "http://[::1]:80"],
                &["", "/v1", "https://", "ftp://a", "https://a b", "https://a?x=1"],
            ),
            (is_header_name, &["Idempotency-Key", "x_y"], &["", "a b", "a:", "é"]),
            (Preset::is_known, &["house"], &["House", "zalando"]),
        ];
        for (valid, good, bad) in cases {
            assert!(good.iter().all(|it| valid(it)), "{good:?}");
            assert!(!bad.iter().any(|it| valid(it)), "{bad:?}");
        }
    }
}
