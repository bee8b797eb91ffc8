//! How often a text is read, which bounds what a response costs.

#![allow(unreachable_pub, reason = "what a table implements is public")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::reader::Reader;
use super::union_match::{MAX_AGAIN, MAX_AGAIN_BYTES, TOO_COSTLY};
use crate::codegen;

#[derive(Debug)]
enum Either {
    Flag(bool),
    Unknown(Value),
}
codegen::first_of!(Either { Flag, _ => Unknown });

#[derive(Debug)]
struct Left {
    child: Option<Box<Node>>,
    children: Option<Vec<Node>>,
    left: Option<i64>,
}
codegen::object!(Left {
    "child" => child: optional,
    "children" => children: optional,
    "left" => left: optional,
});

#[derive(Debug)]
struct Right {
    child: Option<Box<Tagged>>,
    children: Option<Vec<Option<Node>>>,
    right: Option<i64>,
}
codegen::object!(Right {
    "child" => child: optional,
    "children" => children: optional,
    "right" => right: optional,
});

#[derive(Debug)]
struct Keeping {
    left: Option<i64>,
    raw: Option<Value>,
    others: BTreeMap<String, Value>,
}
codegen::object!(Keeping { "left" => left: optional, "raw" => raw: optional, .. keep => others, });

#[derive(Debug)]
enum Node {
    Left(Left),
    Right(Right),
    Keeping(Keeping),
    Unknown(Value),
}
codegen::any_of!(Node { Left, Right, .. Keeping, _ => Unknown });

#[derive(Debug)]
enum Tagged {
    Right(Right),
    Keeping(Keeping),
    Node(Node),
    Unknown(Value),
}
codegen::one_of!(Tagged { Right, Keeping, Node, Unknown });
codegen::tagged!(Tagged by "kind" { "r" => Right, "k" => Keeping or Right, _ => Node or Unknown, });

/// Reads a text and returns how often it was read on average.
#[track_caller]
fn reads(text: &str) -> usize {
    let mut reader = Reader::new(text.as_bytes());
    Tagged::deserialize(&mut reader).unwrap();
    reader.end().unwrap();
    1 + reader.unions().again / text.len()
}

#[test]
fn a_text_is_read_a_few_times_however_deep_unions_nest() {
    let filler = "7,".repeat(10_000);
    let innermost = format!(r#"{{"right":1,"more":[{filler}0]}}"#);
    for (open, close) in [
        (r#"{"right":1,"child":"#, "}"),
        (r#"{"left":1,"child":"#, "}"),
        (r#"{"child":"#, r#","right":"x","left":"x"}"#),
        (r#"{"child":"#, r#","kind":"r"}"#),
        (r#"{"kind":"k","child":"#, "}"),
        (r#"{"raw":"#, r#","left":1}"#),
        (r#"{"unknown":"#, r#","right":1}"#),
        (r#"{"left":1,"right":1,"child":"#, "}"),
    ] {
        let text = format!("{}{innermost}{}", open.repeat(100), close.repeat(100));
        let reads = reads(&text);
        assert!(reads <= 12, "{reads} reads of {open}…{close}");
    }
    let (open, close) = (r#"{"children":["#, r#"],"right":1}"#);
    let text = format!("{}{innermost}{}", open.repeat(60), close.repeat(60));
    assert!(reads(&text) <= 12);
}

/// No placeholder is left in a value.
#[test]
fn a_nested_value_is_complete() {
    let text = r#"{"right":1,"children":[{"left":1,"child":{"raw":{"a":[1,{}]},"left":2,"b":[{}]}},
        {"unknown":{"a":[2]}},[[3]]],"child":{"kind":"r","child":{"kind":"x","raw":{"c":[4]}}}}"#;
    let mut reader = Reader::new(text.as_bytes());
    let value = Node::deserialize(&mut reader).unwrap();
    let written = serde_json::to_value(&value).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(text).unwrap(), "{value:?}");
}

/// What is dropped while types are compared is in the value.
#[test]
fn a_large_value_is_complete() {
    let items = "{},".repeat(100_000);
    let names: Vec<_> = (0..50_000).map(|number| format!("\"n{number}\":1")).collect();
    for text in [
        format!(r#"{{"right":1,"child":{{"kind":"x","left":1,"children":[{items}{{}}]}}}}"#),
        format!(r#"{{"right":1,"child":{{"kind":"k","raw":1,{}}}}}"#, names.join(",")),
    ] {
        let mut reader = Reader::new(text.as_bytes());
        let value = Node::deserialize(&mut reader).unwrap();
        let written = serde_json::to_value(&value).unwrap();
        let expected = serde_json::from_str::<Value>(&text).unwrap();
        let count = |value: &Value| value["child"]["children"].as_array().map(Vec::len);
        assert_eq!(count(&written), count(&expected));
        assert_eq!(written["child"]["n49999"], expected["child"]["n49999"]);
    }
}

#[test]
fn repeated_reads_are_bounded() {
    let read = |again: usize| {
        let mut reader = Reader::new(b"[[true, false], [[1, 2, [3]]]]");
        reader.unions().again = again;
        Vec::<Vec<Either>>::deserialize(&mut reader)
    };
    assert!(matches!(read(0).unwrap().as_slice(), [flags, numbers]
        if matches!(flags.as_slice(), [Either::Flag(true), Either::Flag(false)])
            && matches!(numbers.as_slice(), [Either::Unknown(_)])));
    let error = read(MAX_AGAIN_BYTES + 31 * MAX_AGAIN + 64).unwrap_err();
    assert_eq!(error.to_string(), TOO_COSTLY);
    assert!(error.is_fatal());
}
