//! Servers as `emit` prints them.

use super::rust_type::Ident;

/// The servers to choose from.
#[derive(Clone, Debug, Default)]
pub struct Servers {
    /// The variants of `Server`, in the document's order.
    pub fixed: Vec<FixedServer>,
    /// The servers whose URL has variables.
    pub open: Vec<OpenServer>,
    /// The types of variables that have listed values.
    pub values: Vec<ServerValues>,
}

impl Servers {
    /// The label of the default server.
    pub(in crate::plan) fn default_label(&self) -> Option<&str> {
        let fixed = self.fixed.iter().find(|it| it.is_default).map(|it| it.name.plain());
        fixed.or_else(|| self.open.iter().find(|it| it.is_default).map(|it| it.label.as_str()))
    }

    /// The names of all types in order.
    pub fn types(&self) -> impl Iterator<Item = Ident> + '_ {
        let fixed = (!self.fixed.is_empty()).then(enumeration);
        let open = self.open.iter().map(|it| it.name.clone());
        fixed.into_iter().chain(open).chain(self.values.iter().map(|it| it.name.clone()))
    }
}

/// The enum of servers without variables.
pub fn enumeration() -> Ident {
    Ident("Server".to_owned())
}

/// A server with one URL.
#[derive(Clone, Debug)]
pub struct FixedServer {
    /// The variant.
    pub name: Ident,
    /// The URL without a trailing slash.
    pub url: String,
    /// Whether it is the default server.
    pub is_default: bool,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// A server whose URL has variables.
#[derive(Clone, Debug)]
pub struct OpenServer {
    /// The struct.
    pub name: Ident,
    /// The label that relates it to the servers of operations, as the variants of `Server` do.
    pub label: String,
    /// The URL with its variables in braces, without a trailing slash.
    pub url: String,
    /// The variables, which are its fields.
    pub variables: Vec<VariableItem>,
    /// Whether it is the default server.
    pub is_default: bool,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// A variable of a URL.
#[derive(Clone, Debug)]
pub struct VariableItem {
    /// Its name in the URL.
    pub wire: String,
    /// The field and its setter.
    pub name: Ident,
    /// Its default, which determines its type.
    pub default: VariableDefault,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// The default of a variable, which determines its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableDefault {
    /// A string.
    String(String),
    /// A variant of an enum: the enum and the variant.
    Value(Ident, Ident),
}

/// The values of a variable.
#[derive(Clone, Debug)]
pub struct ServerValues {
    /// The enum.
    pub name: Ident,
    /// The variants, each with its value.
    pub variants: Vec<(Ident, String)>,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}
