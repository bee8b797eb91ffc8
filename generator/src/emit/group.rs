//! A group's module: the handle with its methods, the requests, and the types that stand inline in its operations.

use super::code::Text;
use super::error::Error;
use super::module::{Module, feature};
use super::scope::Scope;
use super::{header, request, status, text, types};
use crate::plan::{Crate, Group, ModulePath};

pub(super) fn module(group: &Group, plan: &Crate) -> Result<Module, Error> {
    let scope = scope(group);
    let requests = group.operations.iter().map(|item| request::items(item, plan, &scope));
    let items = group.items.iter().map(|item| types::item(item, &scope));
    let headers = group.headers.iter().map(|item| Ok(header::print(item, &scope)));
    let code: Result<Vec<String>, Error> = std::iter::once(Ok(handle(group, &scope)))
        .chain(requests)
        .chain(items)
        .chain(headers)
        .collect();
    Ok(Module {
        name: group.module.as_str().to_owned(),
        public: true,
        docs: docs(group),
        feature: Some(feature(&group.module)),
        children: Vec::new(),
        code: code?,
    })
}

/// Documentation of the module, the handle and the method that gives it.
pub(super) fn docs(group: &Group) -> Vec<String> {
    if group.docs.is_empty() {
        vec![format!("The operations of {}.", text::code(group.module.plain()))]
    } else {
        group.docs.clone()
    }
}

fn scope(group: &Group) -> Scope {
    let requests = group.operations.iter().map(|item| &item.request);
    let enums = group.operations.iter().flat_map(status::declared).map(|path| &path.name);
    let declared = std::iter::once(&group.handle)
        .chain(requests)
        .chain(enums)
        .chain(group.headers.iter().map(|item| &item.path.name))
        .chain(types::declared(&group.items));
    let place = vec![group.module.clone()];
    Scope::new(place.clone(), ModulePath(place), declared)
}

fn handle(group: &Group, scope: &Scope) -> String {
    let name = &group.handle;
    let mut out = Text::new();
    out.docs(&docs(group));
    out.line("#[derive(Clone, Debug)]");
    out.block(&format!("pub struct {name}"), "", |out| out.line("pub(super) core: codegen::Core,"));
    out.block(&format!("impl {name}"), "", |out| {
        group.operations.iter().for_each(|item| request::methods(out, item, scope));
    });
    out.finish()
}
