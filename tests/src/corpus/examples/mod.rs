//! Every example of a document, read into the generated type of its schema and written again.
//!
//! Takes a document and its generated crate; returns what was found, tried and lost. An example counts where it is valid
//! for its schema, as a JSON Schema validator says, and where the client has a type for the schema.

mod collect;
pub(super) mod declared;
pub(super) mod difference;
mod document;
pub(super) mod json_schema;
mod leaf_counts;
pub(super) mod reader;
pub(super) mod validity;

use std::collections::BTreeMap;
use std::path::Path;

use collect::Example;
use document::Typed;
use reader::{Readers, Written};
use validity::{Validity, Verdict};

pub use leaf_counts::LeafCounts;

/// The configuration of the client. By default, types that are only read drop undeclared members, and do not distinguish
/// null from absent.
pub const CONFIG: &str = "client: {unknown-fields: keep, maybe: all}\n";

/// What became of the examples of a document.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many examples were found.
    pub found: usize,
    /// Those that are not tried, by cause.
    pub untried: BTreeMap<&'static str, usize>,
    /// How many were read and written.
    pub tried: usize,
    /// How many came back equal, numbers by value and everything else to the letter.
    pub equal: usize,
    /// Where the values of the tried examples came to lie.
    pub leaves: LeafCounts,
    /// What was lost.
    pub losses: Vec<Loss>,
}

/// An example that did not come back as it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// The JSON pointer of the example in the (bundled) document.
    pub pointer: String,
    /// The Rust type.
    pub rust: String,
    /// What is different, and where.
    pub reason: Reason,
}

/// How an example was lost.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The type refuses the value.
    Refused(String),
    /// A place in the value that was written otherwise than it was read.
    Different(difference::Difference),
}

impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} as {}: ", self.pointer, self.rust)?;
        match &self.reason {
            Reason::Refused(why) => write!(f, "refused: {why}"),
            Reason::Different(it) => it.fmt(f),
        }
    }
}

/// Tries the examples of a document with the crate that was generated from it with [`CONFIG`]; `scratch` is a folder for what
/// this needs.
///
/// # Errors
///
/// The text says why nothing could be tried: the document cannot be bundled, or the crate does not compile.
pub fn of(spec: &Path, client: &Path, scratch: &Path) -> Result<Outcome, String> {
    let typed = Typed::read(spec, scratch)?;
    let examples = collect::examples(&typed.file, &typed.document)?;
    let validity = Validity::new(&typed.document, typed.is_modern);
    let mut outcome = Outcome { found: examples.len(), ..Outcome::default() };
    let mut readers = Readers::default();
    let mut tried: Vec<(Example, usize)> = Vec::new();
    for example in examples {
        match untried(&example, &typed, &validity) {
            Some(cause) => *outcome.untried.entry(cause).or_default() += 1,
            None => {
                let reader = typed.rust(&example.schema).map(|it| readers.of(it));
                tried.extend(reader.map(|it| (example, it)));
            }
        }
    }
    let texts: Vec<(usize, String)> =
        tried.iter().map(|(example, reader)| (*reader, example.value.to_string())).collect();
    let written = readers.run(client, &texts)?;
    for ((example, reader), written) in tried.iter().zip(written) {
        let rust = readers.name(*reader);
        judge(&mut outcome, example, rust, written, &typed, &validity);
    }
    Ok(outcome)
}

/// Why an example is not tried.
fn untried(example: &Example, typed: &Typed, validity: &Validity) -> Option<&'static str> {
    if typed.schema(&example.schema).is_none() {
        return Some("its schema is no type of its own");
    }
    if typed.rust(&example.schema).is_none() {
        return Some("nothing in the client needs its type");
    }
    if typed.holds_files(&example.schema) {
        return Some("its type holds files, which are no JSON");
    }
    match validity.judge(&example.schema, &example.value) {
        Verdict::Valid => None,
        Verdict::Invalid => Some("not valid for its schema"),
        Verdict::OnlyFormat => Some("not valid for its schema: only a format"),
        Verdict::Unknown => Some("its schema is no JSON Schema"),
    }
}

fn judge(
    outcome: &mut Outcome,
    example: &Example,
    rust: &str,
    written: Written,
    typed: &Typed,
    validity: &Validity,
) {
    outcome.tried += 1;
    let loss = |reason| Loss { pointer: example.pointer.clone(), rust: rust.to_owned(), reason };
    let written = match written {
        Written::Refused(why) => return outcome.losses.push(loss(Reason::Refused(why))),
        Written::Value { value, unknown } => (value, unknown),
    };
    let (value, unknown) = written;
    if let Some(schema) = typed.schema(&example.schema) {
        let ty = (&typed.api, schema.ty);
        outcome.leaves += leaf_counts::of(ty, &example.value, unknown > 0, validity);
    }
    match difference::between(&example.value, &value).into_iter().next() {
        Some(first) => outcome.losses.push(loss(Reason::Different(first))),
        None => outcome.equal += 1,
    }
}
