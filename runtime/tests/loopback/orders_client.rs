//! A client written by hand in the form of generated code.

use std::future::IntoFuture;

use renkei_runtime::codegen::{self, serde};
use renkei_runtime::{CallOptions, Maybe, OpError};

use crate::scan::{self, Scan};

#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(crate = "renkei_runtime::codegen::serde")]
pub struct Order {
    pub id: String,
    pub amount: i64,
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    pub note: Maybe<String>,
}

#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(crate = "renkei_runtime::codegen::serde")]
pub struct ApiError {
    pub code: String,
}

#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(crate = "renkei_runtime::codegen::serde")]
pub struct OrderPage {
    pub items: Vec<Order>,
    pub next: Option<String>,
}

const JSON: &str = "application/json";

macro_rules! operation {
    ($id:literal, $method:ident, $path:literal, $repeatable:literal, $key:expr, $security:expr) => {
        codegen::Operation {
            id: $id,
            path: $path,
            accept: JSON,
            repeatable: $repeatable,
            idempotency_header: $key,
            security: $security,
            ..codegen::Operation::$method
        }
    };
}

static GET_ORDER: codegen::Operation =
    operation!("getOrder", GET, "/v1/orders/{order_id}", true, None, None);
static FIND_ORDERS: codegen::Operation =
    operation!("findOrders", POST, "/v1/orders/search", false, Some("Idempotency-Key"), None);
static LIST_ORDERS: codegen::Operation =
    operation!("listOrders", GET, "/v1/orders", true, None, None);
static PUT_ORDER: codegen::Operation =
    operation!("putOrder", PUT, "/v1/orders/{order_id}", true, None, None);
static NOTE_ORDER: codegen::Operation =
    operation!("noteOrder", POST, "/v1/orders/{order_id}/notes", false, None, None);
static CREATE_ORDER: codegen::Operation =
    operation!("createOrder", POST, "/v1/orders", false, Some("Idempotency-Key"), None);
static SECRET: codegen::Operation =
    operation!("secret", GET, "/v1/secret", true, None, Some(&[&[API_KEY]]));

const API_KEY: codegen::SecurityScheme =
    codegen::SecurityScheme { id: "apiKey", kind: codegen::SchemeKind::ApiKeyHeader("X-Api-Key") };

#[derive(Clone, Debug)]
pub struct Client {
    core: codegen::Core,
}

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults =
        codegen::Defaults { user_agent: "orders-api/0.1.0", ..codegen::Defaults::NEW };

    fn from_core(core: codegen::Core) -> Self {
        Self { core }
    }
}

impl AsRef<codegen::Core> for Client {
    fn as_ref(&self) -> &codegen::Core {
        &self.core
    }
}

impl Client {
    /// A client whose requests have the planted secret, and whose output is scanned for it.
    pub fn builder() -> codegen::ClientBuilder<Self> {
        codegen::ClientBuilder::new()
            .observe(Scan::new())
            .default_header(scan::HEADER, scan::PLANTED)
    }

    pub fn core(&self) -> &codegen::Core {
        &self.core
    }

    pub fn orders(&self) -> Orders {
        Orders { core: self.core.clone() }
    }
}

#[derive(Clone, Debug)]
pub struct Orders {
    core: codegen::Core,
}

impl Orders {
    pub fn get_order(&self, order_id: &str) -> GetOrder {
        let mut call = codegen::Call::new(&self.core, &GET_ORDER);
        call.path("order_id", order_id);
        GetOrder { call }
    }

    pub fn put_order(&self, order_id: &str, order: &Order) -> GetOrder {
        let mut call = codegen::Call::new(&self.core, &PUT_ORDER);
        call.path("order_id", order_id);
        call.json(JSON, order);
        GetOrder { call }
    }

    /// Declares the key: class K.
    pub fn create_order(&self, order: &Order) -> GetOrder {
        let mut call = codegen::Call::new(&self.core, &CREATE_ORDER);
        call.json(JSON, order);
        GetOrder { call }
    }

    /// A POST that declares nothing: class N.
    pub fn note_order(&self, order_id: &str) -> GetOrder {
        let mut call = codegen::Call::new(&self.core, &NOTE_ORDER);
        call.path("order_id", order_id);
        call.json(JSON, "a note");
        GetOrder { call }
    }

    pub fn secret(&self) -> GetOrder {
        GetOrder { call: codegen::Call::new(&self.core, &SECRET) }
    }

    pub fn list_orders(&self) -> ListOrders {
        ListOrders { call: codegen::Call::new(&self.core, &LIST_ORDERS) }
    }

    /// A paged POST, whose key may also be a header parameter.
    pub fn find_orders(&self, key: Option<&str>) -> ListOrders {
        let mut call = codegen::Call::new(&self.core, &FIND_ORDERS);
        call.header("Idempotency-Key", &key);
        ListOrders { call }
    }
}

#[must_use]
#[derive(Clone, Debug)]
pub struct GetOrder {
    call: codegen::Call,
}

impl GetOrder {
    const DECODE: codegen::Decode<Order, ApiError> =
        codegen::Decode { ok: codegen::json, err: codegen::error_json };

    pub fn with(mut self, options: CallOptions) -> Self {
        self.call.options(options);
        self
    }

    pub fn send_full(self) -> codegen::FullPending<Order, ApiError> {
        self.call.send_full(Self::DECODE)
    }
}

impl IntoFuture for GetOrder {
    type Output = Result<Order, OpError<ApiError>>;
    type IntoFuture = codegen::Pending<Order, ApiError>;

    fn into_future(self) -> Self::IntoFuture {
        self.call.send(Self::DECODE)
    }
}

#[must_use]
#[derive(Clone, Debug)]
pub struct ListOrders {
    call: codegen::Call,
}

impl ListOrders {
    const DECODE: codegen::Decode<OrderPage, ApiError> =
        codegen::Decode { ok: codegen::json, err: codegen::error_json };

    pub fn limit(mut self, limit: i64) -> Self {
        self.call.query("limit", &limit);
        self
    }

    pub fn cursor(mut self, cursor: &str) -> Self {
        self.call.query("cursor", cursor);
        self
    }

    pub fn with(mut self, options: CallOptions) -> Self {
        self.call.options(options);
        self
    }

    pub fn pages(self) -> codegen::Pages<OrderPage, ApiError> {
        self.call.pages(&CURSOR, Self::DECODE)
    }

    pub fn items(self) -> codegen::Items<Order, ApiError> {
        self.call.items(&CURSOR, codegen::Decode { ok: items, err: codegen::error_json })
    }
}

pub fn items(response: &codegen::RawResponse) -> Result<Vec<Order>, codegen::DecodeError> {
    let page: OrderPage = codegen::json(response)?;
    Ok(page.items)
}

static CURSOR: codegen::Paging = codegen::Paging {
    items: &["items"],
    next: codegen::Next::Cursor {
        to: codegen::Target::Query("cursor"),
        from: &["next"],
        more: None,
    },
};

impl IntoFuture for ListOrders {
    type Output = Result<OrderPage, OpError<ApiError>>;
    type IntoFuture = codegen::Pending<OrderPage, ApiError>;

    fn into_future(self) -> Self::IntoFuture {
        self.call.send(Self::DECODE)
    }
}
