//! The structured fields of signatures (RFC 9651): `Signature-Input` and `Signature`.

use std::fmt;

use super::SignatureError;
use crate::call::encode;

/// The name of a component with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Component {
    pub(super) name: String,
    parameters: Vec<(String, String)>,
}

impl Component {
    /// Reads a component as it is written in code: `content-type`, or `@query-param;name="page"`. No message has a component
    /// whose parameters are malformed.
    pub(super) fn parse(text: &str) -> Self {
        let (name, rest) = text.split_once(';').unwrap_or((text, ""));
        match Cursor(rest).parameters_without_mark() {
            Some(parameters) => {
                let name = name.trim().trim_matches('"').to_ascii_lowercase();
                Self { name, parameters }
            }
            None => Self { name: text.to_owned(), parameters: Vec::new() },
        }
    }

    pub(super) fn has_parameters(&self) -> bool {
        !self.parameters.is_empty()
    }

    /// Returns the value of a parameter, if there is no other.
    pub(super) fn only_parameter(&self, name: &str) -> Option<&str> {
        match self.parameters.as_slice() {
            [(key, value)] if key == name => Some(value),
            _ => None,
        }
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.name)?;
        self.parameters.iter().try_for_each(|(key, value)| match value.as_str() {
            "" => write!(f, ";{key}"),
            value => write!(f, ";{key}=\"{value}\""),
        })
    }
}

/// A member of `Signature-Input`.
#[derive(Clone, Debug)]
pub(super) struct Input {
    pub(super) label: String,
    pub(super) components: Vec<Component>,
    /// The value of `@signature-params`.
    pub(super) text: String,
    parameters: Vec<(String, String)>,
}

impl Input {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn seconds(&self, name: &str) -> Result<Option<u64>, SignatureError> {
        let value = self.parameter(name).map(str::parse).transpose();
        value.map_err(|_| SignatureError::Header("signature-input"))
    }
}

/// Reads `Signature-Input`.
pub(super) fn inputs(text: &str) -> Option<Vec<Input>> {
    members(text).into_iter().map(|(label, text)| input(label, text)).collect()
}

fn input(label: &str, text: &str) -> Option<Input> {
    let mut cursor = Cursor(text.strip_prefix('(')?);
    let mut components = Vec::new();
    loop {
        cursor.skip(' ');
        if let Some(rest) = cursor.0.strip_prefix(')') {
            cursor.0 = rest;
            break;
        }
        let name = cursor.string()?;
        components.push(Component { name, parameters: cursor.parameters()? });
    }
    let parameters = cursor.parameters()?;
    let (label, text) = (label.to_owned(), text.to_owned());
    cursor.0.is_empty().then_some(Input { label, components, text, parameters })
}

/// Reads the signature of a label from `Signature`.
pub(super) fn signature(text: &str, label: &str) -> Option<Vec<u8>> {
    let (_, value) = members(text).into_iter().find(|(it, _)| *it == label)?;
    encode::from_base64(value.strip_prefix(':')?.strip_suffix(':')?)
}

/// Reads the SHA-256 digest of `Content-Digest`.
pub(super) fn sha256(text: &str) -> Option<Vec<u8>> {
    signature(text, "sha-256")
}

/// Splits a dictionary at the commas that are not in a string.
fn members(text: &str) -> Vec<(&str, &str)> {
    let mut list = Vec::new();
    let (mut in_string, mut is_escaped, mut start) = (false, false, 0);
    for (at, character) in text.char_indices().chain([(text.len(), ',')]) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' if in_string => is_escaped = true,
            '"' => in_string = !in_string,
            ',' if !in_string => {
                let member = text.get(start..at).unwrap_or("").trim();
                list.extend(member.split_once('='));
                start = at + 1;
            }
            _ => {}
        }
    }
    list
}

/// The rest of a text.
struct Cursor<'a>(&'a str);

impl Cursor<'_> {
    fn skip(&mut self, character: char) {
        self.0 = self.0.trim_start_matches(character);
    }

    /// Reads a string. Its characters are those of a header (RFC 9651 § 3.3.3).
    fn string(&mut self) -> Option<String> {
        let rest = self.0.strip_prefix('"')?;
        let mut text = String::new();
        let mut characters = rest.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.0 = rest.get(at + 1..)?;
                    return Some(text);
                }
                '\\' => text.push(characters.next()?.1),
                other => text.push(other),
            }
        }
        None
    }

    /// Reads parameters, each after a semicolon. A flag has an empty value.
    fn parameters(&mut self) -> Option<Vec<(String, String)>> {
        let mut list = Vec::new();
        while let Some(rest) = self.0.strip_prefix(';') {
            self.0 = rest.trim_start_matches(' ');
            list.push(self.parameter()?);
        }
        Some(list)
    }

    fn parameters_without_mark(&mut self) -> Option<Vec<(String, String)>> {
        if self.0.is_empty() {
            return Some(Vec::new());
        }
        let first = self.parameter()?;
        let rest = self.parameters()?;
        Some([vec![first], rest].concat())
    }

    fn parameter(&mut self) -> Option<(String, String)> {
        let is_key = |it: char| it.is_ascii_alphanumeric() || "_-.*".contains(it);
        let end = self.0.find(|it| !is_key(it)).unwrap_or(self.0.len());
        let (key, rest) = self.0.split_at(end);
        self.0 = rest;
        let Some(rest) = self.0.strip_prefix('=') else {
            return Some((key.to_owned(), String::new()));
        };
        self.0 = rest;
        if self.0.starts_with('"') {
            return Some((key.to_owned(), self.string()?));
        }
        let end = self.0.find([';', ' ', ')', ',']).unwrap_or(self.0.len());
        let (value, rest) = self.0.split_at(end);
        self.0 = rest;
        Some((key.to_owned(), value.to_owned()))
    }
}
