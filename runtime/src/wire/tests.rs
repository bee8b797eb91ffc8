//! Compares the tables with serde's derive: the same values, texts and messages.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "what a table implements is public, and used in parts"
)]

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codegen;
use crate::maybe::Maybe;

mod derived {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) struct Pet {
        pub id: i64,
        #[serde(rename = "type", default)]
        pub kind: Option<String>,
        #[serde(rename = "nickName", default, skip_serializing_if = "Option::is_none")]
        pub nick_name: Option<Box<Pet>>,
        #[serde(default, skip_serializing_if = "Maybe::is_absent")]
        pub memo: Maybe<f32>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) struct Open {
        pub id: i64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub pet: Option<Pet>,
        #[serde(flatten)]
        pub rest: BTreeMap<String, Value>,
    }

    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    pub(super) enum Either {
        Flag(bool),
        Pet(Pet),
        Pets(Vec<Pet>),
        Small(u8),
        Real(f64),
        JsonText(String),
        Map(BTreeMap<String, Option<i64>>),
    }
}

mod tables {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    pub(super) struct Pet {
        pub id: i64,
        pub kind: Option<String>,
        pub nick_name: Option<Box<Pet>>,
        pub memo: Maybe<f32>,
    }
    codegen::object!(Pet {
        "id" => id: required,
        "type" => kind: nullable,
        "nickName" => nick_name: optional,
        "memo" => memo: optional,
    });

    #[derive(Clone, Debug, PartialEq)]
    pub(super) struct Open {
        pub id: i64,
        pub pet: Option<Pet>,
        pub rest: BTreeMap<String, Value>,
    }
    codegen::object!(Open {
        "id" => id: required,
        "pet" => pet: optional,
        .. => rest,
    });

    #[derive(Clone, Debug, PartialEq)]
    pub(super) enum Either {
        Flag(bool),
        Pet(Pet),
        Pets(Vec<Pet>),
        Small(u8),
        Real(f64),
        JsonText(String),
        Map(BTreeMap<String, Option<i64>>),
    }
    codegen::first_of!(Either { Flag, Pet, Pets, Small, Real, JsonText, Map });
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Low,
    High,
    Unknown(i64),
}
codegen::integer_enum!(Level { -1 => Low, 10 => High, _ => Unknown, });

#[derive(Clone, Debug, PartialEq, Eq)]
enum Currency {
    Jpy,
    Empty,
    Unknown(crate::UnknownValue),
}
codegen::string_enum!(Currency { "JPY" => Jpy, "" => Empty, _ => Unknown, });

/// Returns an error without the position if serde_json took it from where the object ends, not from where the error is.
fn message(error: &serde_json::Error) -> String {
    let full = error.to_string();
    match full.rsplit_once(" at line ") {
        Some((message, _)) if error.is_data() => message.to_owned(),
        _ => full,
    }
}

/// Returns the results of reading and writing again, from a string, from bytes and from a value.
fn outcomes<T: DeserializeOwned + Serialize + Debug>(text: &str) -> Vec<String> {
    let show = |read: serde_json::Result<T>| match read {
        Ok(value) => {
            let again = serde_json::to_value(&value).unwrap();
            format!("{value:?} {} {again}", serde_json::to_string(&value).unwrap())
        }
        Err(error) => message(&error),
    };
    let mut all =
        vec![show(serde_json::from_str(text)), show(serde_json::from_reader(text.as_bytes()))];
    if let Ok(value) = serde_json::from_str::<Value>(text) {
        all.push(show(T::deserialize(&value)));
        all.push(show(serde_json::from_value(value)));
    }
    all
}

#[track_caller]
fn same<A, B>(texts: &[&str])
where
    A: DeserializeOwned + Serialize + Debug,
    B: DeserializeOwned + Serialize + Debug,
{
    for text in texts {
        assert_eq!(outcomes::<A>(text), outcomes::<B>(text), "{text}");
    }
}

#[test]
fn an_object_equals_the_derive() {
    same::<tables::Pet, derived::Pet>(&[
        r#"{"id":1}"#,
        r#"{"id":1,"type":null,"nickName":null,"memo":null}"#,
        r#"{"memo":1.5,"nickName":{"id":2,"memo":3},"type":"cat","id":1,"more":[{}],"kind":7}"#,
        r#"{"id":1,"\u0074ype":"escaped"}"#,
        r#"{"id":1,"memo":null,"memo":2}"#,
        r#"{"id":1,"type":null,"type":"a"}"#,
        r#"{"id":1,"id":1}"#,
        r#"{"type":"a"}"#,
        r#"{"id":"1"}"#,
        r#"{"id":null}"#,
        r#"{"id":1,"nickName":{"id":true}}"#,
        r#"{"id":1"#,
        "{}",
        "null",
        "7",
        r#""id""#,
    ]);
    let error = serde_json::from_str::<tables::Pet>("[1]").unwrap_err();
    assert!(error.to_string().starts_with("invalid type: sequence, expected struct Pet"));
}

#[test]
fn the_reader_continues_where_serde_meets_a_generated_type() {
    #[derive(Debug, Deserialize)]
    struct Mine<T> {
        before: i64,
        pets: Vec<T>,
        after: Option<Box<T>>,
    }
    let show = |result: Result<String, crate::json::JsonError>| {
        result.unwrap_or_else(|error| format!("{error} {:?}", error.hidden()))
    };
    for text in [
        &br#"{"before":1,"pets":[{"id":1,"nickName":{"id":2}},{"id":3}],"after":{"id":4,"x":[1]}}"#
            [..],
        b"{\"before\":1,\n\"pets\":[{\"id\":1},\n{\"id\":\"2\"}]}",
        br#"{"before":1,"pets":[{"id":1,"nickName":{"id":1,"id":2}}]}"#,
        br#"{"before":1,"pets":[{"x":{"y":]}}]}"#,
        br#"{"before":1,"pets":[{}]}"#,
        br#"{"before":1,"pets":["a"]}"#,
        br#"{"before":1,"pets":[],"after":{"id":1,"memo":1e999}}"#,
        br#"{"before":1,"pets":[{"id":1}"#,
        b"{\"before\":1,\"pets\":[{\"id\":1,\"type\":\"\xff\"}]}",
        b"{\"before\":1,\"pets\":[{\"id\":1,\"x\":\"\xff\"}]}",
    ] {
        let tables = crate::json::from_slice::<Mine<tables::Pet>>(text);
        let derived = crate::json::from_slice::<Mine<derived::Pet>>(text);
        let (tables, derived) =
            (tables.map(|it| format!("{it:?}")), derived.map(|it| format!("{it:?}")));
        assert_eq!(show(tables), show(derived), "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn unknown_properties_are_kept() {
    same::<tables::Open, derived::Open>(&[
        r#"{"id":1}"#,
        r#"{"z":[1],"id":1,"a":{"b":null},"rest":2}"#,
        r#"{"id":1,"pet":null}"#,
        r#"{"id":1,"pet":{"id":2,"x":3},"\u0069":1,"b":1,"b":2}"#,
        r#"{"id":1,"id":2}"#,
        r#"{"a":1}"#,
        "3",
    ]);
}

#[test]
fn the_first_matching_variant_wins() {
    same::<tables::Either, derived::Either>(&[
        "true",
        "null",
        "7",
        "300",
        "-1",
        "18446744073709551615",
        "1.5",
        r#""text""#,
        r#""es\"caped""#,
        r#"{"id":1,"memo":0.1,"nickName":{"id":2}}"#,
        r#"[{"id":1},{"id":2,"type":"a"}]"#,
        r#"[]"#,
        r#"[{"id":1},3]"#,
        r#"{"a":1,"b":null}"#,
        r#"{"id":1,"id":2}"#,
        r#"{"id":1,"memo":[{}]}"#,
        r#"{"a":1"#,
    ]);
}

#[test]
fn a_generated_type_can_be_flattened() {
    #[derive(Debug, Serialize, Deserialize)]
    struct Mine<T> {
        #[serde(flatten)]
        pet: T,
        #[serde(flatten)]
        rest: BTreeMap<String, Value>,
    }
    same::<Mine<tables::Pet>, Mine<derived::Pet>>(&[
        r#"{"id":1,"memo":null,"other":3}"#,
        r#"{"other":3}"#,
    ]);
}

#[test]
fn enums_keep_unknown_values() {
    for (text, level) in [("-1", Level::Low), ("10", Level::High), ("3", Level::Unknown(3))] {
        assert_eq!(serde_json::from_str::<Level>(text).unwrap(), level);
        assert_eq!(serde_json::to_string(&level).unwrap(), text);
        assert_eq!(level.to_string(), text);
        assert_eq!(Level::from(i64::from(level)), level);
    }
    for (text, currency) in
        [("JPY", Currency::Jpy), ("", Currency::Empty), ("x", Currency::from("x"))]
    {
        let json = serde_json::to_string(&currency).unwrap();
        assert_eq!(json, format!("{text:?}"));
        assert_eq!(serde_json::from_str::<Currency>(&json).unwrap(), currency);
        assert_eq!(Currency::from(text).to_string(), text);
        assert_eq!(String::from(currency), text);
    }
}
