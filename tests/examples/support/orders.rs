//! An order, as generated code has it.

use renkei_runtime::codegen;

/// The JSON of an order.
pub(crate) const BODY: &str = r#"{"id":"ord_0123456789","amount":1200,"currency":"JPY","status":"open","customer":"cus_98765432","note":"two boxes, please","created":"2026-11-29"}"#;

/// As generated code has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) status: String,
    pub(crate) customer: String,
    pub(crate) note: Option<String>,
    pub(crate) created: String,
}

codegen::object!(Order {
    "id" => id: required,
    "amount" => amount: required,
    "currency" => currency: required,
    "status" => status: required,
    "customer" => customer: required,
    "note" => note: optional,
    "created" => created: required,
});

pub(crate) static GET_ORDER: codegen::Operation = codegen::Operation {
    id: "getOrder",
    path: "/v1/orders/{order_id}",
    accept: "application/json",
    statuses: "200 404",
    repeatable: true,
    ..codegen::Operation::GET
};
