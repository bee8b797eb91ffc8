//! How types look in XML: a private module of tables, which only a client with XML bodies has.

use super::Layout;
use super::forms;
use super::module::{Module, Visibility};
use super::printer::{List, Printer, Style};
use crate::plan::ir::{XmlElement, XmlField, XmlModule, XmlName, XmlPlace, XmlTable, XmlValue};

/// The module. The groups that use a table can be switched off.
pub(super) fn module(xml: &XmlModule, layout: Layout) -> Module {
    let mut out = layout.printer(1);
    xml.elements.iter().for_each(|it| element(&mut out, it));
    xml.tables.iter().for_each(|it| table(&mut out, it));
    Module {
        name: xml.module.as_str().to_owned(),
        file_stem: None,
        visibility: Visibility::Private,
        docs: Vec::new(),
        feature: None,
        children: Vec::new(),
        is_partly_used: false,
        imports_runtime: true,
        code: out.finish(),
    }
}

fn element(out: &mut Printer, item: &XmlElement) {
    let head = ["pub(super) static ", item.constant.as_str(), ": codegen::XmlElement ="];
    out.item();
    out.line(&["#[allow(dead_code)]"]);
    forms::hanging(out, &head, ";", |out| {
        let new = if item.is_named { "new" } else { "unnamed" };
        out.texts(&["codegen::XmlElement::", new]);
        out.list(List::ARGUMENTS, [true, false], |out, is_name| match (is_name, item.is_named) {
            (true, true) => name(out, &item.name),
            (true, false) => out.literal(&item.name.local),
            (false, _) => reference(out, &item.value),
        });
    });
}

fn table(out: &mut Printer, item: &XmlTable) {
    let head = ["static ", item.constant.as_str(), ": codegen::Xml ="];
    out.item();
    forms::hanging(out, &head, ";", |out| value(out, &item.value));
}

/// A reference to a value: a table by its name.
fn reference(out: &mut Printer, of: &XmlValue) {
    out.text("&");
    value(out, of);
}

fn value(out: &mut Printer, of: &XmlValue) {
    let kind = match of {
        XmlValue::Table(constant) => return out.text(constant.as_str()),
        XmlValue::Text => "Text",
        XmlValue::Token => "Token",
        XmlValue::Integer => "Integer",
        XmlValue::Number => "Number",
        XmlValue::Boolean => "Boolean",
        XmlValue::Free => "Free",
        XmlValue::FirstOf(_) => "FirstOf",
        XmlValue::Object(_) => "Object",
        XmlValue::Open(..) => "Open",
        XmlValue::Map(_) => "Map",
        XmlValue::List(_) => "List",
        XmlValue::Wrapped(..) => "Wrapped",
    };
    out.texts(&["codegen::Xml::", kind]);
    match of {
        XmlValue::FirstOf(kinds) => {
            out.text("(");
            forms::array(out, kinds, value);
            out.text(")");
        }
        XmlValue::Object(fields) => {
            out.text("(");
            forms::array(out, fields, field);
            out.text(")");
        }
        XmlValue::Open(fields, rest) => {
            out.list(List::ARGUMENTS, [true, false], |out, is_fields| {
                if !is_fields {
                    return reference(out, rest);
                }
                forms::array(out, fields, field);
            });
        }
        XmlValue::Map(of) | XmlValue::List(of) => {
            out.text("(");
            reference(out, of);
            out.text(")");
        }
        XmlValue::Wrapped(item, of) => {
            out.list(List::ARGUMENTS, [true, false], |out, is_name| {
                if is_name { name(out, item) } else { reference(out, of) }
            });
        }
        _ => {}
    }
}

fn field(out: &mut Printer, item: &XmlField) {
    let is_plain = item.name.namespace.is_empty() && item.name.prefix.is_empty();
    let is_named = item.name.local != item.key.as_str() || !is_plain;
    let attribute = match item.place {
        XmlPlace::Element => None,
        XmlPlace::Cdata => Some(".cdata()"),
        XmlPlace::Attribute => Some(".attribute()"),
        XmlPlace::Text => Some(".text()"),
    };
    let required = item.is_required.then_some(".required()");
    let methods = [is_named, attribute.is_some(), required.is_some()];
    out.group(Style::chain(methods.iter().filter(|it| **it).count()), |out| {
        out.text("codegen::XmlField::new");
        out.list(List::ARGUMENTS, [true, false], |out, is_key| {
            if is_key { out.literal(item.key.as_str()) } else { reference(out, &item.value) }
        });
        if is_named {
            out.soft_line("");
            out.text(".named(");
            name(out, &item.name);
            out.text(")");
        }
        for method in attribute.into_iter().chain(required) {
            out.soft_line("");
            out.text(method);
        }
    });
}

fn name(out: &mut Printer, name: &XmlName) {
    out.text("codegen::XmlName::new(");
    out.literal(&name.local);
    out.text(")");
    if !name.namespace.is_empty() || !name.prefix.is_empty() {
        out.text(".within");
        let texts = [&name.namespace, &name.prefix];
        out.list(List::ARGUMENTS, texts, |out, it| out.literal(it));
    }
}
