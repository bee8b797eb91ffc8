//! A generated client, a server that loses a response, and still only one order.
//!
//! Run it with `cargo run -p quickstart`. It exits with 1 if an expectation fails.

mod connection;
mod server;

/// The client that `build.rs` generated from `specs/orders.yaml`.
mod orders_api {
    renkei_runtime::include_client!("orders");
}

use std::error::Error;
use std::process::ExitCode;

use orders_api::Client;
use orders_api::types::{Currency, NewOrder};
use renkei_runtime::Auth;
use server::{CUSTOMERS, Server};

#[tokio::main]
async fn main() -> ExitCode {
    match story().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nExpectation failed: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn story() -> Result<(), Box<dyn Error>> {
    let (server, url) = Server::start().await?;
    let client = Client::builder().base_url(url).auth(Auth::bearer("quickstart-token")).build()?;
    an_answer_is_lost(&client, &server).await?;
    all_customers(&client).await?;
    an_error_has_a_type(&client).await
}

async fn an_answer_is_lost(client: &Client, server: &Server) -> Result<(), Box<dyn Error>> {
    println!("1. A response is lost\n");
    println!("   client  create_order(1200 JPY)");
    let order = client.orders().create_order(&NewOrder::new(1200, Currency::Jpy)).await?;
    for write in server.writes() {
        let did = if write.repeated {
            "key seen before: the first response again"
        } else {
            "order created, then the connection breaks: the response is lost"
        };
        // A key differs in each run; its beginning is enough to compare.
        println!("   server  POST /v1/orders, key {:.8}…: {did}", write.key);
    }
    println!("   client  got {}, {} {}, {}", order.id, order.amount, order.currency, order.status);
    let keys: Vec<String> = server.writes().into_iter().map(|write| write.key).collect();
    expect(keys.len() == 2, "the server received two requests")?;
    expect(keys.first() == keys.last(), "both carried the same Idempotency-Key")?;
    expect(server.orders() == 1, "one order exists")
}

async fn all_customers(client: &Client) -> Result<(), Box<dyn Error>> {
    println!("\n2. All customers, three per page\n");
    let mut customers = client.customers().list_customers().limit(3).items();
    let mut count = 0;
    while let Some(customer) = customers.try_next().await? {
        count += 1;
        println!("   {}  {} <{}>", customer.id, customer.name, customer.email);
    }
    expect(count == CUSTOMERS, "every customer was returned once")
}

async fn an_error_has_a_type(client: &Client) -> Result<(), Box<dyn Error>> {
    println!("\n3. An error has a type\n");
    let Err(error) = client.orders().get_order("ord_99").await else {
        return Err("an order that does not exist was found".into());
    };
    println!("   {error}");
    let body = error.body().ok_or("the error has no typed body")?;
    println!("   status {}, message {:?}", body.status, body.message);
    println!("   outcome {:?}, after {} attempt", error.outcome(), error.attempts());
    expect(body.status == 404, "the body names the status")
}

/// Prints an expectation that holds; returns an error otherwise.
fn expect(holds: bool, what: &str) -> Result<(), Box<dyn Error>> {
    if !holds {
        return Err(format!("not true: {what}").into());
    }
    println!("   ✓ {what}");
    Ok(())
}
