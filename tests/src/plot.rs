//! Draws lines and bars as SVG.

use std::fmt::Write as _;

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 40.0;
/// The height of a panel with its labels.
const PANEL: f64 = TOP + HEIGHT + 50.0;
const COLOURS: [&str; 6] = ["#1b6e3c", "#c0392b", "#2c5fa8", "#8e44ad", "#d08a00", "#555555"];

/// How values are placed on an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// By their size.
    Linear,
    /// By their logarithms, between powers of ten. Values below 0.01 are drawn as 0.01.
    Logarithmic,
    /// By their logarithms. Each value has a label, and no other number.
    Values,
}

/// Lines over one horizontal axis.
pub struct Panel {
    /// What is drawn.
    pub title: String,
    /// The labels of the axes.
    pub labels: [&'static str; 2],
    /// The scales of the axes.
    pub scales: [Scale; 2],
    /// The lines and their names.
    pub lines: Vec<(String, Vec<(f64, f64)>)>,
}

/// Returns the panels below each other.
pub fn svg(panels: &[Panel]) -> String {
    let height = PANEL * panels.iter().map(|_| 1.0).sum::<f64>();
    let width = LEFT + WIDTH + 20.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    let mut top = 0.0;
    for panel in panels {
        panel.draw(&mut out, top);
        top += PANEL;
    }
    out.push_str("</svg>\n");
    out
}

/// One axis: its first and last value, or their logarithms, and round values to label.
struct Axis {
    first: f64,
    last: f64,
    scale: Scale,
    ticks: Vec<f64>,
}

impl Axis {
    fn of(values: impl Iterator<Item = f64>, scale: Scale) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        values.dedup();
        let [low, high] = [values.first(), values.last()].map(|it| it.copied().unwrap_or_default());
        let decade = |it: f64| it.max(0.01).log10();
        let (first, last) = match scale {
            Scale::Linear => (low.min(0.0), high),
            Scale::Logarithmic => (decade(low).floor(), decade(high).ceil()),
            Scale::Values => (decade(low), decade(high)),
        };
        let last = if last > first { last } else { first + 1.0 };
        let ticks = match scale {
            Scale::Linear => round_values(first, last),
            Scale::Logarithmic => {
                ((first as i32)..=(last as i32)).map(|it| 10_f64.powi(it)).collect()
            }
            Scale::Values => values,
        };
        Self { first, last, scale, ticks }
    }

    /// Returns the position of a value, from 0 to 1.
    fn position(&self, value: f64) -> f64 {
        let value = if self.scale == Scale::Linear { value } else { value.max(0.01).log10() };
        (value - self.first) / (self.last - self.first)
    }
}

/// Returns about six round values.
fn round_values(first: f64, last: f64) -> Vec<f64> {
    let rough = (last - first) / 6.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|it| it * power).into_iter().find(|it| *it >= rough);
    let step = step.unwrap_or(rough);
    let mut values = Vec::new();
    let mut value = (first / step).ceil() * step;
    while value <= last + step / 1000.0 {
        values.push(value);
        value += step;
    }
    values
}

impl Panel {
    fn draw(&self, out: &mut String, top: f64) {
        let points = || self.lines.iter().flat_map(|(_, points)| points);
        let [across_scale, up_scale] = self.scales;
        let across = Axis::of(points().map(|it| it.0), across_scale);
        let up = Axis::of(points().map(|it| it.1), up_scale);
        let (top, bottom) = (top + TOP, top + TOP + HEIGHT);
        let x = |value| LEFT + across.position(value) * WIDTH;
        let y = |value| bottom - up.position(value) * HEIGHT;
        let text = |out: &mut String, x: f64, y: f64, anchor: &str, text: &str| {
            let _ = writeln!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
            );
        };
        text(out, LEFT, top - 24.0, "start", &self.title);
        for tick in &across.ticks {
            text(out, x(*tick), bottom + 16.0, "middle", &number(*tick));
        }
        for tick in &up.ticks {
            let (y, end) = (y(*tick), LEFT + WIDTH);
            let _ = writeln!(out, "<path d=\"M{LEFT} {y:.1}H{end}\" stroke=\"#dddddd\"/>");
            text(out, LEFT - 6.0, y + 4.0, "end", &number(*tick));
        }
        let [across_label, up_label] = self.labels;
        text(out, LEFT + WIDTH / 2.0, bottom + 34.0, "middle", across_label);
        text(out, 6.0, top - 8.0, "start", up_label);
        let mut at = LEFT + 120.0;
        for ((name, points), colour) in self.lines.iter().zip(COLOURS.iter().cycle()) {
            let mut path = String::new();
            for (index, point) in points.iter().enumerate() {
                let step = if index == 0 { 'M' } else { 'L' };
                let _ = write!(path, "{step}{:.1} {:.1}", x(point.0), y(point.1));
            }
            let _ = writeln!(
                out,
                "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>\n\
                 <rect x=\"{at:.1}\" y=\"{:.1}\" width=\"14\" height=\"4\" fill=\"{colour}\"/>",
                top - 13.0
            );
            text(out, at + 18.0, top - 8.0, "start", name);
            at += 40.0 + 7.0 * name.chars().map(|_| 1.0).sum::<f64>();
        }
    }
}

/// Values to compare, each with its name.
pub struct Bars {
    /// What is compared.
    pub title: String,
    /// The names with their values, from top to bottom.
    pub values: Vec<(String, f64)>,
}

/// Returns charts below each other. The longest bar of each fills the width.
#[must_use]
pub fn bars(charts: &[Bars]) -> String {
    const ROW: f64 = 22.0;
    const NAMES: f64 = 210.0;
    let mut body = String::new();
    let mut top = 0.0;
    for chart in charts {
        let _ = writeln!(body, "<text x=\"6\" y=\"{:.1}\">{}</text>", top + 20.0, chart.title);
        top += 30.0;
        let longest = chart.values.iter().map(|it| it.1).fold(f64::MIN_POSITIVE, f64::max);
        for ((name, value), colour) in chart.values.iter().zip(COLOURS.iter().cycle()) {
            let (length, y) = (value / longest * (WIDTH - NAMES), top + 14.0);
            let _ = writeln!(
                body,
                "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{name}</text>\n\
                 <rect x=\"{NAMES}\" y=\"{top:.1}\" width=\"{length:.1}\" height=\"16\" fill=\"{colour}\"/>\n\
                 <text x=\"{:.1}\" y=\"{y:.1}\">{}</text>",
                NAMES - 6.0,
                NAMES + length + 6.0,
                number(*value)
            );
            top += ROW;
        }
        top += 10.0;
    }
    let width = WIDTH + 80.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {top}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n{body}</svg>\n"
    )
}

/// Writes a number without superfluous digits.
fn number(value: f64) -> String {
    match value.abs() {
        size if size > 0.0 && size < 1.0 => format!("{value:.2}"),
        size if size < 10.0 && size.fract() > 0.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_width() {
        let values = vec![("one".to_owned(), 1.0), ("four".to_owned(), 4.0)];
        let plot = bars(&[Bars { title: "Requests".to_owned(), values }]);
        for part in ["width=\"650.0\"", "width=\"162.5\"", ">four<", ">4<", ">Requests<"] {
            assert!(plot.contains(part), "{part}: {plot}");
        }
    }

    #[test]
    fn a_panel_has_its_lines_and_round_ticks() {
        let line = |from: f64, to: f64| vec![(0.0, from), (700.0, to)];
        let panel = |scale| Panel {
            title: "Load".to_owned(),
            labels: ["seconds", "requests"],
            scales: [Scale::Linear, scale],
            lines: vec![("a".to_owned(), line(0.0, 3.7)), ("b".to_owned(), line(1.0, 90.0))],
        };
        let plot = svg(&[panel(Scale::Linear), panel(Scale::Logarithmic)]);
        assert_eq!(plot.matches("stroke-width").count(), 4);
        for tick in [">600<", ">20<", ">80<", ">100<", ">0.01<"] {
            assert!(plot.contains(tick), "{tick}: {plot}");
        }
        assert!(!plot.contains("NaN") && !plot.contains("inf"));
    }

    #[test]
    fn values_are_placed_by_their_logarithms() {
        let axis = Axis::of([16.0, 1.0, 4.0, 1.0].into_iter(), Scale::Values);
        assert_eq!(axis.ticks, [1.0, 4.0, 16.0]);
        assert_eq!([1.0, 4.0, 16.0].map(|it| axis.position(it)), [0.0, 0.5, 1.0]);
    }
}
