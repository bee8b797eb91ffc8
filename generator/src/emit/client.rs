//! The root of the client, and `Client` with its groups.

use super::forms;
use super::module::{Module, Visibility};
use super::printer::{List, Printer};
use super::{Layout, group, security, server, text, types, xml};
use crate::plan::ir::{Crate, Group, Ident, SloTargets, types_module};

/// The whole tree of modules.
pub(super) fn root(plan: &Crate, layout: Layout) -> Module {
    let groups = plan.groups.iter().map(|item| group::module(item, layout));
    let types = types::module(plan, &types_module(), layout);
    let xml = plan.xml.iter().map(|it| xml::module(it, layout));
    let client = (!plan.types_only).then(|| client(plan, layout));
    let children = client.into_iter().chain(groups).chain([types]).chain(xml);
    Module {
        name: String::new(),
        file_stem: None,
        visibility: Visibility::Public,
        docs: docs(plan),
        feature: None,
        children: children.collect(),
        is_partly_used: false,
        imports_runtime: false,
        code: reexports(plan, layout),
    }
}

fn docs(plan: &Crate) -> Vec<String> {
    if plan.docs.is_empty() {
        vec![format!("A client for {}.", text::code(&plan.title))]
    } else {
        plan.docs.clone()
    }
}

/// The types of the runtime that users touch, so that they need to name no other crate.
fn reexports(plan: &Crate, layout: Layout) -> String {
    let mut out = layout.printer(0);
    if !plan.types_only {
        client_reexports(&mut out, plan, layout);
    }
    allow_unused(&mut out, layout);
    out.line(&["#[rustfmt::skip]"]);
    out.start();
    out.text("pub use ::renkei_runtime::");
    out.list(List::NAMES, &plan.reexports, |out, name| out.text(name));
    out.text(";");
    out.end();
    if plan.has_webhooks && layout == Layout::Crate {
        out.line(&["pub use ::renkei_runtime::webhook::{Verifier, WebhookError};"]);
    }
    out.finish()
}

fn client_reexports(out: &mut Printer, plan: &Crate, layout: Layout) {
    let servers: Vec<Ident> = plan.servers.types().collect();
    allow_unused(out, layout);
    out.start();
    out.text("pub use self::client::");
    if servers.is_empty() {
        out.text("Client");
    } else {
        let types = std::iter::once("Client").chain(servers.iter().map(Ident::as_str));
        out.list(List::NAMES, types, |out, name| out.text(name));
    }
    out.text(";");
    out.end();
}

/// An included file has no inner attributes, and its root has no block that could carry an outer one.
fn allow_unused(out: &mut Printer, layout: Layout) {
    if layout == Layout::Include {
        out.line(&["#[allow(unreachable_pub, unused_imports)]"]);
    }
}

fn client(plan: &Crate, layout: Layout) -> Module {
    let mut out = layout.printer(1);
    handle(&mut out, plan, layout);
    server::types(&mut out, &plan.servers);
    security::constants(&mut out, plan);
    Module {
        name: "client".to_owned(),
        file_stem: None,
        visibility: Visibility::Private,
        docs: Vec::new(),
        feature: None,
        children: Vec::new(),
        is_partly_used: false,
        imports_runtime: true,
        code: out.finish(),
    }
}

/// Only groups read `core`, and each of them can be switched off.
fn handle(out: &mut Printer, plan: &Crate, layout: Layout) {
    out.item();
    out.docs(&docs(plan));
    out.line(&["#[derive(Clone, Debug)]"]);
    out.block(&["pub struct Client"], "", |out| {
        out.line(&["#[allow(dead_code)]"]);
        out.line(&["core: codegen::Core,"]);
    });
    out.item();
    out.block(&["impl Client"], "", |out| {
        out.item();
        out.doc(&["Creates a builder for a client."]);
        out.block(&["pub fn builder() -> codegen::ClientBuilder<Self>"], "", |out| {
            out.line(&["codegen::ClientBuilder::new()"]);
        });
        plan.groups.iter().for_each(|item| accessor(out, item, layout));
    });
    out.item();
    out.block(&["impl codegen::FromCore for Client"], "", |out| {
        out.item();
        defaults(out, plan);
        out.item();
        out.block(&["fn from_core(core: codegen::Core) -> Self"], "", |out| {
            out.line(&["Self { core }"]);
        });
    });
    out.item();
    out.block(&["impl AsRef<codegen::Core> for Client"], "", |out| {
        out.item();
        out.block(&["fn as_ref(&self) -> &codegen::Core"], "", |out| {
            out.line(&["&self.core"]);
        });
    });
}

fn defaults(out: &mut Printer, plan: &Crate) {
    let head = ["const DEFAULTS: codegen::Defaults = codegen::Defaults"];
    out.block(&head, ";", |out| {
        if let Some(url) = &plan.base_url {
            out.start();
            out.text("base_url: Some(");
            out.literal(url);
            out.text("),");
            out.end();
        }
        if !plan.own_servers.is_empty() {
            out.start();
            out.text("servers: ");
            forms::strings(out, plan.own_servers.iter().map(String::as_str));
            out.text(",");
            out.end();
        }
        for (field, value) in
            [("user_agent", &plan.user_agent), ("idempotency_header", &plan.idempotency_header)]
        {
            forms::literal_field(out, field, value);
        }
        if let Some(SloTargets { p95, error_rate }) = plan.slo {
            let p95 = p95.map_or_else(|| "None".to_owned(), |it| format!("Some({it})"));
            let rate = error_rate.map_or_else(|| "None".to_owned(), |it| format!("Some({it:?})"));
            out.line(&["slo: Some(codegen::Slo::declared(", &p95, ", ", &rate, ")),"]);
        }
        out.line(&["..codegen::Defaults::NEW"]);
    });
}

fn accessor(out: &mut Printer, group: &Group, layout: Layout) {
    let (module, handle) = (group.module.as_str(), group.handle.as_str());
    out.item();
    out.docs(&group::docs(group));
    if layout == Layout::Crate {
        out.line(&["#[cfg(feature = \"", &group.feature, "\")]"]);
    }
    out.block(&["pub fn ", module, "(&self) -> super::", module, "::", handle], "", |out| {
        out.start();
        out.texts(&["super::", module, "::", handle, " "]);
        out.list(List::FIELDS, ["core: self.core.clone()"], |out, field| out.text(field));
        out.end();
    });
}
