//! The types that replace what a schema would become: the configured ones, and those of the date library.
//!
//! Takes the model and the configuration; returns the Rust type of each replaced schema. A configured type is validated as a
//! path, so that no other code enters the client.

use std::collections::BTreeSet;

use crate::config::{Dates, Pair, SpannedString};
use crate::diagnostic::{Diagnostic, code};
use crate::model::{Api, Shape, StringFormat, TypeDef, TypeId};
use crate::plan::context::replacements::TypeReplacements;
use crate::plan::ir::{ForeignPath, RustType};
use crate::plan::naming::config_lookup::{TypeLookup, not_in_document};
use crate::plan::naming::identifier;
use crate::plan::options::Options;

/// The types that every client has, by the name that a configuration uses.
const BUILT_IN: [(&str, RustType); 12] = [
    ("String", RustType::String),
    ("i32", RustType::I32),
    ("i64", RustType::I64),
    ("u32", RustType::U32),
    ("u64", RustType::U64),
    ("f32", RustType::F32),
    ("f64", RustType::F64),
    ("serde_json::Value", RustType::Json),
    ("uuid::Uuid", RustType::Uuid),
    ("renkei_runtime::DateTime", RustType::DateTime),
    ("jiff::Timestamp", RustType::Timestamp),
    ("jiff::civil::Date", RustType::Date),
];

/// Resolves the `replace` section and the date library.
pub(crate) fn resolve(
    api: &Api,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> TypeReplacements {
    let mut resolver =
        Resolver { api, options, replacements: TypeReplacements::default(), diagnostics };
    resolver.types();
    resolver.formats();
    resolver.dates();
    resolver.replacements
}

struct Resolver<'a> {
    api: &'a Api,
    options: &'a Options,
    replacements: TypeReplacements,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    /// Replaces the named schemas.
    fn types(&mut self) {
        let pairs = &self.options.replace.types;
        if pairs.is_empty() {
            return;
        }
        let lookup = TypeLookup::of(self.api);
        for pair in pairs {
            let id = lookup.get(&pair.from.text);
            let Some((id, def)) = id.and_then(|id| Some((id, self.api.ty(id)?))) else {
                self.report_missing(pair, "type", &lookup.names());
                continue;
            };
            if let Some(ty) = self.replacement(pair, &[def]) {
                self.replacements.replace(id, ty);
            }
        }
    }

    /// Replaces the schemas of each named format.
    fn formats(&mut self) {
        for pair in &self.options.replace.formats {
            let ids = of_format(self.api, &pair.from.text);
            if ids.is_empty() {
                let formats = self.api.types.iter().filter_map(|def| def.format.clone());
                let formats: BTreeSet<_> = formats.collect();
                self.report_missing(pair, "format", &formats.into_iter().collect::<Vec<_>>());
            }
            let defs: Vec<_> = ids.iter().filter_map(|id| self.api.ty(*id)).collect();
            if let Some(ty) = self.replacement(pair, &defs) {
                ids.into_iter().for_each(|id| self.replacements.replace_format(id, &ty));
            }
        }
    }

    /// Replaces `date-time` and `date` by the types of the date library, where nothing else replaces them.
    fn dates(&mut self) {
        let (date_time, date) = match self.options.client.dates {
            Dates::Jiff => return,
            Dates::Chrono => (RustType::ChronoDateTime, RustType::ChronoDate),
            Dates::Time => (RustType::TimeDateTime, RustType::TimeDate),
            Dates::Text => (RustType::String, RustType::String),
        };
        for (id, def) in (0_u32..).map(TypeId).zip(&self.api.types) {
            let ty = match def.shape {
                Shape::String(StringFormat::DateTime) => &date_time,
                Shape::String(StringFormat::Date) => &date,
                _ => continue,
            };
            self.replacements.replace_format(id, ty);
        }
    }

    /// The configured type for some schemas.
    fn replacement(&mut self, pair: &Pair, defs: &[&TypeDef]) -> Option<RustType> {
        let text = pair.to.text.as_str();
        let Some((_, ty)) = BUILT_IN.iter().find(|(name, _)| *name == text) else {
            let path = foreign_path(&pair.to, self.options, self.diagnostics);
            return path.map(RustType::Foreign);
        };
        if defs.iter().all(|def| fits(ty, &def.shape)) {
            return Some(ty.clone());
        }
        let message = format!("values of `{}` cannot be read as `{text}`", pair.from.text);
        self.diagnostics.push(Diagnostic::error(code::CONFIG, message).at(pair.to.span));
        None
    }

    fn report_missing(&mut self, pair: &Pair, kind: &str, known: &[String]) {
        let (text, span) = (&pair.from.text, pair.from.span);
        self.diagnostics.push(not_in_document(text, span, ("replace", kind), known));
    }
}

/// The strings and numbers of a format. Binary strings are the bytes of a body, which no value replaces.
fn of_format(api: &Api, format: &str) -> Vec<TypeId> {
    let ids = (0_u32..).map(TypeId).zip(&api.types);
    let has_format = |def: &TypeDef| {
        def.format.as_deref() == Some(format)
            && match &def.shape {
                Shape::String(format) => *format != StringFormat::Binary,
                Shape::Integer(_) | Shape::Number(_) => true,
                _ => false,
            }
    };
    ids.filter(|(_, def)| has_format(def)).map(|(id, _)| id).collect()
}

/// Whether the values of a schema can be read as a built-in type.
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

/// A configured path that generated code can use.
pub(super) fn foreign_path(
    text: &SpannedString,
    options: &Options,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ForeignPath> {
    let mut reject = |message: String, help: &str| {
        let diagnostic = Diagnostic::error(code::CONFIG, message).at(text.span);
        diagnostics.push(diagnostic.with_help(help));
        None
    };
    let segments: Vec<&str> = text.text.split("::").collect();
    let (Some(first), true) = (segments.first().copied(), segments.len() > 1) else {
        return reject(
            format!("`{}` is not the path of a type", text.text),
            "write the whole path, such as `my_crate::Money`, or a built-in type, such as `String` or `i64`",
        );
    };
    let is_root = identifier::is_identifier(first) || first == "crate";
    let is_path = segments.iter().skip(1).all(|segment| identifier::is_identifier(segment));
    if !is_root || !is_path {
        return reject(
            format!("`{}` is not the path of a type", text.text),
            "write identifiers separated by `::`; use a type alias for a type with type arguments",
        );
    }
    if options.is_package && first == "crate" {
        return reject(
            format!("`{}` is not available in a client that is a separate crate", text.text),
            "move the type to a crate, and add the crate to `dependencies`",
        );
    }
    let is_declared =
        || options.dependencies.iter().any(|it| it.name.text.replace('-', "_") == first);
    if options.is_package && !is_built_in(first) && !is_declared() {
        return reject(
            format!("the client does not depend on `{first}`"),
            "add it to `dependencies` with a version or a path",
        );
    }
    Some(ForeignPath(segments.into_iter().map(str::to_owned).collect()))
}

fn is_built_in(first: &str) -> bool {
    matches!(first, "std" | "core" | "alloc" | "crate")
}
