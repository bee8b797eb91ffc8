//! Groups of operations, and the names of the operations in them.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Diagnostic;
use crate::model::{Api, Operation};
use crate::plan::graph::filter::Kept;
use crate::plan::ir::Ident;
use crate::plan::naming::action;
use crate::plan::naming::body_media;
use crate::plan::naming::identifier;
use crate::plan::naming::renames::Renames;
use crate::plan::naming::scope::{Case, NameRequest, Scope};
use crate::usage::UsedNames;

/// A group and its operations.
pub(crate) struct GroupNames {
    pub(crate) module: Ident,
    pub(crate) handle: Ident,
    /// The tag or path segment that it is made from.
    pub(crate) text: String,
    /// Indices into [`Api::operations`].
    pub(crate) operations: Vec<usize>,
}

/// The names of one operation.
#[derive(Clone, Debug)]
pub(crate) struct OperationNames {
    /// Its index in [`Api::operations`].
    pub(crate) index: usize,
    /// Its `operationId`, or its method and path.
    pub(crate) id: String,
    /// The module of its group.
    pub(crate) group: Ident,
    pub(crate) method: Ident,
    pub(crate) request: Ident,
    /// The request's name before it was shortened, after which its inline types are named.
    pub(crate) whole_request: Ident,
    pub(crate) constant: Ident,
    /// The methods that send the body in another media type, in the order of the choices after the preferred one.
    pub(crate) alternatives: Vec<Ident>,
    /// The method that resumes a long-running operation.
    pub(crate) resume: Option<Ident>,
}

impl OperationNames {
    fn methods(&self) -> impl Iterator<Item = &Ident> {
        std::iter::once(&self.method).chain(&self.alternatives).chain(&self.resume)
    }
}

/// The groups sorted by module, and the names of every kept operation by its index in the model.
pub(crate) struct Grouping {
    pub(crate) groups: Vec<GroupNames>,
    pub(crate) operations: BTreeMap<usize, OperationNames>,
    /// The item names of each group's module.
    pub(crate) scopes: BTreeMap<Ident, Scope>,
}

impl Grouping {
    /// The operations that a program's sources name: their method, and their group's module or handle.
    pub(crate) fn used(&self, used: &UsedNames) -> Vec<usize> {
        let groups = self.groups.iter().filter(|group| {
            used.contains(group.module.plain()) || used.contains(group.handle.plain())
        });
        let operations = groups.flat_map(|group| &group.operations);
        let is_used = |index: &&usize| {
            let names = self.operations.get(index);
            names.is_some_and(|it| it.methods().any(|method| used.calls(method.plain())))
        };
        operations.filter(is_used).copied().collect()
    }

    /// Drops all other operations, and groups without operations. The names of the rest stay as they are.
    pub(crate) fn retain(&mut self, kept: &Kept) {
        self.operations.retain(|index, _| kept.contains(*index));
        for group in &mut self.groups {
            group.operations.retain(|index| kept.contains(*index));
        }
        self.groups.retain(|group| !group.operations.is_empty());
        let modules: BTreeSet<&Ident> = self.groups.iter().map(|it| &it.module).collect();
        self.scopes.retain(|module, _| modules.contains(module));
    }

    /// The modules of all groups.
    pub(crate) fn modules(&self) -> Vec<&Ident> {
        self.groups.iter().map(|it| &it.module).collect()
    }
}

/// Modules and methods of the client that are not groups. The prelude has methods that take the client by value, which
/// method calls resolve to first.
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

/// The methods of every handle.
const RESERVED_METHODS: [&str; 3] = ["clone", "fmt", "core"];

/// Groups the kept operations and names them.
pub(crate) fn group(
    api: &Api,
    kept: &Kept,
    renames: &Renames,
    diagnostics: &mut Vec<Diagnostic>,
) -> Grouping {
    let groups = assign(api, kept, renames);
    let mut grouping =
        Grouping { groups: Vec::new(), operations: BTreeMap::new(), scopes: BTreeMap::new() };
    for group in groups.into_values() {
        let mut items = Scope::default();
        items.claim_unreported(group.handle.clone(), Case::Camel);
        let mut namer = GroupNamer { api, renames, group: &group, items, diagnostics };
        let names = namer.names();
        grouping.operations.extend(names.into_iter().map(|names| (names.index, names)));
        grouping.scopes.insert(group.module.clone(), namer.items);
        grouping.groups.push(group);
    }
    grouping
}

/// The groups by module, with their operations.
fn assign(api: &Api, kept: &Kept, renames: &Renames) -> BTreeMap<Ident, GroupNames> {
    let mut groups: BTreeMap<Ident, GroupNames> = BTreeMap::new();
    for (index, operation) in kept.indexed(api) {
        let text = group_text(operation);
        let configured = renames.group(&text).map(|name| name.ident.clone());
        let module = configured.unwrap_or_else(|| module_name(&text));
        let group = groups.entry(module.clone()).or_insert_with(|| GroupNames {
            handle: identifier::camel(module.plain()),
            module,
            text,
            operations: Vec::new(),
        });
        group.operations.push(index);
    }
    groups
}

/// Names the operations of one group.
struct GroupNamer<'a> {
    api: &'a Api,
    renames: &'a Renames,
    group: &'a GroupNames,
    items: Scope,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> GroupNamer<'a> {
    fn names(&mut self) -> Vec<OperationNames> {
        let operations: Vec<(usize, &'a Operation, String)> = self
            .group
            .operations
            .iter()
            .filter_map(|index| Some((*index, self.api.operations.get(*index)?)))
            .map(|(index, operation)| (index, operation, operation_id(operation)))
            .collect();
        let requests = operations.iter().map(|(index, operation, id)| NameRequest {
            text: id,
            ident: identifier::snake(without_group(id, &self.group.text)),
            configured: self.renames.operation(*index),
            span: Some(operation.span),
        });
        let mut methods = Scope::reserving(&RESERVED_METHODS);
        let idents = methods.claim_all(requests.collect(), Case::Snake, self.diagnostics);
        let mut constants = Scope::default();
        let mut all = Vec::new();
        for ((index, operation, id), method) in operations.into_iter().zip(idents) {
            let names = self.operation(index, id, method, &mut constants);
            all.push((operation, names));
        }
        // Further methods come last, so that they never change the name of an operation's own method.
        for (operation, names) in &mut all {
            names.alternatives = alternatives(self.api, operation, &names.method, &mut methods);
        }
        for (operation, names) in &mut all {
            if operation.long_running.is_some() {
                let resume = identifier::snake(&format!("resume {}", names.method.plain()));
                names.resume = Some(methods.claim_unreported(resume, Case::Snake));
            }
        }
        all.into_iter().map(|(_, names)| names).collect()
    }

    /// The name of a request before it is shortened. It contains the group even if the method does not, because a program imports
    /// requests of several groups.
    fn request(&self, index: usize, id: &str, method: &Ident) -> Ident {
        let group = &self.group.text;
        if self.renames.operation(index).is_some() || without_group(id, group) == id {
            return identifier::camel(method.plain());
        }
        let group = identifier::snake(group);
        identifier::camel(&format!("{} {}", group.plain(), method.plain()))
    }

    fn operation(
        &mut self,
        index: usize,
        id: String,
        method: Ident,
        constants: &mut Scope,
    ) -> OperationNames {
        let mut request = self.request(index, &id, &method);
        if self.items.has(request.as_str()) {
            request = Ident(format!("{request}Request"));
        }
        // The methods `ß` and `ss` are both `SS` in upper case, so constants have a scope of their own.
        let constant = identifier::constant(method.plain());
        let short = identifier::shortened(&request);
        let is_short = short == request;
        let claimed = self.items.claim_unreported(short, Case::Camel);
        OperationNames {
            index,
            id,
            group: self.group.module.clone(),
            whole_request: if is_short { claimed.clone() } else { request },
            request: claimed,
            constant: constants.claim_unreported(constant, Case::Snake),
            method,
            alternatives: Vec::new(),
            resume: None,
        }
    }
}

/// The methods that send the body in a media type other than the preferred one.
fn alternatives(
    api: &Api,
    operation: &Operation,
    method: &Ident,
    methods: &mut Scope,
) -> Vec<Ident> {
    let Some(body) = operation.body.as_ref().filter(|it| it.required) else { return Vec::new() };
    let others = body_media::choices(api, body).into_iter().skip(1);
    let texts = others.map(|media| format!("{} {}", method.plain(), body_media::suffix(media)));
    texts.map(|text| methods.claim_unreported(identifier::snake(&text), Case::Snake)).collect()
}

/// The texts that the groups of all operations are made from.
pub(crate) fn texts(api: &Api) -> Vec<String> {
    let texts: BTreeSet<_> = api.operations.iter().map(group_text).collect();
    texts.into_iter().collect()
}

/// Whether the client has a module or a method of this name.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED_MODULES.contains(&name)
}

/// The text that a group is made from: the first tag, or the first meaningful path segment. It depends on the operation alone,
/// so that other operations never move it.
fn group_text(operation: &Operation) -> String {
    let segment = || {
        let segment = meaningful_segment(&operation.path)?;
        (!action::is_action(operation, &segment)).then_some(segment)
    };
    tag(operation).map(str::to_owned).or_else(segment).unwrap_or_else(|| "api".to_owned())
}

fn tag(operation: &Operation) -> Option<&str> {
    operation.tags.iter().map(String::as_str).find(|tag| !tag.trim().is_empty())
}

fn meaningful_segment(path: &str) -> Option<String> {
    let mut segments = path.split('/').filter(|it| !it.is_empty() && !it.contains('{'));
    segments.find(|it| !is_prefix(it)).map(str::to_owned)
}

/// Whether a segment is a prefix such as `api`, `rest`, `v1` or `2010-04-01`, which all operations share.
fn is_prefix(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    let stem = lower.split_once('.').map_or(lower.as_str(), |(stem, _)| stem);
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

/// An `operationId` without the name of its group: `list` for `pulls/list` and `Pulls_List` in the group `pulls`. The two are
/// separated by a sign, so that `PullsList` and `pull_state` stay as they are.
fn without_group<'a>(id: &'a str, group: &str) -> &'a str {
    let group = identifier::snake(group);
    let is_separator = |it: char| matches!(it, '_' | '-' | '.' | '/' | ':' | ' ');
    let mut splits = id.match_indices(is_separator).filter_map(|(at, _)| id.split_at_checked(at));
    let rest = splits.find(|(before, _)| identifier::snake(before) == group);
    let rest = rest.map(|(_, rest)| rest.trim_start_matches(is_separator));
    // `pulls/2` needs its group, since a name does not begin with a digit.
    rest.filter(|it| it.starts_with(char::is_alphabetic)).unwrap_or(id)
}

/// The `operationId`, or an id that is made from method and path.
pub(crate) fn operation_id(operation: &Operation) -> String {
    operation.id.clone().unwrap_or_else(|| generated_id(operation))
}

/// The id of an operation without `operationId`: `get users by id` for `get /users/{id}`.
fn generated_id(operation: &Operation) -> String {
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
    fn methods_do_not_repeat_their_group() {
        let cases = [
            ("pulls/list", "pulls", "list"),
            ("Pulls_ListAll", "pulls", "ListAll"),
            ("pull-requests.list", "PullRequests", "list"),
            ("pull_requests/list/all", "Pull Requests", "list/all"),
            ("pulls__list", "pulls", "list"),
            ("PullsList", "pulls", "PullsList"),
            ("pull_list", "pulls", "pull_list"),
            ("pulls/2", "pulls", "pulls/2"),
            ("pulls/", "pulls", "pulls/"),
            ("pulls", "pulls", "pulls"),
            ("größe/ändern", "Größe", "ändern"),
        ];
        for (id, group, expected) in cases {
            assert_eq!(without_group(id, group), expected, "{id} in {group}");
        }
    }

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
