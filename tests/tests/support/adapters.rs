//! Adapters over real connections: tower both ways, and reqwest.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use http_body_util::{BodyExt, Full};
use renkei_runtime::bytes::Bytes;
use renkei_runtime::http::{Request, Response};
use renkei_runtime::transport::{
    HttpTransport, RequestBody, ReqwestTransport, ResponseBody, TowerTransport, Transport,
    TransportError, TransportErrorKind, TransportService,
};
use renkei_runtime::{Body, CallOptions, ClientBuilder, Error, ErrorKind, Outcome, codegen};
use tower_service::Service;

use super::loopback::Server;

struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

static POST: codegen::Operation =
    codegen::Operation { id: "post", path: "/v1/things", ..codegen::Operation::POST };

async fn call(url: &str, transport: impl Transport, body: Option<Body>) -> Result<u8, Error> {
    let client = ClientBuilder::<Client>::new().base_url(url).transport(transport).build()?;
    let mut call = codegen::Call::new(&client.0, &POST);
    call.options(CallOptions::new().attempts(1));
    match body {
        Some(body) => call.body("text/plain", body),
        None => call.json("application/json", &7),
    }
    let decode = codegen::Decode { ok: codegen::json::<u8>, err: codegen::no_error };
    Ok(call.send(decode).await?)
}

fn service() -> TransportService<HttpTransport> {
    TransportService::new(HttpTransport::builder().build().unwrap())
}

/// Counts requests, and is ready only if it may be.
#[derive(Clone)]
struct Counting<S> {
    inner: S,
    calls: Arc<AtomicUsize>,
    is_ready: bool,
}

impl<S, B> Service<Request<RequestBody>> for Counting<S>
where
    S: Service<Request<RequestBody>, Response = Response<B>, Error = TransportError>,
{
    type Response = Response<B>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = futures_map::MapErr<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        if !self.is_ready {
            return Poll::Ready(Err("overloaded".into()));
        }
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: Request<RequestBody>) -> Self::Future {
        self.calls.fetch_add(1, Ordering::Relaxed);
        futures_map::MapErr(Box::pin(self.inner.call(request)))
    }
}

/// A future whose error is boxed.
mod futures_map {
    use std::future::Future;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    pub(super) struct MapErr<F>(pub(super) Pin<Box<F>>);

    impl<T, E, F> Future for MapErr<F>
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
        F: Future<Output = Result<T, E>>,
    {
        type Output = Result<T, Box<dyn std::error::Error + Send + Sync>>;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
            self.0.as_mut().poll(cx).map_err(Into::into)
        }
    }
}

#[tokio::test]
async fn a_service_is_a_transport() {
    let server = Server::json("42");
    let calls = Arc::new(AtomicUsize::new(0));
    let counting = |is_ready| Counting { inner: service(), calls: calls.clone(), is_ready };
    let read = call(&server.url, TowerTransport::new(counting(true)), None).await.unwrap();
    assert_eq!((read, calls.load(Ordering::Relaxed)), (42, 1));
    assert!(server.requests()[0].ends_with("\r\n\r\n7"), "{:?}", server.requests());
    let error = call(&server.url, TowerTransport::new(counting(false)), None).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert_eq!(server.requests().len(), 1);
    // The kind of a transport's error is kept through layers that box it.
    let refused = call("http://127.0.0.1:1", TowerTransport::new(counting(true)), None).await;
    let refused = refused.unwrap_err();
    let kind = ErrorKind::Transport(TransportErrorKind::Connect);
    assert_eq!(format!("{:?}", refused.kind()), format!("{kind:?}"));
}

#[tokio::test]
async fn a_transport_is_a_service() {
    let server = Server::json("42");
    let request = |body: &'static str| {
        let uri = format!("{}/x", server.url);
        Request::post(uri).body(Full::new(Bytes::from(body))).unwrap()
    };
    let mut service = service();
    for body in ["", "some bytes"] {
        let response: Response<ResponseBody> = service.call(request(body)).await.unwrap();
        let read = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(read, "42");
    }
    let requests = server.requests();
    assert!(requests[0].ends_with("\r\n\r\n"), "{requests:?}");
    assert!(requests[1].ends_with("\r\n\r\nsome bytes"), "{requests:?}");
}

#[tokio::test]
async fn reqwest_is_a_transport() {
    let server = Server::json("42");
    let transport = ReqwestTransport::new().unwrap();
    assert_eq!(call(&server.url, transport.clone(), None).await.unwrap(), 42);
    let body = Some(Body::from("a text"));
    assert_eq!(call(&server.url, transport.clone(), body).await.unwrap(), 42);
    assert!(server.requests()[1].ends_with("a text"), "{:?}", server.requests());

    let refused = call("http://127.0.0.1:1", transport.clone(), None).await.unwrap_err();
    assert_eq!(refused.outcome(), Outcome::NotSent, "{refused}");
    let lost = call(&Server::start("").url, transport.clone(), None).await.unwrap_err();
    assert_eq!(lost.outcome(), Outcome::Unknown, "{lost}");
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n4";
    let cut = call(&Server::start(head).url, transport.clone(), None).await.unwrap_err();
    assert_eq!(cut.outcome(), Outcome::Applied, "{cut}");
    let elsewhere =
        "HTTP/1.1 307 Moved\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let redirect = call(&Server::start(elsewhere).url, transport, None).await.unwrap_err();
    assert!(matches!(redirect.kind(), ErrorKind::Redirect { .. }), "{redirect}");
}
