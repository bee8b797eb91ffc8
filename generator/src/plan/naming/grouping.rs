//! Groups of operations, and the names of operations in them.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::model::{Api, Operation};
use crate::plan::graph::filter::Kept;
use crate::plan::ir::Ident;
use crate::plan::naming::body_media;
use crate::plan::naming::identifier;
use crate::plan::naming::renames::Renames;
use crate::plan::naming::scope::{Case, Scope, Wanted};

/// A group and the operations in it, by index into [`Api::operations`].
pub(crate) struct GroupNames {
    pub(crate) module: Ident,
    pub(crate) handle: Ident,
    /// The tag or path segment that it is made from.
    pub(crate) text: String,
    pub(crate) operations: Vec<usize>,
}

/// The names of one operation.
#[derive(Clone, Debug)]
pub(crate) struct OperationNames {
    /// Its place in the model.
    pub(crate) index: usize,
    /// Its `operationId`, or else method and path.
    pub(crate) id: String,
    /// The module of its group.
    pub(crate) group: Ident,
    pub(crate) method: Ident,
    pub(crate) request: Ident,
    pub(crate) constant: Ident,
    /// Methods that send the body in another media type, in the order of the choices behind the first.
    pub(crate) alternatives: Vec<Ident>,
}

/// All groups in order of their modules, and the names of every kept operation by its place in the model.
pub(crate) struct Grouping {
    pub(crate) groups: Vec<GroupNames>,
    pub(crate) operations: BTreeMap<usize, OperationNames>,
    /// The item names of each group's module that are taken already.
    pub(crate) scopes: BTreeMap<Ident, Scope>,
}

impl Grouping {
    /// The modules of all groups.
    pub(crate) fn modules(&self) -> Vec<&Ident> {
        self.groups.iter().map(|it| &it.module).collect()
    }
}

/// Modules and methods of the client that are not groups, and methods of the prelude's traits that take the client itself,
/// which method calls find first.
const RESERVED_MODULES: [&str; 10] = [
    "types",
    "client",
    "builder",
    "clone",
    "codegen",
    "renkei_runtime",
    "core",
    "std",
    "into",
    "try_into",
];
/// Methods that every handle has.
const RESERVED_METHODS: [&str; 3] = ["clone", "fmt", "core"];

pub(crate) fn group(
    api: &Api,
    kept: &Kept,
    renames: &Renames,
    found: &mut Vec<Diagnostic>,
) -> Grouping {
    let mut by_module: BTreeMap<Ident, GroupNames> = BTreeMap::new();
    let one_group = is_rpc(api);
    for (index, operation) in kept.indexed(api) {
        let text = group_text(operation, one_group);
        let given = renames.group(&text).map(|given| given.ident.clone());
        let module = given.unwrap_or_else(|| module_name(&text));
        let group = by_module.entry(module.clone()).or_insert_with(|| GroupNames {
            handle: identifier::camel(module.plain()),
            module,
            text,
            operations: Vec::new(),
        });
        group.operations.push(index);
    }
    let mut scopes = BTreeMap::new();
    let mut named: BTreeMap<usize, OperationNames> = BTreeMap::new();
    for group in by_module.values() {
        let mut items = Scope::default();
        items.claim_unreported(group.handle.clone(), Case::Camel);
        let mut methods = Scope::reserving(&RESERVED_METHODS);
        let operations: Vec<_> = group
            .operations
            .iter()
            .filter_map(|index| Some((*index, operation_id(api.operations.get(*index)?))))
            .collect();
        let wanted = operations.iter().map(|(index, id)| Wanted {
            text: id,
            ident: identifier::snake(id),
            given: renames.operation(*index),
            span: api.operations.get(*index).map(|it| it.span),
        });
        let idents = methods.claim_all(wanted.collect(), Case::Snake, found);
        let mut constants = Scope::default();
        for ((index, id), method) in operations.into_iter().zip(idents) {
            let mut names = name_operation(index, id, &group.module, method, &mut items);
            // `ß` and `ss` are two methods, and both are `SS` in upper case.
            names.constant = constants.claim_unreported(names.constant, Case::Snake);
            named.insert(index, names);
        }
        // Behind all methods that have a name of their own, so that none of those changes.
        for index in &group.operations {
            if let (Some(operation), Some(names)) =
                (api.operations.get(*index), named.get_mut(index))
            {
                names.alternatives = alternatives(api, operation, &names.method, &mut methods);
            }
        }
        scopes.insert(group.module.clone(), items);
    }
    Grouping { groups: by_module.into_values().collect(), operations: named, scopes }
}

fn name_operation(
    index: usize,
    id: String,
    group: &Ident,
    method: Ident,
    items: &mut Scope,
) -> OperationNames {
    let mut request = identifier::camel(method.plain());
    if items.has(request.as_str()) {
        request = Ident(format!("{request}Request"));
    }
    let request = items.claim_unreported(request, Case::Camel);
    let constant = identifier::constant(method.plain());
    let (group, alternatives) = (group.clone(), Vec::new());
    OperationNames { index, id, group, method, request, constant, alternatives }
}

/// What the groups of all operations are made from.
pub(crate) fn texts(api: &Api) -> Vec<String> {
    let one_group = is_rpc(api);
    let texts: BTreeSet<_> =
        api.operations.iter().map(|operation| group_text(operation, one_group)).collect();
    texts.into_iter().collect()
}

/// Whether the client has a module or a method of this name.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED_MODULES.contains(&name)
}

fn alternatives(
    api: &Api,
    operation: &Operation,
    method: &Ident,
    methods: &mut Scope,
) -> Vec<Ident> {
    let Some(body) = operation.body.as_ref().filter(|it| it.required) else { return Vec::new() };
    let others = body_media::choices(api, body).into_iter().skip(1);
    let wanted = others.map(|media| format!("{} {}", method.plain(), body_media::suffix(media)));
    wanted.map(|text| methods.claim_unreported(identifier::snake(&text), Case::Snake)).collect()
}

/// The first tag, else the first path segment that means something.
fn group_text(operation: &Operation, one_group: bool) -> String {
    let segment = || meaningful_segment(&operation.path).filter(|_| !one_group);
    tag(operation).map(str::to_owned).or_else(segment).unwrap_or_else(|| "api".to_owned())
}

fn tag(operation: &Operation) -> Option<&str> {
    operation.tags.iter().map(String::as_str).find(|tag| !tag.trim().is_empty())
}

/// Whether the untagged paths name actions, not resources: most have a first segment that no other path has.
/// Such an API gets one group, where each operation would otherwise have its own.
fn is_rpc(api: &Api) -> bool {
    let mut paths: BTreeMap<Option<String>, BTreeSet<&str>> = BTreeMap::new();
    for operation in api.operations.iter().filter(|operation| tag(operation).is_none()) {
        paths.entry(meaningful_segment(&operation.path)).or_default().insert(&operation.path);
    }
    let alone = paths.values().filter(|paths| paths.len() == 1).count();
    let all: usize = paths.values().map(BTreeSet::len).sum();
    alone >= MANY_ACTIONS && alone * 2 > all
}

/// Fewer groups of one path than this are no burden.
const MANY_ACTIONS: usize = 16;

fn meaningful_segment(path: &str) -> Option<String> {
    let mut segments = path.split('/').filter(|it| !it.is_empty() && !it.contains('{'));
    segments.find(|it| !is_prefix(it)).map(str::to_owned)
}

/// `api`, `rest`, `v1`, `2010-04-01`: said before the resource, and the same for every operation.
fn is_prefix(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let version = stem.strip_prefix('v').unwrap_or(stem);
    matches!(stem, "api" | "rest" | "apis")
        || (!version.is_empty() && version.bytes().all(|it| it.is_ascii_digit() || it == b'-'))
}

fn module_name(text: &str) -> Ident {
    let module = identifier::snake(text);
    if RESERVED_MODULES.contains(&module.plain()) {
        Ident(format!("{}_", module.plain()))
    } else {
        module
    }
}

/// `operationId`, or else method and path.
pub(crate) fn operation_id(operation: &Operation) -> String {
    operation.id.clone().unwrap_or_else(|| made_id(operation))
}

/// `get /users/{id}` becomes `get users by id`.
fn made_id(operation: &Operation) -> String {
    let mut words = vec![operation.method.as_str().to_ascii_lowercase()];
    for segment in operation.path.split('/').filter(|it| !it.is_empty()) {
        match segment.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            Some(parameter) => words.push(format!("by {parameter}")),
            None => words.push(segment.to_owned()),
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_meaningful_segment_names_a_group() {
        let cases = [
            ("/v1/customers/{id}", Some("customers")),
            ("/2010-04-01/Accounts.json", Some("Accounts.json")),
            ("/api/rest/{tenant}/users", Some("users")),
            ("/{a}/{b}", None),
            ("/", None),
            ("/v1.2/x", Some("x")),
        ];
        for (path, expected) in cases {
            assert_eq!(meaningful_segment(path).as_deref(), expected, "{path}");
        }
    }
}
