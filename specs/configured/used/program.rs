//! A program that uses a part of an API. Its client has what it names.

use super::used::Client;
use super::used::types::{Currency, Line, Money, NewOrder, Order, OrderPayment, Range, Warehouse};

pub(crate) async fn order(client: &Client) -> Result<Order, Box<dyn std::error::Error>> {
    let lines = vec![Line::new("tea", Money::new(300, Currency::Jpy))];
    Ok(client.orders().create(&NewOrder::new(lines).with_note("soon")).await?)
}

pub(crate) async fn first_page(client: &Client) -> Result<Vec<Order>, Box<dyn std::error::Error>> {
    let range = Range::new().with_from(1);
    let items = client.orders().list().placed(&range);
    Ok(items.await?.orders)
}

pub(crate) fn describe(order: &Order) -> String {
    let Order { id, r#type, created_by, .. } = order;
    let kind = r#type.parent.as_ref().and_then(|it| it.name.as_deref()).unwrap_or("-");
    let creator = created_by.as_ref().map_or("-", |it| it.name.as_str());
    let payment = match &order.payment {
        Some(OrderPayment::Card(_)) => "card",
        Some(OrderPayment::Transfer(_)) => "transfer",
        _ => "none",
    };
    format!("{id} {kind} {creator} {payment} {} {}", order.total.amount, order.total.currency)
}

pub(crate) fn stock(warehouse: &Warehouse) -> Option<i64> {
    warehouse.stock
}
