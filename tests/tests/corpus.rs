//! The command `corpus`, on a document with examples in every position.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use renkei_tests::corpus::examples;
use renkei_tests::{binary, repo};

#[test]
fn examples_are_found_judged_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let spec = repo::root().join("specs/features/examples.yaml");
    let client = folder.path().join("client");
    let runtime = repo::root().join("runtime");
    let [spec_text, out, runtime] = [&spec, &client, &runtime].map(|it| it.display().to_string());
    let config = folder.path().join("keeping.yaml");
    std::fs::write(&config, examples::CONFIG).unwrap();
    let config = config.display().to_string();
    let arguments =
        ["generate", &spec_text, "--out", &out, "--runtime-path", &runtime, "--config", &config];
    let made = binary::run(&arguments);
    assert_eq!(made.code, 0, "{}", made.stderr);

    let outcome = examples::of(&spec, &client, folder.path()).unwrap();
    assert_eq!(outcome.losses, []);
    let untried: Vec<_> = outcome.untried.into_iter().collect();
    assert_eq!(
        untried,
        [
            ("its schema is no type of its own", 1),
            ("not valid for its schema", 1),
            ("not valid for its schema: only a format", 1),
        ]
    );
    assert_eq!((outcome.found, outcome.tried, outcome.equal), (10, 7, 7));
    assert_eq!((outcome.leaves.typed, outcome.leaves.raw), (11, 0));
}
