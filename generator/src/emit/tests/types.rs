//! Types.

use super::*;

/// Prints a type in a submodule of `types` together with others, and expects each of the pieces in it.
fn check_type(items: Vec<Item>, expected: &[&str]) {
    let plan = client(Vec::new(), vec![module("it", items)]);
    expect(printed(&plan, Layout::Crate).get("src/types/it.rs").unwrap(), expected);
}

#[test]
fn a_struct_says_when_each_field_is_on_the_wire() {
    use Presence::{Optional, OptionalNullable, Required, RequiredNullable};
    let fields = vec![
        field("id", "id", RustType::I64, Required),
        field("r#type", "type", RustType::String, Required),
        field("made_at", "madeAt", RustType::Timestamp, RequiredNullable),
        field("note", "note", RustType::String, Optional),
        field("memo", "Memo", RustType::Map(boxed(RustType::Bool)), OptionalNullable),
    ];
    let mut item = structure("Order", Constructor::None, fields);
    item.rest = Some(rest());
    check_type(
        vec![Item::Struct(item)],
        &[r#"
        /// Order of the sample.
        #[derive(Clone, Debug, PartialEq)]
        #[cfg_attr(not(feature = "test-util"), non_exhaustive)]
        pub struct Order {
            /// Property `id`.
            pub id: i64,
            /// Property `type`.
            pub r#type: String,
            /// Property `madeAt`.
            pub made_at: Option<codegen::jiff::Timestamp>,
            /// Property `note`.
            pub note: Option<String>,
            /// Property `Memo`.
            pub memo: codegen::Maybe<std::collections::BTreeMap<String, bool>>,
            /// The undeclared properties.
            pub rest: std::collections::BTreeMap<String, codegen::Value>,
        }
        codegen::object!(Order {
            "id" => id: required,
            "type" => r#type: required,
            "madeAt" => made_at: nullable,
            "note" => note: optional,
            "Memo" => memo: optional,
            .. => rest,
        });"#],
    );
}

#[test]
fn a_constructor_takes_what_is_required() {
    use Presence::{Optional, OptionalNullable, Required, RequiredNullable};
    let order = || RustType::Boxed(boxed(item("types", "Order")));
    let fields = vec![
        field("id", "id", RustType::I64, Required),
        field("name", "name", RustType::String, Required),
        field("parent", "parent", order(), Required),
        field("gone", "gone", order(), RequiredNullable),
        field("note", "note", RustType::String, Optional),
        field("memo", "memo", order(), OptionalNullable),
    ];
    check_type(
        vec![Item::Struct(structure("Order", Constructor::New, fields))],
        &[
            "pub fn new(id: i64, name: impl Into<String>, parent: Order) -> Self {
            Self {
                id,
                name: name.into(),
                parent: Box::new(parent),
                gone: None,
                note: None,
                memo: codegen::Maybe::Absent,
            }
        }",
            "codegen::setters!(Order {
            with_gone(Order) => gone,
            with_note(impl Into<String>) => note,
            with_memo(Order) => memo,
        });",
        ],
    );
}

#[test]
fn a_builder_names_what_is_missing() {
    let fields = vec![
        field("r#type", "type", RustType::String, Presence::Required),
        field("gone", "gone", RustType::I64, Presence::RequiredNullable),
        field("note", "note", RustType::String, Presence::Optional),
    ];
    let mut order = structure("Order", Constructor::Builder, fields);
    order.rest = Some(rest());
    check_type(
        vec![Item::Struct(order)],
        &[
            "pub fn builder() -> OrderBuilder { Default::default() }",
            "pub struct OrderBuilder { r#type: Option<String>, gone: Option<i64>, note: Option<String>, rest: std::collections::BTreeMap<String, codegen::Value> }",
            "codegen::setters!(OrderBuilder {
            r#type(impl Into<String>) => r#type,
            with_gone(i64) => gone,
            with_note(impl Into<String>) => note,
            with_rest(std::collections::BTreeMap<String, codegen::Value>) => rest,
        });",
            r#"pub fn build(self) -> Result<Order, codegen::MissingField> {
            Ok(Order {
                r#type: self.r#type.ok_or(codegen::MissingField::new("Order", "type"))?,
                gone: self.gone,
                note: self.note,
                rest: self.rest,
            })
        }"#,
        ],
    );
}

#[test]
fn an_enum_keeps_what_it_does_not_know() {
    check_type(
        vec![Item::Enum(enumeration(
            "Currency",
            EnumRepr::String,
            &[("Jpy", "JPY"), ("Empty", "")],
        ))],
        &[
            r#"#[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Currency {
            /// A literal.
            Jpy,
            /// A literal.
            Empty,
            /// A value that the document does not list.
            Unknown(codegen::UnknownValue),
        }"#,
            r#"codegen::string_enum!(Currency { "JPY" => Jpy, "" => Empty, _ => Unknown, });"#,
        ],
    );
    check_type(
        vec![Item::Enum(enumeration(
            "Level",
            EnumRepr::Integer,
            &[("Low", "-9223372036854775808"), ("High", "10")],
        ))],
        &[
            "#[derive(Clone, Debug, PartialEq, Copy, Eq, Hash)] #[non_exhaustive] pub enum Level",
            "Unknown(i64)",
            "codegen::integer_enum!(Level { -9223372036854775808 => Low, 10 => High, _ => Unknown, });",
        ],
    );
}

#[test]
fn a_union_is_tried_in_order_or_read_by_its_tag() {
    let order = item("types", "Order");
    let variants = vec![
        ("Text", RustType::String, &[][..]),
        ("Order", RustType::Boxed(boxed(order.clone())), &[]),
    ];
    check_type(
        vec![Item::Union(union("Either", None, variants))],
        &[
            r#"#[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Either {
            /// A member.
            Text(String),
            /// A member.
            Order(Box<super::Order>),
            /// A value of no other variant.
            Unknown(codegen::Value),
        }"#,
            "codegen::first_of!(Either { Text, Order, _ => Unknown });",
            "codegen::conversions!(Either { String => Text, super::Order => Order, });",
        ],
    );
    let variants = vec![("Order", order, &["order", "order.v2"][..])];
    check_type(
        vec![Item::Union(union("Event", Some("kind"), variants))],
        &[
            "codegen::one_of!(Event { Order, Unknown });",
            r#"codegen::tagged!(Event by "kind" {
            "order" | "order.v2" => Order,
            _ => Unknown,
        });"#,
        ],
    );
}

#[test]
fn variants_that_share_a_tag_are_compared() {
    let order = || item("types", "Order");
    let variants =
        vec![("A", order(), &["a", "x"][..]), ("B", order(), &["x"]), ("C", order(), &["x", "c"])];
    check_type(
        vec![Item::Union(union("Event", Some("kind"), variants))],
        &[r#"codegen::tagged!(Event by "kind" {
            "a" => A,
            "x" => A or B or C,
            "c" => C,
            _ => Unknown,
        });"#],
    );
}

#[test]
fn a_type_named_like_the_prelude_shadows_nothing() {
    let fields = vec![field("value", "value", RustType::String, Presence::Optional)];
    let shadows = |name| Item::Struct(structure(name, Constructor::New, Vec::new()));
    let items = vec![
        Item::Struct(structure("Order", Constructor::New, fields)),
        shadows("Option"),
        shadows("Into"),
    ];
    check_type(
        items,
        &[
            "pub value: std::option::Option<String>",
            "with_value(impl std::convert::Into<String>) => value",
        ],
    );
}
