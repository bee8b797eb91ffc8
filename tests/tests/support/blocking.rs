//! Blocking calls: from any thread, and not within an async runtime.

use renkei_runtime::blocking::Blocking;
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::{Class, Outcome};

use super::loopback::Server;
use super::orders_api::{Auth, Client};

const ORDER: &str = r#"{"id":"ord_1","amount":1200,"currency":"JPY","status":"pending","createdAt":"2026-01-01T00:00:00Z"}"#;

fn client(url: &str) -> Client {
    Client::builder().base_url(url).auth(Auth::bearer("t")).build().unwrap()
}

#[test]
fn many_threads_wait_for_requests_of_one_client() {
    let server = Server::json(ORDER);
    let (client, blocking) = (client(&server.url), Blocking::new().unwrap());
    let threads = (0..8).map(|_| {
        let (client, blocking) = (client.clone(), blocking.clone());
        std::thread::spawn(move || blocking.wait(client.orders().get_order("ord_1")).unwrap().id)
    });
    for thread in threads.collect::<Vec<_>>() {
        assert_eq!(thread.join().unwrap(), "ord_1");
    }
    assert_eq!(server.requests().len(), 8);
}

#[test]
fn a_list_is_an_iterator() {
    let page = |next: &str| format!(r#"{{"data":[{ORDER}],"nextCursor":{next}}}"#);
    let transport = ScriptedTransport::new().json(200, page(r#""c2""#)).json(200, page("null"));
    let client = Client::builder().base_url("https://api.test").transport(transport.clone());
    let client = client.auth(Auth::bearer("t"));
    let client = client.build().unwrap_or_else(|error| panic!("{error}"));
    let blocking = Blocking::new().unwrap();
    let mut items = blocking.iter(client.orders().list_orders().items());
    assert!(items.by_ref().all(|item| item.is_ok()));
    assert!(items.next().is_none());
    assert_eq!(transport.requests().len(), 2);
}

#[tokio::test]
async fn within_an_async_runtime_it_is_an_error() {
    let transport = ScriptedTransport::new().json(200, ORDER);
    let builder = Client::builder().base_url("https://api.test").auth(Auth::bearer("t"));
    let client = builder.transport(transport.clone()).build().unwrap();
    let blocking = Blocking::new().unwrap();
    let error = blocking.wait(client.orders().get_order("ord_1")).unwrap_err();
    assert_eq!((error.class(), error.outcome()), (Class::Local, Outcome::NotSent));
    assert!(error.to_string().contains("await the request"), "{error}");
    let mut items = blocking.iter(client.orders().list_orders().items());
    assert!(items.next().unwrap().is_err() && items.next().is_none());
    assert!(transport.requests().is_empty());
    // On a thread of its own, it is not within the runtime.
    let thread = std::thread::spawn(move || blocking.wait(client.orders().get_order("ord_1")));
    assert_eq!(thread.join().unwrap().unwrap().id, "ord_1");
}
