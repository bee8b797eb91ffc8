//! Stage 7: prints a plan as files in memory.
//!
//! Takes a `Crate`; returns [`Files`]. It decides nothing, and must not know anything but `plan::ir`.
//!
//! A client is a tree of modules, which [`Layout`] wraps into files. Modules refer to each other by relative paths
//! (`super::types::Order`), so their code is the same in every layout.

mod alias;
mod call;
mod check;
mod client;
mod confirm;
mod constructor;
mod enumeration;
mod error;
mod files;
mod forms;
mod group;
mod header;
mod layout;
mod long_running;
mod manifest;
mod module;
mod names;
mod operation;
mod package;
mod paging;
mod printer;
mod rare;
mod request;
mod scope;
mod security;
mod server;
mod shared;
mod status;
mod stream;
mod structure;
mod text;
mod types;
mod union;
mod xml;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

pub use error::Error;
pub use files::{Files, RelativePath};

use self::printer::Printer;
use crate::plan::ir::Crate;

/// The layout of a client, and what depends on its location.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct Options {
    /// The layout of the files.
    pub layout: Layout,
    /// The folder of `renkei-runtime`, for the `Cargo.toml` of a crate. Defaults to this generator's version from the
    /// registry.
    pub runtime_path: Option<String>,
    /// Whether the folder of a crate is inside a cargo workspace. Otherwise the crate is its own workspace.
    pub in_workspace: bool,
    /// The file name of the document, for the first line of each file.
    pub spec_name: String,
}

/// The layout of a client's files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A package with a `Cargo.toml` and a readme. Each group is a cargo feature.
    #[default]
    Crate,
    /// A folder of modules for a crate's `src`.
    Module,
    /// One file for `OUT_DIR`, which `renkei_runtime::include_client!` includes.
    Include,
}

impl Layout {
    /// A printer for a module at this depth of the tree. Only an included client has its modules in blocks.
    fn printer(self, depth: usize) -> Printer {
        Printer::new(if self == Self::Include { depth } else { 0 })
    }

    /// The attribute of examples. They name the crate, which only a crate of its own has.
    fn example_attribute(self) -> &'static str {
        if self == Self::Crate { "no_run" } else { "ignore" }
    }
}

/// Prints a client.
///
/// # Errors
///
/// Fails if the plan contains something that is not Rust, which is a bug of the generator. The error names the item.
#[doc(hidden)]
pub fn emit(plan: &Crate, options: &Options) -> Result<Files, Error> {
    names::check(plan)?;
    let root = client::root(plan, options.layout);
    let mut texts = layout::wrap(&root, plan, options)?;
    if options.layout == Layout::Crate {
        package::add(plan, options, &mut texts)?;
    }
    let path = layout::manifest_path(plan, options.layout)?;
    let manifest = manifest::print(plan, texts.keys())?;
    Ok(Files::new(texts, path, manifest))
}
