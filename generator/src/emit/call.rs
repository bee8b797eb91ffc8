//! How parameters and bodies are taken and handed to `codegen::Call`.

use super::code::{self, STEP, Text};
use super::scope::{Prelude, Scope};
use super::tokens::unlike;
use crate::model::{FieldEncoding, Location, Style};
use crate::plan::{
    Argument, BodyItem, BodyKind, ConstantItem, Ident, ParameterItem, Position, RustType,
};

/// What one argument adds to a method: its parameters, and the method of the call that puts it there.
pub(super) struct Taken {
    pub(super) parameters: Vec<String>,
    method: &'static str,
    arguments: Vec<String>,
    /// What the document says about single fields of a form, as the last argument.
    encodings: Option<Vec<Encoding>>,
}

/// A `FieldEncoding`: how it begins, and the methods called on it.
struct Encoding {
    new: String,
    methods: Vec<String>,
}

impl Taken {
    /// The statement; `call` is the variable or field that holds the call.
    pub(super) fn print(&self, out: &mut Text, call: &str) {
        let method = self.method;
        let encodings = self.encodings.iter().map(|all| {
            let all: Vec<_> = all.iter().map(Encoding::text).collect();
            format!("&[{}]", all.join(", "))
        });
        let arguments: Vec<_> = self.arguments.iter().cloned().chain(encodings).collect();
        let line = format!("{call}.{method}({});", arguments.join(", "));
        if out.fits(&line) {
            out.line(&line);
        } else if call.len() <= STEP {
            // prettyplease leaves a method beside a receiver as short as that, and breaks a chain after any other.
            self.broken(out, &format!("{call}.{method}("), &arguments);
        } else {
            out.line(call);
            out.indented(|out| self.broken(out, &format!(".{method}("), &arguments));
        }
    }

    /// The call of the method by itself: its arguments get lines of their own where it is too wide.
    fn broken(&self, out: &mut Text, head: &str, arguments: &[String]) {
        let line = format!("{head}{});", arguments.join(", "));
        let Some(encodings) = self.encodings.as_ref().filter(|_| !out.fits(&line)) else {
            return out.list(head, arguments, ");");
        };
        out.line(head);
        out.indented(|out| {
            self.arguments.iter().for_each(|it| out.line(&format!("{it},")));
            let texts: Vec<_> = encodings.iter().map(Encoding::text).collect();
            let line = format!("&[{}]", texts.join(", "));
            if out.fits(&line) {
                return out.line(&format!("{line},"));
            }
            out.line("&[");
            out.indented(|out| {
                for (index, encoding) in encodings.iter().enumerate() {
                    encoding.print(out, index + 1 == encodings.len());
                }
            });
            out.line("],");
        });
        out.line(");");
    }
}

impl Encoding {
    fn text(&self) -> String {
        format!("{}{}", self.new, self.methods.concat())
    }

    /// In one line if it fits there. The comma behind the last is not counted.
    fn print(&self, out: &mut Text, is_last: bool) {
        let line = self.text();
        if out.fits(&if is_last { line.clone() } else { format!("{line},") }) {
            return out.line(&format!("{line},"));
        }
        out.line(&self.new);
        out.indented(|out| {
            for (index, method) in self.methods.iter().enumerate() {
                let comma = if index + 1 == self.methods.len() { "," } else { "" };
                out.line(&format!("{method}{comma}"));
            }
        });
    }
}

/// An argument of an operation's method.
pub(super) fn argument(argument: &Argument, taken: &[&Ident], scope: &Scope) -> Taken {
    match argument {
        Argument::Parameter(item) => parameter(item, scope),
        Argument::Body(item) => body(item, taken, scope),
    }
}

/// A parameter of the request.
pub(super) fn parameter(item: &ParameterItem, scope: &Scope) -> Taken {
    let parameters = vec![format!("{}: {}", item.name, scope.ty(&item.ty))];
    set(parameters, item.wire.as_str(), item.position, by_reference(&item.name, &item.ty))
}

/// A parameter that can have one value only.
pub(super) fn constant(item: &ConstantItem) -> Taken {
    set(Vec::new(), item.wire.as_str(), item.position, code::literal(&item.value))
}

fn set(parameters: Vec<String>, wire: &str, position: Position, value: String) -> Taken {
    let (method, style, explode) = match (position.location, position.style) {
        (Location::Path, Some((style, explode))) => ("path_styled", Some(style), Some(explode)),
        (Location::Query, Some((style, explode))) if position.reserved => {
            ("query_reserved", Some(style), Some(explode))
        }
        (Location::Query, Some((style, explode))) => ("query_styled", Some(style), Some(explode)),
        (Location::Header, Some((_, explode))) => ("header_styled", None, Some(explode)),
        (Location::Cookie, Some((Style::Cookie, explode))) => ("cookie_plain", None, Some(explode)),
        (location, _) => (plain(location, position.json), None, None),
    };
    let mut arguments = vec![code::literal(wire)];
    arguments.extend(style.map(|style| self::style(style).to_owned()));
    arguments.extend(explode.map(|explode| explode.to_string()));
    arguments.push(value);
    Taken { parameters, method, arguments, encodings: None }
}

/// The method for a value in the style that its location has by itself.
fn plain(location: Location, json: bool) -> &'static str {
    match (location, json) {
        (Location::Path, false) => "path",
        (Location::Path, true) => "path_json",
        (Location::Query, false) => "query",
        (Location::Query, true) => "query_json",
        (Location::Header, false) => "header",
        (Location::Header, true) => "header_json",
        (Location::Cookie, false) => "cookie",
        (Location::Cookie, true) => "cookie_json",
    }
}

/// A body of the request.
pub(super) fn body(item: &BodyItem, taken: &[&Ident], scope: &Scope) -> Taken {
    let (name, media) = (&item.name, code::literal(&item.media_type));
    let into = scope.prelude(Prelude::Into);
    let bytes = || format!("{name}: impl {into}<codegen::Body>");
    let written = || format!("{name}: {}", scope.ty(&item.ty));
    let value = || by_reference(name, &item.ty);
    let converted = format!("{name}.into()");
    let (parameters, method, arguments) = match item.kind {
        BodyKind::Json => (vec![written()], "json", vec![media, value()]),
        BodyKind::Xml => {
            let element = item.xml.iter().map(|it| format!("&{}", scope.path(it)));
            (vec![written()], "xml", [media, value()].into_iter().chain(element).collect())
        }
        BodyKind::Form => (vec![written()], "form", vec![value()]),
        BodyKind::Multipart => (vec![written()], "multipart", vec![media, value()]),
        BodyKind::Lines => {
            let item = item.ty.parts().first().map(|it| scope.ty(it));
            let item = item.map_or_else(|| "codegen::Value".to_owned(), |it| it.to_string());
            let iterator = scope.prelude(Prelude::IntoIterator);
            let values = format!("{name}: impl {iterator}<Item = {item}>");
            (vec![values], "json_lines", vec![media, name.to_string()])
        }
        BodyKind::Text => {
            let text = format!("{name}: {}", scope.taken(&RustType::String));
            (vec![text], "text", vec![media, converted])
        }
        BodyKind::Bytes => (vec![bytes()], "body", vec![media, converted]),
        BodyKind::BytesWithType => {
            let content_type = unlike("content_type", taken);
            let parameters = vec![format!("{content_type}: &str"), bytes()];
            (parameters, "body", vec![content_type, converted])
        }
    };
    let encodings = matches!(item.kind, BodyKind::Form | BodyKind::Multipart)
        .then(|| item.encodings.iter().map(encoding).collect());
    Taken { parameters, method, arguments, encodings }
}

/// What the document says about a single field of a form.
fn encoding(encoding: &FieldEncoding) -> Encoding {
    let new = format!("codegen::FieldEncoding::new({})", code::literal(encoding.field.as_str()));
    let mut methods = Vec::new();
    if let Some((style, explode)) = encoding.style {
        methods.push(format!(".styled({}, {explode})", self::style(style)));
    }
    if encoding.allow_reserved {
        methods.push(".reserved()".to_owned());
    }
    if let Some(content_type) = &encoding.content_type {
        methods.push(format!(".content_type({})", code::literal(content_type)));
    }
    Encoding { new, methods }
}

/// The value as `&T`: what is a reference already goes as it is.
fn by_reference(name: &Ident, ty: &RustType) -> String {
    match ty {
        RustType::Str | RustType::Slice(_) | RustType::Ref(_) => name.to_string(),
        _ => format!("&{name}"),
    }
}

fn style(style: Style) -> &'static str {
    match style {
        Style::Simple => "codegen::Style::Simple",
        Style::Label => "codegen::Style::Label",
        Style::Matrix => "codegen::Style::Matrix",
        Style::Form => "codegen::Style::Form",
        Style::SpaceDelimited => "codegen::Style::SpaceDelimited",
        Style::PipeDelimited => "codegen::Style::PipeDelimited",
        Style::TabDelimited => "codegen::Style::TabDelimited",
        Style::DeepObject => "codegen::Style::DeepObject",
        Style::QueryString => "codegen::Style::QueryString",
        Style::QueryStringJson => "codegen::Style::QueryStringJson",
        Style::Cookie => "codegen::Style::Cookie",
    }
}
