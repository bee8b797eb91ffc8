//! Streaming responses: server-sent events, JSON lines, bytes.

use std::future::IntoFuture;

use super::table::{Row, row};
use api::types::{Bad, Question, Tick};
use api::{Body, Client, EventStream, LineStream, OpError};
use renkei_tests::repo;

mod api {
    renkei_runtime::include_client!("streams");
}

pub(crate) fn rows() -> Vec<Row> {
    [events(), forms(), asked(), lines(), bytes(), sent()].into_iter().flatten().collect()
}

/// The data of all events.
async fn data<T: Send + 'static, E>(
    request: impl IntoFuture<Output = Result<EventStream<T>, OpError<E>>>,
) -> Result<Vec<T>, OpError<E>> {
    request.await?.collect().await.map_err(OpError::from)
}

/// All values.
async fn values<T: Send + 'static, E>(
    request: impl IntoFuture<Output = Result<LineStream<T>, OpError<E>>>,
) -> Result<Vec<T>, OpError<E>> {
    request.await?.collect().await.map_err(OpError::from)
}

const EVENTS: &str = "200 text/event-stream";

fn events() -> Vec<Row> {
    let watch = |name, head, body: &str, returns: &str| {
        let accept = "GET /events\naccept: text/event-stream";
        let call = |c: Client| data(c.events().watch());
        row(name, "server-sent events", call, accept).responds(head, body).returns(returns)
    };
    let ticks = "[Tick { at: 1 }, Tick { at: 2 }]";
    vec![
        watch("events", EVENTS, "data: {\"at\":1}\n\ndata: {\"at\":2}\n\n", ticks),
        watch("carriage returns", EVENTS, "data: {\"at\":1}\r\rdata: {\"at\":2}\r\n\r\n", ticks),
        watch(
            "a mark, comments, and data in lines",
            EVENTS,
            "\u{feff}: hello\n\ndata:{\"at\":\ndata: 1}\nretry: 10\n\n: ping\n\ndata: {\"at\":2}\n\n",
            ticks,
        ),
        watch("the last word", EVENTS, "data: {\"at\":1}\n\ndata: [DONE]\n\n", "[Tick { at: 1 }]"),
        watch("no event", EVENTS, "", "[]"),
        watch("no content", "204", "", "[]"),
        watch(
            "an event that does not fit",
            EVENTS,
            "data: {\"at\":1}\n\ndata: {\"at\":\"x\"}\n\n",
            "Decode, Applied: watch: cannot decode the response: invalid type: string, expected i64 at /at (line 1, column 9), keeps 10 bytes",
        ),
        watch(
            "an event that is cut",
            EVENTS,
            "data: {\"at\":1}\n\ndata: {\"at\":2}\n",
            "Network, Applied: watch: the response body is incomplete",
        ),
        row(
            "an event with its name and id",
            "server-sent events",
            |c: Client| async move {
                let event = c.events().watch().await?.try_next().await?;
                Ok::<_, OpError<Bad>>(event.map(|it| (it.name, it.id, it.data)))
            },
            "GET /events\naccept: text/event-stream",
        )
        .responds(EVENTS, "event: tick\nid: 7\ndata: {\"at\":1}\n\n")
        .returns(r#"Some((Some("tick"), Some("7"), Tick { at: 1 }))"#),
        row(
            "an error in place of events",
            "server-sent events, typed errors",
            |c: Client| data(c.events().watch()),
            "GET /events\naccept: text/event-stream",
        )
        .responds("404 application/json", r#"{"why":"gone"}"#)
        .fails(r#"Client, Rejected: watch: status 404 Not Found → Bad { why: "gone" }"#),
        row(
            "a value in place of events",
            "server-sent events, wrong content types",
            |c: Client| data(c.events().watch()),
            "GET /events\naccept: text/event-stream",
        )
        .responds("200 application/json", r#"{"at":1}"#)
        .fails(r#"Decode, Applied: watch: cannot decode the response: it is not an event stream: its content type is "application/json""#),
        row(
            "events whose media type has a parameter",
            "server-sent events",
            |c: Client| data(c.events().watch_charset()),
            "GET /charset\naccept: text/event-stream; charset=utf-8",
        )
        .responds(EVENTS, "data: {\"at\":1}\n\n")
        .returns("[Tick { at: 1 }]"),
        row(
            "a value in place of events whose media type has a parameter",
            "server-sent events, wrong content types",
            |c: Client| data(c.events().watch_charset()),
            "GET /charset\naccept: text/event-stream; charset=utf-8",
        )
        .responds("200 application/json", r#"{"at":1}"#)
        .fails(r#"Decode, Applied: watchCharset: cannot decode the response: it is not an event stream: its content type is "application/json""#),
        row(
            "events whose media type cannot be sent as it is",
            "server-sent events",
            |c: Client| data(c.events().watch_odd()),
            "GET /odd\naccept: text/event-stream",
        )
        .responds(EVENTS, "data: {\"at\":1}\n\n")
        .returns("[Tick { at: 1 }]"),
        row(
            "events with status and headers",
            "server-sent events, response headers",
            |c: Client| async move {
                let full = c.events().watch().send_full().await?;
                Ok::<_, OpError<Bad>>((full.status, full.headers.contains_key("x-left"), full.value.collect().await?))
            },
            "GET /events\naccept: text/event-stream",
        )
        .responds("200 text/event-stream\nx-left: 3", "data: {\"at\":1}\n\n")
        .returns("(200, true, [Tick { at: 1 }])"),
    ]
}

/// What the schema of an event stream may be of.
fn forms() -> Vec<Row> {
    let accept = |path: &str| format!("GET {path}\naccept: text/event-stream");
    let body = "event: tick\nid: 7\ndata: {\"at\":1}\n\n";
    vec![
        row(
            "the schema of all events",
            "server-sent events, arrays",
            |c: Client| data(c.events().watch_list()),
            &accept("/list"),
        )
        .responds(EVENTS, body)
        .returns("[Tick { at: 1 }]"),
        row(
            "events of text",
            "server-sent events",
            |c: Client| data(c.events().watch_texts()),
            &accept("/texts"),
        )
        .responds(EVENTS, "data: a\ndata: b\n\ndata: [DONE]\n\n")
        .returns(r#"["a\nb", "[DONE]"]"#),
        row(
            "the schema of a whole event",
            "server-sent events, itemSchema",
            |c: Client| data(c.events().watch_whole()),
            &accept("/whole"),
        )
        .responds(EVENTS, body)
        .returns(r#"[Sent { event: Some("tick"), id: Some("7"), data: "{\"at\":1}" }]"#),
        row(
            "a whole event without a name",
            "server-sent events, itemSchema",
            |c: Client| data(c.events().watch_whole()),
            &accept("/whole"),
        )
        .responds(EVENTS, "data: 1\n\n")
        .returns(r#"[Sent { event: Some("message"), id: None, data: "1" }]"#),
        row(
            "the schema of the data of an event",
            "server-sent events, itemSchema",
            |c: Client| data(c.events().watch_content()),
            &accept("/content"),
        )
        .responds(EVENTS, body)
        .returns("[Tick { at: 1 }]"),
    ]
}

/// Responses that are a stream only when they are asked to be.
fn asked() -> Vec<Row> {
    let json = "content-type: application/json\n\n";
    let streamed = |name, question: fn() -> Question, body: &str| {
        let sends = format!("POST /chat\naccept: text/event-stream\n{json}{body}");
        let chat = move |c: Client| data(c.events().chat(&question()).stream());
        row(name, "server-sent events, several media types", chat, &sends)
            .responds(EVENTS, "data: {\"at\":1}\n\ndata: [DONE]\n\n")
            .returns("[Tick { at: 1 }]")
    };
    vec![
        row(
            "a value where a stream is offered",
            "several media types",
            |c: Client| c.events().chat(&Question::new("why")),
            &format!("POST /chat\naccept: application/json\n{json}{{\"text\":\"why\"}}"),
        )
        .responds("200 application/json", r#"{"text":"so"}"#)
        .returns(r#"Answer { text: "so" }"#),
        streamed(
            "a stream that the body asks for",
            || Question::new("why"),
            r#"{"stream":true,"text":"why"}"#,
        ),
        streamed(
            "a stream that the body asks for already",
            || Question::new("why").with_stream(true),
            r#"{"text":"why","stream":true}"#,
        ),
        streamed(
            "a stream that the body does not want",
            || Question::new("why").with_stream(false),
            r#"{"text":"why","stream":true}"#,
        ),
        row(
            "events beside bytes",
            "server-sent events, several media types",
            |c: Client| data(c.events().speak().stream_("x").stream()),
            "POST /speech?stream=x\naccept: text/event-stream",
        )
        .responds(EVENTS, "data: {\"at\":1}\n\n")
        .returns("[Tick { at: 1 }]"),
        row(
            "bytes beside events",
            "response bytes, several media types",
            |c: Client| async move {
                let bytes = c.events().speak().stream_bytes().await?;
                Ok::<_, OpError>(bytes.collect(10).await?)
            },
            "POST /speech\naccept: audio/mpeg",
        )
        .responds("200 audio/mpeg", "abc")
        .returns(r#"b"abc""#),
    ]
}

fn lines() -> Vec<Row> {
    let list = |name, head, body: &str, returns: &str| {
        let accept = "GET /lines\naccept: application/x-ndjson, application/jsonl";
        let call = |c: Client| values(c.lines().list_lines());
        row(name, "JSON lines", call, accept).responds(head, body).returns(returns)
    };
    let ticks = "[Tick { at: 1 }, Tick { at: 2 }]";
    let lines = "{\"at\":1}\n{\"at\":2}\n";
    vec![
        list("lines", "200 application/x-ndjson", lines, ticks),
        list(
            "lines without the last end",
            "200 application/jsonl",
            "{\"at\":1}\r\n\n{\"at\":2}",
            ticks,
        ),
        list("no line", "200 application/jsonl", "", "[]"),
        list(
            "a line that does not fit",
            "200 application/jsonl",
            "{\"at\":1}\n{}\n",
            "Decode, Applied: listLines: cannot decode the response: missing field `at` (the whole body), keeps 2 bytes",
        ),
        row(
            "the schema of a line",
            "JSON lines, itemSchema",
            |c: Client| values(c.lines().list_items()),
            "GET /items\naccept: application/jsonl",
        )
        .responds("200 application/jsonl", lines)
        .returns(ticks),
        row(
            "a line with a member called data",
            "JSON lines, itemSchema",
            |c: Client| values(c.lines().list_packed()),
            "GET /packed\naccept: application/jsonl",
        )
        .responds("200 application/jsonl", "{\"data\":\"{}\"}\n")
        .returns(r#"[ListPackedResponse { data: "{}" }]"#),
        row(
            "a sequence of texts",
            "JSON text sequences, arrays",
            |c: Client| values(c.lines().list_sequence()),
            "GET /sequence\naccept: application/json-seq",
        )
        .responds("200 application/json-seq", "\u{1e}{\n\"at\":1}\n\u{1e}{\"at\":2}\n")
        .returns(ticks),
        row(
            "a list where lines are offered",
            "several media types",
            |c: Client| c.lines().list_either(),
            "GET /either\naccept: application/json",
        )
        .responds("200 application/json", r#"[{"at":1},{"at":2}]"#)
        .returns(ticks),
        row(
            "lines where a list is offered",
            "JSON lines, several media types",
            |c: Client| values(c.lines().list_either().stream()),
            "GET /either\naccept: application/stream+json",
        )
        .responds("200 application/stream+json", lines)
        .returns(ticks),
        row(
            "a file of lines",
            "response bytes",
            |c: Client| c.lines().get_results(),
            "GET /results\naccept: application/jsonl",
        )
        .responds("200 application/jsonl", "1\n2\n")
        .returns(r#"b"1\n2\n""#),
    ]
}

fn bytes() -> Vec<Row> {
    let file = |name, head, body: &str| {
        let call = |c: Client| async move {
            let stream = c.bytes().get_file().stream().await?;
            stream.collect(10).await.map_err(OpError::from)
        };
        let accept = "GET /file\naccept: application/octet-stream";
        row(name, "byte streams", call, accept).responds(head, body)
    };
    let binary = "200 application/octet-stream";
    vec![
        file("bytes as they arrive", binary, "abc").returns(r#"b"abc""#),
        file("no bytes as they arrive", binary, "").returns(r#"b"""#),
        file("more bytes than were asked for", binary, "0123456789x")
            .returns("Decode, Applied: getFile: the body is longer than 10 bytes"),
        file("an error in place of bytes", "404 application/json", r#"{"why":"gone"}"#)
            .fails(r#"Client, Rejected: getFile: status 404 Not Found → Bad { why: "gone" }"#),
        row(
            "bytes whose media type cannot be sent",
            "byte streams",
            |c: Client| async move {
                let stream = c.bytes().odd_file().stream().await?;
                stream.collect(10).await.map_err(OpError::<std::convert::Infallible>::from)
            },
            "GET /odd-file",
        )
        .responds(binary, "abc")
        .returns(r#"b"abc""#),
        row(
            "bytes where a value is offered",
            "byte streams, several media types",
            |c: Client| async move {
                let stream = c.bytes().get_image().stream().await?;
                Ok::<_, OpError>((stream.remaining(), stream.collect(10).await?))
            },
            "GET /image\naccept: image/png, image/jpeg",
        )
        .responds("200 image/png", "abc")
        .returns(r#"(Some(3), b"abc")"#),
    ]
}

fn sent() -> Vec<Row> {
    let tick = |at| Tick::new(at);
    vec![
        row(
            "lines from a list",
            "body JSON lines",
            move |c: Client| c.sent().send_lines(vec![tick(1), tick(2)]),
            "POST /send/lines\ncontent-type: application/x-ndjson\n\n{\"at\":1}\n{\"at\":2}\n",
        ),
        row(
            "lines that are made one by one",
            "body JSON lines",
            move |c: Client| c.sent().send_lines((1..=2).map(tick)),
            "POST /send/lines\ncontent-type: application/x-ndjson\n\n{\"at\":1}\n{\"at\":2}\n",
        ),
        row(
            "no line to send",
            "body JSON lines",
            |c: Client| c.sent().send_lines([]),
            "POST /send/lines\ncontent-type: application/x-ndjson",
        ),
        row(
            "lines by the schema of all, perhaps",
            "body JSON lines, optional bodies, arrays",
            |c: Client| c.sent().send_list().body([1, 2]),
            "POST /send/list\ncontent-type: application/jsonl\n\n1\n2\n",
        ),
        row(
            "lines by the schema of one",
            "body JSON lines, itemSchema, arrays",
            |c: Client| c.sent().send_items([vec![1, 2], vec![]]),
            "POST /send/items\ncontent-type: application/jsonl\n\n[1,2]\n[]\n",
        ),
        row(
            "a sequence of texts to send",
            "JSON text sequences",
            move |c: Client| c.sent().send_sequence([tick(1), tick(2)]),
            "POST /send/sequence\ncontent-type: application/json-seq\n\n\u{1e}{\"at\":1}\n\u{1e}{\"at\":2}\n",
        ),
        row(
            "lines of one's own making",
            "body bytes",
            |c: Client| c.sent().send_log("{}\n"),
            "POST /send/log\ncontent-type: application/jsonl\n\n{}\n",
        ),
        row(
            "a file as the body",
            "body bytes, files",
            |c: Client| {
                c.sent().send_file(Body::file(repo::root().join("specs/wire/files/note.txt")))
            },
            "PUT /send/file\ncontent-type: image/png\n\nA note.\n",
        ),
        row(
            "a file that is not there as the body",
            "body bytes, files",
            |c: Client| c.sent().send_file(Body::file("no/such/file")),
            "",
        )
        .rejected_with(
            "sendFile: cannot read the file of the body: No such file or directory (os error 2)",
        ),
    ]
}
