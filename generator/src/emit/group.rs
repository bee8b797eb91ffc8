//! A group's module: the handle with its methods, the requests, and the inline types of its operations.

use super::module::{Module, Visibility};
use super::printer::Printer;
use super::scope::Scope;
use super::{Layout, header, request, shared, status, text, types};
use crate::plan::ir::{Group, ModulePath};

pub(super) fn module(group: &Group, layout: Layout) -> Module {
    let path = ModulePath(vec![group.module.clone()]);
    let scope = scope(group, &path, layout);
    let mut out = layout.printer(1);
    handle(&mut out, group, layout, &scope);
    group.operations.iter().for_each(|item| request::items(&mut out, item, &scope));
    types::items(&mut out, &group.items, &scope);
    group.headers.iter().for_each(|item| header::print(&mut out, item, &scope));
    Module {
        name: group.module.as_str().to_owned(),
        file_stem: group.file_stem.clone(),
        visibility: Visibility::Public,
        docs: docs(group),
        feature: Some(group.feature.clone()),
        children: shared::module(&group.shared, &path, layout).into_iter().collect(),
        is_partly_used: false,
        imports_runtime: true,
        code: out.finish(),
    }
}

/// Documentation of the module, the handle and the method that returns it.
pub(super) fn docs(group: &Group) -> Vec<String> {
    if group.docs.is_empty() {
        vec![format!("The operations of {}.", text::code(group.module.plain()))]
    } else {
        group.docs.clone()
    }
}

fn scope(group: &Group, path: &ModulePath, layout: Layout) -> Scope {
    let requests = group.operations.iter().map(|item| &item.request);
    let enums = group.operations.iter().flat_map(status::declared).map(|path| &path.name);
    let declared = std::iter::once(&group.handle)
        .chain(requests)
        .chain(enums)
        .chain(group.headers.iter().map(|item| &item.path.name))
        .chain(types::declared(&group.items));
    Scope::new(path.0.clone(), path.clone(), declared, layout)
}

fn handle(out: &mut Printer, group: &Group, layout: Layout, scope: &Scope) {
    let name = group.handle.as_str();
    out.item();
    out.docs(&docs(group));
    out.line(&["#[derive(Clone, Debug)]"]);
    out.block(&["pub struct ", name], "", |out| out.line(&["pub(super) core: codegen::Core,"]));
    out.item();
    out.block(&["impl ", name], "", |out| {
        group.operations.iter().for_each(|item| request::methods(out, item, layout, scope));
    });
}
