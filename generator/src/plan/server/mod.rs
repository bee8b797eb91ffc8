//! Servers: a variant of `Server` for each server with one URL, a struct for each server with variables, and an enum for each
//! variable with listed values.
//!
//! Takes the servers of the document and of operations; returns items. A document with one server and no variables needs
//! none, because there is no choice.

mod labels;

use std::collections::BTreeSet;

use self::labels::{Labels, NO_LABEL};
use crate::bug::bug;
use crate::diagnostic::Diagnostic;
use crate::model::{Api, Operation, Server, ServerVariable};
use crate::plan::docs;
use crate::plan::ir::{
    FixedServer, Ident, OpenServer, ServerValues, Servers, VariableDefault, VariableItem,
    server_enum,
};
use crate::plan::naming::identifier::{camel, snake};
use crate::plan::naming::scope::{Case, Scope};

/// The methods of a server's struct.
const METHODS: [&str; 6] = ["new", "default", "clone", "fmt", "eq", "name"];

/// The servers of the document, if there is a choice.
pub(super) fn plan(api: &Api, diagnostics: &mut Vec<Diagnostic>) -> Servers {
    let listed = choices(&api.servers);
    if listed.len() < 2 && listed.iter().all(|it| it.variables.is_empty()) {
        return Servers::default();
    }
    let default = api.servers.iter().find(|it| it.is_absolute()).map(Server::default_url);
    let mut planner = ServerPlanner {
        types: Scope::default(),
        variants: Scope::default(),
        servers: Servers::default(),
        default,
        diagnostics,
    };
    // The enum is called `Server`. The struct of an only server with variables has that name instead.
    if listed.iter().any(|it| it.variables.is_empty()) {
        planner.types.claim_unreported(server_enum(), Case::Camel);
    }
    let (fixed, open): (Vec<_>, Vec<_>) = listed.iter().partition(|it| it.variables.is_empty());
    let labels = Labels::of(&listed);
    fixed.into_iter().for_each(|it| planner.fixed(it, &labels.label(it)));
    open.into_iter().for_each(|it| planner.open(it, &labels.label(it)));
    planner.servers
}

/// The own servers of an operation: the name of the client's server that each corresponds to, and its URL. The one that
/// corresponds to the default server comes first.
pub(super) fn own(operation: &Operation, servers: &Servers) -> Vec<(String, String)> {
    let listed: Vec<&Server> = operation.servers.iter().collect();
    let labels = Labels::of(&listed);
    let name = |it: &Server| match labels.label(it) {
        text if text == NO_LABEL => text,
        text => camel(&text).plain().to_owned(),
    };
    let mut own: Vec<_> = listed.iter().map(|it| (name(it), it.default_url())).collect();
    let first = servers.default_label();
    own.sort_by_key(|(name, _)| first.is_none_or(|it| it != name));
    own
}

/// The servers that a client can choose from, each once. A server over plain http is no choice if https is listed too.
fn choices(servers: &[Server]) -> Vec<&Server> {
    let mut listed: Vec<&Server> = Vec::new();
    let url_of = |server: &Server| server.url.trim_end_matches('/').to_owned();
    let all: BTreeSet<String> = servers.iter().map(url_of).collect();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let secure = |url: &str| url.strip_prefix("http://").map(|rest| format!("https://{rest}"));
    for server in servers.iter().filter(|it| it.is_absolute() || !it.variables.is_empty()) {
        let url = url_of(server);
        if !secure(&url).is_some_and(|it| all.contains(&it)) && seen.insert(url) {
            listed.push(server);
        }
    }
    listed
}

struct ServerPlanner<'f> {
    types: Scope,
    variants: Scope,
    servers: Servers,
    /// The default base URL.
    default: Option<String>,
    diagnostics: &'f mut Vec<Diagnostic>,
}

impl ServerPlanner<'_> {
    fn fixed(&mut self, server: &Server, text: &str) {
        let span = Some(server.span);
        let name = self.variants.claim(camel(text), text, Case::Camel, span, self.diagnostics);
        let (url, docs) = (server.default_url(), self.docs(server));
        let is_default = self.default.as_ref() == Some(&url);
        self.servers.fixed.push(FixedServer { name, url, is_default, docs });
    }

    fn open(&mut self, server: &Server, text: &str) {
        let (wanted, label) = match text {
            NO_LABEL => (server_enum(), server_enum().0),
            text => {
                let name = camel(text);
                let label = self.variants.claim_unreported(name.clone(), Case::Camel).0;
                (Ident(format!("{}Server", name.plain())), label)
            }
        };
        let span = Some(server.span);
        let name = self.types.claim(wanted, text, Case::Camel, span, self.diagnostics);
        let mut methods = Scope::reserving(&METHODS);
        let variables = server.variables.iter().map(|it| self.variable(it, &mut methods));
        let variables = variables.collect();
        let docs = self.docs(server);
        let url = server.url.trim_end_matches('/').to_owned();
        let is_default = self.default == Some(server.default_url());
        self.servers.open.push(OpenServer { name, label, url, variables, is_default, docs });
    }

    fn variable(&mut self, variable: &ServerVariable, methods: &mut Scope) -> VariableItem {
        let name = methods.claim_unreported(snake(&variable.name), Case::Snake);
        let mut lines = vec![format!("Sets the URL variable {}.", docs::code(&variable.name))];
        docs::paragraph(&mut lines, variable.description.as_deref());
        let shown = docs::code(&variable.default);
        docs::note(&mut lines, format!("Defaults to {shown}."));
        let (wire, default) = (variable.name.clone(), self.value(variable));
        VariableItem { wire, name, default, docs: lines }
    }

    fn value(&mut self, variable: &ServerVariable) -> VariableDefault {
        // A default is a value even if it is not listed.
        let mut values = variable.values.clone();
        if !values.is_empty() && !values.contains(&variable.default) {
            values.push(variable.default.clone());
        }
        if values.is_empty() {
            return VariableDefault::String(variable.default.clone());
        }
        let values = self.values(variable, &values);
        let variant = values.variants.into_iter().find(|it| it.1 == variable.default);
        let Some((variant, _)) = variant else {
            bug!("the default of a server variable is no value of its enum");
            return VariableDefault::String(variable.default.clone());
        };
        VariableDefault::Value(values.name, variant)
    }

    /// The enum of these values. Variables with the same name and values share it.
    fn values(&mut self, variable: &ServerVariable, values: &[String]) -> ServerValues {
        let wanted = Ident(format!("Server{}", camel(&variable.name).plain()));
        let same = |it: &ServerValues| {
            it.name == wanted && it.variants.iter().map(|(_, text)| text).eq(values)
        };
        if let Some(known) = self.servers.values.iter().find(|it| same(it)) {
            return known.clone();
        }
        let mut scope = Scope::default();
        let variant =
            |text: &String| (scope.claim_unreported(camel(text), Case::Camel), text.clone());
        let variants = values.iter().map(variant).collect();
        let mut lines =
            vec![format!("The values of the server variable {}.", docs::code(&variable.name))];
        docs::paragraph(&mut lines, variable.description.as_deref());
        let name = self.types.claim_unreported(wanted, Case::Camel);
        let planned = ServerValues { name, variants, docs: lines };
        self.servers.values.push(planned.clone());
        planned
    }

    fn docs(&self, server: &Server) -> Vec<String> {
        let mut lines = Vec::new();
        docs::paragraph(&mut lines, server.description.as_deref());
        let url = docs::code(&server.url);
        let is_default = self.default == Some(server.default_url());
        let usual = if is_default { ", the default server" } else { "" };
        docs::note(&mut lines, format!("{url}{usual}."));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ServerVariable;
    use crate::text::{FileId, Span};

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
