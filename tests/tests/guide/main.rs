//! The README and the guide are true: their code compiles, their configuration is valid, their commands parse, and their
//! links resolve.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod flow;
mod page;

use page::Page;
use renkei_tests::{binary, repo};

/// The Rust code of all pages, one module per block, written by the build script.
#[allow(dead_code, unused, clippy::all, reason = "examples are compiled and not called")]
mod code {
    mod clients {
        pub(super) mod orders_api {
            renkei_runtime::include_client!("orders");
        }
        pub(super) mod jobs_api {
            renkei_runtime::include_client!("long_running");
        }
        pub(super) mod streams_api {
            renkei_runtime::include_client!("streams");
        }
        pub(super) mod webhooks_api {
            renkei_runtime::include_client!("webhooks");
        }
    }
    include!(concat!(env!("OUT_DIR"), "/guide.rs"));
}

#[test]
fn a_newcomer_needs_two_commands() {
    let readme = Page::read("README.md").text;
    let (_, part) = readme.split_once("## Try it").unwrap();
    let (part, _) = part.split_once("\n## ").unwrap();
    let commands: Vec<&str> = part.lines().filter(|line| line.starts_with("cargo ")).collect();
    assert_eq!(commands, ["cargo run -p quickstart", "cargo test --workspace"]);
}

#[test]
fn every_page_is_in_the_summary() {
    let summary = Page::read("docs/SUMMARY.md").text;
    for page in Page::guide() {
        let name = page.path.trim_start_matches("docs/");
        assert!(name == "SUMMARY.md" || summary.contains(&format!("({name})")), "{name}");
    }
}

#[test]
fn every_renkei_yaml_is_valid() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("renkei.yaml");
    let mut count = 0;
    for page in Page::all() {
        for block in page.blocks("yaml").filter(|it| it.starts_with("# renkei.yaml\n")) {
            std::fs::write(&path, &block).unwrap();
            let origin = renkei::config::Origin { path: Some(&path), ..Default::default() };
            let loaded = renkei::config::load(origin, &repo::orders());
            assert!(loaded.is_ok(), "{}: {loaded:?}\n{block}", page.path);
            count += 1;
        }
    }
    assert!(count > 3, "{count} blocks");
}

#[test]
fn the_example_shows_every_section() {
    let example = Page::read("docs/configuration.md").blocks("yaml").next().unwrap();
    let schema: serde_json::Value = serde_json::from_str(&renkei::config::schema()).unwrap();
    for (section, _) in schema["properties"].as_object().unwrap() {
        assert!(example.contains(&format!("\n{section}:")), "{section} is not in the example");
    }
}

/// `--help` at the end makes the command parse its arguments and do nothing.
#[test]
fn every_command_line_parses() {
    let mut count = 0;
    for page in Page::all() {
        for line in
            page.blocks("sh").flat_map(|it| it.lines().map(str::to_owned).collect::<Vec<_>>())
        {
            let Some(arguments) = line.strip_prefix("renkei ") else { continue };
            let arguments: Vec<&str> =
                arguments.split('#').next().unwrap().split_whitespace().chain(["--help"]).collect();
            let run = binary::run(&arguments);
            assert_eq!(run.code, 0, "{}: renkei {arguments:?}\n{}", page.path, run.stderr);
            count += 1;
        }
    }
    assert!(count > 10, "{count} lines");
}

#[test]
fn links_resolve() {
    for page in Page::all() {
        for link in page.links() {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if file.is_empty() { page.path.clone() } else { page.resolve(file) };
            assert!(repo::root().join(&target).exists(), "{} links to {link}", page.path);
            let found = anchor.is_empty() || Page::read(&target).has_anchor(anchor);
            assert!(found, "{} links to {link}", page.path);
        }
    }
}

/// To draw it again: `INSTA_UPDATE=always cargo test -p renkei-tests --test guide`.
#[test]
fn the_drawing_is_up_to_date() {
    let file = repo::root().join("docs/flow.svg");
    let drawing = flow::drawing();
    if std::env::var("INSTA_UPDATE").is_ok_and(|it| it == "always") {
        std::fs::write(&file, &drawing).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(written == drawing, "docs/flow.svg is not what tests/tests/guide/flow.rs draws");
}
