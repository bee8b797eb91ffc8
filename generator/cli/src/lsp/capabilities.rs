//! What the server offers to an editor, and what the editor said about itself.

use std::path::PathBuf;

use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProvider, CompletionOptions, DefinitionProvider,
    DocumentSymbolProvider, HoverProvider, InitializeResult, PositionEncodingKind,
    ReferencesProvider, RenameOptions, RenameProvider, ServerCapabilities, ServerInfo,
    TextDocumentSync, TextDocumentSyncKind, TextDocumentSyncOptions, Uri,
};
use serde_json::Value;

use super::uri;

/// The response to `initialize`.
pub(super) fn result() -> InitializeResult {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        ..TextDocumentSyncOptions::default()
    };
    let triggers = ["\"", "'", "#", "/", "$", " "].map(str::to_owned);
    let actions = CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::SourceFixAll]),
        ..CodeActionOptions::default()
    };
    let rename = RenameOptions { prepare_provider: Some(true), ..RenameOptions::default() };
    let capabilities = ServerCapabilities {
        position_encoding: Some(PositionEncodingKind::UTF16),
        text_document_sync: Some(TextDocumentSync::Options(sync)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers.to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProvider::Bool(true)),
        definition_provider: Some(DefinitionProvider::Bool(true)),
        references_provider: Some(ReferencesProvider::Bool(true)),
        document_symbol_provider: Some(DocumentSymbolProvider::Bool(true)),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(actions)),
        rename_provider: Some(RenameProvider::RenameOptions(rename)),
        ..ServerCapabilities::default()
    };
    let (name, version) = ("renkei".to_owned(), Some(env!("CARGO_PKG_VERSION").to_owned()));
    InitializeResult { capabilities, server_info: Some(ServerInfo { name, version }) }
}

/// What the server uses of the parameters of `initialize`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Editor {
    /// The folders of the workspace.
    pub(super) folders: Vec<PathBuf>,
    /// Whether the editor can report changes of files that are not open.
    pub(super) watches_files: bool,
}

impl Editor {
    /// Reads the parameters. A part that is missing or of another form has its default.
    pub(super) fn of(params: &Value) -> Self {
        let path = |it: &Value| uri::to_path(&Uri(it.as_str()?.to_owned()));
        let folders = params.get("workspaceFolders").and_then(Value::as_array);
        let folders = folders.into_iter().flatten().filter_map(|it| path(it.get("uri")?));
        let mut folders: Vec<PathBuf> = folders.collect();
        if folders.is_empty() {
            folders.extend(params.get("rootUri").and_then(path));
        }
        let watches =
            params.pointer("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration");
        Self { folders, watches_files: watches.and_then(Value::as_bool) == Some(true) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn editors_name_folders_in_two_ways() {
        let folders = |params: Value| Editor::of(&params).folders;
        let both = json!({"rootUri": "file:///a", "workspaceFolders": [{"uri": "file:///b", "name": "b"}]});
        assert_eq!(folders(both), [PathBuf::from("/b")]);
        assert_eq!(
            folders(json!({"rootUri": "file:///a", "workspaceFolders": null})),
            [PathBuf::from("/a")]
        );
        assert!(folders(json!({"rootUri": null})).is_empty());
        assert!(folders(Value::Null).is_empty());
    }
}
