//! The paths that a Rust file names, from its syntax tree: `use` trees, and paths in code and in macros.
//!
//! Takes a file of a crate; returns absolute paths such as `crate::document::walk` or `heck::ToSnakeCase`. Unit tests are
//! left out.

use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, File, ItemFn, ItemImpl, ItemMod, ItemUse, Macro, UseTree};

/// The absolute paths that a file names, outside its tests.
pub(crate) fn named_by(root: &Path, file: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(file).unwrap();
    let tree: File = syn::parse_file(&text).unwrap_or_else(|it| panic!("{}: {it}", file.display()));
    let mut reader = Reader { module: module_of(root, file), paths: Vec::new() };
    reader.visit_file(&tree);
    reader.paths.sort();
    reader.paths.dedup();
    reader.paths
}

/// The module that a file is: `plan/server/name.rs` is `["plan", "server", "name"]`.
fn module_of(root: &Path, file: &Path) -> Vec<String> {
    let relative = file.strip_prefix(root).unwrap().with_extension("");
    let parts = relative.iter().map(|it| it.to_string_lossy().into_owned());
    parts.filter(|it| !["mod", "lib", "main"].contains(&it.as_str())).collect()
}

struct Reader {
    module: Vec<String>,
    paths: Vec<String>,
}

impl Reader {
    /// Adds a path as it is written; one of a single word is a local name.
    fn add(&mut self, written: &[String]) {
        let Some(first) = written.first() else { return };
        let mut module = self.module.clone();
        let mut rest = written;
        match first.as_str() {
            "crate" => {
                module.clear();
                rest = &written[1..];
            }
            "self" => rest = &written[1..],
            "super" => {
                while rest.first().is_some_and(|it| it == "super") {
                    module.pop();
                    rest = &rest[1..];
                }
            }
            _ if written.len() < 2 => return,
            _ => return self.paths.push(written.join("::")),
        }
        let absolute: Vec<&str> =
            ["crate"].into_iter().chain(module.iter().chain(rest).map(String::as_str)).collect();
        self.paths.push(absolute.join("::"));
    }

    fn use_tree(&mut self, tree: &UseTree, before: &[String]) {
        let with = |name: &syn::Ident| {
            let mut path = before.to_vec();
            path.push(name.to_string());
            path
        };
        match tree {
            UseTree::Path(it) => self.use_tree(&it.tree, &with(&it.ident)),
            UseTree::Name(it) => self.add(&with(&it.ident)),
            UseTree::Rename(it) => self.add(&with(&it.ident)),
            UseTree::Glob(_) => self.add(before),
            UseTree::Group(it) => it.items.iter().for_each(|tree| self.use_tree(tree, before)),
        }
    }

    /// Paths in the tokens of a macro, which syn does not parse.
    fn tokens(&mut self, text: &str) {
        let words = text.split(|it: char| !(it.is_alphanumeric() || it == '_' || it == ':'));
        for word in words.filter(|it| it.starts_with("crate::") || it.starts_with("super::")) {
            let parts: Vec<String> = word.split("::").map(str::to_owned).collect();
            self.add(&parts);
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_test(&item.attrs) {
            self.use_tree(&item.tree, &[]);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            self.module.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if !is_test(&item.attrs) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<String> = path.segments.iter().map(|it| it.ident.to_string()).collect();
        self.add(&parts);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast Macro) {
        self.tokens(&item.tokens.to_string().replace(" :: ", "::"));
        visit::visit_macro(self, item);
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|it| {
        let is_cfg = it.path().is_ident("cfg") || it.path().is_ident("test");
        let list = it.meta.require_list().map(|list| list.tokens.to_string());
        is_cfg && list.map_or(it.path().is_ident("test"), |it| it == "test")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_absolute_and_tests_are_left_out() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("plan");
        std::fs::create_dir(&folder).unwrap();
        let file = folder.join("names.rs");
        let text = "#[cfg(test)]\nmod early { use crate::emit::x; }\n\
            use crate::{document::{Node, self}, model};\nuse super::ir::*;\nuse heck::ToSnakeCase as _;\n\
            mod inner { use super::super::graph; }\nfn f() { g(vec![crate::lint::rules()]); openapiv3::a(); }\n\
            #[cfg(test)]\nmod tests { use crate::write::x; }\n";
        std::fs::write(&file, text).unwrap();
        let expected = [
            "crate::document::Node",
            "crate::document::self",
            "crate::lint::rules",
            "crate::model",
            "crate::plan::graph",
            "crate::plan::ir",
            "heck::ToSnakeCase",
            "openapiv3::a",
        ];
        assert_eq!(named_by(root.path(), &file), expected);
    }
}
