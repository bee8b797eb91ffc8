//! The same changes within real API documents: nothing else may be reported, and nothing less.

use std::collections::BTreeMap;

use renkei::document::Document;
use renkei::source::read_text;
use renkei_tests::{changes, judged};
use serde_json::{Map, Value, json};

use super::differences;

/// The largest document that is used, in bytes. A pair of large ones takes seconds.
const MAX_BYTES: usize = 60_000;

/// How many documents each change is made in. `RENKEI_DOCUMENTS` sets another number.
const DOCUMENTS: usize = 2;

fn value(name: &str, text: &str) -> Option<Value> {
    let sources = read_text(name, text).ok()?;
    let document = Document::new(sources).ok()?;
    serde_json::from_str(&document.to_json()).ok()
}

/// The documents of the corpus in one file and of a version, with their names.
fn real(version: &str) -> BTreeMap<String, Value> {
    let paths = judged::corpus().map_or_else(Vec::new, |(_, documents)| documents);
    let mut found = BTreeMap::new();
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if text.len() > MAX_BYTES {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(document) = value(&name, &text) else { continue };
        if document["openapi"].as_str().is_some_and(|it| it.starts_with(version)) {
            found.insert(name, document);
        }
    }
    found
}

/// A real document with everything of another one; `None` if they define the same name.
fn merged(real: &Value, added: &Value) -> Option<Value> {
    let mut document = real.clone();
    for key in ["servers", "security", "webhooks"] {
        document.as_object_mut()?.remove(key);
        if let Some(value) = added.get(key) {
            document[key] = value.clone();
        }
    }
    extend(document.as_object_mut()?, "paths", added)?;
    let components = added.get("components").and_then(Value::as_object);
    document.as_object_mut()?.entry("components").or_insert_with(|| json!({}));
    for (key, _) in components.into_iter().flatten() {
        extend(document["components"].as_object_mut()?, key, &added["components"])?;
    }
    Some(document)
}

/// Adds the members of a map; `None` if one of them is there.
fn extend(object: &mut Map<String, Value>, key: &str, from: &Value) -> Option<()> {
    let map = object.entry(key).or_insert_with(|| json!({})).as_object_mut()?;
    for (name, value) in from[key].as_object()? {
        let key = name.to_ascii_lowercase();
        if map.keys().any(|it| it.to_ascii_lowercase() == key) {
            return None;
        }
        map.insert(name.clone(), value.clone());
    }
    Some(())
}

#[test]
fn changes_in_real_documents_are_classified_as_alone() {
    let versions = [("3.0", real("3.0")), ("3.1", real("3.1"))];
    if versions.iter().all(|(_, it)| it.is_empty()) {
        eprintln!("!! SKIPPED: changes in real API documents: there is no ../shared/corpus");
        return;
    }
    let limit = std::env::var("RENKEI_DOCUMENTS").ok().and_then(|it| it.parse().ok());
    let (mut pairs, mut kinds, mut wrong) = (0, 0, Vec::new());
    for (index, (name, case)) in changes::all().enumerate() {
        let base = changes::text(name);
        let head = value(name, &case.applied(&base)).unwrap();
        let base = value(name, &base).unwrap();
        let version = base["openapi"].as_str().unwrap();
        let (_, documents) = versions.iter().find(|(it, _)| version.starts_with(it)).unwrap();
        // Each change is made in other documents.
        let documents = documents.iter().cycle().skip(index * 7).take(documents.len());
        let both = documents.filter_map(|(name, real)| {
            Some((name, merged(real, &base)?.to_string(), merged(real, &head)?.to_string()))
        });
        let before = pairs;
        for (name, base, head) in both.take(limit.unwrap_or(DOCUMENTS)) {
            pairs += 2;
            let found = differences(case, &base, &head);
            wrong.extend(found.into_iter().map(|it| format!("{name}: {it}")));
        }
        kinds += usize::from(pairs > before);
    }
    println!("{pairs} pairs of {kinds} changes");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pairs >= 200 && kinds >= 60, "{pairs} pairs of {kinds} changes");
}
