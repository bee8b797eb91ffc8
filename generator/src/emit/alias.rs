//! Type aliases.

use super::code::Text;
use super::scope::Scope;
use super::text;
use crate::plan::AliasItem;

pub(super) fn print(out: &mut Text, item: &AliasItem, scope: &Scope) {
    let name = &item.path.name;
    out.fitted(|out| {
        out.docs_or(&item.docs, &format!("The type {}.", text::code(name.plain())));
        out.deprecated(item.deprecated);
        out.typed(&format!("pub type {name} = "), scope.ty(&item.target).as_str(), ";");
    });
}
