//! A page of Markdown: its code blocks, links and headings.

use std::fs;

use renkei_tests::repo;

/// The pages outside of the guide.
const OTHERS: [&str; 11] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "examples/crash/README.md",
    "examples/crm_sync/README.md",
    "examples/payments/README.md",
    "examples/shipping/README.md",
    "examples/slo/README.md",
    "tests/BENCHMARKS.md",
    "tests/PROOF.md",
];

/// A page and its path from the top of the repository.
pub(crate) struct Page {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Page {
    pub(crate) fn read(path: &str) -> Self {
        let text = fs::read_to_string(repo::root().join(path));
        let text = text.unwrap_or_else(|error| panic!("{path}: {error}"));
        Self { path: path.to_owned(), text }
    }

    /// The pages of the guide, by name.
    pub(crate) fn guide() -> Vec<Self> {
        let entries = fs::read_dir(repo::root().join("docs")).unwrap();
        let names = entries.map(|it| it.unwrap().file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|it| it.ends_with(".md")).collect();
        names.sort();
        names.iter().map(|it| Self::read(&format!("docs/{it}"))).collect()
    }

    pub(crate) fn all() -> Vec<Self> {
        let mut pages = Self::guide();
        pages.extend(OTHERS.map(Self::read));
        pages
    }

    /// The code blocks of a language.
    pub(crate) fn blocks(&self, language: &str) -> impl Iterator<Item = String> + use<> {
        let start = format!("```{language}\n");
        let blocks = self.text.split(&start).skip(1).filter_map(|it| it.split("\n```").next());
        blocks.map(|it| format!("{it}\n")).collect::<Vec<_>>().into_iter()
    }

    /// The targets of all links and pictures.
    pub(crate) fn links(&self) -> Vec<String> {
        let links = self.text.split("](").skip(1).filter_map(|it| it.split(')').next());
        links.map(str::to_owned).collect()
    }

    /// The path that a relative link of this page leads to.
    pub(crate) fn resolve(&self, link: &str) -> String {
        let mut parts: Vec<&str> = self.path.split('/').collect();
        parts.pop();
        for part in link.split('/') {
            match part {
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        parts.join("/")
    }

    /// Whether a heading has this anchor, which is its text in lower case with dashes.
    pub(crate) fn has_anchor(&self, anchor: &str) -> bool {
        let headings = self.text.lines().filter(|it| it.starts_with('#'));
        let mut anchors = headings.map(|it| {
            let text = it.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            text.replace(|it: char| !it.is_alphanumeric() && it != '-', "")
        });
        anchors.any(|it| it == anchor)
    }
}
