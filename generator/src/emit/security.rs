//! Security schemes: one constant each, and the schemes that an operation requires.

use super::forms;
use super::operation;
use super::printer::{List, Printer};
use crate::plan::ir::{Crate, SchemeKind, SecurityItem, SecuritySchemeItem};

/// The constants. A client without its groups may use none of them.
pub(super) fn constants(out: &mut Printer, plan: &Crate) {
    plan.security_schemes.iter().for_each(|item| constant(out, item));
}

fn constant(out: &mut Printer, item: &SecuritySchemeItem) {
    out.item();
    out.line(&["#[allow(dead_code)]"]);
    out.start();
    out.texts(&["pub(super) const ", item.constant.as_str(), ": codegen::SecurityScheme ="]);
    out.assigned_block("codegen::SecurityScheme", |out| {
        forms::literal_field(out, "id", &item.id);
        operation::field(out, "kind: codegen::SchemeKind::", ",", |out| kind(out, &item.kind));
    });
}

fn kind(out: &mut Printer, kind: &SchemeKind) {
    let (name, key) = match kind {
        SchemeKind::ApiKeyHeader(key) => ("ApiKeyHeader", Some(key)),
        SchemeKind::ApiKeyQuery(key) => ("ApiKeyQuery", Some(key)),
        SchemeKind::ApiKeyCookie(key) => ("ApiKeyCookie", Some(key)),
        SchemeKind::Basic => ("Basic", None),
        SchemeKind::Bearer => ("Bearer", None),
        SchemeKind::OAuth2 => ("OAuth2", None),
        SchemeKind::OpenIdConnect => ("OpenIdConnect", None),
        SchemeKind::MutualTls => ("MutualTls", None),
        SchemeKind::Other => ("Other", None),
    };
    out.text(name);
    if let Some(key) = key {
        out.text("(");
        out.literal(key);
        out.text(")");
    }
}

/// `Operation::security`, where the document declares it.
pub(super) fn required(out: &mut Printer, security: &SecurityItem) {
    let SecurityItem::Declared(alternatives) = security else { return };
    operation::field(out, "security: Some(", "),", |out| {
        forms::array(out, alternatives, |out, schemes| {
            out.text("&");
            out.list(List::ARRAY, schemes, |out, it| {
                out.texts(&["super::client::", it.as_str()]);
            });
        });
    });
}
