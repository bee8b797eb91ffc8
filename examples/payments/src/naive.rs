//! The client that many teams have: it retries on any error, and the attempts share no key.
//!
//! It is here for comparison. The HTTP library is fine; the retry policy is missing.

use serde_json::{Value, json};

const ATTEMPTS: usize = 3;

/// Charges an order.
pub(crate) async fn capture(
    http: &reqwest::Client,
    url: &str,
    order: &str,
    amount: i64,
) -> Result<Value, reqwest::Error> {
    let mut attempt = 1;
    loop {
        match post(http, &format!("{url}/v1/orders/{order}/captures"), amount).await {
            Err(_) if attempt < ATTEMPTS => attempt += 1,
            done => return done,
        }
    }
}

async fn post(http: &reqwest::Client, url: &str, amount: i64) -> Result<Value, reqwest::Error> {
    let response = http.post(url).json(&json!({"amount": amount})).send().await?;
    response.error_for_status()?.json().await
}
