//! Rename: a component and all references to it, in every file of the document.

use renkei::document::fragment;
use renkei::text::{SourceFile, Span};

use super::references::Reference;
use super::snapshot::{Component, Snapshot};

/// One replaced part of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Renamed {
    /// The old name, without quotes.
    pub(crate) span: Span,
    /// The new text.
    pub(crate) text: String,
}

/// A component that can be renamed.
#[derive(Debug)]
pub(crate) struct Rename<'s> {
    snapshot: &'s Snapshot,
    component: &'s Component,
    /// The name at the offset, without quotes.
    pub(crate) span: Span,
}

impl<'s> Rename<'s> {
    /// Finds the component whose name, or a reference to which, is at an offset.
    pub(crate) fn find(snapshot: &'s Snapshot, file: &SourceFile, offset: usize) -> Option<Self> {
        let contains = |span: Span| {
            span.file == file.id() && (span.start as usize..=span.end as usize).contains(&offset)
        };
        if let Some(component) = snapshot.components().iter().find(|it| contains(it.name_span)) {
            let span = inner(file, component.name_span);
            return Some(Self { snapshot, component, span });
        }
        let reference = snapshot.references().iter().find(|it| contains(it.at))?;
        let component = snapshot.components().iter().find(|it| names(reference, it))?;
        let span = name_in(snapshot, reference, component)?;
        Some(Self { snapshot, component, span })
    }

    /// The name of the component.
    pub(crate) fn name(&self) -> &'s str {
        &self.component.name
    }

    /// The edits that give the component another name.
    ///
    /// # Errors
    ///
    /// Returns a message if the name is not allowed or not free, or if a reference is written in a form that cannot be edited.
    pub(crate) fn to(&self, name: &str) -> Result<Vec<Renamed>, String> {
        let is_allowed = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_');
        // OpenAPI 3.2 section "Components Object".
        if name.is_empty() || !name.chars().all(is_allowed) {
            return Err(format!(
                "`{name}` is no name of a component; use A-Z, a-z, 0-9, `.`, `-` and `_`"
            ));
        }
        let Component { name_span, pointer, .. } = self.component;
        let mut parent = pointer.clone();
        parent.pop();
        let root = self.snapshot.root(name_span.file);
        if root.and_then(|it| it.at(&parent)).is_some_and(|it| it.get(name).is_some()) {
            return Err(format!("there is already a component `{name}`"));
        }
        let files = self.snapshot.document().files();
        let own = inner(files.of(*name_span), *name_span);
        let mut edits = vec![Renamed { span: own, text: name.to_owned() }];
        for reference in self.snapshot.references().iter().filter(|it| names(it, self.component)) {
            let span = name_in(self.snapshot, reference, self.component).ok_or_else(|| {
                let file = files.of(reference.at);
                let line = file.position(reference.at.start).line;
                format!("{}:{line}: this reference cannot be renamed", file.path().display())
            })?;
            edits.push(Renamed { span, text: name.to_owned() });
        }
        edits.sort();
        edits.dedup();
        Ok(edits)
    }
}

/// Whether a reference names a component, or a value within it.
fn names(reference: &Reference, component: &Component) -> bool {
    reference.target_name.file == component.name_span.file
        && reference.pointer.is_below(&component.pointer)
}

/// Where the name of the component is written in a reference.
fn name_in(snapshot: &Snapshot, reference: &Reference, component: &Component) -> Option<Span> {
    let file = snapshot.document().files().of(reference.at);
    let whole = inner(file, reference.at);
    if !reference.is_uri {
        return (file.slice(whole) == component.name).then_some(whole);
    }
    let text = file.slice(whole);
    let start = text.find('#')? + 1;
    let written = fragment(&component.pointer);
    let rest = text.get(start..)?.strip_prefix(written.as_str())?;
    if !rest.is_empty() && !rest.starts_with('/') {
        return None;
    }
    let name = written.rfind('/')? + 1;
    let at = |offset: usize| whole.start + u32::try_from(start + offset).unwrap_or(u32::MAX);
    Some(Span::new(whole.file, at(name), at(written.len())))
}

/// A scalar without its quotes.
fn inner(file: &SourceFile, span: Span) -> Span {
    let is_quoted = file.slice(span).starts_with(['"', '\'']);
    let by = u32::from(is_quoted);
    Span::new(span.file, span.start + by, span.end - by)
}

#[cfg(test)]
mod tests {
    use super::super::tests::snapshot;
    use super::*;

    const DOCUMENT: &str = "openapi: 3.0.3
info: {title: A, version: '1'}
security: [{key: []}]
paths:
  /a: {get: {responses: {'200': {description: ok, content: {a/b: {schema: {$ref: \"#/components/schemas/Pet\"}}}}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Pet: {oneOf: [{$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind, mapping: {dog: Dog, d: '#/components/schemas/Dog'}}}
    'Dog': {properties: {kind: {type: string}, other: {$ref: '#/components/schemas/Dog/properties/kind'}}}
    Dogs: {type: array, items: {$ref: '#/components/schemas/Dog'}}
";

    fn renamed(at: &str, name: &str) -> Result<String, String> {
        let snapshot = snapshot(DOCUMENT);
        let offset = DOCUMENT.find(at).unwrap() + at.len() - 1;
        let rename = Rename::find(&snapshot, snapshot.document().files().root(), offset).unwrap();
        let mut text = DOCUMENT.to_owned();
        for edit in rename.to(name)?.iter().rev() {
            text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        }
        Ok(text)
    }

    #[test]
    fn a_component_is_renamed_with_its_references() {
        let expected = DOCUMENT
            .replace("schemas/Dog", "schemas/Hound")
            .replace("'Dog'", "'Hound'")
            .replace("dog: Dog", "dog: Hound");
        assert_eq!(renamed("'Dog", "Hound").unwrap(), expected);
        assert_eq!(renamed("[{$ref: '#/components/schemas/Dog", "Hound").unwrap(), expected);
        let expected = DOCUMENT.replace("{key:", "{token:");
        assert_eq!(renamed("[{key", "token").unwrap(), expected);
        assert!(renamed("'Dog", "Pet").unwrap_err().contains("already"));
        assert!(renamed("'Dog", "a b").unwrap_err().contains("no name"));
    }

    #[test]
    fn other_keys_cannot_be_renamed() {
        let snapshot = snapshot(DOCUMENT);
        let offset = DOCUMENT.find("propertyName").unwrap();
        assert!(Rename::find(&snapshot, snapshot.document().files().root(), offset).is_none());
    }
}
