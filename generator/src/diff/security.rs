//! Security requirements, security schemes and servers.

use std::collections::BTreeSet;

use super::change::Changes;
use super::check::Check;
use super::operations::Pair;
use super::{ApiVersion, locate};
use crate::model::{Operation, Requirement, Server};

/// The schemes that are needed together.
type Alternative = BTreeSet<String>;

/// Compares the requirements of an operation.
pub(super) fn compare(
    base: ApiVersion<'_>,
    head: ApiVersion<'_>,
    pair: Pair<'_>,
    changes: &mut Changes,
) {
    let title = pair.title();
    let location = locate::both(
        locate::member(base, pair.base, &["security"]),
        locate::member(head, pair.head, &["security"]),
    );
    let mut add = |check, message: String| {
        changes.add(check, format!("{title} security"), message, location, Some(&title));
    };
    let (before, after) = (alternatives(pair.base), alternatives(pair.head));
    let is_open = |all: &BTreeSet<Alternative>| all.is_empty() || all.contains(&Alternative::new());
    match (is_open(&before), is_open(&after)) {
        (true, false) => add(Check::SecurityAdded, format!("`{title}` requires credentials")),
        (false, true) => {
            add(Check::SecurityRemoved, format!("`{title}` requires no credentials any more"))
        }
        (true, true) => {}
        (false, false) => {
            for it in before.difference(&after) {
                let message = format!("`{title}` does not accept {} any more", shown(it));
                add(Check::SecurityAlternativeRemoved, message);
            }
            for it in after.difference(&before) {
                let message = format!("`{title}` accepts {}", shown(it));
                add(Check::SecurityAlternativeAdded, message);
            }
        }
    }
    let (before, after) = (scopes(pair.base), scopes(pair.head));
    let common: BTreeSet<String> =
        all_schemes(pair.base).intersection(&all_schemes(pair.head)).cloned().collect();
    for (scheme, scope) in after.difference(&before).filter(|(it, _)| common.contains(it)) {
        add(
            Check::SecurityScopeAdded,
            format!("`{title}` requires the scope `{scope}` of `{scheme}`"),
        );
    }
    for (scheme, scope) in before.difference(&after).filter(|(it, _)| common.contains(it)) {
        let message =
            format!("`{title}` does not require the scope `{scope}` of `{scheme}` any more");
        add(Check::SecurityScopeRemoved, message);
    }
}

fn requirements(operation: &Operation) -> impl Iterator<Item = &Vec<Requirement>> {
    operation.security.iter().flatten()
}

fn alternatives(operation: &Operation) -> BTreeSet<Alternative> {
    requirements(operation).map(|all| all.iter().map(|it| it.scheme.clone()).collect()).collect()
}

fn all_schemes(operation: &Operation) -> BTreeSet<String> {
    requirements(operation).flatten().map(|it| it.scheme.clone()).collect()
}

fn scopes(operation: &Operation) -> BTreeSet<(String, String)> {
    let all = requirements(operation).flatten();
    all.flat_map(|it| it.scopes.iter().map(|scope| (it.scheme.clone(), scope.clone()))).collect()
}

fn shown(alternative: &Alternative) -> String {
    let names: Vec<String> = alternative.iter().map(|it| format!("`{it}`")).collect();
    match names.is_empty() {
        true => "requests without credentials".to_owned(),
        false => names.join(" with "),
    }
}

/// Compares the schemes that both versions have.
pub(super) fn schemes(base: ApiVersion<'_>, head: ApiVersion<'_>, changes: &mut Changes) {
    for before in &base.api.security_schemes {
        let after = head.api.security_schemes.iter().find(|it| it.id == before.id);
        if after.is_some_and(|it| it.kind != before.kind) {
            let path = ["components", "securitySchemes", &before.id];
            let at = |version| locate::key(version, &crate::text::JsonPointer::of(&path));
            let message = format!("the security scheme `{}` is of another kind", before.id);
            let location = locate::both(at(base), at(head));
            changes.add(Check::SecuritySchemeChanged, before.id.clone(), message, location, None);
        }
    }
}

/// Compares the servers of the document by their URLs.
pub(super) fn servers(base: ApiVersion<'_>, head: ApiVersion<'_>, changes: &mut Changes) {
    let (before, after) = (&base.api.servers, &head.api.servers);
    let has = |all: &[Server], url: &str| all.iter().any(|it| it.url == url);
    for it in before.iter().filter(|it| !has(after, &it.url)) {
        let location = locate::both(Some(it.span), None);
        let message = format!("the server `{}` is gone", it.url);
        changes.add(Check::ServerRemoved, it.url.clone(), message, location, None);
    }
    for it in after.iter().filter(|it| !has(before, &it.url)) {
        let location = locate::both(None, Some(it.span));
        let message = format!("the server `{}` is new", it.url);
        changes.add(Check::ServerAdded, it.url.clone(), message, location, None);
    }
    if let (Some(one), Some(two)) = (before.first(), after.first()) {
        if one.default_url() != two.default_url() {
            let location = locate::both(Some(one.span), Some(two.span));
            let message = format!(
                "the first server is `{}` instead of `{}`",
                two.default_url(),
                one.default_url()
            );
            changes.add(Check::DefaultServerChanged, "servers", message, location, None);
        }
    }
}
