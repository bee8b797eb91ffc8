//! The label of a server, which its name is made from.
//!
//! The first of these that exists: its `name`, the environment in its description or URL, its short description, the words of
//! its URL that no other server has, and `main`.

use std::collections::BTreeMap;

use crate::model::Server;

/// The label of an only server without a name.
pub(super) const NO_LABEL: &str = "";

/// The words for environments, each with the environment's name.
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

/// The longest description that is a label, in words.
const MAX_WORDS: usize = 3;

/// What the servers of a list have in common, so that labels tell them apart.
pub(super) struct Labels<'a> {
    servers: usize,
    environments: BTreeMap<String, usize>,
    descriptions: BTreeMap<Option<&'a str>, usize>,
    /// The words of the URLs: the first URL with each, and whether another URL has it too.
    words: BTreeMap<&'a str, (&'a str, bool)>,
}

impl<'a> Labels<'a> {
    pub(super) fn of(all: &[&'a Server]) -> Self {
        let mut labels = Self {
            servers: all.len(),
            environments: BTreeMap::new(),
            descriptions: BTreeMap::new(),
            words: BTreeMap::new(),
        };
        for server in all {
            if let Some(environment) = environment_of(server) {
                *labels.environments.entry(environment).or_default() += 1;
            }
            *labels.descriptions.entry(server.description.as_deref()).or_default() += 1;
            for word in words(&server.url) {
                let (url, is_shared) = labels.words.entry(word).or_insert((&server.url, false));
                *is_shared |= *url != server.url;
            }
        }
        labels
    }

    /// The label of one of the servers; [`NO_LABEL`] for an only server without a name.
    pub(super) fn label(&self, server: &Server) -> String {
        if let Some(name) = &server.name {
            return name.clone();
        }
        let only = |name: &String| self.environments.get(name).is_none_or(|count| *count < 2);
        if let Some(environment) = environment_of(server).filter(only) {
            return environment;
        }
        let description = server.description.as_deref();
        let words: Vec<&str> = words(description.unwrap_or("")).collect();
        let is_shared = self.descriptions.get(&description).is_some_and(|count| *count > 1);
        if (1..=MAX_WORDS).contains(&words.len()) && !is_shared {
            return words.join(" ");
        }
        if self.servers < 2 {
            return NO_LABEL.to_owned();
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

/// The environment in the description, or in the URL.
fn environment_of(server: &Server) -> Option<String> {
    let description = server.description.as_deref().unwrap_or("");
    environment(words(description)).or_else(|| environment(url_words(server)))
}

/// The environment among words, if there is only one.
fn environment<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let named = |word: &str| {
        let entry = ENVIRONMENTS.iter().find(|(it, _)| it.eq_ignore_ascii_case(word));
        entry.map(|(_, name)| *name)
    };
    let mut named: Vec<&str> = words.filter_map(named).collect();
    named.dedup();
    match named.as_slice() {
        [only] => Some((*only).to_owned()),
        _ => None,
    }
}

/// The words of the URL that are not variables: `{stage}` does not tell the environment.
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

    fn check(servers: &[(&str, &str, &[&str])], expected: &[&str]) {
        let all: Vec<_> = servers.iter().map(|(url, it, of)| server(url, it, of)).collect();
        let all: Vec<_> = all.iter().collect();
        let labels = Labels::of(&all);
        let found: Vec<_> = all.iter().map(|it| labels.label(it)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn an_environment_is_a_label() {
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
    }

    #[test]
    fn words_of_one_server_are_a_label() {
        check(
            &[("https://a.com/openapi", "", &[]), ("https://a.com/openapi/eu", "", &[])],
            &["main", "eu"],
        );
        check(
            &[("https://a.com", "Main endpoint.", &[]), ("https://b.com", "", &[])],
            &["Main endpoint", "b"],
        );
        // A description that two servers share is no label.
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
    }

    #[test]
    fn a_variable_is_a_label_if_nothing_else_is() {
        check(&[("{scheme}://{host}", "", &["scheme", "host"])], &[NO_LABEL]);
        // The name of a variable does not tell the environment.
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
