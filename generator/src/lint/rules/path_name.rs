//! Shared by the rules about path segments: the text that they check, and the report with a new name.

use super::super::api::Api;
use super::super::report::Reporter;
use super::super::segment::Segment;
use super::super::subject::Subject;
use crate::diagnostic::{Edit, Fix};

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
    if segment.paths.len() > 1 {
        help.push_str(&format!(" in {} paths", segment.paths.len()));
    }
    let subject = Subject::prefix(path.template(), segment.depth);
    let finding = reporter.report(path, subject, message, help);
    if let Some(edits) = renames(api, segment, path.template(), renamed) {
        finding.fix(Fix::suggestion(edits));
    }
}

/// The edits that rename a segment in every path that contains it.
fn renames(
    api: &Api<'_, '_>,
    segment: &Segment<'_>,
    template: &str,
    renamed: &str,
) -> Option<Vec<Edit>> {
    let parts = |template: &'_ str| -> Vec<String> {
        template.split('/').filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    let before: Vec<String> = parts(template).into_iter().take(segment.depth).collect();
    let has_segment = |name: &str| {
        let parts = parts(name);
        parts.starts_with(&before) && parts.get(segment.depth).is_some_and(|it| it == segment.raw)
    };
    let paths = segment.paths.iter().filter_map(|at| api.paths().get(*at));
    let paths = paths.filter(|path| has_segment(path.key.name));
    let edits = paths.map(|path| {
        let entry = api.root()?.get("paths")?.entry(path.key.name)?;
        let start = path.key.name.match_indices('/').nth(segment.depth)?.0 + 1;
        let mut name = path.key.name.to_owned();
        name.replace_range(start..start + segment.raw.len(), renamed);
        if api.has_path(&name) {
            return None;
        }
        api.editor().key(entry, &name)
    });
    edits.collect()
}
