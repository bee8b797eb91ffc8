//! The `static` that describes an operation: whatever differs from the defaults of its method.

use super::forms;
use super::printer::{List, Printer, Style};
use super::{confirm, paging, security};
use crate::plan::ir::{
    ConfirmItem, Envelope, LookUpItem, Method, OperationItem, Retry, SecurityItem, StatusMatch,
};

/// What the runtime is told of an operation.
pub(super) struct Description<'a> {
    id: &'a str,
    method: &'a Method,
    path: &'a str,
    accept: &'a str,
    statuses: &'a [StatusMatch],
    repeatable: bool,
    redirects: bool,
    idempotency_header: Option<&'a str>,
    security: &'a SecurityItem,
    envelope: Option<&'a Envelope>,
    servers: &'a [(String, String)],
    retry: &'a Retry,
    confirm: Option<&'a ConfirmItem>,
}

impl<'a> From<&'a OperationItem> for Description<'a> {
    fn from(item: &'a OperationItem) -> Self {
        Self {
            id: &item.id,
            method: &item.http_method,
            path: &item.path,
            accept: &item.accept,
            statuses: &item.statuses,
            repeatable: item.repeatable,
            redirects: item.redirects,
            idempotency_header: item.idempotency_header.as_deref(),
            security: &item.security,
            envelope: item.envelope.as_ref(),
            servers: &item.servers,
            retry: &item.retry,
            confirm: item.confirm.as_ref(),
        }
    }
}

impl<'a> From<&'a LookUpItem> for Description<'a> {
    fn from(item: &'a LookUpItem) -> Self {
        Self {
            id: &item.id,
            method: &item.http_method,
            path: &item.path,
            accept: &item.accept,
            statuses: &[],
            repeatable: item.repeatable,
            redirects: item.redirects,
            idempotency_header: None,
            security: &item.security,
            envelope: item.envelope.as_ref(),
            servers: &item.servers,
            retry: &item.retry,
            confirm: None,
        }
    }
}

pub(super) fn description(out: &mut Printer, item: &OperationItem) {
    out.item();
    out.start();
    out.texts(&["static ", item.constant.as_str(), ": codegen::Operation ="]);
    out.assigned_block("codegen::Operation", |out| fields(out, &item.into()));
}

/// The fields of a `codegen::Operation`.
pub(super) fn fields(out: &mut Printer, item: &Description<'_>) {
    forms::literal_field(out, "id", item.id);
    forms::literal_field(out, "path", item.path);
    if !item.accept.is_empty() {
        forms::literal_field(out, "accept", item.accept);
    }
    if !item.statuses.is_empty() {
        let statuses: Vec<_> = item.statuses.iter().map(StatusMatch::to_string).collect();
        forms::literal_field(out, "statuses", &statuses.join(" "));
    }
    let is_other = matches!(item.method, Method::Other(_));
    if item.repeatable != (item.method.is_idempotent() && !is_other) {
        out.line(&["repeatable: ", if item.repeatable { "true," } else { "false," }]);
    }
    if item.redirects {
        out.line(&["redirects: true,"]);
    }
    if let Some(header) = item.idempotency_header {
        field(out, "idempotency_header: Some(", "),", |out| out.literal(header));
    }
    security::required(out, item.security);
    if let Some(it) = item.envelope {
        field(out, "envelope: Some", ",", |out| {
            out.list(List::ARGUMENTS, [it], envelope);
        });
    }
    servers(out, item.servers);
    retries(out, item.retry);
    if let Some(it) = item.confirm {
        confirm::field(out, it);
    }
    base(out, item.method);
}

/// A field on its line, between `head` and `tail`.
pub(super) fn field(out: &mut Printer, head: &str, tail: &str, value: impl FnOnce(&mut Printer)) {
    out.start();
    out.text(head);
    value(out);
    out.text(tail);
    out.end();
}

fn servers(out: &mut Printer, servers: &[(String, String)]) {
    if servers.is_empty() {
        return;
    }
    field(out, "servers: ", ",", |out| {
        forms::array(out, servers, |out, (name, url)| {
            out.list(List::TUPLE, [name, url], |out, it| out.literal(it));
        });
    });
}

fn retries(out: &mut Printer, retry: &Retry) {
    if let Some(attempts) = retry.attempts {
        out.line(&["attempts: Some(", &attempts.to_string(), "),"]);
    }
    if !retry.on.is_empty() {
        field(out, "retry_on: &", ",", |out| {
            out.list(List::ARRAY, &retry.on, |out, it| out.text(&it.to_string()));
        });
    }
}

fn base(out: &mut Printer, method: &Method) {
    out.start();
    out.text("..codegen::Operation::");
    match method {
        Method::Other(name) => {
            out.text("named(");
            out.literal(name);
            out.text(")");
        }
        known => out.text(known.as_str()),
    }
    out.end();
}

fn envelope(out: &mut Printer, envelope: &Envelope) {
    out.group(Style::chain(1), |out| {
        out.text("codegen::Envelope::new");
        let paths = [Some(&envelope.status), envelope.message.as_ref()];
        out.list(List::ARGUMENTS, paths, |out, path| match path {
            Some(path) => paging::names(out, path),
            None => out.text("&[]"),
        });
        if !envelope.success.is_empty() {
            out.soft_line("");
            out.text(".success(");
            forms::strings(out, envelope.success.iter().map(String::as_str));
            out.text(")");
        }
    });
}
