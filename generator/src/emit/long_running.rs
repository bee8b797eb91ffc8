//! Long-running operations: `poller()` of a request, the method that resumes one, and the constants for both.

use super::forms::{self, Parameter, function};
use super::printer::{List, Printer};
use super::scope::Scope;
use super::{operation, paging, request, text};
use crate::plan::ir::{
    LongRunning, LongRunningItem, OperationItem, PropertyPath, ResultSource, StateUrl,
};

/// The constants of the request: how the operation is polled, and the decoder of its result.
pub(super) fn constants(
    out: &mut Printer,
    item: &OperationItem,
    polled: &LongRunningItem,
    scope: &Scope,
) {
    out.item();
    description(out, item, &polled.description);
    out.item();
    out.start();
    out.text("const RESULT: ");
    scope.outcome(out, "codegen::Decode", &polled.ty, &item.error.ty);
    out.text(" =");
    out.assigned_block("codegen::Decode", |out| {
        field(out, "ok: ", |out| request::ok(out, &polled.decoder, scope));
        field(out, "err: ", |out| request::err(out, item, scope));
    });
}

/// The method of the request.
pub(super) fn method(
    out: &mut Printer,
    item: &OperationItem,
    polled: &LongRunningItem,
    scope: &Scope,
) {
    out.item();
    out.doc(&["Sends the request, and polls the operation until it ends."]);
    let own = [Parameter::Text("self")];
    function(out, scope, &["pub fn poller"], &own, poller(item, polled, scope), |out| {
        out.line(&["self.call.poller(&Self::LONG_RUNNING, Self::RESULT)"]);
    });
}

/// The method of the handle that resumes the operation.
pub(super) fn resume(
    out: &mut Printer,
    item: &OperationItem,
    polled: &LongRunningItem,
    scope: &Scope,
) {
    let (started, request) = (text::code(item.method.plain()), item.request.as_str());
    out.item();
    out.doc(&["Polls an operation that ", &started, " started, from its token."]);
    forms::deprecated(out, item.deprecated);
    let own = [Parameter::Text("&self"), Parameter::Text("token: codegen::PollerToken")];
    let head = ["pub fn ", polled.resume.as_str()];
    function(out, scope, &head, &own, poller(item, polled, scope), |out| {
        let call = ["codegen::Call::new(&self.core, &", item.constant.as_str(), ")"];
        forms::hanging(out, &["let call ="], ";", |out| out.texts(&call));
        out.start();
        out.text("call.resume");
        let arguments =
            [["&", request, "::LONG_RUNNING"], ["", request, "::RESULT"], ["", "token", ""]];
        out.list(List::ARGUMENTS, arguments, |out, it| out.texts(&it));
        out.end();
    });
}

fn poller<'a>(
    item: &'a OperationItem,
    polled: &'a LongRunningItem,
    scope: &'a Scope,
) -> impl FnOnce(&mut Printer) + use<'a> {
    |out| scope.outcome(out, "codegen::Poller", &polled.ty, &item.error.ty)
}

/// The description for the runtime: whatever differs from the Azure guidelines.
fn description(out: &mut Printer, item: &OperationItem, it: &LongRunning) {
    let new = ["codegen::LongRunning::new(&", item.constant.as_str(), ")"];
    let head = "const LONG_RUNNING: codegen::LongRunning =";
    if *it == (LongRunning { ty: it.ty, ..LongRunning::default() }) {
        return forms::hanging(out, &[head], ";", |out| out.texts(&new));
    }
    out.start();
    out.text(head);
    out.assigned_block("codegen::LongRunning", |out| {
        url(out, &it.url);
        option(out, "status", it.status.as_ref());
        statuses(out, "succeeded", &it.succeeded);
        statuses(out, "failed", &it.failed);
        option(out, "error", it.error.as_ref());
        result(out, &it.result);
        out.start();
        out.text("..");
        out.texts(&new);
        out.end();
    });
}

fn url(out: &mut Printer, url: &StateUrl) {
    match url {
        StateUrl::Headers => {}
        StateUrl::Location => out.line(&["url: codegen::StateUrl::Location,"]),
        StateUrl::OperationLocation => out.line(&["url: codegen::StateUrl::OperationLocation,"]),
        StateUrl::Request => out.line(&["url: codegen::StateUrl::Request,"]),
        StateUrl::Body(path) => wrapped(out, "url: codegen::StateUrl::Body(", path),
    }
}

fn result(out: &mut Printer, result: &ResultSource) {
    match result {
        ResultSource::Guidelines => {}
        ResultSource::Request => out.line(&["result: codegen::ResultSource::Request,"]),
        ResultSource::Location => out.line(&["result: codegen::ResultSource::Location,"]),
        ResultSource::State => out.line(&["result: codegen::ResultSource::State,"]),
        ResultSource::Property(path) => {
            wrapped(out, "result: codegen::ResultSource::Property(", path);
        }
        ResultSource::Url(path) => wrapped(out, "result: codegen::ResultSource::Url(", path),
    }
}

fn option(out: &mut Printer, name: &str, path: Option<&PropertyPath>) {
    if let Some(path) = path {
        wrapped(out, &format!("{name}: Some("), path);
    }
}

fn statuses(out: &mut Printer, name: &str, statuses: &[String]) {
    if !statuses.is_empty() {
        field(out, &format!("{name}: "), |out| {
            forms::strings(out, statuses.iter().map(String::as_str));
        });
    }
}

fn wrapped(out: &mut Printer, head: &str, path: &PropertyPath) {
    operation::field(out, head, "),", |out| paging::names(out, path));
}

fn field(out: &mut Printer, head: &str, value: impl FnOnce(&mut Printer)) {
    operation::field(out, head, ",", value);
}
