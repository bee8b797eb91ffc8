//! OAuth 2 client credentials: who fetches a token, who waits, who gets an error. Time is mostly
//! virtual, and one transport plays both the token endpoint and the API.

use std::collections::VecDeque;
use std::future::{Future, IntoFuture};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use renkei_runtime::http::{Request, Response, header::AUTHORIZATION};
use renkei_runtime::transport::{
    Attempt, BoxFuture, RequestBody, ResponseBody, Transport, TransportError, TransportErrorKind,
};
use renkei_runtime::{
    Auth, CallOptions, Class, ClientBuilder, ClientCredentials, Error, ErrorKind, Outcome, Phase,
    TokenError, TokenErrorCode,
};
use tokio::time::{advance, sleep};

use crate::failure_table::{coded, gzip};
use crate::orders_client::Client;
use crate::server::{self, Server, json, then};

/// What the token endpoint does.
#[derive(Clone)]
enum Grant {
    /// Grants `t1`, `t2` and so on, with this lifetime.
    Token(&'static str),
    /// Responds with this.
    Response(u16, &'static str, &'static str),
    Break(TransportErrorKind),
    Hang,
}

/// The token endpoint, at `id.test`, and the API, everywhere else.
#[derive(Clone, Default)]
struct World(Arc<Mutex<Seen>>);

#[derive(Default)]
struct Seen {
    /// What the token endpoint does in turn; the last is repeated.
    grants: VecDeque<Grant>,
    given: usize,
    /// The token requests.
    asked: Vec<Request<RequestBody>>,
    /// The `Authorization` of each request to the API.
    carried: Vec<String>,
    /// Tokens that the API rejects.
    refused: Vec<&'static str>,
}

impl World {
    fn new(grants: impl IntoIterator<Item = Grant>) -> Self {
        let world = Self::default();
        world.0.lock().unwrap().grants = grants.into_iter().collect();
        world
    }

    fn refuse(&self, tokens: &[&'static str]) {
        self.0.lock().unwrap().refused = tokens.to_vec();
    }

    fn builder(&self, auth: impl Into<Auth>) -> ClientBuilder<Client> {
        let builder = Client::builder().base_url("https://api.test").fixed_jitter(1.0);
        builder.transport(self.clone()).auth(auth)
    }

    fn client(&self) -> Client {
        self.builder(credentials()).build().unwrap()
    }

    fn asked(&self) -> usize {
        self.0.lock().unwrap().asked.len()
    }

    /// The `Authorization` headers since the last call of this function.
    fn carried(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap().carried)
    }

    fn grant(&self) -> Grant {
        let mut seen = self.0.lock().unwrap();
        if seen.grants.len() > 1 { seen.grants.pop_front() } else { seen.grants.front().cloned() }
            .unwrap()
    }

    fn token(&self, life: &str) -> Response<ResponseBody> {
        let mut seen = self.0.lock().unwrap();
        seen.given += 1;
        let given = seen.given;
        let life = if life.is_empty() { String::new() } else { format!(r#","expires_in":{life}"#) };
        respond(200, format!(r#"{{"access_token":"t{given}","token_type":"bearer"{life}}}"#))
    }
}

fn respond(status: u16, body: impl Into<String>) -> Response<ResponseBody> {
    let body = ResponseBody::from(renkei_runtime::bytes::Bytes::from(body.into()));
    Response::builder().status(status).body(body).unwrap()
}

impl Transport for World {
    fn send(
        &self,
        request: Request<RequestBody>,
        _attempt: Attempt,
    ) -> BoxFuture<Result<Response<ResponseBody>, TransportError>> {
        let world = self.clone();
        if request.uri().host() == Some("id.test") {
            world.0.lock().unwrap().asked.push(request);
            let grant = world.grant();
            return Box::pin(async move {
                // Long enough for others to arrive meanwhile.
                sleep(Duration::from_millis(50)).await;
                match grant {
                    Grant::Token(life) => Ok(world.token(life)),
                    Grant::Response(status, wait, body) => {
                        let mut response = respond(status, body);
                        response.headers_mut().insert("retry-after", wait.parse().unwrap());
                        Ok(response)
                    }
                    Grant::Break(fault) => Err(TransportError::new(fault)),
                    Grant::Hang => std::future::pending().await,
                }
            });
        }
        let carried = request.headers().get(AUTHORIZATION).map(|value| value.to_str().unwrap());
        let carried = carried.unwrap_or_default().to_owned();
        let mut seen = world.0.lock().unwrap();
        let refused = seen.refused.iter().any(|token| carried == format!("Bearer {token}"));
        seen.carried.push(carried);
        let (status, body) =
            if refused { (401, "{}") } else { (200, r#"{"id":"7","amount":1200}"#) };
        Box::pin(async move {
            sleep(Duration::from_millis(10)).await;
            Ok(respond(status, body))
        })
    }
}

fn credentials() -> ClientCredentials {
    Auth::client_credentials("https://id.test/token", "me", "s3cret")
}

/// Makes one call and returns its result in short form.
async fn call(client: &Client) -> String {
    shown(client.orders().get_order("7").await)
}

fn shown<T, E>(result: Result<T, renkei_runtime::OpError<E>>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(error) => format!("{:?} {:?} x{}", error.class(), error.outcome(), error.attempts()),
    }
}

async fn error(client: &Client) -> Error {
    client.orders().get_order("7").await.unwrap_err().into()
}

/// Makes a hundred concurrent calls, which all must succeed.
async fn hundred(client: &Client) {
    let calls = (0..100).map(|_| tokio::spawn(client.orders().get_order("7").into_future()));
    for one in calls.collect::<Vec<_>>() {
        one.await.unwrap().unwrap();
    }
}

fn secs(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[tokio::test(start_paused = true)]
async fn a_hundred_tasks_share_one_fetch() {
    let world = World::new([Grant::Token("3600")]);
    let client = world.client();
    hundred(&client).await;
    assert_eq!((world.asked(), world.carried()), (1, vec!["Bearer t1".to_owned(); 100]));
    advance(secs(3601)).await;
    hundred(&client).await;
    assert_eq!((world.asked(), world.carried()), (2, vec!["Bearer t2".to_owned(); 100]));
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_in_the_background() {
    for (life, renewed_after) in [("3600", 2880), ("\"200\"", 140), ("60", 30)] {
        let world = World::new([Grant::Token(life)]);
        let client = world.client();
        call(&client).await;
        advance(secs(renewed_after - 1)).await;
        call(&client).await;
        assert_eq!(world.asked(), 1, "{life}");
        advance(secs(1)).await;
        hundred(&client).await;
        sleep(secs(1)).await;
        call(&client).await;
        let carried = world.carried();
        assert!(carried[..102].iter().all(|token| token == "Bearer t1"), "{carried:?}");
        assert_eq!((world.asked(), carried[102].as_str()), (2, "Bearer t2"), "{life}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_without_a_lifetime_is_kept() {
    for life in ["", "null", "\"soon\"", "1e300"] {
        let world = World::new([Grant::Token(life)]);
        let client = world.client();
        call(&client).await;
        advance(secs(1_000_000)).await;
        assert_eq!((call(&client).await.as_str(), world.asked()), ("ok", 1), "{life}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_old_token_is_used_while_the_endpoint_is_down() {
    let world = World::new([Grant::Token("1000"), Grant::Break(TransportErrorKind::Tls)]);
    let client = world.client();
    call(&client).await;
    advance(secs(900)).await;
    for _ in 0..50 {
        assert_eq!(call(&client).await, "ok");
        sleep(Duration::from_millis(90)).await;
    }
    // Every second, plus the time of the request.
    assert_eq!(world.asked(), 1 + 5);
    advance(secs(100)).await;
    assert_eq!(call(&client).await, "Auth NotSent x0");
}

#[tokio::test(start_paused = true)]
async fn a_failed_fetch_is_cached() {
    let busy = Grant::Response(503, "30", "");
    let refusal = Grant::Response(400, "", r#"{"error":"invalid_scope"}"#);
    for (grant, wait) in
        [(Grant::Break(TransportErrorKind::Tls), 1000), (refusal, 1000), (busy, 30_000)]
    {
        let world = World::new([grant, Grant::Token("3600")]);
        let client = world.client();
        assert_eq!(call(&client).await, "Auth NotSent x0");
        advance(Duration::from_millis(wait - 1)).await;
        assert_eq!(call(&client).await, "Auth NotSent x0");
        assert_eq!((world.asked(), world.carried().len()), (1, 0), "nothing is asked in {wait}");
        advance(Duration::from_millis(1)).await;
        assert_eq!((call(&client).await.as_str(), world.asked()), ("ok", 2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_request_that_fails_in_passing_is_repeated() {
    for failure in [
        Grant::Response(503, "", ""),
        Grant::Response(500, "1", ""),
        Grant::Break(TransportErrorKind::Connect),
        Grant::Break(TransportErrorKind::Broken),
    ] {
        let world = World::new([failure.clone(), failure.clone(), Grant::Token("3600")]);
        assert_eq!((call(&world.client()).await.as_str(), world.asked()), ("ok", 3));
        let world = World::new([failure]);
        assert_eq!(call(&world.client()).await, "Auth NotSent x0");
        assert_eq!(world.asked(), 3, "it ends");
    }
    // A server that asks for more time than the deadline has is not asked again.
    let world = World::new([Grant::Response(503, "30", "")]);
    assert_eq!(call(&world.client()).await, "Auth NotSent x0");
    assert_eq!(world.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_token_url_is_discovered_once() {
    let metadata = r#"{"issuer":"https://id.test/r","token_endpoint":"https://id.test/t"}"#;
    let world = World::new([
        Grant::Response(200, "", metadata),
        Grant::Token("100"),
        Grant::Token("100"),
        // It has moved.
        Grant::Response(404, "", ""),
        Grant::Response(200, "", metadata),
        Grant::Token("100"),
    ]);
    let auth = Auth::client_credentials_of("https://id.test/r", "me", "s3cret");
    let client = world.builder(auth).build().unwrap();
    for expected in ["ok", "ok", "Auth NotSent x0", "ok"] {
        assert_eq!(call(&client).await, expected);
        advance(secs(200)).await;
    }
    let asked = world.0.lock().unwrap();
    let paths: Vec<_> = asked.asked.iter().map(|request| request.uri().path()).collect();
    let metadata_path = "/r/.well-known/openid-configuration";
    assert_eq!(paths, [metadata_path, "/t", "/t", "/t", metadata_path, "/t"]);
}

#[tokio::test(start_paused = true)]
async fn a_token_request_is_resent_on_a_stale_connection() {
    let world = World::new([Grant::Break(TransportErrorKind::Stale), Grant::Token("3600")]);
    assert_eq!((call(&world.client()).await.as_str(), world.asked()), ("ok", 2));
}

#[tokio::test(start_paused = true)]
async fn dropping_a_waiter_does_not_cancel_the_fetch() {
    let world = World::new([Grant::Token("3600")]);
    let client = world.client();
    let hasty = CallOptions::new().attempt_timeout(Duration::from_millis(20)).attempts(1);
    let error = client.orders().get_order("7").with(hasty).await.unwrap_err();
    assert_eq!((error.class(), error.phase()), (Class::Timeout, Phase::Credential));
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 0));
    assert_eq!((call(&client).await.as_str(), world.asked()), ("ok", 1));

    let world = World::new([Grant::Hang]);
    let client = world.client();
    let patient = CallOptions::new().attempt_timeout(secs(9));
    let error = client.orders().get_order("7").with(patient).await.unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Token(TokenError::Timeout { after }) if *after == secs(3))
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once_and_the_call_resent_once() {
    let world = World::new([Grant::Token("3600")]);
    let client = world.client();
    call(&client).await;
    world.refuse(&["t1"]);
    advance(secs(1)).await;
    world.carried();
    hundred(&client).await;
    assert_eq!(world.asked(), 2, "a hundred refusals, one renewal");
    assert_eq!(world.carried().len(), 200);

    // A POST that declares nothing is resent too: the server did not act on it.
    world.refuse(&["t2", "t3"]);
    advance(secs(1)).await;
    let error = client.orders().note_order("7").await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401, "the second refusal is the response");
    assert_eq!((error.class(), error.outcome()), (Class::Auth, Outcome::Rejected));
    assert_eq!((error.attempts(), world.asked()), (2, 3));
    assert_eq!(world.carried(), ["Bearer t2", "Bearer t3"]);

    // An API that rejects everything does not cost one token per call, but one per second.
    for _ in 0..50 {
        assert_eq!(call(&client).await, "Auth Rejected x1");
    }
    assert_eq!((world.asked(), world.carried().len()), (3, 50));

    // Without a second attempt the next call has the next token.
    world.refuse(&["t3"]);
    advance(secs(1)).await;
    let single = CallOptions::new().attempts(1);
    let refused = client.orders().get_order("7").with(single).await;
    assert_eq!(shown(refused), "Auth Rejected x1");
    assert_eq!((call(&client).await.as_str(), world.asked()), ("ok", 4));
}

#[tokio::test(start_paused = true)]
async fn a_header_set_by_hand_needs_no_token() {
    let world = World::new([Grant::Token("3600")]);
    world.refuse(&["mine"]);
    let client = world.client();
    let mine = CallOptions::new().header("Authorization", "Bearer mine");
    assert_eq!(shown(client.orders().get_order("7").with(mine).await), "Auth Rejected x1");
    assert_eq!((world.asked(), world.carried()), (0, vec!["Bearer mine".to_owned()]));
}

#[tokio::test(start_paused = true)]
async fn a_401_without_a_renewable_token_is_not_retried() {
    let world = World::new([]);
    world.refuse(&["fixed"]);
    let client = world.builder(Auth::bearer("fixed")).build().unwrap();
    assert_eq!(call(&client).await, "Auth Rejected x1");
    assert_eq!(world.carried().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn token_errors_show_no_text_of_the_server() {
    let invalid = r#"{"error":"invalid_client","error_description":"s3cret is wrong"}"#;
    for (status, body, words) in [
        (401, invalid, "the token endpoint rejected the request: invalid_client (status 401)"),
        (200, invalid, "the token endpoint rejected the request: invalid_client (status 200)"),
        (
            400,
            r#"{"error":"s3cret"}"#,
            "the token endpoint rejected the request: a code of its own (status 400)",
        ),
        (500, "s3cret", "the token endpoint responded with status 500 Internal Server Error"),
        (302, "", "the token endpoint responded with status 302 Found"),
        (
            200,
            "<html>s3cret",
            "the token endpoint's response is invalid: it is not JSON with an `access_token`",
        ),
        (
            200,
            r#"{"access_token":"s3cret\n"}"#,
            "the token endpoint's response is invalid: its `access_token` is invalid in a header",
        ),
        (
            200,
            r#"{"access_token":"s3cret","token_type":"mac"}"#,
            "the token endpoint's response is invalid: its `token_type` is not Bearer",
        ),
    ] {
        let world = World::new([Grant::Response(status, "", body)]);
        let client = world.client();
        let error = error(&client).await;
        assert_eq!(error.to_string(), format!("getOrder: {words}"));
        let shown = format!("{error:?} {client:?} {:?}", error.kind());
        assert!(!shown.contains("s3cret"), "{shown}");
    }
    let error = error(&World::new([Grant::Response(401, "", invalid)]).client()).await;
    let ErrorKind::Token(TokenError::Refused { code, description, .. }) = error.kind() else {
        unreachable!("{error:?}")
    };
    assert_eq!(code, &TokenErrorCode::InvalidClient);
    assert_eq!(description.as_deref(), Some("s3cret is wrong"));
}

#[tokio::test(start_paused = true)]
async fn secrets_are_not_sent_over_plain_http() {
    let world = World::new([Grant::Token("3600")]);
    for (url, words) in [
        (
            "http://id.test/token",
            "the token URL is plain http, and secrets are not sent over plain http except to this machine: \
             use https",
        ),
        ("/token", "the token URL is not absolute"),
        ("https://me:s3cret@id.test/token", "the token URL contains a user name or password"),
        ("ftp://id.test/", "the token URL is neither http nor https"),
    ] {
        let auth = Auth::client_credentials(url, "me", "s3cret");
        let error = world.builder(auth.clone()).build().unwrap_err();
        assert_eq!(error.to_string(), format!("the client cannot be built: {words}"));
        // The credential of a provider is checked only when it is used.
        let late = world.builder(Auth::by_operation(move |_| Some(auth.clone().into())));
        let error = self::error(&late.build().unwrap()).await;
        assert_eq!(error.to_string(), format!("getOrder: {words}"));
        assert!(!format!("{error:?}").contains("s3cret"));
    }
    // No token is fetched that could not be sent.
    let client = world.builder(credentials()).base_url("http://api.test").build().unwrap();
    assert_eq!(call(&client).await, "Local NotSent x0");
    assert_eq!((world.asked(), world.carried().len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn the_token_request() {
    let basic = "Basic bWU6czNjcmV0";
    let odd = Auth::client_credentials("https://id.test/token", "a:b", "c d");
    for (auth, header, form) in [
        (credentials(), basic, "grant_type=client_credentials"),
        (
            credentials().scope("read").scopes(["write:all"]).parameter("audience", "https://a/"),
            basic,
            "grant_type=client_credentials&scope=read%20write%3Aall&audience=https%3A%2F%2Fa%2F",
        ),
        (
            credentials().secret_in_body(),
            "",
            "grant_type=client_credentials&client_id=me&client_secret=s3cret",
        ),
        // `a%3Ab:c%20d`
        (odd, "Basic YSUzQWI6YyUyMGQ=", "grant_type=client_credentials"),
    ] {
        let world = World::new([Grant::Token("3600")]);
        call(&world.builder(auth).build().unwrap()).await;
        let (head, body) = world.0.lock().unwrap().asked.remove(0).into_parts();
        assert_eq!((head.method.as_str(), head.uri.path()), ("POST", "/token"));
        let sent = |name: &str| head.headers.get(name).map_or("", |value| value.to_str().unwrap());
        assert_eq!(sent("authorization"), header);
        assert_eq!(sent("content-type"), "application/x-www-form-urlencoded");
        assert_eq!(sent("accept"), "application/json");
        assert_eq!(collected(body).await, form);
    }
}

/// The text of a body in memory.
async fn collected(body: RequestBody) -> String {
    use http_body_util::BodyExt;
    String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_token_url_can_be_discovered() {
    let issuer = "https://id.test/realm";
    for (metadata, outcome) in [
        (r#"{"issuer":"https://id.test/realm/","token_endpoint":"https://id.test/realm/t"}"#, "ok"),
        (r#"{"issuer":"https://evil.test","token_endpoint":"https://id.test/t"}"#, "another"),
        (r#"{"issuer":"https://id.test/realm","token_endpoint":"http://id.test/t"}"#, "plain http"),
        ("<html>", "is not JSON with a `token_endpoint`"),
    ] {
        let world = World::new([Grant::Response(200, "", metadata), Grant::Token("3600")]);
        let auth = Auth::client_credentials_of(issuer, "me", "s3cret");
        let client = world.builder(auth).build().unwrap();
        let result = client.orders().get_order("7").await;
        let asked = world.0.lock().unwrap();
        let paths: Vec<_> = asked.asked.iter().map(|request| request.uri().path()).collect();
        let metadata_path = "/realm/.well-known/openid-configuration";
        assert!(!asked.asked[0].headers().contains_key(AUTHORIZATION), "no secret for metadata");
        match result {
            Ok(_) => assert_eq!((outcome, paths), ("ok", vec![metadata_path, "/realm/t"])),
            Err(error) => {
                assert!(error.to_string().contains(outcome), "{error}");
                assert_eq!(paths, [metadata_path]);
            }
        }
    }
}

#[tokio::test]
async fn over_real_sockets() {
    let token = json(r#"{"access_token":"t1","token_type":"Bearer","expires_in":3600}"#);
    let order = json(r#"{"id":"7","amount":1200}"#);
    let server = Server::start(vec![then(&[token, order.clone(), order])]).await;
    let auth = Auth::client_credentials(server.url() + "/token", "me", "s3cret").scope("read");
    let client = Client::builder().base_url(server.url()).auth(auth).build().unwrap();
    for _ in 0..2 {
        assert_eq!(call(&client).await, "ok");
    }
    assert_eq!(server.header("authorization"), ["Basic bWU6czNjcmV0", "Bearer t1", "Bearer t1"]);
    let asked = &server.requests()[0];
    assert!(asked.starts_with("POST /token HTTP/1.1\r\n"), "{asked}");
    assert!(asked.ends_with("\r\n\r\ngrant_type=client_credentials&scope=read"), "{asked}");

    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let auth = Auth::client_credentials(format!("http://{free}/token"), "me", "s3cret");
    let client = Client::builder().base_url(server.url()).auth(auth).build().unwrap();
    let words = error(&client).await.to_string();
    assert!(words.starts_with("getOrder: no access token: could not connect: "), "{words}");
    assert!(words.contains("refused"), "{words}");
}

#[tokio::test]
async fn a_token_response_may_be_compressed() {
    let token = gzip(br#"{"access_token":"t1","token_type":"Bearer","expires_in":3600}"#);
    let tokens = Server::start(vec![coded("gzip", &token)]).await;
    let api = Server::start(vec![json(r#"{"id":"7","amount":1200}"#)]).await;
    let auth = Auth::client_credentials(tokens.url() + "/token", "me", "s3cret");
    let client = Client::builder().base_url(api.url()).auth(auth).build().unwrap();
    assert_eq!(call(&client).await, "ok");
    assert_eq!(api.header("authorization"), ["Bearer t1"]);
    let codings = tokens.header("accept-encoding");
    assert!(codings[0].starts_with("gzip, deflate"), "{codings:?}");

    // Whatever the coding, an error has its status; a success that cannot be decoded is an error.
    for (line, words) in
        [("503 Busy", "status 503"), ("200 OK", "it has an unsupported content coding")]
    {
        let tokens =
            Server::start(vec![server::respond(line, "content-encoding: x\r\n", "{}"); 4]).await;
        let auth = Auth::client_credentials(tokens.url() + "/token", "me", "s3cret");
        let client = Client::builder().base_url(api.url()).auth(auth);
        let client = client.deadline(Duration::from_millis(300)).build().unwrap();
        let error = error(&client).await;
        assert!(error.to_string().contains(words), "{error}");
    }
}

/// Runs a future on a tokio runtime of its own, which ends with it.
fn alone<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

#[test]
fn a_fetch_is_replaced_when_its_runtime_ends() {
    let world = World::new([Grant::Hang, Grant::Token("3600")]);
    let client = world.client();
    alone(async { tokio::time::timeout(Duration::from_millis(20), call(&client)).await.ok() });
    assert_eq!((alone(call(&client)).as_str(), world.asked()), ("ok", 2));
}
