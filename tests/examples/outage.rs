//! Simulates an outage of ten minutes with 1,000 clients under virtual time, and draws what the server received.
//!
//! ```text
//! cargo run --release -p renkei-tests --example outage -- [SVG]
//! ```
//!
//! It prints a table: renkei's defaults, and other policies with their parameters. It exits with 1 if retries of renkei's clients
//! are more than 5 % of load, or if less than 99 % of calls succeed ten seconds after the outage.

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
use run::{Scenario, Timeline, client};

const SCENARIO: Scenario = Scenario { clients: 1000, rate: 3, before: 30, outage: 600, after: 120 };

fn main() -> ExitCode {
    println!("| client | requests a call in the outage | highest load | 99 % goodput after |");
    println!("|---|---|---|---|");
    let own = client::simulate(&SCENARIO);
    let is_met = own.load() <= 1.05 && own.recovery().is_some_and(|after| after <= 10);
    show("renkei", &own);
    let mut all = vec![("renkei", own)];
    for model in MODELS {
        let timeline = simulate(model, &SCENARIO);
        show(model.name, &timeline);
        all.push((model.name, timeline));
    }
    if let Some(path) = std::env::args().nth(1) {
        std::fs::write(&path, plot(&all)).unwrap();
    }
    if is_met {
        ExitCode::SUCCESS
    } else {
        eprintln!("missed: 1.05 requests a call, or 99 % goodput within 10 s");
        ExitCode::FAILURE
    }
}

fn show(name: &str, timeline: &Timeline) {
    let recovery = timeline.recovery().map_or("never".to_owned(), |after| format!("{after} s"));
    println!("| {name} | {:.3} | {:.2} | {recovery} |", timeline.load(), timeline.peak());
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
