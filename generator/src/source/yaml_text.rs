//! A tree as YAML text. Whole numbers keep their digits; fractions become the nearest 64-bit float, as for every
//! reader of YAML.

use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

use super::tree::{Node, NodeKind};

/// YAML with a line break at the end, or why there is none. The text is parsed again before it is returned: some
/// values, such as the line separator U+2028, do not survive every writer of YAML.
pub(crate) fn yaml(root: Node<'_>) -> Result<String, String> {
    let text = serde_yaml::to_string(&Value(root)).map_err(|error| error.to_string())?;
    let again = super::read_text("", &text).ok();
    let again = again.as_ref().and_then(|it| it.tree().root());
    if again.is_some_and(|again| same(root, again)) {
        return Ok(text);
    }
    Err("the document holds a text that YAML would change; write JSON instead".to_owned())
}

fn same(a: Node<'_>, b: Node<'_>) -> bool {
    match (a.kind(), b.kind()) {
        (NodeKind::Number(a), NodeKind::Number(b)) => {
            a == b || a.parse::<f64>() == b.parse::<f64>()
        }
        (NodeKind::Array(a_items), NodeKind::Array(b_items)) => {
            a_items.len() == b_items.len() && a.items().zip(b.items()).all(|(a, b)| same(a, b))
        }
        (NodeKind::Object(a_members), NodeKind::Object(b_members)) => {
            let mut pairs = a.members().zip(b.members());
            a_members.len() == b_members.len()
                && pairs.all(|(a, b)| a.key == b.key && same(a.value, b.value))
        }
        (a, b) => a == b,
    }
}

struct Value<'a>(Node<'a>);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.kind() {
            NodeKind::Null => serializer.serialize_unit(),
            NodeKind::Bool(value) => serializer.serialize_bool(*value),
            NodeKind::Number(text) => number(text, serializer),
            NodeKind::String(text) => serializer.serialize_str(text),
            NodeKind::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                self.0.items().try_for_each(|item| list.serialize_element(&Value(item)))?;
                list.end()
            }
            NodeKind::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                let mut members = self.0.members();
                members.try_for_each(|it| map.serialize_entry(it.key, &Value(it.value)))?;
                map.end()
            }
        }
    }
}

fn number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(value) = text.parse::<i128>() {
        return serializer.serialize_i128(value);
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => serializer.serialize_f64(value),
        _ => Err(S::Error::custom(format!("the number {text} is too large; write JSON instead"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{compact, read_text};
    use super::*;

    /// Checks that the written text is read as the same value.
    fn check(json: &str) {
        let source = read_text("a.json", json).unwrap();
        let text = yaml(source.tree().root().unwrap()).unwrap();
        let again = read_text("a.yaml", &text).unwrap();
        assert_eq!(compact(again.tree().root().unwrap()), json, "{text}");
    }

    #[test]
    fn text_is_read_again_as_it_was() {
        check(r#"{"a":[1,-2,1.5,true,null,"x"],"200":{},"b":[]}"#);
        check(
            r#"["1","1.0","0x1F","0o7","1e3",".5","1_000","+1","-0",".inf","~","","null","yes","on"]"#,
        );
        check(
            r##"["true","2024-04-31","12:30:45","a: b","- a","# a","a #b","*a","&a","!a","%a","@a","`a","<<"]"##,
        );
        check(r#"{"<":1,"~":2,"null":3,"*":4,"a: b":5,"- a":6,"":7,"true":8}"#);
        check(r#"["a\nb","a\nb\n","\na","a\n\n"," a","a ","\ta","a\tb","a\r\nb","\u0007","é😀"]"#);
        check("[18446744073709551615,9223372036854775808,-9223372036854775809]");
        let wide = format!("{}1{}", "[".repeat(100), "]".repeat(100));
        check(&wide);
    }

    #[test]
    fn what_yaml_would_change_is_refused() {
        for (json, words) in [
            ("1e999", "1e999"),
            (r#""\u2028""#, "would change"),
            (r#"{"<<":{"a":1}}"#, "would change"),
        ] {
            let source = read_text("a.json", json).unwrap();
            let error = yaml(source.tree().root().unwrap()).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }
}
