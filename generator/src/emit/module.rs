//! The client as a tree of modules, before any layout.

use proc_macro2::TokenStream;

use crate::plan::Ident;

/// A module and everything in it.
pub(super) struct Module {
    /// Its name as written in code; the root's is empty.
    pub(super) name: String,
    /// Whether the user sees it.
    pub(super) public: bool,
    /// Documentation lines.
    pub(super) docs: Vec<String>,
    /// The cargo feature that it needs, in layouts that have features.
    pub(super) feature: Option<String>,
    /// Its submodules.
    pub(super) children: Vec<Module>,
    /// Its items.
    pub(super) code: Vec<Code>,
}

impl Module {
    pub(super) fn is_root(&self) -> bool {
        self.name.is_empty()
    }

    /// The name without `r#`.
    pub(super) fn plain_name(&self) -> &str {
        self.name.strip_prefix("r#").unwrap_or(&self.name)
    }
}

/// Items that belong together, and the name by which a mistake in them is reported.
pub(super) struct Code {
    pub(super) name: String,
    pub(super) tokens: TokenStream,
}

impl Code {
    pub(super) fn new(name: &str, tokens: TokenStream) -> Self {
        Self { name: name.to_owned(), tokens }
    }
}

/// The cargo feature of a group. `default` is cargo's own; no module has a hyphen in its name, so this one is free.
pub(super) fn feature(group: &Ident) -> String {
    match group.plain() {
        "default" => "default-group".to_owned(),
        plain => plain.to_owned(),
    }
}
