//! Parameters and bodies: how a method takes them, and the statement that hands them to `codegen::Call`.

use super::forms::{self, Parameter, ParameterType};
use super::printer::{List, Printer, Style};
use super::scope::Scope;
use crate::plan::ir::{
    Argument, BodyItem, BodyKind, ConstantItem, FieldEncoding, Ident, Location, ParameterItem,
    ParameterStyle, Position, RustType, TypePath,
};

/// An argument of an operation's method, and the statement that uses it.
pub(super) struct Input<'a> {
    pub(super) parameters: Vec<Parameter<'a>>,
    method: &'static str,
    arguments: Vec<Value<'a>>,
}

/// An argument of a method of `Call`.
enum Value<'a> {
    /// Code that never changes.
    Code(&'static str),
    /// A string literal.
    Literal(&'a str),
    /// A boolean literal.
    Flag(bool),
    /// A variable.
    Variable(&'a str),
    /// A reference to a variable.
    Reference(&'a str),
    /// A list of anything that is a string, as one of `&str`.
    Strings(&'a str),
    /// A variable that is converted.
    Converted(&'a str),
    /// A reference to an item.
    Item(&'a TypePath),
    /// Settings for single fields of a form.
    Encodings(&'a [FieldEncoding]),
}

impl Input<'_> {
    /// Prints the statement. `call` is the variable or field that holds the call.
    pub(super) fn print(&self, out: &mut Printer, call: &str, scope: &Scope) {
        out.start();
        // rustfmt breaks before a method only if its receiver is longer than one step of indentation.
        if call.len() <= 4 {
            out.text(call);
            self.call(out, scope);
        } else {
            out.group(Style::METHOD, |out| {
                out.text(call);
                out.soft_line("");
                self.call(out, scope);
            });
        }
        out.text(";");
        out.end();
    }

    fn call(&self, out: &mut Printer, scope: &Scope) {
        out.texts(&[".", self.method]);
        out.list(List::ARGUMENTS, &self.arguments, |out, it| it.print(out, scope));
    }
}

impl Value<'_> {
    fn print(&self, out: &mut Printer, scope: &Scope) {
        match self {
            Self::Code(code) => out.text(code),
            Self::Literal(text) => out.literal(text),
            Self::Flag(flag) => out.text(if *flag { "true" } else { "false" }),
            Self::Variable(name) => out.text(name),
            Self::Reference(name) => out.texts(&["&", name]),
            Self::Strings(name) => {
                out.text("&codegen::strings");
                out.list(List::ARGUMENTS, [*name], |out, it| out.text(it));
            }
            Self::Converted(name) => out.texts(&[name, ".into()"]),
            Self::Item(path) => {
                out.text("&");
                scope.path(out, path);
            }
            Self::Encodings(all) => forms::array(out, all, encoding),
        }
    }
}

/// An argument of an operation's method.
pub(super) fn argument(argument: &Argument) -> Input<'_> {
    match argument {
        Argument::Parameter(item) => parameter(item),
        Argument::Body(item) => body(item),
    }
}

/// A parameter of the request.
pub(super) fn parameter(item: &ParameterItem) -> Input<'_> {
    let ty = ParameterType::argument(&item.ty);
    let parameters = vec![Parameter::Typed(item.name.as_str(), ty)];
    located(parameters, item.wire.as_str(), item.position, reference(&item.name, &item.ty))
}

/// A parameter with a single possible value.
pub(super) fn constant(item: &ConstantItem) -> Input<'_> {
    located(Vec::new(), item.wire.as_str(), item.position, Value::Literal(&item.value))
}

fn located<'a>(
    parameters: Vec<Parameter<'a>>,
    wire: &'a str,
    position: Position,
    value: Value<'a>,
) -> Input<'a> {
    use ParameterStyle::Cookie;
    let (method, style, explode) = match (position.location, position.style) {
        (Location::Path, Some((style, explode))) if position.reserved => {
            ("path_reserved", Some(style), Some(explode))
        }
        (Location::Path, Some((style, explode))) => ("path_styled", Some(style), Some(explode)),
        (Location::Query, Some((style, explode))) if position.reserved => {
            ("query_reserved", Some(style), Some(explode))
        }
        (Location::Query, Some((style, explode))) => ("query_styled", Some(style), Some(explode)),
        (Location::Header, Some((_, explode))) => ("header_styled", None, Some(explode)),
        (Location::Cookie, Some((Cookie, explode))) => ("cookie_plain", None, Some(explode)),
        (location, _) => (default_method(location, position.json), None, None),
    };
    let mut arguments = vec![Value::Literal(wire)];
    arguments.extend(style.map(|it| Value::Code(self::style(it))));
    arguments.extend(explode.map(Value::Flag));
    arguments.push(value);
    Input { parameters, method, arguments }
}

/// The method for a value in the default style of its location.
fn default_method(location: Location, json: bool) -> &'static str {
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
pub(super) fn body(item: &BodyItem) -> Input<'_> {
    let name = item.name.as_str();
    let media = || Value::Literal(&item.media_type);
    let value = || reference(&item.name, &item.ty);
    let converted = || Value::Converted(name);
    let (ty, method, arguments) = match item.kind {
        BodyKind::Value(codec) => {
            (ParameterType::argument(&item.ty), codec.encode, vec![media(), value()])
        }
        BodyKind::Xml => {
            let element = item.xml.iter().map(Value::Item);
            let arguments = [media(), value()].into_iter().chain(element).collect();
            (ParameterType::argument(&item.ty), "xml", arguments)
        }
        BodyKind::Form => {
            let arguments = vec![value(), Value::Encodings(&item.encodings)];
            (ParameterType::Type(&item.ty), "form", arguments)
        }
        BodyKind::Multipart => {
            let arguments = vec![media(), value(), Value::Encodings(&item.encodings)];
            (ParameterType::Type(&item.ty), "multipart", arguments)
        }
        BodyKind::Lines => {
            let ty = ParameterType::Iterator(item.ty.parts().first());
            (ty, "json_lines", vec![media(), Value::Variable(name)])
        }
        BodyKind::Text => {
            (ParameterType::Into(&RustType::String), "text", vec![media(), converted()])
        }
        BodyKind::Bytes | BodyKind::BytesWithType => {
            let content_type = item.content_type.as_ref().map(Ident::as_str);
            let media = content_type.map_or_else(media, Value::Variable);
            (ParameterType::IntoBody, "body", vec![media, converted()])
        }
    };
    let content_type = item.content_type.iter();
    let content_type = content_type.map(|it| Parameter::Typed(it.as_str(), ParameterType::Str));
    let parameters = content_type.chain([Parameter::Typed(name, ty)]).collect();
    Input { parameters, method, arguments }
}

/// Prints the settings for one field of a form.
fn encoding(out: &mut Printer, encoding: &FieldEncoding) {
    let FieldEncoding { style, allow_reserved, content_type, .. } = encoding;
    let has_headers = !encoding.headers.is_empty();
    let all = [style.is_some(), *allow_reserved, content_type.is_some(), has_headers];
    let methods = all.iter().filter(|it| **it).count();
    out.group(Style::chain(methods), |out| {
        out.text("codegen::FieldEncoding::new(");
        out.literal(encoding.field.as_str());
        out.text(")");
        if let Some((style, explode)) = encoding.style {
            let explode = if explode { "true" } else { "false" };
            out.soft_line("");
            out.texts(&[".styled(", self::style(style), ", ", explode, ")"]);
        }
        if encoding.allow_reserved {
            out.soft_line("");
            out.text(".reserved()");
        }
        if let Some(content_type) = &encoding.content_type {
            out.soft_line("");
            out.text(".content_type(");
            out.literal(content_type);
            out.text(")");
        }
        if has_headers {
            out.soft_line("");
            out.text(".headers(");
            forms::array(out, &encoding.headers, |out, (name, value)| {
                out.list(List::TUPLE, [name, value], |out, it| out.literal(it));
            });
            out.text(")");
        }
    });
}

/// The value as `&T`. A reference is passed on as it is.
fn reference<'a>(name: &'a Ident, ty: &RustType) -> Value<'a> {
    match ty {
        RustType::Slice(of) if **of == RustType::Str => Value::Strings(name.as_str()),
        RustType::Str | RustType::Slice(_) | RustType::Ref(_) => Value::Variable(name.as_str()),
        _ => Value::Reference(name.as_str()),
    }
}

fn style(style: ParameterStyle) -> &'static str {
    match style {
        ParameterStyle::Simple => "codegen::Style::Simple",
        ParameterStyle::Label => "codegen::Style::Label",
        ParameterStyle::Matrix => "codegen::Style::Matrix",
        ParameterStyle::Form => "codegen::Style::Form",
        ParameterStyle::SpaceDelimited => "codegen::Style::SpaceDelimited",
        ParameterStyle::PipeDelimited => "codegen::Style::PipeDelimited",
        ParameterStyle::TabDelimited => "codegen::Style::TabDelimited",
        ParameterStyle::DeepObject => "codegen::Style::DeepObject",
        ParameterStyle::QueryString => "codegen::Style::QueryString",
        ParameterStyle::QueryStringJson => "codegen::Style::QueryStringJson",
        ParameterStyle::Cookie => "codegen::Style::Cookie",
    }
}
