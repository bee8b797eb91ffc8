//! More derives, where the user wants them and where they can hold.
//!
//! Takes the planned items and the `derives` section; adds to the items. What holds a floating point number cannot be
//! `Eq`, and so on: a derive that could not compile is never written, and is reported.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Text;
use crate::diagnostic::{Diagnostic, code};
use crate::model::Api;
use crate::plan::ir::{Derive, EnumRepr, Item, RustType, TypePath};
use crate::plan::naming::config_lookup::TypeLookup;
use crate::plan::naming::config_lookup::not_in_document;
use crate::plan::naming::item_names::{ItemLocation, ItemNames};
use crate::plan::options::Options;
use crate::plan::types::replace;
use crate::source::Span;
use crate::text::closest;

const KNOWN: [(&str, Derive); 4] = [
    ("Eq", Derive::Eq),
    ("PartialOrd", Derive::PartialOrd),
    ("Ord", Derive::Ord),
    ("Hash", Derive::Hash),
];

/// What every type has, so that it cannot be wanted.
const HAD: [&str; 5] = ["Clone", "Debug", "PartialEq", "Serialize", "Deserialize"];

/// How many types a message names.
const MAX_NAMED: usize = 3;

pub(crate) fn add(
    items: &mut BTreeMap<ItemLocation, Vec<Item>>,
    api: &Api,
    names: &ItemNames,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let wanted = wishes(api, names, options, diagnostics);
    if wanted.is_empty() {
        return;
    }
    let known: BTreeMap<&TypePath, &Item> =
        items.values().flatten().map(|item| (item.path(), item)).collect();
    let mut cannot: BTreeMap<Derive, Obstacles> = BTreeMap::new();
    let mut chosen: BTreeMap<TypePath, BTreeSet<Derive>> = BTreeMap::new();
    for wish in &wanted {
        for derive in with_implied(&wish.derive) {
            let obstacles =
                cannot.entry(derive.clone()).or_insert_with(|| obstacles(&derive, &known));
            if derive == wish.derive {
                diagnostics.extend(wish.report(obstacles));
            }
            for path in wish.reach(&known).difference(&obstacles.keys().cloned().collect()) {
                chosen.entry(path.clone()).or_default().insert(derive.clone());
            }
        }
    }
    // A derive needs those that it stands on.
    for derives in chosen.values_mut() {
        let had = derives.clone();
        derives.retain(|derive| with_implied(derive).iter().all(|it| had.contains(it)));
    }
    for item in items.values_mut().flatten() {
        let derives = chosen.remove(item.path()).unwrap_or_default();
        let own = derives.into_iter().filter(|derive| !has(item, derive)).collect();
        match item {
            Item::Struct(item) => item.derives = own,
            Item::Enum(item) => item.derives = own,
            Item::Union(item) => item.derives = own,
            Item::Alias(_) => {}
        }
    }
}

/// One derive for one type, or for all.
struct Wish {
    derive: Derive,
    /// The type; `None` for all.
    root: Option<TypePath>,
    span: Span,
    text: String,
}

fn wishes(
    api: &Api,
    names: &ItemNames,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Wish> {
    let section = &options.derives;
    let mut made = Vec::new();
    let mut wish = |text: &Text, root: Option<&TypePath>, diagnostics: &mut Vec<Diagnostic>| {
        if let Some(derive) = read(text, options, diagnostics) {
            let (root, span) = (root.cloned(), text.span);
            made.push(Wish { derive, root, span, text: text.text.clone() });
        }
    };
    section.all.iter().for_each(|text| wish(text, None, diagnostics));
    if section.types.is_empty() {
        return made;
    }
    let lookup = TypeLookup::of(api);
    for (name, texts) in &section.types {
        match lookup.get(&name.text).and_then(|id| names.path(id)) {
            Some(path) => texts.iter().for_each(|text| wish(text, Some(path), diagnostics)),
            None => {
                let near = lookup.names();
                diagnostics.push(not_in_document(
                    &name.text,
                    name.span,
                    ("derives", "type"),
                    &near,
                ));
            }
        }
    }
    made
}

fn read(text: &Text, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Option<Derive> {
    if let Some((_, derive)) = KNOWN.iter().find(|(name, _)| *name == text.text) {
        return Some(derive.clone());
    }
    if text.text.contains("::") {
        return replace::foreign(text, options, diagnostics).map(Derive::Foreign);
    }
    let (message, help) = if HAD.contains(&text.text.as_str()) {
        (format!("every type is `{}` already", text.text), "leave it out".to_owned())
    } else {
        let near = closest(&text.text, KNOWN.iter().map(|(name, _)| *name));
        let help = near.map_or_else(
            || "one of `Eq`, `PartialOrd`, `Ord` and `Hash`, or the path of your own".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        (format!("`{}` is not a derive that types can have", text.text), help)
    };
    diagnostics.push(Diagnostic::error(code::CONFIG, message).at(text.span).with_help(help));
    None
}

/// A derive, and those that the standard library wants beside it.
fn with_implied(derive: &Derive) -> Vec<Derive> {
    match derive {
        Derive::Ord => vec![Derive::Eq, Derive::PartialOrd, Derive::Ord],
        other => vec![other.clone()],
    }
}

/// Open enums of literals have some derives in any case.
fn has(item: &Item, derive: &Derive) -> bool {
    matches!(item, Item::Enum(_)) && matches!(derive, Derive::Eq | Derive::Hash)
}

/// The types that cannot have a derive, each with what stands in the way.
type Obstacles = BTreeMap<TypePath, String>;

/// Begins with what cannot hold by itself, and goes on until nothing changes: a type fails with its parts.
fn obstacles(derive: &Derive, known: &BTreeMap<&TypePath, &Item>) -> Obstacles {
    let mut failed = Obstacles::new();
    if matches!(derive, Derive::Foreign(_)) {
        return failed;
    }
    loop {
        let before = failed.len();
        for (path, item) in known {
            if failed.contains_key(*path) {
                continue;
            }
            let fault = parts(item).into_iter().find(|(_, ty)| !holds(derive, ty, &failed));
            if let Some((name, ty)) = fault {
                failed.insert((*path).clone(), format!("`{name}` is `{ty}`"));
            }
        }
        if failed.len() == before {
            return failed;
        }
    }
}

/// What a type consists of, with the names of the parts.
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
    }
}

/// Whether a type has a derive. Of the user's own types it is believed.
fn holds(derive: &Derive, ty: &RustType, failed: &Obstacles) -> bool {
    match ty {
        RustType::F32 | RustType::F64 => *derive == Derive::PartialOrd,
        RustType::Json => matches!(derive, Derive::Eq | Derive::Hash),
        RustType::FilePart => matches!(derive, Derive::Eq | Derive::Hash),
        RustType::Item(path) => !failed.contains_key(path),
        other => other.parts().iter().all(|part| holds(derive, part, failed)),
    }
}

impl Wish {
    /// The types that the wish is about: all, or one and what it holds.
    fn reach(&self, known: &BTreeMap<&TypePath, &Item>) -> BTreeSet<TypePath> {
        let Some(root) = &self.root else {
            return known.keys().map(|path| (*path).clone()).collect();
        };
        let (mut reached, mut open) = (BTreeSet::new(), vec![root.clone()]);
        while let Some(path) = open.pop() {
            let item = known.get(&path);
            if reached.insert(path) {
                let held = item.iter().flat_map(|item| parts(item));
                open.extend(held.flat_map(|(_, ty)| items_in(ty)).cloned());
            }
        }
        reached
    }

    /// A type that was named must have it; of all types, those that cannot are only told.
    fn report(&self, obstacles: &Obstacles) -> Option<Diagnostic> {
        let text = &self.text;
        if let Some(root) = &self.root {
            let why = obstacles.get(root)?;
            let message = format!("`{root}` cannot be `{text}`: {why}");
            return Some(Diagnostic::error(code::CONFIG, message).at(self.span));
        }
        let some = obstacles.iter().take(MAX_NAMED);
        let some: Vec<_> = some.map(|(path, why)| format!("`{path}` ({why})")).collect();
        let more = obstacles.len().saturating_sub(MAX_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("`{text}` is left out for {}{more}", some.join(", "));
        (!obstacles.is_empty()).then(|| Diagnostic::info(code::CONFIG, message).at(self.span))
    }
}

/// The generated types in a type.
fn items_in(ty: &RustType) -> Vec<&TypePath> {
    match ty {
        RustType::Item(path) => vec![path],
        other => other.parts().iter().flat_map(items_in).collect(),
    }
}
