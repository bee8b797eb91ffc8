//! Compares the reader with serde_json: the same values, errors, messages and locations.

use std::collections::HashMap;
use std::fmt::Debug;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[derive(Debug, PartialEq, Deserialize)]
struct Pet {
    id: i32,
    name: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    size: Option<Size>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Tag(String);

#[derive(Debug, PartialEq, Deserialize)]
enum Size {
    Small,
    Exact(u8),
    Between(f32, f32),
    Box { width: u64 },
}

/// Returns the result of reading as text.
fn ours<T: DeserializeOwned + Debug>(text: &[u8]) -> String {
    match super::from_slice::<T>(text) {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.to_string(),
    }
}

fn theirs<T: DeserializeOwned + Debug>(text: &[u8]) -> String {
    match serde_json::from_slice::<T>(text) {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.to_string(),
    }
}

/// Expects the same messages and locations for these types.
fn check<T: DeserializeOwned + Debug>(texts: &[&str]) {
    for text in texts {
        assert_eq!(ours::<T>(text.as_bytes()), theirs::<T>(text.as_bytes()), "{text}");
    }
}

#[test]
fn values_of_any_kind() {
    check::<Value>(&[
        "null",
        " true ",
        "\tfalse\r\n",
        "0",
        "-0",
        "-0.0",
        "12",
        "-12",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "-9223372036854775809",
        "1.5",
        "1e3",
        "1E+3",
        "1e-3",
        "0.1234567890123456789",
        "123456789012345680000.5e-7",
        r#""""#,
        r#""plain""#,
        "\"連携 😀\"",
        r#""\"\\\/\b\f\n\r\tA\u9023\ud83d\ude00""#,
        "[]",
        "[ ]",
        "{}",
        "{ }",
        r#"[1,[2,{"a":[]}],"x"]"#,
        r#"{"a":1,"b":{"c":null},"a":2}"#,
        "{\n  \"a\" :\t1\n}",
    ]);
}

#[test]
fn syntax_errors_give_the_same_message() {
    let texts = [
        "",
        " ",
        "nul",
        "nulL",
        "tru",
        "falsy",
        "+1",
        "01",
        "-",
        "1.",
        ".5",
        "1.e3",
        "1e",
        "1e+",
        "0x1",
        "1e999",
        "-1e999",
        "NaN",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800x\"",
        "\"\\ud800\\u0041\"",
        "\"a\nb\"",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{",
        "{a:1}",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1]",
        "{1:2}",
        "1 2",
        "{}{}",
        "]",
        "<html>",
        "\u{feff}{}",
    ];
    check::<Value>(&texts);
    for text in [&b"\"\xff\""[..], b"[\"\xc3\"]"] {
        assert!(ours::<Value>(text).starts_with("invalid unicode code point"));
        assert!(theirs::<Value>(text).starts_with("invalid unicode code point"));
    }
}

/// Reading a text again for its message allocates nothing.
#[test]
fn long_invalid_texts_give_the_same_message() {
    let long = format!("[{}", "[1,\"a\",{\"b\":null}],".repeat(10_000));
    for end in [
        "",
        "]",
        "[1",
        "tru]",
        "01]",
        "{\"a\" 1}",
        "1.]",
        "\"\\x\"]",
        "\"a",
        "1 2",
        "1e999]",
        "\"\\ud800x\"]",
    ] {
        let text = format!("{long}{end}");
        assert_eq!(ours::<Value>(text.as_bytes()), theirs::<Value>(text.as_bytes()), "{end}");
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(super::from_slice::<Value>(nested(127).as_bytes()).is_ok());
    assert!(ours::<Value>(nested(200).as_bytes()).starts_with("recursion limit exceeded"));
    // A value that is not used may have any depth.
    let text = format!(r#"{{"id":1,"more":{}}}"#, nested(100_000));
    assert!(super::from_slice::<Pet>(text.as_bytes()).is_ok());
}

#[test]
fn types_and_mismatches() {
    check::<Pet>(&[
        r#"{"id":1}"#,
        r#"{"id":1,"name":null,"tags":["a"],"size":"Small","more":[{"x":[1,"]"]},-1.5e3,true,null]}"#,
        r#"{"id":1,"size":{"Exact":7}}"#,
        r#"{"id":1,"size":{"Between":[1,2.5]}}"#,
        r#"{"id":1,"size":{"Box":{"width":3}}}"#,
        r#"{"id":1,"id":2}"#,
        r#"{"name":"x"}"#,
        r#"{"id":"s"}"#,
        r#"{"id":1.5}"#,
        r#"{"id":3000000000}"#,
        r#"{"id":null}"#,
        r#"{"id":true}"#,
        r#"{"id":1,"name":7}"#,
        r#"{"id":1,"name":-7}"#,
        r#"{"id":1,"tags":"a"}"#,
        r#"{"id":1,"tags":[1]}"#,
        r#"{"id":1,"size":"Huge"}"#,
        "7",
        "\"x\"",
        "null",
    ]);
    check::<Vec<u8>>(&["[0,255]", "[256]", "[-1]", "{\"a\":1}", "7"]);
    check::<(i64, String)>(&["[1,\"a\"]", "[1]"]);
    check::<HashMap<u32, bool>>(&[r#"{"7":true}"#]);
    check::<f32>(&["1", "0.1", "-1.00000017881393432617187499", "1e38", "\"1\"", "1e39"]);
    check::<Option<()>>(&["null"]);
    check::<char>(&["\"a\"", "\"ab\""]);
    check::<f64>(&["1", "-1", "1.0000000000000002", "5e-324", "1.7976931348623157e308"]);
    check::<u128>(&["1", "0", "340282366920938463463374607431768211455"]);
    check::<i128>(&["-1", "170141183460469231731687303715884105727"]);
    check::<i128>(&["-170141183460469231731687303715884105728"]);
    // Numbers that do not fit are errors.
    assert!(ours::<u128>(b"340282366920938463463374607431768211456").starts_with("invalid type"));
    for text in ["1.0", "1e0", "10e-1"] {
        assert_eq!(super::from_slice::<i32>(text.as_bytes()).unwrap(), 1);
        assert_eq!(super::from_slice::<u128>(text.as_bytes()).unwrap(), 1);
    }
    assert_eq!(super::from_slice::<i64>(b"9223372036854775807.0").unwrap(), i64::MAX);
    assert!(ours::<i64>(b"9223372036854775808.0").starts_with("invalid value"));
    assert!(ours::<u8>(b"-1.0").starts_with("invalid value: integer `-1`"));
    assert!(ours::<i128>(b"1.5").starts_with("invalid type: floating point `1.5`"));
    // serde_json words these differently.
    assert_eq!(
        ours::<HashMap<u32, bool>>(br#"{"seven":true}"#),
        "invalid type: string \"seven\", expected u32 at line 1 column 8"
    );
    assert_eq!(
        ours::<Pet>(br#"{"id":1,"size":7}"#),
        "invalid type: integer `7`, expected enum Size at line 1 column 16"
    );
    assert_eq!(
        ours::<(i64, String)>(b"[1,\"a\",2]"),
        "more items than expected at line 1 column 7"
    );
}

/// After any change to a text both return the same value, or both fail.
#[test]
fn changed_texts_give_the_same_result() {
    const SEED: &str = r#"{"id":-12,"name":"a\n連\u9023","tags":["x","y"],"size":{"Between":[1.5e3,2]},"more":[{},[null,true]]}"#;
    const BYTES: &[u8] = b"{}[]:,\"\\ \nu0129-+.eEntfa\x00\x1f";
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..20_000 {
        let mut text = SEED.as_bytes().to_vec();
        for _ in 0..random.usize(1..4) {
            let at = random.usize(0..text.len());
            match random.u8(0..3) {
                0 => drop(text.remove(at)),
                1 => text[at] = BYTES[random.usize(0..BYTES.len())],
                _ => text.insert(at, BYTES[random.usize(0..BYTES.len())]),
            }
        }
        let shown = String::from_utf8_lossy(&text);
        let (ours, theirs) =
            (super::from_slice::<Value>(&text), serde_json::from_slice::<Value>(&text));
        assert_eq!(ours.ok(), theirs.ok(), "{shown}");
        let (ours, theirs) =
            (super::from_slice::<Pet>(&text), serde_json::from_slice::<Pet>(&text));
        // serde_json reads no integer that is written as `1e2`.
        let is_float = theirs.as_ref().is_err_and(|it| it.to_string().contains("floating point"));
        assert!(ours.is_ok() == theirs.is_ok() || ours.is_ok() && is_float, "{shown}");
    }
}
