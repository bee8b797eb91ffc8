//! Calls every operation of a generated client through a server that fails by a seed: a lost response, a reset, 429, 500, a
//! slow response, a truncated one.
//!
//! Takes a document and its generated crate; returns how many calls recovered, and every call that is not told as the log of
//! the server has it, or that took effect twice.

mod fault;
mod judge;
mod server;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use fastrand::Rng;
use renkei::plan::Decoder;

use self::fault::Script;
use self::judge::Facts;
use self::server::Server;
use super::call::Maker;
use super::program::{self, Entry};
use super::server::Response;
use super::session::{Mode, Reply, Session};
use super::spec::Operation;
use super::value::Pass;
use super::view::{Direction, View};
use super::{Subject, responses};

/// Methods that may be repeated (RFC 9110 section 9.2.2, RFC 10008 section 2).
const IDEMPOTENT: [&str; 7] = ["GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PUT", "DELETE"];

/// No call takes longer: the deadline of a client by default, and a second for a busy machine.
const LONGEST: Duration = Duration::from_secs(11);

/// How long requests that are under way may still take to come.
const REST: Duration = Duration::from_millis(500);

/// The results of a document's operations.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many operations were called.
    pub operations: usize,
    /// How many calls were made.
    pub calls: usize,
    /// How many requests the server saw.
    pub requests: usize,
    /// How many calls with faults had to succeed, because their operation may be repeated, or because no fault had an effect.
    pub repeatable: usize,
    /// How many of these succeeded.
    pub recovered: usize,
    /// The calls with faults that must not be repeated, by what their errors say of the effect.
    pub effects: BTreeMap<String, usize>,
    /// How long the calls took.
    pub elapsed: Duration,
    /// Everything that is wrong.
    pub violations: Vec<String>,
}

impl Outcome {
    /// Adds the results of another document.
    pub fn add(&mut self, other: &Self) {
        self.operations += other.operations;
        self.calls += other.calls;
        self.requests += other.requests;
        self.repeatable += other.repeatable;
        self.recovered += other.recovered;
        self.elapsed += other.elapsed;
        for (effect, count) in &other.effects {
            *self.effects.entry(effect.clone()).or_default() += count;
        }
        self.violations.extend(other.violations.iter().cloned());
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let effects: Vec<String> =
            self.effects.iter().map(|(effect, count)| format!("{effect} {count}")).collect();
        write!(
            f,
            "{} operations, {} calls, {} requests; {} of {} calls that may be repeated recovered; others: {}; \
             {} violations; {:.0} s",
            self.operations,
            self.calls,
            self.requests,
            self.recovered,
            self.repeatable,
            if effects.is_empty() { "none".to_owned() } else { effects.join(", ") },
            self.violations.len(),
            self.elapsed.as_secs_f64()
        )
    }
}

/// Calls every operation of the crate generated from a document with [`CONFIG`](super::CONFIG), with faults by a seed;
/// `scratch` is a folder for temporary files.
///
/// # Errors
///
/// The text explains why no operation could be called.
pub fn of(spec: &Path, client: &Path, scratch: &Path, seed: u64) -> Result<Outcome, String> {
    let subject = Subject::read(spec, scratch)?;
    let entries = program::entries(&subject.plan);
    let program = subject.program(&entries, client, scratch)?;
    let server = Server::start();
    let (requests, responses) =
        (subject.view(Direction::Request), subject.view(Direction::Response));
    let mut drill = Drill {
        maker: Maker { view: &requests, schemes: &subject.schemes },
        responses: &responses,
        session: Session::start(&program, server.url(), Mode::Retrying)?,
        server,
        random: Rng::with_seed(seed),
        calls: Vec::new(),
    };
    let started = Instant::now();
    let by_place = subject.by_place();
    let mut operations = 0;
    for (number, entry) in entries.iter().enumerate().filter(|(_, it)| it.is_main()) {
        let place = (entry.operation.http_method.as_str(), entry.operation.path.as_str());
        if let Some(operation) = by_place.get(&place) {
            operations += usize::from(drill.operation(number, entry, operation)?);
        }
    }
    let elapsed = started.elapsed();
    std::thread::sleep(REST);
    let mut outcome = Outcome { operations, elapsed, ..Outcome::default() };
    for call in &drill.calls {
        call.judge(&drill.server, &mut outcome);
    }
    Ok(outcome)
}

/// A call that was made.
struct Called {
    /// Its number on the server.
    number: usize,
    /// The operation and the method, for messages.
    name: String,
    script: Script,
    facts: Facts,
    reply: Reply,
    took: Duration,
}

impl Called {
    fn judge(&self, server: &Server, outcome: &mut Outcome) {
        let log = server.log(self.number);
        outcome.calls += 1;
        outcome.requests += log.len();
        let mut wrong = judge::violations(self.facts, &self.script, &self.reply, &log);
        if self.took > LONGEST {
            wrong.push(format!("takes {:.1} s ({})", self.took.as_secs_f64(), self.script));
        }
        outcome.violations.extend(wrong.iter().map(|it| format!("{}: {it}", self.name)));
        if self.script == Script::default() {
            return;
        }
        if self.facts.recovers(&self.script) {
            outcome.repeatable += 1;
            outcome.recovered += usize::from(self.reply.word == "ok");
        } else if self.reply.word == "err" {
            *outcome.effects.entry(self.reply.effect.clone()).or_default() += 1;
        }
    }
}

struct Drill<'a> {
    maker: Maker<'a>,
    responses: &'a View,
    session: Session,
    server: Server,
    random: Rng,
    calls: Vec<Called>,
}

impl<'a> Drill<'a> {
    /// Calls an operation with each script; `false` where no valid call could be made.
    fn operation(
        &mut self,
        number: usize,
        entry: &Entry<'_>,
        operation: &'a Operation,
    ) -> Result<bool, String> {
        let call = self.maker.call(entry, operation, Pass::new(false, 0));
        let Ok(call) = call.or_else(|_| self.maker.call(entry, operation, Pass::new(true, 0)))
        else {
            return Ok(false);
        };
        let response = success(operation, self.responses);
        let item = entry.operation;
        let declared = |header: &&str| {
            operation.parameters.iter().any(|it| it.name.eq_ignore_ascii_case(header))
        };
        let key_header = item.idempotency_header.as_deref();
        let mut facts = Facts {
            idempotent: IDEMPOTENT.contains(&operation.method.as_str()),
            keyed: key_header.filter(declared).is_some(),
            streams: matches!(item.response.decoder, Decoder::Stream),
            succeeds: false,
        };
        let name = format!("{} {} by {}", operation.method, operation.path, entry.shown());
        for script in Script::all(&mut self.random) {
            let at = self.calls.len() + 1;
            let key_header = key_header.or(Some("idempotency-key"));
            self.server.prepare(at, script.clone(), response.clone(), key_header);
            let started = Instant::now();
            let reply = self.session.call(&format!("{number}\t{}", call.line))?;
            let took = started.elapsed();
            if script == Script::default() {
                facts.succeeds = reply.word == "ok";
            }
            let name = name.clone();
            self.calls.push(Called { number: at, name, script, facts, reply, took });
        }
        Ok(true)
    }
}

/// The declared success of an operation, with a body if it is JSON.
fn success(operation: &Operation, view: &View) -> Response {
    let good = |it: &responses::Case<'_>| (200..300).contains(&it.status);
    for case in responses::cases(operation).iter().filter(|it| good(it)) {
        let made = case.schema().map(|it| view.make(it, Pass::new(true, 0)));
        match made {
            None => return case.response(&serde_json::json!({ "any": [1, null, "é"] })),
            Some(Ok(made)) => return case.response(&made.value),
            Some(Err(_)) => {}
        }
    }
    let declared = operation.responses.iter().find(|it| it.status.starts_with('2'));
    let status = declared.and_then(|it| it.status.parse().ok()).unwrap_or(200);
    let media = declared.and_then(|it| it.media.first()).map(|it| it.name.clone());
    Response { status, content_type: media, body: Vec::new() }
}
