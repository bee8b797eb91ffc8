//! Which properties have types.

use std::collections::BTreeSet;
use std::path::Path;

use renkei::TypedProperties;
use renkei::emit::{Files, Layout};
use renkei::pipeline::{self, Options};
use renkei_tests::repo;
use serde_json::Value;

/// The client of a document for the sources in a file, as one file.
fn client(spec: &Path, sources: &Path, properties: TypedProperties) -> String {
    let own = spec.with_file_name("renkei.yaml");
    let own = if own.exists() { std::fs::read_to_string(own).unwrap() } else { String::new() };
    let keep = format!("keep: {{used: {sources:?}, properties: {}}}", properties.as_str());
    let config_text = Some(format!("{own}\n{keep}\n"));
    let options = Options { lint: false, config_text, ..Options::default() };
    rust(&pipeline::generate(spec, Layout::Include, &options).unwrap().files).collect()
}

/// Every name of a client, and a call of each method.
fn everything(spec: &Path) -> String {
    let made = pipeline::generate(spec, Layout::Include, &Options::default()).unwrap();
    // A file that begins like this is no source.
    let own = |text: &str| text.replace("// @generated", "//");
    let mut text: String = rust(&made.files).map(own).collect();
    let plan = pipeline::planned(spec, &Options::default()).unwrap().plan;
    for group in &plan.groups {
        for operation in &group.operations {
            text += &format!("fn f(c: C) {{ c.{}().{}() }}\n", group.module, operation.method);
        }
    }
    text
}

fn rust(files: &Files) -> impl Iterator<Item = &str> {
    let files = files.iter().filter(|(path, _)| path.as_str().ends_with(".rs"));
    files.map(|(_, text)| text)
}

#[test]
fn a_program_that_names_everything_has_all_types() {
    let folder = tempfile::tempdir().unwrap();
    let sources = folder.path().join("everything.rs");
    let mut specs = [repo::features(), repo::hostile(), vec![repo::orders()]].concat();
    // This one names its own sources.
    specs.retain(|it| repo::stem(it) != "used");
    let mut pruned = 0;
    for spec in specs {
        std::fs::write(&sources, everything(&spec)).unwrap();
        let all = client(&spec, &sources, TypedProperties::All);
        let used = client(&spec, &sources, TypedProperties::Used);
        let differences = all.lines().zip(used.lines()).filter(|(one, other)| one != other);
        assert!(all == used, "{}: {:#?}", repo::shown(&spec), differences.collect::<Vec<_>>());
        std::fs::write(&sources, calls_only(&everything(&spec))).unwrap();
        pruned += usize::from(client(&spec, &sources, TypedProperties::Used).len() < all.len());
    }
    assert!(pruned > 20, "only {pruned} clients depend on the names");
}

/// The lines that call methods.
fn calls_only(text: &str) -> String {
    text.lines().filter(|it| it.starts_with("fn f(c: C)")).map(|it| format!("{it}\n")).collect()
}

/// The public items of the client of `specs/configured/used` for a program, and the properties that are JSON.
fn planned(program: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let folder = tempfile::tempdir().unwrap();
    let source = repo::root().join("specs/configured/used");
    for file in ["used.yaml", "renkei.yaml"] {
        std::fs::copy(source.join(file), folder.path().join(file)).unwrap();
    }
    std::fs::write(folder.path().join("program.rs"), program).unwrap();
    let layout = Layout::Crate;
    let made = pipeline::generate(&folder.path().join("used.yaml"), layout, &Options::default());
    let files = made.unwrap().files;
    manifest(&files)
}

/// The public items of a client, and the properties that are JSON.
fn manifest(files: &Files) -> (BTreeSet<String>, BTreeSet<String>) {
    let manifest: Value = serde_json::from_str(files.get("renkei-manifest.json").unwrap()).unwrap();
    let (mut items, mut json) = (BTreeSet::new(), BTreeSet::new());
    for schema in manifest["schemas"].as_array().unwrap() {
        let item = schema["rust"].as_str().unwrap();
        items.insert(item.to_owned());
        let names = schema["json"].as_array().into_iter().flatten();
        json.extend(names.map(|it| format!("{item}.{}", it.as_str().unwrap())));
    }
    assert_eq!(manifest["json"].is_string(), !json.is_empty());
    (items, json)
}

const CALLS: &str = "fn f(c: &Client) { c.orders().list(); c.orders().create() }";

#[test]
fn naming_a_property_adds_types_and_changes_none() {
    let (few, json) = planned(CALLS);
    for (named, added) in [
        ("order.customer", "types::Person"),
        ("order.r#type", "types::Kind"),
        ("Order { ref history, .. }", "types::Event"),
        ("new.with_gift", "types::Gift"),
        ("get!(order.created_by)", "types::Person"),
        ("let x: Warehouse", "types::Warehouse"),
        ("new_order: NewOrder", "types::Line"),
    ] {
        let (more, fewer_json) = planned(&format!("{CALLS} fn g() {{ {named} }}"));
        assert!(!few.contains(added) && more.contains(added), "{named}: {more:?}");
        assert!(more.is_superset(&few), "{named}: {more:?}");
        let lost: Vec<_> = fewer_json.difference(&json).collect();
        let is_new = |it: &&&String| few.iter().any(|item| it.starts_with(&format!("{item}.")));
        assert_eq!(lost.iter().find(is_new), None, "{named}: {lost:?}");
    }
    // A variable or a comment names no property.
    let (same, _) =
        planned(&format!("{CALLS} fn g(customer: C) {{ pay(customer) /* .history */ }}"));
    assert_eq!(same, few);
}

#[test]
fn properties_without_a_name_are_json() {
    let (items, json) = planned(CALLS);
    let expected = [
        "types::NewOrder.gift",
        "types::NewOrder.lines",
        "types::Order.crtd",
        "types::Order.customer",
        "types::Order.history",
        "types::Order.payment",
        "types::Order.status",
        "types::Order.total",
        "types::Order.type",
        "types::Problem.causes",
    ];
    assert!(expected.iter().all(|it| json.contains(*it)), "{json:#?}");
    assert_eq!(json.len(), expected.len() + 1, "{json:#?}");
    assert_eq!(items.len(), 4, "{items:#?}");
}

/// The properties that are JSON in a client of `components` for a program that calls `find` and reads `named`.
fn json_of(components: &str, media: &str, config: &str, named: &str) -> BTreeSet<String> {
    let document = format!(
        "
openapi: 3.0.3
info: {{title: Shop, version: '1'}}
paths:
  /orders:
    get: {{operationId: find, tags: [orders], responses: {{'200': {{description: ok, content: {{{media}: {{schema: {{$ref: '#/components/schemas/Order'}}}}}}}}}}}}
components:
  schemas:
{components}"
    );
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("shop.yaml"), document).unwrap();
    std::fs::write(path("renkei.yaml"), format!("keep: {{used: main.rs}}\n{config}\n")).unwrap();
    std::fs::write(path("main.rs"), format!("fn f(c: C) {{ c.orders().find(){named} }}")).unwrap();
    let made = pipeline::generate(&path("shop.yaml"), Layout::Crate, &Options::default()).unwrap();
    manifest(&made.files).1
}

#[test]
fn some_properties_have_types_without_a_name() {
    let plain =
        "    Order: {type: object, properties: {buyer: {$ref: '#/components/schemas/Person'}}}
    Person: {type: object, properties: {home: {type: object, properties: {street: {type: string}}}}}
";
    let all = set(&["types::Order.buyer"]);
    let json = "application/json";
    assert_eq!(json_of(plain, json, "", ""), all);
    assert_eq!(json_of(plain, json, "", ".buyer"), set(&["types::Person.home"]));
    assert_eq!(json_of(plain, "application/xml", "", ""), set(&[]));
    let both = "application/xml: {}, application/json";
    assert_eq!(json_of(plain, both, "", ""), all);
    assert_eq!(json_of(plain, json, "derives: {all: [Eq, Hash]}", ""), all);
    assert_eq!(json_of(plain, json, "derives: {all: [Ord]}", ""), set(&[]));
    assert_eq!(json_of(plain, json, "derives: {types: {Person: [Ord]}}", ""), all);
    assert_eq!(json_of(plain, json, "derives: {types: {Order: [Ord]}}", ""), set(&[]));
    assert_eq!(json_of(plain, json, "replace: {types: {Person: serde_json::Value}}", ""), set(&[]));
}

/// The tag of a union keeps its type, and so does nothing else of its variants.
#[test]
fn discriminators_have_types() {
    let tagged = "    Order: {oneOf: [{$ref: '#/components/schemas/Sale'}, {$ref: '#/components/schemas/Gift'}], discriminator: {propertyName: kind}}
    Sale: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/Kind'}, by: {$ref: '#/components/schemas/Person'}}}
    Gift: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/Kind'}, by: {$ref: '#/components/schemas/Friend'}}}
    Kind: {type: string, enum: [Sale, Gift, Loan]}
    Person: {type: object, properties: {name: {type: string}}}
    Friend: {type: object, properties: {nickname: {type: string}}}
";
    let json = json_of(tagged, "application/json", "", "");
    assert_eq!(json, set(&["types::Gift.by", "types::Sale.by"]));
    // Without a tag, the types of `by` tell a gift from a sale.
    let untagged = tagged.replace(", discriminator: {propertyName: kind}", "");
    assert_eq!(
        json_of(&untagged, "application/json", "", ""),
        set(&["types::Gift.kind", "types::Sale.kind"])
    );
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|it| (*it).to_owned()).collect()
}
