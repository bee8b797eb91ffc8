//! From the tree of modules to files, by layout.
//!
//! The layouts differ in whether a module is a file or a block, in whether its documentation is inner or outer, and in the
//! attributes of the module.

use std::collections::BTreeMap;

use super::error::Error;
use super::files::RelativePath;
use super::module::Module;
use super::printer::Printer;
use super::{Layout, Options, text};
use crate::plan::ir::Crate;

/// Lints about names and prose, which are the document's.
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

/// Lints about names that rustc checks for a whole crate.
const FOREIGN_CRATE_LINTS: [&str; 2] = ["confusable_idents", "mixed_script_confusables"];

/// Lints about unused code, in a client that is a part of the user's crate.
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
            let text = in_contract(wrapper.block(root, 0).trim_end());
            let text = format!("// {}\n\n{text}\n", wrapper.head);
            wrapper.add(&format!("{}.rs", include_name(plan)), text)?;
        }
    }
    Ok(wrapper.texts)
}

/// The path of the manifest. Several clients may share one `OUT_DIR`, so its name there contains the client's.
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
    let deprecated = plan.has_deprecated.then_some("deprecated");
    let of_layout: &[&str] =
        if layout == Layout::Crate { &FOREIGN_CRATE_LINTS } else { &PRIVATE_LINTS };
    let all: Vec<&str> = FOREIGN_LINTS.iter().chain(of_layout).copied().chain(deprecated).collect();
    let lines: String = all.iter().map(|lint| format!("    {lint},\n")).collect();
    format!("allow(\n{lines}    reason = \"names and prose are the document's\"\n)")
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

    /// Prints a module as a file in `folder`, and its submodules as further files.
    fn folder(&mut self, module: &Module, folder: &str, file: &str) -> Result<(), Error> {
        let mut inner = text::inner_docs(&module.docs);
        if module.is_root() {
            inner.push_str(&format!("\n#![{}]\n", self.lints));
        }
        let declarations: String =
            module.children.iter().map(|child| self.declaration(child, module.is_root())).collect();
        let head = format!("// {}", self.head);
        let items = paragraphs(&[imports(module), declarations.trim_end(), module.code.trim_end()]);
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

    /// `pub mod x;` with its attributes.
    fn declaration(&self, module: &Module, is_root: bool) -> String {
        // Without this attribute `cargo fmt` would change the files, and `--check` would report a difference.
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

    /// The content of a module with its submodules as blocks. Lints are set on the outermost blocks, since an included
    /// file has no inner attributes.
    fn block(&self, module: &Module, depth: usize) -> String {
        let mut parts = Vec::new();
        if module.imports_runtime {
            let mut head = Printer::new(depth);
            head.line(&[imports(module)]);
            parts.push(head.finish());
        }
        for child in &module.children {
            let mut head = Printer::new(depth);
            head.docs(&child.docs);
            if depth == 0 {
                head.text(&format!("#[{}]\n", self.lints));
            }
            head.line(&[visibility(child), "mod ", &child.name, " {"]);
            head.text(&self.block(child, depth + 1));
            head.line(&["}"]);
            parts.push(head.finish());
        }
        if !module.code.is_empty() {
            parts.push(module.code.clone());
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
    if module.imports_runtime { "use renkei_runtime::codegen;" } else { "" }
}

/// A file with another name than its module, where the module's name has a meaning of its own. No module name contains a
/// hyphen, so the file's name is free.
fn special_file(module: &Module) -> Option<String> {
    let plain = module.plain_name();
    // `com1` to `lpt9` are devices, too.
    let stem = plain.strip_suffix(|it: char| it.is_ascii_digit());
    let taken = TAKEN_FILES.contains(&plain) || matches!(stem, Some("com" | "lpt"));
    // rustc finds no file with a name beyond ASCII without a `#[path]` (E0754).
    let odd = taken || !plain.is_ascii();
    (odd && module.children.is_empty()).then(|| format!("module-{}.rs", ascii(plain)))
}

/// A name in ASCII: every other character by its code point.
fn ascii(text: &str) -> String {
    let spelled =
        |it: char| if it.is_ascii() { it.to_string() } else { format!("u{:x}", u32::from(it)) };
    text.chars().map(spelled).collect()
}
