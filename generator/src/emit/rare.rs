//! Items that occur once or twice in a client: built as tokens, and printed by prettyplease.
//!
//! Takes names of the plan; returns formatted text. Everything that occurs often is written by the [`printer`](super::printer),
//! which costs a fraction of parsing tokens.

use proc_macro2::TokenStream;
use quote::quote;

use crate::bug::bug;
use crate::plan::ir::Ident;

/// `impl Default` for a type with a constructor `new` without arguments.
pub(super) fn default_impl(name: &Ident) -> String {
    let Ok(name) = syn::parse_str::<syn::Ident>(name.as_str()) else {
        bug!("`{}` is not an identifier", name.as_str());
        return String::new();
    };
    print(quote! {
        impl Default for #name {
            fn default() -> Self {
                Self::new()
            }
        }
    })
}

fn print(tokens: TokenStream) -> String {
    match syn::parse2::<syn::File>(tokens) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => {
            bug!("tokens are not Rust: {error}");
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_is_formatted_as_rustfmt_does() {
        for name in
            ["Region", "r#Type", "RegionWithANameThatIsAlmostAsLongAsANameOfATypeIsAllowedToBe"]
        {
            let expected = format!(
                "impl Default for {name} {{\n    fn default() -> Self {{\n        Self::new()\n    }}\n}}\n"
            );
            assert_eq!(default_impl(&Ident::of(name)), expected);
        }
    }
}
