//! The readme tells the truth: its generated code is what is generated, its links lead somewhere, its commands are two.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use renkei::emit::Layout;
use renkei_tests::{repo, stages};

#[test]
fn generated_code_in_the_readme_is_generated() {
    let readme = readme();
    let (_, after) =
        readme.split_once("<!-- generated: ").expect("the readme shows generated code");
    let (file, after) = after.split_once(" -->\n```rust\n").unwrap();
    let (code, _) = after.split_once("\n```\n").unwrap();
    let files = stages::generate(&repo::orders(), Layout::Crate);
    let (_, text) = files.iter().find(|(path, _)| path.as_str() == file).unwrap();
    assert!(code.lines().count() > 10, "an empty block proves nothing");
    for part in code.split("\n// …\n\n") {
        assert!(text.contains(part.trim_end()), "not in {file} any more:\n{part}");
    }
}

#[test]
fn a_newcomer_needs_two_commands() {
    let readme = readme();
    let (_, part) = readme.split_once("## Try it").unwrap();
    let (part, _) = part.split_once("\n## ").unwrap();
    let commands: Vec<&str> = part.lines().filter(|line| line.starts_with("cargo ")).collect();
    assert_eq!(commands, ["cargo run -p quickstart", "cargo test --workspace"]);
}

#[test]
fn the_documented_configuration_is_right_and_has_every_section() {
    let text = std::fs::read_to_string(repo::root().join("docs/configuration.md")).unwrap();
    let (_, after) = text.split_once("```yaml\n").unwrap();
    let (example, _) = after.split_once("```\n").unwrap();
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("renkei.yaml");
    std::fs::write(&path, example).unwrap();
    let loaded = renkei::config::load(Some(&path), &repo::orders());
    assert!(loaded.is_ok(), "{loaded:?}");
    let schema: serde_json::Value = serde_json::from_str(&renkei::config::schema()).unwrap();
    for (section, body) in schema["properties"].as_object().unwrap() {
        assert!(example.contains(&format!("{section}:\n")), "{section} is not shown");
        for (key, _) in body["properties"].as_object().into_iter().flatten() {
            let shown = example.contains(&format!("  {key}:"));
            assert!(shown || key == "preset", "{section}.{key} is not shown");
        }
    }
}

#[test]
fn links_lead_to_files() {
    for document in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        let text = std::fs::read_to_string(repo::root().join(document)).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let is_file = link.starts_with("https://") || repo::root().join(link).exists();
            assert!(is_file, "{document} links to {link}");
        }
    }
}

fn readme() -> String {
    std::fs::read_to_string(repo::root().join("README.md")).unwrap()
}
