//! Stage 6: every decision about the Rust code: modules, items, names, boxes for cycles, derives, constructors.
//!
//! Takes an [`Api`]; returns a [`Crate`], which `emit` prints without deciding anything. It must not know tokens.
//!
//! The stage consists of rooms, which only this file chains. A room imports the rooms of its row, and no others:
//!
//! | room | imports |
//! |---|---|
//! | `ir` | |
//! | `allowed_lints` | `ir` |
//! | `docs` | |
//! | `options` | |
//! | `examples` | `ir` |
//! | `imports` | `ir` |
//! | `graph` | `ir` |
//! | `naming` | `ir`, `graph` |
//! | `context` | `ir`, `graph`, `naming` |
//! | `pruning` | `ir`, `options`, `graph`, `naming`, `context`, `xml` |
//! | `package` | `ir`, `docs`, `options`, `naming` |
//! | `server` | `ir`, `docs`, `naming` |
//! | `types` | `ir`, `docs`, `options`, `graph`, `naming`, `context` |
//! | `validation` | `ir`, `docs`, `naming`, `context` |
//! | `xml` | `ir`, `graph`, `naming`, `context` |
//! | `operations` | `ir`, `docs`, `options`, `graph`, `naming`, `context`, `server`, `validation`, `xml` |

mod allowed_lints;
mod context;
mod docs;
mod examples;
mod graph;
mod imports;
pub mod ir;
mod naming;
mod operations;
mod options;
mod package;
mod pruning;
mod server;
mod types;
mod validation;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

pub use ir::*;
pub use options::Options;

use self::context::PlanContext;
use self::graph::filter::Kept;
use self::graph::type_map::TypeSet;
use self::graph::{constants, cycles, filter, ownership, reachability};
use self::naming::grouping::{self, Grouping};
use self::naming::item_names::{self, ItemLocation, ItemNames, NamingInputs};
use self::naming::module_files;
use self::naming::renames::{self, Renames};
use self::operations::{ItemIndex, OperationPlanner, PlannedGroup, envelope, slashes};
use self::package::Package;
use self::pruning::Selection;
use self::types::{derives, replace, sharing};
use self::validation::Validation;
use crate::config::Formats;
use crate::diagnostic::Diagnostic;
use crate::model::{Api, TypeId};

/// Plans the client of an API.
#[must_use]
pub fn plan(api: &Api, options: &Options) -> (Crate, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let Groundwork { context, kept, mut grouping } = prepare(api, options, &mut diagnostics);
    let selection = select(&context, &kept, &grouping, options);
    let context = selection.apply(context);
    let (xml_bodies, xml) = xml::plan(&context, &kept, &grouping.modules(), &mut diagnostics);
    let validation = options.client.check.then(|| Validation::new(&context));
    let rules = |id| validation.as_ref().map_or_else(Vec::new, |it| it.item(id));
    let mut items = types::plan(&context, &rules, &mut diagnostics);
    derives::add(&mut items, api, &context.names, options, &mut diagnostics);
    let servers = server::plan(api, &mut diagnostics);
    let package = Package::plan(api, options, &mut diagnostics);
    let envelope = envelope::of_api(api, options);
    envelope::check_used(&context, options, envelope.as_ref(), &mut diagnostics);
    let slashes = slashes::of(api, options, &mut diagnostics);
    let planned = OperationPlanner {
        context: &context,
        xml: &xml_bodies,
        options,
        crate_name: &package.name,
        security_schemes: &package.security_schemes,
        servers: &servers,
        envelope: envelope.as_ref(),
        validation: validation.as_ref(),
        items: &ItemIndex::of(items.values().flatten()),
        slashes: &slashes,
        diagnostics: &mut diagnostics,
    }
    .plan(&mut grouping);
    let has_patterns = validation.as_ref().is_some_and(Validation::has_patterns);
    diagnostics.extend(validation.map(Validation::diagnostics).into_iter().flatten());
    let mut definitions = sharing::share(&context, &mut items);
    let shared = take(&mut definitions, &None);
    let groups = groups(api, grouping, planned, &mut items, &mut definitions);
    let types = type_modules(items);
    let parts = Parts { package, servers, groups, types, shared, xml, has_patterns };
    (parts.into_crate(api, options), diagnostics)
}

/// The planned parts of a client.
struct Parts {
    package: Package,
    servers: Servers,
    groups: Vec<Group>,
    types: Vec<TypeModule>,
    shared: Vec<Item>,
    xml: Option<XmlModule>,
    has_patterns: bool,
}

impl Parts {
    fn into_crate(self, api: &Api, options: &Options) -> Crate {
        let Self { package, servers, groups, types, shared, xml, has_patterns } = self;
        Crate {
            user_agent: format!("{}/{}", package.name, package.version),
            name: package.name,
            version: package.version,
            title: api.info.title.clone(),
            api_version: api.info.version.clone(),
            docs: package.docs,
            base_url: package.base_url,
            servers,
            own_servers: own_servers(&groups),
            idempotency_header: package.idempotency_header,
            slo: package.slo,
            reexports: imports::reexports(&groups, options.client.types_only),
            types_only: options.client.types_only,
            allowed_lints: allowed_lints::plan(imports::has_deprecated(&groups, &types, &shared)),
            types,
            shared,
            security_schemes: package.security_schemes,
            dependencies: options.dependencies.clone(),
            examples: match options.client.examples && options.is_package {
                true => examples::plan(&groups),
                false => Vec::new(),
            },
            has_webhooks: options.keep.is_everything() && !api.webhooks.is_empty(),
            runtime_features: package::runtime_features(
                options.client.dates,
                xml.is_some(),
                has_patterns,
            ),
            xml,
            groups,
        }
    }
}

/// The Rust type of each schema in [`Api::schemas`], for tools that relate values of the document to generated types;
/// `None` where the client has no such type, because it needs none.
#[must_use]
pub fn schema_types(api: &Api, options: &Options) -> Vec<Option<RustType>> {
    let Groundwork { context, kept, grouping } = prepare(api, options, &mut Vec::new());
    let selection = select(&context, &kept, &grouping, options);
    let context = selection.apply(context);
    api.schemas
        .iter()
        .map(|it| context.is_reachable(it.ty).then(|| context.nullable(it.ty)))
        .collect()
}

/// What is decided before anything is planned: which operations and types the client has, and their names.
struct Groundwork<'a> {
    context: PlanContext<'a>,
    kept: Kept,
    grouping: Grouping,
}

/// Whether the client is the part of a whole one that a program uses.
fn is_part(options: &Options) -> bool {
    options.used.is_some() && !options.client.types_only
}

/// The part of the client that the user's program uses: all of it, unless the configuration names the program's sources.
fn select(
    context: &PlanContext<'_>,
    kept: &Kept,
    grouping: &Grouping,
    options: &Options,
) -> Selection {
    match options.used.as_ref().filter(|_| is_part(options)) {
        Some(used) => pruning::select(context, kept, &grouping.modules(), options, used),
        None => Selection::default(),
    }
}

fn prepare<'a>(
    api: &'a Api,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Groundwork<'a> {
    let mut kept = filter::operations(api, &options.keep, diagnostics);
    let renames = renames::resolve(api, &options.rename, diagnostics);
    let mut grouping = group(api, options, &mut kept, &renames, diagnostics);
    let replacements = replace::resolve(api, options, diagnostics);
    let omitted = replacements.omitted();
    let keeps_all = options.keep.is_everything();
    let constants = constants::find(api, |id| replacements.get(id).is_some());
    let mut reachable = reachability::everything(api, &kept, omitted, &constants, keeps_all);
    let types_only = options.client.types_only;
    if types_only {
        reachable = reachability::of_components(api, omitted, &constants, &reachable);
        kept = Kept::none();
    }
    let reported = reachable.iter().copied().collect();
    let shared = NamingContext { api, renames: &renames, omitted };
    let names = match is_part(options) {
        // The program uses the names of the whole client.
        true => {
            let all = Kept::all(api);
            let whole = reachability::everything(api, &all, omitted, &constants, true);
            shared.name(&all, &whole, &reported, &mut grouping, diagnostics)
        }
        false => {
            grouping.retain(&kept);
            shared.name(&kept, &reachable, &reported, &mut grouping, diagnostics)
        }
    };
    grouping.retain(&kept);
    let is_lenient = options.client.formats == Formats::Lenient;
    let context = PlanContext {
        api,
        names,
        renames,
        cycles: cycles::find(api, &reachable),
        // Without operations it is unknown which types are sent and which are read.
        inputs: match types_only {
            true => reachable.iter().copied().collect(),
            false => reachability::inputs(api, &kept, omitted),
        },
        outputs: match types_only {
            true => reachable.iter().copied().collect(),
            false => reachability::outputs(api, &kept, omitted),
        },
        lenient: reachability::lenient(api, &kept, omitted, is_lenient),
        unknown_fields: options.client.unknown_fields,
        maybe: options.client.maybe,
        constants,
        discriminators: reachability::discriminators(api),
        reachable: reported,
        pruned: None,
        replacements,
    };
    Groundwork { context, kept, grouping }
}

/// What naming the items of a client reads.
struct NamingContext<'a> {
    api: &'a Api,
    renames: &'a Renames,
    omitted: &'a TypeSet,
}

impl NamingContext<'_> {
    /// Names the types of a client with these operations. Collisions of the types in `reported` are reported.
    fn name(
        &self,
        kept: &Kept,
        reachable: &[TypeId],
        reported: &TypeSet,
        grouping: &mut Grouping,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> ItemNames {
        let group_of = |index| grouping.operations.get(&index).map(|it| &it.group);
        let ownership = ownership::find(self.api, kept, group_of, reachable);
        let inputs = NamingInputs {
            api: self.api,
            renames: self.renames,
            ownership: &ownership,
            reachable,
            reported,
            omitted: self.omitted,
        };
        item_names::name(&inputs, grouping, diagnostics)
    }
}

/// Groups the operations, and keeps those that the user's program calls too. All groups of the whole client are returned then.
fn group(
    api: &Api,
    options: &Options,
    kept: &mut Kept,
    renames: &Renames,
    diagnostics: &mut Vec<Diagnostic>,
) -> Grouping {
    let Some(used) = &options.used else {
        return grouping::group(api, kept, renames, diagnostics);
    };
    // The program uses the names of the whole client.
    let grouping = grouping::group(api, &Kept::all(api), renames, diagnostics);
    kept.add(grouping.used(used));
    grouping
}

/// Takes the list of a key. A key without a list has an empty one.
fn take<K: Ord, T>(lists: &mut BTreeMap<K, Vec<T>>, key: &K) -> Vec<T> {
    lists.remove(key).unwrap_or_default()
}

/// The groups with their operations and their inline types, which are taken from `items` and `definitions`.
fn groups(
    api: &Api,
    grouping: Grouping,
    planned: Vec<PlannedGroup>,
    items: &mut BTreeMap<ItemLocation, Vec<Item>>,
    definitions: &mut sharing::Definitions,
) -> Vec<Group> {
    let groups = grouping.groups.into_iter().zip(planned);
    let group = groups.map(|(names, planned)| Group {
        docs: package::group_docs(api, &names.text),
        items: take(items, &ItemLocation::Group(names.module.clone())),
        shared: take(definitions, &Some(names.module.clone())),
        file_stem: module_files::file_stem(&names.module),
        feature: module_files::feature(&names.module),
        module: names.module,
        handle: names.handle,
        operations: planned.operations,
        headers: planned.headers,
    });
    group.collect()
}

/// The modules of `types`, sorted by name without `r#`, as rustfmt sorts them.
fn type_modules(items: BTreeMap<ItemLocation, Vec<Item>>) -> Vec<TypeModule> {
    let modules = items.into_iter().filter_map(|(location, items)| match location {
        ItemLocation::Types(module) => {
            let file_stem = module_files::file_stem(&module);
            let imports_runtime = imports::uses_runtime(&items);
            Some(TypeModule { module, file_stem, imports_runtime, items })
        }
        ItemLocation::Group(_) => None,
    });
    let mut modules: Vec<TypeModule> = modules.collect();
    modules.sort_by(|a, b| a.module.plain().cmp(b.module.plain()));
    modules
}

/// The URLs of the servers of single operations.
fn own_servers(groups: &[Group]) -> Vec<String> {
    let operations = groups.iter().flat_map(|it| &it.operations);
    let urls: BTreeSet<_> =
        operations.flat_map(|it| &it.servers).map(|(_, url)| url.clone()).collect();
    urls.into_iter().collect()
}
