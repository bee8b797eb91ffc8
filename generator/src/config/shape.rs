//! The shape of `renkei.yaml` for serde, and what each value may be. A section may be empty, which YAML reads as null.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _};

use crate::diagnostic::Severity;

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[expect(dead_code, reason = "some sections are read from the tree, which knows places")]
pub(super) struct File {
    #[serde(default)]
    pub(super) lint: Option<Lint>,
    #[serde(default)]
    pub(super) client: Option<Client>,
    #[serde(default)]
    pub(super) keep: Option<Unread>,
    #[serde(default)]
    pub(super) paging: Option<Unread>,
    #[serde(default)]
    pub(super) rename: Option<Unread>,
    #[serde(default)]
    pub(super) replace: Option<Unread>,
    #[serde(default)]
    pub(super) derives: Option<Unread>,
    #[serde(default)]
    pub(super) dependencies: Option<Unread>,
}

/// A section whose values need their places and are read from the tree.
pub(super) type Unread = serde::de::IgnoredAny;

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
    #[serde(default)]
    pub(super) dates: Option<Dates>,
    #[serde(default)]
    pub(super) check: Option<bool>,
    #[serde(default)]
    #[expect(dead_code, reason = "it is read from the tree, which knows places")]
    pub(super) envelope: Option<Unread>,
}

pub(super) const CRATE_NAME: &str =
    "a package name: letters, digits, `-` and `_`, and a letter first";
pub(super) const BASE_URL: &str = "an absolute URL such as `https://api.example.com`";
pub(super) const PLACE: &str = "a property, or a JSON pointer such as `/error/status`";
pub(super) const HEADER_NAME: &str = "a header name such as `Idempotency-Key`";
/// What the value of a rule wants to be.
pub(super) const LEVEL: &str = "one of `off`, `info`, `warning` and `error`";

/// Which rules are on at which severity before `rules` changes them.
#[derive(Clone, Copy, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Preset {
    #[default]
    House,
    Minimal,
}

/// The library whose types carry `date-time` and `date`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dates {
    /// `jiff::Timestamp` and `jiff::civil::Date`.
    #[default]
    Jiff,
    /// `chrono::DateTime<FixedOffset>` and `chrono::NaiveDate`.
    Chrono,
    /// `renkei_runtime::OffsetDateTime`, which holds a `time::OffsetDateTime`, and `time::Date`.
    Time,
    /// `String`, as it came.
    Text,
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

pub(super) fn is_absolute_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let odd = |it: char| it.is_whitespace() || it.is_control() || matches!(it, '#' | '?');
    rest.is_some_and(|rest| rest.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '['))
        && !text.contains(odd)
}

/// A token (RFC 9110 section 5.6.2).
pub(super) fn is_header_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it))
}

/// The name of a property, or a JSON pointer (RFC 6901).
pub(super) fn is_place(text: &str) -> bool {
    !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::keys::{Body, DATES, SECTIONS, Section};
    use super::*;

    /// serde lists the fields it knows when it meets one that it does not know.
    fn check_keys<T: serde::de::DeserializeOwned + std::fmt::Debug>(known: &[&str]) {
        let message = serde_yaml::from_str::<T>("no-such-key: 1").unwrap_err().to_string();
        let listed: Vec<&str> = message.split('`').skip(1).step_by(2).skip(1).collect();
        assert_eq!(listed, known);
    }

    #[test]
    fn the_known_keys_are_those_of_the_structs() {
        let sections: Vec<&str> = SECTIONS.iter().map(|it| it.name).collect();
        check_keys::<File>(&sections);
        let names = |section: &Section| match section.body {
            Body::Keys(keys) => keys.iter().map(|it| it.name).collect::<Vec<_>>(),
            Body::Entries(..) | Body::Operations(..) => Vec::new(),
        };
        check_keys::<Lint>(&names(&SECTIONS[0]));
        check_keys::<Client>(&names(&SECTIONS[1]));
        for word in DATES {
            serde_yaml::from_str::<Dates>(word).unwrap();
        }
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
            (is_place, &["status", "/a/b", "a.b"], &[""]),
        ];
        for (valid, good, bad) in cases {
            assert!(good.iter().all(|it| valid(it)), "{good:?}");
            assert!(!bad.iter().any(|it| valid(it)), "{bad:?}");
        }
    }
}
