//! Which variant a union selects if a variant keeps values that it does not know.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "what a table implements is public, and used in parts"
)]

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::codegen;
use crate::json::from_slice;

macro_rules! object {
    ($($type:ident { $($name:literal => $field:ident: $of:ty, $presence:ident;)* })*) => {
        $(
            #[derive(Debug, Clone, PartialEq)]
            struct $type { $($field: $of,)* }
            codegen::object!($type { $($name => $field: $presence,)* });
        )*
    };
}

object! {
    A { "a" => a: String, required; }
    B { "b" => b: String, required; }
    C { "c" => c: String, required; }
    D { "d" => d: String, required; }
}

#[derive(Debug, Clone, PartialEq)]
enum Left {
    A(A),
    B(B),
    Unknown(Value),
}
codegen::best_of!(Left { A, B, .. _ => Unknown });

#[derive(Debug, Clone, PartialEq)]
enum Right {
    C(C),
    D(D),
    Unknown(Value),
}
codegen::best_of!(Right { C, D, .. _ => Unknown });

#[derive(Debug, Clone, PartialEq)]
enum Pick {
    Left(Left),
    Right(Right),
    Unknown(Value),
}
codegen::first_of!(Pick { Left, Right, _ => Unknown });

/// Reads a value from text, and from another format.
#[track_caller]
fn read<T: DeserializeOwned + PartialEq + std::fmt::Debug>(value: &Value) -> T {
    let read = from_slice::<T>(value.to_string().as_bytes()).unwrap();
    assert_eq!(T::deserialize(value).unwrap(), read);
    read
}

fn d() -> Right {
    Right::D(D { d: "x".to_owned() })
}

#[test]
fn a_variant_that_only_keeps_the_value_does_not_match() {
    assert_eq!(read::<Pick>(&json!({"d": "x"})), Pick::Right(d()));
    assert_eq!(read::<Pick>(&json!({"a": "x"})), Pick::Left(Left::A(A { a: "x".to_owned() })));
    assert_eq!(read::<Pick>(&json!({"z": "x"})), Pick::Unknown(json!({"z": "x"})));
    assert_eq!(read::<Pick>(&json!(1)), Pick::Unknown(json!(1)));
    // Alone, it keeps the value.
    assert_eq!(read::<Left>(&json!({"d": "x"})), Left::Unknown(json!({"d": "x"})));
}

#[test]
fn an_unknown_value_deeper_in_a_variant_counts() {
    macro_rules! nested {
        ($name:ident, $left:ty, $right:ty, $value:expr, $expected:expr) => {{
            #[derive(Debug, PartialEq)]
            enum $name {
                One($left),
                Two($right),
                Unknown(Value),
            }
            codegen::first_of!($name { One, Two, _ => Unknown });
            assert_eq!(read::<$name>(&$value), $name::Two($expected));
        }};
    }
    object! {
        InLeft { "of" => of: Left, required; }
        InRight { "of" => of: Right, required; }
        DeepLeft { "deep" => deep: Option<InLeft>, optional; }
        DeepRight { "deep" => deep: Option<InRight>, optional; }
    }
    nested!(Lists, Vec<Left>, Vec<Right>, json!([{"d": "x"}]), vec![d()]);
    let map = BTreeMap::from([("k".to_owned(), d())]);
    nested!(Maps, BTreeMap<String, Left>, BTreeMap<String, Right>, json!({"k": {"d": "x"}}), map);
    nested!(Properties, InLeft, InRight, json!({"of": {"d": "x"}}), InRight { of: d() });
    let deep = DeepRight { deep: Some(InRight { of: d() }) };
    nested!(Deep, DeepLeft, DeepRight, json!({"deep": {"of": {"d": "x"}}}), deep);
    nested!(Tuples, (Left, i64), (Right, i64), json!([{"d": "x"}, 1]), (d(), 1));
    nested!(Unions, Pick, Picked, json!({"e": "x"}), Picked::E(E { e: "x".to_owned() }));
}

object! { E { "e" => e: String, required; } }

#[derive(Debug, Clone, PartialEq)]
enum Picked {
    Pick(Pick),
    E(E),
    Unknown(Value),
}
codegen::first_of!(Picked { E, Pick, _ => Unknown });

#[test]
fn a_list_with_one_unknown_item_stays_in_its_variant() {
    object! {
        Numbers { "numbers" => numbers: Vec<i64>, required; }
        Items { "items" => items: Vec<Left>, required; }
    }
    #[derive(Debug, PartialEq)]
    enum Page {
        Numbers(Numbers),
        Items(Items),
        Unknown(Value),
    }
    codegen::best_of!(Page { Numbers, Items, .. _ => Unknown });
    let items = vec![Left::A(A { a: "x".to_owned() }), Left::Unknown(json!({"new": [1]}))];
    let value = json!({"items": [{"a": "x"}, {"new": [1]}]});
    assert_eq!(read::<Page>(&value), Page::Items(Items { items }));
}

#[derive(Debug, Clone, PartialEq)]
enum Tagged {
    A(A),
    Left(Left),
    Unknown(Value),
}
codegen::one_of!(Tagged { A, Left, Unknown });
codegen::tagged!(Tagged by "kind" { "a" => A, "left" => Left, _ => Unknown, });

#[derive(Debug, Clone, PartialEq)]
enum OtherTagged {
    B(B),
    Unknown(Value),
}
codegen::one_of!(OtherTagged { B, Unknown });
codegen::tagged!(OtherTagged by "type" { "b" => B, _ => Unknown, });

#[test]
fn an_unknown_tag_does_not_match() {
    #[derive(Debug, PartialEq)]
    enum Either {
        Tagged(Tagged),
        Other(OtherTagged),
        Unknown(Value),
    }
    codegen::first_of!(Either { Tagged, Other, _ => Unknown });
    let value = json!({"type": "b", "b": "x"});
    let b = OtherTagged::B(B { b: "x".to_owned() });
    assert_eq!(read::<Either>(&value), Either::Other(b));
    // The tag decides, whatever the variant knows of the value.
    let value = json!({"kind": "left", "z": 1});
    assert_eq!(read::<Tagged>(&value), Tagged::Left(Left::Unknown(value)));
}

#[derive(Debug, Clone, PartialEq)]
enum WritesTag {
    A(Box<A>),
    Left(Left),
    Unknown(Value),
}
codegen::one_of!(WritesTag by "kind" { A = "a", Left, Unknown });
codegen::tagged!(WritesTag by "kind" { "a" => A, "left" => Left, _ => Unknown, });

#[test]
fn a_tag_that_no_variant_declares_is_written() {
    let value = json!({"kind": "a", "a": "x"});
    let read = read::<WritesTag>(&value);
    assert_eq!(read, WritesTag::A(Box::new(A { a: "x".to_owned() })));
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"kind":"a","a":"x"}"#);
    assert_eq!(crate::json::to_vec(&read).unwrap(), br#"{"kind":"a","a":"x"}"#);
    let other = json!({"kind": "z"});
    assert_eq!(serde_json::to_value(WritesTag::Unknown(other.clone())).unwrap(), other);
}

#[derive(Debug, Clone, PartialEq)]
enum Red {
    Red,
    Unknown(crate::UnknownValue),
}
codegen::string_enum!(Red { "red" => Red, _ => Unknown, });

#[derive(Debug, Clone, PartialEq)]
enum Blue {
    Blue,
    Unknown(crate::UnknownValue),
}
codegen::string_enum!(Blue { "blue" => Blue, _ => Unknown, });

#[derive(Debug, Clone, PartialEq)]
enum One {
    One,
    Unknown(i64),
}
codegen::integer_enum!(One { 1 => One, _ => Unknown, });

object! {
    IsRed { "color" => color: Red, required; "size" => size: Option<i64>, optional; }
    IsBlue { "color" => color: Blue, required; }
    HasRed { "is" => is: IsRed, required; }
    HasBlue { "is" => is: IsBlue, required; }
}

#[test]
fn a_variant_that_lists_the_value_wins() {
    #[derive(Debug, PartialEq)]
    enum Color {
        Red(HasRed),
        Blue(HasBlue),
        Unknown(Value),
    }
    codegen::best_of!(Color { Red, Blue, .. _ => Unknown });
    let read_color = |value: Value| read::<Color>(&value);
    let blue = HasBlue { is: IsBlue { color: Blue::Blue } };
    assert_eq!(read_color(json!({"is": {"color": "blue", "size": 1}})), Color::Blue(blue));
    let green = IsRed { color: Red::from("green"), size: Some(1) };
    let expected = Color::Red(HasRed { is: green });
    assert_eq!(read_color(json!({"is": {"color": "green", "size": 1}})), expected);
    assert_eq!(read_color(json!({"is": 1})), Color::Unknown(json!({"is": 1})));

    #[derive(Debug, PartialEq)]
    enum Plain {
        One(One),
        Red(Red),
        Text(String),
        Number(f64),
        Unknown(Value),
    }
    codegen::first_of!(Plain { One, Red, Text, Number, _ => Unknown });
    assert_eq!(read::<Plain>(&json!("red")), Plain::Red(Red::Red));
    assert_eq!(read::<Plain>(&json!("blue")), Plain::Text("blue".to_owned()));
    assert_eq!(read::<Plain>(&json!(1)), Plain::One(One::One));
    assert_eq!(read::<Plain>(&json!(2)), Plain::Number(2.0));
    #[derive(Debug, PartialEq)]
    enum Open {
        One(One),
        Red(Red),
        Unknown(Value),
    }
    codegen::first_of!(Open { One, Red, _ => Unknown });
    assert_eq!(read::<Open>(&json!("blue")), Open::Red(Red::from("blue")));
    assert_eq!(read::<Open>(&json!(2)), Open::One(One::Unknown(2)));
}

#[derive(Debug, Clone, PartialEq)]
enum Chicken {
    Egg(Box<Egg>),
    Name(String),
    Unknown(Value),
}
codegen::first_of!(Chicken { Egg, Name, _ => Unknown });

#[derive(Debug, Clone, PartialEq)]
enum Egg {
    Chicken(Box<Chicken>),
    Size(i64),
    Unknown(Value),
}
codegen::first_of!(Egg { Chicken, Size, _ => Unknown });

/// Reading must not recurse without end: the stack would overflow on any value.
#[test]
fn unions_that_contain_each_other_end() {
    assert_eq!(read::<Chicken>(&json!("a")), Chicken::Name("a".to_owned()));
    assert_eq!(read::<Chicken>(&json!(1)), Chicken::Egg(Box::new(Egg::Size(1))));
    assert_eq!(read::<Chicken>(&json!([])), Chicken::Unknown(json!([])));
}

#[test]
fn several_variants_at_once_are_judged_without_those_that_do_not_match() {
    object! {
        Name { "name" => name: String, required; }
        Age { "age" => age: i64, required; "kind" => kind: Option<Red>, optional; }
    }
    #[derive(Debug, PartialEq)]
    enum Some {
        Name(Name),
        Age(Age),
        Unknown(Value),
    }
    codegen::any_of!(Some { Name, Age, .. _ => Unknown });
    let both = json!({"name": "n", "age": 1});
    assert_eq!(read::<Some>(&both), Some::Unknown(both));
    // Only a name matches: the kind is not red.
    let value = json!({"name": "n", "age": 1, "kind": "blue"});
    assert_eq!(read::<Some>(&value), Some::Name(Name { name: "n".to_owned() }));
}
