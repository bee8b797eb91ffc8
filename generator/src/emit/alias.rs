//! Type aliases.

use super::forms;
use super::printer::Printer;
use super::scope::Scope;
use super::text;
use crate::plan::ir::AliasItem;

pub(super) fn print(out: &mut Printer, item: &AliasItem, scope: &Scope) {
    let name = &item.path.name;
    out.item();
    forms::docs_or(out, &item.docs, &["The type ", &text::code(name.plain()), "."]);
    forms::deprecated(out, item.deprecated);
    let head = ["pub type ", name.as_str(), " ="];
    forms::hanging(out, &head, ";", |out| scope.ty(out, &item.target));
}
