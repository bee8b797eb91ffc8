//! The loop of the server: messages of the editor, and results of the worker.

use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::{Duration, Instant};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, PublishDiagnosticsParams,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::analyser::{Analysed, CurrentText, CurrentTexts};
use super::documents::Documents;
use super::publish::Published;
use super::requests;
use super::uri;
use super::worker::{Job, Update};

/// How long the server waits for another keystroke before it analyses: as long as the last analysis took, within these limits.
const PAUSE: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(250));

/// What happens to the server.
pub(super) enum Event {
    /// The editor sent a message.
    Message(Message),
    /// The worker finished a job.
    Analysed(Update),
    /// A bug ended a job.
    AnalysisFailed(Update),
    /// The editor closed the connection.
    Closed,
}

/// A request that waits for the analysis of the current texts.
struct Waiting {
    request: Request,
    /// The file that it is about.
    path: Option<PathBuf>,
}

/// Sends a message to the editor. One that has gone reads nothing.
type Send = Box<dyn Fn(Message)>;

pub(super) struct Server {
    send: Send,
    jobs: Sender<Job>,
    documents: Documents,
    analysed: Vec<(PathBuf, Analysed)>,
    published: Published,
    waiting: Vec<Waiting>,
    /// Counts the changes of texts.
    revision: u64,
    /// The last revision that was sent to the worker.
    sent: u64,
    /// The last revision that was analysed.
    done: u64,
    /// The files that have changed since the last job.
    changed: BTreeSet<PathBuf>,
    /// When the next analysis begins.
    due: Option<Instant>,
    pause: Duration,
    is_shut_down: bool,
    queue: VecDeque<Message>,
}

impl Server {
    pub(super) fn new(send: impl Fn(Message) + 'static, jobs: Sender<Job>) -> Self {
        Self {
            send: Box::new(send),
            jobs,
            documents: Documents::default(),
            analysed: Vec::new(),
            published: Published::default(),
            waiting: Vec::new(),
            revision: 0,
            sent: 0,
            done: 0,
            changed: BTreeSet::new(),
            due: None,
            pause: PAUSE.0,
            is_shut_down: false,
            queue: VecDeque::new(),
        }
    }

    /// Asks the editor to report changes of files that are not open.
    pub(super) fn watch_files(&self) {
        let watchers = json!([{"globPattern": "**/*.{yaml,yml,json}"}]);
        let registration = json!({
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        let params = json!({"registrations": [registration]});
        let id = RequestId::from("register-files".to_owned());
        let request = Request { id, method: "client/registerCapability".to_owned(), params };
        (self.send)(request.into());
    }

    /// Handles events until the editor ends the connection. Returns whether it did so in the order of the protocol.
    pub(super) fn run(&mut self, events: &Receiver<Event>) -> bool {
        loop {
            // What the editor has cancelled or changed by now is known before the next message is handled.
            loop {
                match events.try_recv() {
                    Ok(event) => {
                        if !self.event(event) {
                            return self.is_shut_down;
                        }
                    }
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => return self.is_shut_down,
                }
            }
            if let Some(message) = self.queue.pop_front() {
                if !self.message(message) {
                    return self.is_shut_down;
                }
                continue;
            }
            match self.next(events) {
                Ok(event) => {
                    if !self.event(event) {
                        return self.is_shut_down;
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.analyse(),
                Err(RecvTimeoutError::Disconnected) => return self.is_shut_down,
            }
        }
    }

    fn next(&self, events: &Receiver<Event>) -> Result<Event, RecvTimeoutError> {
        match self.due {
            Some(due) => events.recv_timeout(due.saturating_duration_since(Instant::now())),
            None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// Returns whether the connection is still open.
    fn event(&mut self, event: Event) -> bool {
        match event {
            Event::Message(message) => self.queue.push_back(message),
            Event::Analysed(update) => self.analysed(update, true),
            Event::AnalysisFailed(update) => self.analysed(update, false),
            Event::Closed => {
                let is_exit =
                    |it: &Message| matches!(it, Message::Notification(it) if it.method == "exit");
                return self.queue.iter().any(is_exit);
            }
        }
        true
    }

    /// Returns whether the connection is still open.
    fn message(&mut self, message: Message) -> bool {
        match message {
            Message::Request(request) => self.request(request),
            Message::Notification(it) if it.method == "exit" => return false,
            Message::Notification(it) => self.notification(it),
            // Responses to `client/registerCapability` say nothing.
            Message::Response(_) => {}
        }
        true
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            "textDocument/didOpen" => self.read(params, |server, it: DidOpenTextDocumentParams| {
                let document = it.text_document;
                let path = uri::to_path(&document.uri)?;
                server.documents.open(path.clone(), document.text, document.version);
                Some(vec![path])
            }),
            "textDocument/didChange" => {
                self.read(params, |server, it: DidChangeTextDocumentParams| {
                    let path = uri::to_path(&it.text_document.text_document_identifier.uri)?;
                    server.documents.change(&path, it.text_document.version, it.content_changes);
                    Some(vec![path])
                })
            }
            "textDocument/didClose" => {
                self.read(params, |server, it: DidCloseTextDocumentParams| {
                    let path = uri::to_path(&it.text_document.uri)?;
                    server.documents.close(&path);
                    Some(vec![path])
                })
            }
            "workspace/didChangeWatchedFiles" => {
                self.read(params, |_, it: DidChangeWatchedFilesParams| {
                    Some(it.changes.iter().filter_map(|it| uri::to_path(&it.uri)).collect())
                });
            }
            "$/cancelRequest" => self.cancel(&params),
            _ => {}
        }
    }

    /// Applies a notification that changes files.
    fn read<P: DeserializeOwned>(
        &mut self,
        params: Value,
        apply: impl FnOnce(&mut Self, P) -> Option<Vec<PathBuf>>,
    ) {
        let Ok(params) = serde_json::from_value(params) else { return };
        let Some(paths) = apply(self, params) else { return };
        self.revision += 1;
        self.due = Some(Instant::now() + self.pause);
        let (stale, waiting) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|it| it.path.as_ref().is_some_and(|path| paths.contains(path)));
        self.waiting = waiting;
        for Waiting { request, .. } in stale {
            let message = "the text has changed".to_owned();
            self.respond(Response::new_err(request.id, ErrorCode::ContentModified as i32, message));
        }
        let with_config = paths.into_iter().flat_map(|it| self.depending_on(it));
        let changed: Vec<_> = with_config.collect();
        self.changed.extend(changed);
    }

    /// A changed file, and all open documents if it is a configuration, which can be a new one.
    fn depending_on(&self, path: PathBuf) -> Vec<PathBuf> {
        let is_config = path.file_name().is_some_and(|it| it == renkei::config::FILE_NAME);
        let open = self.documents.iter().map(|(path, _)| path.clone());
        if is_config { open.chain([path]).collect() } else { vec![path] }
    }

    fn cancel(&mut self, params: &Value) {
        let Some(id) = request_id(params) else { return };
        let before = self.waiting.len();
        self.waiting.retain(|it| it.request.id != id);
        if self.waiting.len() < before {
            self.respond_cancelled(id);
        }
    }

    fn respond_cancelled(&self, id: RequestId) {
        let message = "the request was cancelled".to_owned();
        self.respond(Response::new_err(id, ErrorCode::RequestCanceled as i32, message));
    }

    fn request(&mut self, request: Request) {
        if request.method == "shutdown" {
            self.is_shut_down = true;
            return self.respond(Response::new_ok(request.id, Value::Null));
        }
        if self.is_shut_down {
            let message = "the server is shut down".to_owned();
            let code = ErrorCode::InvalidRequest as i32;
            return self.respond(Response::new_err(request.id, code, message));
        }
        if self.is_cancelled(&request.id) {
            return self.respond_cancelled(request.id);
        }
        let path = requests::path_of(&request.params);
        let needs_current = requests::needs_current_text(&request.method);
        if needs_current && self.done < self.revision {
            self.waiting.push(Waiting { request, path });
            return self.analyse();
        }
        self.answer(request);
    }

    /// Whether the editor has cancelled a request before it is handled.
    fn is_cancelled(&self, id: &RequestId) -> bool {
        self.queue.iter().any(|it| match it {
            Message::Notification(it) if it.method == "$/cancelRequest" => {
                request_id(&it.params).as_ref() == Some(id)
            }
            _ => false,
        })
    }

    fn answer(&self, request: Request) {
        let view = requests::View { documents: &self.documents, analysed: &self.analysed };
        let Request { id, method, params } = request;
        self.respond(match requests::respond(&view, &method, params) {
            Ok(result) => Response::new_ok(id, result),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        });
    }

    /// Sends the current texts to the worker.
    fn analyse(&mut self) {
        self.due = None;
        if self.sent == self.revision {
            return;
        }
        self.sent = self.revision;
        let texts = self.documents.iter().map(|(path, it)| {
            (path.clone(), CurrentText { text: Arc::from(it.text.as_str()), edited: it.edited })
        });
        let texts = CurrentTexts(texts.collect());
        let changed = std::mem::take(&mut self.changed);
        // The worker ends with the server.
        let _ = self.jobs.send(Job { revision: self.revision, texts, changed });
    }

    fn analysed(&mut self, update: Update, is_done: bool) {
        self.done = update.revision;
        self.pause = update.duration.clamp(PAUSE.0, PAUSE.1);
        self.analysed = update.documents;
        if !is_done {
            let message = "a bug in renkei ended the analysis; please report it with the document";
            self.notify("window/logMessage", &json!({"type": 1, "message": message}));
        }
        // The diagnostics of an older text would flicker.
        if self.done < self.revision {
            return;
        }
        for (path, diagnostics) in self.published.update(&self.analysed) {
            let version = self.documents.get(&path).map(|it| it.version);
            let uri = uri::of_path(&path);
            let params = PublishDiagnosticsParams { uri, version, diagnostics };
            self.notify("textDocument/publishDiagnostics", &params);
        }
        for Waiting { request, .. } in std::mem::take(&mut self.waiting) {
            self.answer(request);
        }
    }

    fn respond(&self, response: Response) {
        (self.send)(response.into());
    }

    fn notify(&self, method: &str, params: &impl Serialize) {
        (self.send)(Notification::new(method.to_owned(), params).into());
    }
}

/// The request that a cancellation names.
fn request_id(params: &Value) -> Option<RequestId> {
    serde_json::from_value(params.get("id")?.clone()).ok()
}
