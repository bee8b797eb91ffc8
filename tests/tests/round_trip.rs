//! Values of generated types survive reading and writing: nothing that the schema describes is lost.

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
mod best_fit {
    renkei_runtime::include_client!("best_fit");
}
mod choice_in_all_of {
    renkei_runtime::include_client!("choice_in_all_of");
}
mod constants {
    renkei_runtime::include_client!("constants");
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
mod json_schema {
    renkei_runtime::include_client!("json_schema");
}
mod maybe {
    renkei_runtime::include_client!("maybe");
}
mod nullable_and_optional {
    renkei_runtime::include_client!("nullable_and_optional");
}
mod one_of_discriminator {
    renkei_runtime::include_client!("one_of_discriminator");
}
mod one_of_nested_tags {
    renkei_runtime::include_client!("one_of_nested_tags");
}
mod one_of_other_tags {
    renkei_runtime::include_client!("one_of_other_tags");
}
mod one_of_untagged {
    renkei_runtime::include_client!("one_of_untagged");
}

mod tuples {
    renkei_runtime::include_client!("tuples");
}
mod union_beside_properties {
    renkei_runtime::include_client!("union_beside_properties");
}

mod webhooks {
    renkei_runtime::include_client!("webhooks");
}

/// Reads one text and expects another when it is written; returns the value for more checks.
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
    let new = check_same::<Plain>(r#""new one""#);
    assert!(matches!(&new, Plain::Unknown(value) if value.as_str() == "new one"), "{new:?}");
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
        r#"{"dateTime":"2025-04-01T09:30:00Z","date":"2025-04-01","uuid":"2c1f6f0a-3f0b-4d0e-9b6a-6d0f6f7a9c11","byte":"aGk=","uint64":18446744073709551615,"number":0.1,"float":0.9687100052833557,"boolean":false,"anything":[1,{"a":null}]}"#,
    );
    check_same::<Sample>(r#"{"dateTime":"2025-04-01T18:30:00.250+09:00"}"#);
    check_same::<Sample>(r#"{"intOrString":8080,"numberInt64":9007199254740993}"#);
    check_same::<Sample>(r#"{"intOrString":"http"}"#);
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
    use one_of_discriminator::types::{Pet, Unmapped};
    let cat: Pet = check_same(r#"{"petType":"kitten","lives":9}"#);
    assert!(matches!(&cat, Pet::Cat(cat) if cat.lives == Some(9)), "{cat:?}");
    assert!(matches!(check_same::<Pet>(r#"{"petType":"dog","barks":true}"#), Pet::Dog(_)));
    assert!(matches!(check_same::<Pet>(r#"{"legs":4,"petType":"newt"}"#), Pet::Unknown(_)));
    assert!(matches!(check_same::<Unmapped>(r#"{"petType":"Dog"}"#), Unmapped::Dog(_)));
    assert!(serde_json::from_str::<Pet>(r#"{"petType":"cat","lives":"nine"}"#).is_err());
}

#[test]
fn a_property_with_one_value_is_written_by_its_type() {
    use constants::types::{Ball, Bike, Shape, Toy};
    let bike = Bike::new("red").with_bell("loud".into());
    let text = r#"{"kind":"bike","wheels":2,"color":"red","bell":"loud"}"#;
    assert_eq!(serde_json::to_string(&bike).unwrap(), text);
    assert_eq!(check_same::<Toy>(text), Toy::from(bike));
    check_same::<Bike>(r#"{"wheels":2,"color":"red","kind":"tandem"}"#);
    assert!(serde_json::from_str::<Bike>(r#"{"kind":"bike","color":"red"}"#).is_err());
    let ball = serde_json::to_value(Toy::from(Ball::new())).unwrap();
    assert_eq!(ball, serde_json::json!({"kind": "ball", "round": true}));
    check_same::<Ball>(r#"{"kind":"ball","round":true,"size":"any"}"#);
    check_same::<Ball>(r#"{"kind":"ball","size":"any","round":false}"#);
    // The tag of a variant is a field, because the variant's own schema does not say it. The union writes the right one.
    let square = constants::types::Square::new("any", 1.5);
    let shape = serde_json::to_string(&Shape::from(square)).unwrap();
    assert_eq!(shape, r#"{"type":"Square","side":1.5}"#);
    assert!(matches!(check_same::<Shape>(r#"{"type":"Hexagon","side":1.5}"#), Shape::Other(_)));
}

#[test]
fn the_only_listed_value_is_no_constant_if_others_may_come() {
    use constants::types::{Limit, LimitCurrency};
    let limit: Limit = check_same(r#"{"currency":"EUR","interval":"week","plan":"gold"}"#);
    assert_eq!(limit.currency.as_str(), "EUR");
    assert_eq!((limit.interval.as_str(), limit.plan.as_str()), ("week", "gold"));
    assert_eq!(limit, Limit::new("EUR".into(), "week".into(), "gold".into()));
    assert_eq!(LimitCurrency::KNOWN, [LimitCurrency::Usd]);
}

#[test]
fn without_a_tag_the_variant_that_fits_is_chosen() {
    use one_of_untagged::types::{Expandable, Point, Value};
    assert_eq!(check_same::<Value>(r#""text""#), Value::String("text".to_owned()));
    assert_eq!(check_same::<Value>("3"), Value::Integer(3));
    assert!(matches!(check_same::<Value>(r#"["a","b"]"#), Value::Array(_)));
    assert_eq!(check_same::<Value>(r#"{"x":1.0,"y":2.5}"#), Point { x: 1.0, y: 2.5 }.into());
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
fn a_value_of_any_kind_is_null_or_absent() {
    use nullable_and_optional::types::Note;
    let bare: Note = check_same(r#"{"anything":null}"#);
    assert_eq!(bare.perhaps_anything, Maybe::Absent);
    let null: Note = check_same(r#"{"id":"1","anything":[],"perhapsAnything":null}"#);
    assert_eq!(null.perhaps_anything, Maybe::Null);
    check_same::<Note>(r#"{"id":"1","secret":"s","anything":1,"perhapsAnything":{"a":null}}"#);
    for linked in ["null", r#"{"a":"x"}"#, "1"] {
        check_same::<Note>(&format!(r#"{{"anything":1,"linked":{linked}}}"#));
    }
}

#[test]
fn what_only_answers_carry_is_not_asked_for() {
    use nullable_and_optional::types::Note;
    let note = Note::new(serde_json::Value::Null).with_secret("s");
    assert_eq!(serde_json::to_string(&note).unwrap(), r#"{"secret":"s","anything":null}"#);
}

#[test]
fn literals_of_several_kinds_are_kept() {
    use enums::types::{Huge, Mixed, Objects, Ratio};
    for text in [r#""auto""#, "1", "false", "true", r#""other""#, "7"] {
        assert!(!matches!(check_same::<Mixed>(text), Mixed::Unknown(_)), "{text}");
    }
    check_same::<Ratio>("0.5");
    check_same::<Huge>("18446744073709551615");
    check_same::<Objects>(r#"{"a":"b"}"#);
}

#[test]
fn what_several_members_declare_is_merged() {
    use all_of::types::{Merged, MergedHeir, MergedMeta};
    let text = r#"{"meta":{"a":"x","b":1},"lines":[{"x":"1","y":"2"}],"count":3}"#;
    let merged: Merged = check_same(text);
    assert_eq!(merged.meta, Some(MergedMeta { a: "x".to_owned(), b: Some(1) }));
    assert_eq!(check_same::<MergedHeir>(text).meta, merged.meta);
    assert!(serde_json::from_str::<Merged>(r#"{"meta":{"b":1},"count":3}"#).is_err());
}

#[test]
fn tags_need_not_be_strings() {
    use one_of_other_tags::types::{Answer, Document, Mapped};
    let second = r#"{"version":2,"text":"t","html":"h"}"#;
    assert!(matches!(check_same::<Document>(second), Document::DocumentV2(_)));
    assert!(matches!(check_same::<Document>(r#"{"version":3}"#), Document::Unknown(_)));
    assert!(matches!(check_same::<Mapped>(r#"{"size":20,"a":"x"}"#), Mapped::Large(_)));
    assert!(matches!(check_same::<Answer>(r#"{"ok":true,"value":"v"}"#), Answer::Done(_)));
    assert!(matches!(check_same::<Answer>(r#"{"ok":false,"value":"v"}"#), Answer::Failed(_)));
}

#[test]
fn a_tag_may_lead_into_a_union_that_is_a_member() {
    use one_of_nested_tags::types::{Input, Item};
    let call = check_same::<Input>(r#"{"type":"call","name":"n"}"#);
    assert!(matches!(call, Input::Item(Item::Call(_))));
    let short = check_same::<Input>(r#"{"type":"message","text":"t"}"#);
    assert!(matches!(short, Input::EasyMessage(_)));
    let whole = check_same::<Input>(r#"{"type":"message","text":"t","status":"s"}"#);
    assert!(matches!(whole, Input::Item(Item::Message(_))), "the other one would lose `status`");
    assert!(matches!(check_same::<Input>(r#"{"type":"pointer","id":"1"}"#), Input::Pointer(_)));
    assert!(matches!(check_same::<Input>(r#"{"type":"retry"}"#), Input::Reply(_)));
    assert!(matches!(check_same::<Input>(r#"{"type":"Item"}"#), Input::Unknown(_)));
}

#[test]
fn of_objects_the_one_is_taken_that_loses_least() {
    use best_fit::types::{OrAnything, OrFree, OrNothing, Result, Selector};
    let film = r#"{"name":"n","seconds":3}"#;
    assert!(matches!(check_same::<Result>(film), Result::Film(_)));
    assert!(matches!(check_same::<Result>(r#"{"width":3}"#), Result::Photo(_)));
    let deep = r#"{"camera":{"lens":"l","microphone":"m"}}"#;
    assert!(matches!(check_same::<Result>(deep), Result::Film(_)), "deeper values count");
    assert!(matches!(check_same::<Result>(&format!("[{film}]")), Result::Array2(_)));
    let unknown = r#"{"name":"n","seconds":3,"later":{"a":1}}"#;
    assert!(matches!(check::<Result>(unknown, film), Result::Film(_)));

    assert!(matches!(check_same::<Selector>(r#"{"name":"n","note":"x"}"#), Selector::ByName(_)));
    let both = r#"{"id":"1","name":"n"}"#;
    let selector = check_same::<Selector>(both);
    assert!(matches!(selector, Selector::Unknown(_)), "no member has both");
    let (by_id, by_name) = (selector.to_by_id().unwrap(), selector.to_by_name().unwrap());
    assert_eq!((by_id.id.as_str(), by_name.name.as_str()), ("1", "n"));
    assert_eq!(Selector::from(by_id).to_by_name(), None);
    let unknown = r#"{"id":"1","later":1}"#;
    assert!(matches!(check::<Selector>(unknown, r#"{"id":"1"}"#), Selector::ById(_)));

    assert!(matches!(check_same::<OrAnything>(r#"{"other":"o"}"#), OrAnything::Map(_)));
    assert!(matches!(check_same::<OrAnything>(r#"{"id":"1"}"#), OrAnything::ById(_)));
    assert!(matches!(check_same::<OrFree>(r#"{"width":3}"#), OrFree::Photo(_)));
    assert!(matches!(check_same::<OrFree>(r#"{"k":{"a":1}}"#), OrFree::Map(_)));
    for text in [r#"{"id":"1"}"#, r#"["a"]"#, "{}"] {
        check_same::<OrNothing>(text);
    }
}

#[test]
fn variants_have_the_properties_beside_the_union() {
    use union_beside_properties::types::{Circle, Event, Message, Shape, TwoUnions};
    assert!(matches!(check_same::<Message>(r#"{"to":"a","url":"u"}"#), Message::Picture(_)));
    assert!(matches!(check_same::<Message>(r#"{"url":"u"}"#), Message::Unknown(_)));
    let ended = r#"{"id":"1","kind":"ended","code":2}"#;
    assert!(matches!(check_same::<Event>(ended), Event::Ended(_)));
    check_same::<Circle>(r#"{"kind":"circle","colour":"red","radius":1.5}"#);
    let square = r#"{"kind":"square","colour":"red","side":1.5}"#;
    assert!(matches!(check_same::<Shape>(square), Shape::Square(_)));
    check_same::<TwoUnions>(r#"{"id":"1","radius":1,"text":"t"}"#);
}

#[test]
fn members_of_a_choice_have_what_stands_beside_it_in_an_all_of() {
    use choice_in_all_of::orders::{
        CreateOrderBadRequestBody, CreateOrderBadRequestBodyDetailsItem as Item,
    };
    use choice_in_all_of::types::Cause;
    let cause = r#"{"issue":"DOWN","field":"/host","host":"h"}"#;
    let details = r#"[{"issue":"TOO_MANY","field":"/items","most":3},{"issue":"TOO_LONG","field":"/note","description":"d"},{"field":"/x","issue":"OTHER"}]"#;
    let text = format!(
        r#"{{"name":"REFUSED","details":{details},"cause":{cause},"first":{{"issue":"A"}}}}"#
    );
    let problem: CreateOrderBadRequestBody = check_same(&text);
    assert!(matches!(problem.cause, Some(Cause::Outer(_))), "{problem:?}");
    let first = problem.first.map(|it| it.issue);
    assert_eq!(first.as_deref(), Some("A"), "the other part has chosen a member");
    let [first, second, third] = problem.details.as_deref().unwrap() else { panic!("three") };
    assert!(matches!(first, Item::TooMany(it) if it.field.as_deref() == Some("/items")));
    assert!(matches!(second, Item::TooLong(it) if it.description.as_deref() == Some("d")));
    assert!(matches!(third, Item::Unknown(_)));
}

#[test]
fn tuples_keep_their_places() {
    use tuples::types::{Leg, Position, Route};
    let position: Position = check_same("[1.5,2.5]");
    assert_eq!(position, (1.5, 2.5));
    assert!(serde_json::from_str::<Position>("[1.5]").is_err());
    check_same::<Leg>(r#"["a",{"by":"foot","next":["b",{"by":"train"}]}]"#);
    check_same::<Route>(
        r#"{"start":[1.0,2.0],"stops":[[3.0,4.0]],"open":["a",1,null,{"b":2}],"same":["a","b"],"older":["a",true]}"#,
    );
    for perhaps in [r#"{"a":"x","b":1}"#, r#"["x"]"#, "\"x\""] {
        check_same::<Route>(&format!(r#"{{"start":[1.0,2.0],"perhaps":{perhaps}}}"#));
    }
}

#[test]
fn words_of_json_schema_lose_nothing() {
    use json_schema::types::{
        Conditional, Labels, Others, Patterns, Rest, Thing, Tree, TwoPatterns,
    };
    check_same::<Thing>(r#"{"byPointer":{"x":"1"},"byName":{"z":"2"},"several":3}"#);
    // A type that is only read does not tell null from absent, unless the configuration asks for it.
    check::<Thing>(r#"{"several":null,"everything":null,"nothing":null}"#, "{}");
    check_same::<maybe::types::Note>(r#"{"text":null,"data":null}"#);
    check_same::<maybe::types::Note>("{}");
    check_same::<Tree>(r#"{"value":"a","children":[{"value":"b","children":[]}]}"#);
    check_same::<Patterns>(r#"{"x-a":"1"}"#);
    assert!(serde_json::from_str::<Patterns>(r#"{"x-a":1}"#).is_err());
    check_same::<Labels>(r#"{"a":1}"#);
    check_same::<Others>(r#"{"name":"n","n-a":1,"other":[null]}"#);
    check_same::<TwoPatterns>(r#"{"n-a":1,"s-a":"x"}"#);
    check_same::<Rest>(r#"{"name":"n","a":1}"#);
    check_same::<Conditional>(r#"{"kind":"card","expiry":"12/30","number":"4"}"#);
}

#[test]
fn what_the_server_sends_has_types() {
    use webhooks::types::{
        ExportDoneCallback, OrderPaidWebhook, SharedWebhook, StockChangedWebhook,
    };
    check_same::<OrderPaidWebhook>(r#"{"id":"1"}"#);
    check_same::<StockChangedWebhook>(r#"{"sku":"a","left":3,"warehouse":{"city":"Kyoto"}}"#);
    let closed = r#"{"event":"closed","at":"now"}"#;
    assert!(matches!(check_same::<SharedWebhook>(closed), SharedWebhook::Closed(_)));
    assert_eq!(check_same::<ExportDoneCallback>(r#"[{"id":"1"}]"#).len(), 1);
}

/// The signature is Python's `hmac.new(b"secret", b"msg_1.1700000000." + body, hashlib.sha256)`.
#[test]
fn what_the_server_sends_is_verified_and_read() {
    use renkei_runtime::webhook::{Verifier, WebhookError};
    use std::time::{Duration, UNIX_EPOCH};
    let verifier = Verifier::standard("whsec_c2VjcmV0")
        .clock(|| UNIX_EPOCH + Duration::from_secs(1_700_000_001));
    let mut headers = renkei_runtime::http::HeaderMap::new();
    for (name, value) in [
        ("webhook-id", "msg_1"),
        ("webhook-timestamp", "1700000000"),
        ("webhook-signature", "v1,JXWilJysR9gbDK36et3/jzloMipx6AEMB5FwpP0G+sE="),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    let parse = |body: &str| {
        verifier.parse::<webhooks::types::StockChangedWebhook>(&headers, body.as_bytes())
    };
    assert_eq!(parse(r#"{"sku":"a","left":2}"#).unwrap().left, 2);
    let changed = parse(r#"{"sku":"a","left":3}"#).unwrap_err();
    assert!(matches!(changed, WebhookError::Mismatch), "{changed}");
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
