//! Rounds on a schedule: when they begin, which of their calls count, and what the files of their reports say.

use std::fs;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde_json::Value;

use crate::scripted::Scripted;
use crate::server::Server;
use crate::{folder, probe, probe_in};

/// A server of which the requests `failing` fail. Only `health` is called, which has no body.
fn failing(failing: impl Fn(usize) -> bool + Clone + Send + Sync + 'static) -> Scripted {
    Scripted::start(move |number| {
        let status = if failing(number) { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
        (Duration::ZERO, status.into_response())
    })
}

/// The reports of a schedule that calls `health`, and the exit code.
fn health(server: &Scripted, arguments: &str) -> (Vec<Value>, i32) {
    let run = probe(&server.url, &format!("--operation health --format json {arguments}"));
    let reports = run.stdout.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    (reports, run.code)
}

#[test]
fn a_failure_misses_the_targets_until_it_leaves_the_window() {
    let server = failing(|number| number == 0);
    let (reports, code) = health(&server, "--every 20ms --count 40 --window 200ms");
    let meets: Vec<_> = reports.iter().map(|it| it["meetsTargets"].as_bool().unwrap()).collect();
    assert_eq!((meets.first(), meets.last(), code), (Some(&false), Some(&true), 0));
    let last = &reports.last().unwrap()["operations"][0];
    assert_eq!((&last["calls"], &last["errors"][0]["count"]), (&40.into(), &1.into()));
    assert_eq!(last["errorRate"], 0.0);
    assert!(last["windowCalls"].as_u64().unwrap() <= 12, "{last}");
    assert_eq!(reports[0]["windowMs"], 200.0);

    // All calls count without a schedule, and in a window that is as long as the run.
    for (schedule, window) in [("", Value::Null), ("--every 1ms", 3_600_000.0.into())] {
        let server = failing(|number| number == 0);
        let (reports, code) = health(&server, &format!("--count 30 {schedule}"));
        let last = reports.last().unwrap();
        assert_eq!((code, &last["windowMs"]), (1, &window), "{last}");
        assert_eq!(last["operations"][0]["windowCalls"], 30);
    }
}

#[test]
fn an_outage_misses_the_targets_however_long_all_was_well() {
    let server = failing(|number| number >= 60);
    let (reports, code) = health(&server, "--every 10ms --count 80 --window 100ms --errors 50%");
    let last = reports.last().unwrap();
    assert_eq!((&last["operations"][0]["errorRate"], code), (&1.0.into(), 1), "{last}");
    assert_eq!(reports[59]["meetsTargets"], true);
}

#[test]
fn drift_counts_as_long_as_its_call() {
    let server = Scripted::start(|number| {
        let sunset = if number == 0 { [("sunset", "soon")] } else { [("x", "x")] };
        (Duration::ZERO, sunset.into_response())
    });
    let (reports, code) = health(&server, "--every 20ms --count 20 --window 100ms --fail-on-drift");
    assert_eq!(reports[19]["operations"][0]["differences"][0]["count"], 1);
    assert_eq!(code, 0, "the window has no difference");
    let (_, code) = health(&failing(|_| false), "--every 1ms --count 3 --fail-on-drift");
    assert_eq!(code, 0);
}

#[test]
fn rounds_that_were_due_in_a_slow_one_are_left_out() {
    let server = Scripted::start(|number| {
        let wait = if number == 0 { 900 } else { 0 };
        (Duration::from_millis(wait), StatusCode::OK.into_response())
    });
    assert_eq!(health(&server, "--every 200ms --count 4").1, 0);
    let arrivals = server.arrivals();
    // Rounds are due after 1000, 1200 and 1400 ms, and not all at once after the slow one.
    let took = arrivals[3].at - arrivals[0].at;
    assert!(took >= Duration::from_millis(1200), "{took:?}");
}

#[test]
fn a_report_is_replaced_whole() {
    let folder = folder("{}");
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| fs::read_to_string(at(name)).unwrap();
    fs::write(at("orders.prom"), "earlier").unwrap();
    // A second name for the file that a collector may have opened.
    fs::hard_link(at("orders.prom"), at("opened.prom")).unwrap();
    let server = failing(|_| false);
    let arguments = "--operation health --format prometheus --out orders.prom";
    assert_eq!(probe_in(&folder, &server.url, arguments).code, 0);
    assert_eq!(text("opened.prom"), "earlier", "a reader sees the report that it has opened");
    assert!(text("orders.prom").ends_with("renkei_probe_meets_targets{operation=\"health\"} 1\n"));
    let names = fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name());
    let left: Vec<_> = names.filter(|it| it.to_string_lossy().contains("tmp")).collect();
    assert!(left.is_empty(), "{left:?}");

    let run = probe_in(&folder, &server.url, "--operation health --out none/orders.prom");
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("cannot write none/orders.prom"), "{}", run.stderr);
}

#[test]
fn a_schedule_reports_each_round() {
    let server = Server::start();
    let url = format!("{}/good", server.url);
    let run = probe(&url, "--every 20ms --count 3 --format json");
    let rounds = run.stdout.lines().map(|it| serde_json::from_str::<Value>(it).unwrap());
    assert_eq!(rounds.map(|it| it["rounds"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2, 3]);

    let folder = folder("{}");
    let drift = format!("{}/drift", server.url);
    let arguments = "--every 10ms --count 2 --format prometheus --out orders.prom";
    assert_eq!(probe_in(&folder, &drift, arguments).code, 0);
    let text = fs::read_to_string(folder.path().join("orders.prom")).unwrap();
    for line in [
        "# TYPE renkei_probe_duration_seconds summary",
        "renkei_probe_duration_seconds_count{operation=\"listOrders\"} 2",
        "renkei_probe_drift_total{operation=\"listOrders\",drift=\"unknown_field\"} 2",
        "renkei_probe_errors_total{operation=\"listOrders\"} 0",
        "renkei_probe_meets_targets{operation=\"health\"} 1",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
}
