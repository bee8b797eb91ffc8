//! The drawing of the guide, `docs/flow.svg`: how a document becomes a client, and what the client uses.

use std::fmt::Write as _;

const WIDTH: u32 = 860;
const HEIGHT: u32 = 410;
/// The width and height of a box.
const BOX: (u32, u32) = (112, 56);
const STYLE: &str = "\
    text { font: 14px system-ui, 'Helvetica Neue', Arial, sans-serif; fill: #1f2430; text-anchor: middle }\n\
    .note { font-size: 11.5px; fill: #5b6475 }\n\
    .zone-title { text-anchor: start; font-weight: 600 }\n\
    .zone { fill: #f5f7fb; stroke: #d5dbe8 }\n\
    .box { fill: #ffffff; stroke: #5a78b8; stroke-width: 1.5 }\n\
    .made { fill: #e9f3ec; stroke: #4b8f63 }\n\
    .input { fill: #fdf4e3; stroke: #c08a2e }\n\
    .line { fill: none; stroke: #5b6475; stroke-width: 1.5; marker-end: url(#tip) }";

/// A box: its left top corner, its kind, its title and a line about it.
struct Box {
    at: (u32, u32),
    kind: &'static str,
    title: &'static str,
    note: &'static str,
}

const fn boxed(x: u32, y: u32, kind: &'static str, title: &'static str, note: &'static str) -> Box {
    Box { at: (x, y), kind, title, note }
}

const BOXES: [Box; 12] = [
    boxed(20, 60, "box input", "OpenAPI", "one or more files"),
    boxed(176, 60, "box", "document", "tree, references"),
    boxed(310, 60, "box", "normalise", "to one shape"),
    boxed(444, 60, "box", "model", "types, operations"),
    boxed(578, 60, "box", "plan", "names, modules"),
    boxed(712, 60, "box", "emit", "Rust code"),
    boxed(20, 180, "box input", "renkei.yaml", "optional"),
    boxed(176, 180, "box", "lint", "API design"),
    boxed(310, 180, "box made", "diagnostics", "with suggestions"),
    boxed(712, 328, "box made", "client", "types, methods"),
    boxed(544, 328, "box", "runtime", "retries, paging"),
    boxed(310, 328, "box input", "the API", "over HTTPS"),
];

/// Arrows, as points.
const ARROWS: [&[(u32, u32)]; 12] = [
    &[(132, 88), (173, 88)],
    &[(288, 88), (307, 88)],
    &[(422, 88), (441, 88)],
    &[(556, 88), (575, 88)],
    &[(690, 88), (709, 88)],
    &[(232, 116), (232, 177)],
    &[(132, 208), (173, 208)],
    &[(288, 208), (307, 208)],
    &[(76, 236), (76, 252), (634, 252), (634, 119)],
    &[(768, 116), (768, 325)],
    &[(712, 356), (659, 356)],
    &[(544, 356), (425, 356)],
];

/// Zones behind the boxes: left, top, width, height and title.
const ZONES: [(u32, u32, u32, u32, &str); 2] =
    [(160, 14, 680, 252, "renkei, at build time"), (528, 288, 312, 112, "your program")];

/// Draws the picture.
pub(crate) fn drawing() -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\">\n\
         <title>How an OpenAPI document becomes a Rust client</title>\n\
         <style>\n{STYLE}\n</style>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">\
         <path d=\"M0 0 L8 4 L0 8 z\" fill=\"#5b6475\"/></marker></defs>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n"
    );
    for (x, y, width, height, title) in ZONES {
        let _ = writeln!(
            out,
            "<rect class=\"zone\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"10\"/>\n\
             <text class=\"note zone-title\" x=\"{}\" y=\"{}\">{title}</text>",
            x + 16,
            y + 24
        );
    }
    for points in ARROWS {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let _ = writeln!(out, "<polyline class=\"line\" points=\"{}\"/>", points.join(" "));
    }
    for Box { at: (x, y), kind, title, note } in BOXES {
        let (width, height) = BOX;
        let middle = x + width / 2;
        let _ = writeln!(
            out,
            "<rect class=\"{kind}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>\n\
             <text x=\"{middle}\" y=\"{}\">{title}</text>\n<text class=\"note\" x=\"{middle}\" y=\"{}\">{note}</text>",
            y + 25,
            y + 43
        );
    }
    out + "</svg>\n"
}
