//! What the grammar of OpenAPI expects at the end of a path.

use renkei::document::grammar::{Holds, ValueKind, object_type};
use renkei::document::{ObjectKind, Version};

use super::cursor::Step;

/// What a position holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected {
    /// An object of the standard.
    Object(ObjectKind),
    /// A map from names of the author's to objects.
    Map(ObjectKind),
    /// A list of objects.
    List(ObjectKind),
    /// A value that is no object of the standard.
    Value(ValueKind),
}

impl Expected {
    /// What the value of a field is.
    pub(crate) fn of(holds: Holds) -> Self {
        match holds {
            Holds::Value(kind) => Self::Value(kind),
            Holds::One(kind) | Holds::OneOrList(kind) | Holds::OneOrBool(kind) => {
                Self::Object(kind)
            }
            Holds::List(kind) => Self::List(kind),
            Holds::Map(kind) => Self::Map(kind),
        }
    }

    /// What is expected one step further.
    pub(crate) fn step(self, step: &Step, version: Version) -> Option<Self> {
        match (self, step) {
            (Self::Object(kind), Step::Key(key)) => {
                object_type(kind).contents(key, version).map(Self::of)
            }
            // One object or a list of them.
            (Self::Object(kind), Step::Item(_)) | (Self::List(kind), Step::Item(_)) => {
                Some(Self::Object(kind))
            }
            (Self::Map(kind), Step::Key(_)) => Some(Self::Object(kind)),
            _ => None,
        }
    }

    /// What is expected at the end of a path.
    pub(crate) fn at(self, path: &[Step], version: Version) -> Option<Self> {
        path.iter().try_fold(self, |expected, step| expected.step(step, version))
    }

    /// Its name, with its article.
    pub(crate) fn title(self) -> String {
        match self {
            Self::Object(kind) => kind.title().to_owned(),
            Self::Map(kind) => format!("a map; each value is {}", kind.title()),
            Self::List(kind) => format!("a list; each item is {}", kind.title()),
            Self::Value(kind) => value_title(kind),
        }
    }
}

fn value_title(kind: ValueKind) -> String {
    let words = |values: &[&str]| format!("`{}`", values.join("`, `"));
    match kind {
        ValueKind::Any => "any value".to_owned(),
        ValueKind::String => "a string".to_owned(),
        ValueKind::Bool => "`true` or `false`".to_owned(),
        ValueKind::True => "`true`".to_owned(),
        ValueKind::Number => "a number".to_owned(),
        ValueKind::PositiveNumber => "a number above 0".to_owned(),
        ValueKind::Count => "a whole number, at least 0".to_owned(),
        ValueKind::OneOf(values) => format!("one of {}", words(values)),
        ValueKind::OneOrMoreOf(values) => format!("one or more of {}", words(values)),
        ValueKind::ListOf(values) => format!("a list of {}", words(values)),
        ValueKind::Strings | ValueKind::SomeStrings => "a list of strings".to_owned(),
        ValueKind::List | ValueKind::SomeList => "a list".to_owned(),
        ValueKind::Map => "a map".to_owned(),
        ValueKind::StringMap => "a map of strings".to_owned(),
        ValueKind::StringsMap => "a map of lists of strings".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: &str) {
        let steps = path.split(' ').filter(|it| !it.is_empty());
        let steps =
            steps.map(|it| it.parse().map_or_else(|_| Step::Key(it.to_owned()), Step::Item));
        let steps: Vec<Step> = steps.collect();
        let found = Expected::Object(ObjectKind::Document).at(&steps, Version::V3_1);
        assert_eq!(found.map_or("nothing".to_owned(), Expected::title), expected, "{path}");
    }

    #[test]
    fn the_grammar_is_followed() {
        check("", "an OpenAPI Object");
        check("servers", "a list; each item is a Server Object");
        check("servers 0 variables", "a map; each value is a Server Variable Object");
        check("paths /a get", "an Operation Object");
        check("components schemas A properties b", "a Schema Object");
        check("components schemas A items", "a Schema Object");
        check("components schemas A minLength", "a whole number, at least 0");
        check("components parameters P in", "one of `query`, `header`, `path`, `cookie`");
        check("info title x", "nothing");
        check("info x-y", "nothing");
    }
}
