//! `renkei probe`: calls the safe operations of an API, and compares the responses with the document and with targets.

mod access;
mod human;
mod idempotency;
mod json;
mod measure;
mod prometheus;
mod send;

use std::time::{Duration, Instant};

use renkei::diagnostic::Severity;
use renkei::model::Api;
use renkei::pipeline::{self, ClientProbe, Options};
use renkei::probe::{self, ProbeRequest, SkippedOperation};

use self::access::Access;
use self::measure::{Measured, Targets};
use self::send::{Prepared, Sender};
use crate::args::{self, ProbeFormat};
use crate::exit::Exit;
use crate::listing::Listing;
use crate::output;
use crate::remote::{LockMode, Session};
use crate::terminal::Terminal;

/// The measurements after a round.
struct Report<'a> {
    api: &'a Api,
    rounds: u64,
    targets: Targets,
    measured: &'a [(Prepared, Measured)],
    skipped: &'a [SkippedOperation],
}

impl Report<'_> {
    fn meets_targets(&self) -> bool {
        self.measured.iter().all(|(_, it)| it.meets(self.targets))
    }

    fn has_drift(&self) -> bool {
        self.measured.iter().any(|(_, it)| !it.differences.is_empty())
    }
}

pub(crate) fn run(args: &args::Probe, terminal: &mut Terminal) -> Exit {
    let session = match Session::open(&args.remote, &args.spec, LockMode::Update) {
        Ok(session) => session,
        Err(message) => return terminal.cannot_run(&message),
    };
    let options = Options { remote: session.remote(), ..args.config.options() };
    let loaded = match pipeline::probe(&args.spec, &options) {
        Ok(loaded) => loaded,
        Err(failure) => return terminal.failure(&failure),
    };
    if let Err(message) = session.save() {
        return terminal.cannot_run(&message);
    }
    let listed = Listing::new(0).show(&loaded.report, |it| it.severity >= Severity::Error);
    terminal.message(&listed);
    let variable = |name: &str| std::env::var(name).ok();
    let (name, base_url) = (&loaded.crate_name, args.base_url.as_deref());
    let access = match Access::read(name, base_url, variable) {
        Ok(access) => access,
        Err(message) => return terminal.cannot_run(&message),
    };
    let unused = args.values().unused(&loaded.api);
    if let Some(name) = unused.first() {
        return terminal.cannot_run(&format!("no operation has a parameter `{name}`"));
    }
    match &args.check_idempotency {
        Some(operation) => idempotency::run(args, operation, (&loaded, &access), terminal),
        None => rounds(args, &loaded, &access, terminal),
    }
}

/// Returns what a request needs to be sent, or the request's id and why it cannot be sent.
fn prepare(
    loaded: &ClientProbe,
    access: &Access,
    request: ProbeRequest,
) -> Result<Prepared, (String, String)> {
    let prepared = access.server(&request, loaded.base_url.as_deref()).and_then(|server| {
        let credentials = access.credentials(&loaded.api, &request, &server)?;
        Ok((server, credentials))
    });
    match prepared {
        Ok((server, credentials)) => Ok(Prepared { request, server, credentials }),
        Err(reason) => Err((request.id, reason)),
    }
}

/// Calls each operation once a round, and reports after each round, or after the last one without a schedule.
fn rounds(
    args: &args::Probe,
    loaded: &ClientProbe,
    access: &Access,
    terminal: &mut Terminal,
) -> Exit {
    let api = &loaded.api;
    let plan = probe::plan(api, &args.values(), &args.operations);
    let mut skipped = plan.skipped;
    let mut measured = Vec::new();
    for request in plan.requests {
        match prepare(loaded, access, request) {
            Ok(prepared) => measured.push((prepared, Measured::default())),
            Err((id, reason)) => skipped.push(SkippedOperation { id, reason }),
        }
    }
    if measured.is_empty() {
        let reasons = skipped.iter().map(|it| format!("\n  {}: {}", it.id, it.reason));
        let reasons: String = reasons.collect();
        return terminal.cannot_run(&format!("no operation can be called{reasons}"));
    }
    let targets = Targets {
        p95: args.p95.or(loaded.p95.map(Duration::from_millis)),
        error_rate: args.errors.or(loaded.error_rate).unwrap_or(0.0),
    };
    let sender = Sender::new(args.timeout);
    let most = args.count.or(if args.every.is_some() { None } else { Some(1) });
    let (mut round, mut due) = (0, Instant::now());
    loop {
        round += 1;
        for (prepared, of) in &mut measured {
            let (duration, result) = sender.send(prepared, None);
            of.record(api, prepared, duration, result);
        }
        let report = Report { api, rounds: round, targets, measured: &measured, skipped: &skipped };
        let is_last = most.is_some_and(|most| round >= most);
        if is_last || args.every.is_some() {
            let written = output::write(&text(args.format, &report), args.out.as_deref(), terminal);
            if is_last || written != Exit::Success || terminal.is_closed() {
                return written.max(exit(args, &report));
            }
        }
        if let Some(every) = args.every {
            due += every;
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
        }
    }
}

fn text(format: ProbeFormat, report: &Report<'_>) -> String {
    match format {
        ProbeFormat::Human => human::text(report),
        ProbeFormat::Json => json::text(report),
        ProbeFormat::Prometheus => prometheus::text(report),
    }
}

fn exit(args: &args::Probe, report: &Report<'_>) -> Exit {
    let has_drift = args.fail_on_drift && report.has_drift();
    if report.meets_targets() && !has_drift { Exit::Success } else { Exit::Problems }
}
