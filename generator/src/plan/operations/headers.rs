//! Response headers: a struct for each set of declared headers. Operations of a group with the same headers share it.

use crate::config::Dates;
use crate::model::{Header, HeaderValue, Operation};
use crate::plan::docs;
use crate::plan::ir::{
    HeaderField, HeaderReader, HeadersItem, Ident, ModulePath, RustType, TypePath,
};
use crate::plan::naming::grouping::OperationNames;
use crate::plan::naming::identifier;
use crate::plan::naming::scope::{Case, Scope};
use crate::plan::operations::outcome::successes;

/// The most headers that the name of a struct lists.
const MAX_LISTED: usize = 2;

/// The structs of a group.
#[derive(Default)]
pub(super) struct Headers {
    pub(super) items: Vec<HeadersItem>,
}

impl Headers {
    /// The struct for the headers of an operation's successes; `None` if it declares none.
    pub(super) fn of(
        &mut self,
        operation: &Operation,
        names: &OperationNames,
        dates: Dates,
        items: &mut Scope,
    ) -> Option<TypePath> {
        let declared = declared(operation);
        if declared.is_empty() {
            return None;
        }
        let fields = fields(&declared, dates);
        if let Some(known) = self.items.iter().find(|it| it.fields == fields) {
            return Some(known.path.clone());
        }
        let path = TypePath {
            module: ModulePath(vec![names.group.clone()]),
            name: items.claim_unreported(struct_name(&declared, names), Case::Camel),
        };
        let list: Vec<_> = declared.iter().map(|it| docs::code(it.name.as_str())).collect();
        let mut lines = vec![format!("Response headers: {}.", list.join(", "))];
        docs::note(&mut lines, "A missing or malformed header is `None`.");
        self.items.push(HeadersItem { path: path.clone(), docs: lines, fields });
        Some(path)
    }
}

/// The headers of all successes, each once. A header that successes declare differently is a string.
fn declared(operation: &Operation) -> Vec<Header> {
    let is_good = successes(operation);
    let good = operation.responses.iter().filter(|it| is_good(it.status));
    let mut all: Vec<Header> = Vec::new();
    for header in good.flat_map(|it| &it.headers) {
        let same = |it: &&mut Header| it.name.as_str().eq_ignore_ascii_case(header.name.as_str());
        match all.iter_mut().find(same) {
            None => all.push(header.clone()),
            Some(known) if (known.value, known.list) != (header.value, header.list) => {
                (known.value, known.list) = (HeaderValue::Text, false);
            }
            Some(_) => {}
        }
    }
    all
}

fn fields(declared: &[Header], dates: Dates) -> Vec<HeaderField> {
    let mut scope = Scope::default();
    let field = |header: &Header| {
        let ty = value_type(header.value, dates);
        let (reader, ty) = match (header.value, header.list) {
            (HeaderValue::Json, _) => (HeaderReader::Json, ty),
            (HeaderValue::DateTime, true) => (HeaderReader::Dates, RustType::Vec(Box::new(ty))),
            (_, true) => (HeaderReader::List, RustType::Vec(Box::new(ty))),
            (_, false) => (HeaderReader::Single, ty),
        };
        let wire = docs::code(header.name.as_str());
        HeaderField {
            name: scope.claim_unreported(identifier::snake(header.name.as_str()), Case::Snake),
            wire: header.name.clone(),
            reader,
            ty: RustType::Option(Box::new(ty)),
            docs: docs::prose_or(&header.docs, format!("Header {wire}.")),
            deprecated: header.docs.deprecated,
        }
    };
    declared.iter().map(field).collect()
}

fn value_type(value: HeaderValue, dates: Dates) -> RustType {
    match value {
        HeaderValue::Text => RustType::String,
        HeaderValue::Boolean => RustType::Bool,
        HeaderValue::Integer => RustType::I64,
        HeaderValue::Number => RustType::F64,
        HeaderValue::Json => RustType::Json,
        HeaderValue::DateTime => match dates {
            Dates::Jiff => RustType::DateTime,
            Dates::Chrono => RustType::ChronoDateTime,
            Dates::Time => RustType::TimeDateTime,
            Dates::Text => RustType::String,
        },
    }
}

/// The name of the struct: it lists the headers if there are few. Otherwise it is their common prefix, so that the name stays
/// the same when another operation shares the struct, or the name of the operation.
fn struct_name(declared: &[Header], names: &OperationNames) -> Ident {
    let words: Vec<Vec<&str>> =
        declared.iter().map(|it| it.name.as_str().split(['-', '_']).collect()).collect();
    let text = if declared.len() <= MAX_LISTED {
        words.concat().join(" ")
    } else {
        let first = words.first().into_iter().flatten();
        let shared = first.enumerate().take_while(|(at, word)| {
            words.iter().all(|it| it.get(*at).is_some_and(|it| it.eq_ignore_ascii_case(word)))
        });
        let shared: Vec<&str> = shared.map(|(_, word)| *word).collect();
        match shared.as_slice() {
            [] | ["x" | "X"] => names.whole_request.plain().to_owned(),
            words => words.join(" "),
        }
    };
    identifier::shortened(&identifier::camel(&format!("{text} headers")))
}
