//! XML: names, attributes, namespaces and lists in requests, and whatever servers make of them in responses.

use super::table::{Row, row};
use api::Client;
use api::types::{Arrays, Circle, Fault, Note, Person, Pet, PetStatus};

mod api {
    renkei_runtime::include_client!("xml");
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const GET: &str = "GET /pet\naccept: application/xml";
const PET: &str = "<pet id=\"7\"><name>Tama</name></pet>";

pub(crate) fn rows() -> Vec<Row> {
    let all = [bodies(), names(), arrays(), answers(), lists(), refusals(), failures(), plain()];
    all.into_iter().flatten().collect()
}

fn pet() -> Pet {
    Pet::new(7, "Tama")
}

/// What a pet is read as, with more said of it between.
fn tama(fields: &[(&str, &str)]) -> String {
    let value = |name: &str| {
        fields.iter().find(|(it, _)| *it == name).map_or("None", |(_, value)| value).to_owned()
    };
    let sold = fields.iter().find(|(it, _)| *it == "sold").map_or("Absent", |(_, value)| value);
    format!(
        "Pet {{ id: 7, name: \"Tama\", born: {}, price: {}, sold: {sold}, status: {}, parent: {} }}",
        value("born"),
        value("price"),
        value("status"),
        value("parent"),
    )
}

fn bodies() -> Vec<Row> {
    let sends = |name, proves, pet: fn() -> Pet, xml: &str| {
        let sends = format!("POST /pets\ncontent-type: application/xml\n\n{DECLARATION}{xml}");
        row(name, proves, move |c: Client| c.pets().add_pet(&pet()), &sends)
    };
    vec![
        sends("an object with an attribute", "body XML", pet, PET),
        sends(
            "every kind of value",
            "body XML",
            || Pet {
                born: Some("2026-01-31".parse().expect("a date")),
                price: Some(1.5),
                sold: renkei_runtime::Maybe::Value(true),
                status: Some(PetStatus::Free),
                ..pet()
            },
            "<pet id=\"7\"><name>Tama</name><born>2026-01-31</born><price>1.5</price><sold>true</sold><status>free</status></pet>",
        ),
        sends(
            "a value within its own type",
            "body XML",
            || pet().with_parent(Pet::new(1, "Mike")),
            "<pet id=\"7\"><name>Tama</name><parent id=\"1\"><name>Mike</name></parent></pet>",
        ),
        sends(
            "markup in text",
            "body XML, XML escapes",
            || Pet::new(7, "<a href=\"x\">&]]>\r\n\té"),
            "<pet id=\"7\"><name>&lt;a href=\"x\"&gt;&amp;]]&gt;&#13;\n\té</name></pet>",
        ),
        sends(
            "null, which is not absent",
            "body XML, XML nil",
            || Pet { sold: renkei_runtime::Maybe::Null, ..pet() },
            &format!("<pet id=\"7\"><name>Tama</name><sold xmlns:xsi=\"{XSI}\" xsi:nil=\"true\"/></pet>"),
        ),
        row(
            "a character that XML does not allow",
            "body XML, XML escapes",
            |c: Client| c.pets().add_pet(&Pet::new(7, "\u{1}")),
            "",
        )
        .rejected_with("addPet: cannot serialize the body as XML: XML does not allow the character U+0001"),
        row(
            "XML where JSON is preferred",
            "body XML, several media types",
            |c: Client| c.pets().add_both_xml(&pet()),
            &format!("POST /both\naccept: application/json\ncontent-type: application/xml\n\n{DECLARATION}{PET}"),
        )
        .responds("200 application/json", r#"{"id":7,"name":"Tama"}"#)
        .returns(&tama(&[])),
        row(
            "JSON where XML is offered too",
            "body XML, several media types",
            |c: Client| c.pets().add_both(&pet()),
            "POST /both\naccept: application/json\ncontent-type: application/json\n\n{\"id\":7,\"name\":\"Tama\"}",
        )
        .responds("200 application/json", r#"{"id":7,"name":"Tama"}"#)
        .returns(&tama(&[])),
        row(
            "an optional body",
            "body XML, optional bodies",
            |c: Client| c.pets().add_optional().body(&pet()),
            &format!("POST /optional\ncontent-type: text/xml\n\n{DECLARATION}{PET}"),
        ),
        row(
            "an object of any names",
            "body XML",
            |c: Client| c.names().put_labels(&[("a".to_owned(), 1), ("b".to_owned(), 2)].into()),
            &format!("PUT /labels\ncontent-type: application/xml\n\n{DECLARATION}<Labels><a>1</a><b>2</b></Labels>"),
        ),
        row(
            "a key that is no name",
            "body XML",
            |c: Client| c.names().put_labels(&[("a b".to_owned(), 1)].into()),
            "",
        )
        .rejected_with("putLabels: cannot serialize the body as XML: one of its keys is not a valid element name"),
    ]
}

fn names() -> Vec<Row> {
    let person = "<Person id=\"123\"><sample:name xmlns:sample=\"http://example.com/schema/sample\">example</sample:name></Person>";
    let read = |name, proves, answer: &str, returns: &str| {
        let sends = format!(
            "PUT /person\naccept: application/xml\ncontent-type: application/xml\n\n{DECLARATION}{person}"
        );
        row(name, proves, |c: Client| c.names().put_person(&Person::new(123, "example")), &sends)
            .responds("200 application/xml", answer)
            .returns(returns)
    };
    let note = |name, note: fn() -> Note, xml: &str, returns: &str| {
        let sends = format!(
            "PUT /notes\naccept: application/vnd.acme+xml\ncontent-type: application/vnd.acme+xml\n\n{DECLARATION}{xml}"
        );
        row(
            name,
            "XML text nodes, XML namespaces",
            move |c: Client| c.names().put_notes(&note()),
            &sends,
        )
        .responds("200 application/vnd.acme+xml", xml)
        .returns(returns)
    };
    let returns = "Person { id: 123, name: \"example\" }";
    vec![
        read("a namespace and a prefix", "XML namespaces, XML attributes", person, returns),
        read(
            "the namespace under another prefix",
            "XML namespaces",
            "<Person id=\"123\" xmlns:q=\"http://example.com/schema/sample\"><q:name>example</q:name></Person>",
            returns,
        ),
        read(
            "the namespace as the default",
            "XML namespaces",
            "<Person id=\"123\" xmlns=\"http://example.com/schema/sample\"><name>example</name></Person>",
            returns,
        ),
        read(
            "another namespace is another name",
            "XML namespaces",
            "<Person id=\"123\"><name xmlns=\"urn:x\">no</name><name>example</name></Person>",
            returns,
        ),
        note(
            "the text of the element itself",
            || Note::new("hi").with_lang("en"),
            "<note xmlns=\"urn:acme\" lang=\"en\">hi</note>",
            "Note { lang: Some(\"en\"), text: \"hi\" }",
        ),
        note(
            "white space in an attribute",
            || Note::new("hi").with_lang("a\t\"b\"\n"),
            "<note xmlns=\"urn:acme\" lang=\"a&#9;&quot;b&quot;&#10;\">hi</note>",
            "Note { lang: Some(\"a\\t\\\"b\\\"\\n\"), text: \"hi\" }",
        ),
        row(
            "one of several objects",
            "body XML, response XML, oneOf",
            |c: Client| c.names().put_shape(&Circle::new("any", 1.5).into()),
            &format!("PUT /shape\naccept: application/xml\ncontent-type: application/xml\n\n{DECLARATION}<Shape><kind>Circle</kind><radius>1.5</radius></Shape>"),
        )
        .responds("200 application/xml", "<Shape><kind>Square</kind><side>2</side></Shape>")
        .returns(r#"Square(Square { kind: "Square", side: 2.0 })"#),
    ]
}

/// The lists of OpenAPI 3.0's "XML Object", each there and back.
fn arrays() -> Vec<Row> {
    let list = |name, fill: fn(Arrays) -> Arrays, xml: &str, returns: &str| {
        let xml = match xml {
            "" => "<Arrays/>".to_owned(),
            xml => format!("<Arrays>{xml}</Arrays>"),
        };
        let sends = format!(
            "PUT /arrays\naccept: application/xml\ncontent-type: application/xml\n\n{DECLARATION}{xml}"
        );
        let call = move |c: Client| c.names().put_arrays(&fill(Arrays::new(Vec::<String>::new())));
        let fields = ["animals", "pets", "ignored", "birds", "fish", "stars", "kin"];
        let (own, value) = returns.split_once(": ").expect("a field");
        let fields = fields.map(|it| match it {
            it if it == own => format!("{it}: {value}"),
            "animals" => "animals: []".to_owned(),
            it => format!("{it}: None"),
        });
        let returns = format!("Arrays {{ {} }}", fields.join(", "));
        row(name, "XML lists", call, &sends).responds("200 application/xml", xml).returns(&returns)
    };
    vec![
        list(
            "a list of elements",
            |it| Arrays { animals: texts(), ..it },
            "<animals>a</animals><animals>b</animals>",
            "animals: [\"a\", \"b\"]",
        ),
        list("an empty list", |it| it, "", "animals: []"),
        list(
            "items with a name",
            |it| it.with_pets(texts()),
            "<pet>a</pet><pet>b</pet>",
            "pets: Some([\"a\", \"b\"])",
        ),
        list(
            "a name of a list that is not wrapped",
            |it| it.with_ignored(texts()),
            "<plain>a</plain><plain>b</plain>",
            "ignored: Some([\"a\", \"b\"])",
        ),
        list(
            "a wrapped list",
            |it| it.with_birds(texts()),
            "<birds><birds>a</birds><birds>b</birds></birds>",
            "birds: Some([\"a\", \"b\"])",
        ),
        list(
            "a wrapped list that is empty",
            |it| it.with_birds(Vec::<String>::new()),
            "<birds/>",
            "birds: Some([])",
        ),
        list(
            "a wrapped list and its items with names",
            |it| it.with_fish(texts()),
            "<shoal><one>a</one><one>b</one></shoal>",
            "fish: Some([\"a\", \"b\"])",
        ),
        list(
            "a wrapped list with a name",
            |it| it.with_stars(vec![1, 2]),
            "<sky><sky>1</sky><sky>2</sky></sky>",
            "stars: Some([1, 2])",
        ),
        list(
            "a wrapped list of objects",
            |it| it.with_kin(vec![Fault::new("m")]),
            "<kin><error><message>m</message></error></kin>",
            "kin: Some([Fault { code: None, message: \"m\" }])",
        ),
    ]
}

fn texts() -> Vec<String> {
    vec!["a".to_owned(), "b".to_owned()]
}

fn answers() -> Vec<Row> {
    let reads = |name, proves, answer: &[u8], fields: &[(&str, &str)]| {
        row(name, proves, |c: Client| c.pets().get_pet(), GET)
            .responds("200 application/xml", answer)
            .returns(&tama(fields))
    };
    let utf16: Vec<u8> =
        format!("\u{feff}{PET}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let nil = format!("<pet id='7' xmlns:i='{XSI}'><name>Tama</name><sold i:nil='1'/></pet>");
    vec![
        reads("an answer", "response XML", PET.as_bytes(), &[]),
        reads(
            "an answer with white space",
            "response XML",
            b"\xef\xbb\xbf<?xml version='1.0'?>\r\n<pet id = '7' >\n  <price> +1.50 </price>\n <name>Tama</name>\n <born>\n2026-01-31\n</born>\n</pet>\n",
            &[("price", "Some(1.5)"), ("born", "Some(2026-01-31)")],
        ),
        reads(
            "comments, instructions, sections and references",
            "response XML, XML escapes",
            b"<!-- a --><?b c?><pet id='&#55;'><name>T<!-- d -->a<![CDATA[m]]>&#x61;</name></pet><!-- e -->",
            &[],
        ),
        reads(
            "elements that are not declared",
            "response XML",
            b"<pet id='7' more='1'><more><name>x</name></more><name>Tama</name></pet>",
            &[],
        ),
        reads(
            "empty elements",
            "response XML",
            b"<pet id='7'><name>Tama</name><price/><status></status></pet>",
            &[],
        ),
        reads("nil", "response XML, XML nil", nil.as_bytes(), &[("sold", "Null")]),
        reads(
            "a value that is not in the list",
            "response XML, enum",
            b"<pet id='7'><name>Tama</name><status> gone </status></pet>",
            &[("status", "Some(Unknown(\"gone\"))")],
        ),
        reads(
            "an encoding that is declared",
            "response XML, XML encodings",
            b"<?xml version='1.0' encoding='ISO-8859-1'?><pet id='7'><name>Tama</name><status>\xe9</status></pet>",
            &[("status", "Some(Unknown(\"\u{e9}\"))")],
        ),
        reads("UTF-16", "response XML, XML encodings", &utf16, &[]),
        row("no content type", "response XML", |c: Client| c.pets().get_pet(), GET)
            .responds("200", PET)
            .returns(&tama(&[])),
    ]
}

fn lists() -> Vec<Row> {
    let list = |name, answer: &str, returns: &str| {
        let sends = "GET /pets\naccept: application/xml";
        row(name, "response XML, XML lists", |c: Client| c.pets().list_pets(), sends)
            .responds("200 application/xml", answer)
            .returns(returns)
    };
    let one = format!("[{}]", tama(&[]));
    vec![
        list("a list under any root", &format!("<pets>{PET}</pets>"), &one),
        list("an empty root", "<pets/>", "[]"),
        list("one item without a list around it", PET, &one),
    ]
}

fn refusals() -> Vec<Row> {
    let refuses = |name, proves, answer: &str, what: &str| {
        row(name, proves, |c: Client| c.pets().get_pet(), GET)
            .responds("200 application/xml", answer)
            .fails(&format!("Decode, Applied: getPet: cannot decode the response: {what}"))
    };
    let deep = "<pet>".repeat(5000);
    vec![
        refuses(
            "garbage",
            "response XML, wrong bodies",
            "garbage",
            "text outside of the root element (the whole body)",
        ),
        refuses(
            "XML that is cut",
            "response XML, wrong bodies",
            "<pet id='7'>\n <name>Ta",
            "the XML ends within an element at /pet/name (line 2, column 9)",
        ),
        refuses(
            "another root",
            "response XML, wrong bodies",
            "<dog id='7'/>",
            "the root element is not \"pet\" (the whole body)",
        ),
        refuses(
            "a text for a number",
            "response XML, wrong bodies",
            "<pet id='7'><name>Tama</name><parent id='x'><name>Mike</name></parent></pet>",
            "invalid type: string, expected i64 at /parent/id",
        ),
        refuses(
            "a missing element",
            "response XML, wrong bodies",
            "<pet id='7'/>",
            "missing field `name` (the whole body)",
        ),
        refuses(
            "a bomb of entities",
            "response XML, XML safety",
            "<!DOCTYPE pet [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><pet id='7'><name>&b;</name></pet>",
            "a document type definition, which is not supported (the whole body)",
        ),
        refuses(
            "a nest of elements",
            "response XML, XML safety",
            &deep,
            &format!("elements nested too deeply at {} (line 1, column 505)", "/pet".repeat(100)),
        ),
        row("HTML", "response XML, wrong content types", |c: Client| c.pets().get_pet(), GET)
            .responds("200 text/html", "<html><br></html>")
            .fails("Decode, Applied: getPet: cannot decode the response: the body is not XML, and its content type is \"text/html\""),
        row("nothing", "response XML, wrong bodies", |c: Client| c.pets().get_pet(), GET)
            .responds("200 application/xml", "")
            .fails("Decode, Applied: getPet: cannot decode the response: the body is empty where XML was expected"),
    ]
}

fn failures() -> Vec<Row> {
    let both = "GET /statuses\naccept: application/xml, application/json";
    let statuses = |name, proves| row(name, proves, |c: Client| c.pets().statuses(), both);
    vec![
        row("an error as XML", "errors XML", |c: Client| c.pets().get_pet(), GET)
            .responds("404 application/xml", "<error><code>7</code><message>m</message></error>")
            .fails("Client, Rejected: getPet: status 404 Not Found → Fault { code: Some(7), message: \"m\" }"),
        row("an error that is no XML", "errors XML", |c: Client| c.pets().get_pet(), GET)
            .responds("404 text/html", "<p>no")
            .fails("Client, Rejected: getPet: status 404 Not Found"),
        statuses("XML by status", "response XML, several statuses")
            .responds("202 application/xml", "<note xmlns=\"urn:acme\">later</note>")
            .returns("Accepted(Note { lang: None, text: \"later\" })"),
        statuses("an error as XML by status", "errors XML, several statuses")
            .responds("404 application/xml", "<error><message>m</message></error>")
            .fails("Client, Rejected: statuses: status 404 Not Found → NotFound(Fault { code: None, message: \"m\" })"),
        statuses("an error as JSON beside one as XML", "errors XML, several statuses")
            .responds("400 application/json", r#"{"message":"m"}"#)
            .fails("Client, Rejected: statuses: status 400 Bad Request → BadRequest(Fault { code: None, message: \"m\" })"),
    ]
}

/// XML that nothing is known of.
fn plain() -> Vec<Row> {
    vec![
        row(
            "XML as text",
            "body text, response text",
            |c: Client| c.plain().put_text("<a/>"),
            "PUT /text\naccept: application/xml\ncontent-type: application/xml\n\n<a/>",
        )
        .responds("200 application/xml", "<b/>")
        .returns("\"<b/>\""),
        row(
            "XML without a schema",
            "response bytes",
            |c: Client| c.plain().get_bytes(),
            "GET /bytes\naccept: application/xml",
        )
        .responds("200 application/xml", "<b/>")
        .returns("b\"<b/>\""),
    ]
}
