//! Which type a union selects, and that deep values and many types cost no more than linear time.

#![allow(unreachable_pub, reason = "what a table implements is public")]

use std::fmt::Write as _;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::codegen;
use crate::json::from_slice;

#[derive(Debug, PartialEq)]
struct Left {
    child: Option<Box<Node>>,
    left: Option<i64>,
}
codegen::object!(Left { "child" => child: optional, "left" => left: optional, });

#[derive(Debug, PartialEq)]
struct Right {
    child: Option<Box<Node>>,
    right: Option<i64>,
}
codegen::object!(Right { "child" => child: optional, "right" => right: optional, });

#[derive(Debug, PartialEq)]
enum Node {
    Left(Left),
    Right(Right),
    Unknown(Value),
}
codegen::best_of!(Node { Left, Right, .. _ => Unknown });

#[derive(Debug, PartialEq)]
struct Even {
    child: Option<Box<First>>,
    even: i64,
}
codegen::object!(Even { "child" => child: optional, "even" => even: required, });

#[derive(Debug, PartialEq)]
struct Odd {
    child: Option<Box<First>>,
    odd: i64,
}
codegen::object!(Odd { "child" => child: optional, "odd" => odd: required, });

#[derive(Debug, PartialEq)]
enum First {
    Even(Even),
    Odd(Odd),
    JsonText(String),
}
codegen::first_of!(First { Even, Odd, JsonText });

#[derive(Debug, PartialEq)]
enum Several {
    Left(Left),
    Right(Right),
    Unknown(Value),
}
codegen::any_of!(Several { Left, Right, .. _ => Unknown });

#[derive(Debug, PartialEq)]
struct Branch {
    child: Option<Box<Tagged>>,
}
codegen::object!(Branch { "child" => child: optional, });

#[derive(Debug, PartialEq)]
struct Leaf {
    size: i64,
}
codegen::object!(Leaf { "size" => size: required, });

#[derive(Debug, PartialEq)]
enum Tagged {
    Branch(Branch),
    Leaf(Leaf),
    Unknown(Value),
}
codegen::one_of!(Tagged { Branch, Leaf, Unknown });
codegen::tagged!(Tagged by "kind" {
    "branch" | "twig" => Branch,
    "leaf" => Leaf or Branch,
    _ => Unknown,
});

#[derive(Debug, PartialEq)]
enum Numbered {
    Branch(Branch),
    Leaf(Leaf),
    Unknown(Value),
}
codegen::one_of!(Numbered { Branch, Leaf, Unknown });
codegen::tagged!(Numbered by any "kind" {
    "1" => Leaf,
    "true" => Branch,
    "1.5" => Branch,
    _ => Leaf or Unknown,
});

/// Nests an object `depth` times; each level contains `inside`.
fn nested(inside: &str, depth: usize, innermost: &str) -> String {
    let open = format!("{{{inside},\"child\":").repeat(depth);
    format!("{open}{innermost}{}", "}".repeat(depth))
}

/// Reads a value from text, and from another format.
#[track_caller]
fn read<T: DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) -> T {
    let value = from_slice::<T>(text.as_bytes()).unwrap();
    assert_eq!(serde_json::from_str::<T>(text).unwrap(), value);
    assert_eq!(T::deserialize(&serde_json::from_str::<Value>(text).unwrap()).unwrap(), value);
    value
}

/// The number of reads is bounded: tries that doubled with each level would not finish at depth
/// twenty.
#[test]
fn depth_costs_at_most_quadratic_time() {
    for depth in [10, 20, 30, 100] {
        let text = nested(r#""right":1"#, depth, r#"{"right":7}"#);
        let node = from_slice::<Node>(text.as_bytes()).unwrap();
        assert!(matches!(node, Node::Right(Right { right: Some(1), .. })));

        // The types differ only after everything else.
        let mut text = String::new();
        (0..depth).for_each(|_| text.push_str(r#"{"child":"#));
        text.push_str(r#"{"odd":7}"#);
        (0..depth).for_each(|_| text.push_str(r#","odd":1}"#));
        let value = from_slice::<First>(text.as_bytes()).unwrap();
        assert!(matches!(value, First::Odd(Odd { odd: 1, .. })));

        let text = nested(r#""kind":"twig""#, depth, r#"{"size":7,"kind":"leaf"}"#);
        let value = from_slice::<Tagged>(text.as_bytes()).unwrap();
        assert!(matches!(value, Tagged::Branch(_)));
    }
}

#[test]
fn a_mismatch_is_detected_once() {
    let mut text = r#"{"child":"#.repeat(100);
    text.push_str("true");
    (0..100).for_each(|_| text.push_str(r#","odd":1}"#));
    let error = from_slice::<First>(text.as_bytes()).unwrap_err();
    let expected = "data did not match any variant of untagged enum First";
    assert_eq!(error.message(), expected, "and not that it costs too much");
    assert_eq!(error.column(), text.len(), "the place is the end of the value");
}

#[test]
fn depth_is_bounded() {
    let text = nested(r#""right":1"#, 128, "null");
    let error = from_slice::<Node>(text.as_bytes()).err();
    assert_eq!(error.map(|it| it.message().to_owned()), None);
    let text = nested(r#""right":1"#, 129, "null");
    let error = from_slice::<Node>(text.as_bytes()).unwrap_err();
    assert_eq!(error.message(), "recursion limit exceeded");
}

#[test]
fn the_innermost_value_is_read_once_per_level_and_type() {
    // Both types read each level again, with a long text at the bottom.
    let bottom = format!("{{\"right\":7,\"child\":[{}0]}}", "[],".repeat(5_000));
    let text = nested(r#""right":1"#, 100, &bottom);
    let node = from_slice::<Node>(text.as_bytes());
    assert!(matches!(node, Ok(Node::Right(_))), "{node:?}");
}

#[test]
fn the_variant_that_skips_least_wins() {
    let right = |right, child| Right { child, right };
    let text = r#"{"right":1,"more":{"a":[1,2]},"child":{"left":2,"right":null,"x":1}}"#;
    let child = Node::Left(Left { child: None, left: Some(2) });
    assert_eq!(read::<Node>(text), Node::Right(right(Some(1), Some(Box::new(child)))));
    assert_eq!(read::<Node>("{}"), Node::Left(Left { child: None, left: None }));
    assert_eq!(read::<Node>("[1]"), Node::Unknown(serde_json::json!([1])));

    assert_eq!(read::<Several>(r#"{"right":1}"#), Several::Right(right(Some(1), None)));
    let both = r#"{"right":1,"left":2}"#;
    assert_eq!(read::<Several>(both), Several::Unknown(serde_json::from_str(both).unwrap()));
    // What a nested union skips counts too.
    #[derive(Debug, PartialEq)]
    struct Both {
        even: i64,
        right: i64,
    }
    codegen::object!(Both { "even" => even: required, "right" => right: required, });
    #[derive(Debug, PartialEq)]
    enum Same {
        Union(First),
        Both(Both),
    }
    codegen::best_of!(Same { Union, Both, .. });
    let text = r#"{"even":1,"right":2,"more":[]}"#;
    assert_eq!(read::<Same>(text), Same::Both(Both { even: 1, right: 2 }));
    assert!(matches!(read::<Same>(r#"{"even":1,"more":[]}"#), Same::Union(First::Even(_))));

    // The same, nested in a type that is tried.
    #[derive(Debug, PartialEq)]
    enum Around {
        One((Several, Several, Several, bool)),
        Two(Vec<Option<Several>>),
    }
    codegen::first_of!(Around { One, Two });
    let Around::Two(items) = read(&format!("[{both},{{\"right\":1}},null,{both}]")) else {
        panic!("the last is no flag")
    };
    assert!(matches!(
        items.as_slice(),
        [Some(Several::Unknown(_)), Some(Several::Right(_)), None, Some(Several::Unknown(_))]
    ));
}

#[test]
fn the_tag_names_the_type() {
    let leaf = |size| Leaf { size };
    assert_eq!(read::<Tagged>(r#"{"size":1,"kind":"leaf"}"#), Tagged::Leaf(leaf(1)));
    assert_eq!(read::<Tagged>(r#"{"kind":"le\u0061f"}"#), Tagged::Branch(Branch { child: None }));
    let unknown = r#"{"kind":"stone","size":[1,{}]}"#;
    let kept = serde_json::from_str::<Value>(unknown).unwrap();
    let text = format!("{{\"kind\":\"twig\",\"child\":{unknown}}}");
    let child = Some(Box::new(Tagged::Unknown(kept)));
    assert_eq!(read::<Tagged>(&text), Tagged::Branch(Branch { child }));
    for text in ["7", "[]", "{}", r#"{"kind":1}"#, r#"{"kind":{}}"#, "null", "\"leaf\""] {
        assert_eq!(read::<Tagged>(text), Tagged::Unknown(serde_json::from_str(text).unwrap()));
    }

    assert_eq!(read::<Numbered>(r#"{"kind":1,"size":2}"#), Numbered::Leaf(leaf(2)));
    assert_eq!(read::<Numbered>(r#"{"kind":"1","size":2}"#), Numbered::Leaf(leaf(2)));
    for kind in ["true", "1.5"] {
        let text = format!("{{\"kind\":{kind}}}");
        assert_eq!(read::<Numbered>(&text), Numbered::Branch(Branch { child: None }));
    }
    assert_eq!(read::<Numbered>(r#"{"kind":2,"size":2}"#), Numbered::Leaf(leaf(2)));
    assert!(matches!(read::<Numbered>(r#"{"kind":2}"#), Numbered::Unknown(_)));
}

#[test]
fn syntax_errors_have_a_location() {
    fn error<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
        from_slice::<T>(text.as_bytes()).unwrap_err().to_string()
    }
    let cut = r#"{"kind":"twig","child":{"kind":"branch","child":{"kind":"branch","child":{"#;
    assert_eq!(error::<Tagged>(cut), "EOF while parsing an object at line 1 column 74");
    // A type that is tried alone reports its own error.
    assert_eq!(
        error::<Numbered>(r#"{"kind":1,"size":"x","more":1}"#),
        "invalid type: string \"x\", expected i64 at line 1 column 20"
    );
    assert_eq!(
        error::<Vec<First>>(r#"["x",{"even":1,"odd":2},{"even":"x","odd":"y"},"z"]"#),
        "data did not match any variant of untagged enum First at line 1 column 46"
    );
}

#[test]
fn other_formats_are_read_like_json() {
    let mut text = String::new();
    for (key, value) in
        [("a", "1"), ("a", "-2"), ("b", "1.5"), ("c", "\"q\\\"\""), ("d", "[[],{}]")]
    {
        let _ = write!(text, "{}\"{key}\":{value}", if text.is_empty() { "{" } else { "," });
    }
    text.push('}');
    let Node::Left(_) = read::<Node>(&text) else { panic!("an object") };
    for text in ["true", "null", "1", "-1", "1e300", "\"x\"", "[null,true]"] {
        assert_eq!(read::<Node>(text), Node::Unknown(serde_json::from_str(text).unwrap()));
    }
    // A format with maps and without newtypes.
    let entries = serde::de::value::MapDeserializer::<_, serde::de::value::Error>::new(
        [("right", 7)].into_iter(),
    );
    assert_eq!(Node::deserialize(entries), Ok(Node::Right(Right { child: None, right: Some(7) })));
}
