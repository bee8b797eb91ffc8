//! Responses to requests, from the last snapshot of a document and the current texts.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_server::ErrorCode;
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CompletionItem, CompletionItemKind,
    CompletionItemTextEdit, CompletionList, CompletionParams, Contents, DefinitionParams,
    DocumentSymbol, DocumentSymbolParams, Hover, HoverParams, Location, MarkupContent, MarkupKind,
    PrepareRenameParams, PrepareRenamePlaceholder, ReferenceParams, RenameParams,
    TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit,
};
use renkei::diagnostic::{Applicability, Fix};
use renkei::text::{SourceFile, Span};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::analyser::Analysed;
use super::analysis::{
    self, Completion, CompletionKind, LineIndex, Rename, Shift, Snapshot, Symbol, SymbolKind,
    offset_at,
};
use super::convert::{Ranges, Texts as _};
use super::documents::Documents;
use super::uri;

/// Why there is no response.
pub(super) type RequestError = (ErrorCode, String);

type Response<T> = Result<T, RequestError>;

/// What a request can see.
pub(super) struct View<'v> {
    pub(super) documents: &'v Documents,
    pub(super) analysed: &'v [(PathBuf, Analysed)],
}

/// Whether the response to a request must not come from an earlier version of the text. Completion reads the text itself.
pub(super) fn needs_current_text(method: &str) -> bool {
    method.starts_with("textDocument/") && method != "textDocument/completion"
}

/// The file that a request is about.
pub(super) fn path_of(params: &Value) -> Option<PathBuf> {
    let text = params.pointer("/textDocument/uri")?.as_str()?;
    uri::to_path(&Uri(text.to_owned()))
}

/// The result of a request.
///
/// # Errors
///
/// Returns a code and a message if the method is unknown, if the parameters have another form, or if a rename is not possible.
pub(super) fn respond(view: &View<'_>, method: &str, params: Value) -> Response<Value> {
    match method {
        "textDocument/completion" => run(params, |it: CompletionParams| {
            Ok(completion(view, &it.text_document_position_params))
        }),
        "textDocument/hover" => {
            run(params, |it: HoverParams| Ok(hover(view, &it.text_document_position_params)))
        }
        "textDocument/definition" => run(params, |it: DefinitionParams| {
            Ok(definition(view, &it.text_document_position_params))
        }),
        "textDocument/references" => run(params, |it: ReferenceParams| {
            let with_definition = it.context.include_declaration;
            Ok(references(view, &it.text_document_position_params, with_definition))
        }),
        "textDocument/documentSymbol" => {
            run(params, |it: DocumentSymbolParams| Ok(symbols(view, &it.text_document.uri)))
        }
        "textDocument/codeAction" => run(params, |it: CodeActionParams| Ok(actions(view, &it))),
        "textDocument/prepareRename" => run(params, |it: PrepareRenameParams| {
            Ok(prepare_rename(view, &it.text_document_position_params))
        }),
        "textDocument/rename" => run(params, |it: RenameParams| rename(view, &it)),
        _ => Err((ErrorCode::MethodNotFound, format!("`{method}` is not supported"))),
    }
}

fn run<P: DeserializeOwned, R: Serialize>(
    params: Value,
    respond: impl FnOnce(P) -> Response<R>,
) -> Response<Value> {
    let params = serde_json::from_value(params);
    let params = params.map_err(|error| (ErrorCode::InvalidParams, error.to_string()))?;
    let result = serde_json::to_value(respond(params)?);
    result.map_err(|error| (ErrorCode::InternalError, error.to_string()))
}

/// A file of a document, and where the cursor is in the text that was read.
struct Cursor<'v> {
    snapshot: &'v Arc<Snapshot>,
    file: &'v SourceFile,
    offset: usize,
}

impl<'v> View<'v> {
    fn snapshots(&self) -> impl Iterator<Item = &'v Arc<Snapshot>> {
        self.analysed.iter().filter_map(|(_, it)| it.snapshot.as_ref())
    }

    /// The documents that have a file.
    fn with_file(&self, path: &Path) -> impl Iterator<Item = (&'v Arc<Snapshot>, &'v SourceFile)> {
        self.snapshots().filter_map(move |it| Some((it, it.file(path)?)))
    }

    /// The cursors of a position, one in each document that has the file.
    fn cursors(&self, at: &TextDocumentPositionParams) -> Vec<Cursor<'v>> {
        let Some(path) = uri::to_path(&at.text_document.uri) else { return Vec::new() };
        let cursor = |(snapshot, file): (&'v Arc<Snapshot>, &'v SourceFile)| {
            let current = self.documents.text(&path).unwrap_or(file.text());
            let offset = offset_at(current, at.position.into());
            let is_same = current == file.text();
            let offset = if is_same {
                Some(offset)
            } else {
                Shift::between(file.text(), current).to_old(offset)
            };
            Some(Cursor { snapshot, file, offset: offset? })
        };
        self.with_file(&path).filter_map(cursor).collect()
    }

    fn ranges(&self, snapshot: &'v Snapshot) -> Ranges<'v> {
        Ranges::new(snapshot.document().files(), self.documents)
    }
}

fn completion(view: &View<'_>, at: &TextDocumentPositionParams) -> Option<CompletionList> {
    let path = uri::to_path(&at.text_document.uri)?;
    let text = view.documents.text(&path)?;
    let offset = offset_at(text, at.position.into());
    let (snapshot, _) = view.with_file(&path).next()?;
    let (replaced, found) = analysis::complete(snapshot, &path, text, offset)?;
    let lines = LineIndex::new(text);
    let range = lsp_types::Range {
        start: lines.position(replaced.start).into(),
        end: lines.position(replaced.end).into(),
    };
    let items = found.into_iter().map(|it| completion_item(it, range)).collect();
    Some(CompletionList { is_incomplete: false, item_defaults: None, apply_kind: None, items })
}

fn completion_item(completion: Completion, range: lsp_types::Range) -> CompletionItem {
    let Completion { label, kind, detail, is_required, text } = completion;
    let kind = match kind {
        CompletionKind::Key => CompletionItemKind::Field,
        CompletionKind::Value => CompletionItemKind::EnumMember,
        CompletionKind::Reference => CompletionItemKind::Reference,
    };
    let edit = TextEdit { range, new_text: text.clone() };
    CompletionItem {
        sort_text: Some(format!("{}{label}", u8::from(!is_required))),
        // Editors compare it with the word that is replaced, which can have quotes.
        filter_text: Some(text),
        label,
        kind: Some(kind),
        detail: (!detail.is_empty()).then_some(detail),
        text_edit: Some(CompletionItemTextEdit::TextEdit(edit)),
        ..CompletionItem::default()
    }
}

fn hover(view: &View<'_>, at: &TextDocumentPositionParams) -> Option<Hover> {
    view.cursors(at).into_iter().find_map(|Cursor { snapshot, file, offset }| {
        let (span, text) = analysis::hover(snapshot, file, offset)?;
        let range = view.ranges(snapshot).location(span).map(|it| it.range);
        let contents = MarkupContent { kind: MarkupKind::Markdown, value: text };
        Some(Hover { contents: Contents::MarkupContent(contents), range })
    })
}

fn definition(view: &View<'_>, at: &TextDocumentPositionParams) -> Vec<Location> {
    let cursors = view.cursors(at).into_iter();
    let found = cursors.filter_map(|Cursor { snapshot, file, offset }| {
        let reference = analysis::reference_at(snapshot, file, offset)?;
        view.ranges(snapshot).location(reference.target_name)
    });
    unique(found)
}

fn references(
    view: &View<'_>,
    at: &TextDocumentPositionParams,
    with_definition: bool,
) -> Vec<Location> {
    let mut found = Vec::new();
    for Cursor { snapshot, file, offset } in view.cursors(at) {
        let Some(target) = analysis::target_at(snapshot, file, offset) else { continue };
        let mut ranges = view.ranges(snapshot);
        if with_definition {
            found.extend(ranges.location(target));
        }
        let references = snapshot.references().iter().filter(|it| it.target_name == target);
        found.extend(references.filter_map(|it| ranges.location(it.at)));
    }
    unique(found)
}

/// Locations without those that two documents share.
fn unique(locations: impl IntoIterator<Item = Location>) -> Vec<Location> {
    let mut found: Vec<Location> = Vec::new();
    for location in locations {
        if !found.contains(&location) {
            found.push(location);
        }
    }
    found
}

fn symbols(view: &View<'_>, file: &Uri) -> Vec<DocumentSymbol> {
    let Some(path) = uri::to_path(file) else { return Vec::new() };
    let Some((snapshot, file)) = view.with_file(&path).next() else { return Vec::new() };
    let mut ranges = view.ranges(snapshot);
    let symbols = analysis::symbols(snapshot, file);
    symbols.into_iter().filter_map(|it| document_symbol(it, file, &mut ranges)).collect()
}

fn document_symbol(
    symbol: Symbol,
    file: &SourceFile,
    ranges: &mut Ranges<'_>,
) -> Option<DocumentSymbol> {
    let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    let mut range = |it: &std::ops::Range<usize>| {
        let span = Span::new(file.id(), number(it.start), number(it.end));
        ranges.location(span).map(|it| it.range)
    };
    let (whole, selection_range) = (range(&symbol.range)?, range(&symbol.name_range)?);
    let children = symbol.children.into_iter();
    let children: Vec<_> = children.filter_map(|it| document_symbol(it, file, ranges)).collect();
    let kind = match symbol.kind {
        SymbolKind::Section => lsp_types::SymbolKind::Namespace,
        SymbolKind::Path => lsp_types::SymbolKind::Module,
        SymbolKind::Operation => lsp_types::SymbolKind::Method,
        SymbolKind::Type => lsp_types::SymbolKind::Class,
        SymbolKind::Property => lsp_types::SymbolKind::Property,
        SymbolKind::Key => lsp_types::SymbolKind::Key,
        SymbolKind::Component => lsp_types::SymbolKind::Object,
    };
    #[expect(deprecated, reason = "the type has no default")]
    Some(DocumentSymbol {
        name: symbol.name,
        detail: symbol.detail,
        kind,
        tags: None,
        deprecated: None,
        range: whole,
        selection_range,
        children: (!children.is_empty()).then_some(children),
    })
}

/// The fixes of the findings in a range, and one action for all safe fixes of the file.
fn actions(view: &View<'_>, params: &CodeActionParams) -> Vec<CodeAction> {
    let wanted = |kind: &CodeActionKind| {
        let only = params.context.only.as_ref();
        let name = |it: &CodeActionKind| String::from(it.clone());
        only.is_none_or(|only| only.iter().any(|it| name(kind).starts_with(&name(it))))
    };
    let Some(path) = uri::to_path(&params.text_document.uri) else { return Vec::new() };
    let mut actions = Vec::new();
    for (snapshot, file) in view.with_file(&path) {
        let mut ranges = view.ranges(snapshot);
        let mut safe = Vec::new();
        for finding in snapshot.findings() {
            let Some(span) = finding.span.filter(|it| it.file == file.id()) else { continue };
            let Some(fix) = &finding.fix else { continue };
            if fix.applicability == Applicability::Safe {
                safe.push(fix);
            }
            let Some(location) = ranges.location(span) else { continue };
            let range = (location.range.start, location.range.end);
            if !wanted(&CodeActionKind::QuickFix)
                || range.0 > params.range.end
                || params.range.start > range.1
            {
                continue;
            }
            let Some(edit) = edit_of(&[fix], &mut ranges) else { continue };
            let help = finding.help.as_ref().unwrap_or(&finding.message);
            actions.push(CodeAction {
                title: format!("{}: {help}", finding.code),
                kind: Some(CodeActionKind::QuickFix),
                diagnostics: ranges.diagnostic(finding).map(|(_, it)| vec![it]),
                is_preferred: Some(fix.applicability == Applicability::Safe),
                edit: Some(edit),
                ..CodeAction::default()
            });
        }
        if wanted(&CodeActionKind::SourceFixAll) {
            actions.extend(fix_all(&safe, &mut ranges));
        }
    }
    actions
}

fn fix_all(fixes: &[&Fix], ranges: &mut Ranges<'_>) -> Option<CodeAction> {
    let mut chosen: Vec<&Fix> = Vec::new();
    for fix in fixes {
        // Of fixes that overlap, the first one is made.
        let overlaps = chosen.iter().flat_map(|it| &it.edits).any(|other| {
            fix.edits.iter().any(|it| {
                it.span.file == other.span.file
                    && it.span.start <= other.span.end
                    && other.span.start <= it.span.end
            })
        });
        if !overlaps {
            chosen.push(fix);
        }
    }
    let edit = edit_of(&chosen, ranges).filter(|_| !chosen.is_empty())?;
    Some(CodeAction {
        title: format!("make all {} safe fixes", chosen.len()),
        kind: Some(CodeActionKind::SourceFixAll),
        edit: Some(edit),
        ..CodeAction::default()
    })
}

fn edit_of(fixes: &[&Fix], ranges: &mut Ranges<'_>) -> Option<WorkspaceEdit> {
    let edits = fixes.iter().flat_map(|it| &it.edits);
    workspace_edit(edits.map(|it| (it.span, it.text.clone())), ranges)
}

/// The edits by file; `None` if a text has changed.
fn workspace_edit(
    edits: impl IntoIterator<Item = (Span, String)>,
    ranges: &mut Ranges<'_>,
) -> Option<WorkspaceEdit> {
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for (span, new_text) in edits {
        let Location { uri, range } = ranges.location(span)?;
        changes.entry(uri).or_default().push(TextEdit { range, new_text });
    }
    Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}

fn prepare_rename(
    view: &View<'_>,
    at: &TextDocumentPositionParams,
) -> Option<PrepareRenamePlaceholder> {
    view.cursors(at).into_iter().find_map(|Cursor { snapshot, file, offset }| {
        let rename = Rename::find(snapshot, file, offset)?;
        let range = view.ranges(snapshot).location(rename.span)?.range;
        Some(PrepareRenamePlaceholder { range, placeholder: rename.name().to_owned() })
    })
}

/// The edits of a rename, in all documents that have the file.
fn rename(view: &View<'_>, params: &RenameParams) -> Response<Option<WorkspaceEdit>> {
    let failed = |message: String| (ErrorCode::RequestFailed, message);
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    for Cursor { snapshot, file, offset } in view.cursors(&params.text_document_position_params) {
        let Some(rename) = Rename::find(snapshot, file, offset) else { continue };
        let edits = rename.to(&params.new_name).map_err(failed)?;
        let edits = edits.into_iter().map(|it| (it.span, it.text));
        let edit = workspace_edit(edits, &mut view.ranges(snapshot));
        let edit = edit.ok_or_else(|| failed("the text has changed".to_owned()))?;
        for (uri, edits) in edit.changes.into_iter().flatten() {
            let known = changes.entry(uri).or_default();
            let new = edits.into_iter().filter(|it| !known.contains(it)).collect::<Vec<_>>();
            known.extend(new);
        }
    }
    let edit = WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    Ok(edit.changes.as_ref().is_some_and(|it| !it.is_empty()).then_some(edit))
}
