//! What the items of a client stand for on the wire, which programs do not name: additions must keep that, too.

use std::collections::BTreeMap;

use renkei::diff::Surface;
use renkei::plan::{Argument, Item};

/// What differs in a later client.
pub(super) fn changes(before: &Surface<'_>, after: &Surface<'_>) -> Vec<String> {
    let later: BTreeMap<_, Vec<String>> =
        after.definitions().map(|(path, item)| (path, parts(item))).collect();
    let items = before.definitions().filter_map(|(path, item)| {
        let later = later.get(path)?;
        let lost = parts(item).into_iter().find(|it| !later.contains(it))?;
        Some(format!("{path} has {lost} no more"))
    });
    let later: BTreeMap<&str, Vec<String>> =
        after.methods().map(|(name, it)| (name, arguments(&it.arguments))).collect();
    let methods = before.methods().filter_map(|(name, it)| {
        let later = later.get(name)?;
        let own = arguments(&it.arguments);
        (*later != own).then(|| format!("{name}() takes {later:?} instead of {own:?}"))
    });
    items.chain(methods).collect()
}

/// The properties and constants of a struct, and the literals of an enum.
fn parts(item: &Item) -> Vec<String> {
    match item {
        Item::Struct(item) => {
            let fields =
                item.fields.iter().chain(&item.rest).map(|it| {
                    format!("`{}` for {:?} ({:?})", it.name, it.wire.as_str(), it.presence)
                });
            let constants =
                item.constants.iter().map(|it| format!("{:?} = {:?}", it.wire.as_str(), it.value));
            fields.chain(constants).collect()
        }
        Item::Enum(item) => {
            item.variants.iter().map(|it| format!("`{}` for {:?}", it.name, it.wire)).collect()
        }
        Item::Union(_) | Item::Alias(_) | Item::Shared(_) => Vec::new(),
    }
}

fn arguments(all: &[Argument]) -> Vec<String> {
    all.iter().map(|it| it.name().to_string()).collect()
}
