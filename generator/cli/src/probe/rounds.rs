//! The rounds of a probe: each calls every operation once.

use std::time::Duration;

use renkei::pipeline::ClientProbe;
use renkei::probe::{self, ProbeRequest, SkippedOperation};

use super::access::{Access, Refusal};
use super::measure::{Measured, Targets};
use super::schedule::Schedule;
use super::send::{Prepared, Sender};
use super::skipped::{self, Skipped};
use super::{Report, human, json, prometheus};
use crate::args::{self, ProbeFormat};
use crate::exit::Exit;
use crate::output;
use crate::terminal::Terminal;

/// How long a call of a schedule counts for the targets.
const WINDOW: Duration = Duration::from_secs(3600);

/// Calls the operations round by round. Reports after each round, or after the last one without a schedule.
pub(super) fn run(
    args: &args::Probe,
    loaded: &ClientProbe,
    access: &Access,
    terminal: &mut Terminal,
) -> Exit {
    let (prepared, skipped) = match operations(args, loaded, access) {
        Ok(operations) => operations,
        Err(message) => return terminal.cannot_run(&message),
    };
    let window = args.every.map(|_| args.window.unwrap_or(WINDOW));
    let targets = Targets {
        p95: args.p95.or(loaded.p95.map(Duration::from_millis)),
        error_rate: args.errors.or(loaded.error_rate).unwrap_or(0.0),
    };
    let measured = prepared.into_iter().map(|it| (it, Measured::new(window))).collect();
    let mut report =
        Report { api: &loaded.api, rounds: 0, window, targets, measured, skipped: &skipped };
    if report.measured.is_empty() {
        return nothing_to_call(args, &report, terminal);
    }
    skipped::report_failures(&skipped, terminal);
    let sender = Sender::new(args.timeout);
    let most = args.count.or(if args.every.is_some() { None } else { Some(1) });
    let mut schedule = args.every.map(Schedule::new);
    loop {
        call_all(&sender, &mut report);
        let is_last = most.is_some_and(|most| report.rounds >= most);
        if is_last || schedule.is_some() {
            let written = write(args, &report, terminal);
            if is_last || written != Exit::Success || terminal.is_closed() {
                return written.max(exit(args, &report));
            }
        }
        if let Some(schedule) = &mut schedule {
            schedule.wait();
        }
    }
}

/// Returns the operations that can be called, and the others.
fn operations(
    args: &args::Probe,
    loaded: &ClientProbe,
    access: &Access,
) -> Result<(Vec<Prepared>, Vec<Skipped>), String> {
    let plan = probe::plan(&loaded.api, &args.values(), &args.operations)?;
    let (mut prepared, mut skipped) = (Vec::new(), plan.skipped);
    for request in plan.requests {
        let id = request.id.clone();
        match prepare(loaded, access, request) {
            Ok(it) => prepared.push(it),
            Err(Refusal { kind, reason }) => skipped.push(SkippedOperation { id, kind, reason }),
        }
    }
    Ok((prepared, skipped.into_iter().map(|it| Skipped::new(args, it)).collect()))
}

/// Returns what a request needs to be sent, or why it cannot be sent.
pub(super) fn prepare(
    loaded: &ClientProbe,
    access: &Access,
    request: ProbeRequest,
) -> Result<Prepared, Refusal> {
    let server = access.server(&request, loaded.base_url.as_deref())?;
    let credentials = access.credentials(&loaded.api, &request, &server)?;
    Ok(Prepared { request, server, credentials })
}

/// A report of an earlier run must not remain, because it may say that all is well.
fn nothing_to_call(args: &args::Probe, report: &Report<'_>, terminal: &mut Terminal) -> Exit {
    if args.out.is_some() {
        write(args, report, terminal);
    }
    let reason = |it: &Skipped| format!("\n  {}: {}", it.operation.id, it.operation.reason);
    let reasons: String = report.skipped.iter().map(reason).collect();
    terminal.cannot_run(&format!("no operation can be called{reasons}"))
}

fn call_all(sender: &Sender, report: &mut Report<'_>) {
    report.rounds += 1;
    for (prepared, of) in &mut report.measured {
        let (duration, result) = sender.send(prepared, None);
        of.record(report.api, prepared, duration, result);
    }
}

fn write(args: &args::Probe, report: &Report<'_>, terminal: &mut Terminal) -> Exit {
    let text = match args.format {
        ProbeFormat::Human => human::text(report),
        ProbeFormat::Json => json::text(report),
        ProbeFormat::Prometheus => prometheus::text(report),
    };
    output::write(&text, args.out.as_deref(), terminal)
}

fn exit(args: &args::Probe, report: &Report<'_>) -> Exit {
    let has_drift = args.fail_on_drift && report.has_drift();
    if report.meets_targets() && !has_drift { Exit::Success } else { Exit::Problems }
}
