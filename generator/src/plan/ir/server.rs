//! The servers of a client as they are printed.

use super::rust_type::Ident;

/// The servers that the user can choose from.
#[derive(Clone, Debug, Default)]
pub struct Servers {
    /// The variants of `Server`, in the document's order.
    pub fixed: Vec<FixedServer>,
    /// Servers whose URL has variables.
    pub open: Vec<OpenServer>,
    /// The types of variables that have listed values.
    pub values: Vec<ServerValues>,
}

impl Servers {
    /// What the server is called that a client goes to unless told otherwise.
    pub(in crate::plan) fn first(&self) -> Option<&str> {
        let fixed = self.fixed.iter().find(|it| it.is_first).map(|it| it.name.plain());
        fixed.or_else(|| self.open.iter().find(|it| it.is_first).map(|it| it.called.as_str()))
    }

    /// The names of all types, in their order.
    pub fn types(&self) -> impl Iterator<Item = Ident> + '_ {
        let fixed = (!self.fixed.is_empty()).then(enumeration);
        let open = self.open.iter().map(|it| it.name.clone());
        fixed.into_iter().chain(open).chain(self.values.iter().map(|it| it.name.clone()))
    }
}

/// The enum of servers that have no variables.
pub fn enumeration() -> Ident {
    Ident("Server".to_owned())
}

/// A server with one URL.
#[derive(Clone, Debug)]
pub struct FixedServer {
    /// The variant.
    pub name: Ident,
    /// The URL, without a slash at its end.
    pub url: String,
    /// Whether a client goes there unless told otherwise.
    pub is_first: bool,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// A server whose URL has variables.
#[derive(Clone, Debug)]
pub struct OpenServer {
    /// The struct.
    pub name: Ident,
    /// What the server is called beside those of operations, as the variants of `Server` are.
    pub called: String,
    /// The URL with its variables in braces, without a slash at its end.
    pub url: String,
    /// The variables, which are its fields.
    pub variables: Vec<VariableItem>,
    /// Whether a client goes there unless told otherwise.
    pub is_first: bool,
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
    /// The value that the document gives it.
    pub default: VariableDefault,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}

/// The value that a variable has of itself, and so its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VariableDefault {
    /// A text.
    Text(String),
    /// A variant of an enum.
    Value(Ident, Ident),
}

/// The values that a variable may have.
#[derive(Clone, Debug)]
pub struct ServerValues {
    /// The enum.
    pub name: Ident,
    /// Each variant with its text.
    pub variants: Vec<(Ident, String)>,
    /// Documentation lines; never empty.
    pub docs: Vec<String>,
}
