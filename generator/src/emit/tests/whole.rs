//! Whole clients: layouts, the manifest, injection, mistakes.

use super::*;
use crate::model::{Location, Method};

#[test]
fn nothing_of_the_document_ends_a_comment_or_a_literal() {
    let evil = "*/ }\n\"#; fn evil() {} //\r\u{202e}";
    let mut order = structure(
        "Order",
        Constructor::New,
        vec![field("id", evil, RustType::I64, Presence::Required)],
    );
    order.docs = lines("ends */ here\n/ slash");
    order.docs.push("a\nfn evil() {}".to_owned());
    let mut get = operation("get", "Get", Method::Get, evil);
    evil.clone_into(&mut get.id);
    get.setters = vec![ParameterItem {
        wire: crate::model::WireName(evil.to_owned()),
        ..parameter("x", Location::Query, RustType::Str)
    }];
    let kinds = enumeration("Kind", EnumRepr::String, &[("Evil", evil)]);
    let types = vec![module("order", vec![Item::Struct(order), Item::Enum(kinds)])];
    let mut plan = client(vec![group("orders", "Orders", vec![get])], types);
    plan.docs = vec![evil.to_owned()];
    for layout in [Layout::Crate, Layout::Module, Layout::Include] {
        let options = Options { spec_name: evil.to_owned(), ..options(layout) };
        for (path, text) in
            emit(&plan, &options).unwrap().iter().filter(|(path, _)| path.as_str().ends_with(".rs"))
        {
            let file =
                syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
            assert!(
                !file.items.iter().any(|item| matches!(item, syn::Item::Fn(_))),
                "{path}:\n{text}"
            );
            assert!(!text.contains('\u{202e}') && !text.contains('\r'), "{path}:\n{text}");
        }
    }
}

#[test]
fn a_name_that_is_none_is_refused() {
    let with = |field: &str, foreign: &[&str]| {
        let ty = RustType::Foreign(ForeignPath::of(foreign));
        let tuple = RustType::Vec(boxed(RustType::Tuple(vec![RustType::Bool, ty])));
        let mut order = structure("Order", Constructor::None, vec![]);
        order.fields = vec![FieldItem {
            name: Ident::of(field),
            ..super::field("a", "a", tuple, Presence::Required)
        }];
        order.derives = vec![Derive::Foreign(ForeignPath::of(foreign))];
        client(Vec::new(), vec![module("order", vec![Item::Struct(order)])])
    };
    let message = |plan: &Crate| emit(plan, &options(Layout::Crate)).unwrap_err().to_string();
    let good = printed(&with("r#type", &["shop", "Money"]), Layout::Crate);
    expect(
        good.get("src/types/order.rs").unwrap(),
        &["Default, ::shop::Money)]", "pub r#type: Vec<(bool, ::shop::Money)>"],
    );
    let own = printed(&with("a", &["crate", "Money"]), Layout::Module);
    expect(own.get("types/order.rs").unwrap(), &["pub a: Vec<(bool, crate::Money)>"]);
    for evil in ["a: i64, b", "type", "", "a b", "Self", "_"] {
        assert!(message(&with(evil, &["shop", "Money"])).contains("is no identifier"), "{evil}");
        assert!(message(&with("a", &["shop", evil])).contains("is no identifier"), "{evil}");
        assert!(message(&with("a", &[evil, "Money"])).contains("is no identifier"), "{evil}");
    }
}

#[test]
fn a_title_stays_a_title() {
    let mut plan = client(Vec::new(), Vec::new());
    plan.title = "\"\"\"\n[dependencies]\nevil = '1' # <script> `x` | [a](b)".to_owned();
    let files = printed(&plan, Layout::Crate);
    let description = r##"description = "A client for \"\"\" [dependencies] evil = '1' # <script> `x` | [a](b)""##;
    assert!(files.get("Cargo.toml").unwrap().lines().any(|line| line == description));
    let heading = r##"# """ \[dependencies\] evil = '1' \# \<script\> \`x\` \| \[a\](b)"##;
    assert_eq!(files.get("README.md").unwrap().lines().next(), Some(heading));
}

#[test]
fn a_crate_stands_alone() {
    let plan = client(
        vec![group("orders", "Orders", vec![]), group("default", "Default", vec![])],
        Vec::new(),
    );
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!(
        r#"# Made by renkei from orders.yaml. Changes are lost: change the spec or renkei.yaml and generate again.
[package]
name = "orders-api"
version = "1.2.0"
edition = "2021"
rust-version = "1.85"
description = "A client for Orders"

# Features choose groups of operations.
[features]
default = ["orders", "default-group"]
orders = []
default-group = []

[dependencies]
renkei-runtime = "{version}"

# The crate stands alone, even in the folder of another workspace.
[workspace]
"#
    );
    assert_eq!(printed(&plan, Layout::Crate).get("Cargo.toml"), Some(expected.as_str()));
    let options =
        Options { runtime_path: Some("../run\"time".to_owned()), ..options(Layout::Crate) };
    let files = emit(&plan, &options).unwrap();
    assert!(
        files.get("Cargo.toml").unwrap().contains(r#"renkei-runtime = { path = "../run\"time" }"#)
    );
}

#[test]
fn layouts_wrap_the_same_bodies() {
    let plan = orders();
    let [package, folder, include] =
        [Layout::Crate, Layout::Module, Layout::Include].map(|it| printed(&plan, it));
    let paths = |files: &Files| files.iter().map(|(path, _)| path.to_string()).collect::<Vec<_>>();
    assert!(paths(&package).contains(&"src/types/order_page.rs".to_owned()));
    assert!(
        paths(&package).contains(&"src/module-main.rs".to_owned()),
        "`src/main.rs` would be a program"
    );
    assert_eq!(paths(&include), ["orders_api.renkei-manifest.json", "orders_api.rs"]);
    assert_eq!(package.get("src/types/order.rs"), folder.get("types/order.rs"));
    let examples =
        |files: &Files, path: &str, fence: &str| files.get(path).unwrap().contains(fence);
    assert!(examples(&package, "src/orders.rs", "    /// ```no_run\n    /// # async fn"));
    assert!(
        examples(&folder, "orders.rs", "    /// ```ignore\n    /// # async fn"),
        "it names a crate"
    );
    let one = include.get("orders_api.rs").unwrap();
    let body = package.get("src/types/order.rs").unwrap().split_once("codegen;\n").unwrap().1;
    assert!(squeezed(one).contains(&squeezed(body)));
    for (forbidden, why) in
        [("#![", "inner attribute"), ("//!", "inner docs"), ("cfg(", "features")]
    {
        assert!(!one.contains(forbidden), "an included file has no {why}");
        assert!(forbidden == "#![" || !folder.get("client.rs").unwrap().contains(forbidden));
    }
    assert!(package.get("src/client.rs").unwrap().contains("#[cfg(feature = \"main\")]"));
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    for layout in [Layout::Crate, Layout::Module, Layout::Include] {
        assert_eq!(printed(&orders(), layout), printed(&orders(), layout));
    }
}

#[test]
fn the_manifest_says_which_item_carries_what() {
    let files = printed(&orders(), Layout::Crate);
    let manifest: serde_json::Value =
        serde_json::from_str(files.get("renkei-manifest.json").unwrap()).unwrap();
    let at = |pointer: &str| {
        manifest.pointer(pointer).unwrap_or_else(|| panic!("{pointer}")).to_string()
    };
    for (pointer, expected) in [
        ("/manifest", "1"),
        ("/operations/0/call", r#""client.orders().create_order""#),
        ("/operations/0/pointer", r#""/paths/~1v1~1orders/post""#),
        (
            "/operations/0/arguments/0",
            r#"{"in":"body","name":"body","required":true,"type":"&types::Order","wire":null}"#,
        ),
        ("/operations/0/body", r#"{"mediaType":"application/json","type":"&types::Order"}"#),
        (
            "/operations/1/setters/0",
            r#"{"in":"query","name":"limit","required":false,"type":"i64","wire":"limit"}"#,
        ),
        ("/operations/1/errors", r#"{"4XX":"types::Problem","default":null}"#),
        (
            "/operations/1/paging",
            r#"{"item":"types::Order","page":"types::OrderPage","style":"cursor","to":"cursor"}"#,
        ),
        (
            "/schemas/0",
            r#"{"name":"Order","pointer":"/components/schemas/Order","rust":"types::Order"}"#,
        ),
        ("/files/0", r#""Cargo.toml""#),
    ] {
        assert_eq!(at(pointer), expected, "{pointer}");
    }
    let listed = manifest["files"].as_array().unwrap().len();
    assert_eq!(listed + 1, files.len(), "all files but the manifest itself");
}

#[test]
fn a_mistake_of_ours_names_the_item() {
    let check = |plan: &Crate, item: &str| {
        assert_eq!(emit(plan, &options(Layout::Crate)).unwrap_err().item(), item);
    };
    let fields = vec![field("not a name", "x", RustType::I64, Presence::Required)];
    let types =
        vec![module("order", vec![Item::Struct(structure("Order", Constructor::None, fields))])];
    check(&client(Vec::new(), types), "types::Order");
    let level = enumeration("Level", EnumRepr::Integer, &[("Low", "x")]);
    check(&client(Vec::new(), vec![module("level", vec![Item::Enum(level)])]), "types::Level");
    let mut get = operation("get", "Get", Method::Get, "/");
    get.security = SecurityItem::Declared(vec![vec![id("no name")]]);
    check(&client(vec![group("orders", "Orders", vec![get])], Vec::new()), "Get");
}

#[test]
fn a_module_whose_name_means_something_to_a_tool_has_another_file() {
    for (name, file) in [
        ("lib", "src/module-lib.rs"),
        ("main", "src/module-main.rs"),
        ("aux", "src/module-aux.rs"),
        ("com1", "src/module-com1.rs"),
        ("com", "src/com.rs"),
        ("r#move", "src/move.rs"),
    ] {
        let files =
            printed(&client(vec![group(name, "Handle", vec![])], Vec::new()), Layout::Crate);
        assert!(files.get(file).is_some(), "{name}");
        let path = format!("#[path = \"{}\"]", file.trim_start_matches("src/"));
        assert_eq!(
            files.get("src/lib.rs").unwrap().contains(&path),
            file.contains("module-"),
            "{name}"
        );
    }
}
