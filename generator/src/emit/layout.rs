//! From the tree of modules to files, by layout.
//!
//! A module's body is the same text in every layout. What differs is whether it stands in a file or in a block, whether
//! documentation is inner or outer, and which attributes the module carries.

use std::collections::BTreeMap;

use super::error::Error;
use super::files::RelativePath;
use super::module::Module;
use super::{Layout, Options, print, text};
use crate::plan::{Crate, FieldItem, Item};

/// Lints that only names and prose of the document decide.
const FOREIGN_LINTS: [&str; 11] = [
    "unknown_lints",
    "clippy::disallowed_names",
    "clippy::doc_lazy_continuation",
    "clippy::doc_overindented_list_items",
    "clippy::enum_variant_names",
    "clippy::module_inception",
    "clippy::new_ret_no_self",
    "clippy::should_implement_trait",
    "clippy::type_complexity",
    "clippy::upper_case_acronyms",
    "clippy::wrong_self_convention",
];

/// Those of them that rustc looks at for a crate as a whole.
const FOREIGN_CRATE_LINTS: [&str; 2] = ["confusable_idents", "mixed_script_confusables"];

/// Lints of code that a program carries as a part of itself and uses in parts.
const PRIVATE_LINTS: [&str; 3] = ["dead_code", "unreachable_pub", "unused_imports"];

/// File names that mean something to cargo, to rustc or to Windows.
const TAKEN_FILES: [&str; 7] = ["lib", "main", "mod", "aux", "con", "nul", "prn"];

/// The version of the contract between generated code and `renkei_runtime::codegen` for which code is printed.
const CONTRACT: u32 = 1;

/// The first line of every file, without the comment mark.
pub(super) fn made_by(options: &Options) -> String {
    format!(
        "Made by renkei from {}. Changes are lost: change the spec or renkei.yaml and generate again.",
        text::line(&options.spec_name)
    )
}

/// The files of Rust code.
pub(super) fn wrap(
    root: &Module,
    plan: &Crate,
    options: &Options,
) -> Result<BTreeMap<RelativePath, String>, Error> {
    let mut wrapper = Wrapper {
        layout: options.layout,
        head: made_by(options),
        lints: lints(plan, options.layout),
        texts: BTreeMap::new(),
    };
    match options.layout {
        Layout::Crate => wrapper.folder(root, "src/", "lib.rs")?,
        Layout::Module => wrapper.folder(root, "", "mod.rs")?,
        Layout::Include => {
            let text = in_contract(wrapper.block(root, "").trim_end());
            let text = format!("// {}\n\n{text}\n", wrapper.head);
            wrapper.add(&format!("{}.rs", include_name(plan)), text)?;
        }
    }
    Ok(wrapper.texts)
}

/// Where the manifest lies. Several clients share one `OUT_DIR`, so that there it carries the client's name.
pub(super) fn manifest_path(plan: &Crate, layout: Layout) -> Result<RelativePath, Error> {
    match layout {
        Layout::Crate | Layout::Module => path("renkei-manifest.json"),
        Layout::Include => path(&format!("{}.renkei-manifest.json", include_name(plan))),
    }
}

fn include_name(plan: &Crate) -> String {
    plan.name.replace('-', "_")
}

pub(super) fn path(text: &str) -> Result<RelativePath, Error> {
    RelativePath::parse(text).ok_or_else(|| Error::new(text, "not a plain file name"))
}

/// `allow(…)` for the whole client.
fn lints(plan: &Crate, layout: Layout) -> String {
    let deprecated = has_deprecated(plan).then_some("deprecated");
    let of_layout: &[&str] =
        if layout == Layout::Crate { &FOREIGN_CRATE_LINTS } else { &PRIVATE_LINTS };
    let all: Vec<&str> = FOREIGN_LINTS.iter().chain(of_layout).copied().chain(deprecated).collect();
    let lines: String = all.iter().map(|lint| format!("    {lint},\n")).collect();
    format!("allow(\n{lines}    reason = \"names and prose are the document's\"\n)")
}

/// Whether generated code itself mentions something deprecated: derives and constructors use each field.
fn has_deprecated(plan: &Crate) -> bool {
    let in_types = plan.types.iter().flat_map(|module| &module.items);
    let in_groups = plan.groups.iter().flat_map(|group| &group.items);
    let mut headers = plan.groups.iter().flat_map(|group| &group.headers);
    let of_headers = headers.any(|item| item.fields.iter().any(|field| field.deprecated));
    of_headers
        || in_types.chain(in_groups).any(|item| match item {
            Item::Struct(item) => {
                item.deprecated || item.fields.iter().any(|field: &FieldItem| field.deprecated)
            }
            Item::Enum(item) => item.deprecated,
            Item::Union(item) => item.deprecated,
            Item::Alias(item) => item.deprecated,
        })
}

struct Wrapper {
    layout: Layout,
    head: String,
    lints: String,
    texts: BTreeMap<RelativePath, String>,
}

impl Wrapper {
    fn add(&mut self, file: &str, text: String) -> Result<(), Error> {
        self.texts.insert(path(file)?, text);
        Ok(())
    }

    /// Prints a module as a file in `folder`, and its submodules beside it.
    fn folder(&mut self, module: &Module, folder: &str, file: &str) -> Result<(), Error> {
        let mut inner = text::inner_docs(&module.docs);
        if module.is_root() {
            inner.push_str(&format!("\n#![{}]\n", self.lints));
        }
        let declarations: String =
            module.children.iter().map(|child| self.declaration(child, module.is_root())).collect();
        let body = self.body(module, "");
        let head = format!("// {}", self.head);
        let items = paragraphs(&[imports(module), declarations.trim_end(), body.trim_end()]);
        let items = if module.is_root() { in_contract(&items) } else { items };
        let text = paragraphs(&[&head, inner.trim(), &items]);
        self.add(&format!("{folder}{file}"), format!("{text}\n"))?;
        module.children.iter().try_for_each(|child| self.submodule(child, folder))
    }

    fn submodule(&mut self, module: &Module, folder: &str) -> Result<(), Error> {
        if module.children.is_empty() {
            let file =
                special_file(module).unwrap_or_else(|| format!("{}.rs", module.plain_name()));
            self.folder(module, folder, &file)
        } else {
            self.folder(module, &format!("{folder}{}/", module.plain_name()), "mod.rs")
        }
    }

    /// The items of a module. Examples name the crate, which only a crate of its own has.
    fn body(&self, module: &Module, indent: &str) -> String {
        let text = print::items(&module.code, indent);
        match self.layout {
            Layout::Crate => text,
            Layout::Module | Layout::Include => text.replace("/// ```no_run\n", "/// ```ignore\n"),
        }
    }

    /// `pub mod x;` with its attributes.
    fn declaration(&self, module: &Module, is_root: bool) -> String {
        // The files are as we print them, or `--check` would find a difference after `cargo fmt`.
        let mut out = String::from(if is_root { "#[rustfmt::skip]\n" } else { "" });
        if let Some(feature) = module.feature.as_ref().filter(|_| self.layout == Layout::Crate) {
            out.push_str(&format!("#[cfg(feature = {feature:?})]\n"));
        }
        if let Some(file) = special_file(module) {
            out.push_str(&format!("#[path = {file:?}]\n"));
        }
        out.push_str(&format!("{}mod {};\n", visibility(module), module.name));
        out
    }

    /// A module's inside with its submodules as blocks. Lints are named on the outermost blocks, since an included file
    /// can have no inner attributes.
    fn block(&self, module: &Module, indent: &str) -> String {
        let mut parts = Vec::new();
        if !imports(module).is_empty() {
            parts.push(format!("{indent}{}\n", imports(module)));
        }
        for child in &module.children {
            let docs = text::outer_docs(&child.docs);
            let lints =
                if indent.is_empty() { format!("#[{}]\n", self.lints) } else { String::new() };
            let (public, name) = (visibility(child), &child.name);
            let head = format!("{docs}{lints}{public}mod {name} {{\n");
            let inside = self.block(child, &format!("{indent}    "));
            parts.push(format!("{}{inside}{indent}}}\n", print::indented(&head, indent)));
        }
        let body = self.body(module, indent);
        if !body.is_empty() {
            parts.push(body);
        }
        parts.join("\n")
    }
}

/// Wraps all items of a client in the macro that compiles them only against a runtime with the same contract.
fn in_contract(items: &str) -> String {
    format!("renkei_runtime::codegen::contract! {{ {CONTRACT};\n\n{items}\n\n}}")
}

/// Joins the parts that are not empty with an empty line between them.
fn paragraphs(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

fn visibility(module: &Module) -> &'static str {
    if module.public { "pub " } else { "" }
}

fn imports(module: &Module) -> &'static str {
    let is_code = |line: &str| !line.trim_start().starts_with("///");
    let uses = |line: &str| line.contains("codegen::") && is_code(line);
    let used = module.code.iter().any(|code| code.lines().any(uses));
    if used { "use renkei_runtime::codegen;" } else { "" }
}

/// Another file for a module whose own name would mean something else. No module has a hyphen, so it is free.
fn special_file(module: &Module) -> Option<String> {
    let plain = module.plain_name();
    // `com1` to `lpt9` are devices too.
    let stem = plain.strip_suffix(|it: char| it.is_ascii_digit());
    let taken = TAKEN_FILES.contains(&plain) || matches!(stem, Some("com" | "lpt"));
    // rustc looks for no file with a name beyond ASCII by itself (E0754).
    let odd = taken || !plain.is_ascii();
    (odd && module.children.is_empty()).then(|| format!("module-{}.rs", ascii(plain)))
}

/// A name in ASCII: every other character by its code point.
fn ascii(text: &str) -> String {
    let spelled =
        |it: char| if it.is_ascii() { it.to_string() } else { format!("u{:x}", u32::from(it)) };
    text.chars().map(spelled).collect()
}
