//! How parameters and bodies are taken and handed to `codegen::Call`.

use super::code::{self, Text};
use super::scope::{Prelude, Scope};
use super::tokens::unlike;
use crate::model::{Location, Style};
use crate::plan::{Argument, BodyItem, BodyKind, Ident, ParameterItem, RustType};

/// What one argument adds to a method: its parameters, and the method of the call that puts it there.
pub(super) struct Taken {
    pub(super) parameters: Vec<String>,
    method: &'static str,
    arguments: Vec<String>,
}

impl Taken {
    /// The statement; `call` is the variable or field that holds the call.
    pub(super) fn print(&self, out: &mut Text, call: &str) {
        // prettyplease leaves a method with a receiver of four letters, and breaks a chain after any other.
        let method = self.method;
        if call == "call" {
            out.list(&format!("call.{method}("), &self.arguments, ");");
        } else {
            out.line(&format!("{call}.{method}({});", self.arguments.join(", ")));
        }
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
    let position = &item.position;
    let styled = position.style.filter(|_| !position.json);
    let (method, how) = match (position.location, styled, position.json) {
        (Location::Path, Some((style, explode)), _) => {
            ("path_styled", Some((Some(style), explode)))
        }
        (Location::Path, None, _) => ("path", None),
        (Location::Query, Some((style, explode)), _) => {
            ("query_styled", Some((Some(style), explode)))
        }
        (Location::Query, None, false) => ("query", None),
        (Location::Query, None, true) => ("query_json", None),
        (Location::Header, Some((_, explode)), _) => ("header_styled", Some((None, explode))),
        (Location::Header, None, false) => ("header", None),
        (Location::Header, None, true) => ("header_json", None),
        (Location::Cookie, _, _) => ("cookie", None),
    };
    let mut arguments = vec![code::literal(item.wire.as_str())];
    if let Some((style, explode)) = how {
        arguments.extend(style.map(|style| format!("codegen::Style::{}", self::style(style))));
        arguments.push(explode.to_string());
    }
    arguments.push(by_reference(&item.name, &item.ty));
    Taken { parameters: vec![format!("{}: {}", item.name, scope.ty(&item.ty))], method, arguments }
}

/// A body of the request.
pub(super) fn body(item: &BodyItem, taken: &[&Ident], scope: &Scope) -> Taken {
    let (name, media) = (&item.name, code::literal(&item.media_type));
    let into = scope.prelude(Prelude::Into);
    let bytes = || format!("{name}: impl {into}<codegen::bytes::Bytes>");
    let written = || format!("{name}: {}", scope.ty(&item.ty));
    let value = || by_reference(name, &item.ty);
    let converted = format!("{name}.into()");
    let (parameters, method, arguments) = match item.kind {
        BodyKind::Json => (vec![written()], "json", vec![media, value()]),
        BodyKind::Form => (vec![written()], "form", vec![value()]),
        BodyKind::Text => {
            let text = format!("{name}: {}", scope.taken(&RustType::String));
            (vec![text], "text", vec![media, converted])
        }
        BodyKind::Bytes => (vec![bytes()], "bytes", vec![media, converted]),
        BodyKind::BytesWithType => {
            let content_type = unlike("content_type", taken);
            let parameters = vec![format!("{content_type}: &str"), bytes()];
            (parameters, "bytes", vec![content_type, converted])
        }
    };
    Taken { parameters, method, arguments }
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
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
    }
}
