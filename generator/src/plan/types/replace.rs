//! Types of the user's, and of the chosen date library, in place of those that a schema would become.
//!
//! Takes the model and what the configuration says; gives the Rust type of each replaced schema. A path is checked as
//! one: nothing of the configuration becomes other code.

use std::collections::BTreeSet;

use crate::config::{Dates, Pair, Text};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Api, Shape, StringFormat, TypeDef, TypeId};
use crate::plan::context::replacements::TypeReplacements;
use crate::plan::ir::{ForeignPath, RustType};
use crate::plan::naming::config_lookup::TypeLookup;
use crate::plan::naming::config_lookup::not_in_document;
use crate::plan::naming::identifier;
use crate::plan::options::Options;

/// Types that every client has, by the name that a user would write.
const KNOWN: [(&str, RustType); 11] = [
    ("String", RustType::String),
    ("i32", RustType::I32),
    ("i64", RustType::I64),
    ("u32", RustType::U32),
    ("u64", RustType::U64),
    ("f32", RustType::F32),
    ("f64", RustType::F64),
    ("serde_json::Value", RustType::Json),
    ("uuid::Uuid", RustType::Uuid),
    ("jiff::Timestamp", RustType::Timestamp),
    ("jiff::civil::Date", RustType::Date),
];

pub(crate) fn resolve(
    api: &Api,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> TypeReplacements {
    let mut made = TypeReplacements::default();
    let replace = &options.replace;
    if !replace.types.is_empty() {
        let lookup = TypeLookup::of(api);
        for pair in &replace.types {
            let Some((id, def)) =
                lookup.get(&pair.from.text).and_then(|id| Some((id, api.ty(id)?)))
            else {
                let (text, span) = (&pair.from.text, pair.from.span);
                diagnostics.push(not_in_document(text, span, ("replace", "type"), &lookup.names()));
                continue;
            };
            if let Some(ty) = wanted(pair, &[def], options, diagnostics) {
                made.replace(id, ty);
            }
        }
    }
    for pair in &replace.formats {
        let ids = of_format(api, &pair.from.text);
        if ids.is_empty() {
            let formats: BTreeSet<_> =
                api.types.iter().filter_map(|def| def.format.clone()).collect();
            let formats: Vec<_> = formats.into_iter().collect();
            let (text, span) = (&pair.from.text, pair.from.span);
            diagnostics.push(not_in_document(text, span, ("replace", "format"), &formats));
        }
        let defs: Vec<_> = ids.iter().filter_map(|id| api.ty(*id)).collect();
        if let Some(ty) = wanted(pair, &defs, options, diagnostics) {
            ids.into_iter().for_each(|id| made.replace_format(id, &ty));
        }
    }
    dates(api, options.dates, &mut made);
    made
}

/// Strings and numbers of a format. Bytes of a body are no values.
fn of_format(api: &Api, format: &str) -> Vec<TypeId> {
    let ids = (0_u32..).map(TypeId).zip(&api.types);
    let of = |def: &TypeDef| {
        def.format.as_deref() == Some(format)
            && match &def.shape {
                Shape::String(format) => *format != StringFormat::Binary,
                Shape::Integer(_) | Shape::Number(_) => true,
                _ => false,
            }
    };
    ids.filter(|(_, def)| of(def)).map(|(id, _)| id).collect()
}

/// The types of a library for `date-time` and `date`, where the user names no other.
fn dates(api: &Api, library: Dates, made: &mut TypeReplacements) {
    let (date_time, date) = match library {
        Dates::Jiff => return,
        Dates::Chrono => (RustType::ChronoDateTime, RustType::ChronoDate),
        Dates::Time => (RustType::TimeDateTime, RustType::TimeDate),
        Dates::Text => (RustType::String, RustType::String),
    };
    for (id, def) in (0_u32..).map(TypeId).zip(&api.types) {
        let ty = match def.shape {
            Shape::String(StringFormat::DateTime) => &date_time,
            Shape::String(StringFormat::Date) => &date,
            _ => continue,
        };
        made.replace_format(id, ty);
    }
}

/// The type that the user wants for some schemas.
fn wanted(
    pair: &Pair,
    defs: &[&TypeDef],
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<RustType> {
    let text = pair.to.text.as_str();
    if let Some((_, ty)) = KNOWN.iter().find(|(name, _)| *name == text) {
        if defs.iter().all(|def| fits(ty, &def.shape)) {
            return Some(ty.clone());
        }
        let message = format!("a value of `{}` is no `{text}` in JSON", pair.from.text);
        diagnostics.push(Diagnostic::error(code::CONFIG, message).at(pair.to.span));
        return None;
    }
    foreign(&pair.to, options, diagnostics).map(RustType::Foreign)
}

/// Whether a value of a schema can be read as a type that every client has.
fn fits(ty: &RustType, shape: &Shape) -> bool {
    use RustType::{F32, F64, I32, I64, Json, U32, U64};
    match shape {
        _ if *ty == Json => true,
        Shape::Integer(_) => matches!(ty, I32 | I64 | U32 | U64 | F32 | F64),
        Shape::Number(_) => matches!(ty, F32 | F64),
        Shape::String(_) => !matches!(ty, I32 | I64 | U32 | U64 | F32 | F64),
        Shape::Enum(shape) => !shape.integer && *ty == RustType::String,
        _ => false,
    }
}

/// A path to something of the user's, which the generated code can name.
pub(crate) fn foreign(
    text: &Text,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ForeignPath> {
    let mut fault = |message: String, help: &str| {
        let fault = Diagnostic::error(code::CONFIG, message).at(text.span);
        diagnostics.push(fault.with_help(help));
        None
    };
    let segments: Vec<&str> = text.text.split("::").collect();
    let (Some(first), true) = (segments.first().copied(), segments.len() > 1) else {
        return fault(
            format!("`{}` is not the path of a type", text.text),
            "write the whole path, such as `my_crate::Money`; what every client has is `String`, `i64`, `f64` and the like",
        );
    };
    let good = |segment: &&str| identifier::is_identifier(segment) || *segment == "crate";
    let inner = segments.iter().skip(1).all(|segment| identifier::is_identifier(segment));
    if !good(&first) || !inner {
        return fault(
            format!("`{}` is not the path of a type", text.text),
            "names with `::` between them, without type arguments; a type alias can stand for a type with some",
        );
    }
    if options.is_package && first == "crate" {
        return fault(
            format!("`{}` is not to be had in a crate of its own", text.text),
            "put the type into a crate, and name that in `dependencies`",
        );
    }
    let declared = || options.dependencies.iter().any(|it| it.name.text.replace('-', "_") == first);
    if options.is_package && !is_everywhere(first) && !declared() {
        return fault(
            format!("the client does not depend on `{first}`"),
            "name it in `dependencies`, with a version or a path",
        );
    }
    Some(ForeignPath(segments.into_iter().map(str::to_owned).collect()))
}

fn is_everywhere(first: &str) -> bool {
    matches!(first, "std" | "core" | "alloc" | "crate")
}
