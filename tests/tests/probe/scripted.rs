//! A server whose responses a test decides, and the requests that it received.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::Response;

use crate::server::serve;

/// What the server received.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) at: Instant,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
}

impl Arrival {
    /// Returns the values of a header.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|it| it.to_str().unwrap()).collect()
    }
}

pub(crate) struct Scripted {
    pub(crate) url: String,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
}

impl Scripted {
    /// `respond` receives the number of the request, from 0, and returns how long it waits, and the response.
    pub(crate) fn start(
        respond: impl Fn(usize) -> (Duration, Response) + Clone + Send + Sync + 'static,
    ) -> Self {
        let arrivals = Arc::new(Mutex::new(Vec::new()));
        let log = arrivals.clone();
        let routes = Router::new().fallback(move |request: Request| {
            let (uri, headers) = (request.uri(), request.headers().clone());
            let (path, query) = (uri.path().to_owned(), uri.query().unwrap_or("").to_owned());
            let number = {
                let mut log = log.lock().unwrap();
                log.push(Arrival { at: Instant::now(), path, query, headers });
                log.len() - 1
            };
            let (wait, response) = respond(number);
            async move {
                tokio::time::sleep(wait).await;
                response
            }
        });
        Self { url: serve(routes), arrivals }
    }

    /// Returns what has arrived.
    pub(crate) fn arrivals(&self) -> Vec<Arrival> {
        self.arrivals.lock().unwrap().clone()
    }
}
