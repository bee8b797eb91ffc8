//! Configured derives, where a type can have them.
//!
//! Takes the planned items and the `derives` section; adds to the items. A type that contains a floating-point number cannot
//! be `Eq`, and so on. A derive that would not compile is omitted and reported.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::SpannedString;
use crate::diagnostic::{Diagnostic, code};
use crate::model::Api;
use crate::plan::ir::{Derive, EnumRepr, Item, RustType, TypePath};
use crate::plan::naming::config_lookup::{TypeLookup, not_in_document};
use crate::plan::naming::item_names::{ItemLocation, ItemNames};
use crate::plan::options::Options;
use crate::plan::types::replace;
use crate::text::Span;
use crate::text::closest;

/// The derives of the standard library that a configuration can name.
const STANDARD: [(&str, Derive); 4] = [
    ("Eq", Derive::Eq),
    ("PartialOrd", Derive::PartialOrd),
    ("Ord", Derive::Ord),
    ("Hash", Derive::Hash),
];

/// The derives of every type, which a configuration cannot add.
const ALWAYS: [&str; 5] = ["Clone", "Debug", "PartialEq", "Serialize", "Deserialize"];

/// The most types that a message names.
const MAX_NAMED: usize = 3;

/// All items by path.
type Items<'a> = BTreeMap<&'a TypePath, &'a Item>;

/// The types that cannot have a derive, each with the reason.
type DeriveBlockers = BTreeMap<TypePath, String>;

/// Adds the configured derives to the items.
pub(crate) fn add(
    items: &mut BTreeMap<ItemLocation, Vec<Item>>,
    api: &Api,
    names: &ItemNames,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let requests = requests(api, names, options, diagnostics);
    if requests.is_empty() {
        return;
    }
    let by_path: Items<'_> = items.values().flatten().map(|item| (item.path(), item)).collect();
    let mut derives = resolve(&requests, &by_path, diagnostics);
    for item in items.values_mut().flatten() {
        let Some(derives) = derives.remove(item.path()) else { continue };
        let own = derives.into_iter().filter(|derive| !has(item, derive)).collect();
        match item {
            Item::Struct(item) => item.derives = own,
            Item::Enum(item) => item.derives = own,
            Item::Union(item) => item.derives = own,
            Item::Alias(_) | Item::Shared(_) => {}
        }
    }
}

/// The derives of each type.
fn resolve(
    requests: &[DeriveRequest],
    items: &Items<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<TypePath, BTreeSet<Derive>> {
    let mut all_blockers: BTreeMap<Derive, DeriveBlockers> = BTreeMap::new();
    let mut resolved: BTreeMap<TypePath, BTreeSet<Derive>> = BTreeMap::new();
    for request in requests {
        for derive in with_supertraits(&request.derive) {
            let blockers =
                all_blockers.entry(derive.clone()).or_insert_with(|| blockers(&derive, items));
            if derive == request.derive {
                diagnostics.extend(request.report(blockers));
            }
            let types = request.types(items);
            for path in types.into_iter().filter(|path| !blockers.contains_key(path)) {
                resolved.entry(path).or_default().insert(derive.clone());
            }
        }
    }
    for derives in resolved.values_mut() {
        let before = derives.clone();
        derives.retain(|derive| with_supertraits(derive).iter().all(|it| before.contains(it)));
    }
    resolved
}

/// A configured derive of one type, or of all.
struct DeriveRequest {
    derive: Derive,
    /// The type; `None` for all.
    root: Option<TypePath>,
    span: Span,
    text: String,
}

/// The requests of the `derives` section.
fn requests(
    api: &Api,
    names: &ItemNames,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<DeriveRequest> {
    let request =
        |text: &SpannedString, root: Option<&TypePath>, diagnostics: &mut Vec<Diagnostic>| {
            let derive = parse(text, options, diagnostics)?;
            let (root, span) = (root.cloned(), text.span);
            Some(DeriveRequest { derive, root, span, text: text.text.clone() })
        };
    let section = &options.derives;
    let mut requests: Vec<DeriveRequest> =
        section.all.iter().filter_map(|text| request(text, None, diagnostics)).collect();
    if section.types.is_empty() {
        return requests;
    }
    let lookup = TypeLookup::of(api);
    for (name, texts) in &section.types {
        if let Some(path) = lookup.get(&name.text).and_then(|id| names.path(id)) {
            requests.extend(texts.iter().filter_map(|text| request(text, Some(path), diagnostics)));
        } else {
            let (kind, near) = (("derives", "type"), lookup.names());
            diagnostics.push(not_in_document(&name.text, name.span, kind, &near));
        }
    }
    requests
}

fn parse(
    text: &SpannedString,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Derive> {
    if let Some((_, derive)) = STANDARD.iter().find(|(name, _)| *name == text.text) {
        return Some(derive.clone());
    }
    if text.text.contains("::") {
        return replace::foreign_path(text, options, diagnostics).map(Derive::Foreign);
    }
    let (message, help) = if ALWAYS.contains(&text.text.as_str()) {
        (format!("every type derives `{}` already", text.text), "remove it".to_owned())
    } else {
        let near = closest(&text.text, STANDARD.iter().map(|(name, _)| *name));
        let help = near.map_or_else(
            || "write `Eq`, `PartialOrd`, `Ord`, `Hash`, or the path of a derive macro".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        (format!("unknown derive `{}`", text.text), help)
    };
    diagnostics.push(Diagnostic::error(code::CONFIG, message).at(text.span).with_help(help));
    None
}

/// A derive and its supertraits that types do not always have.
fn with_supertraits(derive: &Derive) -> Vec<Derive> {
    match derive {
        Derive::Ord => vec![Derive::Eq, Derive::PartialOrd, Derive::Ord],
        other => vec![other.clone()],
    }
}

/// Whether an item has a derive already. Enums of literals always have some.
fn has(item: &Item, derive: &Derive) -> bool {
    matches!(item, Item::Enum(_)) && matches!(derive, Derive::Eq | Derive::Hash)
}

/// Finds the types that cannot have a derive: those with a part that cannot, until nothing changes.
fn blockers(derive: &Derive, items: &Items<'_>) -> DeriveBlockers {
    let mut blockers = DeriveBlockers::new();
    if matches!(derive, Derive::Foreign(_)) {
        return blockers;
    }
    loop {
        let before = blockers.len();
        for (path, item) in items {
            if blockers.contains_key(*path) {
                continue;
            }
            let blocker = parts(item).into_iter().find(|(_, ty)| !can_have(derive, ty, &blockers));
            if let Some((name, ty)) = blocker {
                blockers.insert((*path).clone(), format!("`{name}` is `{ty}`"));
            }
        }
        if blockers.len() == before {
            return blockers;
        }
    }
}

/// The parts of a type with their names.
fn parts(item: &Item) -> Vec<(&str, &RustType)> {
    match item {
        Item::Struct(item) => {
            let fields = item.fields.iter().chain(&item.rest);
            fields.map(|field| (field.name.plain(), &field.ty)).collect()
        }
        Item::Enum(item) => match item.repr {
            EnumRepr::String => vec![(item.unknown.plain(), &RustType::String)],
            EnumRepr::Integer => vec![(item.unknown.plain(), &RustType::I64)],
        },
        Item::Union(item) => {
            let variants = item.variants.iter().map(|it| (it.name.plain(), &it.ty));
            variants.chain([(item.unknown.plain(), &RustType::Json)]).collect()
        }
        Item::Alias(item) => vec![(item.path.name.plain(), &item.target)],
        Item::Shared(_) => Vec::new(),
    }
}

/// Whether a type can have a derive. Foreign types are assumed to.
fn can_have(derive: &Derive, ty: &RustType, blockers: &DeriveBlockers) -> bool {
    match ty {
        RustType::F32 | RustType::F64 => *derive == Derive::PartialOrd,
        RustType::Json => matches!(derive, Derive::Eq | Derive::Hash),
        RustType::FilePart => matches!(derive, Derive::Eq | Derive::Hash),
        RustType::Item(path) => !blockers.contains_key(path),
        other => other.parts().iter().all(|part| can_have(derive, part, blockers)),
    }
}

impl DeriveRequest {
    /// The types of the request: all, or one and everything that it contains.
    fn types(&self, items: &Items<'_>) -> BTreeSet<TypePath> {
        let Some(root) = &self.root else {
            return items.keys().map(|path| (*path).clone()).collect();
        };
        let (mut types, mut open) = (BTreeSet::new(), vec![root.clone()]);
        while let Some(path) = open.pop() {
            let item = items.get(&path);
            if types.insert(path) {
                let parts = item.iter().flat_map(|item| parts(item));
                open.extend(parts.flat_map(|(_, ty)| items_in(ty)).cloned());
            }
        }
        types
    }

    /// Reports an error for a named type that cannot have the derive, and a note where the request is for all types.
    fn report(&self, blockers: &DeriveBlockers) -> Option<Diagnostic> {
        let text = &self.text;
        if let Some(root) = &self.root {
            let reason = blockers.get(root)?;
            let message = format!("`{root}` cannot derive `{text}`: {reason}");
            return Some(Diagnostic::error(code::CONFIG, message).at(self.span));
        }
        let some = blockers.iter().take(MAX_NAMED);
        let some: Vec<_> = some.map(|(path, reason)| format!("`{path}` ({reason})")).collect();
        let more = blockers.len().saturating_sub(MAX_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("`{text}` is not derived for {}{more}", some.join(", "));
        (!blockers.is_empty()).then(|| Diagnostic::info(code::CONFIG, message).at(self.span))
    }
}

/// The generated types in a type.
fn items_in(ty: &RustType) -> Vec<&TypePath> {
    match ty {
        RustType::Item(path) => vec![path],
        other => other.parts().iter().flat_map(items_in).collect(),
    }
}
