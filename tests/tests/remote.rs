//! Documents on the network: refused unless allowed, pinned by their content, and read from the cache without a network.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::PathBuf;

use renkei_tests::binary::{self, Run};
use renkei_tests::script::{Reply, Server};
use tempfile::TempDir;

const SPEC: &str = "openapi: 3.0.3
info: {title: Cats, version: '1'}
paths:
  /v1/cats:
    get:
      operationId: listCats
      responses: {'200': {description: Cats., content: {application/json: {schema: {$ref: 'URL#/Cat'}}}}}
";
const CAT: &str = "Cat: {type: object, properties: {home: {$ref: 'home.yaml#/Home'}}}\n";
const HOME: &str = "Home: {type: object, properties: {street: {type: string}}}\n";
const OTHER: &str = "Home: {type: object, properties: {town: {type: string}}}\n";
const BUNDLE: &str = "bundle api.yaml --allow-remote";

/// A folder with a document that leads to a server, and a cache of its own.
struct Case {
    server: Server,
    folder: TempDir,
}

impl Case {
    /// The server gives these texts, one a request, and is gone after the last one.
    fn of(texts: &[&str]) -> Self {
        let whole = |text: &&str| raw("200 OK", text.len(), text);
        Self::with(texts.iter().map(whole).collect())
    }

    fn with(replies: Vec<Reply>) -> Self {
        let case = Self { server: Server::start(replies), folder: tempfile::tempdir().unwrap() };
        case.refers_to(&format!("{}/schemas/cat.yaml", case.server.url()));
        case
    }

    fn refers_to(&self, place: &str) {
        fs::write(self.path("api.yaml"), SPEC.replace("URL", place)).unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn lock(&self) -> Option<String> {
        fs::read_to_string(self.path("renkei.lock")).ok()
    }

    /// Runs renkei; what matters are the exit code, words of what is said, and how often the server is asked.
    #[track_caller]
    fn check(&self, arguments: &str, code: i32, words: &str, asked: usize) -> Run {
        let before = self.server.requests().len();
        let mut command = binary::command();
        command.current_dir(self.folder.path()).args(arguments.split_whitespace());
        let cache = self.path("cache");
        command.env("XDG_CACHE_HOME", &cache).env("HOME", &cache).env("LOCALAPPDATA", &cache);
        let run = Run::of(&mut command);
        assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains(words), "no {words:?} in {}", run.stderr);
        assert_eq!(self.server.requests().len() - before, asked, "requests of {arguments}");
        run
    }
}

fn raw(status: &str, length: usize, text: &str) -> Reply {
    let head = format!("HTTP/1.1 {status}\r\nLocation: https://a.example/\r\n");
    let answer = format!("{head}Content-Length: {length}\r\nConnection: close\r\n\r\n{text}");
    Reply::Raw(answer.into_bytes())
}

#[test]
fn nothing_is_fetched_unless_allowed() {
    let case = Case::of(&[]);
    for command in ["bundle api.yaml", "generate api.yaml --out client", "lint api.yaml"] {
        let run = case.check(command, 1, "", 0);
        assert!(format!("{}{}", run.stdout, run.stderr).contains("--allow-remote"));
    }
    case.check("bundle https://a.example/api.yaml", 2, "--allow-remote", 0);
    assert_eq!(case.lock(), None);
}

#[test]
fn what_is_fetched_is_pinned_and_cached() {
    let case = Case::of(&[CAT, HOME]);
    let first = case.check(BUNDLE, 0, "", 2);
    assert!(first.stdout.contains("street"), "{}", first.stdout);
    let lock = case.lock().unwrap();
    assert_eq!(lock.matches("sha256:").count(), 2, "{lock}");
    assert!(lock.contains(&format!("{}/schemas/home.yaml", case.server.url())), "{lock}");
    // The server has gone, and nobody needs it.
    assert_eq!(case.check(BUNDLE, 0, "", 0).stdout, first.stdout);
    assert_eq!(case.lock().unwrap(), lock);
}

#[test]
fn a_change_is_an_error_until_it_is_taken() {
    let case = Case::of(&[CAT, HOME, CAT, OTHER, CAT, OTHER]);
    case.check(BUNDLE, 0, "", 2);
    let lock = case.lock().unwrap();
    fs::remove_dir_all(case.path("cache")).unwrap();
    case.check(BUNDLE, 1, "--update-remote", 2);
    assert_eq!(case.lock().unwrap(), lock);
    let after = case.check("bundle api.yaml --update-remote", 0, "", 2);
    assert!(after.stdout.contains("town"), "{}", after.stdout);
    assert_ne!(case.lock().unwrap(), lock);
    case.check(BUNDLE, 0, "", 0);
}

#[test]
fn the_first_document_may_lie_there_too() {
    let spec = SPEC.replace("URL", "schemas/cat.yaml");
    let case = Case::of(&[&spec, CAT, HOME]);
    let url = format!("{}/api.yaml", case.server.url());
    case.check(&format!("generate {url} --out client --allow-remote"), 0, "", 3);
    assert!(case.path("client/src/lib.rs").is_file());
    assert_eq!(case.lock().unwrap().matches("sha256:").count(), 3);
    case.check(&format!("generate {url} --out client --allow-remote --check"), 0, "", 0);
    case.check(&format!("lint {url} --allow-remote"), 1, "", 0);
    case.check(&format!("print --stage plan {url} --allow-remote"), 0, "", 0);
}

#[test]
fn a_check_pins_nothing() {
    let case = Case::of(&[]);
    case.check("generate api.yaml --out client --allow-remote --check", 1, "not pinned", 0);
    assert_eq!(case.lock(), None);
}

#[test]
fn a_spoilt_cache_or_lock_is_not_believed() {
    let case = Case::of(&[CAT, HOME, CAT, HOME]);
    case.check(BUNDLE, 0, "", 2);
    for entry in fs::read_dir(case.path("cache/renkei")).unwrap() {
        fs::write(entry.unwrap().path(), OTHER).unwrap();
    }
    let again = case.check(BUNDLE, 0, "", 2);
    assert!(again.stdout.contains("street"), "{}", again.stdout);
    fs::write(case.path("renkei.lock"), "{\"format\": 1, \"remote\": {\"a\": \"../x\"}}").unwrap();
    case.check(BUNDLE, 2, "renkei.lock", 0);
}

#[test]
fn errors_of_a_server_are_reported() {
    let cases = [
        (raw("404 Not Found", 0, ""), "404"),
        (raw("302 Found", 0, ""), "302"),
        (raw("200 OK", 99_999_999_999, "Cat: {}"), "the document has more than"),
        (raw("200 OK", 1_000, "Cat: {}"), "cannot be read"),
        (raw("200 OK", 6, "Cat: ["), "the error is here"),
        (Reply::Raw(b"nonsense\r\n\r\n".to_vec()), "cannot be read"),
        (Reply::Close, "cannot be read"),
    ];
    for (answer, words) in cases {
        let case = Case::with(vec![answer]);
        case.check(BUNDLE, 1, words, 1);
        // Nobody listens any more.
        case.check(BUNDLE, 1, "cannot be read", 0);
        assert_eq!(case.lock(), None);
    }
}

#[test]
fn only_tls_and_this_machine_are_asked() {
    let case = Case::of(&[]);
    case.refers_to("http://192.0.2.1/a.yaml");
    case.check(BUNDLE, 1, "use `https://`", 0);
    case.refers_to("https://me:secret@192.0.2.1/a.yaml");
    case.check(BUNDLE, 1, "credentials", 0);
}

#[test]
fn what_lies_there_reads_no_file_of_this_machine() {
    let secret = tempfile::tempdir().unwrap();
    let path = secret.path().join("secret.yaml");
    fs::write(&path, "Home: {type: string}").unwrap();
    let path = path.display();
    let cat = |name: &str| CAT.replace("home.yaml", name);
    let case = Case::of(&[&cat(&format!("../../../..{path}"))]);
    case.check(BUNDLE, 1, "cannot be read", 1);
    for name in [path.to_string(), format!("file://{path}")] {
        Case::of(&[&cat(&name)]).check(BUNDLE, 1, "is not a relative path", 1);
    }
}
