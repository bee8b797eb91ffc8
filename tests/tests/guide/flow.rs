//! The drawing of the guide, `docs/flow.svg`: how a document becomes a client, and what the client uses.

use std::fmt::Write as _;

const WIDTH: u32 = 860;
const HEIGHT: u32 = 300;
/// The width and height of a box.
const BOX: (u32, u32) = (112, 56);
const STYLE: &str = "\
    text { font: 14px system-ui, 'Helvetica Neue', Arial, sans-serif; fill: #1f2430; text-anchor: middle }\n\
    .note { font-size: 11.5px; fill: #5b6475 }\n\
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

const BOXES: [Box; 11] = [
    boxed(20, 52, "box input", "OpenAPI", "one or more files"),
    boxed(20, 200, "box input", "renkei.yaml", "optional"),
    boxed(172, 52, "box", "document", "tree and locations"),
    boxed(172, 200, "box", "lint", "API design"),
    boxed(310, 52, "box", "model", "types, operations"),
    boxed(448, 52, "box", "plan", "Rust names"),
    boxed(586, 52, "box", "emit", "Rust code"),
    boxed(310, 200, "box made", "diagnostics", "code, place, help"),
    boxed(728, 52, "box made", "client", "types, methods"),
    boxed(586, 200, "box made", "the API", "over HTTPS"),
    boxed(728, 200, "box", "runtime", "retries, paging"),
];

/// Arrows: from and to, as points.
const ARROWS: [&[(u32, u32)]; 9] = [
    &[(132, 80), (168, 80)],
    &[(132, 228), (168, 228)],
    &[(228, 108), (228, 196)],
    &[(284, 80), (306, 80)],
    &[(422, 80), (444, 80)],
    &[(560, 80), (582, 80)],
    &[(698, 80), (724, 80)],
    &[(284, 228), (306, 228)],
    &[(784, 108), (784, 196)],
];

/// Zones behind the boxes: left, top, width, height and title.
const ZONES: [(u32, u32, u32, u32, &str); 2] =
    [(156, 16, 558, 116, "the generator"), (570, 164, 286, 116, "your program at run time")];

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
             <text class=\"note\" x=\"{}\" y=\"{}\">{title}</text>",
            x + width / 2,
            y + 20
        );
    }
    for points in ARROWS {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let _ = writeln!(out, "<polyline class=\"line\" points=\"{}\"/>", points.join(" "));
    }
    let _ = writeln!(out, "<polyline class=\"line\" points=\"728,228 702,228\"/>");
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
