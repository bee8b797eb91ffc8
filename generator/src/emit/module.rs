//! The client as a tree of modules, before any layout.

/// A module and everything in it.
pub(super) struct Module {
    /// Its name in code. The root's is empty.
    pub(super) name: String,
    /// The stem of its file, if it is not its name.
    pub(super) file_stem: Option<String>,
    /// Its visibility.
    pub(super) visibility: Visibility,
    /// Documentation lines.
    pub(super) docs: Vec<String>,
    /// The cargo feature that gates it, in layouts with features.
    pub(super) feature: Option<String>,
    /// Its submodules.
    pub(super) children: Vec<Module>,
    /// Whether no module may use some of its items.
    pub(super) is_partly_used: bool,
    /// Whether its items name `codegen`.
    pub(super) imports_runtime: bool,
    /// The text of its items, indented for the layout.
    pub(super) code: String,
}

/// Where a module can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visibility {
    /// Everywhere.
    Public,
    /// In the client.
    Parent,
    /// In the module that contains it.
    Private,
}

impl Visibility {
    /// The keyword before `mod`.
    pub(super) fn keyword(self) -> &'static str {
        match self {
            Self::Public => "pub ",
            Self::Parent => "pub(super) ",
            Self::Private => "",
        }
    }
}

impl Module {
    pub(super) fn is_root(&self) -> bool {
        self.name.is_empty()
    }

    /// Returns the name without `r#`.
    pub(super) fn plain_name(&self) -> &str {
        self.name.strip_prefix("r#").unwrap_or(&self.name)
    }
}
