//! Hover: what a finding means, where a reference leads, and what the standard says about a key.

use renkei::diagnostic::Diagnostic;
use renkei::document::ObjectKind;
use renkei::document::grammar::{Field, object_type};
use renkei::lint;
use renkei::text::{SourceFile, Span};

use super::excerpt;
use super::expected::Expected;
use super::locate::{Located, chain};
use super::snapshot::Snapshot;

/// The text about an offset in Markdown, and the part of the file that it is about.
pub(crate) fn hover(
    snapshot: &Snapshot,
    file: &SourceFile,
    offset: usize,
) -> Option<(Span, String)> {
    let contains = |span: Span| {
        span.file == file.id() && (span.start as usize..=span.end as usize).contains(&offset)
    };
    let reference = snapshot.references().iter().find(|it| contains(it.at));
    let about = match reference {
        Some(reference) => {
            let (name, value, pointer) = match &reference.resolved {
                Some(end) => (end.name, end.value, &end.pointer),
                None => (reference.target_name, reference.target, &reference.pointer),
            };
            let target = snapshot.document().files().of(name);
            let text = excerpt::markdown(target, name, value);
            let pointer =
                if pointer.as_str().is_empty() { "the whole file" } else { pointer.as_str() };
            let place = format!("`{pointer}` in {}", target.path().display());
            Some((reference.at, format!("{place}\n\n{text}")))
        }
        None => {
            let root = snapshot.root(file.id())?;
            grammar(snapshot, &chain(root, offset))
        }
    };
    let findings = snapshot.findings().iter();
    let findings: Vec<&Diagnostic> = findings.filter(|it| it.span.is_some_and(contains)).collect();
    let span = findings.first().and_then(|it| it.span).or(about.as_ref().map(|(span, _)| *span))?;
    let about = about.map(|(_, text)| text);
    let is_first = |index: usize, it: &Diagnostic| {
        findings.iter().position(|other| other.code == it.code) == Some(index)
    };
    let each = findings.iter().enumerate();
    let sections = each.map(|(index, it)| finding(it, is_first(index, it))).chain(about);
    Some((span, sections.collect::<Vec<_>>().join("\n\n---\n\n")))
}

/// A finding, and the reason for its rule at the first one.
fn finding(diagnostic: &Diagnostic, is_first: bool) -> String {
    let rule = lint::rule(diagnostic.code.0);
    let name = rule.map_or("", |it| it.name);
    let mut text = format!("**{}** {name}\n\n{}", diagnostic.code, diagnostic.message);
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("\n\nhelp: {help}"));
    }
    if let Some(rule) = rule.filter(|_| is_first) {
        text.push_str(&format!("\n\n{}", rule.docs));
    }
    text
}

/// What the standard says about the key, or about the object.
fn grammar(snapshot: &Snapshot, chain: &[Located<'_>]) -> Option<(Span, String)> {
    let last = chain.last()?;
    let key = last.key.filter(|_| last.is_on_key)?;
    let name = last.pointer.last()?;
    let mut sections = Vec::new();
    let holder = chain.iter().rev().nth(1).and_then(|it| snapshot.kind(it.node));
    if let Some(kind) = holder {
        sections.extend(field(snapshot, kind, &name));
    }
    let uses = snapshot.references().iter().filter(|it| it.target_name == key).count();
    let is_component = snapshot.components().iter().any(|it| it.name_span == key);
    if uses > 0 || is_component {
        let kind = snapshot.kind(last.node).map_or("a definition", ObjectKind::title);
        let times = if uses == 1 { "once".to_owned() } else { format!("{uses} times") };
        sections.push(format!("`{name}`: {kind}, referenced {times}"));
    }
    (!sections.is_empty()).then(|| (key, sections.join("\n\n")))
}

/// A field of an object.
fn field(snapshot: &Snapshot, kind: ObjectKind, name: &str) -> Option<String> {
    let version = snapshot.version();
    let field: &Field = object_type(kind).named(name, version).next()?;
    let required = if field.is_required_in(version) { ", required" } else { "" };
    let (since, until) = field.versions;
    let mut text =
        format!("`{name}` of {}: {}{required}", kind.title(), Expected::of(field.holds).title());
    text.push_str(&format!("\n\nOpenAPI {since} to {until}"));
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::super::tests::snapshot;
    use super::*;

    const DOCUMENT: &str = "openapi: 3.1.0
info: {title: A, version: '1'}
paths:
  /Users:
    get:
      operationId: listUsers
      responses: {'200': {$ref: '#/components/responses/Ok'}}
components:
  responses:
    Ok:
      description: ok
";

    fn check(at: &str, expected: &[&str]) {
        let snapshot = snapshot(DOCUMENT);
        let offset = DOCUMENT.find(at).unwrap() + 1;
        let found = hover(&snapshot, snapshot.document().files().root(), offset);
        let text = found.map(|(_, text)| text).unwrap_or_default();
        for part in expected {
            assert!(text.contains(part), "no {part:?} in {text:?}");
        }
        assert_eq!(text.is_empty(), expected.is_empty(), "{text}");
    }

    #[test]
    fn findings_references_and_keys_are_explained() {
        check("/Users", &["**N001** path-lowercase", "help: "]);
        check(
            "#/components",
            &["`/components/responses/Ok`", "```yaml\nOk:\n  description: ok\n```"],
        );
        check(
            "operationId",
            &["`operationId` of an Operation Object: a string", "OpenAPI 2.0 to 3.2"],
        );
        check("version", &["`version` of an Info Object: a string, required"]);
        check("    Ok:", &[]);
        check("Ok:\n", &["`Ok`: a Response Object, referenced once"]);
    }
}
