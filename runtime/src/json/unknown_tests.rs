//! What is counted of values that types do not know.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "what a table implements is public, and used in parts"
)]

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Unknown, count_unknown, from_response};
use crate::{Lenient, UnknownValue, codegen};

#[derive(Debug, Clone, PartialEq)]
enum Status {
    Open,
    Unknown(UnknownValue),
}
codegen::string_enum!(Status { "open" => Open, _ => Unknown, });

#[derive(Debug, Clone, PartialEq)]
struct Order {
    id: Option<i64>,
    status: Option<Status>,
    log: Option<Vec<Status>>,
    lines: Option<Vec<Order>>,
}
codegen::object!(Order {
    "id" => id: optional,
    "status" => status: optional,
    "log" => log: optional,
    "lines" => lines: optional,
});

#[derive(Debug, Clone, PartialEq, Default)]
struct Kept {
    id: Option<i64>,
    others: BTreeMap<String, Value>,
}
codegen::object!(Kept { "kind" = "kept", "id" => id: optional, .. keep => others, });

#[derive(Debug, Clone, PartialEq, Default)]
struct Described {
    others: BTreeMap<String, Status>,
}
codegen::object!(Described { .. => others, });

#[derive(Debug, Clone, PartialEq)]
struct Cat {
    lives: i64,
    status: Option<Status>,
}
codegen::object!(Cat { "lives" => lives: required, "status" => status: optional, });

#[derive(Debug, Clone, PartialEq)]
struct Dog {
    size: i64,
    name: Option<String>,
}
codegen::object!(Dog { "size" => size: required, "name" => name: optional, });

#[derive(Debug, Clone, PartialEq)]
enum Pet {
    Cat(Cat),
    Dog(Dog),
    Unknown(Value),
}
codegen::best_of!(Pet { Cat, Dog, .. _ => Unknown });

#[derive(Debug, Clone, PartialEq)]
struct Owner {
    pets: Option<Vec<Pet>>,
    pet: Option<Pet>,
}
codegen::object!(Owner { "pets" => pets: optional, "pet" => pet: optional, });

#[derive(Debug, Clone, PartialEq)]
struct Shop {
    pet: Pet,
    open: bool,
}
codegen::object!(Shop { "pet" => pet: required, "open" => open: required, });

#[derive(Debug, Clone, PartialEq)]
enum Place {
    Owner(Owner),
    Shop(Shop),
    Unknown(Value),
}
codegen::best_of!(Place { Owner, Shop, .. _ => Unknown });

/// Counts what a type does not know: properties, values, and the places of the first ones.
#[track_caller]
fn count<T: DeserializeOwned>(value: &Value) -> (u32, u32) {
    let unknown = unknown::<T>(value);
    (unknown.properties(), unknown.values())
}

#[track_caller]
fn unknown<T: DeserializeOwned>(value: &Value) -> Unknown {
    let text = value.to_string();
    let (read, unknown) = count_unknown(true, || from_response::<T>(text.as_bytes()).map(drop));
    read.unwrap();
    unknown
}

#[test]
fn properties_and_values_are_counted_at_any_depth() {
    assert!(unknown::<Order>(&json!({"id": 1, "status": "open", "lines": [{"id": 2}]})).is_empty());
    let value = json!({
        "s3cret": {"any": [1, 2]}, "id": 1, "status": "lost",
        "log": ["open", "gone", "lost"], "lines": [{"new": 1, "lines": [{"newer": null}]}],
    });
    let unknown = unknown::<Order>(&value);
    assert_eq!((unknown.properties(), unknown.values()), (3, 3));
    assert_eq!(unknown.property_of(), Some("Order"));
    // In the text, `log` is before `status`.
    assert_eq!(unknown.value_of(), Some(("Order", Some("log"))));
    assert!(!format!("{unknown:?}").contains("s3cret"));
}

#[test]
fn the_place_is_that_of_the_innermost_type() {
    let value = json!({"pets": [{"lives": 9, "status": "asleep"}, {"size": 3, "age": 2}]});
    let unknown = unknown::<Owner>(&value);
    assert_eq!(unknown.property_of(), Some("Dog"));
    assert_eq!(unknown.value_of(), Some(("Cat", Some("status"))));
}

#[test]
fn a_value_outside_of_objects_has_no_place() {
    let unknown = unknown::<Vec<Status>>(&json!(["lost"]));
    assert_eq!((unknown.values(), unknown.value_of()), (1, None));
}

#[test]
fn kept_properties_and_other_constants_are_counted() {
    assert_eq!(count::<Kept>(&json!({"kind": "kept", "id": 1})), (0, 0));
    assert_eq!(count::<Kept>(&json!({"kind": "kept", "a": {"b": 1}, "c": 2})), (2, 0));
    let other = unknown::<Kept>(&json!({"kind": "new"}));
    assert_eq!((other.values(), other.value_of()), (1, Some(("Kept", Some("kind")))));
    // What the document describes is declared, whatever its name.
    let described = unknown::<Described>(&json!({"s3cret": "open", "b": "lost"}));
    assert_eq!((described.properties(), described.values()), (0, 1));
    assert_eq!(described.value_of(), Some(("Described", None)));
}

#[test]
fn another_format_is_no_unknown_value() {
    assert_eq!(count::<Lenient<uuid::Uuid>>(&json!("req_1")), (0, 0));
}

#[test]
fn only_the_variant_that_is_taken_counts() {
    // As a cat, all of a dog but one property would be unknown.
    for (value, expected) in [
        (json!({"size": 3, "name": "Rex"}), (0, 0)),
        (json!({"lives": 9, "size": 3, "name": "Rex"}), (1, 0)),
        (json!({"lives": 9, "status": "open"}), (0, 0)),
        (json!({"lives": 9, "status": "asleep"}), (0, 1)),
        (json!({"lives": 9, "status": "asleep", "x": 1, "y": [1, 2]}), (2, 1)),
        (json!({"wings": 2, "status": "asleep"}), (0, 1)),
        (json!(7), (0, 1)),
    ] {
        assert_eq!(count::<Pet>(&value), expected, "{value}");
        assert_eq!(count::<Vec<Pet>>(&json!([value, value])), twice(expected), "{value}");
        let owner = json!({"pet": value, "pets": [value]});
        assert_eq!(count::<Owner>(&owner), twice(expected), "{value}");
        // In a union of the types around it, each of which reads it.
        assert_eq!(count::<Place>(&owner), twice(expected), "{value}");
        let shop = json!({"pet": value, "open": true});
        assert_eq!(count::<Place>(&shop), expected, "{value}");
        assert_eq!(count::<Vec<Place>>(&json!([shop, owner, shop])), {
            let (properties, values) = twice(expected);
            (properties * 2, values * 2)
        });
    }
}

fn twice((properties, values): (u32, u32)) -> (u32, u32) {
    (properties * 2, values * 2)
}

#[test]
fn a_union_that_is_built_again_counts_once() {
    // The value of the inner union is a placeholder until the outer one has chosen.
    let pet = json!({"wings": [{"a": 1}, {"b": 2}], "name": "a name that is long enough"});
    let unknown = unknown::<Vec<Place>>(&json!([{"pet": pet, "open": true, "new": 1}]));
    assert_eq!((unknown.properties(), unknown.values()), (1, 1));
    assert_eq!(unknown.property_of(), Some("Shop"));
    assert_eq!(unknown.value_of(), Some(("Shop", Some("pet"))));
}

#[test]
fn a_count_ends_with_its_decoder() {
    let read = |text: &str| count_unknown(true, || from_response::<Order>(text.as_bytes()).is_ok());
    let (is_read, unknown) = read(r#"{"new":1}"#);
    assert!(is_read && unknown.properties() == 1);
    // Neither a failure nor a decoder that nobody counts leaves anything to the next one.
    assert!(!read(r#"{"new":1,"id":"x"}"#).0);
    let (order, none) = count_unknown(false, || from_response::<Order>(br#"{"new":1}"#));
    assert!(order.is_ok() && none.is_empty());
    assert!(read(r#"{"id":1}"#).1.is_empty());
    let panic = std::panic::catch_unwind(|| {
        count_unknown(true, || {
            from_response::<Order>(br#"{"new":1}"#).unwrap();
            panic!("as a user's own type might")
        })
    });
    assert!(panic.is_err());
    assert!(read(r#"{"id":1}"#).1.is_empty());
}
