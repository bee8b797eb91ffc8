//! Takes a payment from a new customer, and refunds it. For `stripe.yaml`.

use api::Client;
use api::customers::PostCustomersBody;
use api::payment_intents::{PostPaymentIntentsBody, PostPaymentIntentsIntentConfirmBody};
use api::refunds::PostRefundsBody;
use api::types::{Customer, PaymentIntent, PaymentIntentStatus, Refund};

pub async fn emails(client: &Client) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let page = client.customers().get_customers().limit(100).await?;
    let mut emails = Vec::new();
    for customer in page.data {
        if let Some(email) = customer.email.filter(|_| !customer.livemode) {
            emails.push(format!("{} <{email}> since {}", customer.id, customer.created));
        }
    }
    Ok(emails)
}

pub async fn register(
    client: &Client,
    email: &str,
) -> Result<Customer, Box<dyn std::error::Error>> {
    let body = PostCustomersBody::new().with_email(email).with_description("a friend");
    Ok(client.customers().post_customers().body(&body).await?)
}

pub async fn pay(
    client: &Client,
    customer: &Customer,
    amount: i64,
) -> Result<PaymentIntent, Box<dyn std::error::Error>> {
    let body = PostPaymentIntentsBody::new(amount, "jpy")
        .with_customer(&*customer.id)
        .with_receipt_email("a@example.com");
    let intent = client.payment_intents().post_payment_intents(&body).await?;
    let body =
        PostPaymentIntentsIntentConfirmBody::new().with_return_url("https://example.com/paid");
    let intent = client
        .payment_intents()
        .post_payment_intents_intent_confirm(&intent.id)
        .body(&body)
        .await?;
    match intent.status {
        PaymentIntentStatus::Succeeded | PaymentIntentStatus::Processing => Ok(intent),
        other => {
            Err(format!("{} of {} {} is {other}", intent.id, intent.amount, intent.currency).into())
        }
    }
}

pub async fn refund(
    client: &Client,
    intent: &PaymentIntent,
) -> Result<Refund, Box<dyn std::error::Error>> {
    let body = PostRefundsBody::new()
        .with_payment_intent(&*intent.id)
        .with_amount(intent.amount_received.unwrap_or(intent.amount));
    let refund = client.refunds().post_refunds().body(&body).await?;
    if refund.status.as_deref() == Some("failed") {
        return Err(refund.failure_reason.unwrap_or_default().into());
    }
    Ok(refund)
}

fn main() {}
