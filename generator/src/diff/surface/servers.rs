//! The types of servers, which programs name where they choose one.

use std::collections::BTreeMap;

use crate::plan::{OpenServer, ServerValues, Servers, VariableDefault, VariableItem};

/// The names inside a type of servers, each with what programs write there: the type of a field, or nothing for a variant.
pub(super) type ServerType<'a> = BTreeMap<&'a str, Option<&'a str>>;

/// The types by their names.
pub(super) fn types(servers: &Servers) -> BTreeMap<String, ServerType<'_>> {
    let fixed = servers.fixed.iter().map(|it| (it.name.as_str(), None));
    let enumeration = crate::plan::server_enum().to_string();
    let enumeration = (!servers.fixed.is_empty()).then(|| (enumeration, fixed.collect()));
    let open = servers.open.iter().map(|it: &OpenServer| {
        let fields = it.variables.iter().map(|it| (it.name.as_str(), Some(variable(it))));
        (it.name.to_string(), fields.collect())
    });
    let values = servers.values.iter().map(|it: &ServerValues| {
        let variants = it.variants.iter().map(|(name, _)| (name.as_str(), None));
        (it.name.to_string(), variants.collect())
    });
    enumeration.into_iter().chain(open).chain(values).collect()
}

/// The type of a variable.
fn variable(variable: &VariableItem) -> &str {
    match &variable.default {
        VariableDefault::String(_) => "String",
        VariableDefault::Value(ty, _) => ty.as_str(),
    }
}

/// The first difference of a type of the same name.
pub(super) fn change(before: &ServerType<'_>, after: &ServerType<'_>) -> Option<String> {
    before.iter().find_map(|(name, one)| match (one, after.get(name)) {
        (one, Some(two)) if one == two => None,
        (None, None) => Some(format!("has no variant `{name}` any more")),
        (_, None) => Some(format!("has no field `{name}` any more")),
        (one, Some(two)) => {
            let shown = |it: &Option<&str>| it.unwrap_or("a variant").to_owned();
            Some(format!("has another `{name}`: `{}` became `{}`", shown(one), shown(two)))
        }
    })
}
