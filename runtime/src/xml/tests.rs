//! The examples of OpenAPI 3.0's "XML Object", and untrusted input, in both directions.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use super::*;

static TEXT: Xml = Xml::Text;
static INTEGER: Xml = Xml::Integer;
static MAP: Xml = Xml::Map(&INTEGER);
static LISTS_BY_NAME: Xml = Xml::Map(&Xml::List(&INTEGER));
static TAG: Xml = Xml::Object(&[XmlField::new("id", &INTEGER), XmlField::new("next", &TAG)]);
const SAMPLE: &str = "http://example.com/schema/sample";

/// Returns a body with this table as text, without its declaration.
fn written(value: &'static Xml, body: &Value) -> String {
    let name = XmlName::new("root");
    let text = write::document(body, &XmlElement::new(name, value)).unwrap();
    text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").unwrap().to_owned()
}

fn response(content_type: &'static str, body: impl Into<Bytes>) -> RawResponse {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", content_type.parse().unwrap());
    RawResponse::new(StatusCode::OK, headers, body.into())
}

fn read(value: &'static Xml, body: &str) -> Result<Value, String> {
    let element = XmlElement::new(XmlName::new("root"), value);
    xml(&response("application/xml", body.to_owned()), &element).map_err(|it| it.to_string())
}

fn both_ways(value: &'static Xml, body: &Value, text: &str) {
    assert_eq!(written(value, body), text);
    assert_eq!(read(value, text).unwrap(), *body, "{text}");
}

#[test]
fn values_survive_a_round_trip() {
    static PLAIN: Xml = Xml::Object(&[
        XmlField::new("id", &INTEGER).attribute(),
        XmlField::new("name", &TEXT).named(XmlName::new("Name").within(SAMPLE, "sample")),
        XmlField::new("ok", &Xml::Boolean),
        XmlField::new("price", &Xml::Number),
        XmlField::new("note", &TEXT).cdata(),
    ]);
    both_ways(
        &PLAIN,
        &json!({"id": 7, "name": "a<&>\"\r\n", "ok": true, "price": 1.5, "note": "x]]>y"}),
        "<root id=\"7\"><sample:Name xmlns:sample=\"http://example.com/schema/sample\">a&lt;&amp;&gt;\"&#13;\n</sample:Name><ok>true</ok><price>1.5</price><note><![CDATA[x]]]]><![CDATA[>y]]></note></root>",
    );
    static CONTENT: Xml = Xml::Object(&[
        XmlField::new("lang", &TEXT).attribute(),
        XmlField::new("value", &TEXT).text(),
    ]);
    both_ways(
        &CONTENT,
        &json!({"lang": "a\t\"b\"\n", "value": "x"}),
        "<root lang=\"a&#9;&quot;b&quot;&#10;\">x</root>",
    );
    both_ways(
        &TAG,
        &json!({"id": 1, "next": {"id": 2}}),
        "<root><id>1</id><next><id>2</id></next></root>",
    );
    both_ways(&MAP, &json!({"a": 1, "b": 2}), "<root><a>1</a><b>2</b></root>");
    both_ways(&LISTS_BY_NAME, &json!({"a": [1, 2]}), "<root><a>1</a><a>2</a></root>");
    both_ways(
        &Xml::Free,
        &json!({"a": ["1", "2"], "b": {"c": ""}}),
        "<root><a>1</a><a>2</a><b><c/></b></root>",
    );
    static OPEN: Xml = Xml::Open(&[XmlField::new("id", &INTEGER)], &TEXT);
    both_ways(&OPEN, &json!({"id": 1, "x": "y"}), "<root><id>1</id><x>y</x></root>");
    static NIL: Xml = Xml::Object(&[XmlField::new("a", &INTEGER)]);
    both_ways(
        &NIL,
        &json!({"a": null}),
        "<root><a xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/></root>",
    );
}

#[test]
fn lists_are_plain_or_wrapped() {
    static LISTS: Xml = Xml::Object(&[
        XmlField::new("animals", &Xml::List(&TEXT)).required(),
        XmlField::new("pets", &Xml::List(&TEXT)).named(XmlName::new("pet")),
        XmlField::new("aliens", &Xml::Wrapped(XmlName::new("alien"), &INTEGER)),
    ]);
    both_ways(
        &LISTS,
        &json!({"animals": ["a", "b"], "pets": ["c"], "aliens": [1, 2]}),
        "<root><animals>a</animals><animals>b</animals><pet>c</pet><aliens><alien>1</alien><alien>2</alien></aliens></root>",
    );
    both_ways(&LISTS, &json!({"animals": [], "aliens": []}), "<root><aliens/></root>");
}

#[test]
fn a_namespace_is_declared_once_and_found_under_any_prefix() {
    static INNER: Xml = Xml::Object(&[
        XmlField::new("a", &TEXT).named(XmlName::new("a").within(SAMPLE, "s")),
        XmlField::new("b", &TEXT).named(XmlName::new("b").within(SAMPLE, "s")),
        XmlField::new("c", &TEXT).named(XmlName::new("c").within("urn:c", "")).attribute(),
    ]);
    let root = XmlElement::new(XmlName::new("root").within(SAMPLE, "s"), &INNER);
    let text = write::document(&json!({"a": "1", "b": "2", "c": "3"}), &root).unwrap();
    assert_eq!(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:root xmlns:s=\"http://example.com/schema/sample\" xmlns:ns2=\"urn:c\" ns2:c=\"3\"><s:a>1</s:a><s:b>2</s:b></s:root>"
    );
    let other = "<root xmlns=\"http://example.com/schema/sample\" xmlns:q=\"http://example.com/schema/sample\"><q:a>1</q:a><b>2</b><c xmlns=\"urn:c\"/></root>";
    let value: Value = xml(&response("text/xml", other), &root).unwrap();
    assert_eq!(value, json!({"a": "1", "b": "2"}));
    let foreign = "<root xmlns=\"urn:other\"><a>1</a></root>";
    let error = xml::<Value>(&response("text/xml", foreign), &root).unwrap_err();
    assert_eq!(error.message(), "the root element is not \"root\"");
}

#[test]
fn texts_are_read_by_their_kind() {
    static KINDS: Xml = Xml::Object(&[
        XmlField::new("i", &INTEGER),
        XmlField::new("n", &Xml::Number),
        XmlField::new("b", &Xml::Boolean),
        XmlField::new("t", &TEXT),
        XmlField::new("k", &Xml::Token),
        XmlField::new("f", &Xml::FirstOf(&[Xml::Integer, Xml::Boolean, Xml::Text])),
    ]);
    for (body, value) in [
        ("<i> +007 </i><n>.5</n><b>1</b>", json!({"i": 7, "n": 0.5, "b": true})),
        ("<i>-0</i><n>-1e3</n><b>false</b>", json!({"i": 0, "n": -1e3, "b": false})),
        ("<i/><n/><b/><t/><k/>", json!({"i": null, "n": null, "b": null, "t": "", "k": null})),
        ("<i>x</i><n>INF</n><b>yes</b>", json!({"i": "x", "n": "INF", "b": "yes"})),
        ("<t> a </t><k>\n a \n</k>", json!({"t": " a ", "k": "a"})),
        ("<f>12</f>", json!({"f": 12})),
        ("<f>true</f>", json!({"f": true})),
        ("<f>tr</f>", json!({"f": "tr"})),
        ("<t>a<!-- x -->b<?p q?>c<![CDATA[<d>]]>&#x65;&amp;&apos;</t>", json!({"t": "abc<d>e&'"})),
        ("<t>a\r\nb</t><other><t>x</t></other>", json!({"t": "a\nb"})),
    ] {
        assert_eq!(read(&KINDS, &format!("<root>{body}</root>")).unwrap(), value, "{body}");
    }
}

#[test]
fn xml_syntax_errors_have_a_location() {
    let deep = format!("<root>{}", "<a>".repeat(200_000));
    let many = format!("<root {}/>", (0..300).map(|it| format!("a{it}='' ")).collect::<String>());
    let bomb = "<!DOCTYPE root [<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">]><root>&b;</root>";
    for (body, message) in [
        ("", "the body is empty where XML was expected"),
        ("garbage", "text outside of the root element (the whole body)"),
        ("{\"a\":1}", "text outside of the root element (the whole body)"),
        (
            "<root><a></root>",
            "an end tag that does not match its start tag at /root/a (line 1, column 9)",
        ),
        ("<root>\n <a", "the XML ends within a tag or a section at /root (line 2, column 1)"),
        ("<root>", "the XML ends within an element at /root"),
        ("<root/><root/>", "a second root element"),
        ("<root a='1' a='2'/>", "an attribute that comes twice"),
        ("<root a=1/>", "an attribute that is not well-formed"),
        ("<p:root/>", "a prefix that is not declared"),
        ("<root>&nope;</root>", "a reference that is not known at /root"),
        ("<root>&#0;</root>", "a reference that is not known at /root"),
        ("<root>a\u{1}</root>", "a character that XML does not allow at /root"),
        ("<other/>", "the root element is not \"root\" (the whole body)"),
        (bomb, "a document type definition, which is not supported"),
        (&deep, "elements nested too deeply at /root/a/a"),
        (&many, "too many attributes"),
        (
            "<?xml version='1.0' encoding='ebcdic-x'?><root/>",
            "an unsupported encoding: \"ebcdic-x\"",
        ),
    ] {
        let error = read(&TAG, body).unwrap_err();
        assert!(error.contains(message), "{}: {error}", body.get(..60).unwrap_or(body));
    }
}

#[test]
fn mismatches_have_a_location() {
    #[derive(Debug, serde::Deserialize)]
    #[allow(dead_code)]
    struct Tag {
        id: i64,
        next: Option<Box<Tag>>,
    }
    let element = XmlElement::new(XmlName::new("root"), &TAG);
    for (body, message) in [
        (
            "<root><id>1</id><next><id>s3cret</id></next></root>",
            "invalid type: string, expected i64 at /next/id",
        ),
        ("<root><id>1</id><next/></root>", "missing field `id` at /next"),
        ("<root><id>1</id><id>2</id></root>", "duplicate field `id` at /id"),
    ] {
        let error = xml::<Tag>(&response("application/xml", body), &element).unwrap_err();
        assert_eq!(error.to_string(), format!("cannot decode the response: {message}"));
        assert!(error_xml::<Tag>(&response("application/xml", body), &element).is_none());
    }
    let html = xml::<Tag>(&response("text/html", "<html><br></html>"), &element).unwrap_err();
    assert_eq!(html.message(), "the body is not XML, and its content type is \"text/html\"");
}

#[test]
fn encodings_are_detected() {
    static ROOT: XmlElement = XmlElement::new(XmlName::new("root"), &TEXT);
    let utf16 = |order: fn(u16) -> [u8; 2], text: &str| -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    };
    for (content_type, body) in [
        ("application/xml", "<root>é</root>".as_bytes().to_vec()),
        ("application/xml", "\u{feff}<root>é</root>".as_bytes().to_vec()),
        (
            "application/xml",
            "<?xml version='1.0' encoding='UTF-8'?><root>é</root>".as_bytes().to_vec(),
        ),
        (
            "application/xml",
            b"<?xml version='1.0' encoding = \"ISO-8859-1\"?><root>\xe9</root>".to_vec(),
        ),
        ("text/xml; charset=iso-8859-1", b"<root>\xe9</root>".to_vec()),
        (
            "text/xml; charset=\"utf-8\"",
            "<?xml version='1.0' encoding='latin1'?><root>é</root>".as_bytes().to_vec(),
        ),
        ("application/xml", utf16(u16::to_be_bytes, "\u{feff}<root>é</root>")),
        ("application/xml", utf16(u16::to_le_bytes, "\u{feff}<root>é</root>")),
        (
            "application/xml",
            utf16(u16::to_le_bytes, "<?xml version='1.0' encoding='UTF-16'?><root>é</root>"),
        ),
    ] {
        let value: String = xml(&response(content_type, body.clone()), &ROOT).unwrap();
        assert_eq!(value, "é", "{body:?}");
    }
    let error = xml::<String>(&response("application/xml", b"<root>\xe9</root>".as_slice()), &ROOT);
    assert_eq!(error.unwrap_err().message(), "the body is not UTF-8 from byte 6 on");
}

#[test]
fn an_unnamed_root_accepts_any_name() {
    static LIST: Xml = Xml::Wrapped(XmlName::new("tag"), &TAG);
    let element = XmlElement::unnamed("root", &LIST);
    for (body, value) in [
        ("<tags><tag><id>1</id></tag><tag/></tags>", json!([{"id": 1}, {}])),
        ("<anything/>", json!([])),
        ("<tag><id>1</id></tag>", json!([{"id": 1}])),
    ] {
        let found: Value = xml(&response("application/xml", body), &element).unwrap();
        assert_eq!(found, value, "{body}");
    }
}

#[test]
fn values_without_xml_are_errors() {
    let refused = |value: &'static Xml, body: Value| {
        write::document(&body, &XmlElement::new(XmlName::new("root"), value)).unwrap_err()
    };
    assert_eq!(refused(&TEXT, json!("a\u{0}")), "XML does not allow the character U+0000");
    let key = "one of its keys is not a valid element name";
    assert_eq!(refused(&MAP, json!({"a b": 1})), key);
    static ATTRIBUTE: Xml = Xml::Object(&[XmlField::new("a", &TEXT).attribute()]);
    let part = "it has an object or a list where XML allows only text";
    assert_eq!(refused(&ATTRIBUTE, json!({"a": [1]})), part);
}

#[test]
fn a_long_namespace_is_stored_once() {
    let namespace = "n".repeat(100_000);
    let items = "<i:a i:b=\"\"/>".repeat(20_000);
    let text = format!("<root xmlns=\"{namespace}\" xmlns:i=\"{namespace}\">{items}</root>");
    let tree = tree::parse(&text).unwrap();
    let root = tree.root().unwrap();
    let first = root.namespace().unwrap();
    for item in root.children() {
        let attribute = item.attributes().next().and_then(|it| it.namespace());
        for shared in [item.namespace(), attribute] {
            assert!(std::ptr::eq(first, shared.unwrap()));
        }
    }
    let twice = "<root xmlns:a=\"u\" xmlns:b=\"u\"><x a:i=\"\" b:i=\"\"/></root>";
    assert!(tree::parse(twice).is_err(), "two prefixes of one namespace");
}

#[test]
fn duplicate_elements_are_not_lost() {
    let error = read(&MAP, "<root><a>1</a><b>3</b><a>2</a></root>");
    assert_eq!(error, Ok(json!({"a": [1, 2], "b": 3})), "a map of numbers complains");
    let typed: Result<std::collections::BTreeMap<String, i64>, _> = xml(
        &response("application/xml", "<root><a>1</a><a>2</a></root>"),
        &XmlElement::new(XmlName::new("root"), &MAP),
    );
    assert_eq!(typed.unwrap_err().location(), Some("/a"));
    assert_eq!(
        read(&Xml::Free, "<root id=\"1\">x<id>2</id><id n=\"3\"/></root>"),
        Ok(json!({"id": ["1", "2", {"n": "3"}], "#text": "x"}))
    );
}

#[test]
fn a_prefix_is_declared_once_by_an_element() {
    static NAMED: Xml = Xml::Object(&[
        XmlField::new("a", &TEXT).named(XmlName::new("a").within("urn:a", "p")).attribute(),
        XmlField::new("b", &TEXT).named(XmlName::new("b").within("urn:b", "p")).attribute(),
        XmlField::new("c", &TEXT).named(XmlName::new("c").within("urn:c", "")).attribute(),
    ]);
    let root = XmlElement::new(XmlName::new("root").within("urn:r", "ns3"), &NAMED);
    let body = json!({"a": "1", "b": "2", "c": "3"});
    let text = write::document(&body, &root).unwrap();
    assert_eq!(
        text.rsplit_once("?>").unwrap().1,
        "<ns3:root xmlns:ns3=\"urn:r\" xmlns:p=\"urn:a\" p:a=\"1\" xmlns:ns4=\"urn:b\" ns4:b=\"2\" xmlns:ns5=\"urn:c\" ns5:c=\"3\"/>"
    );
    let again: Value = xml(&response("text/xml", text), &root).unwrap();
    assert_eq!(again, body);
    // An element that itself has the prefix of `nil`.
    let root = XmlElement::new(XmlName::new("root").within(XSI, "xsi"), &TEXT);
    let text = write::document(&Value::Null, &root).unwrap();
    assert_eq!(text.matches("xmlns:xsi").count(), 1, "{text}");
    let root = XmlElement::new(XmlName::new("root").within("urn:r", "xsi"), &TEXT);
    let text = write::document(&Value::Null, &root).unwrap();
    assert_eq!(xml::<Value>(&response("text/xml", text), &root).unwrap(), Value::Null);
}

#[test]
fn a_tree_is_small() {
    for item in
        ["<a/>", "<a></a>", "<a>x</a>", "<a b=\"\"/>", "<a b=\"c\" d=\"e\"/>", "<a>\n<b/>\n</a>"]
    {
        let text = format!("<root>{}</root>", item.repeat(100_000));
        let tree = tree::parse(&text).unwrap();
        let times = tree.memory() as f64 / text.len() as f64;
        assert!(times < 9.0, "{item}: {times} times its size");
        let element = XmlElement::new(XmlName::new("root"), &Xml::Free);
        let json = super::read::json(tree.root().unwrap(), &element).unwrap();
        let whole = times + json.capacity() as f64 / text.len() as f64;
        assert!(whole < 11.0, "{item}: {whole} times its size, with the JSON");
    }
}
