//! What a server is called: its `name`; else the kind of environment that its description or URL speaks of; else its
//! description, if that is short; else the words of its URL that no other server has; else `Main`.

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

/// The text that a server's name is made from; [`NONE`] for one that has no other beside it and is called by nothing.
pub(super) fn of(server: &Server, all: &[&Server]) -> String {
    if let Some(name) = &server.name {
        return name.clone();
    }
    let description = server.description.as_deref().unwrap_or_default();
    let only = |name: &str| {
        let same = |it: &&&Server| spoken(it).as_deref() == Some(name);
        all.iter().filter(same).count() < 2
    };
    if let Some(environment) = spoken(server).filter(|it| only(it)) {
        return environment;
    }
    let words: Vec<&str> = words(description).collect();
    let shared = all.iter().filter(|it| it.description == server.description).count() > 1;
    if (1..=WORDS).contains(&words.len()) && !shared {
        return words.join(" ");
    }
    if all.len() < 2 {
        return NONE.to_owned();
    }
    let others = all.iter().filter(|it| it.url != server.url);
    let others: Vec<&str> = others.flat_map(|it| self::words(&it.url)).collect();
    let own: Vec<&str> = url_words(server).filter(|it| !others.contains(it)).collect();
    match (own.is_empty(), server.variables.is_empty()) {
        (false, _) => own.join(" "),
        (true, true) => "main".to_owned(),
        (true, false) => {
            server.variables.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(" ")
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
            let names: Vec<_> = all.iter().map(|it| of(it, &all)).collect();
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
