//! The builder over small documents.

use super::*;

const SPEC: &str = "openapi: 3.0.3\ninfo: {title: Orders, version: '1'}\npaths:\n  /v1/orders:\n    get:\n      responses: {'204': {description: none}}\n";

fn run(spec: &str, text: &str) -> (Result<(), BuildError>, String, Vec<String>) {
    run_with(spec, text, |builder| builder)
}

fn run_with(
    spec: &str,
    text: &str,
    with: impl Fn(Builder) -> Builder,
) -> (Result<(), BuildError>, String, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let path = dir.path().join(spec);
    std::fs::write(&path, text).unwrap();
    let mut cargo = Vec::new();
    let result = with(Builder::new(&path)).run(Some(out.clone().into()), &mut cargo);
    let said = String::from_utf8(cargo).unwrap().replace(&format!("{}/", dir.path().display()), "");
    let files = std::fs::read_dir(out).unwrap();
    let mut files: Vec<_> =
        files.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    (result, said, files)
}

#[test]
fn cargo_watches_the_document() {
    let (result, said, files) = run("Order-Book.yaml", SPEC);
    result.unwrap();
    assert_eq!(said, "cargo::rerun-if-changed=Order-Book.yaml\n", "the folder has the output");
    assert!(files.contains(&"order_book.rs".to_owned()), "{files:?}");
}

#[test]
fn an_added_configuration_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    let (specs, out) = (dir.path().join("specs"), dir.path().join("out"));
    std::fs::create_dir_all(&specs).unwrap();
    std::fs::create_dir_all(&out).unwrap();
    std::fs::write(specs.join("added.yaml"), SPEC).unwrap();
    let watched = |builder: Builder| {
        let mut cargo = Vec::new();
        builder.run(Some(out.clone().into()), &mut cargo).unwrap();
        let said = String::from_utf8(cargo).unwrap();
        said.replace(&dir.path().display().to_string(), "").replace("cargo::rerun-if-changed=", "")
    };
    let builder = || Builder::new(specs.join("added.yaml"));
    assert_eq!(watched(builder()), "/specs/added.yaml\n/specs\n");
    assert_eq!(watched(builder().config_text("{}")), "/specs/added.yaml\n");
    std::fs::write(specs.join("renkei.yaml"), "{}").unwrap();
    assert_eq!(watched(builder()), "/specs/added.yaml\n/specs/renkei.yaml\n");
}

#[test]
fn two_documents_of_one_name_are_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    for folder in ["a", "b"] {
        std::fs::create_dir(path(folder)).unwrap();
        std::fs::write(path(folder).join("orders.yaml"), SPEC).unwrap();
    }
    let run = |builder: Builder| builder.run(Some(dir.path().into()), &mut Vec::new());
    run(Builder::new(path("a/orders.yaml"))).unwrap();
    let text = run(Builder::new(path("b/orders.yaml"))).unwrap_err().to_string();
    assert!(text.contains("client name `orders`") && text.contains(".name(…)"), "{text}");
    run(Builder::new(path("b/orders.yaml")).name("more-orders")).unwrap();
}

#[test]
fn warnings_have_locations() {
    let text = SPEC.replace("get:", "get:\n      nme: x");
    let (result, said, _) = run("warned.yaml", &text);
    result.unwrap();
    let warning =
        "cargo::warning=warned.yaml:6:7: warning[X011]: an Operation Object has no field `nme` (";
    assert!(said.contains(warning), "{said}");
}

#[test]
fn errors_are_readable_and_nothing_is_written() {
    let (result, said, files) = run("a.yaml", "openapi: 9.9\n");
    let error = result.unwrap_err();
    assert_eq!(said, "");
    assert_eq!(files, Vec::<String>::new());
    let text = format!("{error:?}");
    assert!(text.starts_with("1 error in "), "{text}");
    assert!(text.contains("error[D003]: `openapi: 9.9` is not a supported version\n"), "{text}");
    assert!(text.contains("a.yaml:1:10\n1 | openapi: 9.9\n"), "{text}");
}

#[test]
fn file_names_become_module_names() {
    let cases = [
        ("specs/orders.yaml", "orders"),
        ("OrderBook.v2.json", "order_book_v2"),
        ("my api--x.yaml", "my_api_x"),
        ("3scale.yaml", "api_3scale"),
        ("注文.yaml", "client"),
    ];
    for (path, name) in cases {
        assert_eq!(snake_stem(Path::new(path)), name, "{path}");
    }
}

#[test]
fn a_path_cannot_contain_an_instruction() {
    let mut cargo = Vec::new();
    say(&mut cargo, "rerun-if-changed", "a\ncargo::rustc-env=X=1").unwrap();
    assert_eq!(cargo.iter().filter(|byte| **byte == b'\n').count(), 1);
}

#[test]
fn settings_reach_the_client_and_are_validated() {
    let client = |with: &dyn Fn(Builder) -> Builder| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("orders.yaml");
        std::fs::write(&path, SPEC).unwrap();
        with(Builder::new(&path)).run(Some(dir.path().into()), &mut Vec::new()).unwrap();
        std::fs::read_to_string(dir.path().join("orders.rs")).unwrap()
    };
    let text = client(&|it| {
        it.base_url("https://orders.example").rename_operation("GET /v1/orders", "all_orders")
    });
    assert!(text.contains("https://orders.example") && text.contains("fn all_orders("), "{text}");
    let text = client(&|it| it.config_text("client: {base-url: 'https://inline.example'}"));
    assert!(text.contains("https://inline.example"), "{text}");
    let (result, ..) = run_with("a.yaml", SPEC, |it| it.base_url("/v1"));
    let text = result.unwrap_err().to_string();
    assert!(text.contains("`/v1` is not an absolute URL"), "{text}");
}

/// An order with a property that is an object.
const NESTED: &str = "openapi: 3.0.3
info: {title: Orders, version: '1'}
paths:
  /v1/orders:
    get:
      operationId: find
      tags: [orders]
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: object, properties: {id: {type: string}, buyer: {type: object, properties: {name: {type: string}}}}}}}}
    delete: {operationId: clear, tags: [orders], responses: {'204': {description: none}}}
";

#[test]
fn a_change_of_the_program_changes_the_client() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    std::fs::create_dir(path("src")).unwrap();
    std::fs::write(path("nested.yaml"), NESTED).unwrap();
    let client = |program: &str, with: &dyn Fn(Builder) -> Builder| {
        std::fs::write(path("src/main.rs"), program).unwrap();
        let builder = with(Builder::new(path("nested.yaml")).keep_used(path("src")));
        let mut cargo = Vec::new();
        builder.run(Some(dir.path().into()), &mut cargo).unwrap();
        let said = String::from_utf8(cargo).unwrap();
        let watched = format!("cargo::rerun-if-changed={}\n", path("src").display());
        assert!(said.contains(&watched), "{said}");
        std::fs::read_to_string(path("nested.rs")).unwrap()
    };
    let text = client("fn f(c: C) { c.orders().find().id }", &|it| it);
    assert!(text.contains("pub buyer: Option<codegen::Value>,"), "{text}");
    assert!(!text.contains("fn clear(") && !text.contains("FindResponseBuyer"), "{text}");
    let text = client("fn f(c: C) { c.orders().find().buyer }", &|it| it);
    assert!(text.contains("pub buyer: Option<FindResponseBuyer>,"), "{text}");
    let text = client("fn f(c: C) { c.orders().find(); c.orders().clear() }", &|it| {
        it.keep_properties(TypedProperties::All)
    });
    assert!(text.contains("fn clear(") && text.contains("pub struct FindResponseBuyer"), "{text}");
}
