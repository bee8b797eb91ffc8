//! The names of module files and of cargo features, where a module's own name cannot be used.
//!
//! Takes the name of a module. No module name contains a hyphen, so every name with one is free.

use crate::plan::ir::Ident;

/// File names that mean something to cargo, to rustc or to Windows.
const RESERVED_FILES: [&str; 7] = ["lib", "main", "mod", "aux", "con", "nul", "prn"];

/// Returns the stem of a module's file or folder if it is not the module's name.
pub(in crate::plan) fn file_stem(module: &Ident) -> Option<String> {
    let plain = module.plain();
    // `com1` to `lpt9` are devices, too.
    let device = plain.strip_suffix(|it: char| it.is_ascii_digit());
    let is_reserved = RESERVED_FILES.contains(&plain) || matches!(device, Some("com" | "lpt"));
    // rustc finds no file with a name beyond ASCII without a `#[path]` (E0754).
    let needs_path = is_reserved || !plain.is_ascii();
    needs_path.then(|| format!("module-{}", ascii(plain)))
}

/// A name in ASCII: every other character by its code point.
fn ascii(text: &str) -> String {
    let spelled =
        |it: char| if it.is_ascii() { it.to_string() } else { format!("u{:x}", u32::from(it)) };
    text.chars().map(spelled).collect()
}

/// Returns the cargo feature of a group. Cargo reserves `default`.
pub(in crate::plan) fn feature(group: &Ident) -> String {
    match group.plain() {
        "default" => "default-group".to_owned(),
        plain => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_a_file_cannot_have() {
        for (module, stem) in [
            ("orders", None),
            ("r#type", None),
            ("com", None),
            ("com1", Some("module-com1")),
            ("mod_", None),
            ("main", Some("module-main")),
            ("straße", Some("module-straudfe")),
        ] {
            assert_eq!(file_stem(&Ident(module.to_owned())).as_deref(), stem, "{module}");
        }
    }

    #[test]
    fn features() {
        assert_eq!(feature(&Ident("r#default".to_owned())), "default-group");
        assert_eq!(feature(&Ident("r#type".to_owned())), "type");
    }
}
