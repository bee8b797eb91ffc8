//! From the text of a parameter back to its value, by style (OpenAPI 3.0.4, "Style Values"; RFC 6570).
//!
//! Written apart from the runtime's encoder, so that one can judge the other: it takes raw text and gives a value whose
//! leaves are texts. Which kind of value it looks for, the intended value says; what is in it, only the text.

use serde_json::{Map, Value, json};

use super::percent::decode;
use super::spec::Style;

/// How texts become values: percent-decoded, or taken as they are (headers).
pub(super) type Decode = fn(&str) -> Option<String>;

/// A header's value is not encoded.
pub(super) fn plain(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// The part of a path that stands for a parameter.
pub(super) fn path(
    name: &str,
    style: Style,
    explode: bool,
    text: &str,
    like: &Value,
) -> Option<Value> {
    let separator = if explode { "." } else { "," };
    match style {
        Style::Label => joined(text.strip_prefix('.')?, separator, explode, like, decode),
        Style::Matrix => matrix(name, explode, text, like),
        _ => joined(text, ",", explode, like, decode),
    }
}

fn matrix(name: &str, explode: bool, text: &str, like: &Value) -> Option<Value> {
    let pairs: Vec<(String, &str)> = text
        .strip_prefix(';')?
        .split(';')
        .map(|it| it.split_once('=').unwrap_or((it, "")))
        .map(|(key, value)| Some((decode(key)?, value)))
        .collect::<Option<_>>()?;
    match like {
        Value::Object(_) if explode => {
            let members = pairs.into_iter().map(|(key, value)| Some((key, json!(decode(value)?))));
            members.collect::<Option<Map<_, _>>>().map(Value::Object)
        }
        Value::Array(_) if explode => {
            let items = pairs.into_iter().map(|(key, value)| decode(value).filter(|_| key == name));
            items.map(|it| it.map(Value::String)).collect::<Option<Vec<_>>>().map(Value::Array)
        }
        _ => match pairs.as_slice() {
            [(key, value)] if key == name => joined(value, ",", false, like, decode),
            _ => None,
        },
    }
}

/// A value in one text: items, or members as `key,value`, or as `key=value` where they are exploded.
pub(super) fn joined(
    text: &str,
    separator: &str,
    explode: bool,
    like: &Value,
    decode: Decode,
) -> Option<Value> {
    match like {
        Value::Array(_) => {
            let items = text.split(separator).map(|it| decode(it).map(Value::String));
            items.collect::<Option<Vec<_>>>().map(Value::Array)
        }
        Value::Object(_) if explode => {
            let members = text.split(separator).map(|it| {
                let (key, value) = it.split_once('=')?;
                Some((decode(key)?, json!(decode(value)?)))
            });
            members.collect::<Option<Map<_, _>>>().map(Value::Object)
        }
        Value::Object(_) => {
            let parts: Vec<&str> = text.split(separator).collect();
            let members = parts.chunks(2).map(|it| match it {
                [key, value] => Some((decode(key)?, json!(decode(value)?))),
                _ => None,
            });
            members.collect::<Option<Map<_, _>>>().map(Value::Object)
        }
        _ => decode(text).map(Value::String),
    }
}

/// Pairs of a query, a form or cookies, of which parameters take theirs.
pub(super) struct Pairs<'a> {
    left: Vec<(&'a str, &'a str)>,
    decode: Decode,
}

impl<'a> Pairs<'a> {
    pub(super) fn new(text: &'a str, separator: &str, decode: Decode) -> Self {
        let pairs = text.split(separator).filter(|it| !it.is_empty());
        Self { left: pairs.map(|it| it.split_once('=').unwrap_or((it, ""))).collect(), decode }
    }

    /// The names of what no parameter took.
    pub(super) fn names(&self) -> Vec<String> {
        self.left
            .iter()
            .map(|(name, _)| decode(name).unwrap_or_else(|| (*name).to_owned()))
            .collect()
    }

    fn take(&mut self, expected: impl Fn(&str) -> bool) -> Vec<(String, &'a str)> {
        let decode = self.decode;
        let mut taken = Vec::new();
        self.left.retain(|(name, value)| match decode(name).filter(|it| expected(it)) {
            Some(name) => {
                taken.push((name, *value));
                false
            }
            None => true,
        });
        taken
    }

    /// The one text under a name, decoded.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(|it| it == name).as_slice() {
            [(_, text)] => (self.decode)(text),
            _ => None,
        }
    }

    /// The value of a parameter.
    pub(super) fn value(
        &mut self,
        name: &str,
        style: Style,
        explode: bool,
        like: &Value,
    ) -> Option<Value> {
        let decode = self.decode;
        match (style, like) {
            (Style::Deep, Value::Object(_) | Value::Array(_)) => self.deep(name, like),
            (_, Value::Array(_)) if explode => {
                let taken = self.take(|it| it == name);
                let items = taken.iter().map(|(_, text)| decode(text).map(Value::String));
                items.collect::<Option<Vec<_>>>().filter(|it| !it.is_empty()).map(Value::Array)
            }
            (_, Value::Object(members)) if explode => {
                let taken = self.take(|it| members.contains_key(it));
                let members =
                    taken.iter().map(|(name, text)| Some((name.clone(), json!(decode(text)?))));
                members
                    .collect::<Option<Map<_, _>>>()
                    .filter(|it| !it.is_empty())
                    .map(Value::Object)
            }
            _ => {
                let taken = self.take(|it| it == name);
                let [(_, text)] = taken.as_slice() else { return None };
                let (separator, text) = match style {
                    Style::Space => ("%20", text.replace('+', "%20")),
                    Style::Pipe => ("%7C", text.replace('|', "%7C").replace("%7c", "%7C")),
                    Style::Tab => ("%09", (*text).to_owned()),
                    _ => (",", (*text).to_owned()),
                };
                joined(&text, separator, false, like, decode)
            }
        }
    }

    /// `name[key][key]=value`. The standard defines one level; deeper ones, and lists by their indices, are what servers read.
    pub(super) fn deep(&mut self, name: &str, like: &Value) -> Option<Value> {
        let start = format!("{name}[");
        let taken = self.take(|it| it.starts_with(&start));
        let mut root = like_empty(like);
        for (path, text) in &taken {
            let keys: Vec<&str> =
                path.strip_prefix(&start)?.strip_suffix(']')?.split("][").collect();
            put(&mut root, &keys, (self.decode)(text)?, like)?;
        }
        (!taken.is_empty()).then_some(root)
    }
}

fn like_empty(like: &Value) -> Value {
    if like.is_array() { json!([]) } else { json!({}) }
}

fn put(into: &mut Value, keys: &[&str], text: String, like: &Value) -> Option<()> {
    let [key, rest @ ..] = keys else {
        *into = Value::String(text);
        return Some(());
    };
    let index = key.parse::<usize>().ok();
    let inner = match (like, index) {
        (Value::Array(items), Some(index)) => items.get(index)?,
        // A list may be told by empty brackets as well.
        (Value::Array(items), None) if key.is_empty() => items.first()?,
        _ => like.get(*key)?,
    };
    let slot = match into {
        Value::Array(items) => {
            let index = index.unwrap_or(items.len());
            if index == items.len() {
                items.push(like_empty(inner));
            }
            items.get_mut(index)?
        }
        Value::Object(members) => members.entry(*key).or_insert_with(|| like_empty(inner)),
        _ => return None,
    };
    put(slot, rest, text, inner)
}

/// Whether texts are what the intended value is: numbers by value, nothing where there is null.
pub(super) fn is_same(intended: &Value, got: &Value) -> bool {
    match (intended, got) {
        (Value::Null, Value::String(text)) => text.is_empty(),
        (Value::Bool(flag), Value::String(text)) => *text == flag.to_string(),
        (Value::String(a), Value::String(b)) => {
            crate::corpus::examples::difference::between(&json!(a), &json!(b)).is_empty()
        }
        (Value::Number(_), Value::String(text)) => {
            serde_json::from_str(text).is_ok_and(|it: Value| {
                crate::corpus::examples::difference::between(intended, &it).is_empty()
            })
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let given = a.iter().filter(|(_, it)| !is_nothing(it));
            given.clone().count() == b.len()
                && given.clone().all(|(key, it)| b.get(key).is_some_and(|b| is_same(it, b)))
        }
        // What the styles do not define, a container in a container, is written as JSON.
        (Value::Array(_) | Value::Object(_), Value::String(text)) => serde_json::from_str(text)
            .is_ok_and(|it: Value| {
                crate::corpus::examples::difference::between(intended, &it).is_empty()
            }),
        _ => false,
    }
}

/// What leaves no trace in a query or a form.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(is_nothing),
        Value::Object(members) => members.values().all(is_nothing),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard_are_read_back() {
        let list = json!(["blue", "black"]);
        let object = json!({"R": 100, "G": 200});
        for (style, explode, text, value) in [
            (Style::Simple, false, "blue,black", &list),
            (Style::Simple, true, "R=100,G=200", &object),
            (Style::Simple, false, "R,100,G,200", &object),
            (Style::Label, true, ".blue.black", &list),
            (Style::Label, true, ".R=100.G=200", &object),
            (Style::Matrix, false, ";color=blue,black", &list),
            (Style::Matrix, true, ";color=blue;color=black", &list),
            (Style::Matrix, true, ";R=100;G=200", &object),
        ] {
            let got = path("color", style, explode, text, value).unwrap();
            assert!(is_same(value, &got), "{text} {got}");
        }
        for (style, explode, text, value) in [
            (Style::Form, true, "color=blue&color=black", &list),
            (Style::Form, false, "color=blue,black", &list),
            (Style::Form, true, "R=100&G=200", &object),
            (Style::Space, false, "color=blue%20black", &list),
            (Style::Pipe, false, "color=blue%7Cblack", &list),
            (Style::Deep, true, "color%5BR%5D=100&color[G]=200", &object),
        ] {
            let mut pairs = Pairs::new(text, "&", decode);
            let got = pairs.value("color", style, explode, value).unwrap();
            assert!(is_same(value, &got), "{text} {got}");
            assert_eq!(pairs.names(), [""; 0]);
        }
    }

    #[test]
    fn another_value_is_not_the_same() {
        for (intended, text) in [
            (json!(["a", "b"]), "x=a%2Cb"),
            (json!(["a", "b"]), "x=a"),
            (json!(1), "x=01"),
            (json!("a b"), "x=a+b"),
        ] {
            let mut pairs = Pairs::new(text, "&", decode);
            let got = pairs.value("x", Style::Form, true, &intended);
            assert!(!got.is_some_and(|it| is_same(&intended, &it)), "{text}");
        }
        assert_eq!(decode("%zz"), None);
    }
}
