//! Values of generated types, read from JSON and written again: nothing that the schema describes is lost on the way.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fmt::Debug;

use renkei_runtime::Maybe;
use renkei_runtime::codegen::serde::Serialize;
use renkei_runtime::codegen::serde::de::DeserializeOwned;
use renkei_runtime::codegen::serde_json;

mod all_of {
    renkei_runtime::include_client!("all_of");
}
mod arrays_and_maps {
    renkei_runtime::include_client!("arrays_and_maps");
}
mod dates_chrono {
    renkei_runtime::include_client!("dates_chrono");
}
mod dates_text {
    renkei_runtime::include_client!("dates_text");
}
mod dates_time {
    renkei_runtime::include_client!("dates_time");
}
mod replace {
    renkei_runtime::include_client!("replace");
}
mod enums {
    renkei_runtime::include_client!("enums");
}
mod formats {
    renkei_runtime::include_client!("formats");
}
mod nullable_and_optional {
    renkei_runtime::include_client!("nullable_and_optional");
}
mod one_of_discriminator {
    renkei_runtime::include_client!("one_of_discriminator");
}
mod one_of_untagged {
    renkei_runtime::include_client!("one_of_untagged");
}

/// Reads one text and writes another; gives the value for a closer look.
#[track_caller]
fn check<T: DeserializeOwned + Serialize + Debug>(read: &str, written: &str) -> T {
    let value: T = serde_json::from_str(read).unwrap_or_else(|error| panic!("{read}: {error}"));
    assert_eq!(serde_json::to_string(&value).unwrap(), written, "{value:?}");
    value
}

/// Reads a text and writes the same.
#[track_caller]
fn check_same<T: DeserializeOwned + Serialize + Debug>(text: &str) -> T {
    check(text, text)
}

#[test]
fn absent_and_null_are_different_where_the_document_says_so() {
    use nullable_and_optional::types::Profile;
    let bare = r#"{"always":"a","alwaysOrNull":null}"#;
    assert_eq!(check_same::<Profile>(bare).perhaps_or_null, Maybe::Absent);
    let null = r#"{"always":"a","alwaysOrNull":null,"perhapsOrNull":null,"nullableRef":null,"nullableEnum":null}"#;
    assert_eq!(check_same::<Profile>(null).perhaps_or_null, Maybe::Null);
    check_same::<Profile>(
        r#"{"always":"a","alwaysOrNull":"b","perhaps":"c","perhapsOrNull":"d","nullableRef":"red","nullableEnum":"a","tags":["x",null]}"#,
    );
    check::<Profile>(r#"{"always":"a","perhaps":null}"#, bare);
    assert!(serde_json::from_str::<Profile>(r#"{"alwaysOrNull":null}"#).is_err());
}

#[test]
fn enums_keep_what_they_do_not_know() {
    use enums::types::{Colliding, Level, Named, Odd, Plain};
    for known in
        ["", "*", "<=", "1st", "2.5", "a b", "self", "Unknown", "日本語", "line\nbreak", "quote\""]
    {
        let value: Odd = check_same(&serde_json::to_string(known).unwrap());
        assert!(!format!("{value:?}").contains('('), "{known:?} is in the document: {value:?}");
    }
    assert_eq!(check_same::<Plain>(r#""new one""#), Plain::Unknown("new one".to_owned()));
    for known in ["foo_bar", "fooBar", "foo-bar", "FOO_BAR", "a", "A"] {
        check_same::<Colliding>(&format!("{known:?}"));
    }
    assert_eq!(check_same::<Level>("7"), Level::Unknown(7));
    assert_eq!(check_same::<Level>("-1").as_i64(), -1);
    assert_eq!(check_same::<Named>("2"), Named::High);
}

#[test]
fn formats_keep_their_text() {
    use formats::types::Sample;
    check_same::<Sample>(
        r#"{"dateTime":"2025-04-01T09:30:00Z","date":"2025-04-01","uuid":"2c1f6f0a-3f0b-4d0e-9b6a-6d0f6f7a9c11","byte":"aGk=","uint64":18446744073709551615,"number":0.1,"boolean":false,"anything":[1,{"a":null}]}"#,
    );
    check::<Sample>(
        r#"{"dateTime":"2025-04-01T18:30:00.250+09:00"}"#,
        r#"{"dateTime":"2025-04-01T09:30:00.25Z"}"#,
    );
    assert!(serde_json::from_str::<Sample>(r#"{"int32":3000000000}"#).is_err());
}

#[test]
fn maps_keep_every_key() {
    use arrays_and_maps::types::{Closed, Grid, Open};
    check_same::<Grid>(
        r#"{"rows":[[1.5],[]],"labels":{"a":"b"},"anything":{"x":null},"nested":{"k":{"x":1}},"untyped":[1,"a"]}"#,
    );
    check_same::<Open>(r#"{"name":"n","extra":1,"more":2}"#);
    check::<Closed>(r#"{"name":"n","extra":1}"#, r#"{"name":"n"}"#);
}

#[test]
fn members_of_all_of_are_one_object() {
    use all_of::types::{Narrowed, Puppy};
    check_same::<Puppy>(r#"{"id":"1","name":"Rex","barks":true,"weeks":9}"#);
    assert!(serde_json::from_str::<Puppy>(r#"{"id":"1","name":"Rex"}"#).is_err());
    check_same::<Narrowed>(r#"{"kind":"a"}"#);
}

#[test]
fn a_tag_chooses_the_variant() {
    use one_of_discriminator::types::{Cat, Pet, Unmapped};
    let cat: Pet = check_same(r#"{"petType":"kitten","lives":9}"#);
    assert!(matches!(cat, Pet::Cat(Cat { lives: Some(9), .. })), "{cat:?}");
    assert!(matches!(check_same::<Pet>(r#"{"petType":"dog","barks":true}"#), Pet::Dog(_)));
    assert!(matches!(check_same::<Pet>(r#"{"legs":4,"petType":"newt"}"#), Pet::Unknown(_)));
    assert!(matches!(check_same::<Unmapped>(r#"{"petType":"Dog"}"#), Unmapped::Dog(_)));
    assert!(serde_json::from_str::<Pet>(r#"{"petType":"cat","lives":"nine"}"#).is_err());
}

#[test]
fn without_a_tag_the_variant_that_fits_is_chosen() {
    use one_of_untagged::types::{Expandable, Point, Value};
    assert_eq!(check_same::<Value>(r#""text""#), Value::String("text".to_owned()));
    assert_eq!(check_same::<Value>("3"), Value::Integer(3));
    assert!(matches!(check_same::<Value>(r#"["a","b"]"#), Value::Array(_)));
    assert_eq!(check_same::<Value>(r#"{"x":1.0,"y":2.5}"#), Value::Point(Point { x: 1.0, y: 2.5 }));
    assert!(matches!(check_same::<Value>(r#"{"deep":true}"#), Value::Variant4(_)));
    assert!(matches!(check_same::<Value>("1.5"), Value::Unknown(_)));
    assert!(matches!(check_same::<Expandable>(r#""id_1""#), Expandable::String(_)));
    assert!(matches!(check_same::<Expandable>(r#"{"x":1.0,"y":2.0}"#), Expandable::Point(_)));
}

#[test]
fn an_empty_list_stays_a_list() {
    use one_of_untagged::types::Value;
    assert!(matches!(check_same::<Value>("[]"), Value::Array(_)));
}

#[test]
fn a_list_is_never_a_struct() {
    use one_of_untagged::types::Expandable;
    assert!(matches!(check_same::<Expandable>("[1.0,2.0]"), Expandable::Unknown(_)));
}

#[test]
fn dates_of_each_library_come_back_as_they_went() {
    let texts = [
        r#"{"at":"2026-01-31T09:00:00+09:00","on":"2026-01-31","times":["2026-01-31T00:00:00Z",null],"until":null}"#,
        r#"{"at":"2026-01-31T09:00:00.125-03:30","on":"0001-12-31"}"#,
    ];
    for text in texts {
        check_same::<dates_chrono::types::Event>(text);
        check_same::<dates_time::types::Event>(text);
        check_same::<dates_text::types::Event>(text);
    }
    let bad = r#"{"at":"yesterday","on":"2026-01-31"}"#;
    assert!(serde_json::from_str::<dates_chrono::types::Event>(bad).is_err());
    assert!(serde_json::from_str::<dates_time::types::Event>(bad).is_err());
    check_same::<dates_text::types::Event>(bad);
}

#[test]
fn types_of_the_user_are_read_and_written() {
    let text = r#"{"money":"10.0.0.1","address":"::1","gate":"10.0.0.1:80","others":["127.0.0.1"],"opens":"09:00:00","load":0.5,"either":"10.0.0.2"}"#;
    let host = check_same::<replace::types::Host>(text);
    let address: std::net::IpAddr = host.address;
    assert!(address.is_loopback());
    assert_eq!(host.opens.as_option().map(|opens| opens.hour()), Some(9));
}
