//! Measures what the costliest responses cost: processor time, memory and the longest poll of a call.
//!
//! ```text
//! cargo run --release -p renkei-tests --example decode_cost
//! ```
//!
//! Each document has about 8 MiB and goes through a whole call, because the bound holds for a call: at most 0.5 s of
//! processor time on a machine of this kind. Each runs in a process of its own, so that its memory is known.

#![allow(clippy::expect_used, reason = "a tool for developers; a broken environment ends it")]

use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::process::Command;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use renkei_runtime::codegen::{self, Value};
use renkei_runtime::test::ScriptedTransport;

/// The size of a body, which is the default limit.
const SIZE: usize = 8 * 1024 * 1024;

/// The size of the rest of a body.
const ROOM: usize = SIZE - 16 * 1024;

/// How deep unions nest. The reader accepts 128 levels.
const DEPTH: usize = 120;

/// What the deepest value contains.
#[derive(Debug)]
pub struct Part {
    n: i64,
    tags: Option<Vec<String>>,
}

codegen::object!(Part { "n" => n: required, "tags" => tags: optional, });

/// A member of the unions.
#[derive(Debug)]
pub struct Left {
    child: Option<Box<Node>>,
    children: Option<Vec<Node>>,
    by_name: Option<BTreeMap<String, Node>>,
    parts: Option<Vec<Part>>,
    left: Option<i64>,
}

codegen::object!(Left {
    "child" => child: optional,
    "children" => children: optional,
    "by_name" => by_name: optional,
    "parts" => parts: optional,
    "left" => left: optional,
});

/// Another member, which fits the documents better.
#[derive(Debug)]
pub struct Right {
    child: Option<Box<Node>>,
    children: Option<Vec<Option<Node>>>,
    by_name: Option<BTreeMap<String, Node>>,
    parts: Option<Vec<Part>>,
    right: Option<i64>,
}

codegen::object!(Right {
    "child" => child: optional,
    "children" => children: optional,
    "by_name" => by_name: optional,
    "parts" => parts: optional,
    "right" => right: optional,
});

/// A member that keeps what it does not declare.
#[derive(Debug)]
pub struct Keeping {
    left: Option<i64>,
    child: Option<Value>,
    others: BTreeMap<String, Value>,
}

codegen::object!(Keeping { "left" => left: optional, "child" => child: optional, .. keep => others, });

/// A union whose best member is chosen.
#[derive(Debug)]
pub enum Node {
    /// A member.
    Left(Left),
    /// A member.
    Right(Right),
    /// A member.
    Keeping(Keeping),
    /// Any other value.
    Unknown(Value),
}

codegen::best_of!(Node { Left, Right, Keeping, .. _ => Unknown });

/// A union that compares what its members skip.
#[derive(Debug)]
pub enum Several {
    /// A member.
    First(First),
    /// A member.
    Second(Second),
    /// Any other value.
    Unknown(Value),
}

codegen::any_of!(Several { First, Second, .. _ => Unknown });

/// A member of [`Several`].
#[derive(Debug)]
pub struct First {
    child: Option<Box<Several>>,
    left: Option<i64>,
}

codegen::object!(First { "child" => child: optional, "left" => left: optional, });

/// A member of [`Several`].
#[derive(Debug)]
pub struct Second {
    child: Option<Box<Several>>,
    right: Option<i64>,
}

codegen::object!(Second { "child" => child: optional, "right" => right: optional, });

/// A union whose members a tag names.
#[derive(Debug)]
pub enum Tagged {
    /// A member.
    Branch(Branch),
    /// Any other value.
    Unknown(Value),
}

codegen::one_of!(Tagged { Branch, Unknown });
codegen::tagged!(Tagged by "kind" { "branch" => Branch, _ => Unknown, });

/// A member of [`Tagged`].
#[derive(Debug)]
pub struct Branch {
    child: Option<Box<Tagged>>,
    parts: Option<Vec<Part>>,
}

codegen::object!(Branch { "child" => child: optional, "parts" => parts: optional, });

/// Repeats a text up to a size.
fn fill(text: &str, size: usize) -> String {
    let mut all = text.repeat(size / text.len());
    if all.ends_with(',') {
        all.pop();
    }
    all
}

/// Nests a value between two texts.
fn nest(depth: usize, open: &str, innermost: &str, close: &str) -> String {
    format!("{}{innermost}{}", open.repeat(depth), close.repeat(depth))
}

/// A document: its name, the type, and the text.
type Document = (&'static str, Type, fn() -> String);

const LIST: &str = r#"{"n":12,"tags":["abc","de"]},"#;

/// A value with many parts.
fn large(properties: &str) -> String {
    format!("{{{properties}\"parts\":[{}]}}", fill(LIST, ROOM))
}

/// A value with many properties that no type declares.
fn undeclared() -> String {
    format!("{{{}}}", fill(r#""x":0,"#, ROOM))
}

const DOCUMENTS: &[Document] = &[
    ("list, no union", Type::Parts, || format!("[{}]", fill(LIST, SIZE))),
    ("any value", Type::Value, || format!("[{}]", fill(LIST, SIZE))),
    ("list of unions", Type::Nodes, || {
        format!("[{}]", fill(r#"{"right":7,"child":{"left":1}},"#, SIZE))
    }),
    ("list of empty unions", Type::Nodes, || format!("[{}]", fill("{},", SIZE))),
    ("nested, large end", Type::Node, || {
        nest(DEPTH, r#"{"right":1,"child":"#, &large(r#""right":7,"#), "}")
    }),
    ("nested, large levels", Type::Node, || {
        let level = format!("{{\"parts\":[{}],\"right\":1,\"child\":", fill(LIST, ROOM / DEPTH));
        nest(DEPTH, &level, "{}", "}")
    }),
    ("nested, names at the end", Type::Node, || {
        nest(DEPTH, r#"{"child":"#, &large(""), r#","right":1}"#)
    }),
    ("nested, wrong at the end", Type::Node, || {
        nest(DEPTH, r#"{"child":"#, &large(""), r#","left":"","right":""}"#)
    }),
    ("nested, empty lists", Type::Node, || {
        let innermost = format!("{{\"right\":7,\"children\":[{}]}}", fill("[],", ROOM));
        nest(DEPTH, r#"{"right":1,"child":"#, &innermost, "}")
    }),
    ("nested, undeclared", Type::Node, || {
        nest(DEPTH, r#"{"right":1,"child":"#, &undeclared(), "}")
    }),
    ("nested lists", Type::Node, || {
        nest(DEPTH / 2, r#"{"right":1,"children":["#, &large(r#""right":7,"#), "]}")
    }),
    ("nested maps", Type::Node, || {
        nest(DEPTH / 2, r#"{"right":1,"by_name":{"k":"#, &large(r#""right":7,"#), "}}")
    }),
    ("nested, compared", Type::Several, || {
        nest(DEPTH, r#"{"right":1,"child":"#, &undeclared(), "}")
    }),
    ("tag at the start", Type::Tagged, || {
        nest(DEPTH, r#"{"kind":"branch","child":"#, &large(r#""kind":"branch","#), "}")
    }),
    ("tag at the end", Type::Tagged, || {
        nest(DEPTH, r#"{"child":"#, &large(r#""kind":"branch","#), r#","kind":"branch"}"#)
    }),
];

/// What a document is decoded as.
#[derive(Clone, Copy)]
enum Type {
    Parts,
    Value,
    Nodes,
    Node,
    Several,
    Tagged,
}

static GET: codegen::Operation = codegen::Operation {
    id: "get",
    path: "/",
    accept: "application/json",
    repeatable: true,
    ..codegen::Operation::GET
};

#[derive(Clone, Debug)]
struct Client(codegen::Core);

impl codegen::FromCore for Client {
    const DEFAULTS: codegen::Defaults = codegen::Defaults::NEW;

    fn from_core(core: codegen::Core) -> Self {
        Self(core)
    }
}

fn main() {
    let argument = std::env::args().nth(1);
    let Some(index) = argument.and_then(|it| it.parse::<usize>().ok()) else { return compare() };
    if let Some((name, ty, text)) = DOCUMENTS.get(index) {
        let text = text();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a runtime");
        runtime.block_on(async {
            match ty {
                Type::Parts => measure(name, text, codegen::json::<Vec<Part>>).await,
                Type::Value => measure(name, text, codegen::json::<Value>).await,
                Type::Nodes => measure(name, text, codegen::json::<Vec<Node>>).await,
                Type::Node => measure(name, text, codegen::json::<Node>).await,
                Type::Several => measure(name, text, codegen::json::<Several>).await,
                Type::Tagged => measure(name, text, codegen::json::<Tagged>).await,
            }
        });
    }
}

fn compare() {
    let program = std::env::current_exe().expect("this program has a path");
    println!(
        "{:<26} {:>8} {:>8} {:>9} {:>11}  result",
        "document", "MiB", "CPU s", "MiB RAM", "longest ms"
    );
    for index in 0..DOCUMENTS.len() {
        let status = Command::new(&program).arg(index.to_string()).status().expect("it runs");
        assert!(status.success(), "document {index} ends the program");
    }
}

/// The processor time of this process, and its largest size in memory.
fn usage() -> (Duration, u64) {
    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("a system with resource usage");
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    let kibibytes = u64::try_from(usage.max_rss()).unwrap_or_default();
    (Duration::from_micros(u64::try_from(micros).unwrap_or_default()), kibibytes)
}

async fn measure<T: Send + 'static>(
    name: &str,
    text: String,
    decode: fn(&codegen::RawResponse) -> Result<T, codegen::DecodeError>,
) {
    let size = text.len();
    let transport = ScriptedTransport::new().json(200, text);
    let client: Client = codegen::ClientBuilder::new()
        .base_url("http://localhost")
        .transport(transport)
        .build()
        .expect("a client can be built");
    let (cpu_before, memory_before) = usage();
    let call = codegen::Call::new(&client.0, &GET);
    let mut call = pin!(call.send(codegen::Decode { ok: decode, err: codegen::no_error }));
    let mut longest = Duration::ZERO;
    let result = poll_fn(|context| {
        let start = Instant::now();
        let state = call.as_mut().poll(context);
        longest = longest.max(start.elapsed());
        state
    })
    .await;
    let (cpu, memory) = usage();
    let mebibytes = |bytes: usize| bytes as f64 / f64::from(1 << 20);
    println!(
        "{name:<26} {:>8.1} {:>8.3} {:>9} {:>11.1}  {}",
        mebibytes(size),
        (cpu - cpu_before).as_secs_f64(),
        (memory - memory_before) / 1024,
        longest.as_secs_f64() * 1000.0,
        result.err().map_or_else(|| "ok".to_owned(), |it| it.to_string()),
    );
}
