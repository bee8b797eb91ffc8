//! What is written equals serde_json's text, except numbers.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::{to_narrow_vec, to_vec, value_text};

fn text<T: Serialize + ?Sized>(value: &T) -> String {
    String::from_utf8(to_vec(value).unwrap()).unwrap()
}

#[derive(Serialize)]
enum Kind {
    Unit,
    New(i64),
    Two(i64, bool),
    Named { a: i64, b: Option<i64> },
}

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct All<'a> {
    text: &'a str,
    kinds: Vec<Kind>,
    letter: char,
    none: Option<()>,
    unit: Unit,
    pair: (u8, i8),
    map: BTreeMap<i16, Value>,
    flags: BTreeMap<bool, u64>,
    empty: [i64; 0],
}

#[test]
fn the_text_is_that_of_serde_json() {
    let value = All {
        text: "a\"\\\n\u{7}連 😀",
        kinds: vec![Kind::Unit, Kind::New(1), Kind::Two(2, true), Kind::Named { a: 3, b: None }],
        letter: '"',
        none: None,
        unit: Unit,
        pair: (255, -128),
        map: BTreeMap::from([(-7, json!({"a": [null, true, {}], "b": 1.5}))]),
        flags: BTreeMap::from([(true, u64::MAX)]),
        empty: [],
    };
    assert_eq!(text(&value), serde_json::to_string(&value).unwrap());
    assert_eq!(text(&i128::MIN), serde_json::to_string(&i128::MIN).unwrap());
    assert_eq!(text(&u128::MAX), serde_json::to_string(&u128::MAX).unwrap());
    assert_eq!(text(&0.1_f32), "0.1");
    assert!(to_vec(&BTreeMap::from([(vec![1], 1)])).is_err());
}

#[test]
fn whole_numbers_have_no_fraction() {
    for (value, expected) in [
        (5.0_f64, "5"),
        (-7.0, "-7"),
        (0.0, "0"),
        (-0.0, "-0"),
        (1.5, "1.5"),
        (1e3, "1000"),
        (1e16, "10000000000000000"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1e300, "1e+300"),
        (5e-324, "5e-324"),
        (0.1 + 0.2, "0.30000000000000004"),
    ] {
        assert_eq!(text(&value), expected);
        assert_eq!(text(&value).parse::<f64>().unwrap().to_bits(), value.to_bits());
    }
    assert_eq!(text(&[2.0_f32, 0.25, 1e-9]), "[2,0.25,1e-9]");
    assert_eq!(value_text(&json!({"a": [5.0, 1.5]})), r#"{"a":[5,1.5]}"#);
}

#[test]
fn wide_integers_can_be_strings() {
    let narrow = |value: i128| String::from_utf8(to_narrow_vec(&value).unwrap()).unwrap();
    assert_eq!(narrow(u64::MAX.into()), "18446744073709551615");
    assert_eq!(narrow(i64::MIN.into()), "-9223372036854775808");
    assert_eq!(narrow(1 << 64), "\"18446744073709551616\"");
}

#[test]
fn numbers_that_are_not_finite_are_errors_with_a_location() {
    #[derive(Serialize)]
    struct Price {
        price: f64,
    }
    #[derive(Serialize)]
    struct Order {
        items: Vec<BTreeMap<String, Price>>,
    }
    let price = |price| Order { items: vec![BTreeMap::from([("k".to_owned(), Price { price })])] };
    let error = to_vec(&price(f64::NAN)).unwrap_err().to_string();
    assert_eq!(error, "NaN is not a JSON number at /items/0/*/price");
    let error = to_vec(&f32::NEG_INFINITY).unwrap_err().to_string();
    assert_eq!(error, "infinity is not a JSON number");
    assert!(to_vec(&Some(f64::INFINITY)).is_err());
}
