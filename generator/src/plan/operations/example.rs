//! The example of each operation, which uses the planned constructors, so that it compiles.

use crate::plan::ir::{
    Argument, BodyKind, Constructor, EnumRepr, Item, Presence, RustType, StructItem, TypePath,
};
use crate::plan::naming::body_media::is_range;
use crate::plan::naming::grouping::OperationNames;
use crate::plan::operations::OperationPlanner;
use crate::plan::operations::item_index::ItemIndex;

/// The deepest nesting of values. Deeper examples are not readable.
const MAX_NESTING: usize = 4;

impl OperationPlanner<'_, '_> {
    /// A call with every argument, as the lines of a documentation test; empty where an argument has no example.
    pub(super) fn example(
        &self,
        names: &OperationNames,
        arguments: &[Argument],
        response: &RustType,
    ) -> Vec<String> {
        let root = self.crate_name.replace('-', "_");
        let writer = Writer { root: &root, items: self.items };
        let values = arguments.iter().map(|argument| writer.argument(argument));
        let Some(values) = values.collect::<Option<Vec<_>>>() else { return Vec::new() };
        let call =
            format!("client.{}().{}({}).await?;", names.group, names.method, values.join(", "));
        let line = match response {
            RustType::Unit => call,
            _ => format!("let response = {call}"),
        };
        vec![
            format!(
                "# async fn example(client: {root}::Client) -> Result<(), Box<dyn std::error::Error>> {{"
            ),
            line,
            "# Ok(())".to_owned(),
            "# }".to_owned(),
        ]
    }
}

struct Writer<'a> {
    root: &'a str,
    items: &'a ItemIndex<'a>,
}

impl Writer<'_> {
    fn argument(&self, argument: &Argument) -> Option<String> {
        match argument {
            Argument::Parameter(parameter) => self.value(&parameter.ty, parameter.wire.as_str(), 0),
            Argument::Body(body) => match body.kind {
                BodyKind::BytesWithType => {
                    let media_type = match is_range(&body.media_type) {
                        true => "application/octet-stream",
                        false => "multipart/form-data; boundary=x",
                    };
                    Some(format!("\"{media_type}\", \"…\""))
                }
                BodyKind::Text | BodyKind::Bytes => Some("\"…\"".to_owned()),
                BodyKind::Value(_)
                | BodyKind::Lines
                | BodyKind::Xml
                | BodyKind::Form
                | BodyKind::Multipart => self.value(&body.ty, "text", 0),
            },
        }
    }

    /// An expression of a type. `hint` is the content of a string.
    fn value(&self, ty: &RustType, hint: &str, nesting: usize) -> Option<String> {
        if nesting > MAX_NESTING {
            return None;
        }
        Some(match ty {
            RustType::Bool => "true".to_owned(),
            RustType::I32 | RustType::I64 | RustType::U32 | RustType::U64 | RustType::I128 => {
                "1".to_owned()
            }
            RustType::F32 | RustType::F64 => "1.0".to_owned(),
            RustType::String | RustType::Str => format!("{hint:?}"),
            RustType::FilePart => "\"…\".into()".to_owned(),
            RustType::DateTime
            | RustType::Timestamp
            | RustType::ChronoDateTime
            | RustType::TimeDateTime => "\"2026-01-31T09:00:00Z\".parse()?".to_owned(),
            RustType::Date | RustType::ChronoDate => "\"2026-01-31\".parse()?".to_owned(),
            RustType::Uuid => "\"0190d2a0-7f6b-7cc1-a7a3-2f0a7c3a5b10\".parse()?".to_owned(),
            RustType::Json | RustType::Map(_) => "Default::default()".to_owned(),
            RustType::Option(_) => "None".to_owned(),
            RustType::Vec(of) => format!("vec![{}]", self.element(of, hint, nesting)?),
            RustType::Tuple(items) => {
                let item = |it| self.element(it, hint, nesting).map(|it| format!("{it},"));
                format!("({})", items.iter().map(item).collect::<Option<String>>()?)
            }
            RustType::Slice(of) => format!("&[{}]", self.value(of, hint, nesting + 1)?),
            RustType::Ref(of) => format!("&{}", self.value(of, hint, nesting)?),
            RustType::Numeric(of) => {
                format!("{}::Numeric::new({})", self.root, self.value(of, hint, nesting)?)
            }
            RustType::Boxed(of) => format!("Box::new({})", self.value(of, hint, nesting)?),
            RustType::Item(path) => self.item(path, nesting)?,
            RustType::TimeDate | RustType::Foreign(_) | RustType::Lenient(_) => return None,
            RustType::Unit
            | RustType::Bytes
            | RustType::Never
            | RustType::Maybe(_)
            | RustType::EventStream(_)
            | RustType::LineStream(_)
            | RustType::ByteStream => return None,
        })
    }

    /// An element of a `Vec`, which owns its strings.
    fn element(&self, ty: &RustType, hint: &str, nesting: usize) -> Option<String> {
        let value = self.value(ty, hint, nesting + 1)?;
        Some(if *ty == RustType::String { format!("{value}.into()") } else { value })
    }

    fn item(&self, path: &TypePath, nesting: usize) -> Option<String> {
        let name = format!("{}::{path}", self.root);
        match self.items.item(path)? {
            Item::Struct(item) => self.structure(item, &name, nesting),
            Item::Enum(item) => Some(match (item.variants.first(), item.repr) {
                (Some(variant), _) => format!("{name}::{}", variant.name),
                (None, EnumRepr::String) => format!("{name}::from(\"text\")"),
                (None, EnumRepr::Integer) => format!("{name}::from(1)"),
            }),
            Item::Union(item) => {
                let variant = item.variants.first()?;
                let value = self.element(&variant.ty, "text", nesting)?;
                Some(format!("{name}::{}({value})", variant.name))
            }
            Item::Alias(_) | Item::Shared(_) => None,
        }
    }

    fn structure(&self, item: &StructItem, name: &str, nesting: usize) -> Option<String> {
        let required = item.fields.iter().filter(|field| field.presence == Presence::Required);
        let mut values = required.map(|field| {
            let value = self.value(&field.setter.takes, field.wire.as_str(), nesting + 1)?;
            Some((field.setter.method.clone(), value))
        });
        match item.constructor {
            Constructor::None => None,
            Constructor::New => {
                let values: Option<Vec<_>> = values.map(|it| it.map(|(_, value)| value)).collect();
                Some(format!("{name}::new({})", values?.join(", ")))
            }
            Constructor::Builder => {
                let calls: Option<String> = values.try_fold(String::new(), |calls, it| {
                    it.map(|(method, value)| format!("{calls}.{method}({value})"))
                });
                Some(format!("{name}::builder(){}.build()?", calls?))
            }
        }
    }
}
