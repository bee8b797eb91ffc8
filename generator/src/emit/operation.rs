//! The `static` that describes an operation: whatever differs from the defaults of its method.

use super::forms;
use super::printer::{List, Printer, Style};
use super::{paging, security};
use crate::plan::ir::{Envelope, Method, OperationItem};

pub(super) fn description(out: &mut Printer, item: &OperationItem) {
    out.item();
    out.start();
    out.texts(&["static ", item.constant.as_str(), ": codegen::Operation ="]);
    out.assigned_block("codegen::Operation", |out| {
        forms::literal_field(out, "id", &item.id);
        forms::literal_field(out, "path", &item.path);
        if !item.accept.is_empty() {
            forms::literal_field(out, "accept", &item.accept);
        }
        let is_other = matches!(item.http_method, Method::Other(_));
        if item.repeatable != (item.http_method.is_idempotent() && !is_other) {
            out.line(&["repeatable: ", if item.repeatable { "true," } else { "false," }]);
        }
        if item.redirects {
            out.line(&["redirects: true,"]);
        }
        if let Some(header) = &item.idempotency_header {
            field(out, "idempotency_header: Some(", "),", |out| out.literal(header));
        }
        security::required(out, item);
        if let Some(it) = &item.envelope {
            field(out, "envelope: Some", ",", |out| {
                out.list(List::ARGUMENTS, [it], envelope);
            });
        }
        servers(out, item);
        retries(out, item);
        base(out, &item.http_method);
    });
}

/// A field on its line, between `head` and `tail`.
pub(super) fn field(out: &mut Printer, head: &str, tail: &str, value: impl FnOnce(&mut Printer)) {
    out.start();
    out.text(head);
    value(out);
    out.text(tail);
    out.end();
}

fn servers(out: &mut Printer, item: &OperationItem) {
    if item.servers.is_empty() {
        return;
    }
    field(out, "servers: ", ",", |out| {
        forms::array(out, &item.servers, |out, (name, url)| {
            out.list(List::TUPLE, [name, url], |out, it| out.literal(it));
        });
    });
}

fn retries(out: &mut Printer, item: &OperationItem) {
    if let Some(attempts) = item.retry.attempts {
        out.line(&["attempts: Some(", &attempts.to_string(), "),"]);
    }
    if !item.retry.on.is_empty() {
        field(out, "retry_on: &", ",", |out| {
            out.list(List::ARRAY, &item.retry.on, |out, it| out.text(&it.to_string()));
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
