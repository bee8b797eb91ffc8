//! The plan as text, for `renkei print --stage plan`.

use std::fmt::Write as _;

use super::client::Crate;
use super::item::{EnumItem, Item, StructItem, UnionItem};
use super::operation::{Argument, BodyItem, ConfirmItem, OperationItem, ParameterItem};
use super::response::HeadersItem;
use crate::model::ConfirmParameter;

impl Crate {
    /// Formats the plan without documentation: a block for each item, and a line for each field or argument.
    #[must_use]
    pub fn print(&self) -> String {
        let mut out = String::new();
        let base = self.base_url.as_deref().unwrap_or("(none)");
        let _ = writeln!(out, "crate {} {}\n  base url {base}", self.name, self.version);
        for it in &self.servers.fixed {
            let _ = writeln!(out, "  server {} = {}", it.name, it.url);
        }
        for it in &self.servers.open {
            let of: Vec<_> = it.variables.iter().map(|it| it.name.to_string()).collect();
            let _ = writeln!(out, "  server {} of {}", it.name, of.join(", "));
        }
        for scheme in &self.security_schemes {
            let _ =
                writeln!(out, "  security {} = {:?} {:?}", scheme.constant, scheme.id, scheme.kind);
        }
        for group in &self.groups {
            let _ = writeln!(out, "\ngroup {}: {}", group.module, group.handle);
            group.operations.iter().for_each(|operation| print_operation(&mut out, operation));
            group.items.iter().for_each(|item| print_item(&mut out, item));
            print_shared(&mut out, &group.shared);
            group.headers.iter().for_each(|item| print_headers(&mut out, item));
        }
        for module in &self.types {
            let _ = writeln!(out, "\ntypes::{}", module.module);
            module.items.iter().for_each(|item| print_item(&mut out, item));
        }
        print_shared(&mut out, &self.shared);
        out
    }
}

fn print_parameter(out: &mut String, kind: &str, it: &ParameterItem) {
    let (name, ty, location, wire) = (&it.name, &it.ty, it.position.location, it.wire.as_str());
    let _ = writeln!(out, "    {kind} {name}: {ty} ({location:?} {wire:?})");
}

fn print_body(out: &mut String, kind: &str, it: &BodyItem) {
    let _ = writeln!(out, "    {kind} {}: {} ({:?} {})", it.name, it.ty, it.kind, it.media_type);
}

fn print_operation(out: &mut String, operation: &OperationItem) {
    let (method, request) = (&operation.method, &operation.request);
    let (http_method, path) = (operation.http_method.as_str(), &operation.path);
    let _ = writeln!(out, "  fn {method} -> {request}: {http_method} {path}");
    for (name, url) in &operation.servers {
        let _ = writeln!(out, "    server {name} = {url}");
    }
    print_inputs(out, operation);
    let _ = writeln!(out, "    gives {}, fails with {}", operation.response.ty, operation.error.ty);
    if let Some(headers) = &operation.headers {
        let _ = writeln!(out, "    headers {headers}");
    }
    for it in &operation.streams {
        let _ = writeln!(out, "    {}: {} ({})", it.method, it.ty, it.accept);
    }
    if let Some(envelope) = &operation.envelope {
        let _ = writeln!(out, "    envelope {envelope}");
    }
    if let Some(paging) = &operation.paging {
        let _ = writeln!(out, "    pages of {} by {}", paging.item, paging.next);
    }
    if let Some(polled) = &operation.long_running {
        let (ty, resume) = (&polled.ty, &polled.resume);
        let _ = writeln!(out, "    polled until {ty} ({}), fn {resume}", polled.description);
    }
    if let Some(ConfirmItem { operation, parameters, found, equals }) = &operation.confirm {
        let method = operation.http_method.as_str();
        let _ =
            writeln!(out, "    confirmed by {method} {} ({})", operation.path, operation.accept);
        for ConfirmParameter { location, name, value } in parameters {
            let _ = writeln!(out, "      {location:?} {:?} = {value}", name.as_str());
        }
        if let Some(path) = found {
            let _ = writeln!(out, "      found by {path}");
        }
        for (path, value) in equals {
            let _ = writeln!(out, "      {path} equals {value}");
        }
    }
}

fn print_inputs(out: &mut String, operation: &OperationItem) {
    for it in &operation.constants {
        let (location, wire) = (it.position.location, it.wire.as_str());
        let _ = writeln!(out, "    constant {:?} ({location:?} {wire:?})", it.value);
    }
    operation.arguments.iter().for_each(|argument| match argument {
        Argument::Parameter(it) => print_parameter(out, "argument", it),
        Argument::Body(it) => print_body(out, "body", it),
    });
    operation.setters.iter().for_each(|it| print_parameter(out, "setter", it));
    for it in &operation.alternatives {
        let _ = writeln!(out, "    or fn {}", it.method);
    }
    operation.body_setters.iter().for_each(|it| print_body(out, "optional body", it));
}

fn print_headers(out: &mut String, item: &HeadersItem) {
    let _ = writeln!(out, "  headers {}", item.path.name);
    for field in &item.fields {
        let (name, ty, wire) = (&field.name, &field.ty, field.wire.as_str());
        let _ = writeln!(out, "    {name}: {ty} ({:?} {wire:?})", field.reader);
    }
}

fn print_item(out: &mut String, item: &Item) {
    match item {
        Item::Struct(item) => print_struct(out, item),
        Item::Enum(item) => print_enum(out, item),
        Item::Union(item) => print_union(out, item),
        Item::Alias(item) => {
            let _ = writeln!(out, "  type {} = {}", item.path.name, item.target);
        }
        Item::Shared(item) => {
            let _ = writeln!(out, "  shared {} = {}", item.path.name, item.definition);
        }
    }
}

fn print_shared(out: &mut String, items: &[Item]) {
    if !items.is_empty() {
        out.push_str("\nshared\n");
    }
    items.iter().for_each(|item| print_item(out, item));
}

fn print_struct(out: &mut String, item: &StructItem) {
    let _ = writeln!(out, "  struct {} (constructor {:?})", item.path.name, item.constructor);
    for field in item.fields.iter().chain(&item.rest) {
        let _ = writeln!(
            out,
            "    {}: {} ({:?} {:?})",
            field.name,
            field.ty,
            field.presence,
            field.wire.as_str()
        );
    }
    for constant in &item.constants {
        let _ = writeln!(out, "    {:?} = {:?}", constant.wire.as_str(), constant.value);
    }
}

fn print_enum(out: &mut String, item: &EnumItem) {
    let _ = writeln!(out, "  enum {} ({:?})", item.path.name, item.repr);
    for variant in &item.variants {
        let _ = writeln!(out, "    {} = {:?}", variant.name, variant.wire);
    }
}

fn print_union(out: &mut String, item: &UnionItem) {
    let tag = item.tag.as_ref().map_or_else(String::new, |tag| format!(" by {:?}", tag.as_str()));
    let _ = writeln!(out, "  union {}{tag}", item.path.name);
    for variant in &item.variants {
        let _ = writeln!(out, "    {}({}) {:?}", variant.name, variant.ty, variant.tags);
    }
}
