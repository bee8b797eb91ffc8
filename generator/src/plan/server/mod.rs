//! Servers: a variant of `Server` for each that has one URL, a struct for each that has variables, an enum for each
//! variable that has listed values; and where operations go that have servers of their own.
//!
//! Nothing is made for a document with one server and no variables: there is nothing to choose.

mod labels;

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::model::{Api, Operation, Server, ServerVariable};
use crate::plan::docs;
use crate::plan::ir::{
    FixedServer, Ident, OpenServer, ServerValues, Servers, VariableDefault, VariableItem,
    server_enum,
};
use crate::plan::naming::identifier::{camel, snake};
use crate::plan::naming::scope::{Case, Scope};

/// Methods that the struct of a server has.
const METHODS: [&str; 6] = ["new", "default", "clone", "fmt", "eq", "name"];

/// The servers of the document, where there is something to choose.
pub(super) fn plan(api: &Api, diagnostics: &mut Vec<Diagnostic>) -> Servers {
    let listed = choices(&api.servers);
    if listed.len() < 2 && listed.iter().all(|it| it.variables.is_empty()) {
        return Servers::default();
    }
    let default = api.servers.iter().find(|it| it.is_absolute()).map(Server::default_url);
    let mut planner = Planner {
        types: Scope::default(),
        variants: Scope::default(),
        made: Servers::default(),
        default,
        diagnostics,
    };
    // The enum has the plain name, unless there is one server only, and that has variables.
    if listed.iter().any(|it| it.variables.is_empty()) {
        planner.types.claim_unreported(server_enum(), Case::Camel);
    }
    let (fixed, open): (Vec<_>, Vec<_>) = listed.iter().partition(|it| it.variables.is_empty());
    let said = labels::Said::by(&listed);
    fixed.into_iter().for_each(|it| planner.fixed(it, &said.of(it)));
    open.into_iter().for_each(|it| planner.open(it, &said.of(it)));
    planner.made
}

/// Where an operation goes that has servers of its own: for each, the name of the client's server that it goes with,
/// and its URL; first the one that goes with the document's first.
pub(super) fn own(operation: &Operation, servers: &Servers) -> Vec<(String, String)> {
    let listed: Vec<&Server> = operation.servers.iter().collect();
    let said = labels::Said::by(&listed);
    let name = |it: &Server| match said.of(it) {
        text if text == labels::NONE => text,
        text => camel(&text).plain().to_owned(),
    };
    let mut own: Vec<_> = listed.iter().map(|it| (name(it), it.default_url())).collect();
    let first = servers.first();
    own.sort_by_key(|(name, _)| first.is_none_or(|it| it != name));
    own
}

/// Servers that a client can be told to go to, each once. The same over plain http is no choice.
fn choices(servers: &[Server]) -> Vec<&Server> {
    let mut listed: Vec<&Server> = Vec::new();
    let bare = |server: &Server| server.url.trim_end_matches('/').to_owned();
    let all: BTreeSet<String> = servers.iter().map(bare).collect();
    let mut met: BTreeSet<String> = BTreeSet::new();
    let secure = |url: &str| url.strip_prefix("http://").map(|rest| format!("https://{rest}"));
    for server in servers.iter().filter(|it| it.is_absolute() || !it.variables.is_empty()) {
        let url = bare(server);
        if !secure(&url).is_some_and(|it| all.contains(&it)) && met.insert(url) {
            listed.push(server);
        }
    }
    listed
}

struct Planner<'f> {
    types: Scope,
    variants: Scope,
    made: Servers,
    /// Where a client goes unless told otherwise.
    default: Option<String>,
    diagnostics: &'f mut Vec<Diagnostic>,
}

impl Planner<'_> {
    fn fixed(&mut self, server: &Server, text: &str) {
        let span = Some(server.span);
        let name = self.variants.claim(camel(text), text, Case::Camel, span, self.diagnostics);
        let (url, docs) = (server.default_url(), self.docs(server));
        let is_first = self.default.as_ref() == Some(&url);
        self.made.fixed.push(FixedServer { name, url, is_first, docs });
    }

    fn open(&mut self, server: &Server, text: &str) {
        let (wanted, called) = match text {
            labels::NONE => (server_enum(), server_enum().0),
            text => {
                let name = camel(text);
                let called = self.variants.claim_unreported(name.clone(), Case::Camel).0;
                (Ident(format!("{}Server", name.plain())), called)
            }
        };
        let span = Some(server.span);
        let name = self.types.claim(wanted, text, Case::Camel, span, self.diagnostics);
        let mut methods = Scope::reserving(&METHODS);
        let variables = server.variables.iter().map(|it| self.variable(it, &mut methods));
        let variables = variables.collect();
        let docs = self.docs(server);
        let url = server.url.trim_end_matches('/').to_owned();
        let is_first = self.default == Some(server.default_url());
        self.made.open.push(OpenServer { name, called, url, variables, is_first, docs });
    }

    fn variable(&mut self, variable: &ServerVariable, methods: &mut Scope) -> VariableItem {
        let name = methods.claim_unreported(snake(&variable.name), Case::Snake);
        let mut lines = vec![format!("Sets {} of the URL.", docs::code(&variable.name))];
        docs::paragraph(&mut lines, variable.description.as_deref());
        let shown = docs::code(&variable.default);
        docs::note(&mut lines, format!("It is {shown} unless it is set."));
        let (wire, default) = (variable.name.clone(), self.value(variable));
        VariableItem { wire, name, default, docs: lines }
    }

    fn value(&mut self, variable: &ServerVariable) -> VariableDefault {
        // A default that is not listed is a value all the same.
        let mut values = variable.values.clone();
        if !values.is_empty() && !values.contains(&variable.default) {
            values.push(variable.default.clone());
        }
        if values.is_empty() {
            return VariableDefault::Text(variable.default.clone());
        }
        let index = self.values(variable, &values);
        let made = self.made.values.get(index);
        let variant = made.and_then(|it| it.variants.iter().find(|it| it.1 == variable.default));
        match made.zip(variant) {
            Some((made, (variant, _))) => {
                VariableDefault::Value(made.name.clone(), variant.clone())
            }
            None => VariableDefault::Text(variable.default.clone()),
        }
    }

    /// The enum of these values; two variables of one name and the same values share it.
    fn values(&mut self, variable: &ServerVariable, values: &[String]) -> usize {
        let wanted = Ident(format!("Server{}", camel(&variable.name).plain()));
        let same = |it: &ServerValues| {
            it.name == wanted && it.variants.iter().map(|(_, text)| text).eq(values)
        };
        if let Some(index) = self.made.values.iter().position(same) {
            return index;
        }
        let mut scope = Scope::default();
        let variant =
            |text: &String| (scope.claim_unreported(camel(text), Case::Camel), text.clone());
        let variants = values.iter().map(variant).collect();
        let mut lines =
            vec![format!("The values of {} in a server's URL.", docs::code(&variable.name))];
        docs::paragraph(&mut lines, variable.description.as_deref());
        let name = self.types.claim_unreported(wanted, Case::Camel);
        self.made.values.push(ServerValues { name, variants, docs: lines });
        self.made.values.len() - 1
    }

    fn docs(&self, server: &Server) -> Vec<String> {
        let mut lines = Vec::new();
        docs::paragraph(&mut lines, server.description.as_deref());
        let url = docs::code(&server.url);
        let is_default = self.default == Some(server.default_url());
        let usual = if is_default { ", where a client goes unless told otherwise" } else { "" };
        docs::note(&mut lines, format!("{url}{usual}."));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ServerVariable;
    use crate::source::{FileId, Span};

    pub(super) fn server(url: &str, description: &str, variables: &[&str]) -> Server {
        let variable = |name: &&str| ServerVariable {
            name: (*name).to_owned(),
            default: "d".to_owned(),
            values: Vec::new(),
            description: None,
        };
        Server {
            url: url.to_owned(),
            name: None,
            description: (!description.is_empty()).then(|| description.to_owned()),
            variables: variables.iter().map(variable).collect(),
            span: Span::new(FileId(0), 0, 0),
        }
    }

    #[test]
    fn a_choice_is_offered_once_and_by_https() {
        let urls = |urls: &[&str]| {
            let servers: Vec<_> = urls.iter().map(|it| server(it, "", &[])).collect();
            choices(&servers).iter().map(|it| it.url.clone()).collect::<Vec<_>>()
        };
        assert_eq!(urls(&["http://a", "https://a", "https://a/"]), ["https://a"]);
        assert_eq!(urls(&["/v1", "https://a", "http://b"]), ["https://a", "http://b"]);
    }
}
