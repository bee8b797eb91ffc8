//! Draws the story: the 95th percentile of the calls, and the requests that each client sent, over time.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::P95;
use crate::degradation::{PHASES, Run};
use crate::load::{Call, PARCEL, RATES, quantile};

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 130.0;
const LEFT: f64 = 10.0;
const TITLE: f64 = 24.0;
const GAP: f64 = 20.0;
/// The length of a bar, in seconds.
const STEP: f64 = 0.2;
/// The length of time of which a point of a line is the p95, in seconds.
const POINT: f64 = 0.5;

/// Returns the plot as SVG.
pub(crate) fn svg(careful: &Run, runs: &[(&str, &Run)]) -> String {
    let panels = runs.iter().map(|_| 1.0).sum::<f64>() + 1.0;
    let total = panels * (TITLE + HEIGHT + GAP) + 20.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {total}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        WIDTH + 2.0 * LEFT
    );
    phases(&mut out, total);
    let mut top = 20.0;
    durations(&mut out, careful, top);
    for (name, run) in runs {
        top += TITLE + HEIGHT + GAP;
        requests(&mut out, name, run, top);
    }
    out.push_str("</svg>\n");
    out
}

fn length() -> f64 {
    PHASES.iter().map(|it| it.seconds).sum()
}

/// Returns the place of a time on the horizontal axis.
fn x(seconds: f64) -> f64 {
    LEFT + WIDTH * seconds / length()
}

/// Draws a line at the start of each phase, and its name.
fn phases(out: &mut String, total: f64) {
    let mut start = 0.0;
    for phase in PHASES {
        let at = x(start);
        let _ = writeln!(
            out,
            "<path d=\"M{at:.1} 0V{total}\" stroke=\"#bbb\"/><text x=\"{:.1}\" y=\"14\" fill=\"#555\">{}</text>",
            at + 4.0,
            phase.name
        );
        start += phase.seconds;
    }
}

/// Draws the 95th percentile of the calls of two path templates, and the target.
fn durations(out: &mut String, run: &Run, top: f64) {
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{}\">p95 of calls with targets: <tspan fill=\"#1f5fa8\">{PARCEL}</tspan>, <tspan fill=\"#b8860b\">{RATES}</tspan>; dashed: the target of {} ms</text>",
        LEFT + 4.0,
        top + 16.0,
        P95.as_millis()
    );
    let (bottom, most) = (top + TITLE + HEIGHT, 0.5);
    for (path, colour) in [(PARCEL, "#1f5fa8"), (RATES, "#b8860b")] {
        let of_path: Vec<_> = run.calls.iter().filter(|it| it.path == path).copied().collect();
        let mut line = String::new();
        let mut from = 0.0;
        while from < length() {
            let calls = between(&of_path, run.start, from);
            let p95 = quantile(&calls, 0.95).as_secs_f64().min(most);
            let command = if line.is_empty() { 'M' } else { 'L' };
            let _ = write!(
                line,
                "{command}{:.1} {:.1}",
                x(from + POINT / 2.0),
                bottom - HEIGHT * p95 / most
            );
            from += POINT;
        }
        let _ = writeln!(
            out,
            "<path d=\"{line}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
        );
    }
    let target = bottom - HEIGHT * P95.as_secs_f64() / most;
    let _ = writeln!(
        out,
        "<path d=\"M{LEFT} {bottom:.1}h{WIDTH}\" stroke=\"black\"/><path d=\"M{LEFT} {target:.1}h{WIDTH}\" stroke=\"black\" stroke-dasharray=\"4 3\"/>"
    );
}

fn between(calls: &[Call], start: Instant, from: f64) -> Vec<Call> {
    let from = start + Duration::from_secs_f64(from);
    let to = from + Duration::from_secs_f64(POINT);
    calls.iter().filter(|it| (from..to).contains(&it.at)).copied().collect()
}

/// Draws the requests that arrived in each step, those that failed on top.
fn requests(out: &mut String, name: &str, run: &Run, top: f64) {
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"{}\">requests to the vendor {name}: <tspan fill=\"#2b7a4b\">success</tspan>, <tspan fill=\"#c0392b\">503</tspan></text>",
        LEFT + 4.0,
        top + 16.0
    );
    let (bottom, scale) = (top + TITLE + HEIGHT, HEIGHT / 40.0);
    let mut from = 0.0;
    // Sums of fractions are not exact.
    while from + STEP / 2.0 < length() {
        let range = run.start + Duration::from_secs_f64(from)
            ..run.start + Duration::from_secs_f64(from + STEP);
        let count = |failed| {
            let all =
                run.requests.iter().filter(|it| range.contains(&it.at) && it.has_failed == failed);
            all.map(|_| scale).sum::<f64>()
        };
        let (ok, no) = (count(false), count(true));
        for (height, y, colour) in [(ok, bottom - ok, "#2b7a4b"), (no, bottom - ok - no, "#c0392b")]
        {
            if height > 0.0 {
                let _ = writeln!(
                    out,
                    "<rect x=\"{:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\" fill=\"{colour}\"/>",
                    x(from),
                    WIDTH * STEP / length() * 0.9
                );
            }
        }
        from += STEP;
    }
    let _ = writeln!(out, "<path d=\"M{LEFT} {bottom:.1}h{WIDTH}\" stroke=\"black\"/>");
}
