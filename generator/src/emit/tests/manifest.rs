//! The manifest lists the methods of the generated code.

use std::collections::BTreeSet;
use std::path::Path;

use super::*;

/// The methods of every request, besides its setters.
const REQUEST_METHODS: [&str; 4] = ["with", "send_full", "pages", "items"];

#[test]
fn the_manifest_lists_the_arguments_and_setters_that_methods_have() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let folders = ["features", "hostile", "wire"].map(|folder| specs.join(folder));
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let documents = entries.map(|entry| entry.unwrap().path());
    let mut checked = 0;
    for document in documents.filter(|it| it.extension().is_some_and(|it| it == "yaml")) {
        let options = crate::pipeline::Options::default();
        let client = crate::pipeline::generate(&document, Layout::Crate, &options).unwrap();
        checked += check(&client.files);
    }
    checked += check(&printed(&orders(), Layout::Crate));
    assert!(checked > 300, "only {checked} operations");
}

/// Compares each operation of the manifest with its method and its request, and returns their number.
fn check(files: &Files) -> usize {
    let manifest: serde_json::Value =
        serde_json::from_str(files.get("renkei-manifest.json").unwrap()).unwrap();
    let operations = manifest["operations"].as_array().unwrap();
    for operation in operations {
        let call = operation["call"].as_str().unwrap();
        let (group, method) = call.strip_prefix("client.").unwrap().split_once("().").unwrap();
        let file = syn::parse_file(module(files, group)).unwrap();
        let signature = methods(&file).find(|it| it.sig.ident == method);
        let signature = &signature.unwrap_or_else(|| panic!("{call}")).sig;
        assert_eq!(parameters(signature), names(&operation["arguments"]), "{call}");
        let syn::ReturnType::Type(_, request) = &signature.output else { panic!("{call}") };
        let streams = operation["streams"].as_array().into_iter().flatten();
        let streams: Vec<&str> = streams.map(|it| it["method"].as_str().unwrap()).collect();
        let poller = operation.get("longRunning").map(|_| "poller");
        let is_setter = |name: &String| {
            let name = name.as_str();
            !REQUEST_METHODS.contains(&name) && !streams.contains(&name) && poller != Some(name)
        };
        if poller.is_some() {
            let resume = operation["longRunning"]["resume"].as_str().unwrap();
            assert!(methods(&file).any(|it| it.sig.ident == resume), "{call}");
        }
        let setters: BTreeSet<String> = public_methods(&file, request).filter(is_setter).collect();
        assert_eq!(setters, names(&operation["setters"]).into_iter().collect(), "{call}");
    }
    operations.len()
}

/// The file of a group's module.
fn module<'a>(files: &'a Files, group: &str) -> &'a str {
    let root = files.get("src/lib.rs").unwrap();
    let declaration = format!("pub mod {group};");
    let before = root.split_once(&declaration).unwrap().0;
    let path = before.rsplit("#[rustfmt::skip]").next().unwrap();
    let path = path.split_once("#[path = \"").map(|(_, rest)| rest.split_once('"').unwrap().0);
    let plain = group.trim_start_matches("r#");
    let file = |path: &str| files.get(&format!("src/{path}"));
    match path {
        Some(path) => file(path).unwrap(),
        None => file(&format!("{plain}.rs")).or(file(&format!("{plain}/mod.rs"))).unwrap(),
    }
}

fn impls(file: &syn::File) -> impl Iterator<Item = &syn::ItemImpl> {
    file.items.iter().filter_map(|item| match item {
        syn::Item::Impl(item) => Some(item),
        _ => None,
    })
}

/// The methods of the group's handle, which is the first type in its module.
fn methods(file: &syn::File) -> impl Iterator<Item = &syn::ImplItemFn> {
    impls(file).take(1).flat_map(|it| &it.items).filter_map(|item| match item {
        syn::ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// The public methods that take the value; those that borrow it only show something.
fn public_methods<'a>(file: &'a syn::File, ty: &'a syn::Type) -> impl Iterator<Item = String> + 'a {
    let own = impls(file).filter(move |it| it.trait_.is_none() && is_same(&it.self_ty, ty));
    own.flat_map(|it| &it.items).filter_map(|item| match item {
        syn::ImplItem::Fn(method) if matches!(method.vis, syn::Visibility::Public(_)) => {
            let receiver = method.sig.receiver().map(|it| &it.kind);
            let borrows = matches!(receiver, Some(syn::ReceiverKind::Reference(..)));
            (!borrows).then(|| method.sig.ident.to_string())
        }
        _ => None,
    })
}

fn is_same(one: &syn::Type, other: &syn::Type) -> bool {
    match (one, other) {
        (syn::Type::Path(one), syn::Type::Path(other)) => {
            one.path.get_ident().is_some() && one.path.get_ident() == other.path.get_ident()
        }
        _ => false,
    }
}

/// The names of parameters, without `self`.
fn parameters(signature: &syn::Signature) -> Vec<String> {
    let names = signature.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Receiver(_) => None,
        syn::FnArg::Typed(input) => match &*input.pat {
            syn::Pat::Ident(name) => Some(name.ident.to_string()),
            _ => panic!("a parameter without a name"),
        },
    });
    names.collect()
}

fn names(inputs: &serde_json::Value) -> Vec<String> {
    let inputs = inputs.as_array().unwrap().iter();
    inputs.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
}
