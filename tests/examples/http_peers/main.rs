//! Compares a client of renkei, with limits, retries and metrics, with other HTTP clients of five languages: the same requests
//! to nginx on loopback, in one run, over HTTP/1.1 and then over HTTP/2 with TLS.
//!
//! ```text
//! cargo run --release -p renkei-tests --features http-peers --example http_peers -- [FOLDER] [RUNS] [REQUESTS] [PLOT]
//! ```
//!
//! It needs nginx, and takes what there is of Go, npm and Python; what it installs is kept in FOLDER (by default
//! `target/http_peers`). There are 100 callers with kept connections. Each client makes the calls RUNS times (by default 5), in
//! turns with the others, and up to 15 times if they take less than 3 s together; those in Rust have one thread, since nginx has
//! the other core. The table has medians, and the smallest and largest number of requests a second; PLOT is an SVG file for the
//! medians. It exits with 1 if a target is missed: twice the requests a second of Go, half of its 95th percentile, and 0.9 times
//! the requests of hyper-util; and if a request over TLS was not one of HTTP/2, which nginx refuses.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a tool for developers; a broken environment ends it"
)]

mod load;
mod nginx;
#[path = "../support/orders.rs"]
#[allow(dead_code, reason = "others use its operation")]
mod orders;
mod peers;
#[path = "../support/plain_order.rs"]
mod plain_order;
#[path = "../support/tls.rs"]
#[allow(dead_code, reason = "others use its acceptor")]
mod tls;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use renkei_tests::corpus::measure;
use renkei_tests::plot::{Bars, bars};
use serde_json::Value;

use self::load::{Kind, Load, Protocol, Server};
use self::nginx::Nginx;
use self::peers::Peer;

const CONCURRENCY: usize = 100;

/// How often a client makes the calls at most.
const MOST_RUNS: usize = 15;

/// The seconds that the runs of a client take together, unless it has made the most runs: short ones scatter.
const ENOUGH: f64 = 3.0;

fn main() -> ExitCode {
    if let Some(code) = measure::if_asked() {
        return ExitCode::from(code);
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [
        client @ ("renkei" | "hyper-util" | "reqwest"),
        url,
        kind,
        requests,
        concurrency,
        certificate @ ..,
    ] = words.as_slice()
    {
        let number = |text: &str| text.parse().expect("a number");
        let load = Load {
            kind: Kind::of(kind),
            requests: number(requests),
            concurrency: number(concurrency),
        };
        let base_url = url.trim_end_matches(&format!("/{kind}")).to_owned();
        let certificate = certificate.first().map(PathBuf::from);
        make_calls(client, &Server { base_url, certificate }, load);
        return ExitCode::SUCCESS;
    }
    let number =
        |at: usize, default| words.get(at).map_or(default, |it| it.parse().expect("a number"));
    let folder = words.first().map_or_else(|| PathBuf::from("target/http_peers"), PathBuf::from);
    let folder = std::path::absolute(folder).expect("this folder has a path");
    compare(&folder, number(1, 5), number(2, 10_000), words.get(3).map(Path::new))
}

fn make_calls(client: &str, server: &Server, load: Load) {
    let provider = rustls::crypto::ring::default_provider().install_default();
    provider.expect("no other provider is installed");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        match client {
            "renkei" => load::renkei(server, load).await,
            "hyper-util" => load::hyper_util(server, load).await,
            _ => load::reqwest(server, load).await,
        }
    });
}

fn compare(folder: &Path, runs: usize, requests: usize, plot: Option<&Path>) -> ExitCode {
    let peers = peers::install(folder);
    let Some(nginx) = Nginx::start(folder) else {
        println!("!! SKIPPED: nginx is not installed");
        return ExitCode::SUCCESS;
    };
    let (mut missed, mut charts) = (Vec::new(), Vec::new());
    for (protocol, kind) in
        Protocol::ALL.into_iter().flat_map(|it| Kind::ALL.map(|kind| (it, kind)))
    {
        let load = Load { kind, requests, concurrency: CONCURRENCY };
        let server = nginx.server(protocol);
        let able = peers.iter().filter(|it| protocol == Protocol::Http1 || it.protocol == protocol);
        let mut rows: Vec<(&Peer, Vec<Figures>)> = able.map(|it| (it, Vec::new())).collect();
        for round in 0..runs.max(MOST_RUNS) {
            for (peer, figures) in &mut rows {
                let seconds: f64 = figures.iter().map(|it| it.seconds).sum();
                if round < runs || seconds < ENOUGH {
                    figures.push(Figures::of(peer, &server, load));
                }
            }
        }
        let what = format!("{}, {}", load.kind.description(), protocol.name());
        missed.extend(table(&what, load, &rows));
        missed.extend(refused(protocol, &rows));
        charts.extend(plots(&what, &rows));
    }
    if let Some(path) = plot {
        std::fs::write(path, bars(&charts)).expect("the plot can be written");
    }
    for miss in &missed {
        println!("missed: {miss}");
    }
    if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What one client did in one run.
struct Figures {
    seconds: f64,
    per_second: f64,
    /// In milliseconds: the 50th, 95th and 99th percentile.
    percentiles: [f64; 3],
    errors: f64,
    /// Processor seconds of the client.
    cpu: f64,
    peak_mib: f64,
}

impl Figures {
    fn of(peer: &Peer, server: &Server, load: Load) -> Self {
        let own = std::env::current_exe().expect("this program has a path");
        let (run, cost) = measure::run(&own, &peer.command(server, load));
        let said: Value = serde_json::from_str(run.stdout.trim())
            .unwrap_or_else(|_| panic!("{} fails: {}{}", peer.name, run.stdout, run.stderr));
        let number = |name: &str| said.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
        let [requests, kib] = [load.requests as u64, cost.peak_kib].map(|it| it as f64);
        let seconds = number("seconds");
        Self {
            seconds,
            per_second: requests / seconds,
            percentiles: ["p50", "p95", "p99"].map(|it| number(it) / 1000.0),
            errors: number("errors"),
            cpu: cost.cpu.as_secs_f64(),
            peak_mib: kib / 1024.0,
        }
    }
}

/// The median of what runs have.
fn median(figures: &[Figures], of: impl Fn(&Figures) -> f64) -> f64 {
    let mut values: Vec<f64> = figures.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The clients that made other requests than those of HTTP/2 where only these count.
fn refused(protocol: Protocol, rows: &[(&Peer, Vec<Figures>)]) -> Vec<String> {
    let has_errors =
        |(_, figures): &&(&Peer, Vec<Figures>)| figures.iter().any(|it| it.errors > 0.0);
    let rows = rows.iter().filter(has_errors).filter(|_| protocol == Protocol::Http2);
    rows.map(|(peer, _)| format!("{}: errors, perhaps it does not speak HTTP/2", peer.name))
        .collect()
}

/// Requests a second and 95th percentiles.
fn plots(what: &str, rows: &[(&Peer, Vec<Figures>)]) -> [Bars; 2] {
    let chart = |title: &str, of: &dyn Fn(&Figures) -> f64| Bars {
        title: format!("{title}, {what}"),
        values: rows.iter().map(|(peer, it)| (peer.name.to_string(), median(it, of))).collect(),
    };
    [
        chart("Requests a second", &|it| it.per_second),
        chart("95th percentile in ms", &|it| it.percentiles[1]),
    ]
}

/// Prints a table of medians, and returns the targets that are missed.
fn table(what: &str, load: Load, rows: &[(&Peer, Vec<Figures>)]) -> Vec<String> {
    let by_name = |name: &str, of: &dyn Fn(&Figures) -> f64| {
        let row = rows.iter().find(|(it, _)| it.name == name);
        row.map_or(f64::NAN, |(_, figures)| median(figures, of))
    };
    let per_second = |it: &Figures| it.per_second;
    let p95 = |it: &Figures| it.percentiles[1];
    let (go, bare) = (by_name("Go net/http", &per_second), by_name("hyper-util", &per_second));
    println!(
        "\n{} requests for {what}, {} at a time\n\n\
         | client | requests/s | least–most | × Go | × hyper-util | p50 ms | p95 ms | p99 ms | errors | CPU s | MiB |\n\
         |---|---|---|---|---|---|---|---|---|---|---|",
        load.requests, load.concurrency
    );
    for (peer, figures) in rows {
        let of = |of: &dyn Fn(&Figures) -> f64| median(figures, of);
        let rate = of(&per_second);
        let edge =
            |first, pick: fn(f64, f64) -> f64| figures.iter().map(per_second).fold(first, pick);
        println!(
            "| {} | {rate:.0} | {:.0}–{:.0} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {:.0} | {:.2} | {:.0} |",
            peer.name,
            edge(f64::MAX, f64::min),
            edge(0.0, f64::max),
            rate / go,
            rate / bare,
            of(&|it| it.percentiles[0]),
            of(&p95),
            of(&|it| it.percentiles[2]),
            of(&|it| it.errors),
            of(&|it| it.cpu),
            of(&|it| it.peak_mib)
        );
    }
    let (own, own_p95, go_p95) =
        (by_name("renkei", &per_second), by_name("renkei", &p95), by_name("Go net/http", &p95));
    let targets = [
        (own < 2.0 * go, format!("{:.2} times the requests a second of Go, 2 wanted", own / go)),
        (own_p95 > go_p95 / 2.0, format!("{:.2} of Go's p95, 0.5 wanted", own_p95 / go_p95)),
        (
            own < 0.9 * bare,
            format!("{:.2} times the requests of hyper-util, 0.9 wanted", own / bare),
        ),
    ];
    targets.into_iter().filter(|it| it.0).map(|it| format!("{what}: {}", it.1)).collect()
}
