//! Stage 7: prints what `plan` decided, as files in memory.
//!
//! Takes a [`Crate`]; gives [`Files`]. It decides nothing about names or types, and must not know
//! the document or the model (beyond the plain enums that the plan's items carry).
//!
//! A client is a tree of modules, whose bodies are printed once; [`Layout`] says how they are wrapped. Modules refer to
//! each other by relative paths (`super::types::Order`), so that one text serves every layout.

mod alias;
mod call;
mod check;
mod client;
mod constructor;
mod enumeration;
mod error;
mod files;
mod forms;
mod group;
mod header;
mod layout;
mod manifest;
mod module;
mod names;
mod operation;
mod package;
mod paging;
mod printer;
mod request;
mod scope;
mod security;
mod server;
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

/// How the client is wrapped and where it is going to live.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[doc(hidden)]
pub struct Options {
    /// What the files make up.
    pub layout: Layout,
    /// The folder of `renkei-runtime`, for the manifest of a crate; without it the version of this generator is asked for.
    pub runtime_path: Option<String>,
    /// The file name of the document, for the first line of each file.
    pub spec_name: String,
}

/// What the files make up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A package with a manifest and a readme; each group is a cargo feature.
    #[default]
    Crate,
    /// A folder of modules, to be put into a crate's `src`.
    Module,
    /// One file for `OUT_DIR`, to be included by `renkei_runtime::include_client!`.
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
/// Only where the plan holds something that is not Rust, which is a mistake of ours; the error names the item.
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
