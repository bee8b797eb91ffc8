//! Stage 6: every decision about the Rust code: modules, items, names, boxes for cycles, derives, constructors.
//!
//! Takes an [`Api`]; gives a [`Crate`], which `emit` prints without deciding anything. It must not know tokens.

mod context;
mod docs;
mod graph;
pub mod ir;
mod naming;
mod operations;
mod server;
mod types;
mod validation;
mod xml;

use std::collections::BTreeMap;

pub use ir::*;

use self::context::{Context, size};
use self::graph::type_map::TypeSet;
use self::graph::{cycles, filter, ownership, reachability};
use self::naming::grouping::{self, Grouping};
use self::naming::item_names::{self, Home};
use self::naming::scope::{Case, Scope};
use self::naming::{identifier, renames};
use self::operations::{envelope, item_index};
use self::types::{derives, enums, replace, structs, unions};
use crate::config::{Config, Dates, Dependency, Derives, Keep, Rename, Replace};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{self, Api, Envelope, Shape};

/// What the user decides about a client.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// The package name; else it is made from the document's title.
    pub crate_name: Option<String>,
    /// The base URL of every operation; else it is the document's first absolute server, and operations may have servers of
    /// their own.
    pub base_url: Option<String>,
    /// The header for idempotency keys where an operation declares none; else `Idempotency-Key`.
    pub idempotency_header: Option<String>,
    /// Where answers say whether they are a success; else the document says it, or nothing does.
    pub envelope: Option<Envelope>,
    /// Which operations the client has.
    pub keep: Keep,
    /// Names that the user gives.
    pub rename: Rename,
    /// Types that the user has.
    pub replace: Replace,
    /// More derives.
    pub derives: Derives,
    /// The library whose types carry dates.
    pub dates: Dates,
    /// Whether declared constraints are checked before a request is sent.
    pub check: bool,
    /// What the client depends on for the user's types.
    pub dependencies: Vec<Dependency>,
    /// Whether the client is a package of its own, and not a part of the user's crate.
    pub is_package: bool,
}

impl From<&Config> for Options {
    fn from(config: &Config) -> Self {
        let client = &config.client;
        Self {
            crate_name: client.crate_name.clone(),
            base_url: client.base_url.clone(),
            idempotency_header: client.idempotency_header.clone(),
            envelope: client.envelope.as_ref().and_then(envelope::configured),
            keep: config.keep.clone(),
            rename: config.rename.clone(),
            replace: config.replace.clone(),
            derives: config.derives.clone(),
            dates: client.dates,
            check: client.check,
            dependencies: config.dependencies.clone(),
            is_package: false,
        }
    }
}

/// Plans the client of an API.
#[must_use]
pub fn plan(api: &Api, options: &Options) -> (Crate, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let (context, grouping) = context(api, options, &mut found);
    let mut sizes = size::Sizes::default();
    let checks = options.check.then(|| validation::Checks::of(&context));
    let mut items = plan_items(&context, checks.as_ref(), &mut sizes, &mut found);
    derives::add(&mut items, api, &context.names, options, &mut found);
    let mut client = frame(api, options, context.xml.module.clone());
    client.servers = server::plan(api, &mut found);
    base_url(api, options, &mut client, &mut found);
    let known = item_index::Lookup::of(items.values().flatten());
    let envelope = envelope::of_all(api, options);
    envelope::check_used(&context, options, envelope.as_ref(), &mut found);
    let mut planner = operations::Planner {
        context: &context,
        envelope: envelope.as_ref(),
        schemes: &client.security_schemes,
        checks: checks.as_ref(),
        known: &known,
        crate_name: &client.name,
        servers: &client.servers,
        one_server: options.base_url.is_some(),
        sizes: &mut sizes,
        dates: options.dates,
        found: &mut found,
    };
    let groups = plan_groups(&mut planner, grouping);
    let own = groups.iter().flat_map(|it| &it.operations).flat_map(|it| &it.servers);
    let own: std::collections::BTreeSet<_> = own.map(|(_, url)| url.clone()).collect();
    client.own_servers = own.into_iter().collect();
    client.groups = groups;
    for group in &mut client.groups {
        group.items = items.remove(&Home::Group(group.module.clone())).unwrap_or_default();
    }
    let types = items.into_iter().filter_map(|(home, items)| match home {
        Home::Types(module) => Some(TypeModule { module, items }),
        Home::Group(_) => None,
    });
    client.types = types.collect();
    if let Some(checks) = checks {
        client.runtime_features.extend(checks.has_patterns().then_some("regex"));
        found.extend(checks.diagnostics());
    }
    (client, found)
}

/// The Rust type of each schema of [`Api::schemas`], for tools that bring values of the document to generated types;
/// `None` where the client has no such type, as nothing of it needs one.
#[must_use]
pub fn schema_types(api: &Api, options: &Options) -> Vec<Option<RustType>> {
    let (context, _) = context(api, options, &mut Vec::new());
    api.schemas.iter().map(|it| context.reached(it.ty).then(|| context.nullable(it.ty))).collect()
}

/// What is known before anything is planned: which operations and types there are, and their names.
fn context<'a>(
    api: &'a Api,
    options: &Options,
    found: &mut Vec<Diagnostic>,
) -> (Context<'a>, Grouping) {
    let kept = filter::operations(api, &options.keep, found);
    let renames = renames::resolve(api, &options.rename, found);
    let mut grouping = grouping::group(api, &kept, &renames, found);
    let replaced = replace::resolve(api, options, found);
    let reachable = reachability::everything(api, &kept, &replaced, options.keep.is_everything());
    let users = ownership::find(api, &kept, &grouping, &reachable);
    let names =
        item_names::name(api, &mut grouping, &renames, &replaced, &users, &reachable, found);
    let cycles = cycles::find(api, &reachable);
    let inputs = reachability::inputs(api, &kept, &replaced);
    let outputs = reachability::outputs(api, &kept, &replaced);
    let reachable = reachable.into_iter().collect();
    let tags = reachability::tags(api);
    let xml = xml::Xml::default();
    let object_unions = TypeSet::default();
    let mut context = Context {
        api,
        names,
        renames,
        replaced,
        cycles,
        reachable,
        inputs,
        outputs,
        tags,
        object_unions,
        xml,
    };
    context.object_unions = unions::object_unions(&context);
    let modules: Vec<&Ident> = grouping.groups.iter().map(|it| &it.module).collect();
    context.xml = xml::plan(&context, &kept, &modules, found);
    (context, grouping)
}

/// Groups with their operations; inline types are added afterwards.
fn plan_groups(planner: &mut operations::Planner<'_, '_>, mut grouping: Grouping) -> Vec<Group> {
    let mut groups = Vec::new();
    for names in &grouping.groups {
        let scope = grouping.scopes.entry(names.module.clone()).or_default();
        let mut headers = operations::headers::Headers::default();
        let operations = names.operations.iter().filter_map(|index| {
            let operation = planner.context.api.operations.get(*index)?;
            let names = grouping.operations.get(index)?;
            let mut item = planner.operation(operation, names, scope);
            item.headers = headers.of(operation, names, planner.dates, scope);
            Some(item)
        });
        let operations = operations.collect();
        groups.push(Group {
            module: names.module.clone(),
            handle: names.handle.clone(),
            docs: group_docs(planner.context.api, &names.text),
            operations,
            items: Vec::new(),
            headers: headers.items,
        });
    }
    groups
}

/// The client without its groups and types.
fn frame(api: &Api, options: &Options, xml: Option<XmlModule>) -> Crate {
    let name = options.crate_name.clone().unwrap_or_else(|| identifier::package(&api.info.title));
    let version = package_version(&api.info.version);
    let mut lines = vec![format!(
        "Client for {} {}.",
        docs::code(&api.info.title),
        docs::code(&api.info.version)
    )];
    docs::paragraph(&mut lines, api.info.description.as_deref());
    Crate {
        user_agent: format!("{name}/{version}"),
        name,
        version,
        title: api.info.title.clone(),
        api_version: api.info.version.clone(),
        docs: lines,
        base_url: None,
        servers: Servers::default(),
        own_servers: Vec::new(),
        idempotency_header: options
            .idempotency_header
            .clone()
            .unwrap_or_else(|| "Idempotency-Key".to_owned()),
        groups: Vec::new(),
        types: Vec::new(),
        security_schemes: security_schemes(api),
        dependencies: options.dependencies.clone(),
        has_webhooks: options.keep.is_everything() && !api.webhooks.is_empty(),
        runtime_features: runtime_features(options.dates, xml.is_some()),
        xml,
    }
}

/// Where a client goes of itself: where the configuration says, else to the document's first absolute server. A relative one
/// is written down as it is, so that the client can say what is missing.
fn base_url(api: &Api, options: &Options, client: &mut Crate, found: &mut Vec<Diagnostic>) {
    let absolute = api.servers.iter().find(|it| it.is_absolute());
    let first = absolute.or(api.servers.first());
    if let (None, Some(first), None) = (absolute, first, &options.base_url) {
        let shown = &first.url;
        let message = if model::is_absolute(&first.default_url()) || shown.starts_with('{') {
            format!("the server `{shown}` has a variable without a value")
        } else if shown.starts_with("//") {
            format!("the server `{shown}` has the scheme of where this document is served")
        } else {
            format!("the server `{shown}` is relative to where this document is served")
        };
        let help = "say where it is by `client.base-url` in renkei.yaml, or else by `.base_url(…)`";
        let diagnostic = Diagnostic::info(code::UNSUPPORTED, message).with_help(help);
        found.push(diagnostic.at(first.span));
    }
    let url = options.base_url.clone().or_else(|| first.map(model::Server::default_url));
    let url = url.map(|url| url.trim_end_matches('/').to_owned());
    client.base_url = url.map(|url| if url.is_empty() { "/".to_owned() } else { url });
}

/// What the runtime has behind features.
fn runtime_features(dates: Dates, has_xml: bool) -> Vec<&'static str> {
    let dates = match dates {
        Dates::Jiff | Dates::Text => None,
        Dates::Chrono => Some("chrono"),
        Dates::Time => Some("time"),
    };
    dates.into_iter().chain(has_xml.then_some("xml")).collect()
}

/// Three numbers, as Cargo wants them; a document's version is often something else.
fn package_version(text: &str) -> String {
    let parts: Vec<_> = text.split('.').collect();
    let number = |part: &&str| part.parse::<u32>().is_ok_and(|value| value.to_string() == **part);
    if parts.len() == 3 && parts.iter().all(number) { text.to_owned() } else { "0.1.0".to_owned() }
}

fn group_docs(api: &Api, text: &str) -> Vec<String> {
    let mut lines = vec![format!("Operations of {}.", docs::code(text))];
    let tag = api.tags.iter().find(|tag| tag.name == text);
    docs::paragraph(&mut lines, tag.and_then(|tag| tag.description.as_deref()));
    lines
}

fn security_schemes(api: &Api) -> Vec<SecuritySchemeItem> {
    let mut scope = Scope::default();
    let scheme = |scheme: &crate::model::SecurityScheme| SecuritySchemeItem {
        constant: scope.claim_quietly(identifier::constant(&scheme.id), Case::Snake),
        id: scheme.id.clone(),
        kind: scheme.kind.clone(),
    };
    api.security_schemes.iter().map(scheme).collect()
}

/// Every item, by the module that it is printed in.
fn plan_items(
    context: &Context<'_>,
    checks: Option<&validation::Checks<'_, '_>>,
    sizes: &mut size::Sizes,
    found: &mut Vec<Diagnostic>,
) -> BTreeMap<Home, Vec<Item>> {
    let mut items: BTreeMap<Home, Vec<Item>> = BTreeMap::new();
    for id in &context.names.items {
        let (Some(def), Some(path), Some(home)) =
            (context.api.ty(*id), context.names.path(*id), context.names.home(*id))
        else {
            continue;
        };
        let path = path.clone();
        let rules = checks.map(|it| it.item(*id)).unwrap_or_default();
        let item = match &def.shape {
            Shape::Object(object) => {
                let item = structs::struct_item(context, *id, def, object, path, found);
                Item::Struct(StructItem { rules, ..item })
            }
            Shape::Enum(shape) => {
                Item::Enum(enums::enum_item(&context.renames, *id, def, shape, path, found))
            }
            Shape::Union(union) => {
                let item = unions::union_item(context, sizes, *id, def, union, path);
                Item::Union(UnionItem { rules, ..item })
            }
            _ => Item::Alias(structs::alias_item(context, *id, def, path)),
        };
        items.entry(home.clone()).or_default().push(item);
    }
    items
}
