//! A row of the table and its check.

use std::fmt::{Debug, Write as _};
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use renkei_runtime::bytes::Bytes;
use renkei_runtime::codegen::FromCore;
use renkei_runtime::http::Response;
use renkei_runtime::test::ScriptedTransport;
use renkei_runtime::{ClientBuilder, ErrorKind, OpError};
use renkei_tests::script::{Reply, Request, Server};

type Shown = Pin<Box<dyn Future<Output = String>>>;

/// A call, its request, the response, and what the caller gets.
pub(crate) struct Row {
    /// What is special about it; unique within its table.
    pub(crate) name: &'static str,
    proves: &'static str,
    call: Box<dyn Fn(&str) -> Shown>,
    sends: Option<String>,
    answer: Vec<u8>,
    body_len: usize,
    returns: String,
}

/// A row whose response is 204, which returns `()`.
///
/// `proves` names features of OpenAPI, with commas between. `sends` is the request as text: `POST /path`, then a line for
/// each header that not every request has, then an empty line and the body.
pub(crate) fn row<C: FromCore + 'static, R, T: Debug + 'static, E: Debug + 'static>(
    name: &'static str,
    proves: &'static str,
    call: impl Fn(C) -> R + 'static,
    sends: &str,
) -> Row
where
    R: IntoFuture<Output = Result<T, OpError<E>>>,
    R::IntoFuture: 'static,
{
    row_with(name, proves, |builder| builder, call, sends)
}

/// A row whose client is set up in some way.
pub(crate) fn row_with<C: FromCore + 'static, R, T: Debug + 'static, E: Debug + 'static>(
    name: &'static str,
    proves: &'static str,
    set: fn(ClientBuilder<C>) -> ClientBuilder<C>,
    call: impl Fn(C) -> R + 'static,
    sends: &str,
) -> Row
where
    R: IntoFuture<Output = Result<T, OpError<E>>>,
    R::IntoFuture: 'static,
{
    let returns = move |url: &str| -> Shown {
        let builder = set(ClientBuilder::<C>::new().base_url(url).attempts(1));
        Box::pin(shown(call(builder.build().expect("the client can be built")).into_future()))
    };
    Row {
        name,
        proves,
        call: Box::new(returns),
        sends: Some(sends.to_owned()),
        answer: b"HTTP/1.1 204 Done\r\nconnection: close\r\n\r\n".to_vec(),
        body_len: 0,
        returns: "()".to_owned(),
    }
}

/// A row whose request goes wherever the client says, and is taken by a transport instead of a server: `sends` begins with
/// `GET https://…`. The response is 204, which returns `()`.
pub(crate) fn row_anywhere<C: FromCore + 'static, R, T: Debug + 'static, E: Debug + 'static>(
    name: &'static str,
    proves: &'static str,
    set: fn(ClientBuilder<C>) -> ClientBuilder<C>,
    call: impl Fn(C) -> R + 'static,
    sends: &str,
) -> Row
where
    R: IntoFuture<Output = Result<T, OpError<E>>>,
    R::IntoFuture: 'static,
{
    let returns = move |_: &str| -> Shown {
        let answer = Response::builder().status(204).body(Bytes::new());
        let transport = ScriptedTransport::new().response(answer.expect("an answer can be made"));
        let builder = set(ClientBuilder::<C>::new()).attempts(1).transport(transport.clone());
        let client = match builder.build() {
            Ok(client) => client,
            Err(error) => return Box::pin(async move { error.to_string() }),
        };
        let got = shown(call(client).into_future());
        Box::pin(async move {
            let got = got.await;
            let sent = transport.requests();
            let lines = sent.iter().map(|it| {
                let key = it.headers().get("x-key").map(|_| " with the key").unwrap_or_default();
                format!("{} {}{key}: ", it.method(), it.uri())
            });
            lines.collect::<String>() + &got
        })
    };
    Row {
        name,
        proves,
        call: Box::new(returns),
        // The scripted server receives no request.
        sends: None,
        answer: Vec::new(),
        body_len: 0,
        returns: format!("{sends}: ()"),
    }
}

/// What a caller gets, as text: the value, or the class of the error, the outcome of the request, the message, and the
/// typed body.
async fn shown<T: Debug, E: Debug>(future: impl Future<Output = Result<T, OpError<E>>>) -> String {
    match future.await {
        Ok(value) => format!("{value:?}"),
        Err(error) => {
            let message = error.to_string();
            // The number of attempts and the outcome follow in brackets.
            let message = message.split(" (1 attempt;").next().unwrap_or_default();
            let mut text = format!("{:?}, {:?}: {message}", error.class(), error.outcome());
            let kept = match error.kind() {
                ErrorKind::Status { body, .. } | ErrorKind::Throttled { body, .. } => body.len(),
                ErrorKind::Decode { body, .. } | ErrorKind::Domain { body, .. } => body.len(),
                _ => 0,
            };
            if kept > 0 {
                let _ = write!(text, ", keeps {kept} bytes");
            }
            if let Some(body) = error.body() {
                let _ = write!(text, " → {body:?}");
            }
            text
        }
    }
}

impl Row {
    /// Sets the response: `200 text/plain` and a body, with more headers as lines between.
    pub(crate) fn responds(mut self, head: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        self.body_len = body.len();
        let mut lines = head.lines();
        let first = lines.next().unwrap_or_default();
        let (status, media) = first.split_once(' ').unwrap_or((first, ""));
        let mut text = format!("HTTP/1.1 {status} Scripted\r\nconnection: close\r\n");
        if !media.is_empty() {
            let _ = write!(text, "content-type: {media}\r\n");
        }
        for line in lines {
            let _ = write!(text, "{line}\r\n");
        }
        if !matches!(status, "204" | "304") {
            let _ = write!(text, "content-length: {}\r\n", body.len());
        }
        self.answer = [text.as_bytes(), b"\r\n", body].concat();
        self
    }

    /// What the caller gets.
    pub(crate) fn returns(mut self, text: &str) -> Self {
        text.clone_into(&mut self.returns);
        self
    }

    /// What the caller gets is an error that keeps the body: `class, outcome: message`, and behind ` → ` its typed body.
    pub(crate) fn fails(mut self, text: &str) -> Self {
        let (message, typed) = text.split_once(" → ").unwrap_or((text, ""));
        message.clone_into(&mut self.returns);
        if self.body_len > 0 {
            let _ = write!(self.returns, ", keeps {} bytes", self.body_len);
        }
        if !typed.is_empty() {
            let _ = write!(self.returns, " → {typed}");
        }
        self
    }

    /// The call fails before anything is sent, with this message.
    pub(crate) fn rejected_with(mut self, message: &str) -> Self {
        self.sends = None;
        self.returns = format!("Local, NotSent: {message}");
        self
    }

    /// The client cannot be built, with this message.
    pub(crate) fn fails_to_build(mut self, message: &str) -> Self {
        self.sends = None;
        message.clone_into(&mut self.returns);
        self
    }

    /// The call fails before anything is sent, since a credential is missing.
    pub(crate) fn lacks_credential(mut self, message: &str) -> Self {
        self.sends = None;
        self.returns = format!("Auth, NotSent: {message}");
        self
    }

    /// The features of OpenAPI that it proves.
    pub(crate) fn features(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.proves.split(',').map(str::trim)
    }

    /// Makes the call; `Err` describes each difference from the row.
    pub(crate) async fn check(&self) -> Result<(), String> {
        let server = Server::start(vec![Reply::Raw(self.answer.clone())]);
        // Undeclared properties are in the text where there are some.
        let got = (self.call)(server.url()).await.replace(", extra: {}", "");
        let sent = server.requests().first().map(|it| request(it, server.url()));
        let mut wrong = String::new();
        let mut compare = |what: &str, expected: &str, found: &str| {
            if expected != found {
                let _ =
                    write!(wrong, "\n  {what}\n    expected {expected:?}\n    found    {found:?}");
            }
        };
        let none = "nothing is sent";
        let expected = self.sends.as_deref().unwrap_or(none);
        compare("sends", expected, sent.as_deref().unwrap_or(none));
        compare("gives", &self.returns, &got);
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

/// A request as text. What every request has is checked and omitted; an error in it is printed.
fn request(request: &Request, url: &str) -> String {
    let mut lines: Vec<String> =
        request.headers.iter().filter_map(|it| header(it, request, url)).collect();
    let method = request.line.split(' ').next().unwrap_or_default();
    let safe = matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY" | "SEARCH");
    for (name, wanted) in
        [("accept", true), ("user-agent", true), ("host", true), ("idempotency-key", !safe)]
    {
        let count = request.headers.iter().filter(|(it, _)| it == name).count();
        if count != usize::from(wanted) {
            lines.push(format!("{count} times {name}"));
        }
    }
    lines.sort_unstable();
    let body =
        if request.body.is_empty() { String::new() } else { format!("\n\n{}", request.body) };
    let head = lines.iter().fold(request.line.clone(), |head, line| head + "\n" + line);
    let text = head + &body;
    match boundary(request) {
        Some(boundary) => text.replace(boundary, "BOUNDARY"),
        None => text,
    }
}

/// A header as a line, where it is not what every request has.
fn header((name, value): &(String, String), request: &Request, url: &str) -> Option<String> {
    let usual = match name.as_str() {
        "accept" => value == "*/*",
        "accept-encoding" => value == "gzip, deflate",
        "host" => Some(value.as_str()) == url.strip_prefix("http://"),
        "user-agent" => value.ends_with("/1.0.0"),
        "content-length" => value.parse() == Ok(request.body_len),
        "idempotency-key" => value.len() == 36,
        _ => false,
    };
    (!usual).then(|| format!("{name}: {value}"))
}

/// What separates the parts of a multipart body, which is another one each time.
fn boundary(request: &Request) -> Option<&str> {
    let boundary = request.header("content-type")?.split_once("boundary=")?.1;
    Some(boundary.trim_matches('"'))
}
