//! A case is the text of a `renkei.yaml`, and its values or the diagnostics for it.

use super::*;
use crate::diagnostic::{Severity, Style, render};
use crate::lint::OptionValue;
use crate::source::read_text;

fn check(text: &str) -> Result<Config, String> {
    let source = read_text("renkei.yaml", text).unwrap();
    let mut config = Config::default();
    match validate::apply(&mut config, source.tree()) {
        Ok(()) => Ok(config),
        Err(errors) => {
            Err(errors.iter().map(|it| render(it, source.files(), Style::Plain)).collect())
        }
    }
}

#[track_caller]
fn check_error(text: &str, place: &str, words: &[&str]) {
    let shown = check(text).unwrap_err();
    assert!(shown.contains(&format!("--> renkei.yaml:{place}\n")), "{shown}");
    assert!(words.iter().all(|word| shown.contains(word)), "{words:?} in:\n{shown}");
}

#[test]
fn everything_is_optional() {
    for text in ["lint:\nclient:\n", "lint:\n  rules:\n", "{}"] {
        assert_eq!(check(text).unwrap().client, Client::default(), "{text:?}");
    }
}

#[test]
fn rules_and_names_are_read() {
    let text = "lint:\n  preset: house\n  rules: {N001: off, path-kebab-case: warning, n005: {singular-words: [Fleet]}, X002: {severity: info, required: false}}\nclient:\n  crate-name: shop\n  base-url: https://shop.example/v1\n  idempotency-header: X-Key\n";
    let config = check(text).unwrap();
    assert_eq!(config.lint.severities.get("N001"), Some(&None));
    assert_eq!(config.lint.severities.get("path-kebab-case"), Some(&Some(Severity::Warning)));
    assert_eq!(config.lint.severities.get("X002"), Some(&Some(Severity::Info)));
    let option = |rule, key| config.lint.options.get(&(rule, key));
    let fleet = OptionValue::Words(vec!["Fleet".to_owned()]);
    assert_eq!(option("N005", "singular-words"), Some(&fleet));
    assert_eq!(option("X002", "required"), Some(&OptionValue::Flag(false)));
    assert_eq!(config.client.crate_name.as_deref(), Some("shop"));
    assert_eq!(config.client.base_url.as_deref(), Some("https://shop.example/v1"));
    assert_eq!(config.client.idempotency_header.as_deref(), Some("X-Key"));
    let text = "client:\n  envelope: {status: code, success: [0, ok], operations: all}\n";
    let envelope = check(text).unwrap().client.envelope.unwrap();
    assert_eq!(
        (envelope.status.unwrap().text.as_str(), envelope.operations),
        ("code", EnvelopeScope::All)
    );
    assert_eq!((envelope.message, envelope.success.join(" ")), (None, "0 ok".to_owned()));
    assert!(config.lint.idempotency_headers.iter().any(|it| it == "X-Key"));
}

#[test]
fn findings_of_custom_rules_can_be_ignored() {
    let text = "lint:\n  custom-rules: {own: {where: tag, member: name, present: true, message: x}}\n  ignore: {a: {rules: [own], reason: x}}\n";
    assert_eq!(check(text).unwrap().lint.ignores.len(), 1);
}

#[test]
fn an_ignored_finding_has_rules_and_a_reason() {
    let ignore = |members: &str| format!("lint:\n  ignore:\n    a: {{{members}}}\n");
    check_error(&ignore("rules: [N001]"), "3:5", &["`a` requires `reason`"]);
    check_error(&ignore("reason: x"), "3:5", &["`a` requires `rules`"]);
    check_error(
        &ignore("rules: [N001, path-lowercas], reason: x"),
        "3:23",
        &["unknown rule", "did you mean"],
    );
    check_error(&ignore("rules: [N001], reason: x, until: soon"), "3:42", &["expected a date"]);
}

#[test]
fn mistakes_are_reported_at_their_locations() {
    check_error("lnit: {}", "1:1", &["`lnit` is not a section", "did you mean `lint`?"]);
    check_error("client:\n  crate_name: a", "2:3", &["did you mean `crate-name`?"]);
    check_error(
        "client:\n  envelope: {staus: s}",
        "2:14",
        &["`staus` is not a key of `envelope`", "did you mean `status`?"],
    );
    check_error("client:\n  envelope: {message: m}", "2:3", &["`envelope` requires `status`"]);
    check_error("client:\n  envelope: status", "2:13", &["an object with keys, not a string"]);
    check_error(
        "client:\n  envelope: {status: s, success: [[0]]}",
        "2:35",
        &["`success` must be a list of strings, numbers or booleans"],
    );
    check_error("client:\n  envelope: {status: s, operations: some}", "2:37", &["`described`"]);
    check_error("paging: {listA: true}", "1:17", &["must be `none`, or an object with keys"]);
    check_error("paging: {listA: }", "1:10", &["must be `none`, or an object"]);
    check_error("paging: {listA: {curser: a}}", "1:18", &["did you mean `cursor`?"]);
    check_error("paging: {listA: {first: -1}}", "1:25", &["must be a whole number"]);
    check_error("lint:\n  what: a", "2:3", &["expected one of `preset`, `rules`"]);
    check_error(
        "lint:\n  rules:\n    N0O1: off",
        "3:5",
        &["unknown rule `N0O1`", "did you mean `N001`?"],
    );
    check_error(
        "lint:\n  rules: {path-kebap-case: off}",
        "2:11",
        &["did you mean `path-kebab-case`?"],
    );
    check_error("lint:\n  rules: {N002: off, path-kebab-case: error}", "2:22", &["the same rule"]);
    check_error("lint:\n  rules: {N002: warn}", "2:17", &["`warn` is not one of", " ^^^^\n"]);
    check_error("lint:\n  preset: strict!", "2:11", &["one of `house`", "^^^^^^^\n"]);
    check_error("client:\n  base-url: /v1 # no", "2:13", &["absolute URL", " ^^^\n"]);
    check_error("client: [a]", "1:9", &["`client` must be an object with keys, not an array"]);
    check_error("client: {crate-name: 7}", "1:22", &["must be a string, not a number"]);
    check_error("lint: {rules: [N001]}", "1:15", &["must be an object of rules"]);
    check_error("lint: {rules: {N001: 1}}", "1:22", &["must be a severity as a string"]);
    check_error("lint: {rules: {N005: {severity: 1}}}", "1:33", &["must be a string"]);
    check_error("lint: {rules: {N005: {severty: off}}}", "1:23", &["did you mean `severity`?"]);
    check_error("lint: {rules: {N030: {style: kebab}}}", "1:30", &["one of `camelCase`"]);
    check_error("lint: {rules: {N001: }}", "1:16", &["must be one of `off`"]);
    check_error("client: {dates: joda}", "1:17", &["one of `jiff`, `chrono`"]);
    check_error("rename: {types: {A: 1}}", "1:21", &["`A` must be a string"]);
    check_error("rename: {types: {A: }}", "1:18", &["`A` must be a string"]);
    check_error("derives: {types: {A: Eq}}", "1:22", &["must be a list of strings"]);
    check_error("dependencies: {\"a b\": \"1\"}", "1:16", &["not a package name"]);
    check_error("dependencies: {renkei-runtime: \"1\"}", "1:16", &["already depends"]);
    check_error("dependencies: {a: {}}", "1:16", &["requires a version"]);
    check_error("dependencies: {a: 1}", "1:19", &["a version as a string"]);
    check_error("dependencies: {a: {versoin: \"1\"}}", "1:20", &["did you mean `version`?"]);
    check_error("- a", "1:1", &["must be an object"]);
    check_error("client:\nlint:\nclient:\n", "3:1", &["duplicate key `client`", "1:1"]);
}

#[test]
fn later_files_change_only_their_keys() {
    let mut config = Config::default();
    for text in ["client: {dates: chrono, check: true}\nkeep: {tags: [a]}", "client: {dates: time}"]
    {
        let source = read_text("renkei.yaml", text).unwrap();
        validate::apply(&mut config, source.tree()).unwrap();
    }
    assert_eq!((config.client.dates, config.client.check), (Dates::Time, true));
    assert_eq!(config.keep.tags.len(), 1);
}

#[test]
fn the_file_in_the_documents_folder_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let spec = dir.path().join("orders.yaml");
    let load = || load(Origin::default(), &spec).unwrap();
    assert_eq!(load().path, None);
    let path = dir.path().join(FILE_NAME);
    std::fs::write(&path, "# client:\n\n").unwrap();
    assert_eq!(load().config.client, Client::default());
    std::fs::write(&path, "client: {crate-name: shop}").unwrap();
    assert_eq!(load().path, Some(path));
    assert_eq!(load().config.client.crate_name.as_deref(), Some("shop"));
}

#[test]
fn a_given_file_must_exist() {
    let origin = Origin { path: Some(Path::new("none.yaml")), ..Origin::default() };
    assert!(matches!(load(origin, Path::new("orders.yaml")), Err(Error::Io { .. })));
}

#[test]
fn settings_replace_those_of_the_text_and_have_locations() {
    let mut settings = Settings::default();
    settings.set(&["client", "dates"], "time");
    let text = Some("client: {dates: chrono, check: true}");
    let load = |settings: &Settings| {
        load_given(Origin { text, settings: Some(settings), ..Origin::default() })
    };
    let client = load(&settings).unwrap().config.client;
    assert_eq!((client.dates, client.check), (Dates::Time, true));
    settings.set(&["client", "base-url"], "/v1");
    let Err(Error::Invalid { files, diagnostics }) = load(&settings) else { panic!("not invalid") };
    let shown = render(&diagnostics[0], &files, Style::Plain);
    assert!(shown.contains("`/v1` is not an absolute URL"), "{shown}");
    assert!(shown.contains("--> renkei::Builder:3:17\n"), "{shown}");
}
