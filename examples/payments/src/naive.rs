//! The client that many teams have: it tries again on any error, and no try knows of the other.
//!
//! It is here to be compared with. Nothing is wrong with the HTTP library; what is missing is the policy.

use serde_json::{Value, json};

const ATTEMPTS: usize = 3;

/// Takes money for an order.
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
    let answer = http.post(url).json(&json!({"amount": amount})).send().await?;
    answer.error_for_status()?.json().await
}
