//! Operations.

use super::*;

/// Prints an operation in the group `orders`, and expects each of the pieces in it.
fn check_operation(operation: OperationItem, expected: &[&str]) {
    let plan = client(vec![group("orders", "Orders", vec![operation])], Vec::new());
    expect(printed(&plan, Layout::Crate).get("src/orders.rs").unwrap(), expected);
}

#[test]
fn an_operation_is_a_method_and_a_request() {
    let mut get = operation("get_order", "GetOrder", Method::Get, "/v1/orders/{call}");
    get.arguments = vec![Argument::Parameter(parameter("call", Location::Path, RustType::Str))];
    get.variable = id("call_");
    get.setters = vec![parameter("limit", Location::Query, RustType::I64)];
    get.response = json(item("types", "Order"));
    check_operation(
        get,
        &[
            r#"pub fn get_order(&self, call: &str) -> GetOrder {
            let mut call_ = codegen::Call::new(&self.core, &GET_ORDER);
            call_.path("call", call);
            GetOrder { call: call_ }
        }"#,
            r#"static GET_ORDER: codegen::Operation = codegen::Operation {
            id: "GetOrder",
            path: "/v1/orders/{call}",
            accept: "application/json",
            ..codegen::Operation::GET
        };"#,
            r#"pub fn limit(mut self, limit: i64) -> Self { self.call.query("limit", &limit); self }"#,
            "pub struct GetOrder -> super::types::Order;
            ok: codegen::json,
            err: codegen::no_error",
        ],
    );
}

/// Prints a setter for a parameter, and expects its statement.
fn check_setter(position: Position, ty: RustType, expected: &str) {
    let mut list = operation("list", "List", Method::Get, "/");
    list.setters = vec![ParameterItem { position, ..parameter("x", position.location, ty) }];
    check_operation(list, &[&format!("{{ self.call.{expected}; self }}")]);
}

#[test]
fn a_parameter_goes_where_its_position_says() {
    use ParameterStyle as Style;
    let at = |location, style, json| Position { location, style, json, reserved: false };
    let ids = || RustType::Slice(boxed(RustType::Str));
    check_setter(at(Location::Query, None, false), ids(), r#"query("x", &codegen::strings(x))"#);
    check_setter(at(Location::Query, None, true), RustType::Bool, r#"query_json("x", &x)"#);
    let pipes = Some((Style::PipeDelimited, false));
    check_setter(
        at(Location::Query, pipes, false),
        ids(),
        r#"query_styled("x", codegen::Style::PipeDelimited, false, &codegen::strings(x))"#,
    );
    let label = Some((Style::Label, true));
    check_setter(
        at(Location::Path, label, false),
        ids(),
        r#"path_styled("x", codegen::Style::Label, true, &codegen::strings(x))"#,
    );
    check_setter(at(Location::Header, None, false), RustType::Str, r#"header("x", x)"#);
    check_setter(at(Location::Header, None, true), RustType::Json, r#"header_json("x", &x)"#);
    check_setter(
        at(Location::Header, Some((Style::Simple, true)), false),
        ids(),
        r#"header_styled("x", true, &codegen::strings(x))"#,
    );
    check_setter(at(Location::Cookie, None, false), RustType::Str, r#"cookie("x", x)"#);
}

/// Prints a required body, and expects the method's parameters and its statement.
fn check_body(kind: BodyKind, ty: RustType, parameters: &str, statement: &str) {
    let mut send = operation("send", "Send", Method::Post, "/");
    send.arguments = vec![
        Argument::Parameter(parameter("content_type", Location::Query, RustType::Str)),
        Argument::Body(body(kind, "a/b", ty)),
    ];
    check_operation(
        send,
        &[&format!("pub fn send(&self, content_type: &str, {parameters}) -> Send"), statement],
    );
}

#[test]
fn a_body_is_written_by_its_kind() {
    check_body(
        BodyKind::Value(&JSON_CODEC),
        RustType::Ref(boxed(RustType::Json)),
        "body: &codegen::Value",
        r#"call.json("a/b", body);"#,
    );
    check_body(BodyKind::Form, RustType::Json, "body: codegen::Value", "call.form(&body, &[]);");
    check_body(
        BodyKind::Text,
        RustType::String,
        "body: impl Into<String>",
        r#"call.text("a/b", body.into());"#,
    );
    let bytes = "impl Into<codegen::Body>";
    check_body(
        BodyKind::Bytes,
        RustType::Bytes,
        &format!("body: {bytes}"),
        r#"call.body("a/b", body.into());"#,
    );
    check_body(
        BodyKind::BytesWithType,
        RustType::Bytes,
        &format!("content_type_: &str, body: {bytes}"),
        "call.body(content_type_, body.into());",
    );
    check_body(
        BodyKind::Lines,
        RustType::Vec(boxed(item("types", "Order"))),
        "body: impl IntoIterator<Item = super::types::Order>",
        r#"call.json_lines("a/b", body);"#,
    );
}

/// Prints paging with these steps from a page to its items, and expects the expressions.
fn check_paging(steps: Vec<Step>, next: NextPage, expected: [&str; 2]) {
    let mut list = operation("list", "List", Method::Get, "/");
    list.paging = Some(PagingItem {
        page: item("types", "Page"),
        item: RustType::I64,
        xml: None,
        steps,
        items: path(&["data"]),
        next,
    });
    let [items, next] = expected;
    check_operation(list, &[&format!("Ok({items})"), &format!("next: {next}")]);
}

fn path(names: &[&str]) -> PropertyPath {
    PropertyPath(names.iter().map(|name| WireName((*name).to_owned())).collect())
}

#[test]
fn paging_walks_along_fields() {
    use Presence::{OptionalNullable, Required, RequiredNullable};
    let step = |name: &str, presence, boxed| Step { field: id(name), presence, boxed };
    let query = || PageTarget::Query(WireName("p".to_owned()));
    let cursor = NextPage::Cursor {
        to: PageTarget::Body(path(&["a"])),
        from: path(&["b", "c"]),
        more: Some(path(&["d"])),
    };
    check_paging(
        vec![],
        cursor,
        [
            "page",
            r#"codegen::Next::Cursor { to: codegen::Target::Body(&["a"]), from: &["b", "c"], more: Some(&["d"]), }"#,
        ],
    );
    let end = PageEnd { pages: Some(path(&["n"])), ..PageEnd::default() };
    check_paging(
        vec![step("data", Required, true), step("items", RequiredNullable, false)],
        NextPage::Page { to: query(), first: 1, end: end.clone() },
        [
            "page.data.items.unwrap_or_default()",
            r#"codegen::Next::Page { to: codegen::Target::Query("p"), first: 1, end: codegen::End { pages: Some(&["n"]), total: None, more: None, }, }"#,
        ],
    );
    check_paging(
        vec![step("data", OptionalNullable, false), step("items", Required, false)],
        NextPage::Url { from: path(&["next"]) },
        [
            "page.data.into_option().map(|value| value.items).unwrap_or_default()",
            r#"codegen::Next::Url { from: &["next"], }"#,
        ],
    );
    check_paging(vec![], NextPage::Link, ["page", "codegen::Next::Link"]);
}
