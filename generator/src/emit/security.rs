//! Security schemes: a constant each, and what an operation needs of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::error::Error;
use super::tokens::ident;
use crate::model::SchemeKind;
use crate::plan::{Crate, OperationItem, SecurityItem, SecuritySchemeItem};

/// The constants, which stand beside `Client`. Without its groups a client may need none of them.
pub(super) fn constants(plan: &Crate) -> TokenStream {
    let constants = plan.security_schemes.iter().map(constant);
    quote!(#(#constants)*)
}

fn constant(item: &SecuritySchemeItem) -> TokenStream {
    let (name, id, kind) = (ident(&item.constant), &item.id, kind(&item.kind));
    quote! {
        #[allow(dead_code)]
        pub(super) const #name: codegen::SecurityScheme = codegen::SecurityScheme { id: #id, kind: #kind };
    }
}

fn kind(kind: &SchemeKind) -> TokenStream {
    let kind = match kind {
        SchemeKind::ApiKeyHeader(name) => quote!(ApiKeyHeader(#name)),
        SchemeKind::ApiKeyQuery(name) => quote!(ApiKeyQuery(#name)),
        SchemeKind::ApiKeyCookie(name) => quote!(ApiKeyCookie(#name)),
        SchemeKind::Basic => quote!(Basic),
        SchemeKind::Bearer => quote!(Bearer),
        SchemeKind::OAuth2 => quote!(OAuth2),
        SchemeKind::OpenIdConnect => quote!(OpenIdConnect),
        SchemeKind::MutualTls => quote!(MutualTls),
        SchemeKind::Other => quote!(Other),
    };
    quote!(codegen::SchemeKind::#kind)
}

/// `Operation::security` of an operation in a group's module, where the document says something.
pub(super) fn needed(item: &OperationItem, plan: &Crate) -> Result<Option<String>, Error> {
    let SecurityItem::Declared(alternatives) = &item.security else { return Ok(None) };
    let alternatives = alternatives.iter().map(|together| {
        let schemes = together.iter().map(|index| {
            let scheme = plan.security_schemes.get(*index);
            let scheme = scheme
                .ok_or_else(|| Error::new(&item.id, "it needs an unknown security scheme"))?;
            Ok(format!("super::client::{}", scheme.constant))
        });
        let schemes = schemes.collect::<Result<Vec<String>, Error>>()?;
        Ok(format!("&[{}]", schemes.join(", ")))
    });
    let alternatives = alternatives.collect::<Result<Vec<String>, Error>>()?;
    Ok(Some(format!("security: Some(&[{}])", alternatives.join(", "))))
}
