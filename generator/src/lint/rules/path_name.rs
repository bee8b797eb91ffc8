//! What the rules about path segments share: which text to look at, and how to show a better one.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::segment::Segment;

/// The segments that are not parameters.
pub(super) fn literal<'s, 'a>(api: &'s Api<'a>) -> impl Iterator<Item = &'s Segment<'a>> {
    api.segments.iter().filter(|segment| !segment.is_item())
}

/// What of a segment is sent as it is written: all but parameters and custom methods, whose names are camelCase by custom (AIP-136).
pub(super) fn literal_text(written: &str) -> &str {
    written.split(['{', ':']).next().unwrap_or_default()
}

/// The segment as written, with a better word in place of its text and its extension in lower case.
pub(super) fn rewritten(segment: &Segment<'_>, better: &str) -> String {
    match segment.written.split_once(segment.text) {
        Some((before, after)) if after.starts_with('.') => {
            format!("{before}{better}{}", after.to_lowercase())
        }
        Some((before, after)) => format!("{before}{better}{after}"),
        None => better.to_owned(),
    }
}

/// Reports a segment at the shortest path that has it: `/user_groups` → `/user-groups`.
pub(super) fn report(
    api: &Api<'_>,
    segment: &Segment<'_>,
    reporter: &mut Reporter<'_>,
    message: String,
    better: &str,
) {
    let Some(path) = api.paths().get(segment.path) else { return };
    let mut help = format!("write `/{better}` instead of `/{}`", segment.written);
    if segment.uses > 1 {
        help.push_str(&format!(", in {} paths", segment.uses));
    }
    reporter.report(path.key.span, path.pointer.clone(), message, help);
}
