//! How long files and functions are.

use renkei_tests::repo;

/// What is shipped.
const SHIPPED: [&str; 4] =
    ["generator/src", "generator/cli/src", "runtime/src", "runtime/redis/src"];
const MAX_FILE: usize = 450;
const MAX_MEDIAN: usize = 130;
const MAX_FUNCTION: usize = 60;
const MAX_FUNCTION_P99: usize = 45;

#[test]
fn files_are_short() {
    let mut sizes = Vec::new();
    for path in shipped() {
        let lines = super::read(&path).lines().count();
        assert!(lines <= MAX_FILE, "{} has {lines} lines", repo::shown(&path));
        sizes.push(lines);
    }
    sizes.sort_unstable();
    let median = sizes[sizes.len() / 2];
    println!("files: {} with a median of {median} lines", sizes.len());
    assert!(median <= MAX_MEDIAN, "the median file has {median} lines");
}

#[test]
fn functions_are_short() {
    let mut sizes = Vec::new();
    for path in shipped().filter(|it| !super::is_test(it)) {
        for (name, lines) in functions(&super::code_of(&super::read(&path))) {
            assert!(lines <= MAX_FUNCTION, "{}: `{name}` has {lines}", repo::shown(&path));
            sizes.push(lines);
        }
    }
    sizes.sort_unstable();
    let (median, p99) = (sizes[sizes.len() / 2], sizes[sizes.len() * 99 / 100]);
    println!("functions: {} with a median of {median} lines, p99 {p99}", sizes.len());
    assert!(p99 <= MAX_FUNCTION_P99, "1 % of the functions have more than {p99} lines");
}

fn shipped() -> impl Iterator<Item = std::path::PathBuf> {
    SHIPPED.iter().flat_map(|it| repo::rust_files(it))
}

/// The functions of a formatted file and their lines: rustfmt puts the closing brace under the line that begins one.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        let words: Vec<&str> = code.split_whitespace().collect();
        let Some(name) = words.iter().position(|it| *it == "fn").and_then(|it| words.get(it + 1))
        else {
            continue;
        };
        if code.starts_with("//") || code.contains('"') {
            continue;
        }
        let head = lines[at..].iter().position(|it| it.ends_with(['{', ';', '}']));
        let has_body = head.is_some_and(|head| lines[at + head].ends_with('{'));
        let end = format!("{}}}", " ".repeat(indent));
        let length = lines[at..].iter().position(|it| *it == end).filter(|_| has_body);
        found.extend(length.map(|length| ((*name).to_owned(), length + 1)));
    }
    found
}
