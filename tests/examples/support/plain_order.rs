//! An order for `serde`.

/// The fields of an order.
#[derive(serde::Deserialize, serde::Serialize)]
pub(crate) struct PlainOrder {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) status: String,
    pub(crate) customer: String,
    pub(crate) note: Option<String>,
    pub(crate) created: String,
}
