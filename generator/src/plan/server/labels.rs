//! What a server is called: its `name`; else the kind of environment that its description or URL speaks of; else its
//! description, if that is short; else the words of its URL that no other server has; else `Main`.

use std::collections::BTreeMap;

use crate::model::Server;

/// What the only server of a document is called.
pub(super) const NONE: &str = "";

/// The words for an environment, each with its name.
const ENVIRONMENTS: [(&str, &str); 20] = [
    ("production", "production"),
    ("prod", "production"),
    ("live", "live"),
    ("sandbox", "sandbox"),
    ("staging", "staging"),
    ("stage", "staging"),
    ("testing", "test"),
    ("test", "test"),
    ("development", "development"),
    ("dev", "development"),
    ("localhost", "local"),
    ("local", "local"),
    ("mock", "mock"),
    ("demo", "demo"),
    ("beta", "beta"),
    ("alpha", "alpha"),
    ("preview", "preview"),
    ("qa", "qa"),
    ("uat", "uat"),
    ("integration", "integration"),
];

/// The longest description that is a name, in words.
const WORDS: usize = 3;

/// What the servers of a list say, so that each can be called by what no other says.
pub(super) struct Said<'a> {
    servers: usize,
    environments: BTreeMap<String, usize>,
    descriptions: BTreeMap<Option<&'a str>, usize>,
    /// The words of the URLs: the first URL with each, and whether another has it too.
    words: BTreeMap<&'a str, (&'a str, bool)>,
}

impl<'a> Said<'a> {
    pub(super) fn by(all: &[&'a Server]) -> Self {
        let mut said = Self {
            servers: all.len(),
            environments: BTreeMap::new(),
            descriptions: BTreeMap::new(),
            words: BTreeMap::new(),
        };
        for server in all {
            if let Some(environment) = spoken(server) {
                *said.environments.entry(environment).or_default() += 1;
            }
            *said.descriptions.entry(server.description.as_deref()).or_default() += 1;
            for word in words(&server.url) {
                let (url, is_shared) = said.words.entry(word).or_insert((&server.url, false));
                *is_shared |= *url != server.url;
            }
        }
        said
    }

    /// The text that the name of one of the servers is made from; [`NONE`] for one that has no other beside it and is
    /// called by nothing.
    pub(super) fn of(&self, server: &Server) -> String {
        if let Some(name) = &server.name {
            return name.clone();
        }
        let only = |name: &String| self.environments.get(name).is_none_or(|count| *count < 2);
        if let Some(environment) = spoken(server).filter(only) {
            return environment;
        }
        let description = server.description.as_deref();
        let words: Vec<&str> = words(description.unwrap_or_default()).collect();
        let is_shared = self.descriptions.get(&description).is_some_and(|count| *count > 1);
        if (1..=WORDS).contains(&words.len()) && !is_shared {
            return words.join(" ");
        }
        if self.servers < 2 {
            return NONE.to_owned();
        }
        let is_own = |it: &&str| self.words.get(it).is_none_or(|(_, is_shared)| !is_shared);
        let own: Vec<&str> = url_words(server).filter(is_own).collect();
        match (own.is_empty(), server.variables.is_empty()) {
            (false, _) => own.join(" "),
            (true, true) => "main".to_owned(),
            (true, false) => {
                server.variables.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// The environment that the description names, if it names just one; else that of the URL.
fn spoken(server: &Server) -> Option<String> {
    let description = server.description.as_deref().unwrap_or_default();
    environment(words(description)).or_else(|| environment(url_words(server)))
}

/// The environment among these words, if it is just one.
fn environment<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let named = |word: &str| {
        let found = ENVIRONMENTS.iter().find(|(it, _)| it.eq_ignore_ascii_case(word));
        found.map(|(_, name)| *name)
    };
    let mut named: Vec<&str> = words.filter_map(named).collect();
    named.dedup();
    match named.as_slice() {
        [only] => Some((*only).to_owned()),
        _ => None,
    }
}

/// The words of the URL that are no variables: `{stage}` says nothing of where the server stands.
fn url_words(server: &Server) -> impl Iterator<Item = &str> {
    let variable = |word: &&str| server.variables.iter().any(|it| it.name == **word);
    words(&server.url).filter(move |it| !variable(it))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::tests::server;
    use super::*;

    #[test]
    fn servers_are_named_by_what_tells_them_apart() {
        let check = |servers: &[(&str, &str, &[&str])], expected: &[&str]| {
            let all: Vec<_> = servers.iter().map(|(url, it, of)| server(url, it, of)).collect();
            let all: Vec<_> = all.iter().collect();
            let said = Said::by(&all);
            let names: Vec<_> = all.iter().map(|it| said.of(it)).collect();
            assert_eq!(names, expected);
        };
        check(
            &[
                ("https://api-m.sandbox.paypal.com", "PayPal Sandbox Environment", &[]),
                ("https://api-m.paypal.com", "PayPal Live Environment", &[]),
            ],
            &["sandbox", "live"],
        );
        check(
            &[("https://production.a.com", "", &[]), ("https://sandbox.a.com", "Try it.", &[])],
            &["production", "sandbox"],
        );
        check(
            &[("https://a.com/openapi", "", &[]), ("https://a.com/openapi/eu", "", &[])],
            &["main", "eu"],
        );
        check(
            &[("https://a.com", "Main endpoint.", &[]), ("https://b.com", "", &[])],
            &["Main endpoint", "b"],
        );
        // What two of them say does not tell them apart.
        check(
            &[("https://eu.a.com", "Production", &[]), ("https://us.a.com", "Production", &[])],
            &["eu", "us"],
        );
        check(
            &[
                ("https://test.eu.a.com", "The test server in Europe", &[]),
                ("https://test.us.a.com", "The test server in America", &[]),
            ],
            &["eu", "us"],
        );
        check(&[("{scheme}://{host}", "", &["scheme", "host"])], &[NONE]);
        // A variable says nothing of where the server stands.
        check(
            &[("https://{stage}.a.com/x", "", &["stage"]), ("https://b.com", "", &[])],
            &["a x", "b"],
        );
        check(
            &[("https://{region}.a.com", "", &["region"]), ("https://a.com", "", &[])],
            &["region", "main"],
        );
    }
}
