//! Draws timelines: the requests of each tenth of a second, accepted and refused.

use std::fmt::Write as _;

use crate::carrier::Timeline;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 150.0;
const MARGIN: f64 = 46.0;
/// The length of a bar, in seconds.
const STEP: f64 = 0.1;

/// Returns the plot as SVG.
pub(crate) fn svg(timelines: &[(&str, Timeline)], limit: u32) -> String {
    let longest = timelines.iter().map(|(_, it)| it.seconds()).fold(1.0, f64::max) + STEP;
    let height = HEIGHT + MARGIN;
    let total = height * timelines.iter().map(|_| 1.0).sum::<f64>() + 10.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {total}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n",
        WIDTH + 20.0
    );
    let mut top = 0.0;
    for (name, timeline) in timelines {
        let _ = writeln!(
            out,
            "<text x=\"10\" y=\"{}\">{name}: {} accepted, {} refused (429), {:.1} s</text>",
            top + 20.0,
            timeline.accepted,
            timeline.refused,
            timeline.seconds()
        );
        panel(&mut out, timeline, top + 30.0, longest, limit);
        top += height;
    }
    out.push_str("</svg>\n");
    out
}

fn panel(out: &mut String, timeline: &Timeline, top: f64, longest: f64, limit: u32) {
    let bars = bars(timeline, longest);
    let most = bars.iter().map(|(ok, no)| ok + no).fold(f64::from(limit) * STEP * 2.0, f64::max);
    let (scale, bottom) = (HEIGHT / most, top + HEIGHT);
    let width = WIDTH * STEP / longest;
    let mut x = 10.0;
    for (ok, no) in bars {
        let (ok, no) = (ok * scale, no * scale);
        for (height, y, colour) in [(ok, bottom - ok, "#2b7a4b"), (no, bottom - ok - no, "#c0392b")]
        {
            if height > 0.0 {
                let _ = writeln!(
                    out,
                    "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\" fill=\"{colour}\"/>",
                    width * 0.9
                );
            }
        }
        x += width;
    }
    let line = bottom - f64::from(limit) * STEP * scale;
    let _ = writeln!(
        out,
        "<path d=\"M10 {bottom:.1}h{WIDTH}M10 {line:.1}h{WIDTH}\" stroke=\"black\" stroke-dasharray=\"4 3\"/>\n\
         <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{limit}/s</text>",
        WIDTH + 10.0,
        line - 4.0
    );
}

/// Returns how many requests were accepted and refused in each step.
fn bars(timeline: &Timeline, longest: f64) -> Vec<(f64, f64)> {
    let mut bars = Vec::new();
    let mut end = 0.0;
    let mut requests = timeline.requests.iter().peekable();
    while end < longest {
        end += STEP;
        let mut bar = (0.0, 0.0);
        while let Some((_, accepted)) = requests.next_if(|(at, _)| at.as_secs_f64() < end) {
            if *accepted { bar.0 += 1.0 } else { bar.1 += 1.0 }
        }
        bars.push(bar);
    }
    bars
}
