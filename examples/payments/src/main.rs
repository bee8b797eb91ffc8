//! Makes a thousand charges whose responses are lost after the money was taken, and makes none of them twice.
//!
//! Run it with `cargo run -p payments`. It exits with 1 if an expectation fails.

mod naive;
mod network;
mod server;

/// The client that `build.rs` generated from `specs/orders.yaml`.
mod orders_api {
    renkei_runtime::include_client!("orders");
}

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use orders_api::Client;
use orders_api::types::{Capture, Currency, NewCapture, NewOrder};
use renkei_runtime::{Auth, CallOptions};
use server::{Books, Server};
use tokio::task::JoinSet;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// How many orders are charged by each client.
const ORDERS: usize = 1000;
/// How many charges run at a time. More would need more retries at once than the client's budget allows for an API
/// whose every response is lost.
const WORKERS: usize = 20;
/// The price of an order, and the amount charged: small enough that the server would accept a second charge.
const PRICE: i64 = 2000;
const CHARGE: i64 = 700;

#[tokio::main]
async fn main() -> ExitCode {
    match story(ORDERS).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nExpectation failed: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn story(orders: usize) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("payments.sqlite");
    let server = Server::start(&file).await?;
    with_renkei(&server, orders).await?;
    with_a_loop(&server, orders).await?;
    the_server_restarts(server, &file).await
}

async fn with_renkei(server: &Server, orders: usize) -> Result<(), Error> {
    println!(
        "1. {orders} charges with Renkei's defaults; each response is lost after the money was taken\n"
    );
    let client = client(server)?;
    let ids = create_orders(&client, orders).await?;
    let started = Instant::now();
    let captures = spread(&ids, |id| {
        let client = client.clone();
        async move { charge(&client, &id).await }
    })
    .await?;
    let seconds = started.elapsed().as_secs_f64();
    let (requests, books) = (server.take_requests(), server.books(0)?);
    tell("renkei", orders, requests, books, seconds);
    expect(requests == 2 * orders, "every charge was requested twice")?;
    expect(books.captures == count(orders), "every charge was made once")?;
    expect(books.charged_twice == 0, "no order was charged twice")?;
    let told: i64 = captures.iter().map(|it| it.amount).sum();
    expect(told == books.amount, "client and server report the same sum")
}

async fn with_a_loop(server: &Server, orders: usize) -> Result<(), Error> {
    println!("\n2. The same with a loop that retries on any error and sends no key\n");
    let ids = create_orders(&client(server)?, orders).await?;
    let first =
        ids.first().and_then(|id| id.strip_prefix("ord_")?.parse().ok()).ok_or("no order")?;
    let (http, url) = (reqwest::Client::builder().no_proxy().build()?, server.url());
    let started = Instant::now();
    spread(&ids, |id| {
        let (http, url) = (http.clone(), url.clone());
        async move { Ok(naive::capture(&http, &url, &id, CHARGE).await?) }
    })
    .await?;
    let seconds = started.elapsed().as_secs_f64();
    let (requests, books) = (server.take_requests(), server.books(first)?);
    tell("a loop", orders, requests, books, seconds);
    expect(books.charged_twice == count(orders), "every order was charged twice")?;
    expect(books.amount == 2 * CHARGE * count(orders), "twice the money was taken")
}

async fn the_server_restarts(server: Server, file: &Path) -> Result<(), Error> {
    println!("\n3. The server stops before it responds, and restarts with only its file\n");
    let client = client(&server)?;
    let order = create_order(&client).await?;
    let patient = CallOptions::new().attempts(10);
    let request = client
        .captures()
        .create_capture(&order, &NewCapture::new().with_amount(CHARGE))
        .with(patient);
    let call = tokio::spawn(request.into_future());
    while server.take_requests() == 0 {
        tokio::task::yield_now().await;
    }
    let server = server.restart(file).await?;
    let capture = call.await??;
    println!(
        "   client  got {} of {}: {} {}",
        capture.id, capture.order_id, capture.amount, capture.currency
    );
    let kept = captures_of(&client, &order).await?;
    expect(server.take_requests() > 0, "the new server received a request")?;
    expect(kept == [capture], "the order has exactly the charge that the client received")
}

fn client(server: &Server) -> Result<Client, Error> {
    Ok(Client::builder().base_url(server.url()).auth(Auth::bearer("payments-token")).build()?)
}

async fn create_order(client: &Client) -> Result<String, Error> {
    Ok(client.orders().create_order(&NewOrder::new(PRICE, Currency::Jpy)).await?.id)
}

async fn create_orders(client: &Client, orders: usize) -> Result<Vec<String>, Error> {
    let mut ids = Vec::with_capacity(orders);
    for _ in 0..orders {
        ids.push(create_order(client).await?);
    }
    Ok(ids)
}

async fn charge(client: &Client, order: &str) -> Result<Capture, Error> {
    Ok(client.captures().create_capture(order, &NewCapture::new().with_amount(CHARGE)).await?)
}

async fn captures_of(client: &Client, order: &str) -> Result<Vec<Capture>, Error> {
    let mut captures = client.captures().list_captures(order).items();
    let mut all = Vec::new();
    while let Some(capture) = captures.try_next().await? {
        all.push(capture);
    }
    Ok(all)
}

/// Calls `work` for every order, [`WORKERS`] at a time.
async fn spread<T, F>(orders: &[String], work: impl Fn(String) -> F) -> Result<Vec<T>, Error>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    let (mut running, mut done) = (JoinSet::new(), Vec::new());
    for order in orders {
        if running.len() == WORKERS
            && let Some(result) = running.join_next().await
        {
            done.push(result??);
        }
        running.spawn(work(order.clone()));
    }
    while let Some(result) = running.join_next().await {
        done.push(result??);
    }
    Ok(done)
}

fn count(orders: usize) -> i64 {
    i64::try_from(orders).unwrap_or(i64::MAX)
}

fn tell(who: &str, calls: usize, requests: usize, books: Books, seconds: f64) {
    println!(
        "   {who:<7} {calls} calls, {requests} requests, {} charges in {seconds:.1} s",
        books.captures
    );
    println!("   books   {} JPY taken, {} orders charged twice", books.amount, books.charged_twice);
}

/// Prints an expectation that holds; returns an error otherwise.
fn expect(holds: bool, what: &str) -> Result<(), Error> {
    if !holds {
        return Err(format!("not true: {what}").into());
    }
    println!("   ✓ {what}");
    Ok(())
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn the_story_holds() {
        let told = super::story(30).await;
        assert!(told.is_ok(), "{told:?}");
    }
}
