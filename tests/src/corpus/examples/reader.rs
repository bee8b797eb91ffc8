//! A program that reads examples into generated types: written beside the client, compiled with it, and fed over stdin.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use renkei::plan::RustType;
use serde_json::Value;

use crate::crates;

/// The binary's name in the client's package.
const NAME: &str = "renkei_examples";

const PROGRAM: &str = r#"//! Reads lines of a number and a JSON text, and writes what the type of that number makes of the text.

#![recursion_limit = "512"]

use std::fmt::Debug;
use std::io::{BufRead as _, Write as _};

use renkei_runtime::codegen::serde::{Serialize, de::DeserializeOwned};
use renkei_runtime::codegen::serde_json;

type Read = fn(&str) -> Result<(String, usize), String>;

fn read<T: DeserializeOwned + Serialize + Debug>(text: &str) -> Result<(String, usize), String> {
    let value: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let written = serde_json::to_string(&value).map_err(|error| error.to_string())?;
    Ok((written, unknown(&format!("{value:?}"))))
}

/// How often a debug text names a variant for what is not known, outside of its strings.
fn unknown(text: &str) -> usize {
    let mut outside = String::new();
    let (mut inside, mut escaped) = (false, false);
    for character in text.chars() {
        match (inside, character) {
            (true, _) if escaped => escaped = false,
            (true, '\\') => escaped = true,
            (_, '"') => inside = !inside,
            (false, _) => outside.push(character),
            (true, _) => {}
        }
    }
    outside.matches("Unknown(").count()
}

fn main() {
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("stdin is text");
        let (number, text) = line.split_once(' ').expect("a line has two parts");
        let read = READERS[number.parse::<usize>().expect("a number")];
        match read(text) {
            Ok((written, unknown)) => writeln!(out, "{unknown} {written}"),
            Err(error) => writeln!(out, "! {}", error.replace('\n', " ")),
        }
        .expect("stdout takes it");
    }
}
"#;

/// What the type made of a text.
pub(in crate::corpus) enum Written {
    /// It was read and written; in so many places a union or an enum did not know the value.
    Value { value: Value, unknown: usize },
    /// It was not read.
    Refused(String),
}

/// The Rust types that are read, each once.
#[derive(Default)]
pub(in crate::corpus) struct Readers {
    names: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Readers {
    /// The number of a type.
    pub(in crate::corpus) fn of(&mut self, ty: &RustType) -> usize {
        let name = code(ty);
        *self.numbers.entry(name.clone()).or_insert_with(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }

    /// The type of a number, as code.
    pub(in crate::corpus) fn name(&self, number: usize) -> &str {
        self.names.get(number).map_or("", String::as_str)
    }

    /// Compiles the program in the client's folder, and gives it the texts, each with the number of its type.
    pub(in crate::corpus) fn run(
        &self,
        client: &Path,
        texts: &[(usize, String)],
    ) -> Result<Vec<Written>, String> {
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        let folder = client.join("src/bin");
        std::fs::create_dir_all(&folder).map_err(|it| it.to_string())?;
        std::fs::write(folder.join(format!("{NAME}.rs")), self.program(client))
            .map_err(|it| it.to_string())?;
        let built =
            crates::cargo_in(client, &["build", "-q", "--bin", NAME, "--message-format=json"]);
        let Some(program) = crate::binary::executable(&built.stdout) else {
            return Err(format!(
                "the program that reads the examples does not compile:\n{}",
                built.stderr
            ));
        };
        let output = feed(&program, texts).map_err(|error| error.to_string())?;
        let written: Vec<Written> = output.lines().map(written).collect();
        if written.len() == texts.len() {
            Ok(written)
        } else {
            Err(format!("{} of {} examples were answered", written.len(), texts.len()))
        }
    }

    fn program(&self, client: &Path) -> String {
        let manifest = std::fs::read_to_string(client.join("Cargo.toml")).unwrap_or_default();
        let name = manifest.lines().find_map(|it| it.strip_prefix("name = "));
        let name = name.unwrap_or_default().trim_matches('"').replace('-', "_");
        let types: String = self.names.iter().map(|it| format!("    read::<{it}>,\n")).collect();
        format!("{PROGRAM}\nuse {name} as client;\n\nstatic READERS: &[Read] = &[\n{types}];\n")
    }
}

fn feed(program: &Path, texts: &[(usize, String)]) -> std::io::Result<String> {
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take();
    std::thread::scope(|scope| {
        // What is written is read at the same time, so that neither pipe fills up.
        scope.spawn(move || {
            for (number, text) in texts {
                let sent = stdin.as_mut().map(|it| writeln!(it, "{number} {text}"));
                if !matches!(sent, Some(Ok(()))) {
                    return;
                }
            }
        });
        let output = child.wait_with_output()?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    })
}

fn written(line: &str) -> Written {
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    match (first.parse(), serde_json::from_str(rest)) {
        (Ok(unknown), Ok(value)) => Written::Value { value, unknown },
        _ => Written::Refused(rest.to_owned()),
    }
}

/// A type as code outside of the client.
pub(in crate::corpus) fn code(ty: &RustType) -> String {
    const CODEGEN: &str = "renkei_runtime::codegen";
    match ty {
        RustType::Item(path) => format!("client::{path}"),
        RustType::Timestamp
        | RustType::Date
        | RustType::Uuid
        | RustType::FilePart
        | RustType::Json => {
            format!("{CODEGEN}::{ty}")
        }
        RustType::Vec(of) => format!("Vec<{}>", code(of)),
        RustType::Map(of) => format!("std::collections::BTreeMap<String, {}>", code(of)),
        RustType::Option(of) => format!("Option<{}>", code(of)),
        RustType::Boxed(of) => format!("Box<{}>", code(of)),
        RustType::Numeric(of) => format!("{CODEGEN}::Numeric<{}>", code(of)),
        RustType::Tuple(items) => {
            let items: String = items.iter().map(|it| format!("{},", code(it))).collect();
            format!("({items})")
        }
        other => other.to_string(),
    }
}
