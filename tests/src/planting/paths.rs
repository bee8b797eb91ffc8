//! Violations in path templates.

use renkei::source::Entry;

use super::{Planted, Site, names, objects};

/// The paths.
fn paths<'a>(site: &Site<'a>) -> Vec<Entry<'a>> {
    site.root.get("paths").into_iter().flat_map(|it| it.members()).collect()
}

/// Each path with each new template that `change` makes of its segments and one index. The first segments of a new template
/// occur in no other path, so the report is at this one.
fn changed(
    site: &Site<'_>,
    change: impl Fn(&Entry<'_>, &[&str], usize) -> Option<String>,
) -> Vec<Planted> {
    let all = paths(site);
    let mut planted = Vec::new();
    for path in &all {
        let segments: Vec<&str> = path.key.split('/').skip(1).collect();
        for index in 0..segments.len() {
            let Some(segment) = change(path, &segments, index) else { continue };
            let mut parts = segments.clone();
            parts[index] = &segment;
            let prefix = format!("/{}", parts[..=index].join("/"));
            let template = format!("/{}", parts.join("/"));
            let is_inside = |it: &Entry<'_>| {
                it.key.strip_prefix(&prefix).is_some_and(|it| it.is_empty() || it.starts_with('/'))
            };
            if !all.iter().any(is_inside) {
                planted.extend(site.rename(path, &template));
            }
        }
    }
    planted
}

/// A segment of one lower-case word or several with hyphens, and no version.
fn is_words(segment: &str) -> bool {
    segment.len() > 3 && segment.bytes().all(|it| it.is_ascii_lowercase() || it == b'-')
}

/// N001: `/Users`.
pub(super) fn capital(site: &Site<'_>) -> Vec<Planted> {
    changed(site, |_, segments, index| {
        // SCIM defines names with capitals.
        let is_free = is_words(segments[index]) && !segments.contains(&"scim");
        let (first, rest) = segments[index].split_at_checked(1)?;
        is_free.then(|| format!("{}{rest}", first.to_uppercase()))
    })
}

/// N002: `/users_data`.
pub(super) fn underscore(site: &Site<'_>) -> Vec<Planted> {
    changed(site, |_, segments, index| {
        is_words(segments[index]).then(|| format!("{}_data", segments[index]))
    })
}

/// N003: `/getUsers`.
pub(super) fn verb(site: &Site<'_>) -> Vec<Planted> {
    changed(site, |path, segments, index| {
        let segment = segments[index];
        let is_plural = is_words(segment) && segment.ends_with('s') && !segment.contains('-');
        let is_last = index + 1 == segments.len();
        let (first, rest) = segment.split_at_checked(1)?;
        let has_get = path.value.get("get").is_some();
        (is_plural && is_last && has_get).then(|| format!("get{}{rest}", first.to_uppercase()))
    })
}

/// N005: `/user/{id}`.
pub(super) fn singular(site: &Site<'_>) -> Vec<Planted> {
    changed(site, |_, segments, index| {
        let segment = segments[index];
        let parameter = segments.get(index + 1)?.strip_prefix('{')?.strip_suffix('}')?;
        let singular = segment.strip_suffix('s')?;
        let is_regular =
            is_words(segment) && !["s", "u", "i", "e"].iter().any(|it| singular.ends_with(it));
        let parameter: String =
            parameter.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
        let word = singular.rsplit('-').next().unwrap_or(singular);
        let identifies = parameter == "id" || parameter.starts_with(word);
        (is_regular && identifies).then(|| singular.to_owned())
    })
}

/// V001: the path without its version, in a document whose other paths have one.
pub(super) fn without_version(site: &Site<'_>) -> Vec<Planted> {
    let all = paths(site);
    let is_version = |segment: &str| {
        let digits = segment.strip_prefix('v').unwrap_or("");
        !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
    };
    let planted = all.iter().filter_map(|path| {
        let rest = path.key.strip_prefix('/')?;
        let (version, rest) = rest.split_once('/')?;
        let is_free = all.iter().all(|it| it.key != format!("/{rest}"));
        let has_other = rest.split('/').any(is_version)
            || objects::PUBLIC.iter().any(|it| rest.to_lowercase().contains(it));
        (is_version(version) && is_free && !has_other)
            .then(|| site.rename(path, &format!("/{rest}")))?
    });
    let has_server = ["servers", "basePath"].iter().any(|key| {
        let Some(node) = site.root.get(key) else { return false };
        let urls = node.items().filter_map(|it| it.get("url")?.as_str());
        urls.chain(node.as_str()).any(|url| url.split(['/', '.']).any(is_version))
    });
    if has_server { Vec::new() } else { planted.collect() }
}

/// X004: the template of an earlier path, with other names of its parameters.
pub(super) fn ambiguous(site: &Site<'_>) -> Vec<Planted> {
    let all = paths(site);
    let planted = all.windows(2).filter_map(|pair| {
        let [first, second] = pair else { return None };
        let renamed = first.key.replace('{', "{planted_");
        (renamed != first.key).then(|| site.rename(second, &renamed))?
    });
    planted.collect()
}

/// X014: a query in the template.
pub(super) fn query(site: &Site<'_>) -> Vec<Planted> {
    paths(site).iter().filter_map(|it| site.rename(it, &format!("{}?a=b", it.key))).collect()
}

/// N006: `categorys` for `categories`.
pub(super) fn wrong_plural(site: &Site<'_>) -> Vec<Planted> {
    changed(site, |_, segments, index| {
        let segment = segments[index];
        let wrong = match segment.strip_suffix("ies") {
            Some(stem) => format!("{stem}ys"),
            None => {
                let stem = segment.strip_suffix("es")?;
                ["ch", "sh", "x", "ss"]
                    .iter()
                    .any(|it| stem.ends_with(it))
                    .then(|| format!("{stem}s"))?
            }
        };
        (is_words(segment) && !["series", "movies"].contains(&segment)).then_some(wrong)
    })
}

/// N007: a slip in a word.
pub(super) fn misspelt(site: &Site<'_>) -> Vec<Planted> {
    changed(site, |_, segments, index| {
        let is_literal = !segments[index].contains('{');
        names::misspelt(segments[index]).filter(|_| is_literal)
    })
}

/// N008: a slash at the end.
pub(super) fn trailing_slash(site: &Site<'_>) -> Vec<Planted> {
    let all = paths(site);
    let fits = |it: &&Entry<'_>| !it.key.ends_with('/') && !it.key.contains(['?', '#']);
    all.iter().filter(fits).filter_map(|it| site.rename(it, &format!("{}/", it.key))).collect()
}

/// N009: resources below resources.
pub(super) fn deep(site: &Site<'_>) -> Vec<Planted> {
    let deep = "/notes/{noteId}/lines/{lineId}/parts/{partId}/marks";
    let fits = |it: &&Entry<'_>| it.key.ends_with('}') && !it.key.contains(['?', '#']);
    let all = paths(site);
    all.iter().filter(fits).filter_map(|it| site.rename(it, &format!("{}{deep}", it.key))).collect()
}

/// N010: another name of a parameter that three paths have.
pub(super) fn other_parameter(site: &Site<'_>) -> Vec<Planted> {
    let all = paths(site);
    let planted = all.iter().filter_map(|path| {
        let at = path.key.find("/{")?;
        let end = at + path.key[at..].find('}')? + 1;
        let prefix = &path.key[..end];
        let others = all.iter().filter(|it| it.key.starts_with(prefix)).count();
        let is_whole = path.key[end..].is_empty() || path.key[end..].starts_with('/');
        let new = format!("{}/{{planted}}{}", &path.key[..at], &path.key[end..]);
        (others >= 4 && is_whole).then(|| site.rename(path, &new))?
    });
    planted.collect()
}

/// N011: `/api` before the path.
pub(super) fn api_prefix(site: &Site<'_>) -> Vec<Planted> {
    let all = paths(site);
    if all.iter().any(|it| it.key.starts_with("/api")) {
        return Vec::new();
    }
    all.iter().filter_map(|it| site.rename(it, &format!("/api{}", it.key))).collect()
}

/// N013: a noun for an action.
pub(super) fn noun(site: &Site<'_>) -> Vec<Planted> {
    let nouns =
        ["calculator", "finder", "converter", "generator", "validator", "importer", "exporter"];
    let all = paths(site).len();
    changed(site, |path, segments, index| {
        let methods = ["get", "put", "post", "delete", "patch"];
        let count = path.value.members().filter(|it| methods.contains(&it.key)).count();
        let noun = nouns[(path.key.len() + all) % nouns.len()];
        let fits =
            index > 0 && index + 1 == segments.len() && is_words(segments[index]) && count == 1;
        fits.then(|| format!("planted-{noun}"))
    })
}

/// N004: an action of a resource.
pub(super) fn action(site: &Site<'_>) -> Vec<Planted> {
    let actions =
        ["activate", "cancel", "approve", "resend-invoice", "suspend", "archive_all", "refundNow"];
    let all = paths(site);
    let planted = all.iter().enumerate().filter_map(|(index, path)| {
        let methods: Vec<&str> = path.value.members().map(|it| it.key).collect();
        let writes = methods.contains(&"post") && !methods.contains(&"get");
        let (parent, _) = path.key.rsplit_once('/')?;
        let new = format!("{parent}/{}", actions[index % actions.len()]);
        let is_free = all.iter().all(|it| !it.key.starts_with(&new));
        let fits = writes && is_free && parent.ends_with('}') && !path.key.ends_with('}');
        fits.then(|| site.rename(path, &new))?
    });
    planted.collect()
}

/// V002: a minor version before the path.
pub(super) fn minor_version(site: &Site<'_>) -> Vec<Planted> {
    let all = paths(site);
    let plant = |(index, path): (usize, &Entry<'_>)| {
        site.rename(path, &format!("/v{}.{}{}", index % 3 + 1, index % 7, path.key))
    };
    all.iter().enumerate().filter_map(plant).collect()
}
