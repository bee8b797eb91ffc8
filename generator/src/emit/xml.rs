//! How types look in XML: a private module of tables, which only a client with XML has.

use proc_macro2::TokenStream;
use quote::quote;

use super::code::Text;
use super::error::Error;
use super::module::Module;
use super::tokens::ident;
use crate::plan::{XmlElement, XmlField, XmlModule, XmlName, XmlPlace, XmlTable, XmlValue};

/// The module. The groups that use a table can be switched off.
pub(super) fn module(xml: &XmlModule) -> Result<Module, Error> {
    let elements = xml.elements.iter().map(element);
    let tables = xml.tables.iter().map(table);
    let code = elements.chain(tables).map(|tokens| {
        let mut out = Text::new();
        out.tokens("xml", tokens)?;
        Ok(out.finish())
    });
    Ok(Module {
        name: xml.module.as_str().to_owned(),
        public: false,
        docs: Vec::new(),
        feature: None,
        children: Vec::new(),
        code: code.collect::<Result<Vec<String>, Error>>()?,
    })
}

fn element(item: &XmlElement) -> TokenStream {
    let (constant, value) = (ident(&item.constant), reference(&item.value));
    let made = match (item.is_named, &item.name.local) {
        (true, _) => {
            let name = name(&item.name);
            quote!(new(#name, #value))
        }
        (false, local) => quote!(unnamed(#local, #value)),
    };
    quote! {
        #[allow(dead_code)]
        pub(super) static #constant: codegen::XmlElement = codegen::XmlElement::#made;
    }
}

fn table(item: &XmlTable) -> TokenStream {
    let (constant, value) = (ident(&item.constant), value(&item.value));
    quote!(static #constant: codegen::Xml = #value;)
}

/// A value where a reference to one stands: a table by its name.
fn reference(of: &XmlValue) -> TokenStream {
    let value = value(of);
    quote!(&#value)
}

fn value(of: &XmlValue) -> TokenStream {
    let kind = match of {
        XmlValue::Table(constant) => {
            let constant = ident(constant);
            return quote!(#constant);
        }
        XmlValue::Text => quote!(Text),
        XmlValue::Token => quote!(Token),
        XmlValue::Integer => quote!(Integer),
        XmlValue::Number => quote!(Number),
        XmlValue::Boolean => quote!(Boolean),
        XmlValue::Free => quote!(Free),
        XmlValue::FirstOf(kinds) => {
            let kinds = kinds.iter().map(value);
            quote!(FirstOf(&[#(#kinds),*]))
        }
        XmlValue::Object(fields) => {
            let fields = fields.iter().map(field);
            quote!(Object(&[#(#fields),*]))
        }
        XmlValue::Open(fields, rest) => {
            let (fields, rest) = (fields.iter().map(field), reference(rest));
            quote!(Open(&[#(#fields),*], #rest))
        }
        XmlValue::Map(of) => {
            let of = reference(of);
            quote!(Map(#of))
        }
        XmlValue::List(of) => {
            let of = reference(of);
            quote!(List(#of))
        }
        XmlValue::Wrapped(item, of) => {
            let (item, of) = (name(item), reference(of));
            quote!(Wrapped(#item, #of))
        }
    };
    quote!(codegen::Xml::#kind)
}

fn field(item: &XmlField) -> TokenStream {
    let (key, value) = (item.key.as_str(), reference(&item.value));
    let is_plain = item.name.namespace.is_empty() && item.name.prefix.is_empty();
    let named = (item.name.local != key || !is_plain).then(|| {
        let name = name(&item.name);
        quote!(.named(#name))
    });
    let place = match item.place {
        XmlPlace::Element => TokenStream::new(),
        XmlPlace::Cdata => quote!(.cdata()),
        XmlPlace::Attribute => quote!(.attribute()),
        XmlPlace::Text => quote!(.text()),
    };
    let required = item.is_required.then(|| quote!(.required()));
    quote!(codegen::XmlField::new(#key, #value) #named #place #required)
}

fn name(name: &XmlName) -> TokenStream {
    let XmlName { local, namespace, prefix } = name;
    let is_plain = namespace.is_empty() && prefix.is_empty();
    let within = (!is_plain).then(|| quote!(.within(#namespace, #prefix)));
    quote!(codegen::XmlName::new(#local) #within)
}
