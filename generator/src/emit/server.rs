//! The servers that a user can choose from: `Server` and its neighbours.

use super::forms;
use super::printer::{List, Printer};
use super::rare;
use super::text;
use crate::plan::ir::{
    FixedServer, Ident, OpenServer, ServerValues, Servers, VariableDefault, VariableItem,
    server_enum,
};

/// All types, in the module of `Client`.
pub(super) fn types(out: &mut Printer, servers: &Servers) {
    if !servers.fixed.is_empty() {
        fixed(out, &servers.fixed);
    }
    servers.open.iter().for_each(|it| open(out, it));
    servers.values.iter().for_each(|it| values(out, it));
}

/// The methods of `codegen::ServerOf`.
const NAME: &str = "fn name(&self) -> &'static str";
const URL: &str = "fn url(&self) -> Result<String, codegen::Error>";

fn fixed(out: &mut Printer, servers: &[FixedServer]) {
    let name = server_enum();
    let variants = || servers.iter().map(|it| &it.name);
    out.item();
    out.doc(&["The servers of the API, for [`codegen::ClientBuilder::server`]."]);
    unit_enum(out, &name, servers.iter().map(|it| (&it.name, it.docs.as_slice())));
    server_of(out, &name, |out| {
        out.item();
        out.block(&[NAME], "", |out| {
            out.block(&["match self"], "", |out| {
                arms(out, variants().map(|it| (it, it.plain())));
            });
        });
        out.item();
        out.block(&[URL], "", |out| {
            out.block(&["let url = match self"], ";", |out| {
                arms(out, servers.iter().map(|it| (&it.name, it.url.as_str())));
            });
            out.line(&["Ok(url.to_owned())"]);
        });
    });
}

/// An enum without data.
fn unit_enum<'a>(
    out: &mut Printer,
    name: &Ident,
    variants: impl Iterator<Item = (&'a Ident, &'a [String])>,
) {
    out.line(&["#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]"]);
    out.line(&["#[non_exhaustive]"]);
    out.block(&["pub enum ", name.as_str()], "", |out| {
        for (variant, docs) in variants {
            out.docs(docs);
            out.line(&[variant.as_str(), ","]);
        }
    });
}

fn server_of(out: &mut Printer, name: &Ident, inside: impl FnOnce(&mut Printer)) {
    out.item();
    let of = |out: &mut Printer| out.text("codegen::ServerOf<Client>");
    forms::implementation(out, of, name.as_str(), inside);
}

/// The arms of a match from variants to strings.
fn arms<'a>(out: &mut Printer, arms: impl Iterator<Item = (&'a Ident, &'a str)>) {
    for (variant, text) in arms {
        out.start();
        out.texts(&["Self::", variant.as_str(), " => "]);
        forms::arm_body(out, |out| out.literal(text));
        out.end();
    }
}

fn open(out: &mut Printer, server: &OpenServer) {
    let name = server.name.as_str();
    out.item();
    out.docs(&server.docs);
    out.line(&["#[derive(Clone, Debug, PartialEq, Eq)]"]);
    out.block(&["pub struct ", name], "", |out| {
        for it in &server.variables {
            out.line(&[it.name.as_str(), ": ", ty(it), ","]);
        }
    });
    out.item();
    out.block(&["impl ", name], "", |out| {
        out.item();
        out.doc(&["Creates the server with the default values of its variables."]);
        out.block(&["pub fn new() -> Self"], "", |out| {
            out.start();
            out.text("Self ");
            out.list(List::FIELDS, &server.variables, default);
            out.end();
        });
        server.variables.iter().for_each(|it| setter(out, it));
    });
    out.item();
    rare::default_impl(&server.name).lines().for_each(|line| out.line(&[line]));
    server_of(out, &server.name, |out| {
        out.item();
        out.block(&[NAME], "", |out| {
            out.start();
            out.literal(&server.label);
            out.end();
        });
        out.item();
        out.block(&[URL], "", |out| url(out, server));
    });
}

fn url(out: &mut Printer, server: &OpenServer) {
    out.start();
    out.text("codegen::server_url");
    out.list(List::ARGUMENTS, [true, false], |out, is_template| {
        if is_template {
            return out.literal(&server.url);
        }
        forms::array(out, &server.variables, variable_value);
    });
    out.end();
}

/// A variable with its value. A value that the document lists needs no check.
fn variable_value(out: &mut Printer, variable: &VariableItem) {
    let field = variable.name.as_str();
    match &variable.default {
        VariableDefault::String(text) => {
            out.text("codegen::UrlVariable::free");
            out.list(List::ARGUMENTS, [0, 1, 2], |out, index| match index {
                0 => out.literal(&variable.wire),
                1 => out.texts(&["&self.", field]),
                _ => out.literal(text),
            });
        }
        VariableDefault::Value(..) => {
            out.text("codegen::UrlVariable::listed");
            out.list(List::ARGUMENTS, [true, false], |out, is_name| {
                if is_name {
                    out.literal(&variable.wire);
                } else {
                    out.texts(&["self.", field, ".as_str()"]);
                }
            });
        }
    }
}

fn ty(variable: &VariableItem) -> &str {
    match &variable.default {
        VariableDefault::String(_) => "String",
        VariableDefault::Value(ty, _) => ty.as_str(),
    }
}

/// A field with its default.
fn default(out: &mut Printer, variable: &VariableItem) {
    out.texts(&[variable.name.as_str(), ": "]);
    match &variable.default {
        VariableDefault::String(text) => {
            out.literal(text);
            out.text(".to_owned()");
        }
        VariableDefault::Value(ty, variant) => out.texts(&[ty.as_str(), "::", variant.as_str()]),
    }
}

fn setter(out: &mut Printer, variable: &VariableItem) {
    let name = variable.name.as_str();
    let (taken, conversion) = match &variable.default {
        VariableDefault::String(_) => ("impl Into<String>", ".into()"),
        VariableDefault::Value(..) => (ty(variable), ""),
    };
    out.item();
    out.docs(&variable.docs);
    out.start();
    out.texts(&["pub fn ", name]);
    let parameters = [["mut self", "", ""], [name, ": ", taken]];
    out.list(List::PARAMETERS, parameters, |out, it| out.texts(&it));
    out.text(" -> Self");
    out.braces("", |out| {
        out.line(&["self.", name, " = ", name, conversion, ";"]);
        out.line(&["self"]);
    });
}

fn values(out: &mut Printer, values: &ServerValues) {
    let docs: Vec<[String; 1]> =
        values.variants.iter().map(|(_, value)| [text::code(value)]).collect();
    out.item();
    out.docs(&values.docs);
    let variants = values.variants.iter().zip(&docs);
    unit_enum(out, &values.name, variants.map(|((name, _), docs)| (name, docs.as_slice())));
    out.item();
    out.block(&["impl ", values.name.as_str()], "", |out| {
        out.block(&["fn as_str(&self) -> &'static str"], "", |out| {
            out.block(&["match self"], "", |out| {
                arms(out, values.variants.iter().map(|(name, text)| (name, text.as_str())));
            });
        });
    });
}
