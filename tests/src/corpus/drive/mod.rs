//! Calls every operation of a generated client: checks what it sends, and how it reads each declared response.
//!
//! Takes a document and its generated crate; returns how many requests matched the document, how many responses were
//! read without loss, and all mismatches. The expected request comes from the document alone; the client supplies only the
//! names of its methods and arguments.

mod body;
mod call;
pub mod drill;
mod multipart;
mod percent;
mod pointer;
mod program;
mod request;
mod responses;
mod server;
mod session;
mod spec;
mod style;
mod value;
mod view;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use renkei::pipeline::{self, Notation, Options};
use renkei::plan::Crate;
use serde_json::{Value, json};

use call::{Call, Maker, NoCall};
use program::Entry;
use server::{Raw, Response, Server};
use session::{Mode, Program, Reply, Session};
use spec::{Operation, Scheme};
use value::Pass;
use view::{Direction, View};

/// The configuration of the client. By default, types that are only read do not distinguish null from absent, so that no
/// response with a null that may be absent would come back as it was.
pub const CONFIG: &str = "client: {maybe: all}\n";

/// How many members of a union are tried by turns.
const MAX_TURNS: usize = 6;

/// How much of a mismatch is shown.
const MAX_FAULT: usize = 500;

/// The results of a document's operations.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many operations the document has.
    pub operations: usize,
    /// How many of them were called.
    pub called: usize,
    /// How many requests came to the server.
    pub requests: usize,
    /// How many of them were as the document says.
    pub valid: usize,
    /// How many responses the server gave.
    pub responses: usize,
    /// How many of them were read without loss.
    pub read: usize,
    /// How many bodies were not validated, by reason; they count as valid.
    pub unvalidated: BTreeMap<String, usize>,
    /// How many requests and responses no valid value was made for, by cause.
    pub missing_values: BTreeMap<String, usize>,
    /// How long compiling the client and the program took.
    pub compiled: Duration,
    /// How long making and judging took.
    pub driven: Duration,
    /// All mismatches.
    pub mismatches: Vec<String>,
}

impl Outcome {
    /// Adds the results of another document.
    pub fn add(&mut self, other: &Self) {
        self.operations += other.operations;
        self.called += other.called;
        self.requests += other.requests;
        self.valid += other.valid;
        self.responses += other.responses;
        self.read += other.read;
        self.compiled += other.compiled;
        self.driven += other.driven;
        for (all, own) in [
            (&mut self.unvalidated, &other.unvalidated),
            (&mut self.missing_values, &other.missing_values),
        ] {
            for (cause, count) in own {
                *all.entry(cause.clone()).or_default() += count;
            }
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unvalidated: usize = self.unvalidated.values().sum();
        let missing_values: usize = self.missing_values.values().sum();
        write!(
            f,
            "{} of {} operations called; {} of {} requests valid; {} of {} responses read without loss; \
             {unvalidated} bodies not judged; {missing_values} values not made; compiled in {:.0} s, driven in {:.0} s",
            self.called,
            self.operations,
            self.valid,
            self.requests,
            self.read,
            self.responses,
            self.compiled.as_secs_f64(),
            self.driven.as_secs_f64()
        )?;
        self.unvalidated
            .iter()
            .try_for_each(|(why, count)| write!(f, "\n{count:>8} not judged: {why}"))
    }
}

/// Calls every operation of the crate generated from a document with [`CONFIG`]; `scratch` is a folder for temporary files.
///
/// # Errors
///
/// The text explains why no operation could be called.
pub fn of(spec: &Path, client: &Path, scratch: &Path) -> Result<Outcome, String> {
    let subject = Subject::read(spec, scratch)?;
    let entries = program::entries(&subject.plan);
    let program = subject.program(&entries, client, scratch)?;
    let started = Instant::now();
    let (requests, responses) =
        (subject.view(Direction::Request), subject.view(Direction::Response));
    let server = Server::start();
    let mut driver = Driver {
        requests: &requests,
        responses: &responses,
        schemes: &subject.schemes,
        session: Session::start(&program, server.url(), Mode::Once)?,
        server,
        outcome: Outcome {
            operations: subject.operations.len(),
            compiled: program.compiled,
            ..Outcome::default()
        },
        called: BTreeSet::new(),
    };
    driver.all(&entries, &subject.operations)?;
    let mut outcome = driver.outcome;
    outcome.called = driver.called.len();
    outcome.driven = started.elapsed();
    Ok(outcome)
}

/// A document, as it stands and as it is planned.
struct Subject {
    document: Value,
    plan: Crate,
    operations: Vec<Operation>,
    schemes: BTreeMap<String, Scheme>,
}

impl Subject {
    /// Reads a document, which becomes one file in `scratch`.
    fn read(spec: &Path, scratch: &Path) -> Result<Self, String> {
        let bundled = pipeline::bundle(spec, Notation::Json, &Options::default());
        let text = bundled.map_err(|it| it.to_string())?.text;
        let file = scratch.join("driven.json");
        std::fs::write(&file, &text).map_err(|it| it.to_string())?;
        let options = Options { config_text: Some(CONFIG.to_owned()), ..Options::default() };
        let plan = pipeline::planned(&file, &options).map_err(|it| it.to_string())?.plan;
        let mut document: Value = serde_json::from_str(&text).map_err(|it| it.to_string())?;
        let operations = spec::operations(&mut document);
        let schemes = spec::schemes(&document);
        Ok(Self { document, plan, operations, schemes })
    }

    /// Compiles the program that calls the client.
    fn program(
        &self,
        entries: &[Entry<'_>],
        client: &Path,
        scratch: &Path,
    ) -> Result<Program, String> {
        session::build(client, &package(client), &program::source(entries), scratch)
    }

    fn view(&self, direction: Direction) -> View {
        let version = self.document.get("openapi").and_then(Value::as_str).unwrap_or_default();
        let is_modern = !version.is_empty() && !version.starts_with("3.0");
        View::new(&self.document, is_modern, direction)
    }

    /// The operations by method and path.
    fn by_place(&self) -> HashMap<(&str, &str), &Operation> {
        self.operations.iter().map(|it| (key(it), it)).collect()
    }
}

/// The name of the client's package.
fn package(client: &Path) -> String {
    let manifest = std::fs::read_to_string(client.join("Cargo.toml")).unwrap_or_default();
    let name = manifest.lines().find_map(|it| it.strip_prefix("name = "));
    name.unwrap_or_default().trim_matches('"').to_owned()
}

struct Driver<'a> {
    requests: &'a View,
    responses: &'a View,
    schemes: &'a BTreeMap<String, Scheme>,
    session: Session,
    server: Server,
    outcome: Outcome,
    called: BTreeSet<(&'a str, &'a str)>,
}

impl<'a> Driver<'a> {
    fn all(&mut self, entries: &[Entry<'_>], operations: &'a [Operation]) -> Result<(), String> {
        let by_place: HashMap<(&str, &str), &'a Operation> =
            operations.iter().map(|it| ((it.method.as_str(), it.path.as_str()), it)).collect();
        for (number, entry) in entries.iter().enumerate() {
            let item = entry.operation;
            match by_place.get(&(item.http_method.as_str(), item.path.as_str())) {
                Some(operation) => self.entry(number, entry, operation)?,
                None => self.mismatch(entry, "the document has no such operation".to_owned()),
            }
        }
        let missing = operations.iter().filter(|it| !self.called.contains(&key(it)));
        for operation in missing.collect::<Vec<_>>() {
            let text = format!("{} {}: not called", operation.method, operation.path);
            self.outcome.mismatches.push(text);
        }
        Ok(())
    }

    fn mismatch(&mut self, entry: &Entry<'_>, what: String) {
        let item = entry.operation;
        let mut text =
            format!("{} {} by {}: {what}", item.http_method.as_str(), item.path, entry.shown());
        if text.len() > MAX_FAULT {
            text = text.chars().take(MAX_FAULT).chain(['…']).collect();
        }
        if !self.outcome.mismatches.contains(&text) {
            self.outcome.mismatches.push(text);
        }
    }

    fn unvalidated(&mut self, why: Option<String>) {
        if let Some(why) = why {
            *self.outcome.unvalidated.entry(why).or_default() += 1;
        }
    }

    fn missing_values(&mut self, entry: &Entry<'_>, what: &str) {
        let cause = what.split(": ").next().unwrap_or_default().to_owned();
        *self.outcome.missing_values.entry(cause).or_default() += 1;
        self.mismatch(entry, format!("no valid value is made: {what}"));
    }

    fn entry(
        &mut self,
        number: usize,
        entry: &Entry<'_>,
        operation: &'a Operation,
    ) -> Result<(), String> {
        let maker = Maker { view: self.requests, schemes: self.schemes };
        let mut first: Option<Call<'a>> = None;
        let mut passes =
            vec![Pass::new(false, 0), Pass::new(true, 0), Pass::new(true, 1).with_nulls()];
        let mut at = 0;
        while let Some(pass) = passes.get(at).copied() {
            at += 1;
            match maker.call(entry, operation, pass) {
                Err(NoCall::Value(why)) => self.missing_values(entry, &why),
                Err(NoCall::Client(why)) => self.mismatch(entry, why),
                Ok(call) => {
                    self.request(number, entry, operation, &call)?;
                    if at == 2 {
                        passes.extend((1..call.arity.min(MAX_TURNS)).map(|it| Pass::new(true, it)));
                    }
                    first.get_or_insert(call);
                }
            }
        }
        let main = entry.is_main();
        if let Some(call) = first.filter(|_| main) {
            for case in responses::cases(operation) {
                self.case(number, entry, &call, &case)?;
            }
        }
        Ok(())
    }

    fn request(
        &mut self,
        number: usize,
        entry: &Entry<'_>,
        operation: &'a Operation,
        call: &Call<'a>,
    ) -> Result<(), String> {
        let none = Response { status: 418, content_type: None, body: Vec::new() };
        let (reply, sent) = self.call(number, call, none)?;
        let [raw] = sent.as_slice() else {
            let count = sent.len();
            self.mismatch(
                entry,
                format!("{count} requests are sent: {} {}", reply.word, reply.message),
            );
            return Ok(());
        };
        self.called.insert(key(operation));
        self.outcome.requests += 1;
        let schema = call.meant.body.as_ref().and_then(|it| it.media.schema.as_deref());
        self.unvalidated(schema.and_then(|it| self.requests.refusal(it)));
        let mismatches = request::mismatches(operation, &call.meant, raw, self.requests);
        self.outcome.valid += usize::from(mismatches.is_empty());
        for mismatch in mismatches {
            self.mismatch(entry, mismatch);
        }
        Ok(())
    }

    /// Makes a call that is answered with a response, and returns the requests that it sent.
    fn call(
        &mut self,
        number: usize,
        call: &Call<'_>,
        response: Response,
    ) -> Result<(Reply, Vec<Raw>), String> {
        self.server.prepare(response);
        let reply = self.session.call(&format!("{number}\t{}", call.line))?;
        Ok((reply, self.server.requests()))
    }

    fn case(
        &mut self,
        number: usize,
        entry: &Entry<'_>,
        call: &Call<'a>,
        case: &responses::Case<'_>,
    ) -> Result<(), String> {
        let mut passes =
            vec![Pass::new(false, 0), Pass::new(true, 0), Pass::new(true, 1).with_nulls()];
        let mut at = 0;
        while let Some(pass) = passes.get(at).copied() {
            at += 1;
            let value = match case.schema().map(|it| self.responses.make(it, pass)) {
                None => json!({ "any": [1, null, "é"] }),
                Some(Ok(made)) => {
                    if at == 2 {
                        passes.extend((1..made.arity.min(MAX_TURNS)).map(|it| Pass::new(true, it)));
                    }
                    made.value
                }
                Some(Err(why)) => {
                    self.missing_values(entry, &format!("a response {}: {why}", case.status));
                    continue;
                }
            };
            let (reply, _) = self.call(number, call, case.response(&value))?;
            self.outcome.responses += 1;
            self.unvalidated(case.schema().and_then(|it| self.responses.refusal(it)));
            match case.lost(&value, &reply, self.responses) {
                None => self.outcome.read += 1,
                Some(what) => self.mismatch(entry, what),
            }
        }
        Ok(())
    }
}

fn key(operation: &Operation) -> (&str, &str) {
    (&operation.method, &operation.path)
}
