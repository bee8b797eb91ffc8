//! Shared by the rules about path segments: the text that they check, and the report with a new name.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::segment::Segment;
use super::super::subject::Subject;

/// The segments that are not parameters.
pub(super) fn literal<'s, 'a>(api: &'s Api<'a, '_>) -> impl Iterator<Item = &'s Segment<'a>> {
    api.segments().iter().filter(|segment| !segment.is_item())
}

/// The literal text of a segment, without parameters and custom methods, whose names are in camelCase by convention (AIP-136).
pub(super) fn literal_text(raw: &str) -> &str {
    raw.split(['{', ':']).next().unwrap_or(raw)
}

/// The segment with its text replaced and its extension in lower case.
pub(super) fn with_text(segment: &Segment<'_>, text: &str) -> String {
    match segment.raw.split_once(segment.text) {
        Some((prefix, suffix)) if suffix.starts_with('.') => {
            format!("{prefix}{text}{}", suffix.to_lowercase())
        }
        Some((prefix, suffix)) => format!("{prefix}{text}{suffix}"),
        None => text.to_owned(),
    }
}

/// Reports a segment at the shortest path that contains it: `/user_groups` → `/user-groups`.
pub(super) fn report(
    api: &Api<'_, '_>,
    segment: &Segment<'_>,
    reporter: &mut Reporter<'_>,
    message: String,
    renamed: &str,
) {
    let Some(path) = api.paths().get(segment.path) else { return };
    let mut help = format!("rename `/{}` to `/{renamed}`", segment.raw);
    if segment.path_count > 1 {
        help.push_str(&format!(" in {} paths", segment.path_count));
    }
    let subject = Subject::prefix(path.template(), segment.depth);
    reporter.report(path, subject, message, help);
}
