//! Prints how each list-like operation of the documents in a folder is paged.
//!
//! ```text
//! cargo run --release -p renkei-tests --bin paging -- DIR [FILES…]
//! ```
//!
//! A line is a document, an operation, the style that was found and what it was found by, with tabs between them; `-` where
//! nothing was found. Operations are list-like if they are paged, or a GET whose response is or directly contains an array.
//! The last lines count the styles. Exits with 1 where a document cannot be read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use renkei::document::{self, Document};
use renkei::model::{self, Api, Method, Operation, Shape, StatusMatch, TypeRef};
use renkei::normalise;
use renkei_tests::repo;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).map(PathBuf::from);
    let Some(folder) = arguments.next() else {
        eprintln!("usage: paging DIR [FILES…]");
        return ExitCode::from(2);
    };
    let mut documents: Vec<PathBuf> = arguments.map(|it| folder.join(it)).collect();
    if documents.is_empty() {
        documents = repo::documents(&folder);
    }
    let mut counts = BTreeMap::new();
    let mut good = true;
    for path in &documents {
        match api(path) {
            Some(api) => print(path, &api, &mut counts),
            None => {
                eprintln!("{}: not a document that can be read", path.display());
                good = false;
            }
        }
    }
    for (style, count) in counts {
        println!("# {style}\t{count}");
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn api(path: &Path) -> Option<Api> {
    let document = Document::new(document::read(path).ok()?).ok()?;
    let normalised = normalise::normalise(&document).normalised?;
    Some(model::lower(&normalised).0)
}

fn print(path: &Path, api: &Api, counts: &mut BTreeMap<&'static str, usize>) {
    for operation in &api.operations {
        let paging = operation.paging.as_ref();
        if paging.is_none() && !is_list(api, operation) {
            continue;
        }
        let style = paging.map_or("none", |it| it.next.style());
        *counts.entry(style).or_default() += 1;
        println!(
            "{}\t{} {}\t{}",
            repo::stem(path),
            operation.method.as_str(),
            operation.path,
            paging.map_or("-".to_owned(), ToString::to_string)
        );
    }
}

fn is_list(api: &Api, operation: &Operation) -> bool {
    let success = |it: &&model::Response| matches!(it.status, StatusMatch::Exact(200..=299));
    let media = operation.responses.iter().filter(success).flat_map(|it| &it.media);
    let answer = media.filter(|it| it.format().is_json).find_map(|it| it.ty);
    let is_array = |ty: TypeRef| matches!(shape(api, ty), Some(Shape::Array(_)));
    let holds_list = |ty: TypeRef| match shape(api, ty) {
        Some(Shape::Object(object)) => object.fields.iter().any(|it| is_array(it.ty)),
        _ => is_array(ty),
    };
    operation.method == Method::Get && answer.is_some_and(holds_list)
}

/// Resolves aliases to the shape.
fn shape(api: &Api, ty: TypeRef) -> Option<&Shape> {
    let mut shape = &api.ty(ty.id)?.shape;
    for _ in 0..8 {
        let Shape::Alias(to) = shape else { break };
        shape = &api.ty(to.id)?.shape;
    }
    Some(shape)
}
