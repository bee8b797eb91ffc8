//! The hot paths of the generator and of the linter, over a document of a thousand lines.

use renkei::emit::Layout;
use renkei::pipeline::{self, Options};
use renkei_tests::repo;

pub(super) fn generate(runs: u32, _url: &str) {
    for _ in 0..runs {
        let options = Options { lint: false, ..Options::default() };
        assert!(pipeline::generate(&repo::orders(), Layout::Include, &options).is_ok());
    }
}

pub(super) fn lint(runs: u32, _url: &str) {
    for _ in 0..runs {
        assert!(pipeline::lint(&repo::orders(), &Options::default()).is_ok());
    }
}

/// The head has another limit of a size and another value of an enum.
pub(super) fn diff(runs: u32, _url: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let head = folder.path().join("orders.yaml");
    let text = std::fs::read_to_string(repo::orders()).expect("the document can be read");
    let changed = text.replace("maxLength: 200", "maxLength: 100").replace("[JPY, USD,", "[JPY,");
    assert_ne!(text, changed, "the changes apply");
    std::fs::write(&head, changed).expect("the document can be written");
    for _ in 0..runs {
        let compared = pipeline::diff(&repo::orders().as_path().into(), &head, &Options::default());
        assert!(compared.is_ok_and(|it| !it.diff.changes.is_empty()));
    }
}
