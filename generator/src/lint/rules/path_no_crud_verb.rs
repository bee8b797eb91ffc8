//! N003: the method, not the path, expresses create, read, update and delete.

use super::super::api::{Api, ApiOperation, ApiPath};
use super::super::report::Reporter;
use super::super::rule::{Check, LintRule};
use super::super::segment::{Role, Segment};
use super::super::subject::Subject;
use super::super::words::{self, Number};
use crate::diagnostic::{Code, Severity};

pub(super) const RULE: LintRule = LintRule {
    code: Code("N003"),
    name: "path-no-crud-verb",
    severity: Some(Severity::Error),
    summary: "Paths name resources; the method expresses create, get, update and delete",
    docs: "\
`GET /users` means the same as `GET /getUsers`, and clients, caches and gateways already know what GET means. A path \
that contains the verb needs a second path for the next verb.

The rule reports a segment whose first whole word is a verb that an HTTP method expresses: `getUsers`, `get-users`, \
`users/create`. In `users.delete` it checks the last part. It compares whole words, so the nouns `listings`, \
`updates` and `dispatches` are accepted.

Also accepted are nouns that begin with a verb (`add-ons`, or `update-requests` with items), prefixes without \
operations (`/update/repositories`), and other actions (`/search`, `/activate`), which the design guide allows if no \
resource fits.

To fix a report, name the resource and let the method express the action. The rule suggests an operation, unless the document \
already has it, or it would be a GET with a body.",
    bad: &[
        "/getUsers: {get: {}}",
        "/users/create: {post: {}}",
        "/users/{id}/remove_member: {post: {}}",
        "/users.delete: {post: {}}",
        "/pets/list: {get: {}}",
        "/update/{id}: {put: {}}",
    ],
    good: &[
        "/users: {get: {}}",
        "/listings: {get: {}}",
        "/updates: {get: {}}",
        "/dispatches/computed: {get: {}}",
        "/add-ons: {get: {}}",
        "/update/repositories: {get: {}}",
        "/lists/{id}/list/{id}: {get: {}}",
        "/delete-requests: {get: {}}\n/delete-requests/{id}: {get: {}}",
        "/users/{id}/activate: {post: {}}",
        "/search: {get: {}}",
        "/read-replicas: {get: {}}",
        "/runners/remove-token: {post: {}}",
    ],
    source: "D, Z141",
    check: Check::Api(check),
    ..LintRule::BASE
};

/// Verbs with the methods that express them.
const VERBS: &[(&str, &str)] = &[
    ("add", "POST"),
    ("create", "POST"),
    ("delete", "DELETE"),
    ("destroy", "DELETE"),
    ("edit", "PATCH"),
    ("fetch", "GET"),
    ("get", "GET"),
    ("insert", "POST"),
    ("list", "GET"),
    ("modify", "PATCH"),
    ("remove", "DELETE"),
    ("retrieve", "GET"),
    ("save", "PUT"),
    ("set", "PUT"),
    ("update", "PATCH"),
];

/// Verbs that are also nouns: before an id, or with other methods of their own, they name a resource.
const VERBS_AND_NOUNS: &[&str] = &["edit", "list", "set"];

/// Last words of hyphenated nouns that begin with a verb: `remove-token` is a token.
const NOUNS_OF_VERBS: &[&str] = &["date", "link", "links", "token", "tokens", "url", "urls"];

/// Second words of nouns that begin with a verb: `add-ons`, `get-started`.
const NOUN_ENDINGS: &[&str] =
    &["in", "ins", "on", "ons", "only", "started", "top", "tops", "up", "ups", "out", "outs"];

fn check(api: &Api<'_, '_>, reporter: &mut Reporter<'_>) {
    for segment in api.segments() {
        let Some((verb, method)) = crud_verb(segment) else { continue };
        let Some(path) = api.paths().get(segment.path) else { continue };
        let message = format!("path segment `{}` contains the verb `{verb}`", segment.raw);
        let resource = resource_path(path.template(), segment);
        let help = match is_possible(api, path, method, &resource) {
            true => {
                format!("name the resource and use the method as the verb: `{method} {resource}`")
            }
            false => "name the resource and let the method express the action".to_owned(),
        };
        let subject = Subject::prefix(path.template(), segment.depth);
        reporter.report(path, subject, message, help);
    }
}

/// Whether a method of HTTP expresses the verb.
pub(super) fn is_crud(verb: &str) -> bool {
    VERBS.iter().any(|(it, _)| it.eq_ignore_ascii_case(verb))
}

/// Whether the operation could take the place of those of the path: it does not exist, and it is no GET with a body.
fn is_possible<'a>(api: &Api<'a, '_>, path: &ApiPath<'a>, method: &str, resource: &str) -> bool {
    let is_method = |it: &ApiOperation<'_>| it.method.eq_ignore_ascii_case(method);
    let is_taken = api.called_like(&Subject::template(resource)).any(is_method);
    let has_body = || api.called_at(path.key.name).any(|it| !api.request(it).is_empty());
    let is_free = !is_taken && (method != "GET" || !has_body());
    !resource.is_empty() && is_free
}

/// Whether the segment is reported, if the rule is on: other reports about its name would say the same.
pub(super) fn is_reported(api: &Api<'_, '_>, segment: &Segment<'_>) -> bool {
    api.config().severity(&RULE).is_some() && crud_verb(segment).is_some()
}

/// The verb that the segment begins with and its method; `None` if the segment is a noun.
fn crud_verb(segment: &Segment<'_>) -> Option<(&'static str, &'static str)> {
    if matches!(segment.role, Role::Item | Role::Version | Role::Namespace) {
        return None;
    }
    let name = last_part(segment.text);
    let all_words = words::split(name);
    let (first, rest) = all_words.split_first()?;
    let first = first.to_ascii_lowercase();
    let (verb, method) = VERBS.iter().find(|(verb, _)| *verb == first)?;
    let noun = match rest.first() {
        Some(next) => is_noun(segment, next, rest),
        None => is_noun_alone(segment, verb),
    };
    (!noun).then_some((*verb, *method))
}

/// The part after the last dot, if dots join names as in `users.delete`.
fn last_part(text: &str) -> &str {
    text.rsplit('.').next().unwrap_or(text)
}

fn is_noun(segment: &Segment<'_>, next: &str, rest: &[&str]) -> bool {
    let next = next.to_ascii_lowercase();
    let plural = rest.last().is_some_and(|word| words::number(word) == Number::Plural);
    let joined = segment.text.contains(['-', '_']);
    let last = rest.last().map_or_else(String::new, |word| word.to_ascii_lowercase());
    if joined && NOUNS_OF_VERBS.contains(&last.as_str()) {
        return true;
    }
    let has_items = segment.role == Role::Collection && segment.parameter.is_some() && plural;
    NOUN_ENDINGS.contains(&next.as_str()) || has_items
}

fn is_noun_alone(segment: &Segment<'_>, verb: &str) -> bool {
    let has_items = segment.parameter.is_some();
    let has_state = segment.methods.iter().any(|it| matches!(*it, "delete" | "put" | "patch"));
    VERBS_AND_NOUNS.contains(&verb) && (has_items || has_state || segment.has_literal_children)
}

/// The path up to the segment, followed by the segment without its verb.
fn resource_path(template: &str, segment: &Segment<'_>) -> String {
    let parents: Vec<&str> = template.split('/').skip(1).take(segment.depth).collect();
    let name = last_part(segment.text);
    let prefix = segment.text.strip_suffix(name).unwrap_or("").trim_end_matches('.');
    let kebab = words::kebab(name);
    let noun = kebab.split_once('-').map_or("", |(_, noun)| noun);
    // `find-by-status` without its verb does not name a resource.
    let is_selector = noun.split('-').next().is_some_and(words::is_preposition);
    let noun = if is_selector { "" } else { noun };
    let last = [prefix, noun].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("/");
    let segments = parents.into_iter().chain(Some(last.as_str())).filter(|it| !it.is_empty());
    segments.fold(String::new(), |path, part| format!("{path}/{part}"))
}

#[cfg(test)]
mod tests {
    use super::super::super::example::expand;
    use super::super::super::{Config, lint, rule};
    use crate::document::Document;
    use crate::source::read_text;

    /// The codes of the findings about a snippet, with their help.
    fn findings(codes: &[&str], snippet: &str) -> Vec<(&'static str, String)> {
        let document = Document::new(read_text("a.yaml", &expand(snippet)).unwrap()).unwrap();
        let rules: Vec<_> = codes.iter().map(|it| rule(it).unwrap()).collect();
        let findings = lint(&document, &Config::house().only(&rules));
        findings.into_iter().map(|it| (it.code.0, it.help.unwrap())).collect()
    }

    #[test]
    fn only_possible_operations_are_suggested() {
        let body = "requestBody: {content: {application/json: {schema: {}}}}";
        for (snippet, suggestion) in [
            ("/pets/create: {post: {}}".to_owned(), "`POST /pets`"),
            ("/pets/create: {post: {}}\n/pets: {post: {}}".to_owned(), ""),
            ("/pets/{id}/delete: {post: {}}\n/pets/{petId}: {delete: {}}".to_owned(), ""),
            (
                "/pets/{id}/delete: {post: {}}\n/pets/{petId}: {get: {}}".to_owned(),
                "`DELETE /pets/{id}`",
            ),
            (format!("/pets/list: {{post: {{{body}}}}}"), ""),
            ("/pets/list: {post: {}}".to_owned(), "`GET /pets`"),
            ("/create: {post: {}}".to_owned(), ""),
        ] {
            let findings = findings(&["N003"], &snippet);
            let [(_, help)] = findings.as_slice() else { panic!("{snippet}: {findings:?}") };
            assert_eq!(help.contains('`'), !suggestion.is_empty(), "{snippet}: {help}");
            assert!(help.ends_with(suggestion), "{snippet}: {help}");
        }
    }

    #[test]
    fn a_name_with_a_verb_is_reported_by_one_rule() {
        let codes = |codes: &[&str]| -> Vec<&'static str> {
            findings(codes, "/getUsers: {get: {}}").into_iter().map(|(code, _)| code).collect()
        };
        assert_eq!(codes(&["N001", "N003"]), ["N003"]);
        assert_eq!(codes(&["N001"]), ["N001"]);
    }
}
