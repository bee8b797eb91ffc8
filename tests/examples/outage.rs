//! Simulates outages of ten minutes with 1,000 clients under virtual time, and draws what the server received in the first of them.
//!
//! ```text
//! cargo run --release -p renkei-tests --example outage -- [SVG]
//! ```
//!
//! It prints a table: renkei's defaults, and other policies with their parameters. It exits with 1 if retries of renkei's clients
//! are more than 5 % of load while the server rejects all requests or hangs, or if less than 99 % of calls succeed ten seconds after
//! any outage.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a tool for developers"
)]

#[path = "../tests/outage/run/mod.rs"]
mod run;

use std::process::ExitCode;

use renkei_tests::plot::{Panel, Scale, svg};
use run::models::{MODELS, simulate};
use run::server::Outage;
use run::{Scenario, Timeline, client};

const OUTAGES: [(&str, Outage); 3] = [
    ("rejects all", Outage::Rejects),
    ("hangs", Outage::Hangs),
    ("rejects 40 %", Outage::RejectsSome),
];

fn main() -> ExitCode {
    println!(
        "| the server | client | requests a call in the outage | highest load | calls that succeed in it | 99 % goodput after |"
    );
    println!("|---|---|---|---|---|---|");
    let (mut is_met, mut drawn) = (true, Vec::new());
    for (name, kind) in OUTAGES {
        let scenario =
            Scenario { clients: 1000, rate: 3, before: 30, outage: 600, after: 120, kind };
        let own = client::simulate(&scenario);
        is_met &= own.recovery().is_some_and(|after| after <= 10);
        is_met &= kind == Outage::RejectsSome || own.load() <= 1.05;
        let mut all = vec![("renkei", own)];
        all.extend(MODELS.iter().map(|model| (model.name, simulate(model, &scenario))));
        all.iter().for_each(|(client, timeline)| show(name, client, timeline));
        if kind == Outage::Rejects {
            drawn = all;
        }
    }
    if let Some(path) = std::env::args().nth(1) {
        std::fs::write(&path, plot(&drawn)).unwrap();
    }
    if is_met {
        ExitCode::SUCCESS
    } else {
        eprintln!("missed: 1.05 requests a call, or 99 % goodput within 10 s");
        ExitCode::FAILURE
    }
}

fn show(outage: &str, client: &str, timeline: &Timeline) {
    let recovery = timeline.recovery().map_or("never".to_owned(), |after| format!("{after} s"));
    println!(
        "| {outage} | {client} | {:.3} | {:.2} | {:.1} % | {recovery} |",
        timeline.load(),
        timeline.peak(),
        timeline.goodput() * 100.0,
    );
}

fn plot(all: &[(&str, Timeline)]) -> String {
    let lines = |values: &dyn Fn(&Timeline) -> Vec<u64>| {
        let line = |(name, timeline): &(&str, Timeline)| {
            let calls = timeline.calls as f64;
            let values = values(timeline).into_iter().enumerate();
            let points =
                values.step_by(2).map(|(second, count)| (second as f64, count as f64 / calls));
            ((*name).to_owned(), points.collect())
        };
        all.iter().map(line).collect()
    };
    let panel = |title: &str, scale, lines| Panel {
        title: title.to_owned(),
        labels: ["seconds; the outage is from 30 to 630", ""],
        scales: [Scale::Linear, scale],
        lines,
    };
    let requests = lines(&|it| it.requests.iter().copied().take(750).collect());
    svg(&[
        panel("requests that the server receives, for each call", Scale::Logarithmic, requests),
        panel("calls that succeed within 10 s", Scale::Linear, lines(&|it| it.goodput.clone())),
    ])
}
