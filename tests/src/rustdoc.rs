//! The public signatures of a crate, from the JSON that rustdoc writes.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

/// A type and a member of it: a field, a variant or a method.
pub type Member = (String, String);

/// The type or signature of each public member of the public types of a crate.
///
/// # Panics
///
/// Panics if the file is not such JSON.
#[must_use]
pub fn signatures(path: &Path) -> BTreeMap<Member, String> {
    let text = std::fs::read_to_string(path).expect("the documentation is there");
    let all: Value = serde_json::from_str(&text).expect("it is JSON");
    let index = Index(&all["index"]);
    let items = all["index"].as_object().expect("an index").values();
    items.flat_map(|item| index.members(item)).collect()
}

/// The members that both versions have, whose types or signatures differ.
#[must_use]
pub fn changed(before: &Path, after: &Path) -> Vec<Member> {
    let (before, after) = (signatures(before), signatures(after));
    let differs = |(member, one): (Member, String)| {
        after.get(&member).is_some_and(|two| *two != one).then_some(member)
    };
    before.into_iter().filter_map(differs).collect()
}

/// The items by their ids.
struct Index<'a>(&'a Value);

impl Index<'_> {
    fn members(&self, item: &Value) -> Vec<(Member, String)> {
        let inner = &item["inner"];
        let owner = item["name"].as_str().unwrap_or_default().to_owned();
        if let Some(fields) = inner["struct"]["kind"]["plain"]["fields"].as_array() {
            return self.of(&owner, fields, |it| it["inner"].get("struct_field"));
        }
        if let Some(variants) = inner["enum"]["variants"].as_array() {
            return self.of(&owner, variants, |it| it["inner"]["variant"]["kind"]["tuple"].get(0));
        }
        match inner["impl"]["items"].as_array() {
            Some(items) if inner["impl"]["trait"].is_null() => {
                let owner = without_ids(&inner["impl"]["for"]).to_string();
                self.of(&owner, items, |it| it["inner"].get("function"))
            }
            _ => Vec::new(),
        }
    }

    fn of(
        &self,
        owner: &str,
        ids: &[Value],
        signature: impl Fn(&Value) -> Option<&Value>,
    ) -> Vec<(Member, String)> {
        let items = ids.iter().filter_map(|id| self.0.get(id.to_string()));
        let public = items.filter(|it| it["visibility"] != "restricted" && !is_hidden(it));
        let members = public.filter_map(|item| {
            let mut signature = without_ids(self.resolved(signature(item)?));
            if let Some(inputs) = signature.pointer_mut("/sig/inputs") {
                forget_names(inputs);
            }
            let text = signature.to_string();
            Some(((owner.to_owned(), item["name"].as_str()?.to_owned()), text))
        });
        members.collect()
    }

    /// The type of the field that an id names: variants refer to theirs.
    fn resolved<'a>(&'a self, signature: &'a Value) -> &'a Value {
        let field = signature.as_u64().and_then(|id| self.0.get(id.to_string()));
        field.map_or(signature, |it| &it["inner"]["struct_field"])
    }
}

/// The names of arguments, which callers do not write.
fn forget_names(inputs: &mut Value) {
    for input in inputs.as_array_mut().into_iter().flatten() {
        input[0] = Value::Null;
    }
}

fn is_hidden(item: &Value) -> bool {
    item["attrs"].to_string().contains("doc(hidden)")
}

/// Ids are numbered by the order of items, and differ between any two crates.
fn without_ids(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(key, _)| *key != "id");
            Value::Object(kept.map(|(key, it)| (key.clone(), without_ids(it))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_ids).collect()),
        other => other.clone(),
    }
}
